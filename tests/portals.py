"""A named portal, which libpq cannot make: a statement that is run by a FETCH in another one."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg


def fetched(client: psycopg.Connection[Any], held: str, fetch: str) -> list[bytes]:
    """Hold a statement in the portal `c`, then ask in this connection, which is in a transaction.

    Gives what the server answered to both: the rows and the errors, as they came over the wire.
    """
    with closing(socket.socket(fileno=os.dup(client.pgconn.socket))) as wire:
        wire.setblocking(True)
        parse = _message(b"P", b"st\0" + held.encode() + b"\0\0\0")
        bind = _message(b"B", b"c\0st\0" + bytes(6))
        wire.sendall(parse + bind + _message(b"S", b""))
        answers = [*_answers(wire)]
        wire.sendall(_message(b"Q", fetch.encode() + b"\0"))
        return [*answers, *_answers(wire)]


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def _answers(wire: socket.socket) -> Iterator[bytes]:
    """The rows and errors until the server is ready again."""
    while True:
        kind = _exactly(wire, 1)
        (length,) = struct.unpack("!I", _exactly(wire, 4))
        body = _exactly(wire, length - 4)
        if kind == b"Z":
            return
        if kind in (b"D", b"E"):
            yield kind + body


def _exactly(wire: socket.socket, n_bytes: int) -> bytes:
    found = b""
    while len(found) < n_bytes:
        piece = wire.recv(n_bytes - len(found))
        if not piece:
            raise ConnectionError("the server hung up")
        found += piece
    return found

"""A line to the test server that can be cut at any moment."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from sqlalchemy import make_url

from tests.server import server_url


class Line:
    """A proxy on this machine. `mode` says what becomes of what is sent.

    "": all goes through. "deaf": nothing reaches the server any more. "mute": no answer comes back,
    though all reaches it. "cut": the line is cut at the next word from the program. "cut after":
    the next words reach the server, then the line is cut before its answer.
    """

    def __init__(self) -> None:
        self.mode = ""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        Thread(target=self._accept, daemon=True).start()

    def url(self, database_url: str) -> str:
        """The address of a database by this line."""
        changed = make_url(database_url).set(host="127.0.0.1", port=self.port, query={})
        return changed.render_as_string(hide_password=False)

    def close(self) -> None:
        """Cut everything."""
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Cut all lines that are open."""
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                program, _ = self._listener.accept()
                if self.mode in ("deaf", "mute"):
                    self._open.append(program)
                    continue
                server = _to_server()
                self._open += (program, server)
                Thread(target=self._carry, args=(program, server, True), daemon=True).start()
                Thread(target=self._carry, args=(server, program, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_asked: bool) -> None:
        with suppress(OSError):
            while words := source.recv(65_536):
                if is_asked and self.mode == "cut":
                    break
                if self.mode == "deaf" or (self.mode == "mute" and not is_asked):
                    continue
                if not is_asked and self.mode == "cut after":
                    break
                target.sendall(words)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _to_server() -> socket.socket:
    url = make_url(server_url())
    folder = str(url.query.get("host") or url.host or "localhost")
    port = url.port or 5432
    if not folder.startswith("/"):
        return socket.create_connection((folder, port))
    found = socket.socket(socket.AF_UNIX)
    found.connect(f"{folder}/.s.PGSQL.{port}")
    return found


@contextmanager
def a_line() -> Iterator[Line]:
    """A line for one test."""
    line = Line()
    try:
        yield line
    finally:
        line.close()

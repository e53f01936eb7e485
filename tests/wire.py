"""A wire to a PostgreSQL server that can be cut and mended: what a lab's network does to it."""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path
from typing import Literal

from sqlalchemy import make_url

Mode = Literal["whole", "cut", "mute", "at commit", "silent"]


class Wire:
    """Listens on this machine and passes everything on to the server of an address.

    cut: nobody can connect, and who was connected is not any more. mute: what is asked arrives at
    the server, and no answer comes back; the connection ends when the server has answered.
    at commit: mute from the end of the next save on. silent: nothing arrives any more, on either
    side, and nothing ends.
    """

    def __init__(self, url: str) -> None:
        self._to = make_url(url)
        self._mode: Mode = "whole"
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.n_muted = 0
        self._has_inserted = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the same database at this end of the wire."""
        host, port = self._listener.getsockname()
        plain = self._to.set(host=host, port=port, query={"sslmode": "disable"})
        return plain.render_as_string(hide_password=False)

    def cut(self) -> None:
        """Nothing passes any more."""
        self._mode = "cut"
        self._end_all()

    def mute(self) -> None:
        """From now on nothing comes back."""
        self._mode = "mute"

    def mute_at_commit(self) -> None:
        """Let the next save arrive whole, and keep back what the server says to its end."""
        self._has_inserted = False
        self._mode = "at commit"

    def silence(self) -> None:
        """From now on nothing arrives, and nobody is told."""
        self._mode = "silent"

    def mend(self) -> None:
        """All is as it was; who was connected has to connect again."""
        self._end_all()
        self._mode = "whole"

    def close(self) -> None:
        """Take the wire down."""
        self.cut()
        self._listener.close()

    def _end_all(self) -> None:
        with self._lock:
            ended, self._open = self._open, set()
        for each in ended:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._mode == "cut":
                near.close()
                continue
            far = self._connect()
            with self._lock:
                self._open |= {near, far}
            for one, other, is_answer in ((near, far, False), (far, near, True)):
                threading.Thread(
                    target=self._pass_on, args=(one, other, is_answer), daemon=True
                ).start()

    def _connect(self) -> socket.socket:
        host = str(self._to.query.get("host") or self._to.host or "")
        if not host.startswith("/"):
            return socket.create_connection((host, self._to.port or 5432))
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.connect(str(Path(host) / f".s.PGSQL.{self._to.port or 5432}"))
        return made

    def _pass_on(self, one: socket.socket, other: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(65_536):
                if is_answer and self._mode == "mute":
                    self.n_muted += 1
                    break
                if self._mode == "silent":
                    continue
                if not is_answer and self._mode == "at commit":
                    self._has_inserted |= b"INSERT" in piece
                    if self._has_inserted and b"COMMIT" in piece:
                        self._mode = "mute"
                other.sendall(piece)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

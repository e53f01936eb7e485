"""Who a project on a server lets in, and with which rights."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, create_engine, insert, make_url

from annotator.model.errors import NotSaved, NotYours, ProjectRefused
from annotator.model.study import Coder, Role
from annotator.stages.project import create_project, new_coder, open_project
from annotator.store import access
from annotator.store.access_policies import RULES
from annotator.store.tables import METADATA, table
from tests.build import the_codebook
from tests.shared_lab import (
    CODERS,
    LEAD,
    OWNER,
    PASSWORD,
    REVIEWER,
    SharedLab,
    a_shared_lab,
    an_empty_lab,
)

BLIND = (REVIEWER, *CODERS)
OWN = {"event_revision", "replacement", "submission", "suggestion_log"}
REVIEWED = {"same_happening", "alignment_choice"}
INDEXES = {"article_listing", "article_band", "article_pair", "index_state", "article_words"}


@pytest.fixture(scope="module")
def lab() -> SharedLab:
    """A lab that shares a project."""
    return a_shared_lab()


@contextmanager
def as_owner(lab: SharedLab, handle: str = OWNER) -> Iterator[Connection]:
    """A connection as `Store` has it, of this person; what it did is taken back."""
    url = make_url(lab.superuser).set(
        drivername="postgresql+psycopg", username=lab.logins[handle], password=None
    )
    engine = create_engine(url)
    with closing(engine.connect()) as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def a_login(lab: SharedLab, rights: str = "LOGIN") -> str:
    """A role that the server's administrator made; its name needs quoting."""
    name = f'X.{uuid4().hex[:8]} "quoted" %s'
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        made = sql.SQL("CREATE ROLE {} " + rights)
        connection.execute(made.format(sql.Identifier(name)))
    return name


def rows(lab: SharedLab, query: str, *values: object) -> list[Any]:
    """What the server's administrator is told."""
    with psycopg.connect(lab.superuser) as connection:
        return connection.execute(query.encode(), values).fetchall()


# What is decided


def test_there_is_a_decision_about_every_table() -> None:
    assert set(RULES) == set(METADATA.tables)


def test_every_table_that_names_a_coder_hides_rows_from_its_owner_too(lab: SharedLab) -> None:
    forced = {
        name
        for (name,) in rows(
            lab, "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        )
    }
    named = {name for name, each in METADATA.tables.items() if "coder_id" in each.columns}

    assert named <= forced
    assert forced == {name for name, rule in RULES.items() if not rule.is_open}
    assert {"coder", "replacement", "login", "import_file", "import_row", "setting"} <= forced


@pytest.mark.parametrize("handle", [*BLIND, LEAD])
def test_a_login_has_the_rights_of_its_role_and_no_others(lab: SharedLab, handle: str) -> None:
    held = rows(
        lab,
        "SELECT c.relname, array_agg(DISTINCT a.privilege_type) FROM pg_class c,"
        " aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee"
        " WHERE r.rolname = %s GROUP BY c.relname",
        lab.logins[handle],
    )
    by_right: dict[str, set[str]] = {}
    for name, rights in held:
        for right in rights:
            by_right.setdefault(right, set()).add(name)
    tables = set(METADATA.tables) | {"article_words"}

    if handle == LEAD:
        assert by_right == {
            "SELECT": tables | {"alembic_version"},
            "INSERT": tables,
            "UPDATE": INDEXES | {"import_report"},
            "DELETE": INDEXES,
        }
    else:
        opened = {name for name, rule in RULES.items() if rule.is_open} | {"article_words"}
        assert by_right == {
            "SELECT": opened | {"alembic_version"},
            "INSERT": OWN | (REVIEWED if handle == REVIEWER else set()),
        }


def test_nothing_is_granted_to_everybody(lab: SharedLab) -> None:
    open_to_all = rows(
        lab,
        "SELECT relname FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE a.grantee = 0 AND c.relnamespace = 'public'::regnamespace"
        " UNION ALL SELECT proname FROM pg_proc p, aclexplode(p.proacl) a"
        " WHERE a.grantee = 0 AND starts_with(proname, 'annotator_')"
        " UNION ALL SELECT nspname FROM pg_namespace n, aclexplode(n.nspacl) a"
        " WHERE a.grantee = 0 AND nspname = 'public'"
        " UNION ALL SELECT datname FROM pg_database d, aclexplode(d.datacl) a"
        " WHERE a.grantee = 0 AND datname = current_database()",
    )

    assert open_to_all == []


def test_the_functions_run_with_a_path_that_nobody_else_can_set(lab: SharedLab) -> None:
    found = rows(
        lab,
        "SELECT prosecdef, proconfig FROM pg_proc WHERE starts_with(proname, 'annotator_')",
    )

    assert len(found) == 7
    assert {(is_definer, tuple(path)) for is_definer, path in found} == {
        (True, ("search_path=pg_catalog, pg_temp",))
    }


def test_what_a_later_version_adds_is_closed_until_it_is_decided(lab: SharedLab) -> None:
    with psycopg.connect(lab.superuser, user=lab.logins[OWNER], autocommit=True) as owner:
        owner.execute("CREATE TABLE later (words text)")
        owner.execute("CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    for question in ("SELECT * FROM later", "SELECT later()"):
        with lab.client("ana") as client, pytest.raises(InsufficientPrivilege):
            client.execute(question.encode())
    with psycopg.connect(lab.superuser, user=lab.logins[OWNER], autocommit=True) as owner:
        owner.execute("DROP TABLE later")
        owner.execute("DROP FUNCTION later()")


def test_saying_it_anew_changes_nothing(lab: SharedLab) -> None:
    query = (
        "SELECT array_agg(relname || relacl::text || relrowsecurity ORDER BY relname),"
        " (SELECT array_agg(polname || pg_get_expr(polqual, polrelid) ORDER BY polrelid, polname)"
        "  FROM pg_policy) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    )
    with as_owner(lab) as connection:
        before = connection.exec_driver_sql(query).one()
        access.renew(connection)
        assert connection.exec_driver_sql(query).one() == before


def test_a_project_that_knew_no_logins_is_its_owners() -> None:
    lab, _ = an_empty_lab()
    create_project(lab.url(OWNER), the_codebook(), "Talks").close()
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        connection.execute("DELETE FROM login")
        for name in RULES:
            connection.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY".encode())
    with as_owner(lab) as connection:
        access.renew(connection)
        connection.commit()
    with closing(open_project(lab.url(OWNER))) as project:
        assert project.owner is not None
        assert project.owner.role is Role.LEAD


def test_a_login_that_the_server_has_lost_is_passed_over(lab: SharedLab) -> None:
    with as_owner(lab) as connection:
        row = {"name": "nobody knows", "coder_id": lab.people["kim"].id, "role": "coder"}
        connection.execute(insert(table("login")), row)
        access.renew(connection)


def test_an_administrator_may_say_it_anew(lab: SharedLab) -> None:
    engine = create_engine(make_url(lab.superuser).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        access.renew(connection)
        assert connection.exec_driver_sql("SELECT current_user = session_user").scalar()
    engine.dispose()
    for handle in (OWNER, *BLIND):
        with lab.client(handle) as client:
            me = client.execute("SELECT annotator_me(), annotator_role()").fetchone()
            assert me == (lab.people[handle].id, lab.people[handle].role.value)
            assert client.execute("SELECT count(*) > 0 FROM submission").fetchone() == (True,)


# Whose database it is


def test_a_database_that_belongs_to_somebody_else_is_refused() -> None:
    lab, _ = an_empty_lab()
    other = a_login(lab)
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        connection.execute(
            sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(other))
        )
    url = lab.url(OWNER).replace("Own.er", "%4Fwn.er")
    lab.logins["other"] = other

    with pytest.raises(ProjectRefused, match=r"belongs to Own\.er-.*ALTER DATABASE .* OWNER TO"):
        create_project(lab.url("other"), the_codebook(), "Talks")
    create_project(url, the_codebook(), "Talks").close()  # nothing was left behind


def test_a_database_in_which_everybody_makes_tables_is_refused() -> None:
    lab, _ = an_empty_lab()
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        owner = sql.Identifier(lab.logins[OWNER])
        connection.execute("ALTER SCHEMA public OWNER TO CURRENT_USER")
        connection.execute("GRANT CREATE, USAGE ON SCHEMA public TO PUBLIC")
        connection.execute(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(owner))

    with pytest.raises(ProjectRefused, match="ALTER SCHEMA public OWNER TO"):
        create_project(lab.url(OWNER), the_codebook(), "Talks")


def test_an_administrator_may_make_a_project_too() -> None:
    lab, _ = an_empty_lab()
    with closing(create_project(lab.superuser, the_codebook(), "Talks")) as project:
        assert project.owner is not None
        assert project.owner.role is Role.LEAD


# Letting in


def test_a_login_is_known_however_it_is_spelt(lab: SharedLab) -> None:
    name = f"Ana.Bö \"x\" 'y' %s {uuid4().hex[:8]}"
    with psycopg.connect(lab.superuser) as connection:
        made = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name))
        connection.execute(made)
        connection.commit()
    with as_owner(lab) as connection:
        access.admit(connection, name, "", lab.people["ana"])
        connection.commit()
    with psycopg.connect(lab.superuser, user=name) as client:
        told = client.execute("SELECT annotator_me(), annotator_role()").fetchone()
        assert told == (lab.people["ana"].id, "coder")
        client.execute(sql.SQL("SET search_path = pg_temp, public"))
        assert client.execute("SELECT annotator_me()").fetchone() == (lab.people["ana"].id,)


def test_a_login_that_was_not_let_in_gets_nowhere(lab: SharedLab) -> None:
    name = a_login(lab)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(lab.superuser, user=name)


def test_a_password_is_kept_as_a_verifier_that_fits_it(lab: SharedLab) -> None:
    kept = rows(lab, "SELECT rolpassword FROM pg_authid WHERE rolname = %s", lab.logins["ana"])
    method, counted, keys = kept[0][0].split("$")
    n_turns, salt = counted.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), base64.b64decode(salt), int(n_turns))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored = base64.b64encode(hashlib.sha256(client_key).digest()).decode()

    assert method == "SCRAM-SHA-256"
    assert keys.split(":")[0] == stored


def test_no_log_holds_a_password(lab: SharedLab, caplog: pytest.LogCaptureFixture) -> None:
    secret = "Geheim-§-1234"
    caplog.set_level(logging.DEBUG)
    with as_owner(lab) as connection:
        access.admit(connection, f"new-{uuid4().hex[:8]}", secret, lab.people["bo"])
        told = connection.exec_driver_sql("SELECT query FROM pg_stat_activity").scalars().all()

    assert secret not in caplog.text
    assert secret not in " ".join(map(str, told))


def test_a_login_of_the_server_keeps_its_password(lab: SharedLab) -> None:
    name = a_login(lab, "LOGIN PASSWORD 'of-old'")
    query = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
    before = rows(lab, query, name)
    with as_owner(lab) as connection:
        access.admit(connection, name, "another", lab.people["kim"])
        connection.commit()

    assert rows(lab, query, name) == before


def test_letting_in_twice_changes_nothing(lab: SharedLab) -> None:
    query = "SELECT count(*) FROM login"
    with as_owner(lab) as connection:
        before = connection.exec_driver_sql(query).scalar()
        access.admit(connection, lab.logins["ana"], PASSWORD, lab.people["ana"])
        assert connection.exec_driver_sql(query).scalar() == before


def test_a_login_is_one_persons(lab: SharedLab) -> None:
    with as_owner(lab) as connection, pytest.raises(NotSaved, match="another coder's already"):
        access.admit(connection, lab.logins["ana"], PASSWORD, lab.people["bo"])


@pytest.mark.parametrize("rights", ["LOGIN SUPERUSER", "LOGIN BYPASSRLS", "LOGIN CREATEROLE"])
def test_a_login_that_sees_everything_is_refused(lab: SharedLab, rights: str) -> None:
    name = a_login(lab, rights)
    with as_owner(lab) as connection, pytest.raises(NotSaved, match="would see everybody's"):
        access.admit(connection, name, "", lab.people["kim"])


@pytest.mark.parametrize("group", ["owner", "pg_monitor", "pg_read_all_data"])
def test_a_login_that_can_become_more_is_refused(lab: SharedLab, group: str) -> None:
    name = a_login(lab)
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        given = sql.Identifier(lab.logins[OWNER] if group == "owner" else group)
        connection.execute(sql.SQL("GRANT {} TO {}").format(given, sql.Identifier(name)))
    with as_owner(lab) as connection, pytest.raises(NotSaved, match="would see everybody's"):
        access.admit(connection, name, "", lab.people["kim"])


def test_a_group_is_no_login(lab: SharedLab) -> None:
    name = a_login(lab, "NOLOGIN")
    with as_owner(lab) as connection, pytest.raises(NotSaved, match="is a group"):
        access.admit(connection, name, "", lab.people["kim"])


@pytest.mark.parametrize(
    "name", ["", "pg_ana", "PG_ana", "public", "none", "a\0b", "a\nb", "ä" * 32]
)
def test_names_that_cannot_be_are_refused(lab: SharedLab, name: str) -> None:
    with as_owner(lab) as connection, pytest.raises(NotSaved, match="Choose another name"):
        access.admit(connection, name, "x", lab.people["kim"])


@pytest.mark.parametrize("password", ["a\0b", "\ud800", "a\nb"])
def test_passwords_that_cannot_be_are_refused(lab: SharedLab, password: str) -> None:
    with as_owner(lab) as connection, pytest.raises(NotSaved, match="Choose another one"):
        access.admit(connection, f"new-{uuid4().hex[:8]}", password, lab.people["kim"])


def test_only_the_owner_lets_others_in(lab: SharedLab) -> None:
    for name in (f"new-{uuid4().hex[:8]}", a_login(lab)):
        with as_owner(lab, LEAD) as connection, pytest.raises(NotYours, match=r"Only Own\.er-"):
            access.admit(connection, name, "x", lab.people["kim"])


def test_a_coder_lets_nobody_in(lab: SharedLab) -> None:
    with as_owner(lab, "ana") as connection, pytest.raises(NotYours, match=r"Only Own\.er-"):
        access.admit(connection, f"new-{uuid4().hex[:8]}", "x", lab.people["kim"])


def test_an_owner_that_makes_no_roles_is_told_who_does(lab: SharedLab) -> None:
    owner = sql.Identifier(lab.logins[OWNER])
    name = f"new-{uuid4().hex[:8]}"
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(owner))
        try:
            with as_owner(lab) as own, pytest.raises(NotYours, match="createuser --pwprompt new-"):
                access.admit(own, name, "x", lab.people["kim"])
        finally:
            connection.execute(sql.SQL("ALTER ROLE {} CREATEROLE").format(owner))
    assert rows(lab, "SELECT 1 FROM pg_roles WHERE rolname = %s", name) == []


def test_a_person_of_another_project_is_refused_whole(lab: SharedLab) -> None:
    stranger: Coder = new_coder("stranger")
    name = f"new-{uuid4().hex[:8]}"
    with as_owner(lab) as connection, pytest.raises(Exception, match="foreign key"):
        access.admit(connection, name, "x", stranger)

    assert rows(lab, "SELECT 1 FROM pg_roles WHERE rolname = %s", name) == []


# What it costs


def test_indexes_are_used_under_the_policies() -> None:
    lab = a_shared_lab()
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        connection.execute(_MANY_ARTICLES)
        for handle in (*CODERS, REVIEWER):
            connection.execute(_MANY_REVISIONS, (lab.people[handle].id,))
        connection.execute("VACUUM ANALYZE")
        # Those who are to be kept from seeing plans are let see them once, to be looked at here.
        connection.execute(_LET_EXPLAIN)
    revision = lab.revisions["ana", "blind"]
    questions = {
        f"coder_id = '{revision.coder_id}' AND lane = 'coding'": "coder_id_lane",
        f"event_id = '{revision.event.id}'": "event_revision_event_id",
        f"article_id = '{revision.event.article_id}'": "article_id_lane",
        f"id = '{revision.id}'": "pk_event_revision",
    }
    with lab.client("ana") as client:
        for where, index in questions.items():
            question = (
                f"EXPLAIN (ANALYZE, TIMING OFF) SELECT body FROM event_revision WHERE {where}"
            )
            plan = "\n".join(line for (line,) in client.execute(question.encode()).fetchall())
            assert index in plan
            assert "Seq Scan on event_revision" not in plan
            assert "annotator_me" not in plan  # asked once, not for every row


_MANY_ARTICLES = """
    INSERT INTO article (id, number, source_id, length, digest, text)
    SELECT gen_random_uuid(), g, '', 1, 'x', 'x' FROM generate_series(100, 5099) g
"""
_MANY_REVISIONS = """
    INSERT INTO event_revision (id, event_id, article_id, coder_id, lane, round, codebook_id,
        replaces, retracted, sources, made_at, digest, body)
    SELECT gen_random_uuid(), gen_random_uuid(), a.id, %s, 'coding', 1, b.id, '[]', false, '[]',
        now(), 'x', '{}' FROM article a, codebook b WHERE a.number >= 100
"""
_LET_EXPLAIN = """
    CREATE OR REPLACE FUNCTION annotator_asked() RETURNS uuid[] LANGUAGE plpgsql STABLE AS
    $$ BEGIN RETURN ARRAY['00000000-0000-0000-0000-000000000000'::uuid]; END $$
"""

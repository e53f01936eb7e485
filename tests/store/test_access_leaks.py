"""Tried as somebody with a bare client and ill will: what others do changes nothing that is seen.

Each attack is tried, then others do hidden work in every table, then it is tried again: the rows,
the counts, the errors with all their details and the notices have to be the same to the letter. The
server's administrator has closed its statistics here, as the README says; what that leaves open is
told in `annotator.store.access`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import Diagnostic, InsufficientPrivilege

from annotator.model.errors import ProjectRefused
from annotator.stages.project import Project, check, open_project
from annotator.stages.results import finish
from annotator.store.access_policies import (
    RIGHTS,
    RULES,
    function_statements,
    policy_statements,
)
from annotator.store.tables import METADATA
from tests.portals import fetched
from tests.shared_lab import (
    CODERS,
    LEAD,
    OWNER,
    REVIEWER,
    SharedLab,
    a_shared_lab,
    close_statistics,
)

BLIND = [REVIEWER, *CODERS]
TABLES = [*METADATA.tables, "article_words", "alembic_version"]
HIDING = ["event_revision", "submission", "assignment", "suggestion_log", "replacement", "coder"]
NOBODY = UUID(int=0)


@pytest.fixture(scope="module")
def lab() -> SharedLab:
    """A lab that shares a project on a server whose statistics are closed."""
    made = a_shared_lab()
    close_statistics(made)
    return made


@pytest.mark.parametrize("handle", BLIND)
def test_what_others_do_changes_nothing_that_is_seen(lab: SharedLab, handle: str) -> None:
    stranger = _hire(lab)
    attacks = [*_attacks(lab, handle, stranger)]
    before = _outcomes(lab, handle, attacks)
    _work_unseen(lab, stranger, handle)
    after = _outcomes(lab, handle, attacks)

    assert len(attacks) > 500
    changed = [each for each in zip(attacks, before, after, strict=True) if each[1] != each[2]]
    assert changed == []


def test_a_lead_would_see_it(lab: SharedLab) -> None:
    """The attacks see what there is to see."""
    stranger = _hire(lab)
    attacks = [f"SELECT count(*) FROM {name}" for name in TABLES]
    before = _outcomes(lab, LEAD, attacks)
    _work_unseen(lab, stranger, "ana")
    after = _outcomes(lab, LEAD, attacks)

    changed = {name for name, old, new in zip(TABLES, before, after, strict=True) if old != new}
    assert changed == {
        *("event_revision", "replacement", "submission", "suggestion_log", "same_happening"),
        *("assignment", "alignment_choice", "article_note", "article_state", "setting"),
        *("import_report", "import_file", "import_row"),
    }


@pytest.mark.parametrize("name", ["submission", "event_revision", "assignment"])
@pytest.mark.parametrize(
    "fetch",
    [
        "FETCH ALL FROM c",
        "MOVE ALL FROM c",
        "SELECT cursor_to_xml('c', 100, true, true, '')",
        "COPY (SELECT cursor_to_xml('c', 100, true, true, '')) TO STDOUT",
    ],
)
def test_no_portal_hides_that_something_is_explained(lab: SharedLab, name: str, fetch: str) -> None:
    blind = lab.articles["blind"].id
    question = f"SELECT 1 FROM {name} WHERE article_id = '{blind}'"
    for explain in ("EXPLAIN", "EXPLAIN ANALYZE", " explain (analyze)", "/* SELECT */ EXPLAIN"):
        for handle in ("kim", LEAD):
            with lab.client(handle) as client:
                client.execute(b"SET enable_seqscan = off")
                told = fetched(client, f"{explain} {question}", fetch)
            if handle == LEAD and fetch.startswith("FETCH"):
                assert b"Scan" in b"".join(told)
            elif handle != LEAD:
                assert len(told) == 1
                assert b"only a lead may ask in this way" in told[0]


def test_a_plain_portal_is_no_fault(lab: SharedLab) -> None:
    with lab.client("ana") as client:
        client.execute(b"SELECT 1")
        told = fetched(client, "SELECT count(*) FROM submission", "FETCH ALL FROM c")
    assert len(told) == 1
    assert told[0].startswith(b"D")


def _restored(lab: SharedLab) -> SharedLab:
    """The same database with the rights on it that one has to which a dump was restored."""
    there = lab.copy()
    with psycopg.connect(there.superuser, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("GRANT CONNECT, TEMP ON DATABASE {} TO PUBLIC").format(name))
    return there


EXPLAINING = """
    CREATE FUNCTION pg_temp.f() RETURNS SETOF text LANGUAGE plpgsql AS $$
    BEGIN RETURN QUERY EXECUTE 'EXPLAIN ANALYZE SELECT 1 FROM submission'; END $$
"""


def test_a_restored_database_is_closed_until_its_owner_opens_it(lab: SharedLab) -> None:
    there = _restored(lab)
    with there.client("kim") as kim:
        kim.execute(EXPLAINING.encode())
        with pytest.raises(InsufficientPrivilege, match="closed anew"), kim.transaction():
            kim.execute(b"SELECT pg_temp.f()")
        kim.execute(b"SELECT 1")
    with pytest.raises(ProjectRefused, match="closed until the lead who made it"):
        open_project(there.url("kim"))
    with there.opened(LEAD) as project:
        assert "Open the project once as" in str(_open_rights(project))
    with there.opened(OWNER) as project:
        assert "Open the project once" not in str(_open_rights(project))
    with there.opened("kim"), there.client("kim") as kim:
        kim.execute(b"SELECT count(*) FROM submission")
        with pytest.raises(InsufficientPrivilege):
            kim.execute(EXPLAINING.encode())


def test_a_function_made_while_it_was_open_does_not_outlive_that(lab: SharedLab) -> None:
    there = _restored(lab)
    with there.client("kim") as kim:
        kim.execute(EXPLAINING.encode())
        kim.commit()
        with there.opened(OWNER):
            pass
        with pytest.raises(InsufficientPrivilege, match="closed anew"):
            kim.execute(b"SELECT pg_temp.f()")


def test_check_tells_that_statistics_are_open(lab: SharedLab) -> None:
    there = lab.copy()
    with there.opened(OWNER) as project:
        assert _open_rights(project) == []
    with psycopg.connect(there.superuser, autocommit=True) as connection:
        connection.execute(b"GRANT SELECT ON pg_class TO PUBLIC")
    with there.opened(LEAD) as project:
        (found,) = _open_rights(project)
        assert found.endswith("close_statistics.sql")
        assert lab.logins[OWNER] in found


def _open_rights(project: Project) -> list[str]:
    return [each.text for each in finish(check(project)) if each.table == "rights"]


def test_a_project_of_older_rights_is_renewed_by_its_owner(lab: SharedLab) -> None:
    there = lab.copy()
    with psycopg.connect(there.superuser, autocommit=True) as connection:
        query = b"SELECT pg_get_functiondef('annotator_asked()'::regprocedure)"
        ((made,),) = connection.execute(query).fetchall()
        connection.execute(made.replace(f"-- rights {RIGHTS}", "").encode())
    with there.opened("ana"):
        pass
    with there.opened(LEAD) as project:
        assert _open_rights(project) != []
    with there.opened(OWNER):
        pass
    with there.opened(LEAD) as project:
        assert _open_rights(project) == []


def test_whoever_changes_the_rights_gives_them_a_new_number() -> None:
    said = [*function_statements()]
    for name, rule in RULES.items():
        said += policy_statements(name, rule)
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
    assert (RIGHTS, digest) == (2, "6d34f7a77be9b769"), (
        "raise RIGHTS, so that owners say the new ones"
    )


def _attacks(lab: SharedLab, handle: str, stranger: UUID) -> Iterator[str]:
    """Questions, one string each; what a string holds is tried in one transaction."""
    for name in TABLES:
        yield from _about(name)
    yield from _elsewhere()
    yield from _made_by_me(lab)
    yield from _claimed(lab, handle, stranger)
    yield from _kept_plans(lab, stranger)


def _about(name: str) -> Iterator[str]:
    """Ways to ask about a table."""
    yield f"SELECT * FROM {name}"
    yield f"SELECT count(*), max({name}::text), bit_xor(hashtext({name}::text)) FROM {name}"
    yield f"TABLE {name}"
    yield f"COPY {name} TO STDOUT"
    yield f"COPY (SELECT count(*) FROM {name}) TO STDOUT"
    if name in METADATA.tables and name in HIDING:
        yield f"SELECT ctid, xmin, cmin, tableoid FROM {name}"
        yield f"SELECT count(*) FROM {name} WHERE ctid > '(0,0)'"
        yield f"EXPLAIN SELECT * FROM {name}"
        yield f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) SELECT 1 FROM {name}"
        yield f"SELECT 1; EXPLAIN SELECT * FROM {name}"
        yield f"DO $$ BEGIN EXECUTE 'EXP' || 'LAIN ANALYZE SELECT 1 FROM {name}'; END $$"
        yield f"DO $$ DECLARE n int; BEGIN n := (SELECT count(*) FROM {name}); END $$"
        yield f"PREPARE p AS SELECT 1 FROM {name}; EXPLAIN ANALYZE EXECUTE p"
        yield f"SELECT query_to_xml('EXPLAIN ANALYZE SELECT 1 FROM {name}', true, true, '')"
        yield f"SELECT currtid2('{name}', '(0,1)')"
    yield f"SELECT count(*) FROM {name} TABLESAMPLE SYSTEM (100)"
    yield f"SELECT 1 FROM {name} FOR UPDATE"
    yield f"SELECT 1 FROM {name} FOR KEY SHARE"
    yield f"DECLARE c SCROLL CURSOR FOR SELECT 1 FROM {name}; FETCH ALL FROM c; MOVE LAST FROM c"
    yield f"SET LOCAL row_security = off; SELECT count(*) FROM {name}"
    yield f"DELETE FROM {name}"
    yield f"TRUNCATE {name}"
    yield f"LOCK TABLE {name}"
    yield f"LOCK TABLE {name} IN ACCESS SHARE MODE"
    yield f"ANALYZE {name}"
    yield f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY"
    yield f"CREATE TRIGGER t AFTER INSERT ON {name} EXECUTE FUNCTION tsvector_update_trigger()"
    yield f"CREATE POLICY everything ON {name} USING (true)"
    yield f"GRANT ALL ON {name} TO PUBLIC"
    yield f"SELECT pg_relation_size('{name}')"
    yield f"SELECT pg_total_relation_size('{name}'), pg_table_size('{name}')"
    yield f"SELECT reltuples, relpages FROM pg_class WHERE relname = '{name}'"
    yield f"SELECT pg_stat_get_live_tuples('{name}'::regclass)"
    yield f"INSERT INTO {name} SELECT * FROM {name} ORDER BY 1 LIMIT 1"
    yield f"INSERT INTO {name} DEFAULT VALUES"


def _elsewhere() -> Iterator[str]:
    """Where a server tells of itself."""
    for view in (
        *("pg_stat_user_tables", "pg_stat_all_tables", "pg_stat_xact_user_tables"),
        *("pg_statio_user_tables", "pg_stat_user_indexes", "pg_stat_database", "pg_locks"),
        *("pg_stat_activity", "pg_stat_user_functions", "pg_statistic", "pg_stats_ext_exprs"),
        *("pg_statistic_ext", "pg_stats_ext", "pg_statistic_ext_data", "pg_largeobject"),
        *("pg_authid", "pg_shadow", "pg_hba_file_rules", "pg_cursors"),
    ):
        yield f"SELECT * FROM {view}"
    yield "SELECT * FROM pg_stats WHERE schemaname = 'public' ORDER BY tablename, attname"
    for view in ("tables", "columns", "role_table_grants", "triggers", "views", "routines"):
        yield (
            f"SELECT * FROM information_schema.{view} v WHERE v::text LIKE '%public%'"
            " ORDER BY v::text"
        )
    yield "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    yield "SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY oid"
    yield "SELECT pg_current_wal_lsn()"
    yield "SELECT pg_database_size(current_database())"
    yield "SELECT * FROM pg_read_file('PG_VERSION')"
    yield "COPY (SELECT 1) TO PROGRAM 'true'"
    yield "LISTEN everything"
    yield "SELECT * FROM pg_notification_queue_usage()"


def _made_by_me(lab: SharedLab) -> Iterator[str]:
    """What might stand in the way of names, or run with somebody else's rights."""
    owner, lead = lab.logins[OWNER], lab.logins[LEAD]
    for made in (
        *("TABLE t (x int)", "VIEW v AS SELECT 1", "SCHEMA s", "EXTENSION dblink"),
        *("SEQUENCE s", "TYPE t AS (x int)", "AGGREGATE a (int) (SFUNC = int4pl, STYPE = int)"),
        *("TEMP TABLE login (name text)", "TEMP VIEW coder AS SELECT 1"),
        "FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "FUNCTION leak(text) RETURNS bool COST 0.0001 LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$",
        *("ROLE r", "DATABASE d", "EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()"),
        "STATISTICS s ON lane, round FROM event_revision",
        "INDEX ON event_revision (lane)",
    ):
        yield f"CREATE {made}"
    yield "SELECT 1 AS x INTO TEMP t"
    yield f'SET ROLE "{owner}"'
    yield f'SET ROLE "{lead}"'
    yield f'SET SESSION AUTHORIZATION "{owner}"'
    yield f'ALTER ROLE "{lead}" PASSWORD NULL'
    yield f'GRANT "{owner}" TO CURRENT_USER'
    yield "ALTER ROLE CURRENT_USER BYPASSRLS"
    yield "SET session_replication_role = replica"
    yield "ALTER FUNCTION annotator_role() SECURITY INVOKER"
    yield "CREATE OR REPLACE FUNCTION annotator_role() RETURNS text LANGUAGE sql AS $$ SELECT '' $$"


def _claimed(lab: SharedLab, handle: str, stranger: UUID) -> Iterator[str]:
    """What is claimed of others, who may or may not have done anything."""
    me, ana = lab.people[handle].id, lab.people["ana"].id
    blind, fresh = lab.articles["blind"].id, lab.articles["fresh"].id
    for who in (me, stranger, ana, uuid4(), NOBODY):
        yield f"SELECT annotator_shown('{who}'), annotator_me(), annotator_staff()"
        for name in ("event_revision", "submission", "assignment", "suggestion_log", "coder"):
            column = "id" if name == "coder" else "coder_id"
            yield f"SELECT count(*) FROM {name} WHERE {column} = '{who}'"
            # Were rows asked before policies, they would stand in the errors.
            yield f"SELECT count(*) FROM {name} t WHERE ({column} = '{who}')::int / 0 > 1"
            if who not in (me, ana):  # of whom an error may quote now this row, now that
                yield f"SELECT 1 FROM {name} t WHERE {column} = '{who}' AND t::text::int > 0"
            yield f"SELECT 1 / (SELECT count(*) FROM {name} WHERE {column} = '{who}')"
        for article in (blind, fresh, uuid4()):
            log = f"'{uuid4()}', '{article}', '{who}', '{{}}', 'taken', now(), 'x'"
            yield f"INSERT INTO suggestion_log VALUES ({log})"
            yield f"INSERT INTO suggestion_log VALUES ({log}) RETURNING ctid"
            yield f"INSERT INTO suggestion_log VALUES ({log}) ON CONFLICT DO NOTHING"
            yield (
                f"INSERT INTO suggestion_log VALUES ({log})"
                " ON CONFLICT (id) DO UPDATE SET outcome = suggestion_log.outcome"
            )
            state = f"'{uuid4()}', '{article}', '{who}', 'coding', 1, 'submitted', '', '{{}}'"
            yield f"INSERT INTO submission VALUES ({state}, NULL, now(), 'x')"
            given = f"'{uuid4()}', '{article}', '{who}', 1, true, 1, '{me}', now(), 'x'"
            yield f"INSERT INTO assignment VALUES ({given}) ON CONFLICT DO NOTHING"
            yield f"INSERT INTO release VALUES ('{uuid4()}', '{article}', '{who}', now(), 'x')"
    yield "SELECT annotator_trained()"
    yield "SELECT annotator_asked()"
    events = [str(lab.revisions[each, "blind"].event.id) for each in ("ana", "bo")]
    for event in (*events, str(uuid4())):
        yield f"SELECT annotator_follows('{event}', 'coding', '[]')"
        yield f"SELECT annotator_follows('{event}', 'gold', '[\"{uuid4()}\"]')"
    for revision in (lab.revisions["ana", "blind"].id, lab.revisions["bo", "blind"].id, uuid4()):
        yield f"SELECT annotator_follows('{uuid4()}', 'coding', '[\"{revision}\"]')"
        yield f"INSERT INTO replacement VALUES ('{revision}', '{uuid4()}')"
        yield f"INSERT INTO replacement VALUES ('{uuid4()}', '{revision}')"
        yield f"INSERT INTO replacement VALUES ('{revision}', '{revision}') RETURNING *"


def _kept_plans(lab: SharedLab, stranger: UUID) -> Iterator[str]:
    """Plans that were made for a plain question, then explained: see `_outcome`."""
    places = [lab.articles[name].id for name in ("blind", "fresh", "released")]
    for name in ("event_revision", "submission", "assignment", "suggestion_log", "article_note"):
        for scan in ("seqscan", "indexscan", "bitmapscan"):
            for place in places:
                yield f"KEPT {scan} SELECT 1 FROM {name} WHERE article_id = '{place}'"
            yield f"KEPT {scan} SELECT 1 FROM {name} WHERE coder_id = '{stranger}'"
            yield f"KEPT {scan} SELECT 1 FROM {name}"


def _outcomes(lab: SharedLab, handle: str, attacks: list[str]) -> list[tuple[object, ...]]:
    """All that a client learns of each: rows, counts, or the error; and the notices."""
    with lab.client(handle) as client:
        found = [_outcome(client, attack) for attack in attacks if not attack.startswith("KEPT")]
    for attack in attacks:
        if attack.startswith("KEPT"):
            with lab.client(handle) as client:
                found.append(_outcome(client, attack))
    return found


def _outcome(client: psycopg.Connection[Any], attack: str) -> tuple[object, ...]:
    notices: list[tuple[str | None, ...]] = []

    def heard(each: Diagnostic) -> None:
        notices.append((each.sqlstate, each.message_primary, each.message_detail))

    client.add_notice_handler(heard)
    try:
        return (_answer(client, attack), *notices)
    except psycopg.Error as error:
        told = error.diag
        words = (told.message_primary, told.message_detail, told.message_hint, told.context)
        return (error.sqlstate, *words, *notices)
    finally:
        client.remove_notice_handler(heard)
        client.rollback()


def _answer(client: psycopg.Connection[Any], attack: str) -> object:
    with client.cursor() as cursor:
        if attack.startswith("COPY") and attack.endswith("STDOUT"):
            with cursor.copy(attack.encode()) as copy:
                return sorted(bytes(piece) for piece in copy)
        if attack.startswith("KEPT"):
            _, scan, question = attack.split(" ", 2)
            for each in {"seqscan", "indexscan", "bitmapscan"} - {scan}:
                cursor.execute(f"SET enable_{each} = off".encode())
            cursor.execute(question.encode(), prepare=True)
            cursor.execute("SELECT name FROM pg_prepared_statements WHERE NOT from_sql")
            ((kept,),) = cursor.fetchall()
            attack = f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE {kept}"
        cursor.execute(attack.encode())
        found: list[object] = []
        while True:
            told = cursor.fetchall() if cursor.description else cursor.rowcount
            found.append(sorted(told, key=repr) if isinstance(told, list) else told)
            if not cursor.nextset():
                return found


def _hire(lab: SharedLab) -> UUID:
    """Somebody new, who has done nothing yet."""
    stranger = uuid4()
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        row = (stranger, f"x{stranger.hex}")
        connection.execute("INSERT INTO coder VALUES (%s, %s, '', 'coder', now(), 'x')", row)
        connection.execute("VACUUM ANALYZE")
    return stranger


def _work_unseen(lab: SharedLab, stranger: UUID, handle: str) -> None:
    """Work of somebody else on articles that are not released, in every table, and much of it."""
    told = {"who": stranger, "n": 50, "lead": lab.people[OWNER].id}
    lanes = ["coding"] if handle == REVIEWER else ["coding", "gold"]
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        for lane in lanes:
            connection.execute(_REVISIONS, {**told, "lane": lane})
            connection.execute(_SUBMISSIONS, {**told, "lane": lane})
        for statement in _MORE:
            if handle != REVIEWER or "import_" not in statement:
                connection.execute(statement.encode(), told)
        connection.execute("VACUUM ANALYZE")


_UNSEEN = """(
    SELECT id FROM article WHERE id NOT IN (SELECT article_id FROM release)
        AND id NOT IN (SELECT article_id FROM assignment WHERE round = 0)) AS a"""
_REVISIONS = f"""
    WITH new AS (
        INSERT INTO event_revision (id, event_id, article_id, coder_id, lane, round, codebook_id,
            replaces, retracted, sources, made_at, digest, body)
        SELECT gen_random_uuid(), gen_random_uuid(), a.id, %(who)s, %(lane)s, 1, b.id, '[]', false,
            '[]', now(), 'x', '{{"answers": {{"secret": 1}}}}'
        FROM {_UNSEEN}, codebook b, generate_series(1, %(n)s) RETURNING id)
    INSERT INTO replacement SELECT gen_random_uuid(), id FROM new
""".encode()
_SUBMISSIONS = f"""
    INSERT INTO submission SELECT gen_random_uuid(), a.id, %(who)s, %(lane)s, 1, 'submitted', '',
        '{{}}', NULL, now(), 'x' FROM {_UNSEEN}
""".encode()
_MORE = (
    f"INSERT INTO suggestion_log SELECT gen_random_uuid(), a.id, %(who)s, '{{}}', 'taken', now(),"
    f" 'x' FROM {_UNSEEN}",
    f"INSERT INTO assignment SELECT gen_random_uuid(), a.id, %(who)s, 1, true, 1, %(lead)s, now(),"
    f" 'x' FROM {_UNSEEN}",
    f"INSERT INTO alignment_choice SELECT gen_random_uuid(), a.id, gen_random_uuid(),"
    f" gen_random_uuid(), true, %(who)s, now(), 'x' FROM {_UNSEEN}",
    "INSERT INTO same_happening SELECT gen_random_uuid(), event_id, gen_random_uuid(), %(who)s,"
    " now(), 'x' FROM event_revision WHERE coder_id = %(who)s AND lane = 'coding'",
    f"INSERT INTO article_note SELECT gen_random_uuid(), a.id, %(who)s, '{{}}', now(), 'x'"
    f" FROM {_UNSEEN}",
    f"INSERT INTO article_state SELECT gen_random_uuid(), a.id, %(who)s, '', NULL, '', now(), 'x'"
    f" FROM {_UNSEEN}",
    "INSERT INTO setting SELECT gen_random_uuid(), 'pseudonyms', '{}', %(who)s, now(), 'x'",
    "INSERT INTO import_report SELECT max(number) + 1, now(), %(who)s, 1, 1, 1, 'x'"
    " FROM import_report",
    "INSERT INTO import_file SELECT max(number), 1, 'x', 'x' FROM import_report",
    "INSERT INTO import_row SELECT max(number), 1, 1, 'x', 'added', '', 1 FROM import_report",
)


# What everybody sees, said once more in words


@pytest.mark.parametrize(
    ("handle", "coding", "gold"),
    [
        ("ana", {"ana": {"released", "blind", "training"}, "bo": {"released"}}, {"training"}),
        ("bo", {"ana": {"released"}, "bo": {"released", "blind"}}, set()),
        ("kim", {"ana": {"released"}, "bo": {"released"}}, set()),
        (REVIEWER, {"ana": {"released"}, "bo": {"released"}}, {"training", "gold"}),
    ],
)
def test_a_person_sees_their_own_what_is_released_and_gold_they_met(
    handle: str, coding: dict[str, set[str]], gold: set[str]
) -> None:
    lab = a_shared_lab()
    handles = {each.id: name for name, each in lab.people.items()}
    names = {each.id: name for name, each in lab.articles.items()}
    for name in ("event_revision", "submission"):
        seen: dict[str, dict[str, set[str]]] = {"coding": {}, "gold": {}}
        with lab.client(handle) as client:
            query = f"SELECT lane, coder_id, article_id FROM {name}"
            for lane, coder, article in client.execute(query.encode()):
                seen[lane].setdefault(handles[coder], set()).add(names[article])
        assert seen == {"coding": coding, "gold": {REVIEWER: {"released", *gold}}}


def test_training_shows_its_gold_only_once_it_was_handed_in(lab: SharedLab) -> None:
    training = lab.articles["training"].id
    gold = b"SELECT count(*) FROM event_revision WHERE lane = 'gold' AND article_id = %s"
    hand_in = (
        b"INSERT INTO submission VALUES (gen_random_uuid(), %s, %s, 'coding', 0, %s, '', '{}',"
        b" NULL, now(), 'x')"
    )
    for handle, state, expected in (
        ("bo", "in_progress", 0),
        ("bo", "set_aside", 0),
        ("bo", "submitted", 2),
        ("kim", "submitted", 0),  # who was not given it
    ):
        with lab.client(handle) as client:
            assert client.execute(gold, (training,)).fetchone() == (0,)
            client.execute(hand_in, (training, lab.people[handle].id, state))
            assert client.execute(gold, (training,)).fetchone() == (expected,)


@pytest.mark.parametrize("handle", CODERS)
def test_a_coder_adds_only_what_is_theirs(lab: SharedLab, handle: str) -> None:
    me = lab.people[handle].id
    others = [each.id for each in lab.people.values() if each.id != me]
    with lab.client(handle) as client:
        client.execute(*_a_revision(lab, me))
        client.execute(*_a_revision(lab, me, "coding", event=uuid4()))
    for coder, lane in [*((other, "coding") for other in others), (me, "gold"), (me, "")]:
        with lab.client(handle) as client, pytest.raises(InsufficientPrivilege):
            client.execute(*_a_revision(lab, coder, lane))


def test_nobody_takes_the_place_of_another_coders_work(lab: SharedLab) -> None:
    bo = lab.people["bo"].id
    theirs = lab.revisions["ana", "released"]  # which Bo may see
    hidden = lab.revisions["ana", "blind"]
    for event, replaced in (
        (theirs.event.id, ()),
        (theirs.event.id, (theirs.id,)),
        (uuid4(), (theirs.id,)),
        (uuid4(), (hidden.id,)),
        (uuid4(), (uuid4(),)),
    ):
        with lab.client("bo") as client, pytest.raises(InsufficientPrivilege) as refused:
            client.execute(*_a_revision(lab, bo, "coding", event, replaced))
        assert str(refused.value) == (
            'new row violates row-level security policy for table "event_revision"'
        )
    own = lab.revisions["bo", "blind"]
    with lab.client("bo") as client:
        new = uuid4()
        client.execute(*_a_revision(lab, bo, "coding", own.event.id, (own.id,), new))
        client.execute(b"INSERT INTO replacement VALUES (%s, %s)", (own.id, new))
        for replaced_id, revision in ((theirs.id, new), (uuid4(), new), (own.id, theirs.id)):
            with pytest.raises(InsufficientPrivilege), client.transaction():
                client.execute(b"INSERT INTO replacement VALUES (%s, %s)", (replaced_id, revision))


def test_a_reviewer_settles_gold_and_says_what_is_one_happening(lab: SharedLab) -> None:
    eva = lab.people[REVIEWER].id
    released, blind = lab.articles["released"].id, lab.articles["blind"].id
    choice = b"INSERT INTO alignment_choice VALUES (%s, %s, %s, %s, true, %s, now(), 'x')"
    same = b"INSERT INTO same_happening VALUES (%s, %s, %s, %s, now(), 'x')"
    gold = lab.revisions[REVIEWER, "gold"]
    with lab.client(REVIEWER) as client:
        client.execute(*_a_revision(lab, eva, "gold"))
        client.execute(*_a_revision(lab, eva, "gold", gold.event.id, (gold.id,)))
        client.execute(choice, (uuid4(), released, uuid4(), uuid4(), eva))
        seen = lab.revisions["ana", "released"].event.id
        client.execute(same, (uuid4(), seen, uuid4(), eva))
        hidden = lab.revisions["ana", "blind"].event.id
        for statement, values in (
            (choice, (uuid4(), blind, uuid4(), uuid4(), eva)),
            (choice, (uuid4(), released, uuid4(), uuid4(), lab.people["ana"].id)),
            (same, (uuid4(), hidden, uuid4(), eva)),
            _a_revision(lab, lab.people["ana"].id, "gold"),
            _a_revision(lab, lab.people["ana"].id, "coding"),
        ):
            with pytest.raises(InsufficientPrivilege), client.transaction():
                client.execute(statement, values)


@pytest.mark.parametrize("handle", [LEAD, OWNER])
def test_even_a_lead_changes_nothing_that_was_saved(lab: SharedLab, handle: str) -> None:
    kept = [name for name, each in METADATA.tables.items() if "digest" in each.columns]
    with lab.client(handle) as client:
        for name in set(kept) - {"project", "codebook", "article"}:
            before = client.execute(f"SELECT string_agg(t::text, '') FROM {name} t".encode())
            rows = before.fetchall()
            for statement in (f"DELETE FROM {name}", f"UPDATE {name} SET digest = 'y'"):
                try:
                    with client.transaction():
                        assert client.execute(statement.encode()).rowcount == 0
                except InsufficientPrivilege:
                    assert handle == LEAD
            after = client.execute(f"SELECT string_agg(t::text, '') FROM {name} t".encode())
            assert after.fetchall() == rows


def _a_revision(
    lab: SharedLab,
    coder: UUID,
    lane: str = "coding",
    event: UUID | None = None,
    replaces: tuple[UUID, ...] = (),
    revision: UUID | None = None,
) -> tuple[sql.SQL, tuple[object, ...]]:
    """A statement that adds a revision of the article `blind`, and its values."""
    statement = sql.SQL("""
        INSERT INTO event_revision (id, event_id, article_id, coder_id, lane, round, codebook_id,
            replaces, retracted, sources, made_at, digest, body)
        SELECT %s, %s, %s, %s, %s, 1, codebook.id, %s, false, '[]', now(), 'x', '{}' FROM codebook
    """)
    names = "[" + ", ".join(f'"{each}"' for each in replaces) + "]"
    ids = (revision or uuid4(), event or uuid4(), lab.articles["blind"].id, coder)
    return statement, (*ids, lane, names)

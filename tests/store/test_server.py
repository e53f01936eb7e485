"""A project on a server: made, opened and refused in words, and what a lost connection leaves."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from threading import Thread
from uuid import uuid4

import psycopg
import pytest

from annotator.model.article import Article
from annotator.model.errors import (
    AnnotatorError,
    ConnectionLost,
    NotSaved,
    ProjectRefused,
    ProjectTooNew,
)
from annotator.stages.project import create_project, open_project, pulse
from annotator.store import server
from annotator.store.server import address_of
from annotator.store.server_failures import opening_words, server_words
from annotator.store.store import Store
from annotator.store.tables import METADATA
from annotator.store.upgrade import HEAD, MIGRATIONS, migrate
from tests.build import the_codebook
from tests.server import as_login, server_url
from tests.store.conftest import Small


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    """Say something to a database as its owner."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(statement.encode())
        return found.fetchall() if found.description else []


# Addresses


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("postgresql://ana@db.example.org/lab", "postgresql://ana@db.example.org/lab"),
        ("postgres://ana:s%40crt@db/lab", "postgresql://ana@db/lab"),
        ("postgresql+psycopg://ana:secret@db:5433/lab", "postgresql://ana@db:5433/lab"),
        ("postgresql:///lab?host=/tmp&password=secret", "postgresql:///lab?host=%2Ftmp"),
        ("postgresql://db/lab?sslmode=require", "postgresql://db/lab?sslmode=require"),
        ("postgresql://?service=lab", "postgresql://?service=lab"),
        ("postgresql://ana:secret@[::1]/lab", "postgresql://ana@[::1]/lab"),
    ],
)
def test_an_address_is_shown_without_its_password(location: str, shown: str) -> None:
    found = address_of(location)
    assert found.url == shown
    assert "secret" not in repr(found)
    assert address_of(found.url).url == shown


@pytest.mark.parametrize(
    "location",
    [
        "mysql://ana:secret@db/lab",
        "https://ana:secret@db/lab",
        "postgresql://ana:sec/ret@db/lab",
        "postgresql://ana:secret@db:port/lab",
        "postgresql://db/lab?secret",
        "postgresql://db/lab?colour=secret",
        "postgresql://ana:%zzsecret@db/lab",
        "postgresql://ana:secret@[::1/lab",
        "postgresql://ana:secret\0@db/lab",
    ],
)
def test_what_is_no_address_is_refused_without_quoting_it(location: str) -> None:
    for use in (Store.open, lambda each: Store.create(each, "x")):
        with pytest.raises(ProjectRefused) as refused:
            use(location)
        assert "ret" not in str(refused.value)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("location", "wanted"),
    [
        ("postgresql://db.example.org/lab", {"sslmode": "require"}),
        ("postgresql://db.example.org/lab?sslmode=verify-full", {}),
        ("postgresql://db.example.org/lab?sslmode=disable", {}),
        ("postgresql://localhost/lab", {}),
        ("postgresql://127.0.0.1/lab", {}),
        ("postgresql:///lab?host=/tmp", {}),
        ("postgresql:///lab", {}),
        ("postgresql://localhost,db.example.org/lab", {"sslmode": "require"}),
        ("postgresql:///lab?hostaddr=192.0.2.1", {"sslmode": "require"}),
        ("postgresql:///lab?service=x", {}),
    ],
)
def test_tls_is_asked_for_beyond_this_machine_unless_said_otherwise(
    location: str, wanted: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    assert server._tls(address_of(location)) == wanted
    monkeypatch.setenv("PGSSLMODE", "prefer")
    assert server._tls(address_of(location)) == {}


# Making and opening


def test_a_project_is_made_in_an_empty_database_once(url: str) -> None:
    book = the_codebook("minimal")
    made = create_project(url, book, lead="ana")
    assert made.name == address_of(url).database
    assert made.location == address_of(url).url
    assert made.owner is not None
    assert made.owner.handle == "ana"
    assert not made.read_only
    made.close()
    with pytest.raises(ProjectRefused, match="holds a project already"):
        create_project(url, book)
    again = open_project(url)
    assert (again.id, again.codebook, again.held_by) == (made.id, book, "")
    again.close()


def test_a_project_that_cannot_be_made_leaves_the_database_empty(url: str) -> None:
    def fail(_: object) -> None:
        raise NotSaved("no")

    with pytest.raises(NotSaved, match="no"):
        Store.create(url, "Talks", fail)
    query = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    assert ask(url, query) == [(0,)]
    with pytest.raises(ProjectRefused, match="holds no project"):
        Store.open(url)
    create_project(url, the_codebook("minimal")).close()


def test_a_database_of_something_else_is_left_alone(url: str) -> None:
    ask(url, "CREATE TABLE accounts (id integer)")
    with pytest.raises(ProjectRefused, match=r"something else \(table accounts"):
        create_project(url, the_codebook("minimal"))
    with pytest.raises(ProjectRefused, match="holds no project"):
        Store.open(url)


def test_two_who_make_a_project_at_once_make_one(url: str) -> None:
    told: list[str] = []

    def make() -> None:
        try:
            Store.create(url, "Talks").close()
        except AnnotatorError as error:
            told.append(str(error))

    threads = [Thread(target=make) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(told) == 1
    assert "holds a project already" in told[0]


def test_what_is_wrong_with_a_server_is_told_in_one_line(url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = as_login(url, "nobody-here")
    cases = {
        f"postgresql://ana:secret@127.0.0.1:{port}/lab": "Nobody answers",
        "postgresql://ana:secret@no-such-host.invalid/lab": "no machine no-such-host.invalid",
        f"{server_url()}".replace("/postgres?", "/no_such_lab?"): "no database of this name",
        nobody: "knows no such login",
        "postgresql:///?service=no_such_service": "no service file",
    }
    for location, words in cases.items():
        with pytest.raises(ProjectRefused) as refused:
            Store.open(location)
        assert words in str(refused.value), location
        assert "\n" not in str(refused.value)
        assert "secret" not in str(refused.value)


def test_a_wrong_password_is_told_and_never_shown(url: str) -> None:
    login = f"ana_{uuid4().hex[:8]}"
    ask(url, f"CREATE ROLE {login} LOGIN PASSWORD 'right'")
    ((hba,),) = ask(url, "SHOW hba_file")
    before = Path(str(hba)).read_text(encoding="utf-8")
    line = f"local all {login} scram-sha-256\nhost all {login} all scram-sha-256\n"
    Path(str(hba)).write_text(line + before, encoding="utf-8")
    try:
        ask(url, "SELECT pg_reload_conf()")
        for password in ("wrong-secret", ""):
            with pytest.raises(ProjectRefused) as refused:
                _until_reloaded(as_login(url, login, password))
            assert "password" in str(refused.value)
            assert "wrong-secret" not in str(refused.value)
            assert "PGPASSWORD" in str(refused.value)
    finally:
        Path(str(hba)).write_text(before, encoding="utf-8")
        ask(url, "SELECT pg_reload_conf()")


def _until_reloaded(location: str) -> None:
    """Open a project; a server takes a moment to read its rules again."""
    for _ in range(50):
        try:
            Store.open(location)
        except ProjectRefused as error:
            if "holds no project" not in str(error):
                raise


def test_a_server_without_tls_says_how_to_turn_it_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_refuse_tls, args=(listener,), daemon=True).start()
        port = listener.getsockname()[1]
        with pytest.raises(ProjectRefused, match=r"offers no TLS.*sslmode=disable"):
            Store.open(f"postgresql://ana@127.0.0.1:{port}/lab?sslmode=require&gssencmode=disable")


def _refuse_tls(listener: socket.socket) -> None:
    program, _ = listener.accept()
    with program:
        program.recv(8)
        program.sendall(b"N")
        program.recv(1)


def test_a_server_that_is_too_old_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LEAST", 990_000)
    for use in (Store.open, lambda each: Store.create(each, "x")):
        with pytest.raises(ProjectRefused, match="the program needs 99 or newer"):
            use(url)


def test_a_newer_project_is_refused(shared: Small, url: str) -> None:
    ask(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ProjectTooNew, match="newer version"):
        Store.open(url)


def test_a_login_without_a_part_in_the_project_is_told_whom_to_ask(shared: Small, url: str) -> None:
    login = f"eve_{uuid4().hex[:8]}"
    ask(url, f"CREATE ROLE {login} LOGIN")
    with pytest.raises(ProjectRefused, match="Ask the lead"):
        Store.open(as_login(url, login))
    ask(url, f'GRANT CONNECT ON DATABASE "{address_of(url).database}" TO {login}')
    with pytest.raises(ProjectRefused, match=f"login {login} has no part"):
        Store.open(as_login(url, login))
    ask(url, f"DROP OWNED BY {login}; DROP ROLE {login}")


def test_an_older_project_is_brought_up_to_date_by_its_owner(url: str, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    older = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (older / "versions" / "0003_people_at_work.py").unlink()
    engine = create_engine(url)
    with engine.connect() as connection:
        migrate(connection, older)
        connection.commit()
    ask(url, f"INSERT INTO project VALUES ('{uuid4()}', 'Talks', now(), '')")
    login = f"ana_{uuid4().hex[:8]}"
    ask(url, f"CREATE ROLE {login} LOGIN")
    ask(url, f"GRANT SELECT ON alembic_version, project TO {login}")
    with pytest.raises(ProjectRefused, match="older format"):
        Store.open(as_login(url, login))
    ask(url, f"DROP OWNED BY {login}; DROP ROLE {login}")
    Store.open(url).close()
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, _: not str(name).startswith("article_words")}
        context = MigrationContext.configure(connection, opts=options)
        differences = [
            each for each in compare_metadata(context, METADATA) if "article_words" not in str(each)
        ]
        assert differences == []
    engine.dispose()
    assert ask(url, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_database_that_takes_no_changes_is_read_only(shared: Small, url: str) -> None:
    name = address_of(url).database
    ask(url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    store = Store.open(url)
    assert store.read_only
    with pytest.raises(NotSaved, match="for reading only"), store.transaction() as records:
        records.set_setting("seed", 1)
    store.close()


def test_two_windows_write_and_see_what_the_other_added(shared: Small) -> None:
    other = open_project(shared.store.location, hold=True)
    assert not other.read_only
    before = pulse(other)
    assert pulse(other) == before
    shared.save(shared.event())
    after = pulse(other)
    assert after != before
    with other.store.transaction() as records:
        assert len(next(records.codings()).events) == 1
        records.set_setting("seed", 1)
    assert pulse(other) != after
    with shared.store.transaction() as records:
        assert records.setting("seed") == 1
    other.close()


def test_a_backup_of_a_server_is_made_there(shared: Small, tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match=r"pg_dump.*annotator copy"):
        shared.store.backup(tmp_path / "a.annotator")


def test_articles_that_two_leads_import_at_once_have_numbers_of_their_own(shared: Small) -> None:
    def take_in(name: str) -> None:
        for at in range(10):
            with shared.store.transaction() as records:
                texts = [(Article.from_text(f"{name} {at} {n}"), {}) for n in range(5)]
                texts.append((Article.from_text(f"both {at}"), {}))
                records.add_articles(texts, shared.coder.id)

    threads = [Thread(target=take_in, args=(name,)) for name in ("one", "two")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with shared.store.transaction() as records:
        assert [each.number for each in records.articles()] == list(range(1, 112))
    assert shared.findings() == []


# What the server says


STATES = {
    "53100": (NotSaved, "the disk of"),
    "53200": (NotSaved, "out of memory"),
    "53300": (NotSaved, "as many connections"),
    "25006": (NotSaved, "read-only"),
    "42501": (NotSaved, "do that. Ask the lead"),
    "55P03": (NotSaved, "Try again"),
    "40001": (NotSaved, "Try again"),
    "40P01": (NotSaved, "Try again"),
    "57014": (NotSaved, "took too long"),
    "23505": (NotSaved, "holds it already"),
    "23503": (NotSaved, "does not hold what is referred to"),
    "57P01": (ConnectionLost, "does not answer"),
    "08006": (ConnectionLost, "does not answer"),
    "XX001": (NotSaved, "damaged"),
    "P0001": (NotSaved, "refused"),
}


@pytest.mark.parametrize("state", STATES)
def test_what_the_server_says_is_told_without_the_rows_it_quotes(shared: Small, state: str) -> None:
    kind, words = STATES[state]
    statement = (
        f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}', MESSAGE = 'it went wrong',"
        " DETAIL = 'Failing row contains (secret words)'; END $$"
    )
    with pytest.raises(NotSaved) as told, shared.store.transaction() as records:
        records._connection.exec_driver_sql(statement)
    assert type(told.value) is kind
    assert words in str(told.value)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    shared.save(shared.event())


def test_words_that_nobody_foresaw_are_told_as_they_are() -> None:
    strange = psycopg.OperationalError("connection failed: FATAL:  Datenbank »lab« gibt es nicht")
    assert "Datenbank" in str(opening_words(strange, "lab on db"))
    assert "trying again" in str(server_words(strange, "lab on db"))


def test_a_login_that_is_let_in_no_more_is_not_told_to_wait(shared: Small, url: str) -> None:
    gone = as_login(url, f"gone_{uuid4().hex[:8]}")
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(gone)
    told = server_words(refused.value, "lab on db")
    assert not isinstance(told, ConnectionLost)
    assert str(told).startswith("Not saved: lab on db knows no such login")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('no pg_hba.conf entry for host "192.0.2.7", user "a", no encryption', "without TLS"),
        ('no pg_hba.conf entry for host "192.0.2.7", user "a", SSL encryption', "for a line in"),
        ("could not write init file: No space left on device", "The disk of lab on db is full"),
    ],
)
def test_what_a_server_says_at_the_door_is_told_with_what_to_do(said: str, told: str) -> None:
    fault = psycopg.OperationalError(f"connection to server at db failed: FATAL:  {said}")
    assert told in str(opening_words(fault, "lab on db"))

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from annotator.model.errors import AnnotatorError, ProjectRefused
from annotator.model.event import Lane
from annotator.store.store import Store, _findings
from annotator.store.tables import METADATA
from annotator.store.upgrade import HEAD, MIGRATIONS, migrate, upgrade
from annotator.store.words import SHADOWS, WORDS
from tests.store.conftest import Small
from tests.store.test_open import folder_of, sql

pytestmark = pytest.mark.file_only

PROJECTS = Path(__file__).parent.parent / "golden" / "projects"

NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade():
    with op.batch_alter_table("coder") as batch:
        batch.add_column(sa.Column("language", sa.Text(), nullable=False, server_default=""))
    {more}
"""


def steps(folder: Path, more: str = "") -> Path:
    """Our migrations and one more, which rebuilds a table that others refer to."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_next.py").write_text(NEXT_STEP.format(more=more, head=HEAD))
    return folder


def test_migrations_and_tables_agree(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(f"sqlite:///{tmp_path / 'a'}")
    with closing(engine.connect()) as connection:
        migrate(connection)
        connection.commit()
        options = {"include_name": lambda name, kind, _: name not in (WORDS, *SHADOWS)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
        migrated = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").all())
    Store.create(tmp_path / "b.annotator", "B").close()
    other = create_engine(f"sqlite:///{tmp_path / 'b.annotator'}")
    with closing(other.connect()) as connection:
        made = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").all())
        heads = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        assert heads.all() == [HEAD]
    assert migrated == made


def test_every_migration_has_a_project_of_its_version() -> None:
    numbers = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))
    assert numbers[-1] == HEAD
    assert [path.stem for path in sorted(PROJECTS.glob("*.annotator"))] == numbers


@pytest.mark.parametrize(
    "project", sorted(PROJECTS.glob("*.annotator")), ids=lambda path: path.stem
)
def test_a_project_of_an_older_version_opens(project: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(project, tmp_path))
    store = Store.open(path)
    assert [each for piece in store.check() for each in piece.findings] == []
    with store.transaction() as records:
        ana = records.coder("ana")
        assert ana is not None
        (row,) = records.articles()
        (coding,) = records.codings(Lane.CODING, ana.id)
        assert coding.article_id == row.id
        assert len(coding.events) == 2
        assert len(records.history(coding.events[0].id)) == 2
    store.close()


def test_assignments_keep_their_digests_right(tmp_path: Path) -> None:
    path = Path(shutil.copy(PROJECTS / "0002.annotator", tmp_path))
    with closing(sqlite3.connect(path)) as raw:
        ((article,),) = raw.execute("SELECT id FROM article")
        ((coder,),) = raw.execute("SELECT id FROM coder")
        made_at = "2026-01-05 09:00:00.000000"
        cells = ("1", article, coder, coder, "ab" * 16, made_at, "1")
        digest = hashlib.sha256("\0".join(cells).encode()).hexdigest()
        row = ("ab" * 16, article, coder, 1, 1, coder, made_at, digest)
        raw.execute("INSERT INTO assignment VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        raw.commit()
    with closing(Store.open(path)) as store:
        assert [each for piece in store.check() for each in piece.findings] == []
        with store.transaction() as records:
            (given,) = records.assignments()
            assert (given.place, given.active) == (0, True)
            assert records.given_to_anybody() == {1}


def test_an_upgrade_keeps_the_children_of_a_rebuilt_table(small: Small, tmp_path: Path) -> None:
    small.save(small.event())
    small.store.close()
    before = small.path.read_bytes()
    copy = upgrade(small.path, _findings, steps(tmp_path / "steps"), version=9999)
    assert copy.parent == small.path.with_name("talks.annotator.backups")
    old = Store.open(copy)
    assert old.project_id == small.store.project_id
    old.close()
    assert small.path.read_bytes() != before
    engine = create_engine(f"sqlite:///{small.path}")
    with closing(engine.connect()) as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == 9999
        columns = {each["name"] for each in inspect(connection).get_columns("coder")}
        assert "language" in columns
        assert connection.exec_driver_sql("SELECT count(*) FROM event_revision").scalar() == 1


@pytest.mark.parametrize(
    "more", ['op.execute("SELECT no_such")', 'op.execute("DELETE FROM coder")']
)
def test_a_failed_upgrade_leaves_the_file_as_it_was(
    small: Small, tmp_path: Path, more: str
) -> None:
    small.save(small.event())
    small.store.close()
    before = folder_of(small.path)
    with pytest.raises(AnnotatorError):
        upgrade(small.path, _findings, steps(tmp_path / "steps", more), version=9999)
    assert folder_of(small.path) == before


def test_a_damaged_file_is_not_upgraded(small: Small, tmp_path: Path) -> None:
    small.store.close()
    sql(small.path, "UPDATE coder SET name = 'other'")
    before = folder_of(small.path)
    with pytest.raises(ProjectRefused, match="does not hold together"):
        upgrade(small.path, _findings, steps(tmp_path / "steps"), version=9999)
    assert folder_of(small.path) == before


def test_opening_and_creating_do_without_alembic(small: Small, tmp_path: Path) -> None:
    code = (
        "import sys; from annotator.store.store import Store;"
        "Store.open(sys.argv[1]).close(); Store.create(sys.argv[2], 'x').close();"
        "assert not {'alembic', 'pandas', 'psycopg', 'PySide6'} & set(sys.modules)"
    )
    command = [sys.executable, "-c", code, str(small.path), str(tmp_path / "x.annotator")]
    subprocess.run(command, check=True)


def test_drafts_need_only_the_standard_library(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from annotator.store.drafts import Drafts;"
        "Drafts(Path(sys.argv[1])).close();"
        "assert not {'sqlalchemy', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "drafts")], check=True)

"""What the digest of a row is made of, and that it is the same read from the file and saved."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Uuid

from annotator.model.errors import ProjectRefused
from annotator.model.event import Answer, Lane
from annotator.model.study import State
from annotator.store.rows import WITH_DIGEST
from annotator.store.tables import METADATA
from tests.store.conftest import Small


def rows(path: Path, name: str) -> list[tuple[Any, ...]]:
    """The digest and what it covers, by name, of all rows as SQLite holds them."""
    columns = ", ".join(["digest", *WITH_DIGEST[name]])
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(f"SELECT {columns} FROM {name}").fetchall()


@pytest.mark.file_only
@pytest.mark.parametrize("name", ["project", "coder", "event_revision", "submission", "setting"])
def test_a_digest_is_that_of_the_cells_with_nul_between_them(small: Small, name: str) -> None:
    small.save(small.event())
    with small.store.transaction() as records:
        records.add_submission(small.submission(State.SUBMITTED))
        records.set_setting("seed", 1)
    ((digest, *cells),) = rows(small.path, name)
    words = "\0".join("" if cell is None else str(cell) for cell in cells)
    assert digest == hashlib.sha256(words.encode()).hexdigest()


@pytest.mark.file_only
def test_json_is_stored_with_its_keys_sorted(small: Small) -> None:
    event = small.event().with_answer("note", Answer("one")).with_answer("host", Answer("CHN"))
    small.save(event)
    with closing(sqlite3.connect(small.path)) as raw:
        ((body,),) = raw.execute("SELECT body FROM event_revision").fetchall()
    assert body.index('"event_type"') < body.index('"host"') < body.index('"note"')
    assert body.index('"end"') < body.index('"quote"') < body.index('"start"')


VALUES = (1, 1.0, 0.5, -7, 1e20, True, False, "12", "words", "", [1, 2.0], {"b": 1, "a": None})


def test_a_setting_of_any_kind_keeps_its_digest(small: Small) -> None:
    for at, value in enumerate(VALUES):
        with small.store.transaction() as records:
            records.set_setting(f"any {at}", value)
        with small.store.transaction() as records:
            assert records.setting(f"any {at}") == value
    assert small.findings() == []


def test_only_links_may_be_without_a_value() -> None:
    for name in WITH_DIGEST:
        for column in METADATA.tables[name].columns:
            assert not column.nullable or isinstance(column.type, Uuid), f"{name}.{column.name}"


@pytest.mark.file_only
def test_json_that_says_the_same_in_other_letters_was_changed(small: Small) -> None:
    revision = small.save(small.event())
    with closing(sqlite3.connect(small.path)) as raw, raw:
        raw.execute("""UPDATE event_revision SET body = replace(body, '":', '": ')""")
    assert any(str(revision.id) in each for each in small.findings())
    with pytest.raises(ProjectRefused, match="was changed"), small.store.transaction() as records:
        list(records.codings(Lane.CODING, None))

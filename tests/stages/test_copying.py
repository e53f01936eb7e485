"""A project that goes from a file to a server and back is the same to the letter."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from annotator.model.errors import NotYours, ProjectRefused
from annotator.stages.agreement import release, set_threshold
from annotator.stages.copying import copy_project
from annotator.stages.project import Project, check, coders, open_project
from annotator.stages.results import finish
from annotator.store.copying import COPIED
from tests.raters import a_coded_project
from tests.server import a_database

pytestmark = pytest.mark.file_only


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A project with codings, gold, releases and a setting that is a number alone."""
    path = a_coded_project(tmp_path / "lab.annotator", 12, ("ana", "ben"), gold=True)
    with closing(open_project(path)) as project:
        lead = coders(project)[0]
        release(project, lead)
        set_threshold(project, lead, 0.7)
        set_threshold(project, lead, 1)
    return path


def copied(source: Project, location: str | Path) -> Project:
    finish(copy_project(source, location))
    return open_project(location)


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything a file holds that is no index."""
    with closing(sqlite3.connect(path)) as raw:
        return {
            table.name: sorted(raw.execute(f"SELECT * FROM {table.name}").fetchall(), key=repr)
            for table in COPIED
        }


def test_there_and_back_again(lab: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.annotator"
    with closing(open_project(lab)) as project, closing(copied(project, a_database())) as shared:
        assert shared.id == project.id
        assert shared.owner == coders(project)[0]
        assert finish(check(shared)) == []
        with closing(copied(shared, back)) as returned:
            assert returned.owner is None
            assert finish(check(returned)) == []
    assert rows_of(back) == rows_of(lab)
    assert all(rows_of(lab)[name] for name in ("release", "setting", "submission"))


def test_a_copy_between_two_files_is_one_too(lab: Path, tmp_path: Path) -> None:
    with closing(open_project(lab)) as project:
        copied(project, tmp_path / "other.annotator").close()
    assert rows_of(tmp_path / "other.annotator") == rows_of(lab)


def test_what_is_called_off_makes_nothing(lab: Path, tmp_path: Path) -> None:
    url = a_database()
    with closing(open_project(lab)) as project:
        for location in (tmp_path / "half.annotator", url):
            job = copy_project(project, location)
            for _ in range(20):
                next(job)
            job.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lab.annotator"]
    with psycopg.connect(url) as connection:
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(query).fetchone() == (0,)


def test_a_damaged_project_is_not_copied(lab: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lab)) as raw:
        raw.execute("UPDATE submission SET reason = 'other' WHERE rowid = 3")
        raw.commit()
    with closing(open_project(lab)) as project, pytest.raises(ProjectRefused, match="differs"):
        finish(copy_project(project, tmp_path / "copy.annotator"))
    assert not (tmp_path / "copy.annotator").exists()


def test_where_something_stands_nothing_is_put(lab: Path, tmp_path: Path) -> None:
    url = a_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE somebodys (id int)")
    with closing(open_project(lab)) as project:
        with pytest.raises(ProjectRefused, match="holds something else"):
            finish(copy_project(project, url))
        with pytest.raises(ProjectRefused, match="exists already"):
            finish(copy_project(project, lab))


def test_one_coders_part_is_not_copied_for_the_whole(lab: Path, tmp_path: Path) -> None:
    with closing(open_project(lab)) as project:
        project.owner = coders(project)[1]
        with pytest.raises(NotYours, match="not all of it"):
            finish(copy_project(project, tmp_path / "part.annotator"))

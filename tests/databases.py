"""Where the projects of a test lie: in files, or each in a database of a PostgreSQL server.

The tests of the store and of the stages run twice, but for those that are about files themselves
(marked `file_only`), those about the server (they want its `url`), and those without a project. A
test asks `place` where to make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from annotator.store.tables import METADATA

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.stages.project import Project
    from annotator.store.store import Store

FILE, SERVER = "file", "server"

_kind: list[str] = [FILE]
_made: dict[Path, str] = {}
_new: dict[tuple[UUID, str], str] = {}


def place(path: Path) -> Path | str:
    """Where the project that would stand at `path` is: there, or in a database of its own."""
    if _kind[0] == FILE:
        return path
    if path not in _made:
        from tests.server import a_database

        _made[path] = a_database()
    return _made[path]


def new_project(path: Path, codebook: Codebook, lead: str) -> Project:
    """A new project at its place, called Talks.

    The first of a test on the server is a copy of one that was made once: it takes a third of the
    time. Others are made, so that they are projects of their own.
    """
    from annotator.stages.project import create_project, open_project

    if _kind[0] == FILE or _made:
        return create_project(place(path), codebook, "Talks", lead)
    _made[path] = _copy_of_new(codebook, lead)
    return open_project(_made[path])


def _copy_of_new(codebook: Codebook, lead: str) -> str:
    from annotator.stages.project import create_project
    from tests.server import a_database

    key = (codebook.id, lead)
    if key not in _new:
        _new[key] = a_database()
        create_project(_new[key], codebook, "Talks", lead).close()
    return a_database(like=_new[key])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have every test that makes a project run on both databases."""
    if "database" not in metafunc.fixturenames:
        return
    makes_one = not {"tmp_path", "small"}.isdisjoint(metafunc.fixturenames)
    is_of_files = metafunc.definition.get_closest_marker("file_only") is not None
    is_of_server = "url" in metafunc.fixturenames
    kinds = (FILE, SERVER) if makes_one and not (is_of_files or is_of_server) else (FILE,)
    metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database the projects of a test are in: "file" or "server"."""
    _kind[0] = request.param
    yield request.param
    _kind[0] = FILE
    for url in _made.values():
        from tests.server import drop_database

        drop_database(url)
    _made.clear()


def written(project: Project) -> object:
    """All that is written of a project: the bytes of its file, or every row of its database."""
    if project.store.path is not None:
        return project.store.path.read_bytes()
    with project.store._engine.connect() as connection:
        return {
            name: sorted(map(str, connection.exec_driver_sql(f"SELECT * FROM {name}")))
            for name in (*METADATA.tables, "article_words", "alembic_version")
        }


def behind(store: Store, statement: str) -> int:
    """Change rows behind the program's back; gives how many. JSON is changed as the text it is."""
    if store.path is None:
        statement = re.sub(
            r"= replace\((body|answers), (.*)\)", r"= replace(\1::text, \2)::json", statement
        )
    with store._engine.begin() as connection:
        return connection.exec_driver_sql(statement).rowcount

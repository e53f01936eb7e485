"""What the commands share: the words that name a project, and opening and closing it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from annotator.model.study import Coder
    from annotator.stages.project import Project

SUFFIX = ".annotator"

Location = Annotated[
    str,
    typer.Argument(
        metavar="PROJECT", help="The project's file, NAME.annotator.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, and nothing else.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would happen and write nothing.")
]


class LaneName(StrEnum):
    """Whose codings: the coders' own, or the settled ones."""

    CODING = "coding"
    GOLD = "gold"


def located(project: str) -> str:
    """The project meant: a name may leave out ".annotator" where such a file exists."""
    longer = project + SUFFIX
    if "://" in project or Path(project).exists() or not Path(longer).exists():
        return project
    return longer


@contextmanager
def project_at(location: str, *, read_only: bool = False) -> Iterator[Project]:
    """The open project, closed afterwards."""
    from annotator.stages.project import open_project

    project = open_project(located(location), read_only=read_only)
    try:
        yield project
    finally:
        project.close()


def lead_of(project: Project) -> Coder:
    """The first lead, in whose name the command line works."""
    from annotator.model.study import Role
    from annotator.stages.project import coders

    known = coders(project)
    return next((coder for coder in known if coder.role is Role.LEAD), known[0])


def new_path(project: str) -> Path:
    """The file of a new project; a name without a suffix gets ours."""
    path = Path(project)
    is_whole = path.suffix or path.name in ("", "..")
    return path if is_whole else path.with_name(path.name + SUFFIX)

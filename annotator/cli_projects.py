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

Pseudonyms = Annotated[
    bool,
    typer.Option(
        "--pseudonyms",
        help="Coders go out under random names that stay the same. What coders wrote themselves "
        "goes out as it is: look for names in notes and texts.",
    ),
]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="FILE", help="With --pseudonyms: a CSV file that says who is who."
    ),
]


class LaneName(StrEnum):
    """Whose codings: the coders' own, or the settled ones."""

    CODING = "coding"
    GOLD = "gold"


def check_key(key: Path | None, pseudonyms: bool, folder: Path | None = None) -> None:
    """Refuse a key without pseudonyms, and one that cannot be written or would go out, too."""
    from annotator.stages.pseudonyms import refuse_key

    if key is None:
        return
    if not pseudonyms:
        raise typer.BadParameter("--key says who the pseudonyms are; add --pseudonyms.")
    refuse_key(key, folder)


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
    """In whose name the command line works: whose project this is, else its first lead."""
    from annotator.model.study import Role
    from annotator.stages.project import coders

    if project.owner is not None:
        return project.owner
    known = coders(project)
    return next((coder for coder in known if coder.role is Role.LEAD), known[0])


def leading(project: Project, does: str) -> Coder:
    """The lead in whose name a command works; NotYours for anybody else.

    does: what a lead does, as it ends the sentence, such as "assigns articles".
    """
    from annotator.model.errors import NotYours
    from annotator.model.study import Role

    who = lead_of(project)
    if who.role is not Role.LEAD:
        raise NotYours(f"{who.handle} is no lead of {project.name}. A lead {does}.")
    return who


def new_path(project: str) -> Path | str:
    """The file of a new project, or its address; a name without a suffix gets ours."""
    if "://" in project:
        return project
    path = Path(project)
    is_whole = path.suffix or path.name in ("", "..")
    return path if is_whole else path.with_name(path.name + SUFFIX)

"""The sample project: four articles, three invented coders and gold, put together from the stages.

It stands above the stages, which know nothing of each other, and below both doors: `annotator
demo` and the window's *Try the sample project* call it. What the coders coded is shipped as
codings lines, and comes in as anybody's would.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

from annotator.model.codebook_file import read_codebook
from annotator.model.errors import AnnotatorError, NotSaved, ProjectRefused
from annotator.model.event import Lane
from annotator.resources import resource, seeds
from annotator.stages.codings import import_codings, raw_lines
from annotator.stages.intake import import_articles
from annotator.stages.project import Project, coders, create_project, open_project
from annotator.stages.release import export
from annotator.stages.results import Job, finish

NAME = "Sample project"
FILE = "sample.annotator"
TABLES = "dataset"
DEMO_CODER = "ana"
"""Who looks at the sample when nobody is named."""


def demo_folder() -> Path:
    """Where the sample project stands when nobody says where: in the user's data folder."""
    data = platformdirs.user_data_path("diplomatic-annotator", appauthor=False)
    return data / "sample"


def demo_project(folder: Path) -> Path:
    """The sample project in `folder`, made if it is not there yet; what was coded in it is kept.

    Raises ProjectRefused if the folder cannot be written or holds another project of that name.
    """
    path = folder / FILE
    if os.path.lexists(path):
        _refuse_foreign(path)
        return path
    missing = [made for made in (folder, *folder.parents) if not os.path.lexists(made)]
    beside = folder / f".{os.getpid()}.{FILE}"
    try:
        with _in_words(folder):
            folder.mkdir(parents=True, exist_ok=True)
        _make(beside)
        with _in_words(folder):
            beside.replace(path)
    except NotSaved as fault:
        raise ProjectRefused(str(fault).replace(beside.name, FILE)) from fault
    finally:
        _clear(beside, missing)
    return path


def demo_tables(project: Path) -> Job[Path]:
    """Export the gold of the sample project beside it, as native tables; gives their folder."""
    folder = project.parent / TABLES
    opened = open_project(project, read_only=True)
    try:
        yield from export(opened, ["native"], folder, lane=Lane.GOLD)
    finally:
        opened.close()
    return folder


def _make(path: Path) -> None:
    """Make the project whole in a file of its own."""
    project = create_project(path, read_codebook(resource("codebooks/diplomatic")), NAME)
    try:
        articles = finish(import_articles(project, [seeds()]))
        if articles.count("rejected"):
            raise AnnotatorError("the sample articles are damaged. Install the program again.")
        for lines in sorted(resource("demo").glob("*.jsonl")):
            _take_in(project, lines)
        _release(project)
    finally:
        project.close()


def _clear(beside: Path, folders: Iterable[Path]) -> None:
    """Take away what is left beside the project, and the folders made for it if they are empty."""
    for left in beside.parent.glob(f"{beside.name}*"):
        with suppress(OSError):
            left.unlink()
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()  # fails, as it should, where the project or anything else stands in it


def _take_in(project: Project, lines: Path) -> None:
    """Import one file of sample codings."""
    lead = coders(project)[0]
    with lines.open("rb") as file:
        report = finish(import_codings(project, raw_lines(file), importer=lead))
    if report.refused:
        number, reason = report.refused[0]
        raise AnnotatorError(f"{lines.name}, line {number}: {reason} Install the program again.")


def _release(project: Project) -> None:
    """Show reviewers, and the coders themselves, how far the sample's coders agree."""
    from annotator.stages.agreement import release  # which brings numpy: not when a window starts

    release(project, coders(project)[0])


def _refuse_foreign(path: Path) -> None:
    """Raise ProjectRefused if what stands at `path` is not the sample project."""
    project = open_project(path, read_only=True)
    try:
        name = project.name
    finally:
        project.close()
    if name != NAME:
        raise ProjectRefused(
            f"{path} is another project, {name!r}. Choose an empty folder for the sample."
        )


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Say in words that a folder cannot be written."""
    try:
        yield
    except OSError as fault:
        raise ProjectRefused(
            f"{folder}: {fault.strerror or fault}. Choose a folder that you may write to."
        ) from None

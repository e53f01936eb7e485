"""The commands `import` and `articles`: articles come in, and are listed with their codings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from annotator.cli_output import FINDINGS, note, say, say_json, say_table, shown, watched
from annotator.cli_projects import AsJson, DryRun, Location, project_at

if TYPE_CHECKING:
    from annotator.model.study import Coder
    from annotator.stages.intake import ImportReport
    from annotator.stages.project import Project

TO_DO = "to_do"


class Status(StrEnum):
    """Where a coder's coding of an article can stand."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    SET_ASIDE = "set_aside"


def import_(
    project: Location,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with all in them.")
    ],
    format_: Annotated[
        str, typer.Option("--format", metavar="NAME", help="Read every file with this importer.")
    ] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in articles; what is already known is left as it is.

    Example: annotator import talks.annotator articles/ note.txt
    """
    from annotator.stages.intake import import_articles

    with project_at(project, read_only=dry_run) as opened:
        job = import_articles(opened, paths, importer=format_, dry_run=dry_run)
        report = watched(job, "import")
    _say_import(report, as_json)
    if report.count("rejected"):
        raise typer.Exit(FINDINGS)


def _say_import(report: ImportReport, as_json: bool) -> None:
    counts = {outcome: report.count(outcome) for outcome in ("added", "known", "rejected")}
    if as_json:
        rows = [
            {
                "path": str(row.path),
                "outcome": row.outcome,
                "reason": row.reason,
                "article_id": str(row.article_id) if row.article_id else None,
                "title": row.title,
            }
            for row in report.rows
        ]
        say_json({**counts, "dry_run": report.dry_run, "rows": rows})
        return
    for row in report.rows:
        about = row.title if row.outcome != "rejected" else row.reason
        say(f"{row.outcome:<8}  {shown(row.path)}: {shown(about)}")
    would = " (dry run: nothing was written)" if report.dry_run else ""
    say(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) + would)


def articles(
    project: Location,
    search: Annotated[str, typer.Option(metavar="TEXT", help="Only those with these words.")] = "",
    status: Annotated[Status | None, typer.Option(help="Only those that stand so.")] = None,
    coder: Annotated[str, typer.Option(metavar="HANDLE", help="Look at this coder only.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the articles and where each coder's coding of them stands.

    Example: annotator articles talks.annotator --status submitted --coder ana
    """
    with project_at(project, read_only=True) as opened:
        rows = overview(opened, search, status.value if status else "", coder)
    if as_json:
        say_json({"count": len(rows), "articles": [row.plain() for row in rows]})
        return
    titles = ("id", "published", "publisher", "title", "status")
    say_table(titles, (row.cells() for row in rows))
    note(f"{len(rows)} articles")


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article of the list; `states` has the coders who have begun, by handle."""

    id: UUID
    title: str
    publisher: str
    published: str
    url: str
    language: str
    source_id: str
    file: str
    length: int
    states: Mapping[str, str]

    def plain(self) -> dict[str, object]:
        """The line as JSON."""
        return {
            "id": str(self.id),
            "title": self.title,
            "publisher": self.publisher,
            "published": self.published,
            "url": self.url,
            "language": self.language,
            "source_id": self.source_id,
            "file": self.file,
            "length": self.length,
            "status": dict(self.states),
        }

    def cells(self) -> tuple[str, ...]:
        """The line as a row of a table."""
        states = ", ".join(f"{handle}: {state}" for handle, state in self.states.items())
        return (str(self.id), self.published, self.publisher, self.title, states or TO_DO)


def overview(project: Project, search: str, status: str, handle: str) -> list[ArticleLine]:
    """The articles whose title or text has the words `search`, and that stand as `status`.

    handle: look only at this coder; "" for everybody. An article is to do where nobody looked at
    has begun it. Raises NotFound if there is no such coder.
    """
    from annotator.stages.intake import listed
    from annotator.stages.project import coder, coders

    people = [coder(project, handle)] if handle else coders(project)
    standing = _standing(project, people)
    lines = [
        ArticleLine(
            row.id,
            row.title,
            row.publisher,
            row.published,
            row.url,
            row.language,
            row.source_id,
            row.file,
            row.length,
            standing.get(row.id, {}),
        )
        for row in listed(project, search)
    ]
    if not status:
        return lines
    return [line for line in lines if status in (set(line.states.values()) or {TO_DO})]


def _standing(project: Project, people: list[Coder]) -> dict[UUID, dict[str, str]]:
    """Who has begun which article, and where that stands."""
    from annotator.stages.coding import worklist

    standing: dict[UUID, dict[str, str]] = {}
    for person in people:
        for row in worklist(project, person):
            if row.state is not None:
                standing.setdefault(row.article_id, {})[person.handle] = row.state.value
    return standing

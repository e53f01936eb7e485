"""The command `import`: articles come in, and what became of each record is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli_output import FINDINGS, note, say, say_json, shown, watched
from annotator.cli_projects import AsJson, DryRun, Location, project_at

if TYPE_CHECKING:
    from annotator.model.intake import ImportRow
    from annotator.stages.intake_reports import ImportReport


def import_(
    project: Location,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with all in them.")
    ],
    format_: Annotated[
        str, typer.Option("--format", metavar="NAME", help="Read every file with this importer.")
    ] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=FIELD",
            help="What a column of a table is: text, title, published, publisher, byline, section,"
            " url, language, source_id; remembered for tables with the same headings.",
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in articles; what is already known is left as it is.

    Example: annotator import talks.annotator articles/ wires.csv --map "Full text=text"
    """
    from annotator.stages.intake import faulty_importers, import_articles

    mapping = _mapping(map_ or ())
    for name, why in faulty_importers().items():
        note(f"The importer {name} cannot be loaded and was left out: {why}")
    with project_at(project, read_only=dry_run) as opened:
        job = import_articles(opened, paths, importer=format_, dry_run=dry_run, mapping=mapping)
        report = watched(job, "import")
        _say_import(report, as_json)
    if report.count("rejected"):
        raise typer.Exit(FINDINGS)


def _mapping(given: Sequence[str]) -> dict[str, str]:
    """The columns and fields of --map; a column may have "=" in its name."""
    mapping: dict[str, str] = {}
    for each in given:
        column, equals, field = each.rpartition("=")
        if not equals or not column:
            raise typer.BadParameter(f'"{each}" is not COLUMN=FIELD.', param_hint="--map")
        mapping[column] = field.strip()
    return mapping


def _say_import(report: ImportReport, as_json: bool) -> None:
    counts = {outcome: report.count(outcome) for outcome in ("added", "known", "rejected")}
    if as_json:
        rows = [_plain(row) for row in report.rows()]
        say_json({**counts, "dry_run": report.dry_run, "report": report.number, "rows": rows})
        return
    for row in report.rows():
        about = row.title if row.outcome != "rejected" else row.reason
        where = f"{row.path}: {row.record}" if row.record else str(row.path)
        say(f"{row.outcome:<8}  {shown(where)}: {shown(about)}")
    would = " (dry run: nothing was written)" if report.dry_run else ""
    say(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) + would)


def _plain(row: ImportRow) -> dict[str, object]:
    """A row of the report as JSON."""
    return {
        "path": str(row.path).encode("utf-8", "backslashreplace").decode(),
        "record": row.record,
        "importer": row.importer,
        "outcome": row.outcome,
        "reason": row.reason,
        "article_id": str(row.article_id) if row.article_id else None,
        "title": row.title,
        "published": row.published,
        "publisher": row.publisher,
        "language": row.language,
        "length": row.length,
    }

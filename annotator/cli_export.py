"""The command `export`: the dataset goes out as tables."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli_output import note, say, say_json, say_table, shown, watched
from annotator.cli_projects import (
    AsJson,
    Key,
    LaneName,
    Location,
    Pseudonyms,
    check_key,
    project_at,
)
from annotator.model.errors import NotFound

if TYPE_CHECKING:
    from annotator.stages.release import ExportReport


class DateRule(StrEnum):
    """What a format with one date does with an event that has none."""

    BLANK = "blank"
    PUBLICATION = "publication"
    DROP = "drop"


def export(
    project: Location,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to.")],
    formats: Annotated[
        str, typer.Option("--format", metavar="NAME[,NAME...]", help="native, polecat, icews.")
    ] = "native",
    lane: Annotated[
        LaneName | None, typer.Option(help="Settled or the coders' own; else gold if there is any.")
    ] = None,
    coder: Annotated[str, typer.Option(metavar="HANDLE", help="Only this coder's.")] = "",
    date_rule: Annotated[
        DateRule, typer.Option(help="For an event without a date, where a format needs one.")
    ] = DateRule.BLANK,
    for_excel: Annotated[
        bool, typer.Option("--for-excel", help="Guard the cells that Excel would change or run.")
    ] = False,
    pseudonyms: Pseudonyms = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Write the dataset out as tables.

    Example: annotator export talks.annotator --format native,icews -o dataset/
    """
    from annotator.model.event import Lane
    from annotator.stages.pseudonyms import write_key
    from annotator.stages.release import export as exported

    names = list(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    if not names:
        raise NotFound("--format names no format. Use --format native, for instance.")
    check_key(key, pseudonyms, folder)
    with project_at(project, read_only=not pseudonyms) as opened:
        job = exported(
            opened,
            names,
            folder,
            lane=Lane(lane.value) if lane else None,
            coder=coder or None,
            date_rule=date_rule.value,
            for_excel=for_excel,
            pseudonyms=pseudonyms,
        )
        report = watched(job, "export")
        if key is not None:
            write_key(opened, key)
    _say_export(report, as_json)
    if key is not None:
        note(f"The key to the pseudonyms was written to {key}; keep it apart from the dataset.")


def _say_export(report: ExportReport, as_json: bool) -> None:
    counts = {name: dict(log.counts) for name, log in report.logs.items()}
    if as_json:
        files = [{"name": f.name, "rows": f.rows, "about": f.about} for f in report.files]
        say_json(
            {
                "folder": str(report.folder),
                "lane": report.lane.value,
                "codings": report.codings,
                "pseudonyms": report.pseudonyms,
                "unsettled_events": report.unsettled,
                "files": files,
                "counts": counts,
            }
        )
        return
    say_table(("file", "rows", "what it holds"), ((f.name, f.rows, f.about) for f in report.files))
    for name, log in counts.items():
        for what, count in log.items():
            say(f"{name}: {shown(what)}: {count}")
    if report.unsettled:
        say(
            f"Events that were saved differently on two machines: {report.unsettled}. The newer"
            " versions went out; their coders have not chosen yet."
        )
    chosen = "" if report.chosen else ", because no --lane was given"
    say(f"{report.codings} codings ({report.lane.value}{chosen}) written to {shown(report.folder)}")

"""The commands of `annotator codings`: codings as JSON lines, out and in."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from annotator.cli_output import FINDINGS, note, say, say_json, shown, watched
from annotator.cli_projects import (
    AsJson,
    DryRun,
    Key,
    LaneName,
    Location,
    Pseudonyms,
    check_key,
    lead_of,
    project_at,
)
from annotator.model.errors import CodingRefused, UnreadableFile
from annotator.whole_file import write_whole

if TYPE_CHECKING:
    from annotator.stages.codings_report import CodingsReport, LineReport
    from annotator.stages.project import Project

app = typer.Typer(
    help="Codings as JSON lines: out, and in again.", rich_markup_mode=None, no_args_is_help=True
)


@app.command("export")
def export(
    project: Location,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else printed.")
    ] = None,
    coder: Annotated[str, typer.Option(metavar="HANDLE", help="Only this coder's.")] = "",
    lane: Annotated[LaneName | None, typer.Option(help="Only these.")] = None,
    pseudonyms: Pseudonyms = False,
    key: Key = None,
) -> None:
    """Write codings as JSON lines, one article and coder a line.

    Example: annotator codings export talks.annotator --coder ana -o ana.jsonl
    """
    from annotator.model.event import Lane
    from annotator.stages.codings import export_codings
    from annotator.stages.pseudonyms import write_key

    check_key(key, pseudonyms, output)
    with project_at(project, read_only=not pseudonyms) as opened:
        lines = export_codings(opened, coder, Lane(lane.value) if lane else None, pseudonyms)
        raw = (line.encode("utf-8") + b"\n" for line in lines)
        if output is None or str(output) == "-":
            sys.stdout.flush()
            sys.stdout.buffer.writelines(raw)
            sys.stdout.buffer.flush()
        else:
            note(f"{write_whole(output, raw)} codings written to {output}")
        if key is not None:
            write_key(opened, key)
            note(f"The key to the pseudonyms was written to {key}; keep it apart from the codings.")


@app.command("import")
def import_(
    project: Location,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A file, or - for standard input.")],
    coder: Annotated[
        str, typer.Option(metavar="HANDLE", help="Take every line as this coder's.")
    ] = "",
    stream: Annotated[
        bool, typer.Option("--stream", help="Save and acknowledge each line as it comes.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in codings; a faulty line is refused by its number, the others are taken.

    With --stream each line is saved on its own, and "saved ARTICLE_ID CODER" is printed once it is
    on disk. Importing the same codings twice changes nothing.

    Example: annotator codings import talks.annotator model.jsonl --coder model-a --dry-run
    """
    if stream and as_json:
        raise typer.BadParameter("--stream prints a line for each saved coding; leave out --json.")
    with (
        _lines_of(file, at_once=not stream) as lines,
        project_at(project, read_only=dry_run) as opened,
    ):
        if stream:
            faultless = _streamed(opened, lines, coder, dry_run)
        else:
            faultless = _imported(opened, lines, coder, dry_run, as_json)
    if not faultless:
        raise typer.Exit(FINDINGS)


@contextmanager
def _lines_of(file: str, *, at_once: bool) -> Iterator[Iterator[bytes]]:
    """The raw lines of a file, or of standard input for "-".

    at_once: first wait for all of what comes through a pipe, since a transaction must not.
    """
    from annotator.stages.codings import raw_lines

    with _source(file) as source:
        if not at_once or (file != "-" and Path(file).is_file()):
            yield raw_lines(source)
            return
        with tempfile.TemporaryFile() as whole:
            shutil.copyfileobj(source, whole)
            whole.seek(0)
            yield raw_lines(whole)


@contextmanager
def _source(file: str) -> Iterator[BinaryIO]:
    """The open file, or standard input for "-"."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - only opening it may fail in these words
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise UnreadableFile(f"{file}: {reason}. Check the name and your rights.") from None
    with opened:
        yield opened


def _streamed(project: Project, lines: Iterator[bytes], coder: str, dry_run: bool) -> bool:
    """Take each line in on its own and acknowledge it; whether all were taken."""
    from annotator.stages.codings import import_line

    importer = lead_of(project)
    faultless = True
    for number, raw in enumerate(lines, start=1):
        try:
            report = import_line(
                project, raw, importer=importer, number=number, coder=coder, dry_run=dry_run
            )
        except CodingRefused as refusal:
            faultless = False
            note(f"line {number}: {refusal}")
            continue
        if report is None:
            continue
        for remark in _remarks(report):
            note(f"line {number}: {remark}")
        word = "would save" if dry_run else "saved"
        say(f"{word} {report.article_id} {shown(report.coder)}")
        sys.stdout.flush()
    return faultless


def _imported(
    project: Project, lines: Iterator[bytes], coder: str, dry_run: bool, as_json: bool
) -> bool:
    """Take all lines in at once and report; whether all were taken."""
    from annotator.stages.codings import import_codings

    job = import_codings(project, lines, importer=lead_of(project), coder=coder, dry_run=dry_run)
    report = watched(job, "codings")
    if as_json:
        say_json(_plain(report))
        return not report.refused
    for number, reason in report.refused:
        note(f"line {number}: {reason}")
    for line in report.lines:
        for remark in _remarks(line):
            say(f"line {line.number}: {shown(remark)}")
    would = " (dry run: nothing was written)" if report.dry_run else ""
    say(f"{report.taken} taken, {report.unchanged} unchanged, {len(report.refused)} refused{would}")
    return not report.refused


def _remarks(line: LineReport) -> Iterator[str]:
    """What a person should know about a line that was taken."""
    if line.added_coder:
        yield f"{line.coder} was not known and is now a coder."
    if line.retracted:
        count = len(line.retracted)
        yield f"events of {line.coder} that are not in it and were taken back: {count}."
    if line.incomplete:
        yield f"submitted, though incomplete (missing or contradictory: {line.incomplete})."


def _plain(report: CodingsReport) -> dict[str, object]:
    """The report as JSON."""
    return {
        "taken": report.taken,
        "unchanged": report.unchanged,
        "refused": [{"line": number, "reason": reason} for number, reason in report.refused],
        "retracted": [str(event) for event in report.retracted],
        "added_coders": list(report.added_coders),
        "dry_run": report.dry_run,
        "lines": [
            {
                "line": line.number,
                "article_id": str(line.article_id),
                "coder": line.coder,
                "changed": line.changed,
                "incomplete": line.incomplete,
            }
            for line in report.lines
        ],
    }

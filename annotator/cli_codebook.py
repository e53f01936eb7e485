"""The commands of `annotator codebook`: check it, read it, compare, adopt a new one, code again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli_output import (
    FINDINGS,
    complain,
    note,
    say,
    say_json,
    shown,
    watched,
)
from annotator.cli_projects import AsJson, DryRun, Location, lead_of, project_at
from annotator.model.errors import CodebookError, NotSaved

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.model.codebook import Codebook
    from annotator.model.codebook_diff import Change
    from annotator.stages.recoding import Due, Touch, Touched

app = typer.Typer(
    help="Codebooks: check, read, compare, adopt, code again.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

Source = Annotated[
    str, typer.Argument(metavar="FOLDER_OR_PROJECT", help="A codebook's folder, or a project.")
]


def _codebook(source: str) -> Codebook:
    """The codebook of a folder, or the one in force in a project."""
    from annotator.model.codebook_file import read_codebook

    if Path(source).is_dir():
        return read_codebook(Path(source))
    with project_at(source, read_only=True) as project:
        return project.codebook


@app.command("check")
def check(source: Source, as_json: AsJson = False) -> None:
    """Tell every fault of a codebook, each with its place.

    Example: annotator codebook check my-codebook/
    """
    faults: tuple[str, ...] = ()
    try:
        codebook = _codebook(source)
    except CodebookError as error:
        faults = error.faults
    if as_json:
        say_json({"ok": not faults, "faults": list(faults)})
    elif faults:
        for fault in faults:
            say(shown(fault))
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        complain(f"{source}: {count} in the codebook. Correct and check again.")
    else:
        variables = sum(1 for _ in codebook.all_variables())
        say(f"{codebook.name} {codebook.version}: {variables} variables, nothing is wrong.")
    if faults:
        raise typer.Exit(FINDINGS)


@app.command("html")
def html(
    source: Source,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else printed.")
    ] = None,
) -> None:
    """Write a codebook as one page to read or print.

    Example: annotator codebook html talks.annotator -o codebook.html
    """
    from annotator.stages.codebooks import codebook_html
    from annotator.whole_file import write_whole

    page = codebook_html(_codebook(source)).encode("utf-8")
    if output is None or str(output) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(page)
        sys.stdout.buffer.flush()
    else:
        write_whole(output, [page])
        note(f"Written to {output}")


@app.command("diff")
def diff(
    source: Source,
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="The newer codebook: a folder, or a project.")
    ],
    as_json: AsJson = False,
) -> None:
    """Tell what a newer codebook changes; "!" marks what touches codings made so far.

    A code says what it was by `was`: so it shows what was renamed, split, merged or retired. "?"
    marks a `was` that names nothing.

    Example: annotator codebook diff talks.annotator my-codebook/
    """
    from annotator.stages.codebooks import codebook_diff

    changes = codebook_diff(_codebook(source), _codebook(other))
    if as_json:
        say_json({"equal": not changes, "changes": [_plain(change) for change in changes]})
        return
    for change in changes:
        say(f"{_mark(change)} {shown(change)}")
    if not changes:
        say("Nothing differs.")


def _plain(change: Change) -> dict[str, object]:
    """A change as JSON."""
    return {
        "where": change.where,
        "text": change.text,
        "touches": change.touches,
        "kind": change.kind,
        "of": change.of,
        "table": change.table,
        "variable": change.variable,
        "member": change.member,
        "notice": change.is_notice,
        "old": list(change.old),
        "new": list(change.new),
    }


@app.command("adopt")
def adopt(
    project: Location,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The new codebook's folder.")],
    other: Annotated[
        bool, typer.Option("--other", help="Also one of another name than the one in force.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put a new codebook in force, and tell what it touches of all that is coded.

    Nothing coded is changed: codings stay under the codebook with which they were made, and those
    that the change concerns are listed by `codebook recode`. "?" marks a `was` that names nothing;
    with --dry-run the exit status then is 1.

    Example: annotator codebook adopt talks.annotator my-codebook/ --dry-run
    """
    from annotator.model.codebook_file import read_codebook
    from annotator.stages.project import adopt_codebook, adoption_refusal
    from annotator.stages.recoding import touched

    codebook = read_codebook(folder)
    with project_at(project, read_only=dry_run) as opened:
        before = f"{opened.codebook.name} {opened.codebook.version}"
        if refusal := adoption_refusal(opened, codebook, other=other):
            raise NotSaved(refusal)
        report = watched(touched(opened, codebook), "codings")
        if not dry_run:
            lead = opened.owner or lead_of(opened)
            adopt_codebook(opened, lead, codebook, other=other)
    if as_json:
        say_json(_touched_plain(report, dry_run))
    else:
        _say_touched(report, before, dry_run)
    if dry_run and any(touch.change.is_notice for touch in report.touches):
        raise typer.Exit(FINDINGS)


def _touched_plain(report: Touched, dry_run: bool) -> dict[str, object]:
    codebook = report.codebook
    return {
        "codebook": {"id": str(codebook.id), "name": codebook.name, "version": codebook.version},
        "in_force_already": report.in_force,
        "dry_run": dry_run,
        "changes": [
            {**_plain(touch.change), "codings": touch.codings, "events": touch.events}
            for touch in report.touches
        ],
        "to_recode": {
            "codings": report.codings,
            "events": report.events,
            "coders": [
                {"coder": each.handle, "codings": each.codings, "events": each.events}
                for each in report.coders
            ],
        },
    }


def _say_touched(report: Touched, before: str, dry_run: bool) -> None:
    name = f"{shown(report.codebook.name)} {shown(report.codebook.version)}"
    if report.in_force:
        say(f"{name} is in force already; nothing was changed.")
        return
    for touch in report.touches:
        say(f"{_mark(touch.change)} {shown(touch.change)}{_count_words(touch)}")
    if report.coders:
        whose = ", ".join(f"{shown(each.handle)} {each.codings}" for each in report.coders)
        say(f"{_codings(report.codings)} ({_events(report.events)}) to look at again: {whose}.")
    else:
        say("No coding has to be looked at again.")
    would = "would be in force" if dry_run else "is in force now"
    ends = " (dry run: nothing was changed)" if dry_run else ""
    say(f"{name} {would}, in place of {shown(before)}{ends}.")


def _mark(change: Change) -> str:
    """What stands before a change: "!" if it touches codings, "?" if it may be a slip."""
    return "!" if change.touches else "?" if change.is_notice else " "


def _count_words(touch: Touch) -> str:
    if not touch.codings:
        return ""
    return f" [{_codings(touch.codings)}, {_events(touch.events)}]"


def _codings(count: int) -> str:
    return "1 coding" if count == 1 else f"{count} codings"


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


@app.command("recode")
def recode(
    project: Location,
    coder: Annotated[str, typer.Option(metavar="HANDLE", help="Only this coder's.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the codings that the change of the codebook concerns, for their coders to look at again.

    They leave the list when they are submitted again. Exit status: 0 with none, 1 with some.

    Example: annotator codebook recode talks.annotator --coder ana
    """
    from annotator.stages.project import coder as coder_named
    from annotator.stages.project import coders
    from annotator.stages.recoding import due_job

    with project_at(project, read_only=True) as opened:
        whose = coder_named(opened, coder) if coder else None
        found = watched(due_job(opened, whose), "codings")
        handles = {each.id: each.handle for each in coders(opened)}
    rows = [_due_plain(each, handles) for each in found]
    if as_json:
        say_json({"due": rows})
        _end(rows)
        return
    for each in found:
        whose_words = shown(handles[each.coder_id])
        events = f", {_events(len(each.event_ids))}" if each.event_ids else ""
        say(f"{whose_words}, article {each.number} ({each.lane.value}{events}):")
        for reason in each.reasons:
            say(f"  {shown(reason)}")
    say(f"{_codings(len(found))} to look at again." if found else "Nothing has to be coded again.")
    _end(rows)


def _due_plain(due: Due, handles: Mapping[UUID, str]) -> dict[str, object]:
    """A coding that is due as JSON."""
    return {
        "coder": handles[due.coder_id],
        "article_id": str(due.article_id),
        "article": due.number,
        "lane": due.lane.value,
        "round": due.round,
        "events": [str(each) for each in due.event_ids],
        "reasons": list(due.reasons),
    }


def _end(rows: list[dict[str, object]]) -> None:
    if rows:
        raise typer.Exit(FINDINGS)

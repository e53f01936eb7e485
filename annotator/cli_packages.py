"""The commands with which work goes out to coders and comes back: packages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli_output import FINDINGS, say, say_json, say_table, shown, watched
from annotator.cli_projects import AsJson, DryRun, Location, leading, new_path, project_at
from annotator.model.errors import NotFound

if TYPE_CHECKING:
    from annotator.stages.project import Project
    from annotator.stages.sharing import MergeReport, PackageReport

SUFFIX = ".annpack"

Output = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="Where to; gets .annpack.")
]
WithoutText = Annotated[
    bool,
    typer.Option("--without-text", help="Leave out the articles' texts and all quotes from them."),
]
_SHOWN = 20


def hand_out(
    project: Location,
    coder: Annotated[str, typer.Option(metavar="HANDLE", help="Whom it is for.")],
    output: Output,
    without_text: WithoutText = False,
    as_json: AsJson = False,
) -> None:
    """Write a package for a coder: their articles, their own work, nothing of other coders.

    The coder makes a project of it with `annotator new NAME --from FILE`.

    Example: annotator hand-out talks.annotator --coder ana -o ana
    """
    from annotator.stages.project import coder as coder_named
    from annotator.stages.sharing import hand_out as handed_out

    with project_at(project, read_only=True) as opened:
        lead = leading(opened, "hands out")
        whose = coder_named(opened, coder)
        job = handed_out(opened, lead, whose, _named(output), not without_text)
        report = watched(job, "hand-out")
    _say_package(report, as_json)


def hand_in(
    project: Location,
    output: Output,
    coder: Annotated[
        str, typer.Option(metavar="HANDLE", help="Whose work; not needed in a file handed out.")
    ] = "",
    without_text: WithoutText = False,
    as_json: AsJson = False,
) -> None:
    """Write a package of what one person coded or decided, for the lead to merge.

    Example: annotator hand-in ana.annotator -o ana-monday
    """
    from annotator.stages.project import coder as coder_named
    from annotator.stages.sharing import hand_in as handed_in

    with project_at(project, read_only=True) as opened:
        whose = coder_named(opened, coder) if coder else opened.owner
        if whose is None:
            raise NotFound("Several people work on this project. Say whose work, with --coder.")
        report = watched(handed_in(opened, whose, _named(output), not without_text), "hand-in")
    _say_package(report, as_json)


def merge(
    project: Location,
    packages: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="The packages.", show_default=False)
    ],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take packages in: all of them, or none if anything is wrong with one.

    In any order and as often as you like; a checked backup is made first. Exit status 1: done, and
    some events were saved on two machines, so that their coder has to choose.

    Example: annotator merge talks.annotator ana-monday.annpack ben.annpack --dry-run
    """
    from annotator.stages.sharing import merge as merged

    with project_at(project, read_only=dry_run) as opened:
        report = watched(merged(opened, packages, dry_run=dry_run), "merge")
    if as_json:
        say_json(_merge_json(report))
    else:
        _say_merge(report)
    if report.two_heads:
        raise typer.Exit(FINDINGS)


def project_from(project: str, package: Path, as_json: bool) -> None:
    """Make a coder's project of a package: what `annotator new --from` does."""
    from annotator.stages.sharing import new_from

    made = watched(new_from(new_path(project), package), "new")
    try:
        about = _about(made)
    finally:
        made.close()
    if as_json:
        say_json(about)
        return
    path, coder = shown(about["project"]), shown(about["coder"])
    say(f"Made {path} of {shown(made.name)}, for {coder}.")
    typed = quote(path)  # a name may hold blanks
    say(f"Next: annotator {typed}, and when done: annotator hand-in {typed} -o {quote(coder)}")


def _about(made: Project) -> Mapping[str, object]:
    return {
        "project": str(made.path),
        "id": str(made.id),
        "name": made.name,
        "codebook": {"name": made.codebook.name, "version": made.codebook.version},
        "coder": made.owner.handle if made.owner else "",
    }


def _named(output: Path) -> Path:
    """The file of a package; a name without a suffix gets ours."""
    is_whole = output.suffix == SUFFIX or output.name in ("", "..")
    return output if is_whole else output.with_name(output.name + SUFFIX)


def _say_package(report: PackageReport, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "package": str(report.path),
                "kind": report.kind,
                "coder": report.coder,
                "with_text": report.with_text,
                "bytes": report.n_bytes,
                "rows": dict(report.held),
            }
        )
        return
    held = ", ".join(
        "1 person" if (n, kind) == (1, "people") else f"{n} {kind if n != 1 else _one_of(kind)}"
        for kind, n in report.held.items()
        if kind != "project"
    )
    text = "" if report.with_text else ", without texts"
    whose = "for" if report.kind == "hand-out" else "by"
    say(f"{shown(report.path)}: {report.kind} {whose} {shown(report.coder)}{text}")
    say(f"Holds: {held}")


def _one_of(kind: str) -> str:
    """A kind of rows in the singular."""
    return kind.replace("decisions about articles", "decision about an article").removesuffix("s")


def _say_merge(report: MergeReport) -> None:
    would = " (dry run: nothing was written)" if report.dry_run else ""
    say(f"{report.n_new} rows came in, {report.n_known} were known{would}")
    rows = [each for each in report.arrived if each.n_new or each.kind in ("articles", "events")]
    if rows:
        say_table(
            ("what", "coder", "new", "known"),
            ((each.kind, each.coder, each.n_new, each.n_known) for each in rows),
        )
    for change in report.states[:_SHOWN]:
        before = change.before.value if change.before else "nothing"
        what = shown(change.title or change.article_id)
        say(f"{shown(change.coder)}: {what}: {before} -> {change.after.value}")
    if len(report.states) > _SHOWN:
        say(f"... and {len(report.states) - _SHOWN} more codings whose state changed")
    for each in report.two_heads:
        what = shown(each.title or each.article_id)
        say(
            f"two machines: {shown(each.coder)} saved event {each.event_id} of {what} twice; it is"
            " for them to choose."
        )
    if report.backup is not None:
        say(f"Before: {shown(report.backup)}")


def _merge_json(report: MergeReport) -> dict[str, object]:
    """The report as JSON."""
    return {
        "packages": [str(path) for path in report.paths],
        "dry_run": report.dry_run,
        "new": report.n_new,
        "known": report.n_known,
        "arrived": [
            {"kind": each.kind, "coder": each.coder, "new": each.n_new, "known": each.n_known}
            for each in report.arrived
        ],
        "two_heads": [
            {
                "coder": each.coder,
                "article_id": str(each.article_id),
                "title": each.title,
                "event_id": str(each.event_id),
                "lane": each.lane.value,
                "heads": each.n_heads,
            }
            for each in report.two_heads
        ],
        "states": [
            {
                "coder": each.coder,
                "article_id": str(each.article_id),
                "title": each.title,
                "lane": each.lane.value,
                "round": each.round,
                "before": each.before.value if each.before else None,
                "after": each.after.value,
            }
            for each in report.states
        ],
        "backup": str(report.backup) if report.backup else None,
    }

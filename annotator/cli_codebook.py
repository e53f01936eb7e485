"""The commands of `annotator codebook`: check it, read it as a page, see what a new one changes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli_output import FINDINGS, complain, note, say, say_json, shown
from annotator.cli_projects import AsJson, project_at
from annotator.model.errors import CodebookError

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook

app = typer.Typer(
    help="Codebooks: check, read, compare.", rich_markup_mode=None, no_args_is_help=True
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

    Example: annotator codebook diff talks.annotator my-codebook/
    """
    from annotator.stages.codebooks import codebook_diff

    changes = codebook_diff(_codebook(source), _codebook(other))
    if as_json:
        rows = [{"where": c.where, "text": c.text, "touches": c.touches} for c in changes]
        say_json({"equal": not changes, "changes": rows})
        return
    for change in changes:
        say(f"{'!' if change.touches else ' '} {shown(change)}")
    if not changes:
        say("Nothing differs.")

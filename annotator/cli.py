"""The command line: every job of the lab except reading and tagging, without a window.

Each command is one short function that calls the stages; what is heavy is imported inside it, so
that help comes at once. The window is never imported here: a command that ends in it says so.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from annotator import __version__
from annotator.cli_agreement import agreement, release
from annotator.cli_articles import articles
from annotator.cli_codebook import app as codebook_app
from annotator.cli_codings import app as codings_app
from annotator.cli_copy import copy
from annotator.cli_export import export
from annotator.cli_import import import_
from annotator.cli_output import (
    DONE,
    FINDINGS,
    REFUSED,
    USAGE,
    WindowWanted,
    complain,
    note,
    say,
    say_json,
    shown,
    watched,
)
from annotator.cli_packages import hand_in, hand_out, merge, project_from
from annotator.cli_people import assign, coders
from annotator.cli_projects import AsJson, Location, new_path, project_at
from annotator.model.errors import AnnotatorError, CodebookError, ConnectionLost, PackageRefused

__all__ = ["WindowWanted", "app", "run"]

log = logging.getLogger(__name__)

_INTERRUPTED = 130

app = typer.Typer(
    name="annotator",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
app.add_typer(codings_app, name="codings")
app.add_typer(codebook_app, name="codebook")


def run(words: Sequence[str]) -> int:
    """Run a command; its exit status. Raises WindowWanted where the window is to follow."""
    try:
        status = _run(words)
        sys.stdout.flush()
        return status
    except OSError as fault:
        if fault.errno == errno.EPIPE:
            return _silenced(FINDINGS)
        place = shown(fault.filename) if fault.filename else "standard output"
        complain(f"{place}: {fault.strerror or fault}. Choose another place, or make room.")
        return _silenced(REFUSED)


def _run(words: Sequence[str]) -> int:
    """Run a command and turn whatever it raises into a line and a status."""
    try:
        command = typer.main.get_command(app)
        status = command.main(args=list(words), prog_name="annotator", standalone_mode=False)
    except CodebookError as fault:
        if len(fault.faults) > 1:
            complain(f"the codebook has {len(fault.faults)} faults; nothing was changed.")
            for place in fault.faults:
                note(f"  {place}")
        else:
            complain(str(fault))
        return REFUSED
    except PackageRefused as fault:
        for line in fault.lines:
            complain(line)
        return REFUSED
    except ConnectionLost as fault:
        told = str(fault).removeprefix(fault.IN_WINDOW).rstrip(".")
        complain(f"{told}. What was not saved before is not saved. Run it again once it answers.")
        return REFUSED
    except AnnotatorError as fault:
        complain(str(fault))
        return REFUSED
    except typer.TyperException as fault:
        return _misused(fault)
    except (KeyboardInterrupt, typer.Abort):
        status = _INTERRUPTED
    except (OSError, WindowWanted):
        raise
    except Exception as fault:  # noqa: BLE001 - the last resort: no trace on the terminal
        return _our_fault(fault)
    if status == _INTERRUPTED:
        complain("interrupted; what was not finished has been undone.")
        return REFUSED
    return status if isinstance(status, int) else DONE


def _misused(fault: typer.TyperException) -> int:
    """Say how a command was called wrongly; a group without a command shows its help."""
    message = fault.format_message()
    if message.lstrip().startswith("Usage:"):
        sys.stderr.write(message + "\n")
    else:
        line = _plain_words(message).rstrip(". ").replace("\n", "; ")
        complain(f"{line}. See 'annotator --help', or --help after the command.")
    return USAGE


_RAW_WORDS = (
    ("Value error, ", ""),
    ("Input should be a valid number, unable to parse string as a number", "this is no number"),
    (
        "Input should be a valid integer, unable to parse string as an integer",
        "this is no whole number",
    ),
    ("Input should be", "it has to be"),
)
"""What the reader of options says of wrong values, and how that is said here."""


def _plain_words(message: str) -> str:
    for raw, words in _RAW_WORDS:
        message = message.replace(raw, words)
    return message


def _our_fault(fault: Exception) -> int:
    """A fault of the program: where it happened goes to the log, without anybody's words."""
    import platformdirs

    frames = "".join(traceback.format_tb(fault.__traceback__))
    entry = f"{datetime.now(UTC).isoformat()} {__version__} {type(fault).__name__}\n{frames}\n"
    folder = Path(platformdirs.user_log_dir("diplomatic-annotator", appauthor=False))
    where = folder / "annotator.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with where.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(entry)
        told = f"Where it happened is written to {where}; send that with your report."
    except OSError:
        told = "It could not be logged."
    complain(f"a fault of the program ({type(fault).__name__}); nothing more was done. {told}")
    return REFUSED


def _silenced(status: int) -> int:
    """Give up a standard output that nobody reads any more, so that closing it is quiet."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    return status


def _version(wanted: bool) -> None:
    if wanted:
        say(f"annotator {__version__}")
        raise typer.Exit


@app.callback()
def annotator(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Code diplomatic events in news articles, every answer tied to its words.

    annotator [PROJECT] [--coder HANDLE] opens the window. A project whose name is a command is
    opened as ./NAME.

    Exit status: 0 done; 1 done, with findings; 2 wrong usage; 3 refused, nothing changed.

    Example: annotator demo
    """


@app.command("new")
def new(
    project: Location,
    codebook: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The codebook's folder; else the one for diplomacy."),
    ] = None,
    name: Annotated[str, typer.Option(help="What the project is called; else like its file.")] = "",
    lead: Annotated[str, typer.Option(metavar="HANDLE", help="Who leads it.")] = "me",
    package: Annotated[
        Path | None,
        typer.Option("--from", metavar="PACKAGE", help="Make it of what was handed out to you."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a project: one file with the codebook in it.

    Example: annotator new talks.annotator --name "Talks 2025"
    """
    if package is not None:
        if codebook is not None or name:
            raise typer.BadParameter("A package brings codebook and name: leave these out.")
        project_from(project, package, as_json)
        return
    from annotator.model.codebook_file import read_codebook
    from annotator.resources import resource
    from annotator.stages.project import create_project

    chosen = read_codebook(codebook or resource("codebooks/diplomatic"))
    made = create_project(new_path(project), chosen, name, lead)
    try:
        about = {
            "project": made.location,
            "id": str(made.id),
            "name": made.name,
            "codebook": {"name": chosen.name, "version": chosen.version},
            "lead": lead,
        }
    finally:
        made.close()
    if as_json:
        say_json(about)
    else:
        path = shown(about["project"])
        say(f"Made {path}, with codebook {chosen.name} {chosen.version} and {shown(lead)} as lead.")
        say(f"Next: annotator import {path} FOLDER, then: annotator {path}")


app.command("import")(import_)
app.command("articles")(articles)
app.command("copy")(copy)
app.command("export")(export)
app.command("agreement")(agreement)
app.command("release")(release)
app.command("assign")(assign)
app.command("coders")(coders)
app.command("hand-out")(hand_out)
app.command("hand-in")(hand_in)
app.command("merge")(merge)


@app.command("backup")
def backup(
    project: Location,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to; else beside it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a checked copy, safe while the project is open.

    Example: annotator backup talks.annotator -o talks-monday.annotator
    """
    from annotator.stages.project import backup as backed_up

    with project_at(project, read_only=True) as opened:
        made = backed_up(opened, output)
    if as_json:
        say_json({"backup": str(made)})
    else:
        say(shown(made))


@app.command("check")
def check(project: Location, as_json: AsJson = False) -> None:
    """Verify everything a project promises; say what is wrong and change nothing.

    Example: annotator check talks.annotator
    """
    from annotator.stages.project import check as checked

    with project_at(project, read_only=True) as opened:
        findings = [str(finding) for finding in watched(checked(opened), "check")]
    if as_json:
        say_json({"ok": not findings, "findings": findings})
    else:
        for finding in findings or ["Nothing is wrong."]:
            say(shown(finding))
    if findings:
        raise typer.Exit(FINDINGS)


@app.command("demo")
def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="Where to; else a place of its own.")
    ] = None,
    no_window: Annotated[
        bool, typer.Option("--no-window", help="Make and export it; open no window.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the sample project: four articles, three coders, gold; and open it.

    Example: annotator demo sample/ --no-window
    """
    from annotator.demo import DEMO_CODER, demo_folder, demo_project, demo_tables

    place = folder or demo_folder()
    project = demo_project(place)
    if not no_window:
        raise WindowWanted(str(project), DEMO_CODER)
    tables = watched(demo_tables(project), "export")
    if as_json:
        say_json({"project": str(project), "export": str(tables)})
        return
    say(f"Project: {shown(project)} (four articles, coders ana, ben and chen, and gold)")
    say(f"Tables:  {shown(tables)} (the gold dataset; what each file holds: datapackage.json)")
    say(f"Window:  annotator {shown(project)} --coder {DEMO_CODER}")
    say(f"Next:    annotator agreement {shown(project)}")

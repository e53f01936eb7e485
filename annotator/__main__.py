"""The two doors: a command of the command line, or the window on a project.

A first word that is a command is that command; anything else is a project to open. What the
window does not need is imported only when a command is run, and the other way round.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

COMMANDS = frozenset(
    {
        "agreement",
        "articles",
        "assign",
        "backup",
        "check",
        "codebook",
        "coders",
        "codings",
        "copy",
        "demo",
        "export",
        "hand-in",
        "hand-out",
        "import",
        "merge",
        "new",
        "release",
    }
)
"""The words that are commands; a project of that name is opened as ./NAME."""

MISUSED, REFUSED = 2, 3


def main() -> int:
    """Run the program with the words it was called with; its exit status."""
    _open_standard_streams()
    words = sys.argv[1:]
    wanted = window_words(words)
    if wanted is None and words[-1:] == ["--coder"] and window_words(words[:-1]):
        return _refuse("--coder names nobody. Add the coder's handle.", MISUSED)
    if wanted is None:
        from annotator import cli

        try:
            return cli.run(words)
        except cli.WindowWanted as wish:
            wanted = wish.project, wish.coder
    return _open_window(*wanted)


def window_words(words: Sequence[str]) -> tuple[str | None, str | None] | None:
    """The project and the coder to open the window with; None if the words are for a command."""
    if any(name.endswith("ANNOTATOR_COMPLETE") for name in os.environ):
        return None
    project: str | None = None
    coder: str | None = None
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--coder" and rest:
            coder = rest.pop(0)
        elif word.startswith("--coder=") and len(word) > len("--coder="):
            coder = word.removeprefix("--coder=")
        elif word.startswith("-") or word in COMMANDS or project is not None or not word:
            return None
        else:
            project = word
    return project, coder


def _open_window(project: str | None, coder: str | None) -> int:
    """Open the window, if there is a project and a display to open it on."""
    if project is not None and "://" not in project and not Path(project).exists():
        from annotator.cli_projects import located

        name = project.encode("unicode_escape").decode("ascii")
        project = located(project)
        if not Path(project).exists():
            return _refuse(
                f"{name} is neither a command nor a project. Make a project with "
                "'annotator new', or see 'annotator --help'."
            )
    if not _has_display():
        return _refuse(
            "there is no display to open a window on. Every job but reading and tagging can be "
            "done without one: see 'annotator --help'."
        )
    gc.disable()  # nothing that a start makes is garbage; later the window looks for it itself
    try:
        from annotator.ui.qt import load_qt

        load_qt()
        from annotator.ui.app import main as open_window
    except ImportError as fault:
        if fault.name and fault.name.startswith("annotator"):
            raise
        return _refuse(
            f"the window needs something that this system lacks ({fault}). Install it; on Debian "
            "and Ubuntu: apt-get install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 "
            "libdbus-1-3 libfontconfig1."
        )
    return open_window(project, coder)


def _has_display() -> bool:
    """Whether a window can be shown; asked of Linux only, elsewhere there always is a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _refuse(text: str, status: int = REFUSED) -> int:
    sys.stderr.write(f"annotator: {text}\n")
    return status


def _open_standard_streams() -> None:
    """Make the three standard streams safe to use, whatever we were started with.

    A closed stream is opened to nothing, so that no file of ours takes its place. What a stream
    cannot encode is written as an escape.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            try:
                os.fstat(number)
            except OSError:
                os.open(os.devnull, os.O_RDWR)
            nothing = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, nothing)
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())

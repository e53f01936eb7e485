"""How the command line speaks: results on standard output, progress and errors on the other.

What comes from outside (file names, titles, handles) is data: control characters in it are shown
as escapes, so that a line stays a line and a terminal obeys nobody else.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Iterable, Sequence

from annotator.stages.results import Job, Progress, T, finish

DONE, FINDINGS, USAGE, REFUSED = 0, 1, 2, 3
"""Exit status: done; done with findings; wrong usage; refused and nothing changed."""

_JOINERS = "\u200c\u200d"
_BAR = 24
_MAX_CELL = 60


class WindowWanted(Exception):
    """A command has done its part and asks for the window on a project."""

    def __init__(self, project: str, coder: str | None = None) -> None:
        super().__init__(project)
        self.project = project
        self.coder = coder


def shown(text: object) -> str:
    """Text on one line: what cannot be printed is written as an escape."""
    return "".join(
        char if char.isprintable() or char in _JOINERS else _escape(char) for char in str(text)
    )


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def say(text: str = "") -> None:
    """One line of a result."""
    sys.stdout.write(text + "\n")


def say_json(document: object) -> None:
    """The one JSON document of a command run with --json."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def note(text: str) -> None:
    """A line beside the result, on standard error."""
    sys.stderr.write(shown(text) + "\n")


def complain(text: str) -> None:
    """The one line of an error: what happened, to what, and what to do."""
    sys.stderr.write(f"annotator: {shown(text)}\n")


def say_table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows under titles, columns as wide as what is in them; long cells are cut with "…"."""
    cells = [list(titles), *([_cell(cell) for cell in row] for row in rows)]
    widths = [max(_width(row[at]) for row in cells) for at in range(len(titles))]
    for row in cells:
        padded = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        say("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    text = shown(value)
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 1] + "…"


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(bool(unicodedata.combining(char)) for char in text)


def watched(job: Job[T], title: str) -> T:
    """Run a job to its end; its progress goes to standard error, with a bar on a terminal."""
    bar = _Bar(title)
    try:
        return finish(job, bar.show)
    finally:
        bar.close()
        job.close()


class _Bar:
    """Progress on standard error: drawn on a terminal, else a line every few seconds."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._drawn = sys.stderr.isatty()
        self._pause = 0.1 if self._drawn else 5.0
        self._last = time.monotonic()
        self._is_open = False

    def show(self, progress: Progress) -> None:
        """Tell how far the job is, if it is time again."""
        now = time.monotonic()
        if now - self._last < self._pause:
            return
        self._last = now
        of = f" of {progress.total}" if progress.total else ""
        if not self._drawn:
            note(f"{self._title}: {progress.done}{of}")
            return
        filled = _BAR * progress.done // progress.total if progress.total else 0
        bar = "█" * filled + "░" * (_BAR - filled)
        what = shown(progress.what)[:30]
        sys.stderr.write(f"\r{self._title} {bar} {progress.done}{of} {what:<30}")
        sys.stderr.flush()
        self._is_open = True

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._is_open:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

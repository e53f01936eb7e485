"""Asks a process of its own for the lines of PDF files, so that a hostile one harms only that.

The process is started for the first file and serves all that follow; where it takes too long, or
ends because it wanted too much memory, the file is refused and the next one gets a new process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Timer
from typing import NamedTuple

from annotator.extensions.articles.pdf_letters import letters_of
from annotator.model.errors import UnreadableFile

MAX_SECONDS = 10
_PROGRAM = Path(__file__).with_name("pdf_child.py")
_TOO_LONG = (
    f"it takes longer than {MAX_SECONDS} seconds to read, which no article does. "
    "Copy its text into a text file."
)
_FAULTS = {
    "locked": "it is encrypted and wants a password. Save it without one and import it again.",
    "damaged": "it is a damaged or unfinished PDF. Get it again from where it came from.",
    "pages": "it has more than 1,000 pages, which no article does. Cut out the pages you need.",
    "letters": "it holds more text than any article. Cut out the pages you need.",
    "memory": "it wants more memory to read than any article does. Copy its text into a text file.",
    "unreadable": "it cannot be read. Check the file and its rights.",
}


class Line(NamedTuple):
    """A line on a page, with its box in points; the page's origin is at its lower left.

    is_hyphenated: whether its last word goes on in the next line; the hyphen itself is gone.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_hyphenated: bool = False

    @property
    def height(self) -> float:
        """How tall its letters are, with what goes above and below."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines of each page of a PDF, in the file's order, and what it notes about itself."""

    lines: Sequence[Sequence[Line]]
    about: Mapping[str, str]


class PdfLines:
    """The process that reads PDF files; started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = Lock()

    def pages(self, path: Path) -> Pages:
        """The lines of a PDF file; raises UnreadableFile."""
        with self._lock:
            answer, is_late = self._asked(str(path.absolute()))
        if is_late:
            raise UnreadableFile(_TOO_LONG)
        if not answer.endswith("\n"):
            raise UnreadableFile(_FAULTS["memory"])
        found = json.loads(answer)
        if "fault" in found:
            raise UnreadableFile(_FAULTS[found["fault"]])
        pages = tuple(
            tuple(Line(letters_of(text), *place) for text, *place in page)
            for page in found["pages"]
        )
        return Pages(pages, found["about"])

    def _asked(self, path: str) -> tuple[str, bool]:
        """The answer about a file, unfinished if the process ended; and whether it was late."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        is_late = Event()
        timer = Timer(MAX_SECONDS, _stop, (process, is_late))
        timer.start()
        try:
            process.stdin.write(json.dumps(path) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = ""
        finally:
            timer.cancel()
        if not answer.endswith("\n") or is_late.is_set():
            _end(process)
        return answer, is_late.is_set()

    def _running(self) -> subprocess.Popen[str]:
        """The process, a new one if there is none or it has ended."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(_PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            weakref.finalize(self, _end, self._process)
        return self._process


def _stop(process: subprocess.Popen[str], is_late: Event) -> None:
    """Have a process end that takes too long."""
    is_late.set()
    process.kill()


def _end(process: subprocess.Popen[str]) -> None:
    """Have a process end, and forget it."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue  # it held a question that nobody will read

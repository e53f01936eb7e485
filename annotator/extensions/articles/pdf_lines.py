"""Asks a process of its own for the lines of PDF files, so that a hostile one harms only that.

The process is started for the first file and serves all that follow; where it takes too long, or
ends because it wanted too much memory, the file is refused and the next one gets a new process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from annotator.child import Child, ChildEnded, ChildLate
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
        self._child = Child(_PROGRAM, MAX_SECONDS)

    def pages(self, path: Path) -> Pages:
        """The lines of a PDF file; raises UnreadableFile."""
        try:
            found = self._child.ask(str(path.absolute()))
        except ChildLate:
            raise UnreadableFile(_TOO_LONG) from None
        except ChildEnded:
            raise UnreadableFile(_FAULTS["memory"]) from None
        if "fault" in found:
            raise UnreadableFile(_FAULTS[found["fault"]])
        pages = tuple(
            tuple(Line(letters_of(text), *place) for text, *place in page)
            for page in found["pages"]
        )
        return Pages(pages, found["about"])

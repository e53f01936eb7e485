"""JSON taken apart without being read: one value after the other, whatever is in them.

A document may hold a hundred thousand articles, be damaged in one of them, or be nested without
end; so each value is cut out of the text by its brackets and quotes alone, and read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

MAX_VALUE = 16_000_000
"""No record of a document is longer, in characters: eight times the longest article."""

DEEPEST = 100

_PIECE = 1 << 16
_TOKEN = re.compile(r'([{\[])|[}\]]|"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
_BETWEEN = re.compile(r"[\s,\ufeff]*")
_BARE = re.compile(r"[^\s,\[\]{}\"]++")

TOO_DEEP = "it is nested deeper than any article."
TOO_LONG = "it is longer than any article, and nothing after it was read. Split the file."
CUT_OFF = (
    "the file ends in the middle of it, or a quotation mark is missing. Get the file again from "
    "where it comes."
)


class Pieces:
    """The values of a text, each as it is written."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._is_whole = False

    def more(self) -> bool:
        """Read on; False at the end of the file. What was handed out is let go."""
        kept = self._text[self._at :]
        read = "" if self._is_whole else self._file.read(max(_PIECE, len(kept)))
        self._text, self._at = kept + read, 0
        self._is_whole = not read
        return bool(read)

    def next_mark(self) -> str:
        """The character with which the next value begins; "" at the end of the file."""
        while True:
            found = _BETWEEN.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self.more():
                return self._text[self._at : self._at + 1]

    def step(self) -> None:
        """Go past a single character, such as the bracket that a list begins with."""
        self._at += 1

    def go_to(self, pattern: re.Pattern[str]) -> bool:
        """Go behind what is found first in the text that is at hand; False if it is not there."""
        found = pattern.search(self._text, self._at)
        self._at = found.end() if found else self._at
        return found is not None

    def value(self, most: int = MAX_VALUE) -> tuple[str, str]:
        """The next value as it is written, or why it is none; go to its mark first."""
        if self._text[self._at] not in '{["':
            return self._bare()
        place, depth, deepest = 0, 0, 0
        while True:
            for token in _TOKEN.finditer(self._text, self._at + place):
                if token[2] == "":
                    break  # a string that goes on beyond what was read
                place = token.end() - self._at
                if token[2] is None:
                    depth += 1 if token[1] else -1
                    deepest = max(deepest, depth)
                if depth <= 0:
                    return self._cut(place, TOO_DEEP if deepest > DEEPEST else "")
            if len(self._text) - self._at > most:
                return "", TOO_LONG
            if not self.more():
                return "", CUT_OFF

    def _cut(self, length: int, fault: str) -> tuple[str, str]:
        start, self._at = self._at, self._at + length
        return ("", fault) if fault else (self._text[start : self._at], "")

    def _bare(self) -> tuple[str, str]:
        """A number or word; a bracket where none belongs is passed over, too."""
        found = _BARE.match(self._text, self._at)
        return self._cut(found.end() - self._at if found else 1, "")


def listed(pieces: Pieces) -> Iterator[tuple[str, str]]:
    """The values of a list whose first bracket was passed, or of a file, up to its end."""
    while (mark := pieces.next_mark()) and mark != "]":
        value, fault = pieces.value()
        yield value, fault
        if fault in (TOO_LONG, CUT_OFF):
            return

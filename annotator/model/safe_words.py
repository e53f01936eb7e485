"""Words from anywhere, made safe for where they go: the project's file, or a spreadsheet."""

from __future__ import annotations

_FORMULA_STARTS = tuple("=+-@\t\r")
"""What makes a spreadsheet run a cell (CWE-1236)."""


def storable(words: str) -> str:
    """Words that can be stored: what is no text in them is written out as an escape."""
    if words.isascii() and "\0" not in words:
        return words
    return words.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()


def guarded(words: str) -> str:
    """A cell of a table, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{words}" if words.startswith(_FORMULA_STARTS) else words

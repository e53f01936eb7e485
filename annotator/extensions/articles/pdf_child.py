"""Runs as a process of its own and reads the lines of PDF files, within limits.

Asked by a line of JSON (the path as a string), it answers with one: `{"pages": [[line, ...], ...],
"about": {name: value}}`, a line being `[text, left, right, bottom, top, is_hyphenated]` in points,
or `{"fault": word}`. It imports nothing of ours, so it starts in no time and without a window.
"""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO, TextIO

import pypdfium2  # type: ignore[import-untyped]  # ships no types
from pypdfium2 import raw as pdfium

MAX_PAGES = 1_000
MAX_LETTERS = 2_500_000
MAX_MEMORY = 300_000_000
MAX_SECONDS = 10

Line = tuple[str, float, float, float, float, bool]

_BREAK = "\r\n"
_HYPHEN = "\ufffe"
_NOTED = ("Title", "Author", "Subject", "Keywords", "CreationDate", "Producer")


class _TooMuch(Exception):
    """The file has more pages or words than any article."""


def main(asked: TextIO, answers: TextIO) -> None:
    """Answer until nobody asks any more."""
    for question in asked:
        _limit()
        json.dump(_answer(json.loads(question)), answers)
        answers.write("\n")
        answers.flush()


def _answer(path: str) -> dict[str, Any]:
    """The pages of a file, or the word for what is wrong with it."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # a path may hold what no text may
            return _read(file)
    except pypdfium2.PdfiumError as fault:
        is_locked = getattr(fault, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        return {"fault": "locked" if is_locked else "damaged"}
    except _TooMuch as fault:
        return {"fault": str(fault)}
    except MemoryError:
        return {"fault": "memory"}
    except OSError:
        return {"fault": "unreadable"}


def _read(file: BinaryIO) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(file)
    try:
        if len(document) > MAX_PAGES:
            raise _TooMuch("pages")
        pages: list[list[Line]] = []
        letters = 0
        for number in range(len(document)):
            lines = _lines(document, number)
            letters += sum(len(line[0]) for line in lines)
            if letters > MAX_LETTERS:
                raise _TooMuch("letters")
            pages.append(lines)
        noted = document.get_metadata_dict(skip_empty=True)
        about = {name: str(noted[name]) for name in _NOTED if name in noted}
        return {"pages": pages, "about": about}
    finally:
        document.close()


def _lines(document: Any, number: int) -> list[Line]:
    """The lines of a page, in the order in which the file has them."""
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            return list(_cut(words))
        finally:
            words.close()
    finally:
        page.close()


def _cut(words: Any) -> list[Line]:
    """The lines of a page's words, each with its box."""
    text = _text(words)
    lines: list[Line] = []
    start = 0
    for at, char in enumerate(text):
        if char in _BREAK or char == _HYPHEN:
            _add(lines, words, text, start, at, char == _HYPHEN)
            start = at + 1
    _add(lines, words, text, start, len(text), False)
    return lines


def _text(words: Any) -> str:
    """The text of a page, one character for each that has a box."""
    count = words.count_chars()
    text = str(words.get_text_range(errors="replace"))
    if len(text) == count:
        return text
    codes = (pdfium.FPDFText_GetUnicode(words, at) for at in range(count))
    return "".join(_HYPHEN if code == 2 else chr(min(code, 0xFFFD)) for code in codes)


def _add(
    lines: list[Line], words: Any, text: str, start: int, end: int, is_hyphenated: bool
) -> None:
    """Add the line from `start` to `end`, unless it is blank."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    left, bottom, right, top = words.get_charbox(start, loose=True)
    last_left, last_bottom, last_right, last_top = words.get_charbox(end - 1, loose=True)
    if last_top - last_bottom < top - bottom:  # a bracket may come from a taller font
        bottom, top = last_bottom, last_top
    left, right = min(left, last_left), max(right, last_right)
    lines.append((text[start:end], left, right, bottom, top, is_hyphenated))


def _limit() -> None:
    """Bound memory, time and what is left behind, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none; the asking side watches the time
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime) + MAX_SECONDS + 1
    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)

"""The plain forms that paragraphs, headings, lists and tables take in the text of an article.

They are the forms that the article view shows as such: `# `, `- `, `1. `, rows between bars. Every
function gives one block as a string, "" for a block without words; `joined` puts blocks together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

_BLANKS = re.compile(r"[ \t\r\f\v]+")
_ANY_BLANKS = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")
_EMPTY_LINES = re.compile(r" ?\n[ \n]*")
_EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\ufeff"
_ITEM = re.compile(r" *(?:-|\d{1,3}\.) ")
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")

SHORT_LINE = 45
"""No width at which lines are broken is smaller than this; wide letters count twice."""
LONG_LINE = 132
"""No width at which lines are broken is larger than this."""


def paragraph(text: str) -> str:
    """A paragraph: runs of blanks as one, line breaks kept, no empty lines and no blank edges."""
    return _EMPTY_LINES.sub("\n", _BLANKS.sub(" ", text)).strip(_EDGES)


def one_line(text: str) -> str:
    """A title, cell or name: all white space, line breaks too, as single blanks."""
    return _ANY_BLANKS.sub(" ", text).strip(_EDGES)


def heading(text: str, level: int) -> str:
    """A heading of level 1 (the largest) to 6."""
    words = one_line(text)
    return f"{'#' * min(max(level, 1), 6)} {words}" if words else ""


def item(text: str, number: int | None = None, depth: int = 0) -> str:
    """An item of a list, numbered or not; depth: 0, or how many lists it is nested in."""
    words = one_line(text)
    sign = "-" if number is None else f"{number}."
    return f"{'  ' * min(depth, 3)}{sign} {words}" if words else ""


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table whose first row is its header; short rows are filled up, empty ones left out."""
    cells = [[one_line(cell).replace("|", r"\|") for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return ""
    columns = max(len(row) for row in cells)
    lines = [_row(row + [""] * (columns - len(row))) for row in cells]
    return "\n".join([lines[0], _row(["---"] * columns), *lines[1:]])


def joined(blocks: Iterable[str]) -> str:
    """The text that blocks make: an empty line between them, none between the items of a list."""
    parts: list[str] = []
    before = ""
    for block in blocks:
        if block:
            if parts:
                parts.append("\n" if _are_of_one_list(before, block) else "\n\n")
            parts.append(block)
            before = block
    return "".join(parts)


def _are_of_one_list(before: str, block: str) -> bool:
    """Whether two blocks are items, and not the last and first of two lists of different sorts."""
    first, second = _ITEM.match(before), _ITEM.match(block)
    if first is None or second is None or "\n" in before or "\n" in block:
        return False
    is_nested = before[0] == " " or block[0] == " "
    return is_nested or (first[0] == "- ") == (second[0] == "- ")


def unwrapped(text: str) -> list[str]:
    """The paragraphs of a text whose lines were broken at a fixed width.

    Empty lines part paragraphs; within one, lines that end well before the width (verse, a list,
    an address) stay lines.
    """
    lines = [one_line(raw) for raw in text.split("\n")]
    width = max((n for n in map(_shown, lines) if n <= LONG_LINE), default=0)
    groups: list[list[str]] = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [_unwrapped_group(group, width) for group in groups if group]


def _unwrapped_group(lines: Sequence[str], width: int) -> str:
    parts = [lines[0]]
    for before, line in pairwise(lines):
        if not _is_broken(before, line, width):
            parts.append("\n")
        elif not (_UNSPACED.match(before[-1]) and _UNSPACED.match(line[0])):
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _is_broken(line: str, following: str, width: int) -> bool:
    """Whether a line ends where the next word had no room, so that it goes on in the next one."""
    shown = _shown(line)
    if _ITEM.match(following) or shown > LONG_LINE:
        return False
    first_word = 2 if _UNSPACED.match(following) else 1 + len(following.split(" ", 1)[0])
    return shown + first_word >= max(SHORT_LINE, width * 3 // 4)


def _shown(line: str) -> int:
    """How wide a line is where every letter takes one place, and a Chinese one two."""
    return len(line) + (0 if line.isascii() else len(_UNSPACED.findall(line)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

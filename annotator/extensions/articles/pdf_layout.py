"""The paragraphs and headings that the lines on the pages of a PDF make up.

A PDF knows letters and places only. Lines belong together by their distance, their edges and the
height of their letters; what stands at the edge of page after page is a running head.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from annotator.extensions.articles.office_blocks import HEADING, ITEM, PARAGRAPH, Block
from annotator.extensions.articles.pdf_lines import Line

_DOT = re.compile(r"[•‣◦▪●·–\uf0b7\uf0a7-]\s+(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)]\s+(?=\S)")
_DIGITS = re.compile(r"\d+")
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")
_SENTENCE_ENDS = tuple('.!?…。！？:؟۔।"”»')
_EDGE_LINES = 2
_FEW_PAGES = 5
_HEADING_SIZE = 1.15
_SAME_SIZE = 0.12
_MAX_HEADING = 250
_MAX_LEVEL = 3
_WIDE_LEADING = 1.4
"""Lines further apart than this many times the usual are of different paragraphs."""
_WIDEST_LEADING = 2.7
"""No lines of a paragraph are further apart than this many times the height of their letters."""


Head = tuple[str, int]
"""A running head: its words with "#" for numbers, and how high it stands on the page."""


def running_heads(pages: Sequence[Sequence[Line]]) -> frozenset[Head]:
    """What stands at the same place at the upper or lower edge of page after page."""
    counts: Counter[Head] = Counter()
    for lines in pages:
        counts.update({head_of(line) for line in _edges(lines)})
    least = 2 if len(pages) < _FEW_PAGES else 3
    return frozenset(head for head, count in counts.items() if count >= least)


def head_of(line: Line) -> Head:
    """What a line would be as a running head."""
    return _DIGITS.sub("#", line.text), round(line.bottom)


def blocks(pages: Sequence[Sequence[Line]], heads: frozenset[Head]) -> list[Block]:
    """The headings, paragraphs and list items, in reading order, without the running heads."""
    body = _usual_height([line for page in pages for line in page])
    shown = [_shown(page, heads, body, number) for number, page in enumerate(pages, start=1)]
    runs = [run for page in shown for run in _runs(page)]
    groups: list[list[Line]] = []
    before: _Run | None = None
    for lines in runs:
        run = _Run(lines, body)
        for place, line in enumerate(run.lines):
            last = groups[-1][-1] if groups else None
            is_next = last is not None and (
                run.goes_on(last, line)
                if place
                else before is not None and before.flows_over(last, run, line)
            )
            if is_next:
                groups[-1].append(line)
            else:
                groups.append([line])
        before = run
    return _as_blocks(groups, body)


def title_of(found: Sequence[Block]) -> str:
    """The largest heading near the beginning; "" if there is none."""
    return next(
        (block.text for block in found[:6] if block.kind == HEADING and block.level == 1), ""
    )


def _edges(lines: Sequence[Line]) -> list[Line]:
    """The uppermost and lowermost lines of a page."""
    by_place = sorted(lines, key=lambda line: line.bottom)
    return by_place[:_EDGE_LINES] + by_place[_EDGE_LINES:][-_EDGE_LINES:]


def _shown(page: Sequence[Line], heads: frozenset[Head], body: float, number: int) -> list[Line]:
    """The lines of a page without its running heads and number.

    A large one on the first page stays, as it is the title. body: the height of ordinary letters.
    """
    dropped = {
        id(line)
        for line in _edges(page)
        if line.text == str(number)
        or (head_of(line) in heads and not (number == 1 and line.height >= _HEADING_SIZE * body))
    }
    return [line for line in page if id(line) not in dropped]


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that stand below each other, as in one column; another column begins another run."""
    run: list[Line] = []
    for line in lines:
        if run and not _is_below(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_below(above: Line, line: Line) -> bool:
    overlaps = line.left < above.right and above.left < line.right
    return overlaps and line.bottom < above.bottom


def _usual_height(lines: Sequence[Line]) -> float:
    """The height of the letters that most of the text is set in."""
    heights: Counter[float] = Counter()
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 1.0


class _Run:
    """Lines of one column, and the edges and distances that are usual among them."""

    def __init__(self, lines: Sequence[Line], body: float) -> None:
        self.lines = lines
        self._body = body
        plain = [line for line in lines if not self._is_large(line)] or list(lines)
        self._left = min(line.left for line in plain)
        edges = sorted(line.right for line in plain)
        self._right = edges[-1] if len(edges) < 8 else edges[len(edges) * 9 // 10]
        gaps = [above.bottom - line.bottom for above, line in pairwise(plain)]
        close = [gap for gap in gaps if gap < 2.5 * body]
        self._leading = median(close) if close else 1.3 * body

    def goes_on(self, above: Line, line: Line) -> bool:
        """Whether a line of this run belongs to the paragraph of the one above it."""
        if above.is_hyphenated:
            return True
        if not (_same_size(above, line) or line.text[:1].islower()) or _is_item(line.text):
            return False
        gap = above.bottom - line.bottom
        if self._is_large(line):
            return gap < 1.6 * line.height
        if gap > _WIDE_LEADING * self._leading and not self._is_set_wide(above, gap):
            return False
        return not self._is_indented(line, above) and self._is_full(above, line)

    def _is_set_wide(self, above: Line, gap: float) -> bool:
        """Whether a line ends in mid-sentence before such a gap, as lines set further apart do."""
        return gap < _WIDEST_LEADING * self._body and not above.text.endswith(_SENTENCE_ENDS)

    def flows_over(self, last: Line, run: _Run, line: Line) -> bool:
        """Whether the last line of this run goes on in the first one of the run after it."""
        if last.is_hyphenated:
            return True
        if not _same_size(last, line) or self._is_large(line) or _is_item(line.text):
            return False
        starts_small = line.text[:1].islower()
        if last.text.endswith(_SENTENCE_ENDS) and not starts_small:
            return False
        return starts_small or self._is_full(last, line)

    def _is_large(self, line: Line) -> bool:
        return line.height >= _HEADING_SIZE * self._body

    def _is_indented(self, line: Line, above: Line) -> bool:
        indent = 0.6 * line.height
        if _is_item(above.text):
            return False  # the text of an item hangs beside its sign
        if _is_right_to_left(line.text):
            return self._right - line.right > indent > self._right - above.right
        return line.left - self._left > indent > above.left - self._left

    def _is_full(self, above: Line, line: Line) -> bool:
        """Whether the first word of the next line had no room in the line above."""
        width = (line.right - line.left) / max(len(line.text), 1)
        word = 1 if _UNSPACED.match(line.text) else len(line.text.split(maxsplit=1)[0])
        needed = (word + 1) * width + 0.5 * line.height
        if _is_right_to_left(above.text):
            return above.left - needed < self._left
        return above.right + needed > self._right


def _is_right_to_left(text: str) -> bool:
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((each for each in directions if each in ("L", "R", "AL")), "L") != "L"


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.height - other.height) <= _SAME_SIZE * max(one.height, other.height)


def _is_item(text: str) -> bool:
    return _DOT.match(text) is not None or _NUMBER.match(text) is not None


def _as_blocks(groups: Sequence[Sequence[Line]], body: float) -> list[Block]:
    """Each group of lines as what it is; sizes of headings become levels."""
    large = [round(group[0].height) for group in groups if _is_heading(group, body)]
    levels = {size: level for level, size in enumerate(sorted(set(large), reverse=True), start=1)}
    found = []
    for group in groups:
        text = _joined(group)
        number = _NUMBER.match(text)
        if _is_heading(group, body):
            level = min(levels[round(group[0].height)], _MAX_LEVEL)
            found.append(Block(HEADING, text, level))
        elif number is not None:
            found.append(Block(ITEM, text[number.end() :], number=int(number[1])))
        elif (dot := _DOT.match(text)) is not None:
            found.append(Block(ITEM, text[dot.end() :]))
        else:
            found.append(Block(PARAGRAPH, text))
    return found


def _is_heading(group: Sequence[Line], body: float) -> bool:
    letters = sum(len(line.text) for line in group)
    is_large = group[0].height >= _HEADING_SIZE * body
    return is_large and letters <= _MAX_HEADING and any(map(str.isalpha, _joined(group)))


def _joined(lines: Sequence[Line]) -> str:
    """The words of lines that belong together."""
    parts = [lines[0].text]
    for above, line in pairwise(lines):
        parts.append(_between(above, line) + line.text)
    if lines[-1].is_hyphenated:
        parts.append("-")
    return "".join(parts)


def _between(above: Line, line: Line) -> str:
    """What stands between two lines once they are one."""
    if above.is_hyphenated:
        return "" if line.text[:1].islower() else "-"
    if above.text.endswith("-") and line.text[:1].isalnum() and above.text[-2:-1].isalnum():
        return ""
    unspaced = _UNSPACED.match(above.text[-1:]) and _UNSPACED.match(line.text)
    return "" if unspaced else " "

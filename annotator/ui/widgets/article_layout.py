"""The bridge between an article's text and the document it is shown as."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from annotator.model.span import Span, Utf16Map
from annotator.ui.widgets.article_blocks import Block, BlockKind, Table, cut
from annotator.ui.widgets.sentences import split_sentences

_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2029\ud800-\udfff\ufdd0-\ufdef\ufffc\ufffe\uffff]"
)
_LINE_BREAKS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2029), "\u2028")
_BLANKS = dict.fromkeys((0x0A, 0x0D), " ")


class ArticleLayout:
    """Cuts a text into blocks and knows where each of its characters stands on the screen.

    The document made of the blocks has every block begin one unit after the end of the one before:
    a paragraph mark or the border of a table cell. Two tables in a row, and a table at the very
    beginning, have one empty block before them. Points are Unicode code points of the stored text,
    units are UTF-16 units of the document. The text itself is never altered.
    """

    def __init__(self, text: str, title: str = "") -> None:
        self.text = text
        self.parts: tuple[Block | Table, ...] = cut(text, title)
        has_wide = len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text)
        self._has_wide = has_wide
        self._wide = Utf16Map(text if has_wide else "")
        self.blocks: list[Block] = []
        self.part_units: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._units: list[int] = []
        self._unit_ends: list[int] = []
        self._block_starts: list[int] = []
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self.n_units = self._place()

    def shown(self, block: Block) -> str:
        """What the document holds for a block: as many UTF-16 units as its text without gaps.

        Characters that a document cannot hold stand as U+FFFD, line ends as blanks or U+2028.
        """
        raw = "".join(self.text[a:b] for a, b in _stretches(block))
        if not _UNSHOWABLE.search(raw):
            return raw
        if block.keeps_lines:
            raw = raw.replace("\n", "\u2028")
        return _UNSHOWABLE.sub("\ufffd", raw.translate(_BLANKS).translate(_LINE_BREAKS))

    def to_unit(self, point: int) -> int:
        """Where a code point is shown; if it is not, where the next one that is begins."""
        i = bisect_right(self._starts, point) - 1
        if i >= 0 and point < self._ends[i]:
            return self._units[i] + self._width(self._starts[i], point)
        i = self._full_from(i + 1)
        return self._units[i] if i < len(self._units) else self.n_units

    def to_end_unit(self, point: int) -> int:
        """Where the stretch that ends before `point` ends on the screen."""
        i = self._full_before(bisect_left(self._starts, point))
        if i < 0:
            return 0
        return self._units[i] + self._width(self._starts[i], min(point, self._ends[i]))

    def to_units(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch of the document that shows `start`-`end`; None if nothing of it is shown."""
        first, last = self.to_unit(start), self.to_end_unit(end)
        return (first, last) if first < last else None

    def to_point(self, unit: int) -> int:
        """The code point that a place in the document stands before."""
        i = max(bisect_right(self._units, unit) - 1, 0)
        if not self._units:
            return 0
        return self._point_in(i, unit)

    def to_span(self, first: int, last: int) -> Span | None:
        """The stored stretch from the first to the last character shown in `first`-`last`."""
        i = bisect_right(self._units, first) - 1
        if i < 0 or first >= self._unit_ends[i]:
            i = self._full_from(i + 1)
        j = self._full_before(bisect_left(self._units, last))
        if i >= len(self._units) or j < 0:
            return None
        start = self._point_in(i, max(first, self._units[i]))
        end = self._point_in(j, min(last, self._unit_ends[j]))
        if self._width(self._starts[j], end) + self._units[j] < min(last, self._unit_ends[j]):
            end += 1  # the place is inside a surrogate pair: its character counts whole
        return Span.of(self.text, start, end) if start < end else None

    def block_at(self, point: int) -> int:
        """The number of the block that holds a code point, or of the last one before it."""
        return max(bisect_right(self._block_starts, point) - 1, 0)

    def sentence_at(self, point: int) -> tuple[int, int] | None:
        """The sentence that holds a code point, or the next one; None in an empty article."""
        found = next(self.sentences_from(point), None)
        return found or next(self.sentences_before(point + 1), None)

    def sentences_from(self, point: int) -> Iterator[tuple[int, int]]:
        """The sentence that holds a code point and all after it."""
        for i in range(self.block_at(point), len(self.blocks)):
            for start, end in self._sentences_of(i):
                if end > point:
                    yield start, end

    def sentences_before(self, point: int) -> Iterator[tuple[int, int]]:
        """The sentences that begin before a code point, nearest first."""
        for i in range(min(self.block_at(point), len(self.blocks) - 1), -1, -1):
            for start, end in reversed(self._sentences_of(i)):
                if start < point:
                    yield start, end

    def _sentences_of(self, i: int) -> list[tuple[int, int]]:
        known = self._sentences.get(i)
        if known is None:
            block = self.blocks[i]
            if block.kind is BlockKind.CELL:
                known = [(block.start, block.end)] if block.end > block.start else []
            else:
                shown = self.shown(block)
                known = [(block.start + a, block.start + b) for a, b in split_sentences(shown)]
            self._sentences[i] = known
        return known

    def _place(self) -> int:
        """Give every block its units; returns the length of the document."""
        unit = -1
        after_table = True  # a table at the very beginning has an empty block before it, too
        for part in self.parts:
            if isinstance(part, Block):
                self.part_units.append(unit + 1)
                unit = self._place_block(part, unit + 1)
                after_table = False
                continue
            unit += after_table
            self.part_units.append(unit + 1)
            for row in part.rows:
                for cell in row:
                    unit = self._place_block(cell, unit + 1)
            after_table = True
        ends_in_table = bool(self.parts) and after_table
        return max(unit, 0) + ends_in_table

    def _place_block(self, block: Block, unit: int) -> int:
        self.blocks.append(block)
        self._block_starts.append(block.start)
        for start, end in _stretches(block):
            self._starts.append(start)
            self._ends.append(end)
            self._units.append(unit)
            unit += self._width(start, end)
            self._unit_ends.append(unit)
        return unit

    def _width(self, start: int, end: int) -> int:
        if not self._has_wide:
            return end - start
        return self._wide.to_utf16(end) - self._wide.to_utf16(start)

    def _point_in(self, i: int, unit: int) -> int:
        offset = min(unit, self._unit_ends[i]) - self._units[i]
        return self._wide.to_point(self._wide.to_utf16(self._starts[i]) + offset)

    def _full_from(self, i: int) -> int:
        while i < len(self._starts) and self._starts[i] == self._ends[i]:
            i += 1
        return i

    def _full_before(self, i: int) -> int:
        i -= 1
        while i >= 0 and self._starts[i] == self._ends[i]:
            i -= 1
        return i


def _stretches(block: Block) -> list[tuple[int, int]]:
    """The stretches of a block that are shown; one empty stretch for an empty block."""
    if not block.gaps:
        return [(block.start, block.end)]
    edges = [block.start, *(edge for gap in block.gaps for edge in (gap, gap + 1)), block.end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(a, b) for a, b in pairs if a < b] or [(block.end, block.end)]

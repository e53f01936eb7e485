"""The bridge between an article's text and the document it is shown as."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

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

    In an article written from the right the cells of a row stand in the document from the last to
    the first, because Qt lays out the columns of every table from the left.
    """

    def __init__(self, text: str, title: str = "") -> None:
        self.text = text
        self.from_the_right = is_right_to_left(text)
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
        self._seen = self._in_order_of_sight()
        self._seen_units = [self._units[i] for i in self._seen]

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

    def to_units(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches of the document that show `start`-`end`, in the order of the text.

        There are none if nothing of it is shown, and more than one only across cells of a row that
        is written from the right.
        """
        if not self.from_the_right:
            first, last = self.to_unit(start), self.to_end_unit(end)
            return [(first, last)] if first < last else []
        found: list[tuple[int, int]] = []
        for i in range(max(bisect_right(self._starts, start) - 1, 0), len(self._starts)):
            if self._starts[i] >= end:
                break
            a, b = max(start, self._starts[i]), min(end, self._ends[i])
            if a < b:
                first = self._units[i] + self._width(self._starts[i], a)
                goes_on = bool(found) and found[-1][1] in (first, first - 1)
                before = found.pop()[0] if goes_on else first
                found.append((before, self._units[i] + self._width(self._starts[i], b)))
        return found

    def to_point(self, unit: int) -> int:
        """The code point that a place in the document stands before."""
        if not self._units:
            return 0
        return self._point_in(self._seen[self._seen_at(unit)], unit)

    def to_span(self, first: int, last: int) -> Span | None:
        """The stored stretch from the first to the last character shown in `first`-`last`."""
        found = self._stored(first, last)
        while found is not None and self.from_the_right:  # until no cell between is left out
            units = self.to_units(*found)
            wider = self._stored(min(a for a, _ in units), max(b for _, b in units))
            if wider in (found, None):
                break
            found = wider
        return None if found is None else Span.of(self.text, *found)

    def _stored(self, first: int, last: int) -> tuple[int, int] | None:
        """From the first code point to the last of those that a stretch of the document shows."""
        at, stop = self._seen_at(first), bisect_left(self._seen_units, last)
        shown = (i for i in self._seen[at:stop] if self._shows(i, first, last))
        parts = [self._part(i, first, last) for i in shown]
        if not parts:
            return None
        return min(start for start, _ in parts), max(end for _, end in parts)

    def _shows(self, i: int, first: int, last: int) -> bool:
        return max(first, self._units[i]) < min(last, self._unit_ends[i])

    def _part(self, i: int, first: int, last: int) -> tuple[int, int]:
        """The code points of one stretch that are shown in `first`-`last`."""
        start = self._point_in(i, max(first, self._units[i]))
        last = min(last, self._unit_ends[i])
        end = self._point_in(i, last)
        if self._units[i] + self._width(self._starts[i], end) < last:
            end += 1  # the place is inside a surrogate pair: its character counts whole
        return start, end

    def _seen_at(self, unit: int) -> int:
        """The place, in the order of sight, of the last stretch that begins at a unit or before."""
        return max(bisect_right(self._seen_units, unit) - 1, 0)

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
                unit = self._place_row(row, unit)
            after_table = True
        ends_in_table = bool(self.parts) and after_table
        return max(unit, 0) + ends_in_table

    def _place_row(self, row: tuple[Block, ...], unit: int) -> int:
        if not self.from_the_right:
            for cell in row:
                unit = self._place_block(cell, unit + 1)
            return unit
        lengths = [sum(self._width(a, b) for a, b in _stretches(cell)) for cell in row]
        end = unit + sum(lengths) + len(row)
        start = end + 1
        for cell, length in zip(row, lengths, strict=True):
            start -= length + 1
            self._place_block(cell, start)
        return end

    def _in_order_of_sight(self) -> Sequence[int]:
        """The numbers of the stretches in the order in which the document holds them."""
        numbers = range(len(self._units))
        if not self.from_the_right:
            return numbers
        return sorted(numbers, key=lambda i: (self._units[i], i))

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


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from the right."""
    for char in text[:200]:
        if (
            "\u0590" <= char <= "\u08ff"
            or "\ufb1d" <= char <= "\ufdff"
            or "\ufe70" <= char <= "\ufeff"
        ):
            return True
        if char.isalpha():
            return False
    return False


def _stretches(block: Block) -> list[tuple[int, int]]:
    """The stretches of a block that are shown; one empty stretch for an empty block."""
    if not block.gaps:
        return [(block.start, block.end)]
    edges = [block.start, *(edge for gap in block.gaps for edge in (gap, gap + 1)), block.end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(a, b) for a, b in pairs if a < b] or [(block.end, block.end)]

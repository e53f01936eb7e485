"""Cuts an article's text into headings, paragraphs, list items, quotes and tables.

Nothing is altered: a block is a stretch of the stored text. What is left out of the blocks is the
white space around them and the signs of Markdown (`#`, `- `, `>`, the bars of a table).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

LONG_WORD = 1000
"""A longer run of letters without a place to break is cut into several blocks."""
LONG_BLOCK = 8000
"""A longer paragraph is cut into several blocks, so that each is laid out in no time."""
MANY_LINES = 20_000
"""In texts of more lines, lines are shown as they are, a hundred a block."""
_LINES_A_BLOCK = 100
_MAX_COLUMNS = 30
_MAX_ROW = 8000
_ROWS_A_TABLE = 100
_MOST_CELLS = 10_000


class BlockKind(Enum):
    """What a block is shown as."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    QUOTE = "quote"
    CELL = "cell"


class Block(NamedTuple):
    """A stretch of the stored text, in code points, that is shown as one block.

    level: of a heading from 1, of a list item or quote its depth from 0.
    gaps: places within the stretch whose one character is not shown (the \\ of \\|).
    goes_on: whether this is the continuation of the block before it.
    keeps_lines: whether line ends within it are shown; otherwise they are shown as blanks.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    gaps: tuple[int, ...] = ()
    goes_on: bool = False
    keeps_lines: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of the same length; ragged rows are filled up with empty cells."""

    rows: tuple[tuple[Block, ...], ...]
    has_header: bool


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    words: str


_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_HEADING_TAIL = re.compile(r"[ \t]+#+$")
_BULLET = re.compile(r"[-*+•‣◦▪●·][ \t\u00a0]+(?=\S)")
_NUMBER = re.compile(r"\(?\d{1,3}[.)][ \t\u00a0]+(?=\S)")
_QUOTE = re.compile(r"(?:>[ \t]?)+(?=\S)")
_BAR = re.compile(r"(?<!\\)\|")
_ESCAPED_BAR = re.compile(r"\\(?=\|)")
_DASHES = re.compile(r":?-{2,}:?")
_UNBROKEN = re.compile(r"[^\s\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\uffef]+")
_BREAK = re.compile(r"\s(?=\S)|[。，；！？、]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]")
_SENTENCE_END = ".!?:;,…。！？：；，、؟؛،۔।—-"
_CLOSERS = "\"'”’»)]）」』》 "


def cut(text: str, title: str = "") -> tuple[Block | Table, ...]:
    """The blocks and tables of a text, in order; `title` tells which first line is the title."""
    if text.count("\n") > MANY_LINES:
        parts: Iterator[Block | Table] = _cut_by_lines(text)
    else:
        parts = _Cutter(_lines(text), title.strip()).parts()
    return tuple(piece for part in parts for piece in _bounded(text, part))


def _lines(text: str) -> list[_Line]:
    lines = []
    start = 0
    for raw in text.split("\n"):
        words = raw.strip()
        indent = raw.index(words[0]) if words and words != raw else 0
        lines.append(_Line(start + indent, start + indent + len(words), indent, words))
        start += len(raw) + 1
    return lines


def _cut_by_lines(text: str) -> Iterator[Block]:
    start = 0
    for match in re.finditer(rf"(?:[^\n]*\n){{1,{_LINES_A_BLOCK}}}|[^\n]+\Z", text):
        end = match.start() + len(match.group().rstrip("\n"))
        if end > start:
            yield Block(BlockKind.PARAGRAPH, match.start(), end, keeps_lines=True)
        start = match.end()


class _Cutter:
    """Walks once over the lines of a text."""

    def __init__(self, lines: list[_Line], title: str) -> None:
        self._lines = lines
        self._title = title
        self._at = 0
        self._last: BlockKind | None = None
        self._cells_left = _MOST_CELLS
        self._refused_until = 0

    def parts(self) -> Iterator[Block | Table]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.words:
                self._at += 1
                continue
            if self._is_row(self._at) and (tables := self._tables()):
                self._last = BlockKind.CELL
                yield from tables
                continue
            block = _marked(line)
            if block is None:
                yield from self._plain()
                continue
            self._at += 1
            self._last = block.kind
            yield block

    def _tables(self) -> list[Table]:
        """The table that begins here, a hundred rows a piece; none if it is no table."""
        stop = self._at
        most = min(len(self._lines), self._at + self._cells_left)
        while stop < most and self._is_row(stop):
            stop += 1
        self._refused_until = stop
        rows = [_cells(line) for line in self._lines[self._at : stop]]
        rulers = [_is_ruler(line.words) for line in self._lines[self._at : stop]]
        kept = [row for row, is_ruler in zip(rows, rulers, strict=True) if not is_ruler]
        columns = max((len(row) for row in kept), default=0)
        if not columns:
            return []
        has_header = len(rulers) > 1 and rulers[1] and not rulers[0]
        ends = [row[-1].end for row in kept]
        self._cells_left -= columns * len(kept)
        if self._cells_left <= 0:
            self._cells_left = 0
            return []
        whole = [_filled(row, columns, end) for row, end in zip(kept, ends, strict=True)]
        self._at = stop
        return [
            Table(tuple(whole[i : i + _ROWS_A_TABLE]), has_header and i == 0)
            for i in range(0, len(whole), _ROWS_A_TABLE)
        ]

    def _plain(self) -> Iterator[Block]:
        """The run of ordinary lines that begins here: headings, paragraphs, wrapped paragraphs."""
        stop = self._at + 1
        while stop < len(self._lines) and self._is_plain(stop):
            stop += 1
        run = range(self._at, stop)
        self._at = stop
        if _is_wrapped([self._lines[i].words for i in run]):
            self._last = BlockKind.PARAGRAPH
            yield Block(BlockKind.PARAGRAPH, self._lines[run[0]].start, self._lines[run[-1]].end)
            return
        for i in run:
            line = self._lines[i]
            kind = self._kind(i)
            self._last = kind
            yield Block(kind, line.start, line.end, 2 if kind is BlockKind.HEADING else 0)

    def _is_plain(self, i: int) -> bool:
        line = self._lines[i]
        return bool(line.words) and not self._is_row(i) and _marked(line) is None

    def _is_row(self, i: int) -> bool:
        return i >= self._refused_until and _is_row(self._lines[i].words)

    def _kind(self, i: int) -> BlockKind:
        words = self._lines[i].words
        if self._last is None and words == self._title:
            return BlockKind.TITLE
        if self._last in (BlockKind.TITLE, BlockKind.HEADING) or not _is_headline(words):
            return BlockKind.PARAGRAPH
        rest = (line.words for line in self._lines[i + 1 : i + 6] if line.words)
        following = next(rest, "")
        is_apart = not self._words_at(i - 1) and not self._words_at(i + 1)
        if is_apart and following and self._last is None:
            return BlockKind.HEADING
        long_enough = 45 if _CJK.search(following) else 110
        if len(following) >= long_enough and len(following) > 1.3 * len(words):
            return BlockKind.HEADING
        return BlockKind.PARAGRAPH

    def _words_at(self, i: int) -> str:
        return self._lines[i].words if 0 <= i < len(self._lines) else ""


def _marked(line: _Line) -> Block | None:
    """The block of a line that begins with a sign of Markdown, or None."""
    words, depth = line.words, min(line.indent // 2, 3)
    if match := _HEADING.match(words):
        tail = _HEADING_TAIL.search(words, match.end())
        end = line.start + tail.start() if tail else line.end
        return Block(BlockKind.HEADING, line.start + match.end(), end, len(match.group(1)))
    if match := _BULLET.match(words):
        return Block(BlockKind.BULLET, line.start + match.end(), line.end, depth)
    if _NUMBER.match(words):
        return Block(BlockKind.NUMBERED, line.start, line.end, depth)
    if match := _QUOTE.match(words):
        return Block(BlockKind.QUOTE, line.start + match.end(), line.end, 0)
    return None


def _is_headline(words: str) -> bool:
    is_short = len(words) <= (45 if _CJK.search(words) else 120)
    bare = words.rstrip(_CLOSERS)
    return is_short and bool(bare) and bare[-1] not in _SENTENCE_END and any(map(str.isalpha, bare))


def _is_wrapped(lines: list[str]) -> bool:
    """Whether these lines are one paragraph that was broken at a fixed width."""
    if len(lines) < 2 or any(not 45 <= len(line) <= 100 for line in lines[:-1]):
        return False
    if len(lines[-1]) > 100:
        return False
    broken = sum(line[-1] not in ".!?:。！？" for line in lines[:-1])
    goes_on = sum(line[0].islower() for line in lines[1:])
    return goes_on > 0 and broken * 2 >= len(lines) - 1


def _is_row(words: str) -> bool:
    return (
        words[:1] == "|"
        and len(words) <= _MAX_ROW
        and 1 < len(_BAR.findall(words)) <= _MAX_COLUMNS + 1
    )


def _is_ruler(words: str) -> bool:
    cells = [cell.strip() for cell in words.strip("|").split("|")]
    return any(cells) and all(_DASHES.fullmatch(cell) for cell in cells if cell)


def _cells(line: _Line) -> list[Block]:
    bars = [match.start() for match in _BAR.finditer(line.words)]
    ends = bars[1:]
    if bars[-1] + 1 < len(line.words):
        ends.append(len(line.words))
    return [_cell(line, bar + 1, end) for bar, end in zip(bars, ends, strict=False)]


def _cell(line: _Line, start: int, end: int) -> Block:
    raw = line.words[start:end]
    words = raw.strip()
    first = line.start + start + (raw.index(words[0]) if words else 0)
    if "\\" not in words:
        return Block(BlockKind.CELL, first, first + len(words))
    gaps = tuple(first + match.start() for match in _ESCAPED_BAR.finditer(words))
    return Block(BlockKind.CELL, first, first + len(words), gaps=gaps)


def _filled(row: list[Block], columns: int, end: int) -> tuple[Block, ...]:
    empty = Block(BlockKind.CELL, end, end)
    return tuple(row) + (empty,) * (columns - len(row))


def _bounded(text: str, part: Block | Table) -> Iterator[Block | Table]:
    """The part itself, or what it is cut into where it is too long to be laid out at once."""
    if isinstance(part, Table):
        yield part
        return
    start = part.start
    for cut_at in _cuts(text, part.start, part.end):
        if cut_at > start:
            yield _piece(part, start, cut_at)
            start = cut_at
    yield _piece(part, start, part.end)


def _piece(part: Block, start: int, end: int) -> Block:
    if (start, end) == (part.start, part.end):
        return part
    goes_on = start > part.start
    return Block(part.kind, start, end, part.level, (), goes_on, part.keeps_lines)


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Where a block is cut: in words too long to be broken, and at a blank of long paragraphs."""
    if end - start <= LONG_WORD:
        return
    last = start
    for match in _UNBROKEN.finditer(text, start, end):
        if match.end() - match.start() <= LONG_WORD:
            continue
        yield from _blank_cuts(text, last, match.start())
        yield match.start()
        for place in range(match.start() + LONG_WORD, match.end(), LONG_WORD):
            yield _beside_accents(text, place)
        yield match.end()
        last = match.end()
    yield from _blank_cuts(text, last, end)


def _beside_accents(text: str, place: int) -> int:
    """The place itself, or a little before it where it would part a letter from its accents."""
    for nearer in range(place, place - 20, -1):
        if not unicodedata.combining(text[nearer]) and text[nearer] not in "\u200d\ufe0f":
            return nearer
    return place


def _blank_cuts(text: str, start: int, end: int) -> Iterator[int]:
    while end - start > LONG_BLOCK:
        match = _BREAK.search(text, start + LONG_BLOCK - LONG_WORD, end)
        start = min(match.end() if match else end, start + LONG_BLOCK)
        if start < end:
            yield start

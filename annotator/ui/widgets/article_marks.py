"""Marks in an article: what they are, which pattern each has, and how they are painted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlock,
    QTextDocument,
    QTextLine,
)

from annotator.model.span import Span
from annotator.ui.widgets.article_layout import ArticleLayout
from annotator.ui.widgets.article_style import HAS_BULLET, ArticleStyle
from annotator.ui.widgets.target import Target

_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufeff\U00010800-\U00010fff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence shown in the article: its words, its colour family, its letter, whose it is.

    label: what the tooltip says ("Participant · CHN Wang Yi").
    """

    span: Span
    family: str
    letter: str
    label: str
    target: Target


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark, its place in the document, and its pattern: 0 filled, 1 a band, 2 and more dashes.

    stretches: where the document shows it, at least one.
    """

    mark: Mark
    stretches: list[tuple[int, int]]
    lane: int

    @property
    def first(self) -> int:
        """Where the document begins to show it."""
        return min(first for first, _ in self.stretches)

    @property
    def last(self) -> int:
        """Where the document has shown all of it."""
        return max(last for _, last in self.stretches)


class PlacedMarks:
    """The marks of one article in the order of the text."""

    def __init__(self, marks: list[Mark], layout: ArticleLayout) -> None:
        self.placed = list(_placed(marks, layout))

    def at(self, point: int) -> list[Mark]:
        """The marks over a code point, innermost first."""
        found = [p.mark for p in self.placed if p.mark.span.start <= point < p.mark.span.end]
        return sorted(found, key=lambda mark: mark.span.end - mark.span.start)

    def between(self, first: int, last: int) -> list[PlacedMark]:
        """The marks that show in a stretch of the document."""
        return [p for p in self.placed if p.first < last and p.last > first]


def _placed(marks: list[Mark], layout: ArticleLayout) -> Iterator[PlacedMark]:
    """Marks in order, each in the lowest lane that is free where it stands."""
    lane_ends: list[int] = []
    in_order = sorted(marks, key=lambda m: (m.span.start, -m.span.end, m.letter))
    for mark in in_order:
        stretches = layout.to_units(mark.span.start, mark.span.end)
        if not stretches:
            continue
        start, end = mark.span.start, mark.span.end
        lane = next((i for i, taken in enumerate(lane_ends) if taken <= start), len(lane_ends))
        lane_ends[lane:] = [end, *lane_ends[lane + 1 :]]
        yield PlacedMark(mark, stretches, lane)


def stretch_rects(document: QTextDocument, stretches: list[tuple[int, int]]) -> list[QRectF]:
    """The boxes of the letters in stretches of the document, line by line."""
    rects: list[QRectF] = []
    for first, last in stretches:
        block = document.findBlock(first)
        while block.isValid() and block.position() < last:
            rects.extend(_block_rects(block, first - block.position(), last - block.position()))
            block = block.next()
    return rects


def _block_rects(block: QTextBlock, first: int, last: int) -> Iterator[QRectF]:
    layout = block.layout()
    origin = block.document().documentLayout().blockBoundingRect(block).topLeft()
    first, last = max(first, 0), min(last, block.length() - 1)
    has_runs = _has_runs(block.text())
    for i in range(layout.lineCount()):
        line = layout.lineAt(i)
        a, b = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
        if a >= b:
            continue
        top = origin.y() + line.y()
        height = line.ascent() + line.descent()
        if has_runs:
            for run in line.glyphRuns(a, b - a):
                box = run.boundingRect()
                yield QRectF(origin.x() + box.x(), top, box.width(), height)
            continue
        left, right = _x_of(line, a), _x_of(line, b)
        yield QRectF(origin.x() + min(left, right), top, abs(right - left), height)


def _x_of(line: QTextLine, unit: int) -> float:
    """Where a unit stands in its line; the binding gives the number alone or with the unit."""
    found: object = line.cursorToX(unit)
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]


def _has_runs(text: str) -> bool:
    """Whether letters written from the right stand among the text, so that a line may jump."""
    return not text.isascii() and _FROM_THE_RIGHT.search(text) is not None


class MarkPainter:
    """Paints marks under the text, and their letters and frames over it."""

    def __init__(self, document: QTextDocument, style: ArticleStyle) -> None:
        self._document = document
        self._style = style

    def paint_under(self, painter: QPainter, marks: list[PlacedMark]) -> None:
        """The backgrounds: the first mark of a place is filled, those over it are bands below."""
        for placed in marks:
            colours = self._style.tokens.mark(placed.mark.family)
            rects = stretch_rects(self._document, placed.stretches)
            for box in rects:
                if placed.lane == 0:
                    painter.fillRect(box.adjusted(0, -1, 0, 1), QColor(colours.background))
                else:
                    _paint_band(painter, box, placed.lane, QColor(colours.label))

    def paint_over(
        self, painter: QPainter, marks: list[PlacedMark], current: Target | None
    ) -> None:
        """The letters at the ends of marks, and a frame around those of the current answer."""
        font = QFont(self._style.table_font)
        font.setPointSizeF(max(self._style.points * 0.56, 6.0))
        font.setBold(True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        taken: dict[int, float] = {}
        for placed in marks:
            colours = self._style.tokens.mark(placed.mark.family)
            rects = stretch_rects(self._document, placed.stretches)
            if not rects:
                continue
            is_current = current is not None and _belongs(placed.mark.target, current)
            if is_current:
                paint_frame(painter, rects, QColor(colours.label))
            shift = taken.get(placed.last, 2.0 if is_current else 0.0)
            self._paint_letter(painter, metrics, rects[-1], placed, shift)
            taken[placed.last] = shift + metrics.horizontalAdvance(placed.mark.letter)

    def _paint_letter(
        self,
        painter: QPainter,
        metrics: QFontMetricsF,
        box: QRectF,
        placed: PlacedMark,
        shift: float,
    ) -> None:
        colour = QColor(self._style.tokens.mark(placed.mark.family).label)
        block = self._document.findBlock(placed.last)
        is_rtl = block.textDirection() == Qt.LayoutDirection.RightToLeft
        width = metrics.horizontalAdvance(placed.mark.letter)
        x = box.left() - 1 - shift - width if is_rtl else box.right() + 1 + shift
        painter.setPen(colour)
        painter.drawText(QPointF(x, box.top() + metrics.ascent() * 0.72), placed.mark.letter)


def paint_frame(painter: QPainter, rects: list[QRectF], colour: QColor) -> None:
    """A frame of one and a half pixels around each line of a stretch."""
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in rects:
        painter.drawRoundedRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), 2, 2)


def paint_bullets(
    painter: QPainter, document: QTextDocument, style: ArticleStyle, first: int, last: int
) -> None:
    """The bullets of list items: painted, so that the document holds nothing but the article."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.tokens.soft))
    block = document.findBlock(first)
    while block.isValid() and block.position() < last:
        if block.blockFormat().hasProperty(HAS_BULLET):
            origin = document.documentLayout().blockBoundingRect(block).topLeft()
            line = block.layout().lineAt(0)
            box = line.naturalTextRect()
            is_rtl = block.textDirection() == Qt.LayoutDirection.RightToLeft
            x = box.right() + 0.9 * style.em if is_rtl else box.left() - 0.9 * style.em
            y = line.y() + line.ascent() - 0.33 * style.em
            painter.drawEllipse(origin + QPointF(x, y), 0.15 * style.em, 0.15 * style.em)
        block = block.next()


def _belongs(target: Target, current: Target) -> bool:
    """Whether a mark is of the answer or, where no variable is named, of the entry in hand."""
    same_entry = (target.event_id, target.group, target.index) == (
        current.event_id,
        current.group,
        current.index,
    )
    if not same_entry:
        return False
    is_whole = bool(current.group) and not current.variable
    return is_whole or target.variable == current.variable


def _paint_band(painter: QPainter, box: QRectF, lane: int, colour: QColor) -> None:
    """A line below the words: solid for the second mark of a place, dashed, then dotted, lower."""
    styles = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
    pen = QPen(colour, 2.0, styles[min(lane - 1, 2)])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    y = box.bottom() + 1 + min(lane - 1, 3) * 3.0
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

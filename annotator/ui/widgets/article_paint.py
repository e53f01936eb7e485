"""Paints what stands around and under the words of an article: title, marks, bullets, cursor."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextDocument, QTextOption

from annotator.ui.widgets.article_header import ArticleHeader
from annotator.ui.widgets.article_marks import (
    MarkPainter,
    PlacedMark,
    paint_bullets,
    paint_frame,
    stretch_rects,
)
from annotator.ui.widgets.article_style import ArticleStyle
from annotator.ui.widgets.target import Target


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be painted now; stretches are units of the document.

    visible: the stretch in sight; column: left edge and width of the text.
    """

    document: QTextDocument
    style: ArticleStyle
    header: ArticleHeader
    column: tuple[float, float]
    visible: tuple[int, int]
    marks: list[PlacedMark]
    matches: list[tuple[int, int]]
    sentence: tuple[int, int] | None
    flashed: tuple[int, int] | None
    current: Target | None
    has_focus: bool


def paint_under(painter: QPainter, scene: Scene) -> None:
    """All that lies under the words."""
    scene.header.paint(painter, scene.style, *scene.column)
    _paint_sentence(painter, scene)
    MarkPainter(scene.document, scene.style).paint_under(painter, scene.marks)
    paint_bullets(painter, scene.document, scene.style, *scene.visible)
    colour = QColor(scene.style.tokens.warn)
    for first, last in _in_sight(scene):
        paint_frame(painter, stretch_rects(scene.document, first, last), colour)


def paint_over(painter: QPainter, scene: Scene) -> None:
    """All that lies over the words."""
    MarkPainter(scene.document, scene.style).paint_over(painter, scene.marks, scene.current)
    if scene.flashed is not None:
        boxes = stretch_rects(scene.document, *scene.flashed)
        paint_frame(painter, boxes, QColor(scene.style.tokens.accent))


def paint_words(painter: QPainter, words: str, room: QRectF, style: ArticleStyle) -> None:
    """A few plain words in the middle of an empty page."""
    option = QTextOption(Qt.AlignmentFlag.AlignCenter)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    painter.setPen(QColor(style.tokens.soft))
    painter.drawText(room, words, option)


def _in_sight(scene: Scene) -> list[tuple[int, int]]:
    first, last = scene.visible
    start = max(bisect_left(scene.matches, (first, 0)) - 1, 0)
    stop = bisect_left(scene.matches, (last, 0))
    return scene.matches[start:stop]


def _paint_sentence(painter: QPainter, scene: Scene) -> None:
    """The sentence cursor: a bar beside the sentence, and a shade under it."""
    if scene.sentence is None:
        return
    boxes = stretch_rects(scene.document, *scene.sentence)
    if not boxes:
        return
    tokens = scene.style.tokens
    for box in boxes:
        painter.fillRect(box.adjusted(-2, -2, 2, 2), QColor(tokens.window))
    block = scene.document.findBlock(scene.sentence[0])
    if block.textDirection() == Qt.LayoutDirection.RightToLeft:
        x = max(box.right() for box in boxes) + 9
    else:
        x = min(box.left() for box in boxes) - 12
    top, bottom = boxes[0].top() - 2, boxes[-1].bottom() + 2
    colour = tokens.accent if scene.has_focus else tokens.line
    painter.fillRect(QRectF(x, top, 3, bottom - top), QColor(colour))

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

_FAINT = 26
"""Of 255: fainter than any mark of a coding."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be painted now; stretches are units of the document.

    visible: the stretch in sight; matches: of the find bar; hits: of the search by which the
    article was found; column: left edge and width of the text.
    """

    document: QTextDocument
    style: ArticleStyle
    header: ArticleHeader
    column: tuple[float, float]
    visible: tuple[int, int]
    marks: list[PlacedMark]
    matches: list[tuple[int, int]]
    hits: list[tuple[int, int]]
    sentence: list[tuple[int, int]]
    flashed: list[tuple[int, int]]
    current: Target | None
    has_focus: bool


def paint_under(painter: QPainter, scene: Scene) -> None:
    """All that lies under the words."""
    scene.header.paint(painter, scene.style, *scene.column)
    _paint_sentence(painter, scene)
    _paint_hits(painter, scene)
    MarkPainter(scene.document, scene.style).paint_under(painter, scene.marks)
    paint_bullets(painter, scene.document, scene.style, *scene.visible)
    colour = QColor(scene.style.tokens.warn)
    for stretch in _in_sight(scene, scene.matches):
        paint_frame(painter, stretch_rects(scene.document, [stretch]), colour)


def paint_over(painter: QPainter, scene: Scene) -> None:
    """All that lies over the words."""
    MarkPainter(scene.document, scene.style).paint_over(painter, scene.marks, scene.current)
    boxes = stretch_rects(scene.document, scene.flashed)
    paint_frame(painter, boxes, QColor(scene.style.tokens.accent))


def paint_words(painter: QPainter, words: str, room: QRectF, style: ArticleStyle) -> None:
    """A few plain words in the middle of an empty page."""
    option = QTextOption(Qt.AlignmentFlag.AlignCenter)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    painter.setPen(QColor(style.tokens.soft))
    painter.drawText(room, words, option)


def _in_sight(scene: Scene, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    first, last = scene.visible
    start = max(bisect_left(places, (first, 0)) - 1, 0)
    return places[start : bisect_left(places, (last, 0))]


def _paint_hits(painter: QPainter, scene: Scene) -> None:
    """A hairline under the words that were looked for, and a breath of colour behind them."""
    line = QColor(scene.style.tokens.warn)
    shade = QColor(line)
    shade.setAlpha(_FAINT)
    for box in stretch_rects(scene.document, _in_sight(scene, scene.hits)):
        painter.fillRect(box, shade)
        painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 1), line)


def _paint_sentence(painter: QPainter, scene: Scene) -> None:
    """The sentence cursor: a bar beside the sentence, and a shade under it."""
    boxes = stretch_rects(scene.document, scene.sentence)
    if not boxes:
        return
    tokens = scene.style.tokens
    for box in boxes:
        painter.fillRect(box.adjusted(-2, -2, 2, 2), QColor(tokens.window))
    block = scene.document.findBlock(scene.sentence[0][0])
    if block.textDirection() == Qt.LayoutDirection.RightToLeft:
        x = max(box.right() for box in boxes) + 9
    else:
        x = min(box.left() for box in boxes) - 12
    top, bottom = boxes[0].top() - 2, boxes[-1].bottom() + 2
    colour = tokens.accent if scene.has_focus else tokens.line
    painter.fillRect(QRectF(x, top, 3, bottom - top), QColor(colour))

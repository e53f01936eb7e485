"""An article as lists show it, and how its title and a stretch of its text are painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.model.article import ArticleRow
from annotator.model.hits import snippet
from annotator.model.span import Span, Utf16Map
from annotator.ui import theme
from annotator.ui.widgets.paged_table import Index, PagedColumn

ROW_HEIGHT, TALL_ROW = 34, 54
"""The height of a row, and of one with a stretch of the text under the title."""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article as a list shows it.

    status: one of STATUSES. repeats: the title of the article it repeats, or "". marked: where in
    the title stands what was looked for. stretch: of the text, on one line, with `hits` in it; None
    while it is not there.
    """

    row: ArticleRow
    status: str
    n_events: int
    repeats: str = ""
    marked: tuple[Span, ...] = ()
    stretch: str | None = None
    hits: tuple[Span, ...] = ()

    @property
    def title(self) -> str:
        """The title; an article without one says so."""
        return self.row.title or _tr("Untitled")


def _tr(text: str) -> str:
    return QCoreApplication.translate("article_line", text)


def status_words(status: str) -> str:
    """A status as a sign and in words."""
    words = {
        "to_do": _tr("○ to do"),
        "in_progress": _tr("◐ in progress"),
        "submitted": _tr("✓ submitted"),
        "set_aside": _tr("– set aside"),
        "duplicate": _tr("= repeats another"),
        "removed": _tr("× off worklists"),
    }
    return words.get(status, status)


def number_words(number: int) -> str:
    """A whole number as the reader's own country writes it; nothing for none."""
    return QLocale().toString(number) if number else ""


def article_columns() -> list[PagedColumn[ArticleLine]]:
    """Everything a list can show of an article."""
    return [
        PagedColumn("title", _tr("Title"), lambda line: line.title, 320),
        PagedColumn("status", _tr("Status"), lambda line: status_words(line.status), 132),
        PagedColumn(
            "events",
            _tr("Events"),
            lambda line: number_words(line.n_events),
            70,
            is_number=True,
            is_sortable=False,
        ),
        PagedColumn("publisher", _tr("Publisher"), lambda line: line.row.publisher, 120),
        PagedColumn("published", _tr("Date"), lambda line: line.row.published, 100),
        PagedColumn("language", _tr("Language"), lambda line: line.row.language, 84),
        PagedColumn("section", _tr("Section"), lambda line: line.row.section, 110),
        PagedColumn("byline", _tr("Byline"), lambda line: line.row.byline, 120),
        PagedColumn(
            "length",
            _tr("Characters"),
            lambda line: number_words(line.row.length),
            96,
            is_number=True,
        ),
        PagedColumn("file", _tr("File"), lambda line: line.row.file, 140),
        PagedColumn("repeats", _tr("Repeats"), lambda line: line.repeats, 160, is_sortable=False),
    ]


class TitlePainter(QStyledItemDelegate):
    """The title, what was looked for in it marked, and a stretch of the text softer below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as a row."""
        return QSize(240, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell; a row that is still being read stays empty."""
        line = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(line, ArticleLine):
            super().paint(painter, option, index)
            return
        self._paint_ground(painter, option)
        tokens = theme.current()
        inner: QRect = option.rect.adjusted(11, 0, -11, 0)
        painter.save()
        painter.setClipRect(inner)
        font = QFont(option.font)
        if inner.height() < TALL_ROW:
            top = inner.top() + (inner.height() - option.fontMetrics.height()) / 2
            _paint_line(painter, (line.title, line.marked), font, tokens.text, inner, top)
        else:
            top = inner.top() + 6
            _paint_line(painter, (line.title, line.marked), font, tokens.text, inner, top)
            font.setPointSizeF(max(font.pointSizeF() - 1, 6))
            top += option.fontMetrics.height() + 4
            shown = (line.stretch or "", line.hits)
            _paint_line(painter, shown, font, tokens.soft, inner, top)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        element = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(element, option, painter, widget)


def _paint_line(
    painter: QPainter,
    words: tuple[str, Sequence[Span]],
    font: QFont,
    colour: str,
    room: QRect,
    top: float,
) -> None:
    """One line of words with some marked; of a long one the part that holds the marks."""
    text, spans = words
    if not text:
        return
    painter.setFont(font)
    metrics = painter.fontMetrics()
    wide = metrics.horizontalAdvance(text)
    if wide > room.width() and spans:
        fits = max(8, int(0.88 * len(text) * room.width() / wide) - 2)
        text, spans = snippet(text, spans, fits)
    fits_in = int(room.width() * (0.93 if spans else 1))  # what is marked is wider
    if metrics.horizontalAdvance(text) > fits_in:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, fits_in)
        spans = [span for span in spans if text[span.start : span.end] == span.quote]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)
    layout.setFormats(_formats(text, spans))
    layout.beginLayout()
    made = layout.createLine()
    made.setLineWidth(room.width())
    layout.endLayout()
    painter.setPen(QColor(colour))
    layout.draw(painter, QPointF(room.left(), top))


def _formats(text: str, spans: Sequence[Span]) -> list[QTextLayout.FormatRange]:
    """Marked words: on a ground of their own, and bold."""
    units, tokens = Utf16Map(text), theme.current()
    form = QTextCharFormat()
    form.setBackground(QColor(tokens.mark("topics").background))
    form.setForeground(QColor(tokens.text))
    form.setFontWeight(QFont.Weight.DemiBold)
    made = []
    for span in spans:
        stretch = QTextLayout.FormatRange()
        stretch.start = units.to_utf16(span.start)
        stretch.length = units.to_utf16(span.end) - stretch.start
        stretch.format = form
        made.append(stretch)
    return made

"""The title and what is known about an article, painted above its text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QStaticText, QTextOption

from annotator.model.article import Article
from annotator.ui.widgets.article_layout import is_right_to_left
from annotator.ui.widgets.article_style import ArticleStyle

_LONGEST = 300
_TOP, _GAP, _BOTTOM = 40, 8, 20


class ArticleHeader:
    """The lines above the text; a title that the text itself begins with is left to the text."""

    def __init__(self, article: Article | None = None, subtitle: str = "") -> None:
        self.title = "" if article is None else _title(article)
        self.subtitle = subtitle
        self._is_rtl = article is not None and is_right_to_left(article.title or article.text)

    def height(self, style: ArticleStyle, width: float) -> float:
        """How much room the header takes in a column of that width."""
        if not (self.title or self.subtitle):
            return _TOP
        height = float(_TOP + _BOTTOM)
        if self.title:
            height += self._set_title(style, width).size().height() + _GAP
        if self.subtitle:
            height += QFontMetricsF(style.small_font).height()
        return height

    def paint(self, painter: QPainter, style: ArticleStyle, left: float, width: float) -> None:
        """Paint the header into the column; 0 is the top of the document."""
        top = float(_TOP)
        if self.title:
            title = self._set_title(style, width)
            painter.setFont(style.title_font)
            painter.setPen(QColor(style.tokens.text))
            painter.drawStaticText(QPointF(left, top), title)
            top += title.size().height() + _GAP
        if self.subtitle:
            metrics = QFontMetricsF(style.small_font)
            shown = metrics.elidedText(self.subtitle, Qt.TextElideMode.ElideRight, width)
            painter.setFont(style.small_font)
            painter.setPen(QColor(style.tokens.soft))
            option = _option(self._is_rtl)
            option.setWrapMode(QTextOption.WrapMode.NoWrap)
            painter.drawText(QRectF(left, top, width, metrics.height()), shown, option)

    def _set_title(self, style: ArticleStyle, width: float) -> QStaticText:
        """The title as it is set in the column: what is measured is what is painted."""
        title = QStaticText(self.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setTextOption(_option(self._is_rtl))
        title.setTextWidth(width)
        title.prepare(font=style.title_font)
        return title


def _title(article: Article) -> str:
    """The title, unless the text begins with it (or the title is the cut beginning of the text)."""
    title = " ".join(article.title.split())
    start = " ".join(article.text[: len(article.title) + 200].split()).lstrip("# ")
    bare = title.rstrip("….").rstrip()
    if not bare or start.startswith(bare):
        return ""
    return title if len(title) <= _LONGEST else title[:_LONGEST].rstrip() + "…"


def _option(is_rtl: bool) -> QTextOption:
    side = Qt.AlignmentFlag.AlignRight if is_rtl else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if is_rtl:
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    return option

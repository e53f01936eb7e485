"""The title and what is known about an article, painted above its text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextOption

from annotator.model.article import Article
from annotator.ui.widgets.article_fill import is_right_to_left
from annotator.ui.widgets.article_style import ArticleStyle

_LONGEST = 300
_TOP, _GAP, _BOTTOM = 40, 8, 20


class ArticleHeader:
    """The lines above the text; a title that the text itself begins with is left to the text."""

    def __init__(self, article: Article | None = None, subtitle: str = "") -> None:
        self.title = "" if article is None else _title(article)
        self.subtitle = subtitle

    def height(self, style: ArticleStyle, width: float) -> float:
        """How much room the header takes in a column of that width."""
        if not (self.title or self.subtitle):
            return _TOP
        height = float(_TOP + _BOTTOM)
        if self.title:
            height += self._title_height(style, width) + _GAP
        if self.subtitle:
            height += QFontMetricsF(style.small_font).height()
        return height

    def paint(self, painter: QPainter, style: ArticleStyle, left: float, width: float) -> None:
        """Paint the header into the column; 0 is the top of the document."""
        top = float(_TOP)
        if self.title:
            height = self._title_height(style, width)
            painter.setFont(style.title_font)
            painter.setPen(QColor(style.tokens.text))
            painter.drawText(QRectF(left, top, width, height), self.title, _option(self.title))
            top += height + _GAP
        if self.subtitle:
            metrics = QFontMetricsF(style.small_font)
            shown = metrics.elidedText(self.subtitle, Qt.TextElideMode.ElideRight, width)
            painter.setFont(style.small_font)
            painter.setPen(QColor(style.tokens.soft))
            option = _option(self.title or self.subtitle)
            option.setWrapMode(QTextOption.WrapMode.NoWrap)
            painter.drawText(QRectF(left, top, width, metrics.height()), shown, option)

    def _title_height(self, style: ArticleStyle, width: float) -> float:
        return _wrapped_height(style.title_font, self.title, width)


def _title(article: Article) -> str:
    """The title, unless the text begins with it (or the title is the cut beginning of the text)."""
    title = " ".join(article.title.split())
    start = " ".join(article.text[: len(article.title) + 200].split()).lstrip("# ")
    bare = title.rstrip("….").rstrip()
    if not bare or start.startswith(bare):
        return ""
    return title if len(title) <= _LONGEST else title[:_LONGEST].rstrip() + "…"


def _option(text: str) -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if is_right_to_left(text):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    return option


def _wrapped_height(font: QFont, text: str, width: float) -> float:
    flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
    return QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), flags, text).height()

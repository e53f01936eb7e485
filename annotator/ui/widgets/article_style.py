"""How an article is set: faces, sizes, leading, indents and the width of the column."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
    QTextLength,
    QTextTableCellFormat,
    QTextTableFormat,
)

from annotator.ui import theme
from annotator.ui.widgets.article_blocks import Block, BlockKind

READING_POINTS = 12.0
"""The size of the text at 100 %; all other sizes follow it."""
COLUMN_LETTERS = 66
HAS_BULLET = QTextFormat.Property.UserProperty.value + 1
"""The property of a block before which a bullet is painted."""
LEADING = 150.0
_SAMPLE = "The ministers emphasized the value of diplomatic engagement while discussing a treaty. "
_TITLE, _HEADING, _TABLE = 18 / 12, 13.5 / 12, 10 / 12
_HAN = {"zh": "SC", "ja": "JP", "ko": "KR"}


class ArticleStyle:
    """The formats of one article at one size in the theme in force."""

    def __init__(self, points: float = READING_POINTS, language: str = "") -> None:
        self.points = points
        self._language = language
        self.tokens = theme.current()
        self.text_font = _serif(points, language)
        self.title_font = _serif(points * _TITLE, language, QFont.Weight.DemiBold)
        self.heading_font = _serif(points * _HEADING, language, QFont.Weight.DemiBold)
        self.table_font = _sans(points * _TABLE)
        self.small_font = _sans(points * _TABLE * 0.95)
        metrics = QFontMetricsF(self.text_font)
        self.em = metrics.height() / 1.36
        self.column = round(metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE) * COLUMN_LETTERS)
        self._chars: dict[tuple[BlockKind, bool], QTextCharFormat] = {}

    def is_for(self, points: float, language: str) -> bool:
        """Whether the style still fits: size, language and theme are the same."""
        wanted = (points, language, theme.current())
        return (self.points, self._language, self.tokens) == wanted

    def char_format(self, kind: BlockKind, is_header: bool = False) -> QTextCharFormat:
        """The face of a block's words; `is_header` is for the first row of a table."""
        known = self._chars.get((kind, is_header))
        if known is None:
            known = QTextCharFormat()
            known.setFont(self._font(kind, is_header))
            if is_header or kind is BlockKind.QUOTE:
                known.setForeground(QBrush(QColor(self.tokens.soft)))
            self._chars[(kind, is_header)] = known
        return known

    def block_format(self, block: Block) -> QTextBlockFormat:
        """The spacing and indents of a block outside tables."""
        made = QTextBlockFormat()
        kind = block.kind
        height = 130.0 if kind in (BlockKind.TITLE, BlockKind.HEADING) else LEADING
        made.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        made.setTopMargin(0 if block.goes_on else round(self._space_above(kind) * self.em))
        step = round(1.6 * self.em)
        if kind in (BlockKind.BULLET, BlockKind.NUMBERED):
            made.setIndent(block.level + 1)
        if kind is BlockKind.BULLET and not block.goes_on:
            made.setProperty(HAS_BULLET, True)
        if kind is BlockKind.NUMBERED:
            made.setTextIndent(-step)
        elif kind is BlockKind.QUOTE:
            made.setLeftMargin(step)
            made.setRightMargin(step)
        return made

    def list_indent(self) -> float:
        """How far list items are indented for each level."""
        return round(1.6 * self.em)

    def spacer_format(self) -> QTextBlockFormat:
        """The empty paragraph that a document needs beside a table: as low as can be."""
        made = QTextBlockFormat()
        made.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return made

    def cell_block_format(self) -> QTextBlockFormat:
        """The leading inside table cells."""
        made = QTextBlockFormat()
        made.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        return made

    def table_format(self) -> QTextTableFormat:
        """A table across the column, without a frame."""
        made = QTextTableFormat()
        made.setBorder(0)
        made.setBorderCollapse(True)
        made.setCellSpacing(0)
        made.setCellPadding(0)
        made.setTopMargin(round(0.9 * self.em))
        made.setBottomMargin(round(1.1 * self.em))
        made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        return made

    def cell_format(self, is_header: bool, *, from_the_right: bool = False) -> QTextTableCellFormat:
        """A cell with a hairline below it and nothing else around it."""
        made = QTextTableCellFormat()
        made.merge(self.char_format(BlockKind.CELL, is_header))
        made.setTopPadding(6)
        made.setBottomPadding(7)
        made.setLeftPadding(14 if from_the_right else 6)
        made.setRightPadding(6 if from_the_right else 14)
        made.setBottomBorder(1)
        made.setBottomBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
        made.setBottomBorderBrush(QBrush(QColor(self.tokens.line)))
        made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignTop)
        return made

    def _font(self, kind: BlockKind, is_header: bool) -> QFont:
        if kind is BlockKind.TITLE:
            return self.title_font
        if kind is BlockKind.HEADING:
            return self.heading_font
        if kind is not BlockKind.CELL:
            return self.text_font
        font = QFont(self.table_font)
        if is_header:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _space_above(self, kind: BlockKind) -> float:
        if kind is BlockKind.HEADING:
            return 1.3
        if kind in (BlockKind.BULLET, BlockKind.NUMBERED):
            return 0.25
        return 0.65


def _serif(points: float, language: str, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = theme.reading_font(points)
    region = _HAN.get(language[:2], "SC")
    font.setFamilies(
        [*font.families()[:-1], f"Noto Serif CJK {region}", "Noto Naskh Arabic", "serif"]
    )
    font.setWeight(weight)
    return font


def _sans(points: float) -> QFont:
    font = QFont()
    font.setFamilies(theme.SANS)
    font.setPointSizeF(points)
    return font

"""Fills a document with an article, a piece at a time."""

from __future__ import annotations

from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextTable,
)

from annotator.ui.widgets.article_blocks import Block, BlockKind, Table
from annotator.ui.widgets.article_layout import ArticleLayout
from annotator.ui.widgets.article_style import ArticleStyle


class DocumentFiller:
    """Appends the parts of a layout to an empty document, so that their units are the layout's."""

    def __init__(self, document: QTextDocument, layout: ArticleLayout, style: ArticleStyle) -> None:
        self._document = document
        self._layout = layout
        self._style = style
        self._cursor = QTextCursor(document)
        self._next = 0
        self._pending: list[str] = []
        self._pending_key: tuple[BlockKind, int, bool] | None = None
        self._pending_format = QTextBlockFormat()
        side = layout.from_the_right
        self._cells = {
            is_header: style.cell_format(is_header, from_the_right=side)
            for is_header in (False, True)
        }
        self._in_fresh_block = True
        self.loaded = 0
        """How many units of the document are there."""

    @property
    def is_done(self) -> bool:
        """Whether the whole article is in the document."""
        return self._next >= len(self._layout.parts)

    @property
    def n_parts(self) -> int:
        """How many parts are in the document."""
        return self._next

    def append(self, n_units: int) -> None:
        """Append parts until the document has grown by about `n_units`."""
        if self.is_done:
            return
        goal = self.loaded + n_units
        units = self._layout.part_units
        self._cursor.beginEditBlock()
        while self._next < len(units) and units[self._next] < goal:
            self._append_part(self._layout.parts[self._next])
            self._next += 1
        self._flush()
        self._cursor.endEditBlock()
        self.loaded = self._layout.n_units if self.is_done else units[self._next] - 1

    def _append_part(self, part: Block | Table) -> None:
        if isinstance(part, Table):
            self._flush()
            self._append_table(part)
            return
        key = (part.kind, part.level, part.goes_on)
        if key != self._pending_key:
            self._flush()
            self._pending_key = key
            self._pending_format = self._style.block_format(part)
        self._pending.append(self._layout.shown(part))

    def _flush(self) -> None:
        """Insert the blocks of one format that wait: one call for all of them."""
        if not self._pending or self._pending_key is None:
            return
        chars = self._style.char_format(self._pending_key[0])
        if self._in_fresh_block:
            self._cursor.setBlockFormat(self._pending_format)
            self._cursor.setBlockCharFormat(chars)
        else:
            self._cursor.insertBlock(self._pending_format, chars)
        self._cursor.insertText("\n".join(self._pending), chars)
        self._in_fresh_block = False
        self._pending = []
        self._pending_key = None

    def _append_table(self, part: Table) -> None:
        if self._in_fresh_block:
            self._cursor.setBlockFormat(self._style.spacer_format())
        rows, columns = len(part.rows), len(part.rows[0])
        table = self._cursor.insertTable(rows, columns, self._style.table_format())
        for i, row in enumerate(part.rows):
            is_header = part.has_header and i == 0
            for j, cell in enumerate(reversed(row) if self._layout.from_the_right else row):
                self._fill_cell(table, i, j, cell, is_header)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.setBlockFormat(self._style.spacer_format())
        self._in_fresh_block = True

    def _fill_cell(
        self, table: QTextTable, row: int, column: int, cell: Block, is_header: bool
    ) -> None:
        place = table.cellAt(row, column)
        place.setFormat(self._cells[is_header])
        cursor = place.firstCursorPosition()
        chars = self._style.char_format(BlockKind.CELL, is_header)
        cursor.setBlockFormat(self._style.cell_block_format())
        if cell.end > cell.start:
            cursor.insertText(self._layout.shown(cell), chars)

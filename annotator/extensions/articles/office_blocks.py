"""What a text document is made of, whatever program wrote it, and the text that comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from annotator.extensions.articles.plain_forms import (
    heading,
    item,
    joined,
    one_line,
    paragraph,
    table,
)

_SIGN = re.compile(r"\s*[•‣◦▪●\uf0b7\uf0a7]\s+(?=\S)")
"""How an item begins whose sign was typed, not set."""

PARAGRAPH, HEADING, ITEM, TABLE = "paragraph", "heading", "item", "table"


class Block(NamedTuple):
    """A paragraph, heading, list item or table of a document, in reading order.

    level: of a heading from 1, of a list item its depth from 0. rows: the cells of a table.
    number: of an item in a numbered list; None in a list of dots.
    """

    kind: str
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text document: its blocks, its title if it names one, and what is noted in its file.

    title: what its text itself has as its title, else "". properties: "dc:creator" and the like.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def text_of(blocks: Iterable[Block]) -> str:
    """The text of an article that these blocks make."""
    return joined(_plain(block) for block in blocks)


def _plain(block: Block) -> str:
    if block.kind == HEADING:
        return heading(block.text, block.level)
    if block.kind == ITEM:
        return item(block.text, block.number, block.level)
    if block.kind == TABLE:
        return table(block.rows)
    sign = _SIGN.match(block.text)
    return item(block.text[sign.end() :]) if sign else paragraph(block.text)


def in_a_cell(blocks: Iterable[Block]) -> str:
    """The words of a cell that holds these blocks, on one line; a table within gives its words."""
    words = (" ".join(sum(block.rows, ())) if block.rows else block.text for block in blocks)
    return one_line(" ".join(words))


def table_blocks(rows: Iterable[Iterable[str]]) -> list[Block]:
    """A table as a block; one of a single column is no table but its paragraphs."""
    cells = tuple(tuple(row) for row in rows)
    if max((len(row) for row in cells), default=0) > 1:
        return [Block(TABLE, "", rows=cells)]
    return [Block(PARAGRAPH, cell) for row in cells for cell in row if cell.strip()]

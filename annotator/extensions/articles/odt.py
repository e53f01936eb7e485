"""OpenDocument texts (ODT), read straight from their XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.extensions.articles.bounds import member_bytes, open_archive, xml_parts, xml_tree
from annotator.extensions.articles.office_blocks import (
    HEADING,
    ITEM,
    PARAGRAPH,
    Block,
    Document,
    in_a_cell,
    table_blocks,
)
from annotator.extensions.articles.plain_forms import one_line
from annotator.model.errors import UnreadableFile

_CONTENT = "content.xml"
MIMETYPE = b"application/vnd.oasis.opendocument.text"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MAX_PART = 40_000_000
_MAX_SIDE_PART = 10_000_000
_MAX_BLANKS = 100
_MAX_COLUMNS = 200
_LEFT_OUT = frozenset(
    {f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content", f"{_TEXT}sequence-decls"}
    | {f"{_TEXT}note-citation", f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_TEXT}ruby-text"}
)
_BLOCKS = frozenset({f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}list", f"{_TABLE}table"})


def read_odt(path: Path) -> Document:
    """The document in an ODT file; raises UnreadableFile."""
    with open_archive(path) as archive:
        names = archive.namelist()
        styles = _Styles()
        if "styles.xml" in names:
            styles.add(xml_tree(member_bytes(archive, "styles.xml", _MAX_SIDE_PART)).iter())
        reader = _Reader(styles)
        raw = member_bytes(archive, _CONTENT, _MAX_PART)
        blocks = list(reader.blocks(raw))
        properties: Mapping[str, str] = {}
        if "meta.xml" in names:
            meta = xml_tree(member_bytes(archive, "meta.xml", _MAX_SIDE_PART))
            properties = _properties(meta)
        return Document(tuple(blocks), reader.title, properties)


def is_odt(path: Path) -> bool:
    """Whether a zip file says that it is an OpenDocument text, wherever in it that stands."""
    try:
        with open_archive(path) as archive:
            return member_bytes(archive, "mimetype", 1_000).strip() == MIMETYPE
    except UnreadableFile:
        return False


def _properties(meta: Any) -> dict[str, str]:
    """What the file notes about itself: title, creator, dates."""
    found = {
        f"{child.prefix}:{child.tag.rpartition('}')[2]}": one_line(child.text or "")
        for child in meta.iterfind(f"{_OFFICE}meta/*")
    }
    return {name: value for name, value in found.items() if value}


class _Styles:
    """Which list styles count their items, and which paragraph styles are a title's."""

    def __init__(self) -> None:
        self._numbered: dict[str, set[int]] = {}
        self._titles = {"Title"}

    def add(self, elements: Iterator[Any]) -> None:
        """Take in the styles among these elements."""
        for element in elements:
            name = str(element.get(f"{_STYLE}name") or "")
            if element.tag == f"{_TEXT}list-style":
                levels = element.iterfind(f"{_TEXT}list-level-style-number")
                self._numbered[name] = {_whole(level.get(f"{_TEXT}level")) for level in levels}
            elif element.get(f"{_STYLE}parent-style-name") == "Title":
                self._titles.add(name)

    def is_numbered(self, name: str, depth: int) -> bool:
        """Whether items of a list in this style, at this depth from 0, are counted."""
        return depth + 1 in self._numbered.get(name, set())

    def is_title(self, name: str) -> bool:
        """Whether a paragraph in this style is the title."""
        return name in self._titles


class _Reader:
    """Walks through the body of one document."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._aside: list[Any] = []
        self._counts: dict[str, int] = {}
        self._ids: dict[str, str] = {}
        self._notes: list[list[Block]] = []
        self.title = ""

    def blocks(self, raw: bytes) -> Iterator[Block]:
        """All blocks of the body, then the notes."""
        styles = f"{_OFFICE}automatic-styles"
        for element in xml_parts(raw, (styles, f"{_OFFICE}text")):
            if element.getparent().tag == styles:
                self._styles.add(iter([element]))
            else:
                yield from self._of(element)
        for number, blocks in enumerate(self._notes, start=1):
            for place, block in enumerate(blocks):
                yield block if place else block._replace(text=f"[{number}] {block.text}")

    def _of(self, element: Any) -> Iterator[Block]:
        tag = element.tag
        if tag == f"{_TEXT}p":
            yield from self._paragraph(element)
        elif tag == f"{_TEXT}h":
            level = _whole(element.get(f"{_TEXT}outline-level"))
            text = self._inline(element)
            if text.strip():
                yield Block(HEADING, text, max(level, 1))
        elif tag == f"{_TEXT}list":
            yield from self._list(element, "", 0)
        elif tag == f"{_TABLE}table":
            yield from table_blocks(self._rows(element))
        elif tag not in _LEFT_OUT:
            for child in element:
                yield from self._of(child)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        text = self._inline(element)
        boxes, self._aside = self._aside, []
        if self._styles.is_title(str(element.get(f"{_TEXT}style-name") or "")):
            self.title = self.title or one_line(text)
            yield Block(HEADING, text, 1)
        elif text.strip():
            yield Block(PARAGRAPH, text)
        for box in boxes:
            yield from self._of(box)

    def _note(self, note: Any) -> str:
        """The mark of a note, whose words are put aside."""
        blocks: list[Block] = []
        self._notes.append(blocks)
        number = len(self._notes)
        for body in note.iterchildren(f"{_TEXT}note-body"):
            blocks.extend(block for child in body for block in self._of(child))
        return f"[{number}]"

    def _list(self, element: Any, outer: str, depth: int) -> Iterator[Block]:
        """The items of a list, with those of the lists in it."""
        style = str(element.get(f"{_TEXT}style-name") or outer)
        key = f"{depth} {style}"
        number = self._counts.get(key, 0) if self._goes_on(element, key) else 0
        for item in element.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            start = item.get(f"{_TEXT}start-value")
            number = _whole(start) if start else number + 1
            self._counts[key] = number
            is_first = True
            for child in item:
                if child.tag == f"{_TEXT}list":
                    yield from self._list(child, style, depth + 1)
                    continue
                for block in self._of(child):
                    if not is_first or block.kind != PARAGRAPH:
                        yield block
                        continue
                    counted = number if self._styles.is_numbered(style, depth) else None
                    yield Block(ITEM, block.text, depth, number=counted)
                    is_first = False

    def _goes_on(self, element: Any, key: str) -> bool:
        """Whether a list counts on from the one before it, which this keeps in mind by its id."""
        before = str(element.get(f"{_TEXT}continue-list") or "")
        is_numbered_on = str(element.get(f"{_TEXT}continue-numbering") or "") == "true"
        goes_on = self._ids.get(before) == key if before else is_numbered_on
        if own := str(element.get(_ID) or ""):
            self._ids[own] = key
        return goes_on

    def _rows(self, table: Any) -> list[list[str]]:
        """The cells of a table; repeated ones count once, as they are empty margins."""
        rows = []
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not table:
                continue
            cells: list[str] = []
            for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                words = self._cell(cell)
                times = _whole(cell.get(f"{_TABLE}number-columns-repeated"))
                cells.extend([words] * min(times, _MAX_COLUMNS))
            rows.append(cells)
        return rows

    def _cell(self, cell: Any) -> str:
        return in_a_cell(block for child in cell for block in self._of(child))

    def _inline(self, element: Any) -> str:
        """The words of a paragraph; notes and boxes in it are put aside."""
        parts = [element.text or ""]
        waiting: list[Any] = list(reversed(element))
        while waiting:
            child = waiting.pop()
            if isinstance(child, str):
                parts.append(child)
                continue
            waiting.append(child.tail or "")
            tag = child.tag
            if tag == f"{_TEXT}s":
                parts.append(" " * min(_whole(child.get(f"{_TEXT}c")), _MAX_BLANKS))
            elif tag == f"{_TEXT}tab":
                parts.append("\t")
            elif tag == f"{_TEXT}line-break":
                parts.append("\n")
            elif tag == f"{_TEXT}note":
                parts.append(self._note(child))
            elif tag in _BLOCKS:
                self._aside.append(child)
            elif isinstance(tag, str) and tag not in _LEFT_OUT:
                waiting.extend(reversed(child))
                waiting.append(child.text or "")
        return "".join(parts)


def _whole(words: str | None) -> int:
    """A small whole number; 1 where there is none."""
    return int(words) if words and words.isdecimal() and len(words) <= 6 else 1

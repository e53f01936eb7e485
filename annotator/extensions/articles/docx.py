"""Word documents (DOCX), read straight from their XML.

A library would read the same parts: it would be one more thing to guard against hostile files, and
those at hand lose either tables, notes or the numbers of lists. What is deleted under revision,
hidden, or only a running head, is left out; notes come at the end, with their marks in the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

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

_MAIN_PART = re.compile(r"word/document\d{0,3}\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MAX_PART = 40_000_000
_MAX_SIDE_PART = 10_000_000
_MAX_STYLE_CHAIN = 12
_MAX_COLUMNS = 200
_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_LEFT_OUT = frozenset("del moveFrom instrText delText pPr rPr rt Fallback fldData".split())


def main_part(names: Collection[str]) -> str:
    """Which part of a file holds the text; "" if it is no Word document.

    Word on the web numbers it.
    """
    return min(filter(_MAIN_PART.fullmatch, names), default="")


def read_docx(path: Path) -> Document:
    """The document in a DOCX file; raises UnreadableFile."""
    with open_archive(path) as archive:
        reader = _Reader(archive)
        blocks = list(reader.blocks())
        return Document(tuple(blocks), reader.title, _properties(archive))


class _Style(NamedTuple):
    """What a paragraph style says: heading level (0: none), list, depth, and its name."""

    level: int
    number_id: str
    depth: str
    name: str


_PLAIN = _Style(0, "", "", "")


class _Reader:
    """Walks through the parts of one DOCX file."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._styles = _styles(self._side_part("word/styles.xml"))
        self._lists = _Lists(self._side_part("word/numbering.xml"))
        self._boxes: list[Any] = []
        self._begun = ""
        self._notes: dict[tuple[str, str], int] = {}
        self.title = ""

    def blocks(self) -> Iterator[Block]:
        """All blocks of the body, then the notes."""
        name = main_part(self._names) or "word/document.xml"
        raw = member_bytes(self._archive, name, _MAX_PART)
        for element in xml_parts(raw, (f"{_W}body", f"{_STRICT}body")):
            yield from self._of(element)
        if self._begun.strip():
            yield Block(PARAGRAPH, self._begun)
        for sort in ("footnote", "endnote"):
            for note in self._side_part(f"word/{sort}s.xml"):
                yield from self._note(note, self._notes.get((sort, _value(note, "id")), 0))

    def _side_part(self, name: str) -> Any:
        """The root of a part that a document may have; without children if it has none."""
        if name not in self._names:
            return ()
        return xml_tree(member_bytes(self._archive, name, _MAX_SIDE_PART))

    def _of(self, element: Any) -> Iterator[Block]:
        name = _local(element)
        if name == "p":
            yield from self._paragraph(element)
        elif name == "tbl":
            yield from table_blocks(self._rows(element))
        elif name in _WRAPPERS:
            for child in element:
                yield from self._of(child)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        """The block of a paragraph, and those of the boxes anchored in it."""
        text = self._begun + self._inline(element)
        boxes, self._boxes = self._boxes, []
        style = self._style_of(element)
        self._begun = text if _goes_on(element) else ""
        if text.strip() and not self._begun and not style.name.startswith("toc "):
            yield self._block(text, style)
        for box in boxes:
            for child in box:
                yield from self._of(child)

    def _block(self, text: str, style: _Style) -> Block:
        if style.name == "title" and not self.title:
            self.title = one_line(text)
        if style.level:
            return Block(HEADING, text, style.level)
        found = self._lists.next(style.number_id, style.depth) if style.number_id else None
        if found is None:
            return Block(PARAGRAPH, text)
        depth, number = found
        return Block(ITEM, text, depth, number=number)

    def _style_of(self, paragraph: Any) -> _Style:
        """What a paragraph says about itself; where it is silent, what its style says."""
        properties = _child(paragraph, "pPr")
        style = self._styles.get(_value(_child(properties, "pStyle")), _PLAIN)
        own = _said(properties)
        return _Style(
            own.level or style.level,
            own.number_id or style.number_id,
            own.depth or style.depth,
            style.name,
        )

    def _inline(self, element: Any) -> str:
        """The words of a paragraph; the boxes in it are put aside."""
        parts: list[str] = []
        waiting = list(reversed(element))
        while waiting:
            child = waiting.pop()
            name = _local(child)
            if name == "t":
                parts.append(child.text or "")
            elif name in _SIGNS:
                parts.append(_SIGNS[name])
            elif name == "br":
                parts.append("\n" if _value(child, "type") in ("", "textWrapping") else " ")
            elif name in ("footnoteReference", "endnoteReference"):
                key = name.removesuffix("Reference"), _value(child, "id")
                parts.append(f"[{self._notes.setdefault(key, len(self._notes) + 1)}]")
            elif name == "txbxContent":
                self._boxes.append(child)
            elif name not in _LEFT_OUT and not (name == "r" and _is_hidden(child)):
                waiting.extend(reversed(child))
        return "".join(parts)

    def _rows(self, table: Any) -> list[list[str]]:
        rows = []
        for row in _among(table, "tr"):
            cells: list[str] = []
            for cell in _among(row, "tc"):
                properties = _child(cell, "tcPr")
                merged = _child(properties, "vMerge")
                goes_on = merged is not None and _value(merged) in ("", "continue")
                cells.append("" if goes_on else self._cell(cell))
                span = _value(_child(properties, "gridSpan"))
                cells.extend([""] * (min(_whole(span, 1), _MAX_COLUMNS) - 1))
            rows.append(cells)
        return rows

    def _cell(self, cell: Any) -> str:
        """The words of a cell, with those of a table within it."""
        return in_a_cell(block for child in cell for block in self._of(child))

    def _note(self, note: Any, number: int) -> Iterator[Block]:
        """A note as paragraphs, the first with its mark; nothing if no text refers to it."""
        mark = f"[{number}]"
        for child in note if number else ():
            for block in self._of(child):
                yield block._replace(text=f"{mark} {block.text.strip()}".strip())
                mark = ""


class _Lists:
    """The lists of a document: which are numbered, and how far each has come.

    Lists of one kind count on from each other, unless one says where it starts anew.
    """

    def __init__(self, numbering: Any) -> None:
        kinds = {_value(one, "abstractNumId"): one for one in _among(numbering, "abstractNum")}
        links = {_value(_child(one, "styleLink")): one for one in kinds.values()}
        links.pop("", None)
        self._kinds = {
            key: links.get(_value(_child(one, "numStyleLink")), one) for key, one in kinds.items()
        }
        self._lists = {_value(one, "numId"): one for one in _among(numbering, "num")}
        self._formats: dict[tuple[str, int], _Format] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, number_id: str, depth_words: str) -> tuple[int, int | None] | None:
        """Depth and number of the next item (None for a dot); None if it is in no list."""
        depth = min(_whole(depth_words, 0), 8)
        key = number_id, depth
        if key not in self._formats:
            self._formats[key] = self._format(number_id, depth)
        form = self._formats[key]
        if form.kind in ("none", "bullet"):
            return None if form.kind == "none" else (depth, None)
        counts = self._counts.setdefault(self._kind(number_id), {})
        if form.is_anew and key not in self._begun:
            counts.pop(depth, None)
        self._begun.add(key)
        counts[depth] = counts.get(depth, form.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return depth, counts[depth]

    def _kind(self, number_id: str) -> str:
        """The id of the kind of list that this one is."""
        return _value(_child(self._lists.get(number_id), "abstractNumId"))

    def _format(self, number_id: str, depth: int) -> _Format:
        if number_id == "0":
            return _Format("none", 1, is_anew=False)
        own = _at_depth(self._lists.get(number_id), "lvlOverride", depth)
        level = _child(own, "lvl")
        if level is None:
            level = _at_depth(self._kinds.get(self._kind(number_id)), "lvl", depth)
        anew = _value(_child(own, "startOverride"))
        start = anew or _value(_child(level, "start"))
        kind = _value(_child(level, "numFmt")) or "bullet"
        return _Format(kind, _whole(start, 1), is_anew=bool(anew))


class _Format(NamedTuple):
    """How items of a list are counted, and from which number; is_anew: it does not go on."""

    kind: str
    start: int
    is_anew: bool


def _at_depth(element: Any, name: str, depth: int) -> Any:
    """The child of this name that is about items of a depth; None if there is none."""
    found = (one for one in _among(element, name) if _value(one, "ilvl") == str(depth))
    return next(found, None)


def _styles(root: Any) -> Mapping[str, _Style]:
    """Every paragraph style by its id, with what it takes over from others."""
    own: dict[str, _Style] = {}
    parents: dict[str, str] = {}
    for element in _among(root, "style"):
        key = _value(element, "styleId")
        name = _value(_child(element, "name")).lower()
        said = _said(_child(element, "pPr"))
        named = _whole(name.removeprefix("heading "), 0) if name.startswith("heading ") else 0
        level = 1 if name == "title" else named or said.level
        own[key] = said._replace(level=level if level <= 9 else 0, name=name)
        parents[key] = _value(_child(element, "basedOn"))
    return {key: _inherited(key, own, parents) for key in own}


def _inherited(key: str, own: Mapping[str, _Style], parents: Mapping[str, str]) -> _Style:
    style, parent = own[key], parents[key]
    for _ in range(_MAX_STYLE_CHAIN):
        above = own.get(parent)
        if above is None:
            break
        style = _Style(
            style.level or above.level,
            style.number_id or above.number_id,
            style.depth or above.depth,
            style.name,
        )
        parent = parents[parent]
    return style


def _said(properties: Any) -> _Style:
    """What the properties of a paragraph or style say themselves."""
    outline = _value(_child(properties, "outlineLvl"))
    level = _whole(outline, 9) + 1 if outline else 0
    listed = _child(properties, "numPr")
    return _Style(
        level if level <= 9 else 0,
        _value(_child(listed, "numId")),
        _value(_child(listed, "ilvl")),
        "",
    )


def _properties(archive: ZipFile) -> Mapping[str, str]:
    """What Word notes about the document: title, creator, dates."""
    if "docProps/core.xml" not in archive.namelist():
        return {}
    root = xml_tree(member_bytes(archive, "docProps/core.xml", _MAX_SIDE_PART))
    return properties_of(root)


def properties_of(root: Any) -> dict[str, str]:
    """The properties under an element, by names such as "dc:creator"."""
    found = {
        f"{child.prefix or 'core'}:{_local(child)}": one_line(child.text or "") for child in root
    }
    return {name: value for name, value in found.items() if value}


def _local(element: Any) -> str:
    """The name of an element without its namespace; "" for what is none (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Any, name: str) -> Any:
    """The first child of this name; None if there is none."""
    if element is None:
        return None
    return next((child for child in element if _local(child) == name), None)


def _among(element: Any, name: str) -> Iterator[Any]:
    """The children of this name, also where a wrapper stands between."""
    for child in () if element is None else element:
        if _local(child) == name:
            yield child
        elif _local(child) in _WRAPPERS:
            yield from _among(child, name)


def _value(element: Any, name: str = "val") -> str:
    """An attribute of Word's own; "" if it is not there."""
    if element is None:
        return ""
    return str(element.get(_W + name) or element.get(_STRICT + name) or "")


def _whole(words: str, otherwise: int) -> int:
    """A small whole number."""
    return int(words) if words.isdecimal() and len(words) <= 6 else otherwise


def _goes_on(paragraph: Any) -> bool:
    """Whether it is one with the next: a great first letter, or its end was deleted."""
    properties = _child(paragraph, "pPr")
    dropped = _value(_child(properties, "framePr"), "dropCap")
    return dropped in ("drop", "margin") or _child(_child(properties, "rPr"), "del") is not None


def _is_hidden(run: Any) -> bool:
    hidden = _child(_child(run, "rPr"), "vanish")
    return hidden is not None and _value(hidden) not in ("0", "false", "off")

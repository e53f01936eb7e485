"""Elements of HTML to the plain forms of an article's text: paragraphs, headings, lists, tables.

What a browser would not show (scripts, styles, hidden elements, form controls) is left out; tables
that only arrange a page are read as what they arrange. XHTML in news formats is read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from annotator.extensions.articles import plain_forms
from annotator.extensions.articles.bounds import html_tree
from annotator.extensions.articles.encodings import decoded
from annotator.model.errors import UnreadableFile

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "hl1": 1, "hl2": 2}
_HEADING_TAGS = tuple(f"{{*}}{name}" for name in _HEADINGS)
_UNSEEN = frozenset(
    "applet area audio base button canvas datalist embed frame frameset head iframe input link map"
    " math meta noembed noframes noscript object option param progress rp rt rtc script select"
    " source style svg template textarea title track video".split()
)
_INLINE = frozenset(
    "a abbr acronym alt-code b bdi bdo big chron cite city classifier code copyrite country data"
    " del dfn em event font function i img ins kbd label lang location mark money nobr num"
    " object.title org output person postaddr pronounce q region ruby s samp small span state"
    " strike strong sub sup time tt u var virtloc wbr".split()
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_EMPTY_LINE = re.compile(r"\n[ \u00a0]*\n[ \u00a0\n]*")
_CHARSET = re.compile(
    rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})|"""
    rb"""<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})""",
    re.I,
)
_DECLARED_WITHIN = 8_192
_WORD_SIGN = re.compile(r"(?:[·•▪§o\uf0b7\uf0a7–-]|(\d{1,3})[.)])[ \u00a0]+")
_ITEM_SIGN = re.compile(r" *(?:-|\d+\.) ")

_TOO_DEEP = "its markup is nested deeper than in any article. Save it as plain text."
_LONG_CELL = 1000
"""A cell without a header that holds more than this is a part of a page, not of a table."""
_MANY_PARAGRAPHS = 4
_WIDEST = 30
"""More columns than this are not taken over from a `colspan`."""


class _Block(NamedTuple):
    """A block in its plain form; is_plain: a paragraph, which may become an item or a cell."""

    text: str
    is_plain: bool = False


def text_of(element: Any) -> str:
    """The text of an element in our plain forms."""
    return plain_forms.joined(blocks(element))


def text_of_markup(markup: str) -> str:
    """The text of a piece of HTML in our plain forms; raises UnreadableFile."""
    return text_of(html_tree(markup)) if markup.strip() else ""


def page_markup(raw: bytes) -> str:
    """The markup of a saved page, in the encoding it is in; raises UnreadableFile."""
    found = _CHARSET.search(raw[:_DECLARED_WITHIN])
    declared = (found[1] or found[2]).decode("ascii", "ignore") if found else ""
    return decoded(raw, declared)


def page_tree(raw: bytes) -> Any:
    """The root element of a saved page; raises UnreadableFile."""
    return html_tree(page_markup(raw))


def blocks(element: Any) -> Iterator[str]:
    """The blocks of an element, each in its plain form, in their order."""
    for block in _walked(element):
        yield block.text


def words_of(element: Any) -> str:
    """The words of an element on one line, for a title or a name."""
    return plain_forms.one_line(" ".join(block.text for block in _walked(element)))


def _walked(element: Any) -> list[_Block]:
    try:
        return _Walker().walked(element)
    except RecursionError:
        raise UnreadableFile(_TOO_DEEP) from None


def local_name(element: Any) -> str:
    """The name of an element without its namespace, in small letters; "" for no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


class _Walker:
    """Goes through an element once and collects its blocks."""

    def __init__(self, depth: int = 0) -> None:
        self._blocks: list[_Block] = []
        self._words: list[str] = []
        self._depth = depth

    def walked(self, element: Any) -> list[_Block]:
        self._children(element)
        self._end_paragraph()
        return self._blocks

    def _children(self, element: Any, keeps_lines: bool = False) -> None:
        self._say(element.text, keeps_lines)
        for child in element:
            self._element(child, keeps_lines)
            self._say(child.tail, keeps_lines)

    def _say(self, text: str | None, keeps_lines: bool = False) -> None:
        if text:
            text = text.replace("\u00ad", "")
            self._words.append(text if keeps_lines else _BLANKS.sub(" ", text))

    def _element(self, element: Any, keeps_lines: bool) -> None:
        name = local_name(element)
        if not name or name in _UNSEEN or _is_hidden(element):
            return
        if name == "br":
            self._words.append("\n")
        elif name in _INLINE:
            quotes = name == "q"
            self._words.append("“" * quotes)
            self._children(element, keeps_lines)
            self._words.append("”" * quotes)
        else:
            self._end_paragraph()
            self._block(element, name, keeps_lines or name == "pre")
            self._end_paragraph()

    def _block(self, element: Any, name: str, keeps_lines: bool) -> None:
        if name in _HEADINGS:
            words = " ".join(block.text for block in _Walker().walked(element))
            self._add(plain_forms.heading(words, _HEADINGS[name]))
        elif name in _LISTS:
            self._list(element, name == "ol")
        elif name == "table" and (rows := _rows(element)):
            for caption in (child for child in element if local_name(child) == "caption"):
                self._block(caption, "caption", keeps_lines)
            self._end_paragraph()
            self._add(plain_forms.table(rows))
        elif name == "p" and "MsoList" in (element.get("class") or ""):
            self._word_item(element)
        else:
            self._children(element, keeps_lines)

    def _word_item(self, element: Any) -> None:
        """A paragraph that Word has saved as an item, with its sign as text."""
        words = words_of(element)
        sign = _WORD_SIGN.match(words)
        if sign is None:
            self._add(plain_forms.paragraph(words), is_plain=True)
        else:
            number = int(sign[1]) if sign[1] else None
            self._add(plain_forms.item(words[sign.end() :], number))

    def _list(self, element: Any, is_numbered: bool) -> None:
        number = _number(element.get("start"), 1)
        self._say(element.text)
        for child in element:
            name = local_name(child)
            if name in _LISTS:
                self._end_paragraph()
                self._blocks += _Walker(self._depth + 1)._listed(child, name == "ol")
            elif name == "li" and not _is_hidden(child):
                self._end_paragraph()
                number = _number(child.get("value"), number)
                self._item(child, number if is_numbered else None)
                number += 1
            elif name:
                self._element(child, keeps_lines=False)
            self._say(child.tail)

    def _listed(self, element: Any, is_numbered: bool) -> list[_Block]:
        self._list(element, is_numbered)
        self._end_paragraph()
        return self._blocks

    def _item(self, element: Any, number: int | None) -> None:
        inner = _Walker(self._depth + 1).walked(element)
        if inner and inner[0].is_plain:
            self._add(plain_forms.item(inner[0].text, number, self._depth))
            inner = inner[1:]
        self._blocks += inner

    def _end_paragraph(self) -> None:
        text = "".join(self._words)
        self._words.clear()
        if text.strip():
            for piece in _EMPTY_LINE.split(text):
                self._add(plain_forms.paragraph(piece), is_plain=True)

    def _add(self, text: str, is_plain: bool = False) -> None:
        if text:
            self._blocks.append(_Block(text, is_plain))


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def _number(raw: str | None, otherwise: int) -> int:
    words = (raw or "").strip()
    return int(words) if words.isdecimal() and len(words) < 6 else otherwise


def _rows(table: Any) -> list[list[str]]:
    """The cells of a table of data; none if the table only arranges a page."""
    rows = [_cells_of(row) for row in _own(table, "tr")]
    has_header = any(local_name(cell) == "th" for row in rows for cell in row) or bool(
        _own(table, "caption") or _own(table, "thead")
    )
    if table.get("role") in ("presentation", "none") or not _is_data(rows, has_header):
        return []
    grid = _spread(rows)
    used = [n for n in range(max(map(len, grid))) if any(n < len(row) and row[n] for row in grid)]
    return [[row[n] if n < len(row) else "" for n in used] for row in grid]


def _own(element: Any, *names: str) -> list[Any]:
    """The elements of these names in a table or its row groups, not in tables within."""
    found = []
    for child in element:
        name = local_name(child)
        if name in names and not _is_hidden(child):
            found.append(child)
        elif name in ("thead", "tbody", "tfoot"):
            found += _own(child, *names)
    return found


def _cells_of(row: Any) -> list[Any]:
    return [cell for cell in row if local_name(cell) in ("td", "th") and not _is_hidden(cell)]


def _is_data(rows: list[list[Any]], has_header: bool) -> bool:
    """Whether rows of cells make a table that a reader would see as one."""
    if max((sum(map(_width, row)) for row in rows), default=0) < 2:
        return False
    if has_header and len(rows) > 1:
        return True
    if any(_is_page_part(cell) for row in rows for cell in row):
        return False
    filled = [row for row in rows if sum(bool(words_of(cell)) for cell in row) > 1]
    return has_header or len(filled) > 1


def _is_page_part(cell: Any) -> bool:
    """Whether a cell holds what cells of data do not: tables, headings, much text."""
    return (
        any(True for _ in cell.iter("{*}table", *_HEADING_TAGS))
        or sum(1 for _ in cell.iter("{*}p")) > _MANY_PARAGRAPHS
        or sum(map(len, cell.itertext())) > _LONG_CELL
    )


def _width(cell: Any) -> int:
    return min(max(_number(cell.get("colspan"), 1), 1), _WIDEST)


def _spread(rows: list[list[Any]]) -> list[list[str]]:
    """The words of cells, each in its column; a cell over several stands in the first of them."""
    grid: list[list[str]] = []
    below: dict[int, int] = {}
    for row in rows:
        line: list[str] = []
        still = below
        below = {column: left - 1 for column, left in still.items() if left > 1}
        for cell in row:
            while len(line) in still:
                line.append("")
            height = min(_number(cell.get("rowspan"), 1), len(rows))
            start, width = len(line), _width(cell)
            line += [_cell_words(cell), *[""] * (width - 1)]
            if height > 1:
                below.update(dict.fromkeys(range(start, start + width), height - 1))
        grid.append(line)
    return grid


def _cell_words(cell: Any) -> str:
    """What a cell says on one line; the items of a list and the rows of a table within by "; "."""
    parts: list[str] = []
    for block in _Walker().walked(cell):
        words = block.text
        if words.startswith("| "):
            inner = [row.strip("| ").replace(" | ", ", ") for row in words.split("\n")]
            words = "; ".join(inner[:1] + inner[2:]).replace("\\|", "|")
        elif not block.is_plain:
            words = _ITEM_SIGN.sub("", words, count=1).lstrip("# ")
            if parts and _ITEM_SIGN.match(block.text):
                parts[-1] += ";"
        parts.append(words)
    return " ".join(parts)

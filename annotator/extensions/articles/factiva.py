"""Downloads of Factiva: HTML and RTF with or without its two-letter codes, and its XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from annotator.extensions.articles import html_text, office
from annotator.extensions.articles.bounds import read_bytes, xml_tree
from annotator.extensions.articles.dated_line import dated
from annotator.extensions.articles.factiva_records import (
    CODE,
    Record,
    coded_record,
    listed_record,
)
from annotator.extensions.articles.html_text import local_name, words_of
from annotator.extensions.articles.office_blocks import text_of
from annotator.extensions.articles.plain_forms import joined, one_line, paragraph
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.article import METADATA
from annotator.model.errors import UnreadableFile

_LOOKED_AT = 262_144
_HTML = re.compile(
    rb"""(?i)class\s*=\s*["']?(?:article [a-z]{2}article|[a-z]{2}article\b|[a-z]{2}headline)"""
)
_XML = re.compile(
    rb"<(?:[\w.-]+:)?(?:ppsarticle|ppsArticleResponse|ppsarticleResultSet)[\s>]", re.I
)
_ACCESSION = re.compile(r"Do[ck]ument[a-z]*[\s\u00a0]+([A-Z][A-Z0-9_]{3,11}\d{8}[a-z0-9]{9})", re.I)
_RTF = re.compile(rb"Do[ck]ument[a-z]*(?:\s|\\~|\\'a0)+[A-Z][A-Z0-9_]{3,11}\d{8}[a-z0-9]{9}", re.I)
_CODED = re.compile(r"(?:\| )?([A-Z][A-Z0-9]{1,3})(?:\s*\t\s*| \| |\s{2,}|\u00a0+|\s(?=\S)|$)")
_RULER = re.compile(r"[| :-]*-{3}[| :-]*")
_SURE_CODES = frozenset({"HD", "PD", "SN", "AN"})
_XML_TEXT = ("leadParagraph", "tailParagraphs")
_CLASS = re.compile(r"[a-z]{2}Article")
_NOTHING = (
    "it holds no article of Factiva. Save the articles themselves, not the list of headlines."
)
_NO_TEXT = "It has no text, only a header. Save it again with the full article."


class Factiva:
    """Reads every article of a download, whatever the interface language it was made in."""

    name = "factiva"
    label = "Factiva (HTML, RTF, XML)"
    suffixes = (".html", ".htm", ".rtf", ".xml")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file has the marks that Factiva puts on its articles."""
        try:
            with path.open("rb") as file:
                beginning = file.read(_LOOKED_AT)
        except OSError:
            return False
        plain = beginning.replace(b"\0", b"")
        if plain.startswith(b"{\\rtf"):
            return _RTF.search(plain) is not None
        if _XML.search(plain):
            return True
        return b"activa" in plain and _HTML.search(plain) is not None

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the download; raises UnreadableFile if there is none."""
        count = 0
        for record in _records(path):
            count += 1
            place = f"article {count}"
            if not joined(record.body):
                yield Refused(_NO_TEXT, place)
            else:
                yield record.imported(place)
        if not count:
            raise UnreadableFile(_NOTHING)


def _records(path: Path) -> Iterator[Record]:
    raw = read_bytes(path)
    if raw.startswith(b"{\\rtf"):
        return _of_rtf(path)
    if _XML.search(raw[:_LOOKED_AT].replace(b"\0", b"")):
        return (_of_xml(element) for element in _inner(xml_tree(raw), "article"))
    return _of_html(html_text.page_tree(raw))


def _of_html(page: Any) -> Iterator[Record]:
    for element in page.iter("div", "article"):
        if any(_CLASS.fullmatch(name) for name in (element.get("class") or "").split()):
            coded = list(_coded_rows(element))
            yield coded_record(coded) if coded else _of_divisions(element)


def _coded_rows(element: Any) -> Iterator[tuple[str, list[str]]]:
    """The codes of an article in a table, each with the blocks beside it."""
    for row in element.iter("tr"):
        cells = [cell for cell in row if local_name(cell) in ("td", "th")]
        if len(cells) > 1 and CODE.fullmatch(code := words_of(cells[0])):
            yield code, [block for cell in cells[1:] for block in html_text.blocks(cell)]


def _of_divisions(element: Any) -> Record:
    """An article without codes: a line a piece of information, the headline marked as such."""
    marked = (inner for inner in element.iter() if "Headline" in (inner.get("class") or ""))
    title = next(marked, None)
    blocks = list(html_text.blocks(element))
    last = next((n for n, block in enumerate(blocks) if _ACCESSION.fullmatch(block)), None)
    lines = [*blocks, ""] if last is None else blocks[: last + 1]
    return listed_record(lines, "" if title is None else words_of(title))


def _of_rtf(path: Path) -> Iterator[Record]:
    lines: list[str] = []
    for text in (text_of([block]) for block in office.blocks(path)):
        lines.append(text)
        if _ACCESSION.search(text.rsplit("\n", 1)[-1]):
            coded = list(_coded_lines(lines))
            yield coded_record(coded) if coded else listed_record(lines)
            lines = []


def _coded_lines(blocks: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The codes at the beginnings of lines or table rows, each with the blocks up to the next."""
    lines = [line for block in blocks for line in block.split("\n") if not _RULER.fullmatch(line)]
    found = [_CODED.match(line) for line in lines]
    if sum(match is not None and match[1] in _SURE_CODES for match in found) < len(_SURE_CODES):
        return
    code, beside = "", list[str]()
    for line, match in zip(lines, found, strict=True):
        if match is not None:
            if code:
                yield code, beside
            code, beside = match[1], [rest] if (rest := _bare(line[match.end() :])) else []
        elif rest := _bare(line):
            beside.append(rest)
    yield code, beside


def _bare(line: str) -> str:
    """The words of a line without the bars that close a table row."""
    return paragraph(line.strip().removesuffix("|").removeprefix("|"))


def _inner(element: Any, name: str) -> list[Any]:
    """The elements of that name within an element, in their order."""
    return [inner for inner in element.iter() if local_name(inner) == name]


def _of_xml(article: Any) -> Record:
    told: dict[str, list[str]] = {}
    body: list[str] = []
    for child in article:
        name = etree.QName(child).localname if local_name(child) else ""
        if name in _XML_TEXT:
            body += map(_xml_paragraph, _inner(child, "paragraph"))
        elif name and (words := _words_in(child)):
            told.setdefault(name, []).append(words)
    one = {name: "; ".join(words) for name, words in told.items()}
    found = dated(one.get("publicationDate", "")[:10])
    return Record(
        title=one.pop("headline", ""),
        byline=one.get("byline", ""),
        source=one.get("sourceName", ""),
        date=found.date if found else "",
        section=one.get("sectionName", ""),
        language=one.get("baseLanguage", ""),
        accession=one.get("accessionNo", ""),
        extra=_renamed(one),
        body=body,
    )


def _xml_paragraph(element: Any) -> str:
    """A paragraph of the XML; lines count only in what is set in a fixed width, as tables are."""
    words = "".join(element.itertext())
    return paragraph(words if element.get("display") == "Fixed" else one_line(words))


def _words_in(element: Any) -> str:
    """What an element of the XML says, with its code if it has one ("usa: United States")."""
    words = one_line(" ".join(element.itertext()))
    code = element.get("code")
    return f"{code}: {words}" if code and words else words


def _renamed(told: dict[str, str]) -> dict[str, str]:
    """What is told, with names apart from those of our own metadata."""
    return {f"factiva {name}" if name in METADATA else name: words for name, words in told.items()}

"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom, with what their entries hold of the articles."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from annotator.extensions.articles import wire
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.html_text import local_name, text_of_markup
from annotator.extensions.articles.plain_forms import joined, paragraph
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.errors import UnreadableFile

WORDPRESS = "wordpress.org/export"
_RDF = ("purl.org/rss/1.0", "my.netscape.com/rdf/simple/0.9")
_ATOM = ("www.w3.org/2005/Atom", "purl.org/atom/ns#")
_LISTS = frozenset({"channel", "rss", "rdf", "feed"})
_DATES = ("published", "issued", "pubdate", "date", "created", "updated", "modified")
_TEXTS = ("encoded", "content", "description", "summary")


class Feed:
    """Reads feeds as saved; an entry that holds but a summary becomes an article of that."""

    name = "feed"
    label = "RSS and Atom feeds"
    suffixes = (".rss", ".atom", ".rdf", ".xml")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file begins with an element of RSS or Atom, and is no WordPress export."""
        name, attributes = wire.root_of(head)
        if name == "rss":
            return WORDPRESS not in attributes
        if name == "rdf":
            return any(mark in attributes for mark in _RDF)
        return name in ("feed", "entry") and any(mark in attributes for mark in _ATOM)

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """An article an entry, in the order of the feed; raises UnreadableFile."""
        root = wire.tree(path)
        found = wire.within(root, "item", "entry")
        items = [item for item in found if item is root or local_name(item.getparent()) in _LISTS]
        if not items:
            raise UnreadableFile("it is a feed without entries. Save it again when it has some.")
        head = next(wire.within(root, "channel"), root)
        named = "" if local_name(root) == "entry" else wire.words_at(head, "publisher", "title")
        tags = (wire.words_at(head, "language"), wire.attribute(head, "lang"))
        channel = _Channel(named, wire.language_tag(*tags))
        yield from wire.articles_of(items, lambda item, record: _article(item, channel, record))


class _Channel(NamedTuple):
    """What a feed tells of all its entries."""

    publisher: str
    language: str


def _article(item: Any, channel: _Channel, record: str) -> Imported | Refused:
    extra = wire.gathered(part for part in item if local_name(part) not in _TEXTS)
    text, rest = _texts(item)
    title_part = wire.at(item, "title")
    title = "" if title_part is None else wire.plain_title("".join(title_part.itertext()))
    byline = _byline(item)
    days = (published(wire.words_at(item, name)) for name in _DATES)
    source = wire.at(item, "source")
    publisher = channel.publisher
    if source is not None:
        publisher = wire.words_at(source, "title") or "".join(source.itertext()) or publisher
    return wire.imported(
        wire.without_head(text, title, byline),
        extra | ({"summary": rest} if rest else {}),
        record=record,
        source_id=wire.words_at(item, "guid", "id") or _address(item),
        title=title,
        byline=byline,
        publisher=wire.plain_title(publisher),
        published=next(filter(None, days), ""),
        url=_address(item),
        language=wire.language_tag(
            wire.words_at(item, "language"),
            wire.attribute(item, "lang"),
            wire.attribute(wire.at(item, "content"), "lang"),
            channel.language,
        ),
    )


def _texts(item: Any) -> tuple[str, str]:
    """The fullest text that an entry holds, and the other one, its summary, if there are two."""
    texts: list[str] = []
    for name in _TEXTS:
        for part in wire.children(item, name):
            if wire.attribute(part, "src") or wire.attribute(part, "medium"):
                continue
            if (text := _text_of(part)) and text not in texts:
                texts.append(text)
    fullest = max(texts, key=len, default="")
    return fullest, next((text for text in texts if text != fullest), "")


def _text_of(part: Any) -> str:
    """The text of a construct: elements (XHTML), or a string that is HTML or plain words."""
    if len(part):
        return wire.text_of_element(part)
    words = part.text or ""
    if wire.attribute(part, "type") in ("text", "text/plain"):
        return joined(map(paragraph, words.split("\n\n")))
    if "<" not in words:
        return joined(map(paragraph, unescape(words).split("\n\n")))
    return text_of_markup(words)


def _byline(item: Any) -> str:
    """The authors by their names; RSS writes "mail@address (Name)"."""
    names = wire.said(wire.children(item, "author"), "name", between=", ")
    if not names:
        names = wire.said(wire.children(item, "creator"), "creator", between=", ")
    if not names:
        words = wire.words_at(item, "author")
        names = words.partition("(")[2].rstrip(") ") if "@" in words and "(" in words else words
    return names_in(names)


def _address(item: Any) -> str:
    """The address of the article itself: an alternate link, or a permanent identifier."""
    for link in wire.children(item, "link"):
        address = wire.attribute(link, "href") or "".join(link.itertext()).strip()
        if address and wire.attribute(link, "rel") in ("", "alternate"):
            return address
    identifier = wire.words_at(item, "guid", "id")
    is_permanent = wire.attribute_at(item, "guid", "ispermalink") != "false"
    return identifier if is_permanent and identifier.startswith("http") else ""

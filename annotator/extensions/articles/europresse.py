"""Downloads of Europresse and Eureka: the HTML of today and that of their older site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotator.extensions.articles import html_text
from annotator.extensions.articles.bounds import read_bytes
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dated_line import dated
from annotator.extensions.articles.html_text import local_name, words_of
from annotator.extensions.articles.month_words import WEEKDAYS
from annotator.extensions.articles.plain_forms import joined, one_line
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.article import Article
from annotator.model.errors import UnreadableFile

_LOOKED_AT = 65_536
_MARK = b"DocPublicationName"
_NUMBER = re.compile(r"\w+·\d{8}·[\w-]+·[\w-]+")
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)[^\n]*", re.I)
_ISSUE = re.compile(r",?\s+(?:no|n°|nº|nr|vol)\.?\s?\d.*", re.I)
_LONGEST_BYLINE = 120
_SENTENCE_ENDS = (".", "!", "?", "…", ":", "»", '"')
_NOTHING = (
    "it holds no article of Europresse. Save the articles themselves, not the list of results."
)
_NO_TEXT = "It has no text, only a header. Save it again with the full article."


class Europresse:
    """Reads every article of a saved selection."""

    name = "europresse"
    label = "Europresse and Eureka (HTML)"
    suffixes = (".html", ".htm")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the page marks the names of publications as Europresse does."""
        try:
            with path.open("rb") as file:
                beginning = file.read(_LOOKED_AT).replace(b"\0", b"")
        except OSError:
            return False
        return _MARK in beginning and b"<" in head.replace(b"\0", b"")

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the page; raises UnreadableFile if there is none."""
        page = html_text.page_tree(read_bytes(path))
        names = [
            element for element in page.iter("span", "div") if _has(element, "DocPublicationName")
        ]
        if not names:
            raise UnreadableFile(_NOTHING)
        for number, name in enumerate(names, start=1):
            yield _article(name, f"article {number}")


def _has(element: Any, *classes: str) -> bool:
    """Whether an element is of one of these classes, small and capital letters alike."""
    own = (element.get("class") or "").lower().split()
    return any(name.lower() in own for name in classes)


def _first(element: Any, *classes: str) -> Any:
    """The first element of one of these classes; None if there is none."""
    return next((inner for inner in element.iter() if _has(inner, *classes)), None)


def _article(name: Any, place: str) -> Imported | Refused:
    around = next(
        (outer for outer in name.iterancestors() if local_name(outer) in ("article", "td", "body")),
        name.getparent(),
    )
    header = " ".join(words_of(inner) for inner in around.iter() if _has(inner, "DocHeader"))
    extra = {"DocPublicationName": words_of(name), "DocHeader": header}
    marked = _first(around, "titreArticleVisu")
    if marked is None:
        marked = _first(around, "titreArticle")
    title = "" if marked is None else words_of(marked)
    read = _today if local_name(around) == "article" else _older
    byline, body = read(around, title, extra)
    if not joined(body):
        return Refused(_NO_TEXT, place)
    found = dated(header)
    number = _NUMBER.search(" ".join(around.itertext()))
    article = Article.from_text(
        joined(body),
        number[0] if number else "",
        title=title,
        byline=names_in(byline),
        publisher=_ISSUE.sub("", next(iter(html_text.blocks(name)), "").split("\n")[0]),
        published=found.date if found else "",
        section=_section(found.before if found else ""),
    )
    return Imported(article, {key: words for key, words in extra.items() if words}, place)


def _section(before_date: str) -> str:
    """What stands before the date, without the weekday."""
    parts = (part.strip() for part in before_date.split(","))
    return ", ".join(part for part in parts if part and part.casefold() not in WEEKDAYS)


def _today(article: Any, title: str, extra: dict[str, str]) -> tuple[str, Sequence[str]]:
    """Byline and text where header, text and notes are elements of their own."""
    byline: list[str] = []
    headline = _first(article, "titreArticle")
    if headline is not None:
        other = [words for words in html_text.blocks(headline) if one_line(words) != title]
        extra["subtitle"] = one_line(" ".join(other))
        byline = [words_of(after) for after in headline.itersiblings()]
    text = _first(article, "docOcurrContainer", "DocText")
    if text is None:
        text = next(article.iter("section"), None)
    aside = next(article.iter("aside"), None)
    rights = next(article.iter("small"), None)
    extra["notes"] = "" if aside is None else words_of(aside)
    extra["copyright"] = "" if rights is None else words_of(rights)
    body = [] if text is None else list(html_text.blocks(text))
    return ", ".join(name for name in byline if name), body


def _older(cell: Any, title: str, extra: dict[str, str]) -> tuple[str, Sequence[str]]:
    """Byline and text where an article is the run of lines in one cell of a table."""
    blocks = list(html_text.blocks(cell))
    heads = (n for n, block in enumerate(blocks) if title and one_line(block).endswith(title))
    start = next(heads, 0) + 1
    extra["subtitle"] = one_line(blocks[start - 1]).removesuffix(title).strip()
    ends = (
        n
        for n, block in enumerate(blocks)
        if n >= start and (_RIGHTS.match(block) or (_NUMBER.search(block) and len(block) < 80))
    )
    end = next(ends, len(blocks))
    if end < len(blocks) and _RIGHTS.match(blocks[end]):
        extra["copyright"] = one_line(blocks[end])
    body = blocks[start:end]
    if len(body) > 1 and len(body[0]) < _LONGEST_BYLINE and not body[0].endswith(_SENTENCE_ENDS):
        return body[0], body[1:]
    return "", body

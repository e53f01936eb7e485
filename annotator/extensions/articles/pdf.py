"""PDF files with text, one article each; a scan is refused, not guessed at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotator.extensions.articles.office import borne_out
from annotator.extensions.articles.office_blocks import text_of
from annotator.extensions.articles.pdf_layout import Head, blocks, head_of, running_heads, title_of
from annotator.extensions.articles.pdf_lines import Line, Pages, PdfLines
from annotator.extensions.registry import GENERAL, Imported
from annotator.model.article import Article
from annotator.model.errors import UnreadableFile

_MARK = b"%PDF-"
_MARK_WITHIN = 1_024
_LEAST_LETTERS = 5
"""A page with text has more letters; a stamp on a scan may have fewer."""

_MOST_UNKNOWN = 0.02
_NO_LETTER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff\ue000-\uf0a6\uf0a8-\uf0b6\uf0b8-\uf8ff]"
)
_SCAN = (
    "it is a scan: its pages are pictures without text. "
    "Have text recognition (OCR) done to it and import the result."
)
_UNKNOWN = (
    "its fonts do not say which letters they show. "
    "Print it to a new PDF or have text recognition (OCR) done to it."
)


class Pdf:
    """Reads PDF files in a process of its own, which is kept for the next one."""

    name = "pdf"
    label = "PDF with text"
    suffixes = (".pdf",)
    rank = GENERAL

    def __init__(self) -> None:
        self._reader = PdfLines()

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file begins as every PDF does."""
        return _MARK in head[:_MARK_WITHIN]

    def read(self, path: Path) -> Iterator[Imported]:
        """The one article of the file; raises UnreadableFile."""
        pages = self._reader.pages(path)
        heads = running_heads(pages.lines)
        found = blocks(pages.lines, heads)
        text = _checked(text_of(found), len(pages.lines))
        about = pages.about
        article = Article.from_text(
            text,
            title=title_of(found) or borne_out(about.get("Title", ""), text),
            byline=borne_out(about.get("Author", ""), text),
        )
        yield Imported(article, _extra(pages, heads))


def _checked(text: str, n_pages: int) -> str:
    """The text, if it is one: letters that are known, more than a few a page."""
    unknown = len(_NO_LETTER.findall(text))
    if unknown > _MOST_UNKNOWN * len(text):
        raise UnreadableFile(_UNKNOWN)
    if sum(char.isalnum() for char in text) < _LEAST_LETTERS * n_pages:
        raise UnreadableFile(_SCAN)
    return _NO_LETTER.sub("", text)


def _extra(pages: Pages, heads: frozenset[Head]) -> Mapping[str, str]:
    """What the file says beside its text: its properties, running heads, pages without text."""
    extra = {f"PDF {name}": value for name, value in pages.about.items()}
    if repeated := _first_heads(pages.lines, heads):
        extra["running head"] = repeated
    blank = [str(number) for number, lines in enumerate(pages.lines, start=1) if not lines]
    if blank:
        extra["pages without text"] = ", ".join(blank)
    return extra


def _first_heads(pages: Sequence[Sequence[Line]], heads: frozenset[Head]) -> str:
    """The running heads as they stand on the first page that has them."""
    for lines in pages:
        found = [line.text for line in lines if head_of(line) in heads]
        if found:
            return " / ".join(found)
    return ""

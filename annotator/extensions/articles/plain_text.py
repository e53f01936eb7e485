"""Plain text and Markdown as it is written, one article a file, known by content.

A name says what a file is only where text is the way something else is written down: a table, a
record, a message. Such files are left to importers of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.extensions.articles.bounds import beginning
from annotator.extensions.articles.encodings import decoded, is_text
from annotator.extensions.registry import LAST, Imported
from annotator.model.article import MAX_TEXT_BYTES, Article
from annotator.model.errors import UnreadableFile

_MAX_FILE_BYTES = 2 * MAX_TEXT_BYTES + 4
"""No text within the limit is larger in UTF-16, which doubles plain letters."""

_XML = (
    "it is XML of a sort that is not known here. Get it as plain text, HTML, NewsML or a table, "
    "or take the text out of it."
)
_ELEMENT = re.compile(r"<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>")
_PROLOG = 1000
_MARKUP = frozenset(
    "a article b blockquote body center div em font h1 h2 h3 h4 h5 h6 html i main ol p pre section"
    " span strong table u ul".split()
)
"""Elements of HTML, which people write into plain text and Markdown."""

_SOMETHING_ELSE = frozenset(
    ".annotator .annpack .bib .css .csv .doc .docx .eml .enw .epub .geojson .js .json .jsonl .mbox"
    " .mht .mhtml .nbib .ndjson .odt .pdf .ris .rtf .svg .tab .toml .tsv .xlsx .xml .yaml .yml"
    " .zip".split()
)
"""Names of files that may be text and are no article's text as it stands."""


class PlainText:
    """Reads text whatever it is called; what Markdown or HTML marks up stays as it stands."""

    name = "plain_text"
    label = "Plain text, Markdown"
    suffixes = (".txt", ".md", ".markdown", ".text")
    rank = LAST

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it is text by its content, under a name that does not say otherwise."""
        suffix = path.suffix.lower()
        if suffix in _SOMETHING_ELSE or not is_text(head):
            return False
        return suffix in ("", *self.suffixes) or not _is_numbered(head)

    def read(self, path: Path) -> Iterator[Imported]:
        """The one article of the file; raises UnreadableFile."""
        text = decoded(_content(path))
        if _is_xml(text):
            raise UnreadableFile(_XML)
        yield Imported(Article.from_text(text))


def _is_xml(text: str) -> bool:
    """Whether it is one element from its first letter to its last, as no article is."""
    start = text[:_PROLOG].lstrip()
    found = _ELEMENT.match(start)
    if found is None:
        return start.startswith("<?xml")
    is_html = found[1].lower() in _MARKUP
    return not is_html and text[-_PROLOG:].rstrip().endswith(f"</{found[1]}>")


def _is_numbered(head: bytes) -> bool:
    """Whether most lines begin with a number, as the rows of some program's data do."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    return len(lines) > 2 and sum(line[:1].isdigit() for line in lines) * 5 > len(lines) * 4


_TOO_LARGE = (
    f"it holds more than {MAX_TEXT_BYTES // 1_000_000} MB of text, which no article does. "
    "Split it into one file an article."
)


def _content(path: Path) -> bytes:
    """The bytes of a file, never more than the limit."""
    raw = beginning(path, _MAX_FILE_BYTES + 1)
    if len(raw) > _MAX_FILE_BYTES:
        raise UnreadableFile(_TOO_LARGE)
    return raw

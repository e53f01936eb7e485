"""Plain text, Markdown and HTML as it is written, one article a file, known by content.

A name says what a file is only where text is the way something else is written down: a table, a
record, a message. Such files are left to importers of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.extensions.articles.encodings import decoded, is_text
from annotator.extensions.registry import Imported
from annotator.model.article import MAX_TEXT_BYTES, Article
from annotator.model.errors import UnreadableFile

_MAX_FILE_BYTES = 2 * MAX_TEXT_BYTES + 4
"""No text within the limit is larger in UTF-16, which doubles plain letters."""

_SOMETHING_ELSE = frozenset(
    ".annotator .annpack .bib .css .csv .doc .docx .eml .enw .epub .geojson .js .json .jsonl .mbox"
    " .mht .mhtml .nbib .ndjson .odt .pdf .ris .rtf .svg .tab .toml .tsv .xlsx .xml .yaml .yml"
    " .zip".split()
)
"""Names of files that may be text and are no article's text as it stands."""


class PlainText:
    """Reads text whatever it is called; what Markdown or HTML marks up stays as it stands."""

    name = "plain_text"
    label = "Plain text, Markdown, HTML as written"
    suffixes = (".txt", ".md", ".markdown", ".text", ".html", ".htm")

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it is text by its content, under a name that does not say otherwise."""
        return path.suffix.lower() not in _SOMETHING_ELSE and is_text(head)

    def read(self, path: Path) -> Iterator[Imported]:
        """The one article of the file; raises UnreadableFile."""
        yield Imported(Article.from_text(decoded(_content(path))), {"file": path.name})


_TOO_LARGE = (
    f"it holds more than {MAX_TEXT_BYTES // 1_000_000} MB of text, which no article does. "
    "Split it into one file an article."
)


def _content(path: Path) -> bytes:
    """The bytes of a file, never more than the limit."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
    except OSError as fault:
        reason = fault.strerror or "it cannot be read"
        raise UnreadableFile(f"{reason}. Check the file and its rights.") from None
    if len(raw) > _MAX_FILE_BYTES:
        raise UnreadableFile(_TOO_LARGE)
    return raw

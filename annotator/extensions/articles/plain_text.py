"""Plain text and Markdown, one article a file, known by content and not by name alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.extensions.articles.encodings import decoded, is_text
from annotator.extensions.registry import Imported
from annotator.model.article import MAX_TEXT_BYTES, Article
from annotator.model.errors import UnreadableFile

_MAX_FILE_BYTES = 2 * MAX_TEXT_BYTES + 4
"""No text within the limit is larger in UTF-16, which doubles plain letters."""


class PlainText:
    """Reads .txt and Markdown files; what Markdown marks up stays in the text as it stands."""

    name = "plain_text"
    label = "Plain text and Markdown"
    suffixes = (".txt", ".md", ".markdown")

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it is text by its content, under a name that does not say otherwise."""
        return path.suffix.lower() in ("", *self.suffixes) and is_text(head)

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

"""Articles as imported: their text never changes, what is known about them may be corrected."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID, uuid5

ARTICLES = UUID("6a0f3f0e-9a53-5c0e-8d0b-0d6f6c2f5a11")
"""The namespace of article ids; changing it would make every known article a new one."""

MAX_TEXT_BYTES = 2_000_000
"""Texts longer than this (in UTF-8) are refused at import: no news article is."""

METADATA = ("title", "publisher", "published", "url", "language")
"""What is known about an article beside its text; each may be corrected by an article note."""


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def metadata_fault(name: str, value: str) -> str:
    """What is wrong with a piece of metadata that a person gives, and what to do; "" if nothing."""
    if not value:
        return ""
    if name == "published" and not _is_date(value):
        return "This is no date. Write 2025-12-02, 2025-12 or 2025, or leave it empty."
    if name == "language" and not _LANGUAGE.fullmatch(value):
        return "This is no language code. Write two letters such as en, fr or zh."
    if name == "url" and not _is_address(value):
        return "This is no address. Write it whole, from https:// on, or leave it empty."
    return ""


def _is_date(value: str) -> bool:
    found = _DATE.fullmatch(value)
    if found is None:
        return False
    try:
        date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return False
    return True


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in value


def canonical_text(raw: str) -> str:
    """The text as it is stored for ever: no byte-order mark, line ends as a single line feed."""
    return raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def article_id(text: str, source_id: str) -> UUID:
    """The id of an article: computed from its canonical text and its identifier in its source."""
    return uuid5(ARTICLES, f"{source_id}\0{text}")


def text_sha256(text: str) -> str:
    """The digest of a text, hexadecimal, of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One text as imported, with what is known about it; unknown metadata are empty strings.

    source_id: the identifier the record carries in its source (accession number, URL), or "".
    published: ISO 8601 of the precision known ("2025-12", "2025-12-02"), or "".
    language: ISO 639-1, or "".
    """

    id: UUID
    text: str
    source_id: str = ""
    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""

    @classmethod
    def from_text(cls, raw: str, source_id: str = "", **metadata: str) -> Article:
        """The article that a raw text makes, with its canonical text and computed id."""
        text = canonical_text(raw)
        return cls(article_id(text, source_id), text, source_id, **metadata)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list: what is known about it, without its text.

    file: the name of the file it was imported from, or "". length: of the text, in code points.
    """

    id: UUID
    title: str
    publisher: str
    published: str
    language: str
    url: str
    source_id: str
    file: str
    length: int

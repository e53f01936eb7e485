"""Articles as imported: their text never changes, what is known about them may be corrected."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

ARTICLES = UUID("6a0f3f0e-9a53-5c0e-8d0b-0d6f6c2f5a11")
"""The namespace of article ids; changing it would make every known article a new one."""

MAX_TEXT_BYTES = 2_000_000
"""Texts longer than this (in UTF-8) are refused at import: no news article is."""

METADATA = ("title", "byline", "publisher", "published", "section", "url", "language")
"""What is known about an article beside its text; each may be corrected by an article note."""

SET_ASIDE, DUPLICATE, REMOVED = "set_aside", "duplicate", "removed"
ARTICLE_STATES = (SET_ASIDE, DUPLICATE, REMOVED)
"""What a lead decides about an article for everybody: not to be coded, or repeats another, both
unless it is begun; or off every worklist where it is not yet submitted."""

_FIRST_YEAR = "1600"
_NAMED = hashlib.sha1(ARTICLES.bytes, usedforsecurity=False)
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


def date_refusal(published: str) -> str:
    """Why no article can be of that date (ISO 8601), in words; "" if one can, or for no date."""
    if not published or _FIRST_YEAR <= published[:4] < str(datetime.now(UTC).year):
        return ""
    latest = (datetime.now(UTC) + timedelta(days=366)).date().isoformat()
    if published[:4] < _FIRST_YEAR:
        return f"its date is {published}, before there were newspapers. Correct it in the file."
    if published > latest[: len(published)]:
        return f"its date is {published}, more than a year ahead. Correct it in the file."
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
    text = raw.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def article_id(text: str, source_id: str) -> UUID:
    """The id of an article: computed from its canonical text and its identifier in its source."""
    return id_of_text(text.encode(), source_id)


def id_of_text(encoded: bytes, source_id: str) -> UUID:
    """The UUID5 of a text in UTF-8, hashed piece by piece so that it is not copied."""
    hashed = _NAMED.copy()
    hashed.update(f"{source_id}\0".encode())
    hashed.update(encoded)
    return UUID(bytes=hashed.digest()[:16], version=5)


def text_sha256(text: str) -> str:
    """The digest of a text, hexadecimal, of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One text as imported, with what is known about it; unknown metadata are empty strings.

    source_id: the identifier the record carries in its source (accession number, URL), or "".
    published: ISO 8601 of the precision known ("2025-12", "2025-12-02"), or "".
    section: the part of the paper or site it stood in. language: ISO 639-1, or "".
    encoded: the text in UTF-8 where it is at hand, else empty; the article is the same without.
    """

    id: UUID
    text: str
    source_id: str = ""
    title: str = ""
    byline: str = ""
    publisher: str = ""
    published: str = ""
    section: str = ""
    url: str = ""
    language: str = ""
    encoded: bytes = field(default=b"", repr=False, compare=False)

    @classmethod
    def from_text(cls, raw: str, source_id: str = "", **metadata: str) -> Article:
        """The article that a raw text makes, with its canonical text and computed id."""
        text = canonical_text(raw)
        encoded = text.encode()
        id = id_of_text(encoded, source_id)
        return cls(id, text, source_id, encoded=encoded, **metadata)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list: what is known about it, without its text.

    number: its place in the order of import, from 1. file: the name of the file it was imported
    from, or "". length: of the text, in code points. state: what the lead decided about it for
    everybody, "" or one of ARTICLE_STATES; other: the number of the article it repeats, or 0.
    """

    id: UUID
    number: int
    source_id: str
    title: str
    byline: str
    publisher: str
    published: str
    section: str
    url: str
    language: str
    file: str
    length: int
    state: str = ""
    other: int = 0

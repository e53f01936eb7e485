"""An article as it comes in: what its source said is made sound, what it did not say is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from annotator.language import LIBRARY, told_at_once
from annotator.model.article import (
    MAX_TEXT_BYTES,
    METADATA,
    Article,
    date_refusal,
    metadata_fault,
)
from annotator.model.errors import UnreadableFile
from annotator.model.headline import described
from annotator.model.safe_words import storable

_LONGEST = 2_000
"""No title, author or section is longer; what is, is kept beside the article."""

_LANGUAGE = re.compile("[a-z]{2}")
_OF_A_FORM = frozenset(("published", "url", "language"))
_metadata = attrgetter(*METADATA)


class Completed(NamedTuple):
    """An article as it can be stored, and all else that is known of it.

    is_open: whether only the library of languages can tell which one it is in.
    """

    article: Article
    rest: dict[str, str]
    is_open: bool


def completed(article: Article, extra: Mapping[str, str]) -> Completed:
    """The article with what its text tells where its source said nothing, and all else of it.

    What the source said and is no date, address or language is kept among the rest as it was.
    Raises UnreadableFile if it is no article: blank, too long, no text, or of an impossible date.
    """
    bytes_of(article.text, article.encoded)
    if article.text.isspace() or not article.text:
        raise UnreadableFile("it is empty. Remove it, or put the article's text into it.")
    rest = {storable(name): storable(value) for name, value in extra.items() if value}
    known: dict[str, str] = {}
    said: dict[str, str] = {}
    for name, given in zip(METADATA, _metadata(article), strict=True):
        if not given:
            continue
        said[name] = given
        value = storable(" ".join(given.split()))
        if _is_sound(name, value):
            known[name] = value
        elif value:
            rest.setdefault(f"{name} (as given)", storable(given))
    if refusal := date_refusal(known.get("published", "")):
        raise UnreadableFile(refusal)
    if "title" not in known:
        known = {**described(article.text), **known}
        if date_refusal(known.get("published", "")):
            del known["published"]  # a line of the text, and not the source, said so
    language = known.get("language") or told_at_once(article.text)
    if language:
        known["language"] = language
    source_id = storable(article.source_id)
    if known == said and source_id == article.source_id:
        return Completed(article, rest, language is None)
    changed: dict[str, Any] = {**dict.fromkeys(METADATA, ""), **known, "source_id": source_id}
    return Completed(replace(article, **changed), rest, language is None)


def in_its_language(article: Article) -> Article:
    """The article with the language that the library of languages tells; waits for it."""
    try:
        return replace(article, language=LIBRARY.ask([article.text])[0])
    finally:
        LIBRARY.close()


def _is_sound(name: str, value: str) -> bool:
    """Whether a value can stand as this piece of metadata."""
    if not 0 < len(value) <= _LONGEST:
        return False
    return name not in _OF_A_FORM or _has_its_form(name, value)


@lru_cache(maxsize=1024)
def _has_its_form(name: str, value: str) -> bool:
    """Whether a value has the form that this piece of metadata must have; many have the same."""
    if name == "language":
        return _LANGUAGE.fullmatch(value) is not None
    return not metadata_fault(name, value)


def bytes_of(text: str, encoded: bytes = b"") -> int:
    """The length of a text in UTF-8; raises UnreadableFile if it is too long, or no text.

    encoded: the text in UTF-8, from whoever has it already.
    """
    try:
        encoded = encoded or text.encode()
    except UnicodeEncodeError as fault:
        place = f"character {fault.start + 1}"
        raise UnreadableFile(
            f"{place} is half of a character. Copy the text again from its source."
        ) from None
    if b"\0" in encoded:
        place = f"character {text.index(chr(0)) + 1}"
        raise UnreadableFile(f"{place} is NUL, which no text has. Take it out.")
    if len(encoded) > MAX_TEXT_BYTES:
        raise UnreadableFile(
            f"it holds more than {MAX_TEXT_BYTES // 1_000_000} MB of text, which no article does. "
            "Split it into one file an article."
        )
    return len(encoded)

"""The words of all articles on PostgreSQL, in the same form in which SQLite's index takes them.

Which letters make a word, and that capitals and accents do not count, is decided here and not by
a configuration of the server: the same words are found on both databases, whatever its language.
A text is kept in parts, as PostgreSQL remembers no more than 256 places of a word in one piece;
parts overlap, so that a phrase is found that begins in one and ends in the next.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from annotator.model.query import Words
from annotator.model.searchable import is_letter, searchable

_TABLE = """
    CREATE TABLE IF NOT EXISTS article_words (
        number integer NOT NULL, part integer NOT NULL, words tsvector NOT NULL,
        CONSTRAINT pk_article_words PRIMARY KEY (number, part))
"""
_INDEX = """
    CREATE INDEX IF NOT EXISTS ix_article_words_words ON article_words USING gin (words)
"""
_IS_THERE = "SELECT to_regclass('public.article_words') IS NOT NULL"
_ADD = """
    INSERT INTO article_words (number, part, words)
    SELECT number, part, words::tsvector
    FROM unnest(%s::integer[], %s::integer[], %s::text[]) AS new (number, part, words)
"""
_RENAME = "UPDATE article_words SET words = %s::tsvector WHERE number = %s AND part = 0"
_DIFFERENT = """
    SELECT coalesce(due.number, kept.number)
    FROM unnest(%s::integer[], %s::integer[], %s::text[]) AS due (number, part, words)
    FULL JOIN (SELECT * FROM article_words WHERE number BETWEEN %s AND %s) AS kept
        ON kept.number = due.number AND kept.part = due.part
    WHERE kept.words IS DISTINCT FROM due.words::tsvector
"""
_STRAY = """
    SELECT count(*) FROM article_words AS words
    WHERE NOT EXISTS (SELECT 1 FROM article WHERE article.number = words.number)
"""

TITLE = 0
"""The part that holds the words of the title; those of the text follow."""

_PLACES = 250
"""Places of one word in a part; PostgreSQL forgets those after the 256th."""

_LENGTH = 16_000
"""Words in a part; PostgreSQL counts to 16,383."""

_BYTES = 500_000
"""Letters in a part; PostgreSQL takes 1 MB."""

_OVERLAP = 250
"""Words of a part that the next begins with, so many of a phrase at least are found."""

_LONGEST = 500
"""Letters of a word that count: PostgreSQL takes 2,046 bytes."""

Part = tuple[int, int, str]
"""The number of an article, of a part of it, and the words of that as PostgreSQL writes them."""


def make_server_words(connection: Connection) -> None:
    """Make the index, empty; the words that are there go."""
    if connection.exec_driver_sql(_IS_THERE).scalar():
        connection.exec_driver_sql("DELETE FROM article_words")
        return
    connection.exec_driver_sql(_TABLE)
    connection.exec_driver_sql(_INDEX)


def has_server_words(connection: Connection) -> bool:
    """Whether the index was made."""
    return bool(connection.exec_driver_sql(_IS_THERE).scalar())


def add_server_words(connection: Connection, forms: Sequence[tuple[int, str, str | bytes]]) -> None:
    """Make articles findable: number, title and text of each, as `searchable` gives them."""
    parts = [part for form in forms for part in parts_of(*form)]
    connection.exec_driver_sql(_ADD, _columns(parts))


def change_server_title(connection: Connection, number: int, title: str) -> None:
    """Make an article findable by another title."""
    words = _vector(words_of(searchable(title)))
    connection.exec_driver_sql(_RENAME, (words, number))


def different(connection: Connection, forms: Sequence[tuple[int, str, str | bytes]]) -> set[int]:
    """The numbers from the first to the last of these articles whose words are not theirs."""
    parts = [part for form in forms for part in parts_of(*form)]
    ends = (forms[0][0], forms[-1][0])
    return set(connection.exec_driver_sql(_DIFFERENT, (*_columns(parts), *ends)).scalars())


def n_stray(connection: Connection) -> int:
    """How many articles are in the index that are none."""
    return int(connection.exec_driver_sql(_STRAY).scalar() or 0)


def _columns(parts: Sequence[Part]) -> tuple[list[int], list[int], list[str]]:
    return [each[0] for each in parts], [each[1] for each in parts], [each[2] for each in parts]


class _Letters(dict[int, str]):
    """What each character is in the index, found out when it is first met: a letter or a blank."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _letter(chr(code))
        return found


def _letter(char: str) -> str:
    """A character without capitals and accents, as SQLite's index has it; a blank if none."""
    if not is_letter(char):
        return " "
    base = unicodedata.normalize("NFD", char)[0]
    if base.isascii() and base.isalpha():
        return base.lower()
    small = char.lower()
    return small if len(small) == 1 else char


_LETTERS = _Letters()


def words_of(form: str | bytes) -> list[str]:
    """The words of a text that `searchable` has gone over, in their order."""
    letters = form.decode("utf-8", "replace") if isinstance(form, bytes) else form
    return [each[:_LONGEST] for each in letters.translate(_LETTERS).split()]


def parts_of(number: int, title: str, body: str | bytes) -> Iterator[Part]:
    """The rows of an article in the index."""
    yield number, TITLE, _vector(words_of(title))
    words = words_of(body)
    start, part = 0, TITLE
    while start < len(words):
        part += 1
        end = _end(words, start)
        yield number, part, _vector(words[start:end])
        if end == len(words):
            return
        start = end - min(_OVERLAP, (end - start) // 4)


def _end(words: list[str], start: int) -> int:
    """Where a part ends that begins at `start`."""
    rest = words[start:] if start else words
    if len(rest) <= _LENGTH and _fits(rest):
        return len(words)
    counts: dict[str, int] = {}
    n_bytes = 0
    for at, word in enumerate(words[start : start + _LENGTH], start):
        counts[word] = counts.get(word, 0) + 1
        n_bytes += 4 * len(word) + 4
        if counts[word] > _PLACES or n_bytes > _BYTES:
            return at
    return min(len(words), start + _LENGTH)


def _fits(words: Sequence[str]) -> bool:
    """Whether words make no more than a part, as those of most articles; a quick look."""
    return (
        max(Counter(words).values()) <= _PLACES
        and 4 * sum(map(len, words)) + 4 * len(words) <= _BYTES
    )


def _vector(words: Sequence[str]) -> str:
    """Words and their places as PostgreSQL writes them; they hold neither quotes nor blanks."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, 1):
        places.setdefault(word, []).append(str(place))
    return " ".join([f"'{word}':{','.join(where)}" for word, where in places.items()])


def asked(words: Words) -> str:
    """What is looked for, as PostgreSQL writes it; "" if there is no word in it."""
    found = words_of(searchable(words.text))
    if not found:
        return ""
    phrase = " <-> ".join(f"'{word}'" for word in found)
    return f"({phrase}{':*' if words.is_prefix else ''})"

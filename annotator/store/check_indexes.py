"""Looks whether the indexes of a file agree with its rows: the listing, the words, the pairs.

An index that does not is no loss: it is made anew when the project is next opened for writing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, func, select

from annotator.store.indexes import all_words, state_of
from annotator.store.listing import lines_due
from annotator.store.rows import raw
from annotator.store.server_words import different, n_stray
from annotator.store.tables import table
from annotator.store.words import ADD_WORDS, MAKE_WORDS, form_of, is_sqlite

_line = table("article_listing").c
_pair = table("article_pair").c
_band = table("article_band").c

_LENGTHS = "SELECT id, sz FROM article_words_docsize WHERE id BETWEEN ? AND ? ORDER BY id"
_VOCABULARY = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, article_words, row)"
_COUNTS = "SELECT term, cnt FROM temp.vocabulary"
_EMPTY = "INSERT INTO article_words (article_words) VALUES ('delete-all')"
_FOUND = "SELECT rowid FROM article_words WHERE article_words MATCH ? LIMIT 1"
_SAMPLED = 16
"""Every so many words of the index, one is looked for."""

_TERMS = 5_000
"""Words of the index looked at at a time."""


def wrong_lines(connection: Connection) -> Iterator[list[int]]:
    """The articles whose line does not say what the newest notes and states say; 0: too many."""
    n_lines = 0
    stored_lines = select(*(raw(column) for column in _line))
    for lines in lines_due(connection):
        within = stored_lines.where(_line.number.between(lines[0][0], lines[-1][0]))
        stored = {row[0]: tuple(row) for row in connection.execute(within)}
        n_lines += len(lines)
        yield [line[0] for line in lines if stored.get(line[0]) != line]
    yield [0] if _number_of(connection, "article_listing") != n_lines else []


def wrong_words(connection: Connection) -> Iterator[list[int]]:
    """The articles whose words are not all in the index; 0 if its words are not theirs.

    How many words each article has is compared one by one, which words they are only in all.
    """
    if not is_sqlite(connection):
        yield from _wrong_server_words(connection)
        return
    n_articles = due = found = 0
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as scratch:
        scratch.execute(MAKE_WORDS)
        scratch.execute(_VOCABULARY)
        for articles in all_words(connection):
            scratch.executemany(ADD_WORDS, [form_of(*each) for each in articles])
            ends = (articles[0][0], articles[-1][0])
            lengths: dict[int, Any] = dict(connection.exec_driver_sql(_LENGTHS, ends).all())
            n_articles += len(articles)
            yield [n for n, length in scratch.execute(_LENGTHS, ends) if lengths.get(n) != length]
            due += _sum(scratch.execute(_COUNTS))
            scratch.execute(_EMPTY)
    n_lost = 0
    for terms in _vocabulary(connection):
        found += _sum(terms)
        n_lost += sum(_is_lost(connection, term) for term, _ in terms[::_SAMPLED])
        yield []
    n_indexed = connection.exec_driver_sql("SELECT count(*) FROM article_words_docsize").scalar()
    yield [0] if n_lost or due != found or n_indexed != n_articles else []


def _wrong_server_words(connection: Connection) -> Iterator[list[int]]:
    """The same on PostgreSQL, where every word of every article is compared."""
    for articles in all_words(connection):
        yield sorted(different(connection, [form_of(*each) for each in articles]))
    yield [0] if n_stray(connection) else []


def wrong_pairs(connection: Connection) -> Iterator[list[int]]:
    """The pairs, by their first article, that are not two articles in order; 0 for stray bands."""
    known = select(_line.number)
    numbered = _pair.number.in_(known) & _pair.other.in_(known) & (_pair.number < _pair.other)
    yield list(connection.execute(select(_pair.number).where(~numbered).limit(100)).scalars())
    last = connection.execute(select(func.max(_band.number))).scalar() or 0
    upto = state_of(connection, "bands")
    most = connection.execute(select(func.max(_line.number))).scalar() or 0
    yield [0] if not last <= upto <= most else []


def _vocabulary(connection: Connection) -> Iterator[Sequence[Any]]:
    """The words of the index and how often each stands there, some at a time."""
    connection.exec_driver_sql(_VOCABULARY)
    try:
        cursor = connection.exec_driver_sql(_COUNTS)
        while terms := cursor.fetchmany(_TERMS):
            yield terms
        cursor.close()
    finally:
        connection.exec_driver_sql("DROP TABLE temp.vocabulary")


def _is_lost(connection: Connection, term: str) -> bool:
    """Whether a word that stands in the index is not found by it."""
    asked = ('"' + term.replace('"', '""') + '"',)
    return connection.exec_driver_sql(_FOUND, asked).first() is None


def _sum(counts: Iterable[Any]) -> int:
    return sum(count * crc32(term.encode()) for term, count in counts)


def _number_of(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(table(name))).scalar() or 0)

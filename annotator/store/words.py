"""The words of all articles: SQLite's full-text index, without the texts it is made of.

A copy of its own would double the file, so the index is `contentless`: the caller cuts snippets
from the few texts it shows. It takes texts in the form that `searchable` gives them, in which
Chinese is found too. What was once put in has to be taken out in exactly the same words, which is
why `indexes.FORM` changes whenever that form does. On PostgreSQL the index is a table of its own
(see `server_words`), which is asked for here, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from annotator.model.searchable import searchable, searchable_utf8
from annotator.store.server_words import (
    add_server_words,
    change_server_title,
    has_server_words,
    make_server_words,
)

Form = tuple[int, str, str | bytes]
"""The number of an article, its title and its text, which may be in UTF-8 already."""

WORDS = "article_words"

MAKE_WORDS = (
    "CREATE VIRTUAL TABLE article_words USING fts5(title, body, content='', "
    "tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\")"
)
"""Categories: letters, numbers and the marks of Indian scripts, which are parts of words."""

SHADOWS = {
    "article_words_data": ("block", "id"),
    "article_words_idx": ("pgno", "segid", "term"),
    "article_words_docsize": ("id", "sz"),
    "article_words_config": ("k", "v"),
}
"""The ordinary tables in which SQLite keeps the index, and their columns."""

_GATHERED = 4 * 1024 * 1024
"""Bytes of words gathered in memory before they are written: four times the usual, since fewer
and larger pieces have to be merged less often."""

ADD_WORDS = "INSERT INTO article_words (rowid, title, body) VALUES (?, ?, CAST(? AS TEXT))"
_TAKE_OUT = (
    "INSERT INTO article_words (article_words, rowid, title, body) VALUES ('delete', ?, ?, ?)"
)
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'article_words'"
_FORMAT = "INSERT OR REPLACE INTO article_words_config VALUES ('version', 4)"
"""SQLite drops no index that has forgotten the number of its format."""

_SET = "INSERT INTO article_words (article_words, rank) VALUES ('hashsize', ?)"


def is_sqlite(connection: Connection) -> bool:
    """Whether the index is SQLite's."""
    return connection.dialect.name == "sqlite"


def make_words(connection: Connection) -> None:
    """Make the index, empty; one that is there goes."""
    if not is_sqlite(connection):
        make_server_words(connection)
        return
    if connection.exec_driver_sql(_IS_THERE).first():
        connection.exec_driver_sql(_FORMAT)
        connection.exec_driver_sql("DROP TABLE article_words")
    connection.exec_driver_sql(MAKE_WORDS)
    connection.exec_driver_sql(_SET, (_GATHERED,))


def last_words(connection: Connection) -> int | None:
    """The number of the last article in the index; None if there is none, or no index."""
    if is_sqlite(connection):
        query = "SELECT max(id) FROM article_words_docsize"
    elif has_server_words(connection):
        query = "SELECT max(number) FROM article_words"
    else:
        return None
    found: int | None = connection.exec_driver_sql(query).scalar()
    return found


def add_words(connection: Connection, forms: Sequence[Form]) -> None:
    """Make articles findable, in the form in which the index takes them."""
    if not forms:
        return
    if is_sqlite(connection):
        connection.exec_driver_sql(ADD_WORDS, list(forms))
    else:
        add_server_words(connection, forms)


def change_title(connection: Connection, number: int, old: str, new: str, text: str) -> None:
    """Make an article findable by another title."""
    if is_sqlite(connection):
        connection.exec_driver_sql(_TAKE_OUT, form_of(number, old, text))
        connection.exec_driver_sql(ADD_WORDS, form_of(number, new, text))
    else:
        change_server_title(connection, number, new)


def form_of(number: int, title: str, text: str, encoded: bytes = b"") -> Form:
    """An article as the index takes it; `encoded` is its text in UTF-8, where that is known."""
    body = searchable_utf8(text, encoded) if encoded else searchable(text)
    return number, searchable(title), body

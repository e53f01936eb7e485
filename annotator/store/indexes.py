"""The indexes of this file: listing, words and what resembles what, all made from the rows.

They are kept up to date with the rows, in the same transaction. Should they ever differ (`check`
says so), or be of an older form, they are made anew when the project is next opened for writing.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from annotator.store.failures import is_corrupt
from annotator.store.listing import make_lines
from annotator.store.tables import METADATA, table
from annotator.store.words import WORDS, add_words, form_of, last_words, make_words

FORM = 2
"""Grows whenever `searchable` or the listing changes: then all indexes are made anew."""

_PIECE = 50
"""Texts read at a time, of which each may be 2 MB."""

OWN = frozenset(("article_listing", WORDS, "article_band", "article_pair", "index_state"))
"""The tables that are made anew."""

_state = table("index_state").c
_line = table("article_listing").c
_article = table("article").c


def are_stale(connection: Connection) -> bool:
    """Whether the indexes have to be made anew; a quick look at their form and their ends."""
    try:
        return state_of(connection, "form") != FORM or _ends_differ(connection)
    except DBAPIError as error:
        if not is_corrupt(error):
            raise
        return True


def _ends_differ(connection: Connection) -> bool:
    ends = {
        connection.execute(select(func.max(number))).scalar()
        for number in (_article.number, _line.number)
    }
    return len(ends | {last_words(connection)}) > 1


def make_stale(connection: Connection) -> None:
    """Have the indexes made anew when the project is next opened for writing."""
    connection.execute(delete(table("index_state")).where(_state.name == "form"))


def rebuild_indexes(connection: Connection) -> None:
    """Make all indexes anew; what resembles what is looked for again when next asked for."""
    for name in ("article_band", "article_pair", "index_state"):
        connection.execute(delete(METADATA.tables[name]))
    make_lines(connection)
    make_words(connection)
    for articles in all_words(connection):
        add_words(connection, [form_of(*each) for each in articles])
    set_state(connection, "form", FORM)


def all_words(connection: Connection, after: int = 0) -> Iterator[list[tuple[int, str, str]]]:
    """The number, title and text of every article after a number, by number, some at a time."""
    query = (
        select(_line.number, _line.title, _article.text)
        .join(table("article"), _article.number == _line.number)
        .order_by(_line.number)
        .limit(_PIECE)
    )
    last = after
    while rows := connection.execute(query.where(_line.number > last)).all():
        yield [(row.number, row.title, row.text) for row in rows]
        last = rows[-1].number


def state_of(connection: Connection, name: str) -> int:
    """How far an index goes, or 0."""
    found = connection.execute(select(_state.number).where(_state.name == name)).scalar()
    return found or 0


def set_state(connection: Connection, name: str, number: int) -> None:
    """Note how far an index goes."""
    connection.execute(delete(table("index_state")).where(_state.name == name))
    connection.execute(insert(table("index_state")), {"name": name, "number": number})

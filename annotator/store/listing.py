"""One line an article: what its newest notes and states say, so that no list touches the texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from annotator.model.article import METADATA, ArticleRow
from annotator.store.bulk import Cells, insert_all
from annotator.store.rows import raw, uuid_of
from annotator.store.tables import table

Key = TypeVar("Key")

PIECE = 400
"""Lines made, and numbers asked for, at a time."""

LISTED = (*METADATA, "file")
"""What notes may say that stands in the line."""

_NOTHING: Cells = ("", 0, "")
_line = table("article_listing").c
_article = table("article").c
_note = table("article_note").c
_state = table("article_state").c
_assignment = table("assignment").c

ROW = tuple(
    raw(_line[name])
    for name in ("article_id", "number", "source_id", *LISTED, "length", "state", "other")
)
"""What an ArticleRow is made of, in its order."""


def row_of(cells: Iterable[Any]) -> ArticleRow:
    """A line as a value."""
    id, *known = cells
    return ArticleRow(uuid_of(id), *known)


def line_of(
    number: int,
    article_id: Any,
    source_id: str,
    length: int,
    known: Mapping[str, str],
    standing: Cells = _NOTHING,
    is_given: bool = False,
) -> Cells:
    """The line of an article, cells in the order of the table.

    known: what its notes say. standing: its state, the article it repeats, and why. is_given:
    whether it is assigned to anybody.
    """
    words = [known.get(name, "") for name in LISTED]
    return (number, article_id, source_id, length, *words, *standing, int(is_given))


def change_lines(
    connection: Connection, article_ids: Sequence[UUID], changed: Mapping[str, Any]
) -> None:
    """Put the same new words into the lines of these articles."""
    for piece in pieces(article_ids):
        numbers = select(_article.number).where(_article.id.in_(piece))
        connection.execute(
            update(table("article_listing")).where(_line.number.in_(numbers)).values(**changed)
        )


def make_lines(connection: Connection) -> None:
    """Make all lines anew from the rows."""
    connection.execute(delete(table("article_listing")))
    for lines in lines_due(connection):
        insert_all(connection, "article_listing", lines)


def lines_due(connection: Connection, after: int = 0) -> Iterator[list[Cells]]:
    """The lines as they should be, by number, a piece at a time; of articles after a number."""
    query = select(_article.number).order_by(_article.number).limit(PIECE)
    last = after
    while numbers := [
        row.number for row in connection.execute(query.where(_article.number > last))
    ]:
        yield lines_of(connection, _article.number.between(last + 1, numbers[-1]))
        last = numbers[-1]


def lines_of(connection: Connection, some: ColumnElement[bool]) -> list[Cells]:
    """The lines of some articles as they should be, by number; `some` is said of `article`."""
    query = select(_article.number, raw(_article.id), _article.source_id, _article.length)
    articles = connection.execute(query.where(some).order_by(_article.number)).all()
    known, standing = _known(connection, some), _standing(connection, some)
    given = _given(connection, some)
    return [
        line_of(
            *article,
            known.get(article[1], {}),
            standing.get(article[1], _NOTHING),
            article[1] in given,
        )
        for article in articles
    ]


def _known(connection: Connection, some: ColumnElement[bool]) -> dict[Any, dict[str, str]]:
    """What is known about these articles, by raw id."""
    query = select(raw(_note.article_id), raw(_note.fields)).join(
        table("article"), _article.id == _note.article_id
    )
    query = query.where(some)
    known: dict[Any, dict[str, str]] = {}
    for id, fields in connection.execute(query.order_by(_note.made_at, _note.id)):
        plain = json.loads(fields) if isinstance(fields, (str, bytes)) else fields
        known.setdefault(id, {}).update(plain)
    return known


def _standing(connection: Connection, some: ColumnElement[bool]) -> dict[Any, Cells]:
    """What the lead decided about these articles: state, number of the repeated one, reason."""
    whole, repeated = table("article"), table("article").alias()
    query = (
        select(raw(_state.article_id), _state.state, repeated.c.number, _state.reason)
        .join(whole, _article.id == _state.article_id)
        .outerjoin(repeated, repeated.c.id == _state.duplicate_of)
        .where(some)
    )
    found = connection.execute(query.order_by(_state.made_at, _state.id))
    return {id: (state, other or 0, reason) for id, state, other, reason in found}


def _given(connection: Connection, some: ColumnElement[bool]) -> set[Any]:
    """Those of these articles that are assigned to anybody, by raw id.

    A file that was handed out holds one coder's assignments alone: what was taken back from them
    is somebody else's, and not everybody's.
    """
    columns = (raw(_assignment.article_id), raw(_assignment.coder_id), _assignment.round)
    query = (
        select(*columns, _assignment.active)
        .join(table("article"), _article.id == _assignment.article_id)
        .where(some)
        .order_by(_assignment.made_at, _assignment.id)
    )
    newest = {tuple(key): active for *key, active in connection.execute(query)}
    is_handed_out = _is_handed_out(connection)
    return {article for (article, _, _), active in newest.items() if active or is_handed_out}


def _is_handed_out(connection: Connection) -> bool:
    """Whether this is the file of one coder; see the table `login`."""
    login = table("login").c
    query = select(login.name).where(login.name == "")
    return connection.dialect.name == "sqlite" and connection.execute(query).first() is not None


def pieces(wanted: Sequence[Key], size: int = PIECE) -> Iterator[Sequence[Key]]:
    """Keys, so many at a time as are asked for in one question."""
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]

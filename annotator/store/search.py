"""Which articles a query means: words by the full-text index, the rest by listing and codings.

This is the one place that turns a query into SQL. SQLite's index takes whole expressions, in
which words are joined by AND, OR and NOT; PostgreSQL's is asked for one word or phrase at a time,
since a text is kept there in parts, and the database puts the answers together.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    and_,
    cast,
    collate,
    column,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy import table as virtual_table
from sqlalchemy.exc import DBAPIError

from annotator.model.folding import folded
from annotator.model.query import And, Field, Not, Or, Query, Words, date_bounds, terms
from annotator.model.searchable import searchable
from annotator.store.failures import is_corrupt, words_damaged
from annotator.store.listing import LISTED
from annotator.store.rows import Rows
from annotator.store.server_words import TITLE
from annotator.store.server_words import asked as asked_words
from annotator.store.standing import begun_by, has_status, status_place
from annotator.store.tables import table

SORTED = (*LISTED, "source_id", "length", "state", "status")
"""What articles may be sorted by, beside the order of their import."""

_MANY = 2_000

_line = table("article_listing").c
_words = virtual_table("article_words", column("rowid", Integer), column("rank"))
_parts = virtual_table(
    "article_words", column("number", Integer), column("part", Integer), column("words")
)
_BY_LENGTH = 1
"""PostgreSQL's number for a rank that counts less in long texts."""

_Condition = ColumnElement[bool]


class SearchRecords(Rows):
    """The part of `Records` that is about finding articles."""

    def find(
        self,
        query: Query | None,
        sort: str = "",
        descending: bool = False,
        coder_id: UUID | None = None,
        people: Mapping[str, UUID] | None = None,
    ) -> array[int]:
        """The numbers of the articles that a query means, or of all.

        sort: one of SORTED, articles without it last; "" is the best first where the query has
            words, else the order of import.
        coder_id: whose `status:` is meant; anybody's if None. people: who `coder:` may name.
        """
        asked = self._asked(coder_id, people)
        if sort or query is None or not any(isinstance(each, Words) for each in terms(query)):
            where = [] if query is None else [asked.condition(query)]
            order = asked.order(sort, descending)
            statement = select(_line.number).where(*where).order_by(*order)
        else:
            statement = self._ranked(query, asked, descending)
        with self._searching():
            cursor = self._connection.execute(statement).cursor
            assert cursor is not None  # a question has an answer
            return array("l", [number for (number,) in cursor.fetchall()])

    def count(
        self,
        query: Query | None,
        coder_id: UUID | None = None,
        people: Mapping[str, UUID] | None = None,
    ) -> int:
        """How many articles `find` would find."""
        asked = self._asked(coder_id, people)
        if query is not None and (expression := asked.expression(query)):
            counted = select(func.count()).select_from(_words).where(_matches(expression))
        else:
            counted = select(func.count()).select_from(table("article_listing"))
            if query is not None:
                counted = counted.where(asked.condition(query))
        with self._searching():
            return int(self._connection.execute(counted).scalar() or 0)

    def _asked(self, coder_id: UUID | None, people: Mapping[str, UUID] | None) -> _Asked:
        """What a query means here, for one person."""
        if self._connection.dialect.name == "sqlite":
            return _Asked(coder_id, people or {})
        return _AskedOnServer(coder_id, people or {}, self._connection)

    def values_of(self, name: str, most: int) -> list[tuple[str, int]]:
        """What articles have under a name of LISTED, and how many each, the commonest first."""
        each, number = _line[name], func.count()
        query = select(each, number).where(each != "").group_by(each)
        return [
            (words, n) for words, n in self._all(query.order_by(number.desc(), each).limit(most))
        ]

    def _ranked(self, query: Query, asked: _Asked, descending: bool) -> Select[Any]:
        """The articles that a query with words means, the best first."""
        if isinstance(asked, _AskedOnServer):
            return asked.ranked(query, descending)
        expression, others = _divided(query if isinstance(query, And) else And((query,)))
        if not expression:
            return _ranked_by_any_word(query, asked, descending)
        found = select(_words.c.rowid).where(_matches(expression))
        wanted = [asked.condition(part) for part in others]
        if wanted and self._are_many(expression):
            lines = select(_line.number).where(*wanted)
            found = found.where((_words.c.rowid + 0).in_(lines))  # +0: not one search a line
        elif wanted:
            found = found.join(table("article_listing"), _line.number == _words.c.rowid)
            found = found.where(*wanted)
        return found.order_by(_words.c.rank.desc() if descending else _words.c.rank)

    def _are_many(self, expression: str) -> bool:
        """Whether so many articles have the words that the listing is better read through once."""
        some = select(_words.c.rowid).where(_matches(expression)).offset(_MANY).limit(1)
        with self._searching():
            return self._connection.execute(some).first() is not None

    @contextmanager
    def _searching(self) -> Iterator[None]:
        """Says of a damaged index that it is the index, which is no loss."""
        try:
            yield
        except DBAPIError as error:
            if is_corrupt(error):
                raise words_damaged(self._project) from error
            raise


class _Asked:
    """What a query means for one person: conditions on the lines of the listing."""

    def __init__(self, coder_id: UUID | None, people: Mapping[str, UUID]) -> None:
        self._coder_id = coder_id
        self._people = people

    def expression(self, query: Query) -> str:
        """The query as the index takes it whole; "" if it does not."""
        return expression_of(query)

    def order(self, sort: str, descending: bool) -> list[ColumnElement[Any]]:
        """What lines are ordered by; KeyError if `sort` is none of SORTED."""
        if not sort:
            return [_line.number.desc() if descending else _line.number]
        status = status_place(self._coder_id) if sort == "status" else None
        key: ColumnElement[Any] = _line[sort] if status is None else status
        if not isinstance(key.type, Text):
            return [key.desc() if descending else key, _line.number]
        letters = self._letters(key)
        return [key == "", letters.desc() if descending else letters, _line.number]

    def _letters(self, key: ColumnElement[str]) -> ColumnElement[str]:
        """Words as they are sorted: without regard to the capitals of A to Z."""
        return collate(key, "NOCASE")

    def condition(self, query: Query) -> _Condition:
        """That a line is meant by the query."""
        if expression := self.expression(query):
            return _line.number.in_(select(_words.c.rowid).where(_matches(expression)))
        match query:
            case And():
                return self._all_of(query)
            case Or(parts=parts_of_or):
                return or_(*(self.condition(part) for part in parts_of_or))
            case Not(part=part):
                return not_(self.condition(part))
            case Field(name=name, value=value):
                return self._field(name, value)
        raise TypeError(f"{query!r} is no query")

    def _all_of(self, query: And) -> _Condition:
        expression, others = _divided(query)
        parts = [self.condition(part) for part in others]
        if expression:
            found = select(_words.c.rowid).where(_matches(expression))
            parts.append(_line.number.in_(found))
        return and_(*parts)

    def _field(self, name: str, value: str) -> _Condition:
        if name == "status":
            return has_status(value, self._coder_id)
        if name == "coder":
            coder_id = self._people.get(value)
            return false() if coder_id is None else begun_by(coder_id)
        if name == "date":
            return _published_in(value, self._plainly(_line.published))
        if name == "language":
            return or_(_line.language == value, _line.language.startswith(f"{value}-"))
        if name == "id":
            digits = func.replace(cast(_line.article_id, Text), "-", "")
            return digits.startswith(value.replace("-", "").lower())
        return self._holds(_line[name], value)

    def _plainly(self, column: ColumnElement[str]) -> ColumnElement[str]:
        """A column as it is compared letter by letter."""
        return column

    def _holds(self, each: ColumnElement[str], value: str) -> _Condition:
        """That a column holds these words; each of its values is looked at once: many repeat."""
        values = select(each.label("words")).distinct().offset(0).subquery().c  # 0: distinct first
        holds = func.holds_folded(values.words, folded(value)) == 1
        return each.in_(select(values.words).where(holds))


class _AskedOnServer(_Asked):
    """The same on PostgreSQL. Whatever depends there on the language of a server is done here."""

    def __init__(
        self, coder_id: UUID | None, people: Mapping[str, UUID], connection: Connection
    ) -> None:
        super().__init__(coder_id, people)
        self._connection = connection

    def expression(self, query: Query) -> str:
        """PostgreSQL's index takes no whole query."""
        return ""

    def condition(self, query: Query) -> _Condition:
        """That a line is meant by the query."""
        if isinstance(query, Words):
            return _line.number.in_(select(_parts.c.number).where(*_within(query)))
        return super().condition(query)

    def ranked(self, query: Query, descending: bool) -> Select[Any]:
        """The articles that a query means, the best first; those without its words last."""
        words = [each for each in terms(query) if isinstance(each, Words)]
        any_word = " | ".join(filter(None, map(asked_words, words)))
        rank = func.sum(func.ts_rank_cd(_parts.c.words, _tsquery(any_word), _BY_LENGTH))
        best = (
            select(_parts.c.number, rank.label("rank"))
            .where(_has(any_word))
            .group_by(_parts.c.number)
            .subquery()
            .c
        )
        return (
            select(_line.number)
            .outerjoin(best.rank.table, best.number == _line.number)
            .where(self.condition(query))
            .order_by(
                best.rank.is_(None), best.rank if descending else best.rank.desc(), _line.number
            )
        )

    def _all_of(self, query: And) -> _Condition:
        return and_(*(self.condition(part) for part in query.parts))

    def _letters(self, key: ColumnElement[str]) -> ColumnElement[str]:
        return func.lower(self._plainly(key))

    def _plainly(self, column: ColumnElement[str]) -> ColumnElement[str]:
        return collate(column, "C")

    def _holds(self, each: ColumnElement[str], value: str) -> _Condition:
        wanted = folded(value)
        values = self._connection.execute(select(each).distinct()).scalars()
        return each.in_([words for words in values if wanted in folded(words)])


def _tsquery(words: str) -> ColumnElement[Any]:
    from sqlalchemy.dialects.postgresql import TSQUERY

    return cast(literal(words, Text), TSQUERY)


def _has(words: str) -> _Condition:
    """That a part of an article has these words, as `asked_words` writes them."""
    return _parts.c.words.op("@@", is_comparison=True)(_tsquery(words))


def _within(words: Words) -> list[_Condition]:
    """That a part has these words, and is the title where that is asked for."""
    found = asked_words(words)
    if not found:
        return [false()]
    return [_has(found), *([_parts.c.part == TITLE] if words.column else [])]


def expression_of(query: Query) -> str:
    """A query as SQLite's full-text index takes it; "" if it asks more than the index knows."""
    match query:
        case Words(text=text, is_prefix=is_prefix, column=name):
            letters = searchable(text).replace("\0", " ").replace('"', '""')
            return f'{name}{" : " if name else ""}"{letters}"{" *" if is_prefix else ""}'
        case Or(parts=parts):
            either = [expression_of(part) for part in parts]
            return f"({' OR '.join(either)})" if all(either) else ""
        case And():
            expression, others = _divided(query)
            return "" if others else expression
    return ""


def _divided(query: And) -> tuple[str, list[Query]]:
    """What of the parts the index knows, as one expression, and the other parts."""
    wanted: list[str] = []
    ruled_out: list[str] = []
    others: list[Query] = []
    for part in query.parts:
        is_not = isinstance(part, Not)
        expression = expression_of(part.part if isinstance(part, Not) else part)
        if not expression:
            others.append(part)
        else:
            (ruled_out if is_not else wanted).append(expression)
    if not wanted:
        return "", list(query.parts)
    return " NOT ".join([f"({' AND '.join(wanted)})", *ruled_out]), others


def _matches(expression: str) -> _Condition:
    """That the index finds an article."""
    return literal_column("article_words").op("MATCH", is_comparison=True)(expression)


def _ranked_by_any_word(query: Query, asked: _Asked, descending: bool) -> Select[Any]:
    """The same for a query that also means articles without its words; those come last."""
    any_word = " OR ".join(expression_of(each) for each in terms(query) if isinstance(each, Words))
    best = select(_words.c.rowid, _words.c.rank).where(_matches(any_word)).subquery().c
    rank = best.rank.desc() if descending else best.rank
    return (
        select(_line.number)
        .outerjoin(best.rank.table, best.rowid == _line.number)
        .where(asked.condition(query))
        .order_by(best.rank.is_(None), rank, _line.number)
    )


def _published_in(period: str, published: ColumnElement[str]) -> _Condition:
    """That all of the time an article may be of, month or year, lies within a period."""
    first, last = date_bounds(period)
    at = func.length(_line.published) - 3
    bounds = [_line.published != ""]
    if first:
        bounds.append(published.concat(func.substr("-01-01", at)) >= first)
    if last:
        bounds.append(published.concat(func.substr("-12-31", at)) <= last)
    return and_(*bounds)

"""Many rows about who was given what and did what, as the driver gives them, a piece at a time.

A study has hundreds of thousands of them: each as a value would take minutes. Ids are in
hexadecimal, moments as they are stored on SQLite ("2026-11-16 08:30:00.000000", UTC). On SQLite no
lock is held between two pieces; on PostgreSQL no reader holds up a writer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal_column, select, text

from annotator.model.event import Lane
from annotator.model.saved import SavedRow
from annotator.model.study import State
from annotator.store.rows import Rows, moment_cell, raw
from annotator.store.standing import NOT_REPLACED
from annotator.store.tables import table

_assignment = table("assignment").c
_line = table("article_listing").c
_revision = table("event_revision").c
_submission = table("submission").c

_PIECE = 5_000
"""Rows read at a time: some tens of milliseconds."""

_SUBMITTED = State.SUBMITTED.value

_TURN = 5_107_430_022_861_310
"""The name of the lock that makes those who assign on one server wait for each other."""


class Listed(NamedTuple):
    """An article of the listing: its number, its id, and what the lead decided, or ""."""

    number: int
    article: str
    state: str


class GivenRow(NamedTuple):
    """An article that a coder is given, since when, and at which place of their list.

    active: not taken back since; then made_at says when it was.
    """

    article: str
    round: int
    place: int
    made_at: str
    active: bool = True


class ProgressRecords(Rows):
    """The part of `Records` that tells who was given what and how far they are, row by row."""

    def all_listed(self) -> Iterator[list[Listed]]:
        """All articles with what the lead decided, by number."""
        query = select(_line.number, raw(_line.article_id), _line.state).order_by(_line.number)
        last = 0
        while rows := self._all(query.where(_line.number > last).limit(_PIECE)):
            yield [Listed(number, _hex(id), state) for number, id, state in rows]
            last = rows[-1].number

    def kept_from_coders(self) -> set[str]:
        """The articles about which the lead decided that they are not to be coded."""
        query = select(raw(_line.article_id)).where(_line.state != "")
        return {_hex(article) for (article,) in self._all(query)}

    def n_assignments(self) -> int:
        """How many rows of assignments there are; it grows with every change."""
        ((number,),) = self._all(select(func.count()).select_from(table("assignment")))
        return int(number)

    def next_assignment_time(self) -> datetime:
        """This moment, but later than that of all assignments, whatever the clock."""
        return self._now("assignment")

    def wait_to_assign(self) -> None:
        """Begin to write; nobody else assigns until this is done."""
        self._begin()
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})

    def given_rows(self, coder_id: UUID) -> list[GivenRow]:
        """What is assigned to this coder now, in every round."""
        return [row for row in self.ever_given_rows(coder_id) if row.active]

    def ever_given_rows(self, coder_id: UUID) -> list[GivenRow]:
        """Where everything stands that was ever assigned to this coder, in every round."""
        query = select(
            raw(_assignment.made_at),
            raw(_assignment.id),
            raw(_assignment.article_id),
            _assignment.round,
            _assignment.place,
            _assignment.active,
        ).where(_assignment.coder_id == coder_id)
        rows = sorted(
            (_moment(made_at), _hex(id), _hex(article), round, place, bool(active))
            for piece in self._pieces("assignment", query)
            for made_at, id, article, round, place, active, *_ in piece
        )
        newest = {row[2:4]: row for row in rows}
        return [
            GivenRow(article, round, place, made_at, active)
            for made_at, _, article, round, place, active in newest.values()
        ]

    def saved_rows(self, coder_id: UUID) -> Iterator[list[SavedRow]]:
        """Everything this coder saved of their own codings, in no certain order."""
        is_answered = cast(_submission.answers, Text) != "{}"
        told = select(
            raw(_submission.made_at),
            raw(_submission.id),
            raw(_submission.article_id),
            _submission.round,
            _submission.state,
            is_answered,
        ).where(_submission.coder_id == coder_id, _submission.lane == Lane.CODING.value)
        coded = select(
            raw(_revision.made_at),
            raw(_revision.id),
            raw(_revision.article_id),
            _revision.round,
            literal_column("''"),
            NOT_REPLACED & _revision.retracted.is_(False),
        ).where(_revision.coder_id == coder_id, _revision.lane == Lane.CODING.value)
        for name, query in (("submission", told), ("event_revision", coded)):
            for piece in self._pieces(name, query):
                yield [
                    SavedRow(_moment(at), _hex(id), _hex(article), round, state, bool(counts))
                    for at, id, article, round, state, counts, *_ in piece
                ]

    def submitted_gold(self) -> set[str]:
        """The articles whose gold is submitted."""
        query = (
            select(raw(_submission.article_id), _submission.state)
            .where(_submission.lane == Lane.GOLD.value)
            .order_by(_submission.made_at, _submission.id)
        )
        newest = {_hex(article): state for article, state in self._all(query)}
        return {article for article, state in newest.items() if state == _SUBMITTED}

    def _pieces(self, name: str, query: Select[Any]) -> Iterator[list[Any]]:
        """The rows of a query on one table; on SQLite so many at a time, by the row's place."""
        if self._connection.dialect.name != "sqlite":
            yield list(self._all(query))
            return
        row: ColumnElement[int] = literal_column(f"{name}.rowid")
        whole = query.add_columns(row.label("row")).order_by(row).limit(_PIECE)
        last = 0
        while rows := self._all(whole.where(row > last)):
            yield list(rows)
            last = rows[-1].row


def _hex(id: Any) -> str:
    """An id as the driver gives it, in hexadecimal."""
    return id.hex if isinstance(id, UUID) else str(id)


def _moment(moment: Any) -> str:
    """A moment as the driver gives it, as SQLite holds it."""
    return moment_cell(moment) if isinstance(moment, datetime) else str(moment)

"""What a change of the codebook asks of the store: which codings stand under which codebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Text, cast, func, or_, select

from annotator.model.event import Lane
from annotator.model.study import State
from annotator.model.values_plain import Plain, check_entry, check_event
from annotator.store.rows import Rows
from annotator.store.standing import NOT_REPLACED
from annotator.store.tables import table

_article = table("article").c
_revision = table("event_revision").c
_submission = table("submission").c
_adoption = table("adoption").c


class StandingEvent(NamedTuple):
    """A state of an event that nothing has replaced, plain, and under which codebook it was made.

    One event has several where it was saved on several machines.
    """

    event_id: UUID
    codebook_id: UUID
    made_at: datetime
    body: Plain


@dataclass(slots=True)
class Before:
    """What a coding was before somebody began to go over it under another codebook."""

    codebook_id: UUID | None = None
    answers: Plain = field(default_factory=dict)
    events: dict[UUID, StandingEvent] = field(default_factory=dict)


@dataclass(slots=True)
class StandingCoding:
    """What stands of one coding. number: of the article. Gold is under its newest maker.

    codebook_id, made_at, answers: of the newest submission; None and nothing without one.
    before: of a coding in progress, what was last said under other codebooks than the one in mind
        since it was last submitted under that: the newest submission, and each event.
    """

    number: int
    article_id: UUID
    coder_id: UUID
    lane: Lane
    round: int
    state: State = State.IN_PROGRESS
    codebook_id: UUID | None = None
    made_at: datetime | None = None
    answers: Plain = field(default_factory=dict)
    events: list[StandingEvent] = field(default_factory=list)
    before: Before = field(default_factory=lambda: Before())


class RecodingRecords(Rows):
    """The part of `Records` that a change of the codebook needs."""

    def n_codebooks(self) -> int:
        """How many codebooks the project ever had."""
        ((count,),) = self._all(select(func.count()).select_from(table("codebook")))
        return int(count)

    def adopted(self) -> list[UUID]:
        """The codebooks that were adopted, in the order in which they were."""
        query = select(_adoption.codebook_id).order_by(_adoption.made_at, _adoption.id)
        return [codebook_id for (codebook_id,) in self._all(query)]

    def codebooks_in_use(self, lane: Lane) -> set[UUID]:
        """The codebooks under which codings of a lane stand."""
        events = select(_revision.codebook_id).where(
            _revision.lane == lane.value, _revision.retracted.is_(False), NOT_REPLACED
        )
        told = select(_submission.codebook_id).where(_submission.lane == lane.value)
        found = {each for query in (events, told) for (each,) in self._all(query.distinct())}
        return {each for each in found if each is not None}

    def standing_codings(
        self,
        first: int,
        last: int,
        coder_id: UUID | None = None,
        not_under: UUID | None = None,
    ) -> list[StandingCoding]:
        """The codings of the articles from number `first` to `last`, in the order of import.

        coder_id: of one coder alone, with the gold that they made. not_under: without the events
        that were begun under this codebook, and with what stood before it.
        """
        found: dict[tuple[object, ...], StandingCoding] = {}
        confirmed: dict[tuple[object, ...], datetime] = {}
        for row in self._revisions_between(first, last, coder_id, not_under):
            self._coding(found, row).events.append(
                StandingEvent(row.event_id, row.codebook_id, row.made_at, row.body)
            )
        for row in self._submissions_between(first, last, coder_id):
            coding = self._coding(found, row)
            coding.state, coding.answers = State(row.state), row.answers
            coding.codebook_id, coding.made_at = row.codebook_id, row.made_at
            if row.codebook_id != not_under:
                coding.before = Before(row.codebook_id, row.answers)
            elif coding.state is State.SUBMITTED:
                coding.before = Before()
                confirmed[self._key(row)] = row.made_at
        if not_under and any(each.state is State.IN_PROGRESS for each in found.values()):
            for row in self._earlier_between(first, last, coder_id, not_under):
                self._put_before(found.get(self._key(row)), row, confirmed.get(self._key(row)))
        order = {lane: place for place, lane in enumerate(Lane)}
        return sorted(
            found.values(), key=lambda c: (c.number, order[c.lane], str(c.coder_id), c.round)
        )

    @staticmethod
    def _key(row: Any) -> tuple[object, ...]:
        """The coding that a row belongs to; gold is one coding, whoever settled it."""
        lane = Lane(row.lane)
        return (row.number, lane, row.round, row.coder_id if lane is Lane.CODING else None)

    @staticmethod
    def _put_before(coding: StandingCoding | None, row: Any, confirmed: datetime | None) -> None:
        """Keep a state of an event, if it was not confirmed since, nor was the event gone."""
        if coding is None or (confirmed is not None and row.made_at <= confirmed):
            return
        coding.before.events.pop(row.event_id, None)
        if not row.retracted:
            state = StandingEvent(row.event_id, row.codebook_id, row.made_at, row.body)
            coding.before.events[row.event_id] = state

    def _coding(self, found: dict[tuple[object, ...], StandingCoding], row: Any) -> StandingCoding:
        """The coding that a row belongs to, new if it is the first."""
        key = self._key(row)
        coding = found.get(key)
        if coding is None:
            coding = found[key] = StandingCoding(
                row.number, row.article_id, row.coder_id, Lane(row.lane), row.round
            )
        coding.coder_id = row.coder_id
        return coding

    def _revisions_between(
        self, first: int, last: int, coder_id: UUID | None, not_under: UUID | None
    ) -> Iterator[Any]:
        columns = (_revision.event_id, _revision.codebook_id, _revision.body)
        query = self._of_articles("event_revision", columns, first, last, coder_id)
        query = query.where(_revision.retracted.is_(False), NOT_REPLACED)
        if not_under is not None:
            is_changed = cast(_revision.replaces, Text) != "[]"
            query = query.where(or_(_revision.codebook_id != not_under, is_changed))
        yield from self._values("event_revision", query, _checked_event)

    def _earlier_between(
        self, first: int, last: int, coder_id: UUID | None, not_under: UUID
    ) -> Iterator[Any]:
        """Every state of events under other codebooks than this, replaced ones too."""
        columns = (_revision.event_id, _revision.codebook_id, _revision.body, _revision.retracted)
        query = self._of_articles("event_revision", columns, first, last, coder_id)
        query = query.where(_revision.codebook_id != not_under)
        yield from self._values("event_revision", query, _checked_event)

    def _submissions_between(self, first: int, last: int, coder_id: UUID | None) -> Iterator[Any]:
        columns = (_submission.state, _submission.codebook_id, _submission.answers)
        query = self._of_articles("submission", columns, first, last, coder_id)
        yield from self._values("submission", query, _checked_answers)

    @staticmethod
    def _of_articles(
        name: str, columns: tuple[Any, ...], first: int, last: int, coder_id: UUID | None
    ) -> Any:
        """Rows of a table, with the article, coder, lane and round of each, oldest first."""
        whole = table(name).c
        owner = (whole.article_id, whole.coder_id, whole.lane, whole.round, whole.made_at)
        query = (
            select(_article.number, *owner, *columns)
            .join_from(table("article"), table(name), _article.id == whole.article_id)
            .where(_article.number.between(first, last))
            .order_by(whole.made_at, whole.id)
        )
        if coder_id is not None:
            # Not as a bare column, or SQLite takes the coder's index and reads all their rows.
            query = query.where(func.coalesce(whole.coder_id, whole.coder_id) == coder_id)
        return query


def _checked_event(row: Row[Any]) -> Row[Any]:
    check_event(row.body)
    return row


def _checked_answers(row: Row[Any]) -> Row[Any]:
    check_entry(row.answers)
    return row

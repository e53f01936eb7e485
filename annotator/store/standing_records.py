"""How far coders are, and what is theirs to code: for a page of a list, and for a worklist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, case, cast, func, literal, select, union_all

from annotator.model.event import Lane
from annotator.model.study import FINISHED, FIRST_ROUND, Standing, State, current_round
from annotator.store.listing import pieces
from annotator.store.rows import Rows
from annotator.store.standing import NOT_REPLACED
from annotator.store.tables import table

_article = table("article").c
_assignment = table("assignment").c
_line = table("article_listing").c
_revision = table("event_revision").c
_submission = table("submission").c

_EVENTS = (
    _revision.lane == Lane.CODING.value,
    _revision.retracted.is_(False),
    NOT_REPLACED,
)
"""That a revision is an event of a coding, and stands."""

_BEGUN = State.IN_PROGRESS.value

_GIVEN = "given"


@dataclass(slots=True)
class _Rounds:
    """What a coder has to do with one article, by round, as the newest rows say it."""

    given: dict[int, bool] = field(default_factory=dict)
    finished: dict[int, bool] = field(default_factory=dict)
    coded: set[int] = field(default_factory=set)

    @property
    def are_special(self) -> bool:
        """Whether there is another one than the first."""
        return any(round != FIRST_ROUND for round in (*self.given, *self.finished))

    @property
    def current(self) -> int:
        """The round in which the coder works now."""
        return current_round(
            [round for round, is_given in self.given.items() if is_given],
            [round for round, is_finished in self.finished.items() if is_finished],
            self.coded.union(self.finished),
        )


class StandingRecords(Rows):
    """The part of `Records` that tells who has begun what, and who is to."""

    def standings(
        self,
        ids: Sequence[UUID],
        coder_id: UUID | None = None,
        rounds: Mapping[UUID, int] | None = None,
    ) -> list[Standing]:
        """Where the codings of these articles stand that were begun.

        Of one coder in the current round of each article, or of all coders in the first round.
        rounds: the coder's current rounds, where they are known already.
        """
        of_events = (_revision.article_id, _revision.coder_id, _revision.round)
        of_told = (_submission.article_id, _submission.coder_id, _submission.round)
        counted = select(*of_events, func.count(_revision.event_id.distinct())).where(*_EVENTS)
        told = select(*of_told)
        if coder_id is None:
            counted = counted.where(_revision.round == FIRST_ROUND)
            told = told.where(_submission.round == FIRST_ROUND)
        else:
            counted = counted.where(_revision.coder_id == coder_id)
            told = told.where(_submission.coder_id == coder_id)
        found: list[Standing] = []
        for piece in pieces(ids):
            if rounds is None or coder_id is None:
                rounds = {} if coder_id is None else self.current_rounds(ids, coder_id)
            query = counted.where(_revision.article_id.in_(piece)).group_by(*of_events)
            counts: dict[Any, int] = {tuple(key): n for *key, n in self._all(query)}
            states = self._states(told.where(_submission.article_id.in_(piece)))
            for key in {**states, **counts}:
                article_id, whose, round = key
                state = states.get(key) or (State.IN_PROGRESS if key in counts else None)
                if state is not None and round == rounds.get(article_id, FIRST_ROUND):
                    found.append(Standing(article_id, whose, state, counts.get(key, 0), round))
        return found

    def current_rounds(self, ids: Sequence[UUID], coder_id: UUID) -> dict[UUID, int]:
        """In which round this coder works on these articles now, where it is not the first."""
        found: dict[UUID, int] = {}
        for piece in pieces(ids):
            own = self._rounds(piece, coder_id)
            special = [article_id for article_id, rounds in own.items() if rounds.are_special]
            for article_id, round in self._coded(special, coder_id):
                own[article_id].coded.add(round)
            found |= {article_id: own[article_id].current for article_id in special}
        return {article_id: round for article_id, round in found.items() if round != FIRST_ROUND}

    def _rounds(self, ids: Sequence[UUID], coder_id: UUID) -> dict[UUID, _Rounds]:
        """What this coder was given of these articles, and how far they said they are."""
        given = select(
            *(_assignment.article_id, _assignment.round, _assignment.made_at, _assignment.id),
            case((_assignment.active, _GIVEN), else_="").label("state"),
            literal(1).label("is_given"),
        ).where(
            # Not as a bare column, or SQLite takes the coder's index and reads all of their rows.
            func.coalesce(_assignment.coder_id, _assignment.coder_id) == coder_id,
            _assignment.article_id.in_(ids),
        )
        told = select(
            *(_submission.article_id, _submission.round, _submission.made_at, _submission.id),
            _submission.state,
            literal(0),
        ).where(
            _submission.coder_id == coder_id,
            _submission.lane == Lane.CODING.value,
            _submission.article_id.in_(ids),
        )
        both = union_all(given, told)
        found: defaultdict[UUID, _Rounds] = defaultdict(_Rounds)
        for article_id, round, *_, state, is_given in self._all(both.order_by("made_at", "id")):
            if is_given:
                found[article_id].given[round] = state == _GIVEN
            else:
                found[article_id].finished[round] = State(state) in FINISHED
        return found

    def _coded(self, ids: Sequence[UUID], coder_id: UUID) -> list[tuple[UUID, int]]:
        """In which rounds this coder ever saved an event of these articles."""
        if not ids:
            return []
        query = select(_revision.article_id, _revision.round).where(
            _revision.coder_id == coder_id,
            _revision.lane == Lane.CODING.value,
            _revision.article_id.in_(ids),
        )
        return [(article_id, round) for article_id, round in self._all(query.distinct())]

    def begun(self, coder_id: UUID) -> dict[int, dict[int, State | None]]:
        """By round, the articles this coder has to do with, by number, and where each stands.

        None where there was something once, and nothing of it stands.
        """
        events = select(_revision.round, _article.number).join(
            table("event_revision"), _revision.article_id == _article.id
        )
        found: dict[int, dict[int, State | None]] = {FIRST_ROUND: {}}
        for round, number in self._all(events.where(_revision.coder_id == coder_id, *_EVENTS)):
            found.setdefault(round, {})[number] = State.IN_PROGRESS
        told = select(_submission.round, _article.number).join(
            table("submission"), _submission.article_id == _article.id
        )
        states = self._states(told.where(_submission.coder_id == coder_id))
        for (round, number), state in states.items():
            own = found.setdefault(round, {})
            own[number] = state or own.get(number)
        return found

    def double_heads(self, lane: Lane, coder_id: UUID | None = None) -> list[tuple[UUID, UUID]]:
        """Article and event, wherever several states of an event stand; by number and event.

        Of one coder or of all; also where the states say the same.
        """
        columns = (_article.number, _revision.article_id, _revision.event_id)
        query = (
            select(*columns)
            .join(table("article"), _article.id == _revision.article_id)
            .where(_revision.lane == lane.value, NOT_REPLACED)
            .group_by(*columns)
            .having(func.count() > 1)
            .order_by(_article.number, _revision.event_id)
        )
        if coder_id is not None:
            query = query.where(_revision.coder_id == coder_id)
        return [(article_id, event_id) for _, article_id, event_id in self._all(query)]

    def _states(self, query: Select[Any]) -> dict[Any, State | None]:
        """The newest state of submissions, by the columns of the query.

        None where a coding is in progress by its events alone, if it has any.
        """
        rows = self._all(
            query.add_columns(_submission.state, cast(_submission.answers, Text) != "{}")
            .where(_submission.lane == Lane.CODING.value)
            .order_by(_submission.made_at, _submission.id)
        )
        return {
            tuple(key): None if state == _BEGUN and not is_answered else State(state)
            for *key, state, is_answered in rows
        }

    def decided(self) -> dict[int, str]:
        """The articles about which the lead decided something, and what: one of ARTICLE_STATES."""
        query = select(_line.number, _line.state).where(_line.state != "")
        return dict(map(tuple, self._all(query)))

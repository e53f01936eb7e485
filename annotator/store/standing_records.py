"""How far coders are, and what is theirs to code: for a page of a list, and for a worklist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select

from annotator.model.event import Lane
from annotator.model.study import Standing, State
from annotator.store.listing import pieces
from annotator.store.rows import Rows
from annotator.store.standing import NOT_REPLACED
from annotator.store.tables import table

_article = table("article").c
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


class StandingRecords(Rows):
    """The part of `Records` that tells who has begun what, and who is to."""

    def standings(self, ids: Sequence[UUID], coder_id: UUID | None = None) -> list[Standing]:
        """Where the codings of these articles stand that were begun; by one coder, or by all."""
        events = (_revision.article_id, _revision.coder_id)
        counted = select(*events, func.count(_revision.event_id.distinct())).where(*_EVENTS)
        told = select(_submission.article_id, _submission.coder_id)
        if coder_id is not None:
            counted = counted.where(_revision.coder_id == coder_id)
            told = told.where(_submission.coder_id == coder_id)
        found: list[Standing] = []
        for piece in pieces(ids):
            query = counted.where(_revision.article_id.in_(piece)).group_by(*events)
            counts: dict[Any, int] = {tuple(key): n for *key, n in self._all(query)}
            states = self._states(told.where(_submission.article_id.in_(piece)))
            for key in {**states, **counts}:
                state = states.get(key) or (State.IN_PROGRESS if key in counts else None)
                if state is not None:
                    article_id, whose = key
                    found.append(Standing(article_id, whose, state, counts.get(key, 0)))
        return found

    def begun(self, coder_id: UUID) -> dict[int, State | None]:
        """The articles this coder has to do with, by number, and where each coding stands.

        None where there was something once, and nothing of it stands.
        """
        events = select(_article.number).join(
            table("event_revision"), _revision.article_id == _article.id
        )
        coded = self._all(events.where(_revision.coder_id == coder_id, *_EVENTS))
        found: dict[int, State | None] = {number: State.IN_PROGRESS for (number,) in coded}
        told = select(_article.number).join(
            table("submission"), _submission.article_id == _article.id
        )
        for (number,), state in self._states(told.where(_submission.coder_id == coder_id)).items():
            found[number] = state or found.get(number)
        return found

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

"""How far coders are with the articles of a list: asked for a page, not for all there are."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Text, cast, func, select

from annotator.model.event import Lane
from annotator.model.study import Standing, State
from annotator.store.listing import pieces
from annotator.store.rows import Rows
from annotator.store.standing import NOT_REPLACED
from annotator.store.tables import table

_revision = table("event_revision").c
_submission = table("submission").c
_Key = tuple[UUID, UUID]


class StandingRecords(Rows):
    """The part of `Records` that tells how far coders are with some articles."""

    def standings(self, ids: Sequence[UUID], coder_id: UUID | None = None) -> list[Standing]:
        """Where the codings of these articles stand that were begun; by one coder, or by all."""
        found: list[Standing] = []
        for piece in pieces(ids):
            counts = self._counts(piece, coder_id)
            states = self._states(piece, coder_id)
            for key in {**states, **counts}:
                state = states.get(key)
                if state is None and key in counts:
                    state = State.IN_PROGRESS
                if state is not None:
                    found.append(Standing(*key, state, counts.get(key, 0)))
        return found

    def _counts(self, ids: Sequence[UUID], coder_id: UUID | None) -> dict[_Key, int]:
        """How many events stand, by article and coder."""
        key = (_revision.article_id, _revision.coder_id)
        query = select(*key, func.count(_revision.event_id.distinct())).where(
            _revision.article_id.in_(ids),
            _revision.lane == Lane.CODING.value,
            _revision.retracted.is_(False),
            NOT_REPLACED,
        )
        if coder_id is not None:
            query = query.where(_revision.coder_id == coder_id)
        return {(article, coder): n for article, coder, n in self._all(query.group_by(*key))}

    def _states(self, ids: Sequence[UUID], coder_id: UUID | None) -> dict[_Key, State | None]:
        """The newest state, by article and coder; None where only events make it begun."""
        query = select(
            _submission.article_id,
            _submission.coder_id,
            _submission.state,
            cast(_submission.answers, Text) != "{}",
        ).where(_submission.article_id.in_(ids), _submission.lane == Lane.CODING.value)
        if coder_id is not None:
            query = query.where(_submission.coder_id == coder_id)
        rows = self._all(query.order_by(_submission.made_at, _submission.id))
        return {
            (article, coder): State(state) if state != _BEGUN or is_answered else None
            for article, coder, state, is_answered in rows
        }


_BEGUN = State.IN_PROGRESS.value

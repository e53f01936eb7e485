"""What worklists are made of: the numbers of articles that are not simply still to do."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Text, cast, select

from annotator.model.event import Lane
from annotator.model.study import State
from annotator.store.rows import Rows, raw
from annotator.store.standing import NOT_REPLACED
from annotator.store.tables import table

_article = table("article").c
_line = table("article_listing").c
_assignment = table("assignment").c
_revision = table("event_revision").c
_submission = table("submission").c


class WorklistRecords(Rows):
    """The part of `Records` that tells who is to code what, as numbers."""

    def decided(self) -> dict[int, str]:
        """The articles about which the lead decided something, and what: one of ARTICLE_STATES."""
        query = select(_line.number, _line.state).where(_line.state != "")
        return dict(map(tuple, self._all(query)))

    def begun(self, coder_id: UUID) -> dict[int, State | None]:
        """The articles this coder has to do with, and where each coding stands.

        None where there was something once, and nothing of it stands.
        """
        of_coder = (_revision.coder_id == coder_id, _revision.lane == Lane.CODING.value)
        events = select(_article.number).join(
            table("event_revision"), _revision.article_id == _article.id
        )
        standing = (_revision.retracted.is_(False), NOT_REPLACED)
        found: dict[int, State | None] = {
            number: State.IN_PROGRESS for (number,) in self._all(events.where(*of_coder, *standing))
        }
        states = (
            select(_article.number, _submission.state, cast(_submission.answers, Text) != "{}")
            .join(table("submission"), _submission.article_id == _article.id)
            .where(_submission.coder_id == coder_id, _submission.lane == Lane.CODING.value)
            .order_by(_submission.made_at, _submission.id)
        )
        newest = {number: (State(state), is_told) for number, state, is_told in self._all(states)}
        for number, (state, is_told) in newest.items():
            if state is not State.IN_PROGRESS or is_told:
                found[number] = state
            else:
                found.setdefault(number, None)
        return found

    def given(self, coder_id: UUID) -> tuple[set[int], set[int]]:
        """The articles that are assigned to this coder, and those assigned to anybody."""
        query = (
            select(
                _article.number,
                raw(_assignment.coder_id),
                _assignment.round,
                _assignment.active,
                _assignment.coder_id == coder_id,
            )
            .join(table("assignment"), _assignment.article_id == _article.id)
            .order_by(_assignment.made_at, _assignment.id)
        )
        newest = {
            (number, who, round): (is_active, is_own)
            for number, who, round, is_active, is_own in self._all(query)
        }
        active = [(key[0], is_own) for key, (is_active, is_own) in newest.items() if is_active]
        return {number for number, is_own in active if is_own}, {number for number, _ in active}

"""Where codings stand, as conditions on rows: which states are heads, which articles are done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, case, cast, func, not_, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from annotator.model.article import DUPLICATE, REMOVED, SET_ASIDE
from annotator.model.event import Lane
from annotator.model.query import STATUSES
from annotator.model.study import State
from annotator.store.tables import table

_revision = table("event_revision").c
_submission = table("submission").c
_line = table("article_listing").c

NOT_REPLACED = ~(
    select(table("replacement").c.revision_id)
    .where(table("replacement").c.replaced_id == _revision.id)
    .correlate(table("event_revision"))
    .exists()
)
"""That a revision is a head."""


def has_status(status: str, coder_id: UUID | None) -> ColumnElement[bool]:
    """That a line of the listing has one of STATUSES, for this coder, or for anybody if None.

    What a lead set aside or marked as a duplicate is no longer to do, but stays where the coder's
    coding of it stands, if there is one.
    """
    submitted, own_set_aside, begun = _standing(coder_id)
    done = or_(submitted, own_set_aside)
    conditions = {
        "to_do": not_(or_(done, begun)) & (_line.state == ""),
        "in_progress": begun & not_(done),
        "submitted": submitted,
        "set_aside": or_(own_set_aside, _line.state == SET_ASIDE),
        "duplicate": _line.state == DUPLICATE,
        "removed": _line.state == REMOVED,
    }
    return conditions[status]


def status_place(coder_id: UUID | None) -> ColumnElement[int]:
    """Where a line's status stands among STATUSES; the coder's own comes first."""
    submitted, own_set_aside, begun = _standing(coder_id)
    place = STATUSES.index
    return case(
        (submitted, place("submitted")),
        (own_set_aside, place("set_aside")),
        (begun, place("in_progress")),
        (_line.state == SET_ASIDE, place("set_aside")),
        (_line.state == DUPLICATE, place("duplicate")),
        (_line.state == REMOVED, place("removed")),
        else_=place("to_do"),
    )


def begun_by(coder_id: UUID | None) -> ColumnElement[bool]:
    """That this coder, or anybody if None, has coded something in the article or handed it in."""
    return or_(*_standing(coder_id))


def _standing(
    coder_id: UUID | None,
) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """That the article is submitted, set aside, or has events or answers; by this coder."""
    newest = _newest(coder_id).subquery()
    stands = select(newest.c.article_id).where(newest.c.place == 1)
    answered = stands.where(
        newest.c.state == State.IN_PROGRESS.value, cast(newest.c.answers, Text) != "{}"
    )
    coded = select(_revision.article_id).where(
        _revision.lane == Lane.CODING.value, _revision.retracted.is_(False), NOT_REPLACED
    )
    if coder_id is not None:
        coded = coded.where(_revision.coder_id == coder_id)
    return (
        _line.article_id.in_(stands.where(newest.c.state == State.SUBMITTED.value)),
        _line.article_id.in_(stands.where(newest.c.state == State.SET_ASIDE.value)),
        _line.article_id.in_(union_all(answered, coded)),
    )


def _newest(coder_id: UUID | None) -> Select[Any]:
    """Every submission with its place among those of its article and coder, the newest first."""
    place = func.row_number().over(
        partition_by=(_submission.article_id, _submission.coder_id),
        order_by=(_submission.made_at.desc(), _submission.id.desc()),
    )
    query = select(
        _submission.article_id, _submission.state, _submission.answers, place.label("place")
    ).where(_submission.lane == Lane.CODING.value)
    return query if coder_id is None else query.where(_submission.coder_id == coder_id)

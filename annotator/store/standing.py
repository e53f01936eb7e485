"""Where codings stand, as conditions on rows: which states are heads, which articles are done.

A coder's coding of an article is the one of their current round; where no coder is meant, it is
that of the first round: training and hidden repeats tell nothing of how far a study is.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    not_,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from annotator.model.article import DUPLICATE, REMOVED, SET_ASIDE
from annotator.model.event import Lane
from annotator.model.query import STATUSES
from annotator.model.study import FINISHED, FIRST_ROUND, State
from annotator.store.tables import table

_assignment = table("assignment").c
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

_OF_CODING = _submission.lane == Lane.CODING.value

_NO_ROUND = cast(null(), Integer)


def has_status(status: str, coder_id: UUID | None) -> ColumnElement[bool]:
    """That a line of the listing has one of STATUSES, for this coder, or for anybody if None.

    What a lead set aside or marked as a duplicate is no longer to do, but stays where the coder's
    coding of it stands, if there is one.
    """
    submitted, own_set_aside, begun = _standing(coder_id, current_rounds(coder_id))
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
    submitted, own_set_aside, begun = _standing(coder_id, current_rounds(coder_id))
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
    """That this coder, or anybody if None, has coded something or handed in, in the first round."""
    return or_(*_standing(coder_id, None))


def current_rounds(coder_id: UUID | None) -> CTE | None:
    """A coder's articles of which the current round may not be the first: article_id and round.

    It says of rows what `study.current_round` says of values. None where no coder is meant.
    """
    if coder_id is None:
        return None
    of_coder, told_by = _assignment.coder_id == coder_id, _submission.coder_id == coder_id
    some = union(
        select(_assignment.article_id).where(of_coder, _assignment.round != FIRST_ROUND),
        select(_submission.article_id).where(told_by, _OF_CODING, _submission.round != FIRST_ROUND),
    )
    given, told = _newest_given(coder_id, some), _newest_told(coder_id, some)
    theirs = union_all(
        _given_and_due(given, told),
        select(told.c.article_id, told.c.round, _NO_ROUND).where(told.c.round >= FIRST_ROUND),
        select(_revision.article_id, _revision.round, _NO_ROUND).where(
            _revision.coder_id == coder_id,
            _revision.lane == Lane.CODING.value,
            _revision.round >= FIRST_ROUND,
            _revision.article_id.in_(some),
        ),
    ).subquery()
    lowest, last = func.min(theirs.c.due), func.max(theirs.c.round)
    found = select(theirs.c.article_id, func.coalesce(lowest, last).label("round"))
    return found.group_by(theirs.c.article_id).cte("current_round")


def _given_and_due(given: Subquery, told: Subquery) -> Select[Any]:
    """The rounds in which articles are given, and again where they are not finished."""
    is_finished = told.c.state.in_([state.value for state in FINISHED])
    due = case((is_finished, None), else_=given.c.round).label("due")
    same = (
        told.c.article_id == given.c.article_id,
        told.c.round == given.c.round,
        told.c.place == 1,
    )
    query = select(given.c.article_id, given.c.round, due).outerjoin(told, and_(*same))
    return query.where(given.c.place == 1, given.c.active)


def _newest_given(coder_id: UUID, some: CompoundSelect[Any]) -> Subquery:
    """Assignments of some articles with their place among those of article and round."""
    place = func.row_number().over(
        partition_by=(_assignment.article_id, _assignment.round),
        order_by=(_assignment.made_at.desc(), _assignment.id.desc()),
    )
    columns = (_assignment.article_id, _assignment.round, _assignment.active)
    query = select(*columns, place.label("place"))
    return query.where(
        _assignment.coder_id == coder_id, _assignment.article_id.in_(some)
    ).subquery()


def _newest_told(coder_id: UUID, some: CompoundSelect[Any]) -> Subquery:
    """Submissions of some articles with their place among those of article and round."""
    return _newest(coder_id).where(_submission.article_id.in_(some)).subquery()


def _standing(
    coder_id: UUID | None, current: CTE | None
) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """That the article is submitted, set aside, or has events or answers; by this coder.

    current: in which round, where it is not the first; None for the first of all.
    """
    newest = _newest(coder_id).subquery()
    stands = _in_round(select(newest.c.article_id), newest.c, current).where(newest.c.place == 1)
    answered = stands.where(
        newest.c.state == State.IN_PROGRESS.value, cast(newest.c.answers, Text) != "{}"
    )
    coded = _in_round(select(_revision.article_id), _revision, current).where(
        _revision.lane == Lane.CODING.value, _revision.retracted.is_(False), NOT_REPLACED
    )
    if coder_id is not None:
        coded = coded.where(_revision.coder_id == coder_id)
    return (
        _line.article_id.in_(stands.where(newest.c.state == State.SUBMITTED.value)),
        _line.article_id.in_(stands.where(newest.c.state == State.SET_ASIDE.value)),
        _line.article_id.in_(union_all(answered, coded)),
    )


def _in_round(query: Select[Any], columns: Any, current: CTE | None) -> Select[Any]:
    """Those rows of a query that are of the current round."""
    if current is None:
        return query.where(columns.round == FIRST_ROUND)
    joined = query.outerjoin(current, current.c.article_id == columns.article_id)
    return joined.where(columns.round == func.coalesce(current.c.round, FIRST_ROUND))


def _newest(coder_id: UUID | None) -> Select[Any]:
    """Every submission with its place among those of its article, coder and round."""
    place = func.row_number().over(
        partition_by=(_submission.article_id, _submission.coder_id, _submission.round),
        order_by=(_submission.made_at.desc(), _submission.id.desc()),
    )
    query = select(
        _submission.article_id,
        _submission.round,
        _submission.state,
        _submission.answers,
        place.label("place"),
    ).where(_OF_CODING)
    return query if coder_id is None else query.where(_submission.coder_id == coder_id)

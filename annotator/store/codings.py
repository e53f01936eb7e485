"""All codings in one pass over raw rows: what exports and codings files are made from.

Rows come as the driver gives them, only ids that are needed become UUIDs, and answers stay plain
JSON until somebody asks for them as values; that is several times faster than objects. Pieces of
some hundred articles keep memory and locks small.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from annotator.model.dataset import PlainCoding
from annotator.model.event import Lane
from annotator.model.values_plain import Plain, check_entry, check_event, plain_in_order
from annotator.store.failures import decoding
from annotator.store.tables import table

PIECE = 400
"""Articles read at a time: some 20 ms."""

DIGITS = 32
"""Of an id, hexadecimal."""

NOTHING = "{}"
"""JSON of no answers: what most submissions say about their article."""

_article = table("article").c
_revision = table("event_revision").c
_submission = table("submission").c
_adoption = table("adoption").c
_Key = tuple[int, int, str, int]


class _Ids(dict[Any, UUID]):
    """Ids of coders and codebooks as the driver gives them, each converted once."""

    def __missing__(self, raw: Any) -> UUID:
        found = self[raw] = raw if isinstance(raw, UUID) else UUID(raw)
        return found


class _Coding:
    """One coding while its rows are gathered."""

    __slots__ = ("codebook", "coder", "events", "submission")

    def __init__(self) -> None:
        self.events: dict[Any, Any] = {}
        self.coder: Any = None
        self.codebook: Any = None
        self.submission: tuple[str, str, Any] = ("in_progress", "", None)


def stream(
    connection: Connection, project: str, lane: Lane | None, coder_id: UUID | None
) -> Iterator[PlainCoding]:
    """The codings as `Records.codings` promises them."""
    with decoding(project, "coder or article"):
        handles, in_force, numbers = _survey(connection)
    ids = _Ids()
    for start in range(0, len(numbers), PIECE):
        first, last = numbers[start], numbers[min(start + PIECE, len(numbers)) - 1]
        with decoding(project, "event_revision or submission"):
            gathered = _gather(connection, (first, last), lane, coder_id, handles)
            for (_, lane_rank, _, round_), (article, coding) in sorted(gathered.items()):
                yield _finished(article, lane_rank, round_, coding, in_force, ids)


def _survey(connection: Connection) -> tuple[dict[Any, str], Any, list[int]]:
    """The handles of the coders, the codebook in force, and the numbers of all articles."""
    people = select(_raw(table("coder").c.id), table("coder").c.handle)
    newest = select(_raw(_adoption.codebook_id)).order_by(_adoption.made_at.desc())
    numbers = select(_article.number).order_by(_article.number)
    return (
        dict(connection.execute(people).all()),
        connection.execute(newest.limit(1)).scalar(),
        list(connection.execute(numbers).scalars()),
    )


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as the driver gives it."""
    return type_coerce(column, NullType())


def _gather(
    connection: Connection,
    numbers: tuple[int, int],
    lane: Lane | None,
    coder_id: UUID | None,
    handles: dict[Any, str],
) -> dict[_Key, tuple[Any, _Coding]]:
    """The rows of a piece by (number of article, lane, handle, round); gold has no handle."""
    found: dict[_Key, tuple[Any, _Coding]] = {}

    def coding(number: int, article: Any, coder: Any, lane_name: str, round_: int) -> _Coding:
        gold = _LANES.index(lane_name)
        key = (number, gold, "" if gold else handles[coder], round_)
        known = found.get(key)
        if known is None:
            known = found[key] = (article, _Coding())
        return known[1]

    for number, article, coder, lane_name, round_, codebook, event, body in connection.execute(
        _within(_revisions(), table("event_revision").c, numbers, lane, coder_id)
    ):
        one = coding(number, article, coder, lane_name, round_)
        one.events[event] = body
        one.coder, one.codebook = coder, codebook
    for number, article, coder, lane_name, round_, codebook, *state in connection.execute(
        _within(_submissions(), table("submission").c, numbers, lane, coder_id)
    ):
        one = coding(number, article, coder, lane_name, round_)
        one.submission = (state[0], state[1], state[2])
        one.coder, one.codebook = coder, one.codebook or codebook
    return found


_LANES = (Lane.CODING.value, Lane.GOLD.value)


def _within(
    query: Select[Any],
    columns: Any,
    numbers: tuple[int, int],
    lane: Lane | None,
    coder_id: UUID | None,
) -> Select[Any]:
    query = query.where(_article.number.between(*numbers))
    if lane is not None:
        query = query.where(columns.lane == lane.value)
    if coder_id is not None:
        # Not as a bare column, or SQLite takes the coder's index and reads all rows for each piece.
        query = query.where(func.coalesce(columns.coder_id, columns.coder_id) == coder_id)
    return query.order_by(columns.made_at, columns.id)


def _common(columns: Any) -> list[ColumnElement[Any]]:
    return [
        _article.number,
        _raw(columns.article_id),
        _raw(columns.coder_id),
        columns.lane,
        columns.round,
        _raw(columns.codebook_id),
    ]


def _revisions() -> Select[Any]:
    replacement = table("replacement").c
    replaced = select(replacement.revision_id).where(replacement.replaced_id == _revision.id)
    return (
        select(*_common(_revision), _raw(_revision.event_id), _raw(_revision.body))
        .join_from(table("article"), table("event_revision"), _article.id == _revision.article_id)
        .where(_revision.retracted.is_(False))
        .where(~replaced.correlate(table("event_revision")).exists())
    )


def _submissions() -> Select[Any]:
    return select(
        *_common(_submission), _submission.state, _submission.reason, _raw(_submission.answers)
    ).join_from(table("article"), table("submission"), _article.id == _submission.article_id)


def _finished(
    article: Any, lane_rank: int, round_: int, coding: _Coding, in_force: Any, ids: _Ids
) -> PlainCoding:
    events = [(_id(event), _event(body)) for event, body in coding.events.items()]
    state, reason, raw_answers = coding.submission
    answers: Plain = {}
    if raw_answers and raw_answers != NOTHING:
        answers = _json(raw_answers)
        check_entry(answers)
    return PlainCoding(
        article if isinstance(article, UUID) else UUID(article),
        ids[coding.coder],
        _BY_RANK[lane_rank],
        round_,
        (state, reason),
        answers,
        ids[coding.codebook or in_force],
        plain_in_order(events) if len(events) > 1 else events,
    )


_BY_RANK = (Lane.CODING, Lane.GOLD)


def _id(raw: Any) -> str:
    """An id in words; ValueError if it is none."""
    words = str(raw)
    digits = words.replace("-", "")
    if len(digits) != DIGITS or int(digits, 16) < 0:
        raise ValueError(f"{words[:60]!r} is no id")
    return words


def _event(raw: Any) -> Plain:
    body: Plain = _json(raw)
    check_event(body)
    return body


def _json(raw: Any) -> Any:
    return json.loads(raw) if isinstance(raw, (str, bytes)) else raw

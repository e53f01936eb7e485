"""All codings in one pass over raw rows: what exports and codings files are made from.

Rows come as the driver gives them, only ids that are needed become UUIDs, and answers stay plain
JSON until somebody asks for them as values; that is several times faster than objects. Pieces of
some hundred articles keep memory and locks small. Every row that is given, and the text of every
article that is coded, is held against its digest: what was changed goes no further.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, Select, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from annotator.model.dataset import PlainCoding
from annotator.model.event import Lane
from annotator.model.values_plain import Plain, check_entry, check_event, plain_in_order
from annotator.store.failures import damaged, decoding
from annotator.store.rows import WITH_DIGEST, Values, digest_of, raw, uuid_of
from annotator.store.tables import table

PIECE = 400
"""Articles read at a time: some 20 ms."""

TEXTS = 20
"""Texts read at a time, of which each may be 2 MB."""

DIGITS = 32
"""Of an id, hexadecimal."""

NOTHING = "{}"
"""JSON of no answers: what most submissions say about their article."""

_article = table("article").c
_revision = table("event_revision").c
_submission = table("submission").c
_adoption = table("adoption").c
_parse = json.JSONDecoder().decode
_REVISION = ("number", "digest", *WITH_DIGEST["event_revision"])
_SUBMISSION = ("number", "digest", *WITH_DIGEST["submission"])
_Key = tuple[int, int, str, int]


class _Ids(dict[Any, UUID]):
    """Ids of coders and codebooks as the driver gives them, each converted once."""

    def __missing__(self, raw_id: Any) -> UUID:
        found = self[raw_id] = uuid_of(raw_id)
        return found


class _Coding:
    """One coding while its rows are gathered: newest rows by event, and where it stands."""

    __slots__ = ("article", "codebook", "coder", "events", "submission")

    def __init__(self, article: Any) -> None:
        self.article = article
        self.events: dict[Any, Values] = {}
        self.coder: Any = None
        self.codebook: Any = None
        self.submission: Values | None = None


def stream(
    connection: Connection, project: str, lane: Lane | None, coder_id: UUID | None
) -> Iterator[PlainCoding]:
    """The codings as `Records.codings` promises them.

    Raises ProjectRefused at the first coding of which something was changed.
    """
    with decoding(project, "coder or article"):
        handles, in_force, numbers = _survey(connection)
    ids = _Ids()
    for start in range(0, len(numbers), PIECE):
        first, last = numbers[start], numbers[min(start + PIECE, len(numbers)) - 1]
        with decoding(project, "event_revision or submission"):
            gathered = _gather(connection, project, (first, last), lane, coder_id, handles)
            _check_texts(connection, project, {key[0] for key in gathered})
            for key in sorted(gathered):
                yield _finished(project, key, gathered[key], in_force, ids)


def _survey(connection: Connection) -> tuple[dict[Any, str], Any, list[int]]:
    """The handles of the coders, the codebook in force, and the numbers of all articles."""
    people = select(raw(table("coder").c.id), table("coder").c.handle)
    newest = select(raw(_adoption.codebook_id)).order_by(_adoption.made_at.desc())
    numbers = select(_article.number).order_by(_article.number)
    return (
        dict(connection.execute(people).all()),
        connection.execute(newest.limit(1)).scalar(),
        list(connection.execute(numbers).scalars()),
    )


def _gather(
    connection: Connection,
    project: str,
    numbers: tuple[int, int],
    lane: Lane | None,
    coder_id: UUID | None,
    handles: dict[Any, str],
) -> dict[_Key, _Coding]:
    """The rows of a piece by (number of article, lane, handle, round); gold has no handle."""
    found: dict[_Key, _Coding] = {}

    def coding(row: Values) -> _Coding:
        gold = _LANES.index(row["lane"])
        coder = row["coder_id"]
        key = (row["number"], gold, "" if gold else handles[coder], row["round"])
        one = found.get(key)
        if one is None:
            one = found[key] = _Coding(row["article_id"])
        one.coder = coder
        return one

    revisions = _within(_revisions(), table("event_revision").c, numbers, lane, coder_id)
    for row in _in_time(connection, revisions, _REVISION):
        if row["retracted"]:
            _revision_body(project, row)
            continue
        one = coding(row)
        one.events[row["event_id"]] = row
        one.codebook = row["codebook_id"]
    submissions = _within(_submissions(), table("submission").c, numbers, lane, coder_id)
    for row in _in_time(connection, submissions, _SUBMISSION):
        one = coding(row)
        one.submission = row
        one.codebook = one.codebook or row["codebook_id"]
    return found


def _in_time(connection: Connection, query: Select[Any], names: tuple[str, ...]) -> list[Values]:
    """The rows of a query, oldest first; SQLite would carry whole rows through its sorting."""
    rows = [dict(zip(names, cells, strict=True)) for cells in connection.execute(query).all()]
    rows.sort(key=itemgetter("made_at", "id"))
    return rows


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
    return query


def _whole(columns: Any, names: tuple[str, ...]) -> list[ColumnElement[Any]]:
    """The number of the article, the digest, and all that it covers."""
    return [_article.number, *(raw(columns[name]) for name in names[1:])]


def _revisions() -> Select[Any]:
    replacement = table("replacement").c
    replaced = select(replacement.revision_id).where(replacement.replaced_id == _revision.id)
    return (
        select(*_whole(_revision, _REVISION))
        .join_from(table("article"), table("event_revision"), _article.id == _revision.article_id)
        .where(~replaced.correlate(table("event_revision")).exists())
    )


def _submissions() -> Select[Any]:
    return select(*_whole(_submission, _SUBMISSION)).join_from(
        table("article"), table("submission"), _article.id == _submission.article_id
    )


def _check_texts(connection: Connection, project: str, numbers: set[int]) -> None:
    """ProjectRefused if the text of one of these articles is not what was imported."""
    if not numbers:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    # SQLite gives the bytes as they stand in the file, which saves reading and writing letters.
    text = raw(cast(_article.text, LargeBinary)) if is_sqlite else _article.text
    query = select(_article.number, raw(_article.id), _article.digest, text).where(
        _article.number.between(min(numbers), max(numbers))
    )
    for rows in connection.execute(query).partitions(TEXTS):
        for number, article, digest, words in rows:
            if number in numbers and _sha256(words) != digest:
                raise damaged(project, f"the text of article {uuid_of(article)} was changed")


def _sha256(words: str | bytes) -> str:
    """`text_sha256` of a text, also of its bytes."""
    return hashlib.sha256(words.encode() if isinstance(words, str) else words).hexdigest()


def _checked(project: str, what: str, row: Values) -> Values:
    """A row whose JSON has been parsed; ProjectRefused if it is not what was saved."""
    digest, made_at = row.pop("digest"), row["made_at"]
    del row["number"]
    if isinstance(made_at, str):
        row["made_at"] = f"{made_at.replace(' ', 'T')}+00:00"
    if digest_of(row) != digest:
        raise damaged(
            project,
            f"{what} {uuid_of(row['id'])} of article {uuid_of(row['article_id'])} was changed",
        )
    return row


def _finished(project: str, key: _Key, coding: _Coding, in_force: Any, ids: _Ids) -> PlainCoding:
    events = [(_id(event), _revision_body(project, row)) for event, row in coding.events.items()]
    state, reason, answers = _standing(project, coding.submission)
    _, lane_rank, _, round_ = key
    return PlainCoding(
        uuid_of(coding.article),
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


def _revision_body(project: str, row: Values) -> Plain:
    """What a revision holds, held against its digest."""
    for name in ("body", "replaces", "sources"):
        row[name] = _json(row[name])
    row["retracted"] = bool(row["retracted"])
    body: Plain = _checked(project, "revision", row)["body"]
    check_event(body)
    return body


def _standing(project: str, row: Values | None) -> tuple[str, str, Plain]:
    """State, reason, and the answers about the article."""
    if row is None:
        return ("in_progress", "", {})
    answers: Plain = _json(row["answers"])
    row["answers"] = answers
    _checked(project, "submission", row)
    check_entry(answers)
    return row["state"], row["reason"], answers


def _json(raw: Any) -> Any:
    """What a JSON column holds; the empty ones, which are most, are not parsed."""
    if isinstance(raw, str):
        return [] if raw == "[]" else {} if raw == NOTHING else _parse(raw)
    return raw

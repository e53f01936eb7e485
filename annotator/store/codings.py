"""All codings in one pass over raw rows: what exports and codings files are made from.

Rows stay tuples as the driver gives them, only ids that are needed become UUIDs, and answers stay
plain JSON until somebody asks for them as values; that is several times faster than objects. Pieces
of some hundred articles keep memory and locks small. Every row that is given, and the text of every
article that is coded, is held against its digest: what was changed goes no further.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, Select, cast, func, select

from annotator.model.dataset import PlainCoding
from annotator.model.errors import ProjectRefused
from annotator.model.event import Lane
from annotator.model.values_plain import Plain, check_entry, check_event, plain_in_order
from annotator.store.failures import damaged, decoding
from annotator.store.rows import WITH_DIGEST, digest_reader, raw, uuid_of
from annotator.store.tables import table

PIECE = 400
"""Articles read at a time: some 20 ms."""

TEXTS = 20
"""Texts read at a time, of which each may be 2 MB."""

DIGITS = 32
"""Of an id, hexadecimal."""

_article = table("article").c
_revision = table("event_revision").c
_submission = table("submission").c
_adoption = table("adoption").c
_decode = json.JSONDecoder().raw_decode
_LANES = (Lane.CODING, Lane.GOLD)
_RANKS = {lane.value: rank for rank, lane in enumerate(_LANES)}
_Cells = Sequence[Any]
"""A row as the driver gives it: the number of the article, the digest, and all that it covers."""

_Key = tuple[int, int, str, int]


def _places(name: str, *columns: str) -> Iterator[int]:
    """Where these columns stand among the cells of a row."""
    return (WITH_DIGEST[name].index(column) + 2 for column in columns)


_OWNER = ("article_id", "lane", "coder_id", "round", "codebook_id")
_TIME = ("made_at", "id")
_R_OWNER = itemgetter(0, *_places("event_revision", *_OWNER))
_R_TIME = itemgetter(*_places("event_revision", *_TIME))
_R_EVENT, _R_BODY, _R_RETRACTED = _places("event_revision", "event_id", "body", "retracted")
_S_OWNER = itemgetter(0, *_places("submission", *_OWNER))
_S_TIME = itemgetter(*_places("submission", *_TIME))
_S_STATE, _S_REASON, _S_ANSWERS = _places("submission", "state", "reason", "answers")


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
        self.events: dict[Any, _Cells] = {}
        self.coder: Any = None
        self.codebook: Any = None
        self.submission: _Cells | None = None


def stream(
    connection: Connection,
    project: str,
    lane: Lane | None,
    coder_id: UUID | None,
    numbers: Sequence[int] | None,
) -> Iterator[PlainCoding]:
    """The codings as `Records.codings` promises them.

    Raises ProjectRefused at the first coding of which something was changed.
    """
    with decoding(project, "coder or article"):
        handles, in_force = _survey(connection)
        numbers = _all_numbers(connection) if numbers is None else numbers
    reader = _Reader(connection, project, handles, in_force)
    for start in range(0, len(numbers), PIECE):
        piece = numbers[start : start + PIECE]
        with decoding(project, "event_revision or submission"):
            gathered = reader.gather(piece, lane, coder_id)
            _check_texts(connection, project, {piece[key[0]] for key in gathered})
            for key in sorted(gathered):
                yield reader.finished(key, gathered[key])


def _survey(connection: Connection) -> tuple[dict[Any, str], Any]:
    """The handles of the coders, and the codebook in force."""
    people = select(raw(table("coder").c.id), table("coder").c.handle)
    newest = select(raw(_adoption.codebook_id)).order_by(_adoption.made_at.desc())
    return dict(connection.execute(people).all()), connection.execute(newest.limit(1)).scalar()


def _all_numbers(connection: Connection) -> Sequence[int]:
    """The numbers of all articles, in the order of import."""
    return connection.execute(select(_article.number).order_by(_article.number)).scalars().all()


class _Reader:
    """Gathers the rows of codings and makes codings of them.

    handles: of the coders. in_force: the codebook of codings that name none.
    """

    def __init__(
        self, connection: Connection, project: str, handles: dict[Any, str], in_force: Any
    ) -> None:
        self._connection, self._project = connection, project
        self._handles, self._in_force = handles, in_force
        self._ids = _Ids()
        self._revision_digest = digest_reader("event_revision", connection)
        self._submission_digest = digest_reader("submission", connection)

    def gather(
        self, numbers: Sequence[int], lane: Lane | None, coder_id: UUID | None
    ) -> dict[_Key, _Coding]:
        """The rows of a piece by (place of article, lane, handle, round); gold has no handle."""
        found: dict[_Key, _Coding] = {}
        handles = self._handles
        places = {number: place for place, number in enumerate(numbers)}

        def coding(owner: tuple[Any, ...]) -> _Coding:
            number, article, lane, coder, round_, _ = owner
            rank = _RANKS[lane]
            key = (places[number], rank, "" if rank else handles[coder], round_)
            one = found.get(key)
            if one is None:
                one = found[key] = _Coding(article)
            one.coder = coder
            return one

        revisions = _within(_revisions(), _revision, numbers, lane, coder_id)
        for row in self._in_time(revisions, _R_TIME):
            if row[_R_RETRACTED]:
                self._body(row)
                continue
            owner = _R_OWNER(row)
            one = coding(owner)
            one.events[row[_R_EVENT]] = row
            one.codebook = owner[-1]
        submissions = _within(
            _rows_of("submission"), table("submission").c, numbers, lane, coder_id
        )
        for row in self._in_time(submissions, _S_TIME):
            owner = _S_OWNER(row)
            one = coding(owner)
            one.submission = row
            one.codebook = one.codebook or owner[-1]
        return found

    def _in_time(self, query: Select[Any], time: Callable[[_Cells], Any]) -> list[_Cells]:
        """The rows of a query, oldest first; SQLite would carry whole rows through its sorting."""
        rows: list[Any] = list(self._connection.execute(query).all())
        rows.sort(key=time)
        return rows

    def finished(self, key: _Key, coding: _Coding) -> PlainCoding:
        """A coding of its rows; ProjectRefused if one of them is not what was saved."""
        events = [(_id(event), self._body(row)) for event, row in coding.events.items()]
        return PlainCoding(
            uuid_of(coding.article),
            self._ids[coding.coder],
            _LANES[key[1]],
            key[3],
            *self._standing(coding.submission),
            self._ids[coding.codebook or self._in_force],
            plain_in_order(events) if len(events) > 1 else events,
        )

    def _body(self, row: _Cells) -> Plain:
        """What a revision holds, held against its digest."""
        if self._revision_digest(row[2:]) != row[1]:
            raise self._changed("revision", "event_revision", row)
        body: Plain = _json(row[_R_BODY])
        check_event(body)
        return body

    def _standing(self, row: _Cells | None) -> tuple[tuple[str, str], Plain]:
        """State and reason, and the answers about the article."""
        if row is None:
            return ("in_progress", ""), {}
        if self._submission_digest(row[2:]) != row[1]:
            raise self._changed("submission", "submission", row)
        answers: Plain = _json(row[_S_ANSWERS])
        check_entry(answers)
        return (row[_S_STATE], row[_S_REASON]), answers

    def _changed(self, what: str, name: str, row: _Cells) -> ProjectRefused:
        id, article = (uuid_of(row[place]) for place in _places(name, "id", "article_id"))
        return damaged(self._project, f"{what} {id} of article {article} was changed")


def _within(
    query: Select[Any],
    columns: Any,
    numbers: Sequence[int],
    lane: Lane | None,
    coder_id: UUID | None,
) -> Select[Any]:
    query = query.where(_article.number.in_(numbers))
    if lane is not None:
        query = query.where(columns.lane == lane.value)
    if coder_id is not None:
        # Not as a bare column, or SQLite takes the coder's index and reads all rows for each piece.
        query = query.where(func.coalesce(columns.coder_id, columns.coder_id) == coder_id)
    return query


def _rows_of(name: str) -> Select[Any]:
    """All rows of a table: the number of the article, the digest, and all that it covers."""
    whole = table(name).c
    covered = (raw(whole[column]) for column in WITH_DIGEST[name])
    return select(_article.number, raw(whole.digest), *covered).join_from(
        table("article"), table(name), _article.id == whole.article_id
    )


def _revisions() -> Select[Any]:
    replacement = table("replacement").c
    replaced = select(replacement.revision_id).where(replacement.replaced_id == _revision.id)
    heads = ~replaced.correlate(table("event_revision")).exists()
    return _rows_of("event_revision").where(heads)


def _check_texts(connection: Connection, project: str, numbers: set[int]) -> None:
    """ProjectRefused if the text of one of these articles is not what was imported."""
    if not numbers:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    # SQLite gives the bytes as they stand in the file, which saves reading and writing letters.
    text = raw(cast(_article.text, LargeBinary)) if is_sqlite else _article.text
    query = select(raw(_article.id), _article.digest, text).where(_article.number.in_(numbers))
    for rows in connection.execute(query).partitions(TEXTS):
        for article, digest, words in rows:
            if _sha256(words) != digest:
                raise damaged(project, f"the text of article {uuid_of(article)} was changed")


def _sha256(words: str | bytes) -> str:
    """`text_sha256` of a text, also of its bytes."""
    return hashlib.sha256(words.encode() if isinstance(words, str) else words).hexdigest()


def _id(raw: Any) -> str:
    """An id in words; ValueError if it is none."""
    words = str(raw)
    digits = words.replace("-", "")
    if len(digits) != DIGITS or int(digits, 16) < 0:
        raise ValueError(f"{words[:60]!r} is no id")
    return words


def _json(raw: Any) -> Any:
    """What a JSON column holds; the empty ones, which are many, are not parsed."""
    if not isinstance(raw, str):
        return raw
    if raw == "{}":
        return {}
    value, end = _decode(raw)
    if end != len(raw):
        raise ValueError("more than one JSON value")
    return value

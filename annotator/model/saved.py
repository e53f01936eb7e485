"""What a coder saved, as bare rows in order: where each coding stands, and how long one takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from annotator.model.study import State

Coded = tuple[str, int]
"""One coding of a coder: the article, its id in hexadecimal, and the round."""

PAUSE_SECONDS = 600
"""A longer gap between two saves is a pause, and no time of coding."""

_IMPORTED_SECONDS = 1.0
"""A coding that took no longer than this was brought in by a program, not coded here."""


class SavedRow(NamedTuple):
    """Something a coder saved: where a coding stands, or a state of one of its events.

    made_at: "2026-11-16 08:30:00.000000", UTC. id: of the row. state: of State, "" for an event.
    counts: whether there is something coded: an answer, or an event that nothing has replaced and
    nobody took back.
    """

    made_at: str
    id: str
    article: str
    round: int
    state: str
    counts: bool


class Standing(NamedTuple):
    """Where a coding stands, and since when."""

    state: State
    made_at: str


def standings(rows: Sequence[SavedRow]) -> dict[Coded, Standing]:
    """Where each coding stands that was begun; what was taken back whole is none.

    rows: of one coder, in the order of time. A finished coding stands so since its newest row that
    says so; one in progress since its first row, or since it was reopened.
    """
    since: dict[Coded, str] = {}
    told: dict[Coded, SavedRow] = {}
    events: set[Coded] = set()
    for row in rows:
        coded = row.article, row.round
        since.setdefault(coded, row.made_at)
        if row.state:
            if coded in told and _is_finished(told[coded]):
                since[coded] = row.made_at
            told[coded] = row
        elif row.counts:
            events.add(coded)
    found: dict[Coded, Standing] = {}
    for coded, stands_since in since.items():
        newest = told.get(coded)
        if newest is not None and _is_finished(newest):
            found[coded] = Standing(State(newest.state), newest.made_at)
        elif coded in events or (newest is not None and newest.counts):
            found[coded] = Standing(State.IN_PROGRESS, stands_since)
    return found


def _is_finished(row: SavedRow) -> bool:
    return row.state != State.IN_PROGRESS.value


def minutes_each(rows: Sequence[SavedRow], standing: dict[Coded, Standing]) -> float | None:
    """The median of the minutes that a submitted article took; None if that cannot be told.

    rows: of one coder, in the order of time. The gap before a row counts for the article of that
    row, if it is ten minutes at most: what is longer is a pause. An article's time is the sum of
    its gaps. What took a second or less was imported and is left out.
    """
    seconds: dict[Coded, float] = {}
    moments = [datetime.fromisoformat(row.made_at).timestamp() for row in rows]
    for row, (before, now) in zip(rows[1:], pairwise(moments), strict=True):
        if now - before <= PAUSE_SECONDS:
            coded = row.article, row.round
            seconds[coded] = seconds.get(coded, 0.0) + now - before
    times = [
        seconds[coded]
        for coded, stands in standing.items()
        if stands.state is State.SUBMITTED and seconds.get(coded, 0.0) > _IMPORTED_SECONDS
    ]
    return median(times) / 60 if times else None

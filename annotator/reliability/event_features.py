"""What tells an event from others: type, date, participants and evidence, taken out of it once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from annotator.model.event import Date, Event, Missing, Value
from annotator.model.span import Span
from annotator.reliability.alignment_rules import RoleSource
from annotator.reliability.features import (
    LATE,
    Days,
    Parts,
    Pieces,
    code_distance,
    comparable,
    date_distance,
    days_between,
    merged,
    set_distance,
    sortable,
    text_distance,
)

Key = tuple[int, int, int, str, tuple[str, ...], Pieces]
"""An event's place in the canonical order: first evidence, date, type, participants, evidence."""

Members = frozenset[Hashable]

_UNKNOWN: tuple[None, tuple[str, ...]] = (None, (sortable(None),))
"""Participants that are missing, and their place in an order."""

_NOBODY: tuple[Members, tuple[str, ...]] = (frozenset(), ())
"""Participants of an event that has none, likewise."""

_NO_DAYS = (LATE, LATE)


class Features(NamedTuple):
    """What tells an event from others; None (and no evidence) is missing.

    participants: empty if the coder's event has no entries, which is a value.
    """

    type: Hashable | None
    date: Days | None
    participants: Members | None
    evidence: Pieces


InOrder = tuple[tuple[Key, ...], tuple[Features, ...], tuple[Event, ...]]
"""One coder's events of an article in canonical order: their keys, their features, and they."""

_NOTHING: InOrder = ((), (), ())


def parts_of(first: Features, second: Features, days: float) -> Parts:
    """How far apart two events of one article are, by role in the order of `ROLES`."""
    return (
        code_distance(first.type, second.type),
        date_distance(first.date, second.date, days),
        set_distance(first.participants, second.participants),
        text_distance(first.evidence, second.evidence),
    )


def in_order(events: Sequence[Event], sources: Mapping[str, RoleSource]) -> InOrder:
    """Events in canonical order, with keys and features, by the variables that play the roles.

    Of events that no role tells apart the whole coding decides, and the id only where that is the
    same too.
    """
    if not events:
        return _NOTHING
    found = [_taken_apart(event, sources) for event in events]
    if len(found) > 1:
        found.sort(key=itemgetter(0))
        if any(one[0] == other[0] for one, other in pairwise(found)):
            found.sort(key=lambda each: (each[0], _content(each[2]), str(each[2].id)))
    keys, features, ordered = zip(*found, strict=True)
    return keys, features, ordered


def _taken_apart(event: Event, sources: Mapping[str, RoleSource]) -> tuple[Key, Features, Event]:
    type_ = type_of(event, sources.get("type"))
    days = date_of(event, sources.get("date"))
    members, names = participants_of(event, sources.get("participants"))
    evidence = _evidence(event)
    start = evidence[0][0] if evidence else LATE
    lo, hi = days or _NO_DAYS
    kind = type_ if type(type_) is str else sortable(type_)
    key = (start, lo, hi, kind, names, evidence)
    return key, Features(type_, days, members, evidence), event


def _evidence(event: Event) -> Pieces:
    """The characters that any answer of an event rests on."""
    spans: list[Span] = []
    add_evidence(event, spans)
    found = {(span.start, span.end) for span in spans}
    return tuple(found) if len(found) < 2 else merged(found)


def add_evidence(event: Event, spans: list[Span]) -> None:
    """Put the spans of all answers of an event behind `spans`."""
    for answer in event.answers.values():
        spans += answer.evidence
    for entries in event.groups.values():
        for entry in entries:
            for answer in entry.values():
                spans += answer.evidence


def _values(event: Event, source: RoleSource) -> list[Value | Missing]:
    """The answers to a variable: one of an event, any number of a group's entries."""
    name = source.variable
    if not source.group:
        answer = event.answers.get(name)
        return [] if answer is None else [answer.value]
    return [entry[name].value for entry in event.groups.get(source.group, ()) if name in entry]


def type_of(event: Event, source: RoleSource | None) -> Hashable | None:
    """The type of an event; of a group, all that its entries say. None: missing."""
    if source is None:
        return None
    if not source.group:
        answer = event.answers.get(source.variable)
        return None if answer is None else comparable(answer.value, is_folded=source.is_folded)
    values = _values(event, source)
    found = {comparable(value, is_folded=source.is_folded) for value in values}
    return frozenset(found - {None}) or None


def date_of(event: Event, source: RoleSource | None) -> Days | None:
    """The days of an event, from the first to the last that it says. None: missing."""
    if source is None:
        return None
    if not source.group:
        answer = event.answers.get(source.variable)
        return None if answer is None else _days(answer.value)
    known = [days for each in _values(event, source) if (days := _days(each)) is not None]
    return (min(lo for lo, _ in known), max(hi for _, hi in known)) if known else None


def _days(value: Value | Missing) -> Days | None:
    if isinstance(value, Date):
        return days_between(value.start, value.end)
    return days_between(value, "") if isinstance(value, str) else None


def participants_of(
    event: Event, source: RoleSource | None
) -> tuple[Members | None, tuple[str, ...]]:
    """The codes of all entries, and the same in order.

    Missing if there are entries but none of them says who.
    """
    if source is None:
        return _UNKNOWN
    if values := _values(event, source):
        return _of_values(source.is_folded, *values)
    is_nobody = source.group and not event.entries(source.group)
    return _NOBODY if is_nobody else _UNKNOWN


@lru_cache(maxsize=4096, typed=True)
def _of_values(is_folded: bool, *values: Value | Missing) -> tuple[Members | None, tuple[str, ...]]:
    """The codes of entries that say this, and the same in order."""
    said = [comparable(value, is_folded=is_folded) for value in values]
    known = [each for each in said if each is not None]
    found = frozenset[Hashable]().union(
        *(each if isinstance(each, frozenset) else (each,) for each in known)
    )
    return (found, tuple(sorted(map(sortable, found)))) if known else _UNKNOWN


def _content(event: Event) -> str:
    return repr(
        sorted((group, at, name, repr(answer)) for group, at, name, answer in event.all_answers())
    )

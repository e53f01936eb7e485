"""What tells an event from others: type, date, participants and evidence, taken out of it once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import chain, pairwise
from typing import NamedTuple

from annotator.model.event import Answer, Date, Event
from annotator.reliability.alignment_rules import RoleSource
from annotator.reliability.features import (
    LATE,
    Days,
    Parts,
    Pieces,
    code_distance,
    comparable,
    date_distance,
    days_of,
    pieces_of,
    set_distance,
    sortable,
    text_distance,
)

Key = tuple[int, int, int, str, tuple[str, ...], Pieces]


class Features(NamedTuple):
    """What tells an event from others; None (and no evidence) is missing.

    participants: empty if the coder's event has no entries, which is a value.
    """

    type: Hashable | None
    date: Days | None
    participants: frozenset[Hashable] | None
    evidence: Pieces

    @property
    def key(self) -> Key:
        """Its place in the canonical order: first evidence, date, type, participants, evidence."""
        start = self.evidence[0][0] if self.evidence else LATE
        lo, hi = self.date or (LATE, LATE)
        members = (sortable(None),) if self.participants is None else self.participants
        return (
            start,
            lo,
            hi,
            sortable(self.type),
            tuple(sorted(map(sortable, members))),
            self.evidence,
        )


def parts_of(first: Features, second: Features, days: float) -> Parts:
    """How far apart two events of one article are, by role in the order of `ROLES`."""
    return (
        code_distance(first.type, second.type),
        date_distance(first.date, second.date, days),
        set_distance(first.participants, second.participants),
        text_distance(first.evidence, second.evidence),
    )


def features_of(event: Event, sources: Mapping[str, RoleSource]) -> Features:
    """What tells an event from others, by the variables that play the roles."""
    tables = chain((event.answers,), *event.groups.values())
    answers = chain.from_iterable(table.values() for table in tables)
    return Features(
        _type(event, sources.get("type")),
        _date(event, sources.get("date")),
        _participants(event, sources.get("participants")),
        pieces_of(span for answer in answers if answer.evidence for span in answer.evidence),
    )


def _answers(event: Event, source: RoleSource) -> list[Answer]:
    """The answers to a variable: one of an event, any number of a group's entries."""
    entries = event.entries(source.group) if source.group else (event.answers,)
    return [entry[source.variable] for entry in entries if source.variable in entry]


def _type(event: Event, source: RoleSource | None) -> Hashable | None:
    if source is None:
        return None
    values = [
        comparable(each.value, is_folded=source.is_folded) for each in _answers(event, source)
    ]
    known = [value for value in values if value is not None]
    if not source.group:
        return known[0] if known else None
    return frozenset(known) if known else None


def _date(event: Event, source: RoleSource | None) -> Days | None:
    if source is None:
        return None
    values = [each.value for each in _answers(event, source)]
    dates = [
        value if isinstance(value, Date) else Date(value)
        for value in values
        if isinstance(value, Date | str)
    ]
    known = [days for date in dates if (days := days_of(date)) is not None]
    return (min(lo for lo, _ in known), max(hi for _, hi in known)) if known else None


def _participants(event: Event, source: RoleSource | None) -> frozenset[Hashable] | None:
    """The codes of all entries; missing if there are entries but none of them says who."""
    if source is None:
        return None
    found: set[Hashable] = set()
    is_known = bool(source.group) and not event.entries(source.group)
    for answer in _answers(event, source):
        value = comparable(answer.value, is_folded=source.is_folded)
        if value is not None:
            is_known = True
            found |= value if isinstance(value, frozenset) else {value}
    return frozenset(found) if is_known else None


def in_order(
    events: Iterable[Event], sources: Mapping[str, RoleSource]
) -> tuple[tuple[Key, ...], tuple[Features, ...], tuple[Event, ...]]:
    """Events in canonical order, with keys and features.

    Of events that no role tells apart the whole coding decides, and the id only where that is the
    same too.
    """
    found = [
        (features.key, features, event)
        for event in events
        for features in [features_of(event, sources)]
    ]
    found.sort(key=lambda each: each[0])
    if any(one[0] == other[0] for one, other in pairwise(found)):
        found.sort(key=lambda each: (each[0], _content(each[2]), str(each[2].id)))
    return tuple(f[0] for f in found), tuple(f[1] for f in found), tuple(f[2] for f in found)


def _content(event: Event) -> str:
    return repr(
        sorted((group, at, name, repr(answer)) for group, at, name, answer in event.all_answers())
    )

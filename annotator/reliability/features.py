"""What of an answer counts when two codings are compared, and how far apart two such values are.

Scalars, for the few events and entries of one article; whole columns are the matter of `measured`.
Every distance is symmetric to the last digit and lies between 0 and 1.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from functools import lru_cache

from annotator.model.event import Date, Missing, Place, Value
from annotator.model.span import Span

Pieces = tuple[tuple[int, int], ...]
"""Half-open stretches of text, in order, without overlap."""

Days = tuple[int, int]
"""First and last day of a date, as proleptic Gregorian ordinals."""

Parts = tuple[float | None, ...]
"""Distance of two values by role; None where both are missing."""

LATE = 1 << 60
"""Where what has no place in the text stands in an order: behind everything."""


def merged(stretches: Iterable[tuple[int, int]]) -> Pieces:
    """The characters that any of these cover; what overlaps or touches becomes one piece."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def pieces_of(evidence: Iterable[Sequence[Span]]) -> Pieces:
    """The characters that the evidence of answers covers."""
    found = {(span.start, span.end) for spans in evidence if spans for span in spans}
    return tuple(found) if len(found) < 2 else merged(found)


def covered(pieces: Iterable[tuple[int, int]]) -> int:
    """How many characters pieces cover."""
    return sum(end - start for start, end in pieces)


def shared(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> int:
    """How many characters are covered by both."""
    total = here = there = 0
    while here < len(first) and there < len(second):
        (start, end), (start_2, end_2) = first[here], second[there]
        total += max(0, min(end, end_2) - max(start, start_2))
        if end <= end_2:
            here += 1
        else:
            there += 1
    return total


def text_distance(first: Pieces, second: Pieces) -> float | None:
    """1 - Dice of the covered characters. No evidence is a missing one."""
    if not first or not second:
        return None if first == second else 1.0
    if first == second:
        return 0.0
    if first[-1][1] <= second[0][0] or second[-1][1] <= first[0][0]:
        return 1.0
    if len(first) == len(second) == 1:
        (start, end), (start_2, end_2) = first[0], second[0]
        both = min(end, end_2) - max(start, start_2)
        return 1 - 2 * both / (end - start + end_2 - start_2)
    return 1 - 2 * shared(first, second) / (covered(first) + covered(second))


def set_distance(
    first: frozenset[Hashable] | None, second: frozenset[Hashable] | None
) -> float | None:
    """Jaccard distance. Empty sets are values, None is missing."""
    if first is None or second is None:
        return None if first is second else 1.0
    if first == second:
        return 0.0
    return 1 - len(first & second) / len(first | second)


def code_distance(first: Hashable | None, second: Hashable | None) -> float | None:
    """0 if equal, else 1."""
    if first is None and second is None:
        return None
    return 0.0 if first == second else 1.0


def date_distance(first: Days | None, second: Days | None, days: float) -> float | None:
    """min(1, (distance of the first days + distance of the last days) / 2 `days`)."""
    if first is None or second is None:
        return None if first is second else 1.0
    return min(1.0, (abs(first[0] - second[0]) + abs(first[1] - second[1])) / (2 * days))


def days_of(when: Date) -> Days | None:
    """First and last day of a date; see `days_between`."""
    return days_between(when.start, when.end)


@lru_cache(maxsize=4096)
def days_between(start: str, end: str) -> Days | None:
    """First and last day of a date; months and years count from their first to their last day.

    None if the date has no day (only the order is known) or is none of the calendar.
    """
    known = [found for text in (start, end) if (found := _days(text)) is not None]
    if not known:
        return None
    return min(first for first, _ in known), max(last for _, last in known)


def comparable(value: Value | Missing | None, *, is_folded: bool = False) -> Hashable | None:
    """The value as something that can be equal to another; None if it is missing.

    Of several codes the set of them, of a date its days, of a place its name and country.
    is_folded: of names, whose case and outer blanks do not count.
    """
    if isinstance(value, str):
        return (value.strip().casefold() if is_folded else value) or None
    if value is None or isinstance(value, Missing):
        return None
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, Date):
        return days_of(value)
    if isinstance(value, Place):
        named = (value.name or value.text).strip().casefold(), value.country
        return named if any(named) else None
    return value


def sortable(value: Hashable | None) -> str:
    """A comparable value for putting in order; what is missing comes last."""
    if value is None:
        return "\U0010ffff"
    if isinstance(value, str):
        return value
    return repr(sorted(map(repr, value))) if isinstance(value, frozenset) else repr(value)


def _days(text: str) -> Days | None:
    """First and last day of an ISO 8601 date, month or year; None if it is none."""
    try:
        numbers = [int(part) for part in text.strip()[:10].split("-")]
        if len(numbers) == 1:
            return date(numbers[0], 1, 1).toordinal(), date(numbers[0], 12, 31).toordinal()
        if len(numbers) == 2:
            year, month = numbers
            first = date(year, month, 1).toordinal()
            return first, first + monthrange(year, month)[1] - 1
        year, month, day = numbers
        return (date(year, month, day).toordinal(),) * 2
    except (ValueError, OverflowError):
        return None

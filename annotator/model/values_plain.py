"""Answers, entries and events as plain JSON and back, trusted and fast.

What the program itself wrote is converted by hand: that is many times faster than validating, and
the store keeps a digest beside it. Damaged JSON raises ValueError, KeyError, TypeError or
AttributeError, which the store turns into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from annotator.model.codebook import Codebook, Variable
from annotator.model.event import Answer, Date, Entry, Event, Missing, Place, Value
from annotator.model.span import Span

Plain = dict[str, Any]
"""A JSON object."""

LARGEST = 10**15
"""Whole numbers beyond this are not exact in every program that reads the dataset."""

DATE_KEYS = ("start", "end", "precision", "basis", "text")
PLACE_KEYS = ("name", "text", "country", "precision", "latitude", "longitude")
ONLY_DATE = ("start", "end", "basis")
MISSING = {reason.value: reason for reason in Missing}


def _number_to_plain(value: float) -> float | int:
    """A whole number is written without a fraction, so that 2 and 2.0 are the same bytes."""
    return int(value) if value.is_integer() and abs(value) < LARGEST else value


def _value_to_plain(value: Value) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float):
        return _number_to_plain(value)
    if isinstance(value, Date):
        plain: Plain = {key: part for key in DATE_KEYS if (part := getattr(value, key)) != ""}
        # Without one of its own keys a date could be read back as a place.
        return plain if any(key in plain for key in ONLY_DATE) else {"start": "", **plain}
    if isinstance(value, Place):
        parts = ((key, getattr(value, key)) for key in PLACE_KEYS)
        return {
            key: _number_to_plain(part) if isinstance(part, float) else part
            for key, part in parts
            if part is not None and part != ""
        }
    return value


def composite(plain: Plain) -> Date | Place:
    """A date or a place from its members; which of the two, their names tell."""
    if any(key in plain for key in ONLY_DATE):
        return Date(**plain)
    return Place(**plain)


def answer_to_plain(answer: Answer) -> Plain:
    """An answer as JSON; empty evidence and note are left out."""
    value = answer.value
    plain: Plain = (
        {"missing": value.value}
        if isinstance(value, Missing)
        else {"value": _value_to_plain(value)}
    )
    if answer.evidence:
        plain["evidence"] = [
            {"start": span.start, "end": span.end, "quote": span.quote} for span in answer.evidence
        ]
    if answer.note:
        plain["note"] = answer.note
    return plain


def answer_from_plain(plain: Plain) -> Answer:
    """An answer from JSON that the program wrote; ValueError, KeyError or TypeError if damaged."""
    if "value" in plain:
        value = plain["value"]
        if value.__class__ is list:
            value = tuple(value)
        elif value.__class__ is dict:
            value = composite(value)
        elif value is None:
            raise ValueError("an answer without a value")
    else:
        value = MISSING[plain["missing"]]
    evidence = plain.get("evidence")
    if not evidence:
        return Answer(value, (), plain.get("note", ""))
    spans = tuple([Span(at["start"], at["end"], at["quote"]) for at in evidence])
    return Answer(value, spans, plain.get("note", ""))


def _ranked(entry: Entry, variables: Iterable[Variable]) -> Iterator[tuple[str, Answer]]:
    """The answers in codebook order; those of unknown variables follow, by name."""
    known = [variable.name for variable in variables]
    yield from ((name, entry[name]) for name in known if name in entry)
    yield from ((name, entry[name]) for name in sorted(entry.keys() - set(known)))


def entry_to_plain(entry: Entry, variables: Iterable[Variable] | None = None) -> Plain:
    """An entry as JSON, in the order of `variables`, or in its own order if there are none."""
    answers = entry.items() if variables is None else _ranked(entry, variables)
    return {name: answer_to_plain(answer) for name, answer in answers}


def entry_from_plain(plain: Plain) -> Entry:
    """An entry from JSON that the program wrote."""
    return {name: answer_from_plain(answer) for name, answer in plain.items()}


def event_to_plain(event: Event, codebook: Codebook | None = None) -> Plain:
    """What was coded, without the ids: `{"answers": …, "groups": …}`; empty groups are left out."""
    if codebook is None:
        return {
            "answers": entry_to_plain(event.answers),
            "groups": {
                name: [entry_to_plain(entry) for entry in entries]
                for name, entries in event.groups.items()
                if entries
            },
        }
    names = [group.name for group in codebook.groups]
    names += sorted(event.groups.keys() - set(names))
    return {
        "answers": entry_to_plain(event.answers, codebook.variables),
        "groups": {
            name: [entry_to_plain(entry, codebook.variables_of(name)) for entry in entries]
            for name in names
            if (entries := event.entries(name))
        },
    }


def check_entry(plain: Plain) -> None:
    """Raise what `entry_from_plain` would raise, without making its values."""
    for answer in plain.values():
        value = answer.get("value")
        if value is None or value.__class__ is dict:
            answer_from_plain(answer)
        for at in answer.get("evidence") or ():
            if not 0 <= at["start"] < at["end"] == at["start"] + len(at["quote"]):
                Span(at["start"], at["end"], at["quote"])


def check_event(plain: Plain) -> None:
    """Raise what `event_from_plain` would raise, without making its values."""
    check_entry(plain["answers"])
    for entries in plain["groups"].values():
        for entry in entries:
            check_entry(entry)


def places(entry: Plain) -> list[tuple[int, int, str]]:
    """Start, end and words of all evidence of an entry, unsorted."""
    return [
        (at["start"], at["end"], at["quote"])
        for answer in entry.values()
        for at in answer.get("evidence") or ()
    ]


def plain_in_order(events: Iterable[tuple[str, Plain]]) -> list[tuple[str, Plain]]:
    """Events with their ids as `event.in_order` orders them."""
    nowhere = (1 << 60, 0, "")

    def place(event: tuple[str, Plain]) -> tuple[list[tuple[int, int, str]], str]:
        event_id, body = event
        entries = (entry for entries in body["groups"].values() for entry in entries)
        found = places(body["answers"]) or {at for entry in entries for at in places(entry)}
        return sorted(found) or [nowhere], event_id

    return sorted(events, key=place)


def event_from_plain(plain: Plain, event_id: UUID, article_id: UUID) -> Event:
    """An event from JSON that the program wrote."""
    groups = {
        name: tuple([entry_from_plain(entry) for entry in entries])
        for name, entries in plain["groups"].items()
    }
    return Event(event_id, article_id, entry_from_plain(plain["answers"]), groups)

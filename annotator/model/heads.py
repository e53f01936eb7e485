"""Several states of one event, saved on several machines: where they differ, and one made of them.

Entries of a group are laid side by side by what they say: those that are alike first, then those
with the same key, then those with the same first part of it. What is left stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from annotator.model.codebook import Codebook, Group, Variable
from annotator.model.event import Answer, Date, Entry, Event, Place, Revision
from annotator.model.span import Span
from annotator.model.wording import answer_in_words

WHOLE = "whole"
"""The group of a difference that is the event itself: one machine has taken it back."""

Where = tuple[str, int, str]
"""A group (`WHOLE`, or "" for the event's own answers), a slot, and a variable or ""."""

_Slot = list[Entry | None]
"""An entry as each state has it; None where a state has no such entry."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one state says at a place: in words, and the spans that bear it out."""

    words: str
    evidence: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A place at which the states differ, and what each says, in their order.

    where: its slot counts the entries laid side by side; its variable is "" for a whole entry that
    some state lacks. sides: None for a state that takes the event back, and so says nothing here.
    """

    where: Where
    label: str
    sides: tuple[Side | None, ...]


def choices(states: Sequence[Revision], codebook: Codebook) -> list[Choice]:
    """Where the states of an event differ, in the order of the codebook."""
    found: list[Choice] = []
    if len({state.retracted for state in states}) > 1:
        whole = tuple(Side("deleted" if state.retracted else "kept") for state in states)
        found.append(Choice((WHOLE, 0, ""), "Event", whole))
    events = [state.event for state in states if not state.retracted]
    for choice in _differing(events, codebook):
        sides = iter(choice.sides)
        spread = tuple(None if state.retracted else next(sides) for state in states)
        found.append(replace(choice, sides=spread))
    return found


def combined(states: Sequence[Revision], codebook: Codebook, taken: Sequence[int]) -> Event | None:
    """The event that says at each of the `choices` what the state of that number says.

    taken: as long as `choices`. None: the event is taken back. All from one state is that state.
    """
    if len(set(taken)) == 1 or not taken:
        state = states[taken[0] if taken else 0]
        return None if state.retracted else state.event
    standing = [number for number, state in enumerate(states) if not state.retracted]
    chosen: dict[Where, int] = {}
    for choice, number in zip(choices(states, codebook), taken, strict=True):
        if choice.where[0] == WHOLE and number not in standing:
            return None
        chosen[choice.where] = standing.index(number) if number in standing else 0
    events = [states[number].event for number in standing]
    answers = _mixed([event.answers for event in events], chosen, "", 0)
    groups = {name: rows for event in reversed(events) for name, rows in event.groups.items()}
    for group in codebook.groups:
        rows = tuple(_rows(_slots(events, group), chosen, group.name))
        groups.pop(group.name, None)
        if rows:
            groups[group.name] = rows
    return replace(events[0], answers=answers, groups=groups)


def _differing(events: Sequence[Event], codebook: Codebook) -> Iterator[Choice]:
    yield from _answers([event.answers for event in events], codebook.variables, "", 0, "")
    for group in codebook.groups:
        for slot, entries in enumerate(_slots(events, group)):
            name = f"{group.singular[:1].upper()}{group.singular[1:]} {slot + 1}"
            there = [entry for entry in entries if entry is not None]
            if len(there) == len(entries):
                yield from _answers(there, group.variables, group.name, slot, name)
            else:
                sides = tuple(_whole(entry, group) for entry in entries)
                yield Choice((group.name, slot, ""), name, sides)


def _answers(
    entries: Sequence[Entry], variables: Iterable[Variable], group: str, slot: int, owner: str
) -> Iterator[Choice]:
    """The answers to the same questions that differ: in value, evidence or note."""
    for variable in variables:
        given = [entry.get(variable.name) for entry in entries]
        if all(answer == given[0] for answer in given):
            continue
        label = f"{owner}: {variable.label}" if owner else variable.label
        yield Choice((group, slot, variable.name), label, tuple(_sides(given, variable)))


def _sides(given: Sequence[Answer | None], variable: Variable) -> Iterator[Side]:
    """Each answer in words; in more of them where the usual ones do not tell them apart."""
    words = [_in_full(answer, variable) for answer in given]
    if len(set(words)) == 1 and any(_values(each) != _values(given[0]) for each in given):
        words = [f"{w} ({_parts(each)})" for w, each in zip(words, given, strict=True)]
    for answer, told in zip(given, words, strict=True):
        yield Side(told, answer.evidence, answer.note) if answer else Side(told)


def _in_full(answer: Answer | None, variable: Variable) -> str:
    """An answer as a person reads it, a text whole."""
    if answer is not None and isinstance(answer.value, str):
        option = variable.option(answer.value)
        return option.label if option is not None else answer.value
    return answer_in_words(answer, variable)


def _values(answer: Answer | None) -> object:
    return answer.value if answer is not None else None


def _parts(answer: Answer | None) -> str:
    """All that a date or a place is made of."""
    value = _values(answer)
    if not isinstance(value, Date | Place):
        return str(value)
    parts = (getattr(value, each.name) for each in fields(value))
    return ", ".join(str(part) for part in parts if part not in ("", None))


def _whole(entry: Entry | None, group: Group) -> Side:
    if entry is None:
        return Side("none")
    given = ((variable, entry.get(variable.name)) for variable in group.variables)
    words = [f"{v.label}: {answer_in_words(answer, v)}" for v, answer in given if answer]
    spans = {span for answer in entry.values() for span in answer.evidence}
    return Side("; ".join(words) or "no answers", tuple(sorted(spans)))


def _rows(slots: Sequence[_Slot], chosen: Mapping[Where, int], group: str) -> Iterator[Entry]:
    for slot, entries in enumerate(slots):
        whole = chosen.get((group, slot, ""))
        if whole is None:
            yield _mixed([entry or {} for entry in entries], chosen, group, slot)
            continue
        entry = entries[whole]
        if entry is not None:
            yield entry


def _mixed(entries: Sequence[Entry], chosen: Mapping[Where, int], group: str, slot: int) -> Entry:
    """Answers of several states, each from the state that was chosen for it."""
    names = dict.fromkeys(name for entry in entries for name in entry)
    answers = {name: entries[chosen.get((group, slot, name), 0)].get(name) for name in names}
    return {name: answer for name, answer in answers.items() if answer is not None}


def _slots(events: Sequence[Event], group: Group) -> list[_Slot]:
    """The entries of a group side by side, by slot and then by event."""
    slots: list[_Slot] = []
    for number, event in enumerate(events):
        rows = event.entries(group.name)
        placed = _placed(rows, slots, group)
        for slot in slots:
            slot.append(None)
        for row, entry in enumerate(rows):
            if row in placed:
                slots[placed[row]][number] = entry
            else:
                slots.append([*[None] * number, entry])
    return slots


def _placed(rows: Sequence[Entry], slots: Sequence[_Slot], group: Group) -> dict[int, int]:
    """Which of these entries belong into slots that are there already: row to slot."""
    known = [next(entry for entry in slot if entry is not None) for slot in slots]
    likenesses: tuple[Callable[[Entry], object], ...] = (
        lambda entry: dict(entry),
        lambda entry: _key(entry, group.key),
        lambda entry: _key(entry, group.key[:1]),
    )
    placed: dict[int, int] = {}
    for likeness in likenesses:
        for row, entry in enumerate(rows):
            wanted = likeness(entry)
            if row in placed or wanted is None:
                continue
            taken = set(placed.values())
            free = (
                s for s, other in enumerate(known) if s not in taken and likeness(other) == wanted
            )
            slot = next(free, None)
            if slot is not None:
                placed[row] = slot
    return placed


def _key(entry: Entry, names: Sequence[str]) -> list[object] | None:
    """What an entry is known by; None if it has answered nothing of it."""
    values: list[object] = [entry[name].value if name in entry else None for name in names]
    return values if any(value is not None for value in values) else None

"""What an event coded under an older codebook may look like under a newer one.

What was renamed or merged is carried over. What was split or retired stays as it was coded, for the
coder to say what it is now. What is no longer asked, or takes values of another kind, is left out:
nobody could take it back in a form that does not ask it, and the history keeps it.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.model.codebook import Codebook, Kind, Variable
from annotator.model.codebook_lineage import CODED, Heirs, Lineage
from annotator.model.event import Answer, Entry, Event
from annotator.model.values_plain import (
    Plain,
    event_from_plain,
    event_to_plain,
)

_WORDS = frozenset({Kind.TEXT, Kind.PERSON})


def proposed(event: Event, old: Codebook, new: Codebook) -> Event:
    """An event of the old codebook in the words of the new one, for the coder to confirm."""
    return proposed_event(event, Lineage([old, new]))


def proposed_event(event: Event, lineage: Lineage) -> Event:
    """An event of the first of some versions of a codebook in the words of the last."""
    body = proposed_body(event_to_plain(event), lineage)
    return event_from_plain(body, event.id, event.article_id)


def renamed_event(event: Event, lineage: Lineage) -> Event:
    """An older event as the newer codebook's questions are called, its codes as they were coded."""
    groups = {
        later: tuple(renamed_entry(entry, name, lineage) for entry in entries)
        for name, entries in event.groups.items()
        if (later := lineage.table(name)) is not None
    }
    return replace(event, answers=renamed_entry(event.answers, "", lineage), groups=groups)


def renamed_entry(entry: Entry, table: str, lineage: Lineage) -> Entry:
    """Answers of an older table as the newer codebook's questions are called."""
    found: dict[str, Answer] = {}
    for name, answer in entry.items():
        old, new = lineage.old.variable(name, table), lineage.variable(table, name)
        if old is None:
            found[name] = answer
        elif new is not None and fits(old.kind, new.kind):
            found[new.name] = answer
    return found


def proposed_body(body: Plain, lineage: Lineage) -> Plain:
    """A plain event in the words of the newer codebook."""
    groups: dict[str, list[Plain]] = {}
    for name, entries in body["groups"].items():
        later = lineage.table(name)
        if later is None:
            continue
        found = [proposed_entry(entry, name, lineage) for entry in entries]
        if kept := [entry for entry in found if entry]:
            groups[later] = kept
    return {"answers": proposed_entry(body["answers"], "", lineage), "groups": groups}


def proposed_entry(entry: Plain, table: str, lineage: Lineage) -> Plain:
    """Plain answers of one older table in the words of the newer codebook."""
    found: Plain = {}
    for name, answer in entry.items():
        old, new = lineage.old.variable(name, table), lineage.variable(table, name)
        if new is None or (old is not None and not fits(old.kind, new.kind)):
            continue
        found[new.name] = _proposed_answer(answer, table, name, new, lineage)
    return found


def fits(old: Kind, new: Kind) -> bool:
    """Whether a value of one kind can stand as one of the other."""
    return old is new or {old, new} <= _WORDS


def _proposed_answer(
    answer: Plain, table: str, name: str, new: Variable, lineage: Lineage
) -> Plain:
    value = answer.get("value")
    if new.kind in CODED and isinstance(value, (str, list)):
        return {**answer, "value": _codes(value, lineage.heirs(table, name))}
    if isinstance(value, dict):
        return {**answer, "value": _composite(value, table, name, lineage)}
    return answer


def _codes(value: str | list[str], heirs: Heirs) -> str | list[str]:
    """Codes as the one heir that each has; those that were split or retired as they are."""
    if isinstance(value, list):
        return list(dict.fromkeys(_code(code, heirs) for code in value))
    return _code(value, heirs)


def _code(code: str, heirs: Heirs) -> str:
    found = heirs.get(code, ())
    return found[0] if len(found) == 1 else code


def _composite(value: Plain, table: str, name: str, lineage: Lineage) -> Plain:
    """A date or place with the heirs of its precision and basis."""
    found = dict(value)
    for member, part in (("precision", "precisions"), ("basis", "bases")):
        if member in found:
            found[member] = _code(found[member], lineage.heirs(table, name, part))
    return found

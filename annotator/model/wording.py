"""What changed between two states of an event, in words with the codebook's labels."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.model.codebook import Codebook, Variable
from annotator.model.event import Answer, Date, Entry, Event, Missing, Place

_NO_ANSWER = "no answer"
_LONG = 60
_MISSING = {
    Missing.NOT_STATED: "not stated",
    Missing.NOT_APPLICABLE: "not applicable",
    Missing.UNDECIDED: "undecided",
}


def changed(before: Event | None, after: Event, codebook: Codebook) -> list[str]:
    """What `after` says otherwise than `before`, a line each, in the codebook's order.

    "Stance of position 2: supports → opposes". None as `before` stands for an event that was
    not there; its answers are all new.
    """
    old = before.answers if before else {}
    lines = list(_changed_entry(old, after.answers, codebook.variables, ""))
    for group in codebook.groups:
        old_rows = before.entries(group.name) if before else ()
        rows = after.entries(group.name)
        for index in range(max(len(old_rows), len(rows))):
            name = f"{group.singular} {index + 1}"
            if index >= len(rows):
                lines.append(f"{name[:1].upper()}{name[1:]} removed")
                continue
            if index >= len(old_rows):
                lines.append(f"{name[:1].upper()}{name[1:]} added")
            entry = old_rows[index] if index < len(old_rows) else {}
            lines += _changed_entry(entry, rows[index], group.variables, name)
    return lines


def answer_in_words(answer: Answer | None, variable: Variable) -> str:
    """An answer as a person reads it: labels for codes, "not stated" for reasons."""
    if answer is None:
        return _NO_ANSWER
    value = answer.value
    match value:
        case Missing():
            return _MISSING[value]
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(_label(code, variable) for code in value) or "none"
        case Date():
            return value.start if value.end in ("", value.start) else f"{value.start}/{value.end}"
        case Place():
            return value.name or value.text or value.country or "a place"
        case _:
            return _label(str(value), variable)


def _label(code: str, variable: Variable) -> str:
    option = variable.option(code)
    text = option.label if option else code
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _changed_entry(
    before: Entry, after: Entry, variables: tuple[Variable, ...], owner: str
) -> Iterator[str]:
    """What differs between two sets of answers to the same questions."""
    for variable in variables:
        old, new = before.get(variable.name), after.get(variable.name)
        if old == new:
            continue
        subject = f"{variable.label} of {owner}" if owner else variable.label
        was, now = answer_in_words(old, variable), answer_in_words(new, variable)
        if was != now or old is None or new is None:
            yield f"{subject}: {was} → {now}" if old else f"{subject}: {now}"
        elif old.value != new.value:
            yield f"{subject}: changed in detail"
        if old and new and old.evidence != new.evidence:
            yield f"{subject}: evidence changed"
        if old and new and old.note != new.note:
            yield f"{subject}: note changed"

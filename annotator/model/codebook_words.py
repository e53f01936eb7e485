"""Codebooks and their changes in words: conditions, values, what became of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from annotator.model.codebook import Condition, Default, Derive, When
from annotator.model.codebook_lineage import MERGED, RENAMED, RETIRED, SPLIT, CodeChange


def code_words(
    change: CodeChange, form: str, labels: Mapping[str, str] = MappingProxyType({})
) -> str:
    """What became of codes: "MEETING was split into VISIT and CONSULT".

    labels: what a code is called, where that is to be said instead of the bare code.
    """
    old, new = (
        _and([form.format(labels.get(code, code)) for code in codes])
        for codes in (change.old, change.new)
    )
    was = "were" if len(change.old) > 1 else "was"
    verb = {
        RETIRED: f"{was} retired",
        RENAMED: f"{was} renamed {new}",
        SPLIT: f"{was} split into {new}",
        MERGED: f"{was} merged into {new}",
    }[change.kind]
    return f"{old} {verb}"


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def from_to(name: str, before: object, after: object) -> str:
    """What a member was and is now; one of the two may be empty."""
    one, two = str(before), str(after)
    if not one:
        return f"{name} is now “{_short(two)}”."
    if not two:
        return f"{name} is gone; it was “{_short(one)}”."
    return f"{name} was “{_short(one)}” and is now “{_short(two)}”."


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:79] + "…"


def value_words(value: object) -> str:
    """A member of a variable or group in words; "" if there is nothing."""
    if value is None or value == ():
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(value_words(item) for item in value)
    if isinstance(value, Condition):
        return condition_words((value,))
    if isinstance(value, Default):
        suffix = f" if {condition_words(value.when)}" if value.when else ""
        return f"{value_words(value.value)}{suffix}"
    if isinstance(value, Derive):
        return f"{value.rule} {dict(value.arguments)}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {value_words(item)}" for key, item in value.items())
    return str(value)


def condition_words(when: When) -> str:
    """Conditions in words: "event_type is CONSULT or AGREE, and status is planned"."""
    return ", and ".join(
        f"{condition.variable} is {' or '.join(value or 'open' for value in condition.values)}"
        for condition in when
    )

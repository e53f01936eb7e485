"""What a new codebook changes in an old one, in words, and what answers that touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from itertools import chain

from annotator.model.codebook import (
    Codebook,
    Condition,
    Default,
    Derive,
    Group,
    Option,
    Variable,
    When,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two codebooks.

    where: the variable, group or rule it touches, in words. text: what changed. touches: whether
    answers given under the old codebook may need another look.
    """

    where: str
    text: str
    touches: bool

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def codebook_diff(old: Codebook, new: Codebook) -> list[Change]:
    """What `new` changes in `old`, in the order of `old`; empty if it asks exactly the same."""
    return list(
        chain(_heading_changes(old, new), _table_changes(old, new), _rule_changes(old, new))
    )


def _heading_changes(old: Codebook, new: Codebook) -> Iterator[Change]:
    for name in ("name", "version", "label", "definition"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("Codebook", _from_to(name, before, after), False)
    if old.alignment != new.alignment:
        yield Change("Codebook", "how events of two coders are matched has changed.", False)


def _table_changes(old: Codebook, new: Codebook) -> Iterator[Change]:
    yield from _variables_changes("Article, ", old.article, new.article)
    yield from _variables_changes("", old.variables, new.variables)
    for group in old.groups:
        later = new.group(group.name)
        if later is None:
            yield Change(f"Group {group.name}", "is no longer asked. Its entries stay.", True)
        else:
            yield from _group_changes(group, later)
    for group in new.groups:
        if old.group(group.name) is None:
            yield Change(f"Group {group.name}", "is new.", True)


def _group_changes(old: Group, new: Group) -> Iterator[Change]:
    where = f"Group {old.name}"
    touching = ("when", "minimum")
    for name in ("label", "singular", "definition", "key", "when", "minimum", "shortcut", "mark"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(
                where, _from_to(name, value_words(before), value_words(after)), name in touching
            )
    yield from _variables_changes(f"{where}, ", old.variables, new.variables)


def _variables_changes(
    owner: str, old: Sequence[Variable], new: Sequence[Variable]
) -> Iterator[Change]:
    later = {variable.name: variable for variable in new}
    earlier = {variable.name for variable in old}
    for variable in old:
        where = f"{owner}{variable.name}"
        if variable.name not in later:
            yield Change(where, "is no longer asked. Its answers stay with their events.", True)
        else:
            yield from _variable_changes(where, variable, later[variable.name])
    for variable in new:
        if variable.name not in earlier:
            needed = " It must be answered." if variable.required else ""
            yield Change(f"{owner}{variable.name}", f"is new.{needed}", variable.required)
    kept = [variable.name for variable in old if variable.name in later]
    if kept != [variable.name for variable in new if variable.name in earlier]:
        yield Change(
            owner.rstrip(", ") or "Event", "the order of the questions has changed.", False
        )


_LISTS = {"options": "option", "precisions": "precision", "bases": "basis"}
_TOUCHING = frozenset(
    "kind scale required evidence missing when defaults derive minimum maximum definition"
    " include exclude".split()
)


def _variable_changes(where: str, old: Variable, new: Variable) -> Iterator[Change]:
    for part in fields(Variable):
        before, after = getattr(old, part.name), getattr(new, part.name)
        if not part.init or before == after:
            continue
        if part.name in _LISTS:
            yield from _option_changes(where, _LISTS[part.name], before, after)
        else:
            text = _from_to(part.name, value_words(before), value_words(after))
            yield Change(where, text, part.name in _TOUCHING)


def _option_changes(
    where: str, word: str, old: Sequence[Option], new: Sequence[Option]
) -> Iterator[Change]:
    later = {option.code: option for option in new}
    earlier = {option.code for option in old}
    for option in old:
        after = later.get(option.code)
        if after is None:
            yield Change(where, f"{word} `{option.code}` is gone.", True)
            continue
        for part in fields(Option):
            one, two = getattr(option, part.name), getattr(after, part.name)
            if one != two:
                what = _from_to(part.name, value_words(one), value_words(two))
                yield Change(
                    where,
                    f"{word} `{option.code}`: {what}",
                    part.name in ("definition", "when", "number"),
                )
    for option in new:
        if option.code not in earlier:
            yield Change(where, f"{word} `{option.code}` is new.", True)
    kept = [option.code for option in old if option.code in later]
    if kept != [option.code for option in new if option.code in earlier]:
        yield Change(where, f"the order of its {word} list has changed.", False)


def _rule_changes(old: Codebook, new: Codebook) -> Iterator[Change]:
    later = {rule.title: rule for rule in new.rules}
    earlier = {rule.title for rule in old.rules}
    for rule in old.rules:
        if rule.title not in later:
            yield Change(f"Rule “{rule.title}”", "is gone.", True)
        elif later[rule.title].text != rule.text:
            yield Change(f"Rule “{rule.title}”", "is worded anew.", True)
    for rule in new.rules:
        if rule.title not in earlier:
            yield Change(f"Rule “{rule.title}”", "is new.", True)
    before = {check.name: check for check in old.checks}
    after = {check.name: check for check in new.checks}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            what = (
                "is new." if name not in before else "is gone." if name not in after else "changed."
            )
            yield Change(f"Check {name}", what, name in after)


def _from_to(name: str, before: object, after: object) -> str:
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

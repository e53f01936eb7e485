"""A codebook as plain JSON and back; its id is computed from the canonical form of that JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from annotator.model.canonical import canonical_json
from annotator.model.codebook import (
    Check,
    Codebook,
    Condition,
    Default,
    Derive,
    Evidence,
    Group,
    Kind,
    Option,
    Rule,
    Scale,
    Variable,
    codebook_id,
)

Plain = dict[str, Any]
Lists = Sequence[tuple[Option, ...]]


class _Writer:
    """Writes values as JSON; a list of options that several variables share is written once.

    Such a list stands under `lists`, and the variable holds its number there.
    """

    def __init__(self) -> None:
        self.lists: list[list[object]] = []
        self._by_object: dict[int, int] = {}
        self._by_content: dict[str, int] = {}

    def plain(self, value: object) -> object:
        """A value as JSON: what stands at its default is left out, and so is a computed id."""
        if isinstance(value, Enum):
            return value.value
        if is_dataclass(value) and not isinstance(value, type):
            parts = ((f, getattr(value, f.name)) for f in fields(value) if f.init)
            return {
                f.name: self.plain(part)
                for f, part in parts
                if f.name != "id" and not _is_default(f.default, f.default_factory, part)
            }
        if isinstance(value, Mapping):
            return {key: self.plain(value[key]) for key in sorted(value)}
        if isinstance(value, (tuple, list)):
            if value and isinstance(value[0], Option):
                return self._list_number(value)
            return [self.plain(item) for item in value]
        return value

    def _list_number(self, options: Sequence[Option]) -> int:
        known = self._by_object.get(id(options))
        if known is None:
            content = [self.plain(option) for option in options]
            known = self._by_content.setdefault(canonical_json(content), len(self.lists))
            if known == len(self.lists):
                self.lists.append(content)
            self._by_object[id(options)] = known
        return known


def _is_default(default: object, factory: object, value: object) -> bool:
    """Whether a member stands at its default and need not be written."""
    if callable(factory):
        return isinstance(value, Mapping) and not value
    return type(default) is type(value) and default == value


def codebook_to_plain(codebook: Codebook) -> Plain:
    """A codebook as JSON: what stands at its default is left out, and so is the computed id."""
    writer = _Writer()
    plain = writer.plain(codebook)
    assert isinstance(plain, dict)
    return {**plain, "lists": writer.lists}


def _whens(plain: Iterable[Plain]) -> tuple[Condition, ...]:
    return tuple(Condition(each["variable"], tuple(each["values"])) for each in plain)


def _with_when(plain: Plain) -> Plain:
    return {**plain, "when": _whens(plain["when"])} if "when" in plain else dict(plain)


def _option(plain: Plain) -> Option:
    members = _with_when(plain)
    for name in ("aliases", "was"):
        if name in members:
            members[name] = tuple(members[name])
    return Option(**members)


def _variable(plain: Plain, lists: Lists) -> Variable:
    members = _with_when(plain)
    members["kind"] = Kind(plain["kind"])
    if "scale" in plain:
        members["scale"] = Scale(plain["scale"])
    if "evidence" in plain:
        members["evidence"] = Evidence(plain["evidence"])
    if "missing" in plain:
        members["missing"] = tuple(plain["missing"])
    if "derive" in plain:
        members["derive"] = Derive(**plain["derive"])
    if "defaults" in plain:
        members["defaults"] = tuple(Default(**_with_when(each)) for each in plain["defaults"])
    for name in ("options", "precisions", "bases"):
        if name in plain:
            members[name] = lists[plain[name]]
    return Variable(**members)


def _group(plain: Plain, lists: Lists) -> Group:
    members = _with_when(plain)
    members["key"] = tuple(plain["key"])
    members["variables"] = tuple(_variable(each, lists) for each in plain["variables"])
    return Group(**members)


def _check(plain: Plain) -> Check:
    members = dict(plain)
    for name in ("when", "need", "some"):
        if name in plain:
            members[name] = _whens(plain[name])
    return Check(**members)


def codebook_from_plain(plain: Plain, known: UUID | None = None) -> Codebook:
    """A codebook from JSON that the program wrote, with the id that its content has.

    known: that id, where it stands beside the content; computing it takes as long as the rest.
    """
    members = dict(plain)
    lists = [tuple(_option(each) for each in options) for options in members.pop("lists")]
    for name in ("article", "variables"):
        members[name] = tuple(_variable(each, lists) for each in plain[name])
    members["groups"] = tuple(_group(each, lists) for each in plain["groups"])
    members["rules"] = tuple(Rule(**each) for each in plain.get("rules", ()))
    members["checks"] = tuple(_check(each) for each in plain.get("checks", ()))
    return Codebook(id=known or codebook_id(canonical_json(plain)), **members)

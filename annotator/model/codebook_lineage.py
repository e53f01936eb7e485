"""Where the questions and codes of an older codebook are in a newer one, and what became of them.

A newer codebook says it by `was`. A name or code that both have is the same. One that the newer
does not have and none of its own `was` is looked for by way of the versions in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.model.codebook import Codebook, Condition, Group, Kind, Option, Variable, When

Heirs = Mapping[str, tuple[str, ...]]
"""For each code of the older codebook those of the newer that have its cases, in their order."""

RENAMED, SPLIT, MERGED, RETIRED = "renamed", "split", "merged", "retired"
CODED = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.ACTOR})
PARTS = ("options", "precisions", "bases")
"""The members of a variable that are lists of codes."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """What became of some codes: they were renamed, split, merged or retired.

    old: the older codes; of several that were merged those that are gone. new: those that have
    their cases now.
    """

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]


class Lineage:
    """From the first of some versions of a codebook to the last of them."""

    def __init__(self, versions: Sequence[Codebook]) -> None:
        """Versions: the oldest first, two of them at least."""
        self.old, self.new = versions[0], versions[-1]
        self._steps = list(pairwise(versions)) if len(versions) > 2 else []
        self._tables: dict[str, str | None] = {}
        self._variables: dict[tuple[str, str], Variable | None] = {}
        self._heirs: dict[tuple[str, str, str], Heirs] = {}

    def table(self, name: str) -> str | None:
        """How the newer codebook calls a table ("", "article" or a group); None if it is gone."""
        if name not in self._tables:
            self._tables[name] = self._group(name) if _is_group(name) else name
        return self._tables[name]

    def variable(self, table: str, name: str) -> Variable | None:
        """What the newer codebook asks in place of a variable of an older table, or None."""
        key = (table, name)
        if key not in self._variables:
            self._variables[key] = self._variable(table, name)
        return self._variables[key]

    def heirs(self, table: str, name: str, part: str = "options") -> Heirs:
        """What became of the codes of an older variable; no newer codes: they were retired."""
        key = (table, name, part)
        if key not in self._heirs:
            self._heirs[key] = self._find_heirs(*key)
        return self._heirs[key]

    def is_same_when(self, old: When, new: When, table: str) -> bool:
        """Whether conditions of an older table ask the same as newer ones, in the newer words."""
        return _asked(self._translated(old, table)) == _asked(new)

    def _translated(self, when: When, table: str) -> When:
        return tuple(self._condition(condition, table) for condition in when)

    def _condition(self, condition: Condition, table: str) -> Condition:
        owner = table if self.old.variable(condition.variable, table) is not None else ""
        heir = self.variable(owner, condition.variable)
        parts = [self.heirs(owner, condition.variable, part) for part in ("options", "precisions")]
        heirs = {**parts[1], **parts[0]}
        values = [each for value in condition.values for each in heirs.get(value, (value,))]
        return Condition(heir.name if heir is not None else condition.variable, tuple(values))

    def _group(self, name: str) -> str | None:
        if found := _heir(name, self.new.groups):
            return found
        current: str | None = name
        for _, later in self._steps:
            current = _heir(current, later.groups) if current is not None else None
        return current

    def _variable(self, table: str, name: str) -> Variable | None:
        later = self.table(table)
        if later is None:
            return None
        if found := _heir(name, self.new.variables_of(later)):
            return self.new.variable(found, later)
        place: tuple[str, str] | None = (table, name)
        for step in self._steps:
            place = _place_after(step, place) if place is not None else None
        return self.new.variable(place[1], place[0]) if place is not None else None

    def _find_heirs(self, table: str, name: str, part: str) -> Heirs:
        old, new = self.old.variable(name, table), self.variable(table, name)
        if old is None:
            return {}
        direct = _heirs(_codes(old, part), getattr(new, part) if new is not None else ())
        for code, found in direct.items():
            if not found and self._steps:
                direct[code] = self._by_way(table, name, part, code)
        return direct

    def _by_way(self, table: str, name: str, part: str, code: str) -> tuple[str, ...]:
        """The heirs of a code step by step through the versions in between."""
        place: tuple[str, str] | None = (table, name)
        codes = [code]
        for step in self._steps:
            place = _place_after(step, place) if place is not None else None
            variable = step[1].variable(place[1], place[0]) if place is not None else None
            if variable is None:
                return ()
            found = _heirs(codes, getattr(variable, part))
            codes = list(dict.fromkeys(heir for each in codes for heir in found[each]))
        return tuple(codes)


def _is_group(table: str) -> bool:
    return table not in ("", "article")


def _asked(when: When) -> list[tuple[str, frozenset[str]]]:
    return sorted(((c.variable, frozenset(c.values)) for c in when), key=lambda each: each[0])


def _heir(name: str, later: Sequence[Variable] | Sequence[Group]) -> str | None:
    """The one that is called so, or was."""
    names = [each.name for each in later]
    return name if name in names else next((e.name for e in later if e.was == name), None)


def _place_after(step: tuple[Codebook, Codebook], place: tuple[str, str]) -> tuple[str, str] | None:
    """The table and name of a variable one version later."""
    (table, name), (_, later) = place, step
    if _is_group(table):
        found = _heir(table, later.groups)
        if found is None:
            return None
        table = found
    heir = _heir(name, later.variables_of(table))
    return None if heir is None else (table, heir)


def _codes(variable: Variable, part: str) -> list[str]:
    return [option.code for option in getattr(variable, part)]


def _heirs(codes: Sequence[str], later: Sequence[Option]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {code: [] for code in codes}
    for option in later:
        for code in dict.fromkeys((option.code, *option.was)):
            if code in found:
                found[code].append(option.code)
    return {code: tuple(heirs) for code, heirs in found.items()}


def code_changes(heirs: Heirs) -> Iterator[CodeChange]:
    """What became of codes, in their order; what stays as it is, is left out."""
    sources: dict[str, list[str]] = {}
    for code, found in heirs.items():
        for heir in found:
            sources.setdefault(heir, []).append(code)
    told: set[str] = set()
    for code, found in heirs.items():
        if code in told or found == (code,):
            continue
        if len(found) != 1:
            yield CodeChange(SPLIT if found else RETIRED, (code,), found)
        elif len(sources[found[0]]) == 1:
            yield CodeChange(RENAMED, (code,), found)
        else:
            merged = [c for c in sources[found[0]] if heirs[c] == found and c != found[0]]
            told.update(merged)
            yield CodeChange(MERGED, tuple(merged), found)


def added_codes(old: Sequence[Option], new: Sequence[Option]) -> list[str]:
    """The codes that are no older code and take over none."""
    known = {option.code for option in old}
    return [o.code for o in new if o.code not in known and known.isdisjoint(o.was)]

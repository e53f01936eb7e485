"""Which codings made under an older codebook the change to a newer one touches, and why.

Codings are plain here, as they are stored: whoever reviews thousands of events makes values only of
those that a newly asked question depends on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from annotator.model.codebook import Codebook, Group, Option, Variable
from annotator.model.codebook_diff import ADDED, Change, lineage_diff
from annotator.model.codebook_lineage import Lineage
from annotator.model.codebook_proposal import proposed_body, proposed_entry
from annotator.model.event import NO_ANSWERS, Entry, Event
from annotator.model.filled import filled, filled_article, holds
from annotator.model.values_plain import Plain, entry_from_plain, event_from_plain

MOST = 20_000
"""Combinations of answers remembered; beyond that it starts anew, so that memory does not grow."""

_NOBODY = UUID(int=0)
_PARTS = {"option": "", "precision": "precision", "basis": "basis"}
Found = set[int]
"""Places in the list of changes."""


@dataclass(slots=True)
class _Watch:
    """What answers to one older variable are looked at for: the changes, by what they concern.

    codes: by the member of a date or place ("" for a choice) and the code. always: any answer.
    """

    always: list[int] = field(default_factory=list)
    codes: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    reasons: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    without_evidence: list[int] = field(default_factory=list)
    bounds: list[tuple[int, Variable]] = field(default_factory=list)

    def look(self, answer: Plain, found: Found) -> None:
        """Add the changes that concern an answer."""
        found.update(self.always)
        if "missing" in answer:
            found.update(self.reasons.get(answer["missing"], ()))
            return
        value = answer["value"]
        for member, code in _codes_of(value):
            found.update(self.codes.get((member, code), ()))
        if self.without_evidence and not answer.get("evidence"):
            found.update(self.without_evidence)
        for change, variable in self.bounds:
            if isinstance(value, (int, float)) and not _within(value, variable):
                found.add(change)


def _codes_of(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, list):
        yield from (("", code) for code in value)
    elif isinstance(value, dict):
        yield from ((name, value[name]) for name in ("precision", "basis") if name in value)


def _within(value: float, variable: Variable) -> bool:
    least, most = variable.minimum, variable.maximum
    return (least is None or value >= least) and (most is None or value <= most)


class Review:
    """Looks at codings of one older codebook with a newer one in mind.

    changes: all that the newer codebook changes.
    """

    def __init__(self, lineage: Lineage) -> None:
        self.changes = tuple(lineage_diff(lineage))
        self._lineage = lineage
        self._watched: dict[str, dict[str, _Watch]] = defaultdict(lambda: defaultdict(_Watch))
        self._left: dict[str, dict[str, _Watch]] = defaultdict(lambda: defaultdict(_Watch))
        self._entries: dict[str, list[int]] = defaultdict(list)
        self._needed: dict[str, list[tuple[int, Variable]]] = defaultdict(list)
        self._more: list[tuple[int, Group]] = []
        for place, change in enumerate(self.changes):
            if change.touches:
                self._take_up(place, change)
        self._depends_on = self._older_names()
        self._known: dict[object, frozenset[int]] = {}

    def event(self, body: Plain) -> Found:
        """The changes that touch a plain event."""
        found: Found = set()
        self._answers("", body["answers"], found)
        for name, entries in body["groups"].items():
            if entries and name in self._entries:
                found.update(self._entries[name])
            for entry in entries:
                self._answers(name, entry, found)
        if self._more or any(table != "article" for table in self._needed):
            found |= self._newly_asked(body)
        return found

    def left_over(self, body: Plain) -> Found:
        """The changes of codes that the newer codebook lacks and an event under it still holds.

        So stands an event of which something was changed since, and not yet the code.
        """
        found: Found = set()
        for table, entries in (("", [body["answers"]]), *body["groups"].items()):
            watched = self._left.get(table, {})
            for entry in entries if watched else ():
                for name in watched.keys() & entry.keys():
                    watched[name].look(entry[name], found)
        return found

    def article(self, answers: Plain) -> Found:
        """The changes that touch the answers about an article."""
        found: Found = set()
        self._answers("article", answers, found)
        if needed := self._needed.get("article"):
            later = entry_from_plain(proposed_entry(answers, "article", self._lineage))
            whole = filled_article(later, self._lineage.new)
            found.update(_open(needed, whole, NO_ANSWERS))
        return found

    def _older_names(self) -> frozenset[str]:
        """The older names of all on which it depends whether a new question is asked, or open."""
        newer = _asked(self._lineage.new)
        newer.update(v.name for needed in self._needed.values() for _, v in needed)
        found = set(newer)
        for table, old in self._lineage.old.all_variables():
            heir = self._lineage.variable(table, old.name)
            if heir is not None and heir.name in newer:
                found.add(old.name)
        return frozenset(found)

    def _answers(self, table: str, entry: Plain, found: Found) -> None:
        watched = self._watched.get(table)
        if watched:
            for name, answer in entry.items():
                if name in watched:
                    watched[name].look(answer, found)

    def _take_up(self, place: int, change: Change) -> None:
        if change.of == "group":
            self._take_up_group(place, change)
        elif change.of == "variable":
            self._take_up_variable(place, change)
        elif change.of in _PARTS:
            self._take_up_codes(place, change)

    def _take_up_codes(self, place: int, change: Change) -> None:
        part = _PARTS[change.of]
        heir = self._lineage.variable(change.table, change.variable)
        table = self._lineage.table(change.table)
        known = {option.code for option in _list_of(heir, part)} if heir is not None else set()
        for code in change.old:
            self._watched[change.table][change.variable].codes[part, code].append(place)
            if heir is not None and code not in known:
                self._left[table or ""][heir.name].codes[part, code].append(place)

    def _take_up_group(self, place: int, change: Change) -> None:
        if change.kind != ADDED and change.member != "minimum":
            self._entries[change.table].append(place)
        table = change.table if change.kind == ADDED else self._lineage.table(change.table)
        group = self._lineage.new.group(table) if table is not None else None
        if group is not None and group.minimum:
            self._more.append((place, group))

    def _take_up_variable(self, place: int, change: Change) -> None:
        if change.kind == ADDED:
            variable = self._lineage.new.variable(change.variable, change.table)
            if variable is not None:
                self._needed[change.table].append((place, variable))
            return
        heir = self._lineage.variable(change.table, change.variable)
        watch = self._watched[change.table][change.variable]
        table = self._lineage.table(change.table)
        if change.member == "evidence":
            watch.without_evidence.append(place)
        elif change.member == "missing" and heir is not None:
            old = self._lineage.old.variable(change.variable, change.table)
            for reason in set(old.missing if old else ()) - set(heir.missing):
                watch.reasons[reason].append(place)
        elif change.member in ("minimum", "maximum") and heir is not None:
            watch.bounds.append((place, heir))
        elif change.member != "required":
            watch.always.append(place)
        if change.member in ("required", "when") and heir is not None and heir.required:
            self._needed[table or ""].append((place, heir))

    def _newly_asked(self, body: Plain) -> frozenset[int]:
        """What an event lacks in the newer words; the same for all that agree on what it needs."""
        key = self._key(body)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            event = event_from_plain(proposed_body(body, self._lineage), _NOBODY, _NOBODY)
            known = self._known[key] = frozenset(self._lacking(event))
        return known

    def _key(self, body: Plain) -> object:
        def signed(entry: Plain) -> tuple[object, ...]:
            mine = (name for name in entry if name in self._depends_on)
            parts = [(name, entry[name].get("value"), entry[name].get("missing")) for name in mine]
            return tuple(sorted(map(repr, parts)))

        groups = body["groups"].items()
        return signed(body["answers"]), *((name, *map(signed, rows)) for name, rows in groups)

    def _lacking(self, event: Event) -> Iterator[int]:
        whole = filled(event, self._lineage.new)
        yield from _open(self._needed.get("", []), whole.answers, NO_ANSWERS)
        for name, entries in whole.groups.items():
            needed = self._needed.get(name, [])
            for entry in entries if needed else ():
                yield from _open(needed, entry, whole.answers)
        for place, group in self._more:
            too_few = len(whole.entries(group.name)) < group.minimum
            if too_few and holds(group.when, whole.answers):
                yield place


def _list_of(variable: Variable, part: str) -> Sequence[Option]:
    return {"precision": variable.precisions, "basis": variable.bases}.get(part, variable.options)


def _open(needed: list[tuple[int, Variable]], whole: Entry, event: Entry) -> Iterator[int]:
    """The questions that are asked of filled answers and have none."""
    for place, variable in needed:
        if variable.name not in whole and holds(variable.when, whole, event):
            yield place


def _asked(codebook: Codebook) -> set[str]:
    """The variables that any condition, default or derivation of a codebook asks about."""
    found: set[str] = set()
    for _, variable in codebook.all_variables():
        whens = [variable.when, *(d.when for d in variable.defaults)]
        whens += [option.when for option in variable.options if option.when]
        found.update(condition.variable for when in whens for condition in when)
        if variable.derive is not None:
            found.update(_names(variable.derive.arguments))
    found.update(condition.variable for group in codebook.groups for condition in group.when)
    return found


def _names(raw: object) -> Iterator[str]:
    """Every word of a rule: some of them are names of variables."""
    if isinstance(raw, str):
        yield raw
    elif hasattr(raw, "items"):
        for key, value in raw.items():
            yield key
            yield from _names(value)
    elif isinstance(raw, (list, tuple)):
        for each in raw:
            yield from _names(each)

"""Defaults and derived values for a long run of events, each combination worked out once.

What `filled` adds depends on few answers: those that conditions and derivations ask about. Events
that agree on them get the same additions, so a project of 30,000 events works out some hundred.
Answers are plain here, as they are stored; only a new combination is made into values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from annotator.extensions.datasets.columns import Cell, RowMaker
from annotator.model.codebook import Codebook, Variable, When
from annotator.model.dataset import Dataset, PlainCoding
from annotator.model.event import Entry
from annotator.model.filled import filled, filled_article, filled_entry
from annotator.model.values_plain import (
    Plain,
    entry_from_plain,
    entry_to_plain,
    event_from_plain,
)

MOST = 20_000
"""Combinations kept; beyond that it starts anew, so that memory does not grow."""

UNKNOWN = 10_000
"""The place of a variable that the codebook does not have: after all others."""

_NOBODY = UUID(int=0)
_Key = tuple[object, ...]


@dataclass(slots=True, eq=False)
class Added:
    """What was filled in for one combination of answers, and what follows from it for each row.

    table: as in the codebook. missing: variables and reasons, in the order of the codebook.
    contexts: by group, what its entries ask of the filled event. uses: how often it was, since it
    was counted last. rows: the cells it makes, by the maker of the rows.
    """

    table: str
    answers: Plain
    missing: list[tuple[str, str]]
    contexts: dict[str, _Key] = field(default_factory=dict)
    uses: int = 0
    rows: dict[RowMaker, list[Cell]] = field(default_factory=dict)

    def cells(self, maker: RowMaker) -> list[Cell]:
        """The row that the additions alone make; not to be changed."""
        row = self.rows.get(maker)
        if row is None:
            row = self.rows[maker] = maker.template(self.answers)
        return row


class FilledEntry(NamedTuple):
    """An entry filled in; `own` is what the coder gave, with the quote of its evidence."""

    whole: Plain
    own: Plain
    added: Added


class FilledEvent(NamedTuple):
    """An event filled in, and what was added to it and its entries."""

    answers: Plain
    own: Plain
    added: Added
    groups: Mapping[str, list[FilledEntry]]

    def entries(self, group: str) -> list[Plain]:
        """The filled entries of a group; none if it is untouched."""
        return [entry.whole for entry in self.groups.get(group, ())]


class Fillings:
    """Fills in each coding with the codebook under which it was made.

    What a coder left open stays what it was when they did, whatever a newer codebook has by
    default. order: by table of the codebook in force, the place of each variable.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._in_force = Filling(dataset.codebook)
        self._older = {id: Filling(codebook) for id, codebook in dataset.older.items()}
        self.order = self._in_force.order

    def of(self, coding: PlainCoding) -> Filling:
        """What fills in this coding."""
        return self._older.get(coding.codebook_id, self._in_force)

    def counts(self) -> Counter[str]:
        """How often each variable was filled in."""
        every = (filling.counts() for filling in (self._in_force, *self._older.values()))
        return sum(every, Counter())


class Filling:
    """Fills in plain events as `filled` does, remembering what it added.

    order: by table of the codebook, the place of each variable.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.order = _order(codebook)
        self._codebook = codebook
        self._known: dict[_Key, Added] = {}
        variables = [variable for _, variable in codebook.all_variables()]
        self._asked = frozenset(name for each in variables for name in _asked(each))
        self._quotes = {
            group.name: [v.name for v in group.variables if v.derive and v.derive.rule == "quote"]
            for group in codebook.groups
        }
        self._context = {
            group.name: sorted({name for v in group.variables for name in _asked(v)})
            for group in codebook.groups
        }
        deriving = [v.derive.arguments for v in codebook.variables if v.derive is not None]
        self._sources = sorted({str(each.get("group", "")) for each in deriving})
        self._counts: Counter[str] = Counter()
        self._quoted: Counter[tuple[str, str]] = Counter()

    def article(self, answers: Plain) -> Added:
        """What defaults add to the answers about an article."""
        key = ("article", self._signature(answers))
        added = self._known.get(key)
        if added is None:
            whole = filled_article(entry_from_plain(answers), self._codebook)
            added = self._keep(key, "article", answers, whole)
        added.uses += 1
        return added

    def event(self, body: Plain) -> FilledEvent:
        """The event with defaults and derived values, its entries too."""
        own, groups = body["answers"], body["groups"]
        signature = self._signature
        signed = {name: list(map(signature, rows)) for name, rows in groups.items()}
        key = (signature(own), *[(name, *signed[name]) for name in self._sources if name in signed])
        added = self._known.get(key)
        if added is None:
            added = self._new_event(key, body)
        added.uses += 1
        answers = {**own, **added.answers}
        entries = {
            name: self._entries(name, rows, signed[name], added, answers)
            for name, rows in groups.items()
        }
        return FilledEvent(answers, own, added, entries)

    def counts(self) -> Counter[str]:
        """How often each variable was filled in."""
        for added in self._known.values():
            self._count(added)
        for (group, name), times in self._quoted.items():
            self._counts[f"filled in: {group}.{name}"] += times
        self._quoted.clear()
        return self._counts

    def _count(self, added: Added) -> None:
        table = {"": "", "article": "articles."}.get(added.table, f"{added.table}.")
        for name in added.answers:
            self._counts[f"filled in: {table}{name}"] += added.uses
        added.uses = 0

    def _new_event(self, key: _Key, body: Plain) -> Added:
        whole = filled(event_from_plain(body, _NOBODY, _NOBODY), self._codebook).answers
        added = self._keep(key, "", body["answers"], whole)
        for group, names in self._context.items():
            values = [whole[name].value if name in whole else None for name in names]
            added.contexts[group] = (group, *values)
        return added

    def _entries(
        self, group: str, rows: list[Plain], signed: list[_Key], event: Added, answers: Plain
    ) -> list[FilledEntry]:
        quotes, context = self._quotes.get(group, ()), event.contexts.get(group, group)
        filled_in: list[FilledEntry] = []
        for own, signature in zip(rows, signed, strict=True):
            if quotes:
                own, signature = self._with_quotes(group, quotes, own, signature)
            key = (context, signature)
            added = self._known.get(key)
            if added is None:
                variables = self._codebook.variables_of(group)
                whole = filled_entry(entry_from_plain(own), variables, entry_from_plain(answers))
                added = self._keep(key, group, own, whole)
            added.uses += 1
            filled_in.append(FilledEntry({**own, **added.answers}, own, added))
        return filled_in

    def _with_quotes(
        self, group: str, names: list[str], entry: Plain, signature: _Key
    ) -> tuple[Plain, _Key]:
        """An entry and its signature with the quote of its evidence where that is asked."""
        own = entry
        for name in names:
            quote = None if name in entry else _quote(entry, self.order.get(group, ()))
            if quote is not None:
                own = {**own, name: {"value": quote}}
                signature = (*signature, (name, quote) if name in self._asked else name)
                self._quoted[group, name] += 1
        return own, signature

    def _keep(self, key: _Key, table: str, before: Plain, after: Entry) -> Added:
        if len(self._known) >= MOST:
            for each in self._known.values():
                self._count(each)
            self._known.clear()
        new = {name: answer for name, answer in after.items() if name not in before}
        answers = entry_to_plain(new)
        place = self.order.get(table, {})
        missing = sorted(
            ((name, answer["missing"]) for name, answer in answers.items() if "missing" in answer),
            key=lambda each: (place.get(each[0], UNKNOWN), each),
        )
        added = self._known[key] = Added(table, answers, missing)
        return added

    def _signature(self, entry: Plain) -> _Key:
        """What is answered, and how where anything depends on it."""
        asked = self._asked
        return tuple([(n, _said(a)) if n in asked else n for n, a in entry.items()])


def _said(answer: Plain) -> object:
    """A plain value, or the reason why there is none, as a part of a key."""
    value: object = answer.get("value")
    if value.__class__ is str:
        return value
    if value is None:
        return (answer["missing"],)
    return repr(value) if isinstance(value, (dict, list)) else value


def _quote(entry: Plain, names: Iterable[str]) -> str | None:
    """The words of an entry's first evidence, by the order of the codebook."""
    for name in names:
        if name in entry and (evidence := entry[name].get("evidence")):
            quote: str = evidence[0]["quote"]
            return quote
    return None


def _order(codebook: Codebook) -> dict[str, dict[str, int]]:
    tables = ["", "article", *(group.name for group in codebook.groups)]
    return {
        table: {v.name: n for n, v in enumerate(codebook.variables_of(table))} for table in tables
    }


def _asked(variable: Variable) -> Iterator[str]:
    """The names that decide what the variable is filled with."""
    yield from _names(variable.when)
    for default in variable.defaults:
        yield from _names(default.when)
    for option in variable.options:
        yield from _names(option.when)
    if variable.derive is not None:
        yield from _words(variable.derive.arguments)


def _names(when: When) -> Iterator[str]:
    return (condition.variable for condition in when)


def _words(value: Any) -> Iterator[str]:
    """Every key and word in a derivation's arguments: the names it may ask are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key)
            yield from _words(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _words(part)

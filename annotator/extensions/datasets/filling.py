"""Defaults and derived values for a long run of events, each combination worked out once.

What `filled` adds depends on few answers: those that conditions and derivations ask about. Events
that agree on them get the same additions, so a project of 30,000 events works out some hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.extensions.datasets.columns import Cell, RowMaker
from annotator.model.codebook import Codebook, Variable, When
from annotator.model.event import Answer, Entry, Event, Missing
from annotator.model.filled import filled, filled_article, filled_entry

MOST = 20_000
"""Combinations kept; beyond that it starts anew, so that memory does not grow."""

_Key = tuple[object, ...]


@dataclass(slots=True, eq=False)
class Added:
    """What was filled in for one combination of answers, and what follows from it for each row.

    table: as in the codebook. uses: how often it was, since it was counted last. rows: the cells it
    makes, by the maker of the rows.
    """

    table: str
    answers: Entry
    missing: list[tuple[str, str]]
    uses: int = 0
    rows: dict[RowMaker, list[Cell]] = field(default_factory=dict)

    def cells(self, maker: RowMaker) -> list[Cell]:
        """The row that the additions alone make; not to be changed."""
        row = self.rows.get(maker)
        if row is None:
            row = self.rows[maker] = maker.template(self.answers)
        return row


@dataclass(frozen=True, slots=True)
class FilledEntry:
    """An entry filled in; `own` is what the coder gave, with the quote of its evidence."""

    whole: Entry
    own: Entry
    added: Added


@dataclass(frozen=True, slots=True)
class FilledEvent:
    """An event filled in, and what was added to it and its entries."""

    event: Event
    added: Added
    entries: Mapping[str, list[FilledEntry]]


class Filling:
    """Fills in events as `filled` does, remembering what it added."""

    def __init__(self, codebook: Codebook) -> None:
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

    def article(self, answers: Entry) -> tuple[Entry, Added]:
        """The answers about an article with defaults, and what was added."""
        key = ("article", *self._signature(answers))
        added = self._known.get(key)
        if added is None:
            whole = filled_article(answers, self._codebook)
            added = self._keep(key, "article", answers, whole)
        added.uses += 1
        return {**answers, **added.answers}, added

    def event(self, event: Event) -> FilledEvent:
        """The event with defaults and derived values, its entries too."""
        groups = event.groups
        sources = [
            (name, *[tuple(self._signature(entry)) for entry in groups[name]])
            for name in self._sources
            if name in groups
        ]
        key = (*self._signature(event.answers), *sources)
        added = self._known.get(key)
        if added is None:
            whole = filled(event, self._codebook)
            added = self._keep(key, "", event.answers, whole.answers)
        added.uses += 1
        answers = {**event.answers, **added.answers}
        entries = {
            name: [self._entry(name, entry, answers) for entry in rows]
            for name, rows in groups.items()
        }
        every = {name: tuple([each.whole for each in rows]) for name, rows in entries.items()}
        return FilledEvent(Event(event.id, event.article_id, answers, every), added, entries)

    def counts(self) -> Counter[str]:
        """How often each variable was filled in."""
        for added in self._known.values():
            self._count(added)
        return self._counts

    def _count(self, added: Added) -> None:
        table = {"": "", "article": "articles."}.get(added.table, f"{added.table}.")
        for name in added.answers:
            self._counts[f"filled in: {table}{name}"] += added.uses
        added.uses = 0

    def _entry(self, group: str, entry: Entry, answers: Entry) -> FilledEntry:
        context = [
            answers[name].value if name in answers else None
            for name in self._context.get(group, ())
        ]
        own = entry
        for name in self._quotes.get(group, ()):
            quote = next((a.evidence[0].quote for a in entry.values() if a.evidence), None)
            if name not in entry and quote is not None:
                own = {**own, name: Answer(quote)}
                self._counts[f"filled in: {group}.{name}"] += 1
        key = (group, *context, *self._signature(own))
        added = self._known.get(key)
        if added is None:
            whole = filled_entry(own, self._codebook.variables_of(group), answers)
            added = self._keep(key, group, own, whole)
        added.uses += 1
        return FilledEntry({**own, **added.answers}, own, added)

    def _keep(self, key: _Key, table: str, before: Entry, after: Entry) -> Added:
        if len(self._known) >= MOST:
            for each in self._known.values():
                self._count(each)
            self._known.clear()
        answers = {name: answer for name, answer in after.items() if name not in before}
        missing = [
            (name, answer.value.value)
            for name, answer in answers.items()
            if isinstance(answer.value, Missing)
        ]
        added = self._known[key] = Added(table, answers, missing)
        return added

    def _signature(self, entry: Entry) -> list[object]:
        """What is answered, and how where anything depends on it."""
        asked = self._asked
        return [(n, a.value) if n in asked else n for n, a in entry.items()]


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

"""Happenings as units: the events, and the entries of groups, that several coders have in common.

Agreement on a question is measured on an alignment that does not know the answers to it: what they
say cannot make coders agree. So each article is aligned once with all roles, and once without each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from annotator.model.codebook import Group
from annotator.model.event import Event
from annotator.model.study import AlignmentChoice
from annotator.reliability.alignment import Alignment, Prepared, align_prepared, prepare
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.choices import Choice, Contradiction
from annotator.reliability.entries import match_prepared, prepare_entries
from annotator.stages.agreement_questions import EVENT, Question
from annotator.stages.agreement_ratings import ABSENT, Gathered, Units

ALL_ROLES = ""
"""The alignment that knows every role."""

WHOLE_KEY = ""
"""The matching of entries that knows every variable of their key."""

Happening = Mapping[str, Event]
"""By coder, the event that is theirs of one happening."""


@dataclass(slots=True)
class _Rows:
    """Units while they are gathered: the rows of each, and its article."""

    rows: list[list[int]] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)


class Happenings:
    """The units of all questions about events and entries, gathered article by article.

    roles: that have an alignment without them. n_joined, n_parted: pairs of events about which a
    reviewer decided, where both are compared. heeded: these choices, by article. contradicted:
    articles whose choices cannot hold together, and were aligned without them.
    """

    def __init__(
        self, gathered: Gathered, rules: AlignmentRules, choices: Iterable[AlignmentChoice]
    ) -> None:
        self.rules = rules
        self.roles = [role for role in rules.sources if role in rules.weights]
        self.n_joined = self.n_parted = 0
        self.contradicted: list[UUID] = []
        self.heeded: dict[UUID, list[Choice]] = {}
        self._said: dict[UUID, list[Choice]] = {}
        for each in choices:
            choice = Choice(each.first, each.second, bool(each.joined))
            self._said.setdefault(each.article_id, []).append(choice)
        self._gathered = gathered
        self._raters = {name: place for place, name in enumerate(gathered.raters)}
        self._events: dict[str, _Rows] = {role: _Rows() for role in (ALL_ROLES, *self.roles)}
        self._entries: dict[tuple[str, str], _Rows] = {}
        self._matchings: dict[str, list[tuple[Group, list[str]]]] = {}
        for role in self._events:
            self._matchings[role] = list(self._matchings_of(role))

    def _matchings_of(self, role: str) -> Iterator[tuple[Group, list[str]]]:
        """The groups whose entries are matched in an alignment without a role, and without what."""
        for group in self._gathered.codebook.groups:
            asked = (each for each in self._gathered.questions if each.table == group.name)
            of_entries = [each.variable.name for each in asked if each.is_of_entries]
            roles = {name: self.rules.role_of(name, group.name) for name in of_entries}
            apart = [name for name in of_entries if name in group.key or roles[name]]
            withouts = [*apart, *([WHOLE_KEY] if len(of_entries) > len(apart) else [])]
            own = [each for each in withouts if roles.get(each, ALL_ROLES) == role]
            if own:
                self._entries |= {(group.name, each): _Rows() for each in own}
                yield group, own

    def add(
        self, article_id: UUID, article: int, events: Mapping[str, Sequence[Event]], first: int
    ) -> tuple[Prepared, Alignment]:
        """Align an article; gives its alignment by all roles.

        article: its place. events: by coder, filled in. first: the place of the first of them.
        """
        prepared = prepare(events, self.rules)
        choices = self._choices(article_id, prepared)
        ids = [event.id for own in events.values() for event in own]
        places = {event_id: first + at for at, event_id in enumerate(ids)}
        whole = align_prepared(prepared, self.rules, choices)
        for role in (ALL_ROLES, *self.roles):
            rules = self.rules.without(role)
            found = align_prepared(prepared, rules, choices) if role else whole
            self._add_events(role, article, found.clusters, places)
            self._add_entries(role, article, found.clusters, places)
        return prepared, whole

    def _choices(self, article_id: UUID, prepared: Prepared) -> list[Choice]:
        """The choices about an article's events; none if they contradict each other."""
        said = self._said.get(article_id)
        if not said:
            return []
        there = {event.id for events in prepared.events for event in events}
        known = [each for each in said if each.first in there and each.second in there]
        try:
            align_prepared(prepared, self.rules, known)
        except Contradiction:
            self.contradicted.append(article_id)
            return []
        self.heeded[article_id] = known
        self.n_joined += sum(each.joined for each in known)
        self.n_parted += sum(not each.joined for each in known)
        return known

    def _add_events(
        self,
        role: str,
        article: int,
        clusters: Iterable[Happening],
        places: Mapping[UUID, int],
    ) -> None:
        found = self._events[role]
        for cluster in clusters:
            found.rows.append(self._row({who: places[each.id] for who, each in cluster.items()}))
            found.articles.append(article)

    def _add_entries(
        self,
        role: str,
        article: int,
        clusters: Sequence[Happening],
        places: Mapping[UUID, int],
    ) -> None:
        """Match the entries of each group, once for each question that they are matched without."""
        for group, withouts in self._matchings[role]:
            for cluster in clusters:
                for without, rows in self._entry_rows(group, withouts, cluster, places):
                    found = self._entries[group.name, without]
                    found.rows += rows
                    found.articles += [article] * len(rows)

    def _entry_rows(
        self, group: Group, withouts: Sequence[str], cluster: Happening, places: Mapping[UUID, int]
    ) -> Iterator[tuple[str, list[list[int]]]]:
        """The entries of one happening, side by side, as rows of the group's table."""
        starts = self._gathered.first_entry[group.name]
        entries = {name: event.entries(group.name) for name, event in cluster.items()}
        if not any(entries.values()):
            return
        firsts = {name: starts[places[event.id]] for name, event in cluster.items()}
        if sum(map(bool, entries.values())) == 1:
            rows = [
                self._row({name: firsts[name] + at})
                for name, own in entries.items()
                for at in range(len(own))
            ]
            yield from ((without, rows) for without in withouts)
            return
        prepared = prepare_entries(entries, group, self.rules)
        for without in withouts:
            matched = match_prepared(prepared, without)
            yield (
                without,
                [
                    self._row({name: firsts[name] + at for name, at in one.items()})
                    for one in matched
                ],
            )

    def _row(self, places: Mapping[str, int]) -> list[int]:
        """A unit: by rater, the place of their row."""
        row = [ABSENT] * len(self._raters)
        for name, place in places.items():
            row[self._raters[name]] = place
        return row

    def events(self, role: str = ALL_ROLES) -> Units:
        """Happenings, aligned without a role."""
        found = self._events[role if role in self._events else ALL_ROLES]
        return Units(found.rows, found.articles, len(self._raters))

    def units_of(self, question: Question) -> tuple[str, Units]:
        """The units on which a question is compared, and a name for them."""
        group = question.group.name if question.group else ""
        role = self.rules.role_of(question.variable.name, group)
        if question.table == EVENT or question.is_set:
            return f"{EVENT}:{role}", self.events(role)
        without = question.variable.name
        without = without if (group, without) in self._entries else WHOLE_KEY
        found = self._entries[group, without]
        return f"{group}:{without}", Units(found.rows, found.articles, len(self._raters))

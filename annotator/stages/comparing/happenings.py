"""Happenings as units: the events, and the entries of groups, that several coders have in common.

Agreement on a question is measured on an alignment that does not know the answers to it: what they
say cannot make coders agree. So each article is aligned once with all roles, and once without each.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from annotator.model.codebook import Group
from annotator.model.event import Entry, Event
from annotator.model.study import AlignmentChoice
from annotator.reliability.alignment import Alignment, Prepared
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.alignments import align_all, clusters_of_all, prepare_all
from annotator.reliability.choices import Choice, Contradiction, bound_by
from annotator.reliability.entries import Matched, match_all
from annotator.reliability.partition import Patience
from annotator.stages.comparing.questions import EVENT, Question
from annotator.stages.comparing.ratings import ABSENT, Gathered, Units

ALL_ROLES = ""
"""The alignment that knows every role."""

WHOLE_KEY = ""
"""The matching of entries that knows every variable of their key."""


class Taken:
    """An article that was taken in. place: its place; events: by coder, filled in.

    places: by event, its place among all events; the first of them has the place `first`.
    """

    __slots__ = ("article_id", "events", "place", "places")

    def __init__(
        self, article_id: UUID, place: int, events: Mapping[str, Sequence[Event]], first: int
    ) -> None:
        self.article_id, self.place, self.events = article_id, place, events
        ids = [event.id for own in events.values() for event in own]
        self.places = {event_id: first + at for at, event_id in enumerate(ids)}


class Aligned(NamedTuple):
    """An article taken apart, and aligned by all roles."""

    prepared: Prepared
    alignment: Alignment


class _Happening(NamedTuple):
    """By coder, the event that is theirs; its article, and how long that may still take."""

    events: Mapping[str, Event]
    article: Taken
    patience: Patience


@dataclass(slots=True)
class _Rows:
    """Units while they are gathered: their rows one after the other, and their articles."""

    rows: array[int] = field(default_factory=lambda: array("i"))
    articles: array[int] = field(default_factory=lambda: array("i"))


class Happenings:
    """The units of all questions about events and entries, gathered article by article.

    roles: that have an alignment without them. n_joined, n_parted: pairs of events about which a
    reviewer decided, where both are compared. heeded: these choices, by article. contradicted:
    articles whose choices cannot hold together, and were aligned without them. unproved: the keys
    of articles of which not every alignment was proved to be the best in time.
    """

    def __init__(
        self, gathered: Gathered, rules: AlignmentRules, choices: Iterable[AlignmentChoice]
    ) -> None:
        self.rules = rules
        self.roles = [role for role in rules.sources if role in rules.weights]
        self.n_joined = self.n_parted = 0
        self.contradicted: list[UUID] = []
        self.unproved: list[str] = []
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

    def add_all(self, articles: Sequence[Taken]) -> Generator[None, None, tuple[Aligned, ...]]:
        """Align articles, with chances to stop; gives their alignments by all roles."""
        prepared = prepare_all([each.events for each in articles], self.rules)
        alone = [prepared.article(at, self.rules) for at in range(len(articles))]
        choices = {at: said for at, each in enumerate(articles) if (said := self._choices(each))}
        yield
        whole = align_all(prepared, self.rules, choices)
        yield
        for role in (ALL_ROLES, *self.roles):
            if role:
                clusters = clusters_of_all(prepared, self.rules.without(role), choices)
            else:
                clusters = [each.clusters for each in whole]
            happenings = [
                _Happening(events, article, one.patience)
                for article, one, found in zip(articles, alone, clusters, strict=True)
                for events in found
            ]
            self._add_events(role, happenings)
            yield
            for group, withouts in self._matchings[role]:
                self._add_entries(group, withouts, happenings)
                yield
        self.unproved += [
            self._gathered.keys[article.place]
            for article, one in zip(articles, alone, strict=True)
            if one.patience.is_lost
        ]
        return tuple(map(Aligned, alone, whole))

    def _choices(self, article: Taken) -> list[Choice]:
        """The choices about an article's events; none if they contradict each other."""
        said = self._said.get(article.article_id)
        if not said:
            return []
        ids = [[event.id for event in own] for own in article.events.values()]
        there = set(chain.from_iterable(ids))
        known = [each for each in said if each.first in there and each.second in there]
        try:
            bound_by(known, ids)
        except Contradiction:
            self.contradicted.append(article.article_id)
            return []
        self.heeded[article.article_id] = known
        self.n_joined += sum(each.joined for each in known)
        self.n_parted += sum(not each.joined for each in known)
        return known

    def _add_events(self, role: str, happenings: Iterable[_Happening]) -> None:
        found = self._events[role]
        for each in happenings:
            places = each.article.places
            found.rows.extend(self._row({who: places[e.id] for who, e in each.events.items()}))
            found.articles.append(each.article.place)

    def _add_entries(
        self, group: Group, withouts: Sequence[str], happenings: Iterable[_Happening]
    ) -> None:
        """Match the entries of a group, once for each question that they are matched without."""
        given = [
            (each, {who: event.entries(group.name) for who, event in each.events.items()})
            for each in happenings
        ]
        shared = [(each, own) for each, own in given if sum(map(bool, own.values())) > 1]
        entries, patience = [own for _, own in shared], [each.patience for each, _ in shared]
        matched = match_all(entries, group, self.rules, withouts, patience)
        starts = self._gathered.first_entry[group.name]
        for without in withouts:
            found = self._entries[group.name, without]
            of_shared = iter(matched[without])
            for each, own in given:
                several = sum(map(bool, own.values())) > 1
                units = next(of_shared) if several else _one_by_one(own)
                places = each.article.places
                firsts = {who: starts[places[event.id]] for who, event in each.events.items()}
                for unit in units:
                    found.rows.extend(
                        self._row({who: firsts[who] + at for who, at in unit.items()})
                    )
                    found.articles.append(each.article.place)

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


def _one_by_one(entries: Mapping[str, Sequence[Entry]]) -> Matched:
    """Entries of one coder, each by itself."""
    return tuple({who: at} for who, own in entries.items() for at in range(len(own)))

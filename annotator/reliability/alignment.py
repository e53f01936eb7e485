"""Which events of several coders are one happening, article by article.

Distance of two events, best pairs of two coders, clusters of any number of them: exact, and
indifferent to the order of coders and events and to ids. What is slow, taking the events apart, is
done once (`prepare`); aligning them again without a role, or with other choices, starts from there.
Many articles at once are the matter of `alignments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import fsum
from operator import itemgetter
from typing import NamedTuple

from annotator.model.agreement import Part
from annotator.model.event import Event
from annotator.reliability.alignment_rules import ROLES, AlignmentRules
from annotator.reliability.choices import Choice, bound_by
from annotator.reliability.clusters import AllFar, AllParts, Arrangement, all_weighted, arrange
from annotator.reliability.event_features import Features, Key, in_order, parts_of
from annotator.reliability.matching import Pair, weighted
from annotator.reliability.partition import Bound, Patience, Place

Clusters = tuple[Mapping[str, Event], ...]
"""Happenings, by coder the event that is theirs of each, in the order of the text."""


class Match(NamedTuple):
    """Two events taken for one. by_hand: a reviewer joined them, directly or through others."""

    first: Event
    second: Event
    distance: float
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two coders' events of one article. first, second: the coders, in the order of their names.

    n_first, n_second: their events. credit: sum of 1 - distance/theta over the matches.
    """

    first: str
    second: str
    n_first: int
    n_second: int
    matches: tuple[Match, ...]
    credit: float

    @property
    def delta(self) -> float:
        """Distance of the two lists, 1 - soft F1: 0 if both are empty, 1 if one is."""
        n = self.n_first + self.n_second
        return 1 - 2 * self.credit / n if n else 0.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """The events of one article, side by side.

    coders: who coded the article, in the order of their names. clusters: by coder, at most one
    event of each; each event is in one; in the order of the text. pairings: of each two coders.
    gain: sum of theta - distance over all pairs inside clusters.
    """

    coders: tuple[str, ...]
    clusters: Clusters
    pairings: tuple[Pairing, ...]
    gain: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """The events of one article, taken apart, in canonical order.

    coders: ordered by what they coded, so that no name decides between equal alignments.
    events, features, keys: by coder, ordered by key. patience: that is left for its alignments.
    """

    coders: tuple[str, ...]
    events: tuple[tuple[Event, ...], ...]
    features: tuple[tuple[Features, ...], ...]
    keys: tuple[tuple[Key, ...], ...] = ()
    patience: Patience = field(default_factory=Patience, compare=False)


class EventPair(NamedTuple):
    """Two events of different coders and what each role in force says of their distance."""

    coder: str
    other: str
    first: Event
    second: Event
    distance: float
    parts: tuple[Part, ...]


def prepare(events_by_coder: Mapping[str, Sequence[Event]], rules: AlignmentRules) -> Prepared:
    """The events of an article taken apart, for alignments with or without some of the roles.

    events_by_coder: of everybody who coded the article; who found no event has an empty list.
    """
    lists = []
    for coder, events in events_by_coder.items():
        keys, features, ordered = in_order(events, rules.sources)
        lists.append((keys, coder, ordered, features))
    lists.sort(key=itemgetter(0, 1))
    all_keys, coders, all_events, all_features = zip(*lists, strict=True) if lists else ((),) * 4
    return Prepared(coders, all_events, all_features, all_keys)


def _all_parts(prepared: Prepared, rules: AlignmentRules) -> AllParts:
    """The distances by role, by two coders who both have events."""
    features, days = prepared.features, rules.days
    return {
        (one, other): [
            [parts_of(here, there, days) for there in features[other]] for here in features[one]
        ]
        for one, other in combinations(range(len(features)), 2)
        if features[one] and features[other]
    }


def align_prepared(
    prepared: Prepared, rules: AlignmentRules, choices: Iterable[Choice] = ()
) -> Alignment:
    """Which events of an article are one happening, by rules that differ at most in roles.

    choices: what a reviewer said; about events that are not there they count for nothing.
    Raises Contradiction if the choices cannot hold together.
    """
    far = all_weighted(_all_parts(prepared, rules), rules.vector)
    bound = bound_by(choices, [[event.id for event in events] for events in prepared.events])
    found = arrange(list(map(len, prepared.events)), far, rules.theta, prepared.patience, bound)
    pairings = [
        _pairing(prepared, pair, found.pairs.get(pair, ()), far, rules.theta, bound)
        for pair in combinations(range(len(prepared.coders)), 2)
    ]
    return Alignment(
        tuple(sorted(prepared.coders)),
        _clusters(prepared, found),
        tuple(sorted(pairings, key=lambda pairing: (pairing.first, pairing.second))),
        _gain(found, far, rules.theta),
    )


def _clusters(prepared: Prepared, found: Arrangement) -> Clusters:
    """The clusters in the order of the text."""
    coders, events = prepared.coders, prepared.events
    return tuple(
        {
            name: events[coder][rank]
            for name, coder, rank in sorted((coders[coder], coder, rank) for coder, rank in cluster)
        }
        for cluster in sorted(found.clusters, key=lambda each: _first_key(prepared, each))
    )


def every_pair(prepared: Prepared, rules: AlignmentRules) -> Iterator[EventPair]:
    """Each two events of different coders, and why they are as near or far as they are."""
    weights = rules.vector
    for (one, other), table in _all_parts(prepared, rules).items():
        for row, cells in enumerate(table):
            for column, parts in enumerate(cells):
                said = tuple(
                    Part(role, weight, part)
                    for role, weight, part in zip(ROLES, weights, parts, strict=True)
                    if role in rules.weights
                )
                yield EventPair(
                    prepared.coders[one],
                    prepared.coders[other],
                    prepared.events[one][row],
                    prepared.events[other][column],
                    weighted(parts, weights),
                    said,
                )


def _pairing(
    prepared: Prepared,
    pair: Pair,
    found: Sequence[Pair],
    far: AllFar,
    theta: float,
    bound: Bound,
) -> Pairing:
    one, other = pair
    is_turned = prepared.coders[one] > prepared.coders[other]
    matches = []
    for row, column in sorted(found, key=lambda each: each[is_turned]):
        here, there = prepared.events[one][row], prepared.events[other][column]
        by_hand = (other, column) in bound.joined.get((one, row), ())
        apart = far[pair][row][column]
        matches.append(Match(*((there, here) if is_turned else (here, there)), apart, by_hand))
    if is_turned:
        one, other = other, one
    return Pairing(
        prepared.coders[one],
        prepared.coders[other],
        len(prepared.events[one]),
        len(prepared.events[other]),
        tuple(matches),
        sum((max(0.0, 1 - match.distance / theta) for match in matches), 0.0),
    )


def _first_key(prepared: Prepared, cluster: Sequence[Place]) -> tuple[Key, Sequence[Place]]:
    return min(prepared.keys[coder][rank] for coder, rank in cluster), cluster


def _gain(found: Arrangement, far: AllFar, theta: float) -> float:
    """Sum of theta - distance over all pairs inside clusters, of exact distances."""
    return fsum(
        theta - far[one, other][row][column]
        for cluster in found.clusters
        for (one, row), (other, column) in combinations(cluster, 2)
    )

"""Which events of several coders are one happening, in many articles at once.

Exactly what `alignment` finds article by article, several times as fast: events are read into
columns, distances computed by whole columns, and the articles in which the best pairs are certain
settled together. Others, few of a hundred, and those about which a reviewer decided, are aligned
one by one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations, islice, pairwise, repeat
from math import fsum
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from annotator.model.event import Event
from annotator.model.span import Span
from annotator.reliability.alignment import (
    Alignment,
    Clusters,
    Match,
    Pairing,
    Prepared,
    align_prepared,
    prepare,
)
from annotator.reliability.alignment_rules import ROLES, AlignmentRules, RoleSource
from annotator.reliability.choices import Choice
from annotator.reliability.event_features import (
    Members,
    add_evidence,
    date_of,
    participants_of,
    type_of,
)
from annotator.reliability.features import LATE, Days
from annotator.reliability.measured import (
    NONE,
    Apart,
    Ints,
    Pairs,
    Settled,
    Texts,
    codes_apart,
    dates_apart,
    sets_apart,
    settle,
    texts_apart,
    weighted_all,
)
from annotator.reliability.ratings import Floats

Choices = Mapping[int, Iterable[Choice]]
"""What a reviewer said, by the place of the article."""

NO_CHOICES: Choices = MappingProxyType({})

Lists = Mapping[str, Sequence[Event]]
"""The events of one article, by coder; who found no event has an empty list."""


@dataclass(frozen=True, slots=True)
class PreparedArticles:
    """The events of many articles, taken apart, and how far apart they are by each role.

    articles: as given. coders: of each, in the order of their names. events: article by article,
    coder by coder, in the order of the text. order: by event, its place in the order of the text;
    the same for events that evidence and date do not tell apart. tied: articles in which such
    events are of one coder. pairs: of events. parts: by role in the order of `ROLES`. alone: the
    articles that were asked for by themselves.
    """

    articles: tuple[Lists, ...]
    coders: tuple[tuple[str, ...], ...]
    events: tuple[Event, ...]
    order: Ints
    tied: frozenset[int]
    pairs: Pairs
    parts: tuple[Apart, ...]
    alone: dict[int, Prepared] = field(default_factory=dict, compare=False, repr=False)

    def article(self, at: int, rules: AlignmentRules) -> Prepared:
        """One of the articles by itself; the same each time."""
        if at not in self.alone:
            self.alone[at] = prepare(self.articles[at], rules)
        return self.alone[at]

    def distances(self, rules: AlignmentRules) -> Floats:
        """How far apart each two events are."""
        return weighted_all(self.parts, rules.vector, len(self.pairs.here))


def prepare_all(articles: Iterable[Lists], rules: AlignmentRules) -> PreparedArticles:
    """The events of articles taken apart, for alignments with or without some of the roles."""
    given = tuple(articles)
    coders = tuple([tuple(sorted(lists)) for lists in given])
    lists = [own[name] for own, names in zip(given, coders, strict=True) for name in names]
    events = [event for own in lists for event in own]
    of_list = np.repeat(np.arange(len(lists)), np.array(list(map(len, lists)), np.int64))
    columns = _read(events, rules.sources)
    order = _in_order(columns)
    sorting = np.lexsort((order, of_list))
    order, of_list = order[sorting], of_list[sorting]
    sizes = iter(map(len, lists))
    pairs = Pairs.of([tuple(islice(sizes, len(names))) for names in coders])
    is_tied = (order[1:] == order[:-1]) & (of_list[1:] == of_list[:-1])
    as_read = replace(pairs, here=sorting[pairs.here], there=sorting[pairs.there])
    return PreparedArticles(
        given,
        coders,
        tuple([events[at] for at in sorting.tolist()]),
        order,
        frozenset(pairs.matter[1:][is_tied].tolist()),
        pairs,
        (
            codes_apart(columns.types, as_read),
            dates_apart(columns.dates, as_read, rules.days),
            sets_apart(columns.participants, as_read),
            texts_apart(columns.evidence, as_read),
        ),
    )


class _Columns(NamedTuple):
    """What tells events from others, by event; see `Features`."""

    types: list[Hashable | None]
    dates: list[Days | None]
    participants: list[Members | None]
    evidence: Texts


def _read(events: Sequence[Event], sources: Mapping[str, RoleSource]) -> _Columns:
    by_type, by_date, by_members = map(sources.get, ROLES[:3])
    spans: list[Span] = []
    edges = [0]
    for event in events:
        add_evidence(event, spans)
        edges.append(len(spans))
    starts, ends = (
        np.fromiter(map(attrgetter(name), spans), np.int64, len(spans)) for name in ("start", "end")
    )
    return _Columns(
        [type_of(event, by_type) for event in events],
        [date_of(event, by_date) for event in events],
        [participants_of(event, by_members)[0] for event in events],
        Texts.of(np.diff(edges), starts, ends),
    )


def _in_order(columns: _Columns) -> Ints:
    """By event, its place in the order of the text, by first evidence and date alone."""
    days = [each or (LATE, LATE) for each in columns.dates]
    lo, hi = np.array(days, np.int64).reshape(-1, 2).T
    keys = np.stack((columns.evidence.begins(), lo, hi))
    sorting = np.lexsort(keys[::-1])
    is_next = (np.diff(keys[:, sorting], prepend=NONE) != 0).any(axis=0)
    order = np.empty(len(days), np.int64)
    order[sorting] = np.cumsum(is_next)
    return order


def align_all(
    prepared: PreparedArticles, rules: AlignmentRules, choices: Choices = NO_CHOICES
) -> list[Alignment]:
    """As `align_prepared`, of each article. Raises Contradiction likewise."""
    far = prepared.distances(rules)
    settled = settle(prepared.pairs, far, rules.theta)
    gains = (rules.theta - far[settled.best]).tolist()
    edges = np.searchsorted(settled.best, prepared.pairs.starts).tolist()
    clusters, others = _clusters(prepared, settled)
    pairings = _pairings(prepared, settled, far, rules.theta)
    sums = [fsum(gains[begin:end]) for begin, end in pairwise(edges)]
    found = list(map(Alignment, prepared.coders, clusters, pairings, sums))
    for at in others.union(choices):
        found[at] = align_prepared(prepared.article(at, rules), rules, choices.get(at, ()))
    return found


def clusters_of_all(
    prepared: PreparedArticles, rules: AlignmentRules, choices: Choices = NO_CHOICES
) -> list[Clusters]:
    """The clusters of each article alone."""
    settled = settle(prepared.pairs, prepared.distances(rules), rules.theta)
    found, others = _clusters(prepared, settled)
    for at in others.union(choices):
        alone = align_prepared(prepared.article(at, rules), rules, choices.get(at, ()))
        found[at] = alone.clusters
    return found


def _clusters(
    prepared: PreparedArticles, settled: Settled
) -> tuple[list[Clusters], frozenset[int]]:
    """The clusters of each article, in the order of the text, and articles that have others."""
    begins = np.append(prepared.order, LATE)[settled.clusters].min(axis=1, initial=LATE)
    sorting = np.lexsort((begins, settled.matter))
    matter, begins = settled.matter[sorting], begins[sorting]
    is_tied = (matter[1:] == matter[:-1]) & (begins[1:] == begins[:-1])
    edges = np.searchsorted(matter, np.arange(len(prepared.articles) + 1)).tolist()
    rows = settled.clusters[sorting].tolist()
    events = prepared.events
    found: list[Clusters] = [
        tuple(
            [
                {name: events[at] for name, at in zip(names, row, strict=False) if at != NONE}
                for row in rows[begin:end]
            ]
        )
        for names, (begin, end) in zip(prepared.coders, pairwise(edges), strict=True)
    ]
    return found, prepared.tied.union(settled.hard, matter[1:][is_tied].tolist())


def _pairings(
    prepared: PreparedArticles, settled: Settled, far: Floats, theta: float
) -> Iterator[tuple[Pairing, ...]]:
    """The pairings of each article."""
    pairs, best = prepared.pairs, settled.best
    names = {coders: list(combinations(coders, 2)) for coders in set(prepared.coders)}
    both = list(chain.from_iterable(names[coders] for coders in prepared.coders))
    sizes = list(chain.from_iterable(combinations(own, 2) for own in pairs.sizes))
    n_coders = np.array([len(coders) for coders in prepared.coders], np.int64)
    starts = np.concatenate(([0], np.cumsum(n_coders * (n_coders - 1) // 2)))
    here, there, apart = pairs.here[best], pairs.there[best], far[best]
    of, one, other = pairs.matter[here], pairs.coder[here], pairs.coder[there]
    # The place of (one, other) among the combinations of so many coders.
    slot = starts[of] + one * (2 * n_coders[of] - one - 1) // 2 + other - one - 1
    sorting = np.argsort(slot, kind="stable")
    events = prepared.events
    firsts = [events[at] for at in here[sorting].tolist()]
    seconds = [events[at] for at in there[sorting].tolist()]
    matches = list(map(Match, firsts, seconds, apart[sorting].tolist(), repeat(False)))
    edges = np.searchsorted(slot[sorting], np.arange(len(both) + 1)).tolist()
    credits = np.bincount(slot, np.maximum(0.0, 1 - apart / theta), len(both)).tolist()
    found = [
        Pairing(first, second, n_first, n_second, tuple(matches[begin:end]), credit)
        for (first, second), (n_first, n_second), (begin, end), credit in zip(
            both, sizes, pairwise(edges), credits, strict=True
        )
    ]
    return (tuple(found[begin:end]) for begin, end in pairwise(starts.tolist()))

"""Which entries of a group (participants, topics, positions) mean the same, within one happening.

The same exact way as events: each variable of the group's key weighs 1, and so does the evidence of
the entry. What is compared is left out, so that entries do not agree on it by having been matched
by it; where nothing else is left, entries are matched in the order of the text.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise
from typing import NamedTuple

import numpy as np

from annotator.model.codebook import Group, Kind, Variable
from annotator.model.event import Entry
from annotator.reliability.alignment_rules import AlignmentRules, is_folded
from annotator.reliability.clusters import AllParts, all_weighted, arrange
from annotator.reliability.features import (
    LATE,
    Days,
    Parts,
    Pieces,
    code_distance,
    comparable,
    date_distance,
    pieces_of,
    set_distance,
    sortable,
    text_distance,
)
from annotator.reliability.matching import Pair
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
from annotator.reliability.partition import Patience

Matched = tuple[Mapping[str, int], ...]
"""Entries that mean the same: by coder, the entry's place in the coder's list."""


class _Entry(NamedTuple):
    """An entry taken apart: its place in the coder's list, and what its key says."""

    place: int
    evidence: Pieces
    values: tuple[Hashable | None, ...]

    @property
    def start(self) -> int:
        return self.evidence[0][0] if self.evidence else LATE


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The entries of one group in one happening, taken apart.

    coders: ordered by what they coded. places: of the entries in each coder's list, in the order of
    the text. parts: distances by the variables of `names` and, last, evidence. theta: as of events.
    """

    names: tuple[str, ...]
    coders: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]
    parts: AllParts
    theta: float


def _prepared(
    entries_by_coder: Mapping[str, Sequence[Entry]], group: Group, rules: AlignmentRules
) -> _Prepared:
    """The entries taken apart, for matching them by all of the key and without a part of it."""
    key = [variable for name in group.key if (variable := group.variable(name))]
    lists = [(_taken_apart(entries, key), coder) for coder, entries in entries_by_coder.items()]
    lists.sort(key=lambda each: ([_sorted_by(entry) for entry in each[0]], each[1]))
    parts: dict[Pair, list[list[Parts]]] = {}
    for one, other in combinations(range(len(lists)), 2):
        here, there = lists[one][0], lists[other][0]
        if here and there:
            parts[one, other] = [[_parts(a, b, key, rules.days) for b in there] for a in here]
    return _Prepared(
        tuple(variable.name for variable in key),
        tuple(coder for _, coder in lists),
        tuple(tuple(entry.place for entry in entries) for entries, _ in lists),
        parts,
        rules.theta,
    )


def _matched_alone(prepared: _Prepared, without: str, patience: Patience) -> Matched:
    """Which entries of one happening mean the same, in the order of the text."""
    weights = [*(float(name != without) for name in prepared.names), 1.0]
    sizes = [len(places) for places in prepared.places]
    found = arrange(sizes, all_weighted(prepared.parts, weights), prepared.theta, patience)
    clusters = [
        sorted((prepared.coders[coder], rank, coder) for coder, rank in cluster)
        for cluster in found.clusters
    ]
    clusters.sort(key=lambda cluster: (min(rank for _, rank, _ in cluster), cluster))
    return tuple(
        {name: prepared.places[coder][rank] for name, rank, coder in cluster}
        for cluster in clusters
    )


def match_all(
    happenings: Sequence[Mapping[str, Sequence[Entry]]],
    group: Group,
    rules: AlignmentRules,
    withouts: Iterable[str],
    patience: Sequence[Patience],
) -> dict[str, list[Matched]]:
    """Which entries of each happening mean the same; each entry is in one set of them.

    happenings: by coder, of everybody who coded the happening; who has no entry has an empty list.
    withouts: the variables that are being compared, one at a time; "" and one that is not of the
        key leave nothing out. patience: by happening, that of its article.
    Returns, by each of `withouts`, the sets of each happening in the order of the text.
    """
    key = [variable for name in group.key if (variable := group.variable(name))]
    names = [tuple(sorted(each)) for each in happenings]
    lists = [
        _taken_apart(each[name], key)
        for each, own in zip(happenings, names, strict=True)
        for name in own
    ]
    sizes = iter(map(len, lists))
    pairs = Pairs.of([tuple(islice(sizes, len(own))) for own in names])
    entries = [entry for own in lists for entry in own]
    ranks = np.array([rank for own in lists for rank in range(len(own))], np.int64)
    parts = _all_apart(entries, key, pairs, rules.days)
    alone: dict[int, _Prepared] = {}
    found = {}
    for without in withouts:
        weights = [*(float(each.name != without) for each in key), 1.0]
        settled = settle(pairs, weighted_all(parts, weights, len(pairs.here)), rules.theta)
        matched = _matched(settled, names, entries, ranks)
        for at in settled.hard:
            if at not in alone:
                alone[at] = _prepared(happenings[at], group, rules)
            matched[at] = _matched_alone(alone[at], without, patience[at])
        found[without] = matched
    return found


def _matched(
    settled: Settled, names: Sequence[Sequence[str]], entries: Sequence[_Entry], ranks: Ints
) -> list[Matched]:
    """What of each happening means the same, in the order of the text."""
    first = np.append(ranks, LATE)[settled.clusters].min(axis=1, initial=LATE)
    sorting = np.lexsort((first, settled.matter))
    edges = np.searchsorted(settled.matter[sorting], np.arange(len(names) + 1)).tolist()
    rows = settled.clusters[sorting].tolist()
    return [
        tuple(
            [
                {name: entries[at].place for name, at in zip(own, row, strict=False) if at != NONE}
                for row in rows[begin:end]
            ]
        )
        for own, (begin, end) in zip(names, pairwise(edges), strict=True)
    ]


def _all_apart(
    entries: Sequence[_Entry], key: Sequence[Variable], pairs: Pairs, days: float
) -> list[Apart]:
    """How far apart entries are, by the variables of the key and, last, evidence."""
    parts = []
    columns = [[entry.values[at] for entry in entries] for at in range(len(key))]
    for variable, values in zip(key, columns, strict=True):
        if variable.kind is Kind.DATE:
            parts.append(dates_apart([_days(value) for value in values], pairs, days))
        elif variable.kind is Kind.CHOICES:
            parts.append(sets_apart([_members(value) for value in values], pairs))
        else:
            parts.append(codes_apart(values, pairs))
    pieces = np.array([each for entry in entries for each in entry.evidence], np.int64)
    n_pieces = np.array([len(entry.evidence) for entry in entries], np.int64)
    return [*parts, texts_apart(Texts.of(n_pieces, *pieces.reshape(-1, 2).T), pairs)]


def _taken_apart(entries: Sequence[Entry], key: Sequence[Variable]) -> list[_Entry]:
    """The entries in the order of the text; those without evidence last, as the coder put them."""
    found = [
        _Entry(
            place,
            pieces_of([answer.evidence for answer in entry.values()]),
            tuple(_value(entry, variable) for variable in key),
        )
        for place, entry in enumerate(entries)
    ]
    return sorted(found, key=lambda entry: (entry.start, entry.place))


def _value(entry: Entry, variable: Variable) -> Hashable | None:
    answer = entry.get(variable.name)
    return None if answer is None else comparable(answer.value, is_folded=is_folded(variable))


def _sorted_by(entry: _Entry) -> tuple[int, Pieces, tuple[str, ...]]:
    return entry.start, entry.evidence, tuple(map(sortable, entry.values))


def _parts(first: _Entry, second: _Entry, key: Sequence[Variable], days: float) -> Parts:
    """How far apart two entries are, by the variables of the key and, last, evidence."""
    values = zip(key, first.values, second.values, strict=True)
    parts = [_distance(variable.kind, here, there, days) for variable, here, there in values]
    return (*parts, text_distance(first.evidence, second.evidence))


def _distance(
    kind: Kind, first: Hashable | None, second: Hashable | None, days: float
) -> float | None:
    if kind is Kind.DATE:
        return date_distance(_days(first), _days(second), days)
    if kind is Kind.CHOICES:
        return set_distance(_members(first), _members(second))
    return code_distance(first, second)


def _days(value: Hashable | None) -> Days | None:
    return (value[0], value[1]) if isinstance(value, tuple) else None


def _members(value: Hashable | None) -> frozenset[Hashable] | None:
    return value if value is None or isinstance(value, frozenset) else frozenset((value,))

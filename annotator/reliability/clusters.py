"""Which events of any number of coders are one happening: the best partition, exactly.

A cluster holds at most one event of each coder. The partition with the greatest sum of (limit -
distance) over all pairs inside clusters wins; pairs further apart than the limit count against it.
Where the pairwise optima already agree with each other (A's event is B's, B's is C's, C's is A's),
their union is that partition, as no partition gains more with any two coders. Elsewhere, and only
for the events in question, all partitions are searched, or an integer program is solved; one that
takes too long is broken off, and that is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.reliability.features import Parts
from annotator.reliability.matching import MILLION, Far, Pair, best_pairs, weighted
from annotator.reliability.partition import FREE, Bound, Cluster, Patience, Place, Puzzle

AllParts = Mapping[Pair, Sequence[Sequence[Parts]]]
"""By two coders' places, the lesser first: distances by role of their events, rows by columns."""

AllFar = Mapping[Pair, Sequence[Sequence[float]]]
"""By two coders' places, as above: distances of what they coded."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What belongs together. pairs: the best pairs by two coders' places. clusters: of all."""

    pairs: Mapping[Pair, Sequence[Pair]]
    clusters: Sequence[Cluster]


def all_weighted(parts: AllParts, weights: Sequence[float]) -> dict[Pair, list[list[float]]]:
    """Distances of all that several coders coded. weights: by role."""
    return {
        coders: [[weighted(cell, weights) for cell in row] for row in table]
        for coders, table in parts.items()
    }


def arrange(
    sizes: Sequence[int],
    distances: AllFar,
    theta: float,
    patience: Patience,
    bound: Bound = FREE,
) -> Arrangement:
    """The best pairs and clusters of what several coders coded, in canonical order.

    sizes: how much each coder coded. theta: what is as far apart is no match. patience: of the
        article; where it does not last, the clusters are the best that were found.
    """
    limit = round(theta * MILLION)
    far = {
        coders: [[round(cell * MILLION) for cell in row] for row in table]
        for coders, table in distances.items()
    }
    if bound is FREE:
        pairs = {coders: best_pairs(table, limit) for coders, table in far.items()}
    else:
        pairs = {coders: _bound_pairs(table, limit, coders, bound) for coders, table in far.items()}
    return Arrangement(pairs, _best_clusters(sizes, far, pairs, (limit, bound), patience))


def _bound_pairs(far: Far, limit: int, coders: Pair, bound: Bound) -> list[Pair]:
    """The best pairs that keep to what a reviewer said; joined ones whatever their distance."""
    one, other = coders
    forced = [
        (here[1], there[1])
        for here, joined in bound.joined.items()
        if here[0] == one
        for there in joined
        if there[0] == other
    ]
    rows, columns = {row for row, _ in forced}, {column for _, column in forced}
    allowed = [
        [
            limit
            if row in rows or column in columns or ((one, row), (other, column)) in bound.parted
            else cell
            for column, cell in enumerate(cells)
        ]
        for row, cells in enumerate(far)
    ]
    return sorted(forced + best_pairs(allowed, limit))


def _best_clusters(
    sizes: Sequence[int],
    far: Mapping[Pair, Far],
    pairs: Mapping[Pair, Sequence[Pair]],
    rules: tuple[int, Bound],
    patience: Patience,
) -> list[Cluster]:
    """The partition of all events with the greatest gain, in order of coders and their events.

    sizes: events by coder. far: distances in millionths, by two coders' places, the lesser first.
    pairs: the best pairs of each two coders, joined events among them. rules: the limit, and what
        a reviewer said.
    Of equal gains the partition with more near pairs wins, then with fewer that are not near, then
    with the smaller sum of squared rank differences; what is equal even then is decided by the
    order of coders and events alone. Where it comes to the integer program, that order decides
    between equal gains at once.
    """
    links = _links(pairs)
    found = _components(links)
    if not all(_is_agreed(part, links) for part in found):
        near = _near(far, *rules, links)
        found = [
            cluster
            for part in _components(near)
            for cluster in _of_part(part, links, far, rules, patience)
        ]
    taken = {place for cluster in found for place in cluster}
    singles = [
        [(coder, rank)]
        for coder, size in enumerate(sizes)
        for rank in range(size)
        if (coder, rank) not in taken
    ]
    return sorted(found + singles)


def _links(pairs: Mapping[Pair, Sequence[Pair]]) -> dict[Place, list[Place]]:
    """What each event is paired with."""
    links: dict[Place, list[Place]] = {}
    for (coder, other), found in pairs.items():
        for row, column in found:
            links.setdefault((coder, row), []).append((other, column))
            links.setdefault((other, column), []).append((coder, row))
    return links


def _near(
    far: Mapping[Pair, Far], limit: int, bound: Bound, links: Mapping[Place, list[Place]]
) -> dict[Place, list[Place]]:
    """All events that could gain by being together, or have to be, with each other."""
    near = {place: list(others) for place, others in links.items()}
    for (coder, other), table in far.items():
        for row, cells in enumerate(table):
            for column, cell in enumerate(cells):
                here, there = (coder, row), (other, column)
                if cell < limit and (here, there) not in bound.parted:
                    near.setdefault(here, []).append(there)
                    near.setdefault(there, []).append(here)
    return near


def _components(links: Mapping[Place, Sequence[Place]]) -> list[Cluster]:
    """What hangs together, each part in order."""
    parts = []
    seen: set[Place] = set()
    for place in links:
        if place in seen:
            continue
        part, waiting = [], [place]
        seen.add(place)
        while waiting:
            here = waiting.pop()
            part.append(here)
            for other in links[here]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        parts.append(sorted(part))
    return parts


def _is_agreed(part: Cluster, links: Mapping[Place, Sequence[Place]]) -> bool:
    """Whether everything in it is paired with everything else; so no coder is in it twice."""
    return all(len(links[place]) == len(part) - 1 for place in part)


def _of_part(
    part: Cluster,
    links: Mapping[Place, list[Place]],
    far: Mapping[Pair, Far],
    rules: tuple[int, Bound],
    patience: Patience,
) -> list[Cluster]:
    """The best partition of events that have no gain with any others."""
    inside = {place: links[place] for place in part if place in links}
    agreed = _components(inside)
    if all(_is_agreed(cluster, links) for cluster in agreed):
        return agreed
    puzzle = Puzzle.of(part, far, *rules)
    return puzzle.searched() or puzzle.solved(patience)

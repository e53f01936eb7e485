"""The best partition of events whose pairwise optima contradict each other.

A's event is nearest to B's and B's to C's, but C's event goes with another one of A's: then no
union of pairs is a partition, and the best one has to be looked for. Few events are searched, many
are an integer program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from annotator.reliability.matching import Far, Pair
from annotator.reliability.ratings import Floats

Place = tuple[int, int]
"""An event: the place of its coder, and its own place among the coder's events."""

Cluster = list[Place]

_SCALE = 1_000
"""A millionth is a thousandth to the solver: far above its tolerance of 1e-6, sums still small."""

_TOLERANCE = 1e-6
"""What is nearer than this to a whole number is one."""

_ALMOST = 0.3
"""Rows that a solution in fractions comes so near to are broken by whole numbers often enough."""

_MOST_SEARCHED = 60
"""So many pieces are not searched at all."""

MOST_STEPS = 5_000
"""The search gives up after so many branches: an integer program is quicker then."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a reviewer said: events that are one happening, and pairs that are not.

    joined: each event that was joined to others, with all of them. parted: pairs of events, both
    ways round, with all that follows: what is joined to either is parted too, and so are two events
    of which one is joined to an event by the coder of the other.
    """

    joined: Mapping[Place, frozenset[Place]]
    parted: frozenset[tuple[Place, Place]]


FREE = Bound({}, frozenset())
"""Nothing said."""


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Events to be parted into clusters, and what any two of them add.

    pieces: the events in order, each with those joined to it. gains: limit - distance, by two
    pieces' places, the lesser first; pieces that cannot be together have none. order: what decides
    between equal gains, in one whole number: near pairs, then pairs that are not near, then the
    squared rank differences. step: greater than any sum of these.
    """

    pieces: tuple[tuple[Place, ...], ...]
    gains: Mapping[Pair, int]
    order: Mapping[Pair, int]
    step: int

    @classmethod
    def of(cls, part: Cluster, far: Mapping[Pair, Far], limit: int, bound: Bound) -> Puzzle:
        """The puzzle of these events."""
        taken = {frozenset((place,)) | bound.joined.get(place, frozenset()) for place in part}
        pieces = tuple(sorted(tuple(sorted(piece)) for piece in taken))
        n_pairs = len(part) * len(part) // 2 + 1
        by_rank = n_pairs * max(rank for _, rank in part) ** 2 + 1
        gains: dict[Pair, int] = {}
        order: dict[Pair, int] = {}
        for one, other in combinations(range(len(pieces)), 2):
            crossed = [(here, there) for here in pieces[one] for there in pieces[other]]
            if any(h[0] == t[0] or (h, t) in bound.parted for h, t in crossed):
                continue
            gain = [limit - _distance(far, here, there) for here, there in crossed]
            n_near = sum(each > 0 for each in gain)
            ranks = sum((here[1] - there[1]) ** 2 for here, there in crossed)
            gains[one, other] = sum(gain)
            order[one, other] = (n_near * n_pairs - len(gain) + n_near) * by_rank - ranks
        return cls(pieces, gains, order, 2 * n_pairs * n_pairs * by_rank)

    def searched(self) -> list[Cluster] | None:
        """The best partition by branch and bound; None if that would take too many steps."""
        scores = {pair: gain * self.step + self.order[pair] for pair, gain in self.gains.items()}
        if len(self.pieces) > _MOST_SEARCHED:
            return None
        coders = [piece[0][0] for piece in self.pieces]
        found = _Search(coders, scores).best()
        return None if found is None else self._places(found)

    def solved(self) -> list[Cluster]:
        """The best partition by an integer program; of equal gains, the one that it comes to first.

        Source: Groetschel & Wakabayashi (1989), "A cutting plane algorithm for a clustering
        problem": a variable for each two pieces, and x_uv + x_vw - x_uw <= 1; solved by HiGHS.
        """
        program = _Program(self.pieces, list(self.gains))
        return self._places(program.clusters(program.best(self.gains)))

    def _places(self, clusters: Sequence[Sequence[int]]) -> list[Cluster]:
        return [
            sorted(place for one in cluster for place in self.pieces[one]) for cluster in clusters
        ]


def _distance(far: Mapping[Pair, Far], here: Place, there: Place) -> int:
    if here[0] > there[0]:
        here, there = there, here
    return far[here[0], there[0]][here[1]][there[1]]


class _Search:
    """Branch and bound: piece by piece, each joins a cluster of those before or opens one.

    What the pieces still to come can add is at most, for each of them, its best sum with one of the
    clusters there are, and its best score with one piece of each coder among those to come.
    """

    def __init__(self, coders: Sequence[int], scores: Mapping[Pair, int]) -> None:
        self._n = len(coders)
        self._never = -2 * sum(map(abs, scores.values())) - 1
        self._rows = [
            [
                scores.get((min(one, other), max(one, other)), self._never)
                for other in range(self._n)
            ]
            for one in range(self._n)
        ]
        self._hope = [self._among(start, coders) for start in range(self._n + 1)]
        self._clusters: list[list[int]] = []
        self._sums: list[list[int]] = []
        self._best: list[list[int]] = []
        self._best_score = -1
        self._steps = 0

    def _among(self, start: int, coders: Sequence[int]) -> int:
        """What the pieces from `start` on can add with each other, at most."""
        total = 0
        for one in range(start, self._n):
            best: dict[int, int] = {}
            for other in range(start, one):
                best[coders[other]] = max(best.get(coders[other], 0), self._rows[one][other])
            total += sum(best.values())
        return total

    def best(self) -> list[list[int]] | None:
        """The best clusters, or None if there are too many to try."""
        self._settle(0, 0)
        return None if self._steps > MOST_STEPS else self._best

    def _settle(self, one: int, score: int) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            return
        hope = self._hope[one]
        for sums in zip(*(each[one:] for each in self._sums), strict=True):
            hope += max(0, *sums)
        if score + hope <= self._best_score:
            return
        if one == self._n:
            self._best, self._best_score = [list(each) for each in self._clusters], score
            return
        order = sorted(range(len(self._sums)), key=lambda at: -self._sums[at][one])
        for at in order:
            before = self._sums[at]
            if before[one] > self._never // 2:
                self._clusters[at].append(one)
                self._sums[at] = [
                    here + there for here, there in zip(before, self._rows[one], strict=True)
                ]
                self._settle(one + 1, score + before[one])
                self._sums[at] = before
                self._clusters[at].pop()
        self._clusters.append([one])
        self._sums.append(self._rows[one])
        self._settle(one + 1, score)
        self._sums.pop()
        self._clusters.pop()


class _Program:
    """The integer program of a puzzle: which pairs are together, such that they make clusters.

    That two pieces which are with a third are together takes a row for each three pieces; few of
    these bind. Rows are added as a solution breaks them, first in fractions, which mostly come out
    whole already, then in whole numbers.
    """

    def __init__(self, pieces: Sequence[Sequence[Place]], pairs: list[Pair]) -> None:
        self._n = len(pieces)
        self._pairs = pairs
        self._columns = {pair: column for column, pair in enumerate(pairs)}
        self._rows = list(self._of_coders([{coder for coder, _ in piece} for piece in pieces]))

    def _of_coders(self, coders: Sequence[set[int]]) -> Iterator[dict[int, int]]:
        """A piece is together with at most one piece of each coder."""
        for one in range(self._n):
            by_coder: dict[int, dict[int, int]] = {}
            for other in range(self._n):
                column = self._column(one, other)
                if column is not None:
                    for coder in coders[other]:
                        by_coder.setdefault(coder, {})[column] = 1
            yield from (row for row in by_coder.values() if len(row) > 1)

    def _column(self, one: int, other: int) -> int | None:
        return self._columns.get((one, other) if one < other else (other, one))

    def best(self, worth: Mapping[Pair, int]) -> list[Pair]:
        """The pairs that are together where the sum of `worth`, in millionths, is greatest."""
        aims = np.array([-worth[pair] / _SCALE for pair in self._pairs])
        is_whole = False
        while True:
            found = self._solution(aims, is_whole)
            broken = list(self._broken(found))
            if not broken and (is_whole or _is_whole(found)):
                chosen = zip(self._pairs, found.tolist(), strict=True)
                return [pair for pair, x in chosen if x > 0.5]
            if not broken:
                is_whole = True
                broken = list(self._broken(found, _ALMOST))
            self._rows += broken

    def _solution(self, aims: Floats, is_whole: bool) -> Floats:
        from scipy.optimize import (  # type: ignore[import-untyped]  # it ships no types
            Bounds,
            LinearConstraint,
            milp,
        )

        found = milp(
            aims,
            integrality=np.full(len(aims), int(is_whole)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(self._matrix(), ub=np.ones(len(self._rows))),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            raise RuntimeError(f"no partition of {self._n} events: {found.message}")
        solution: Floats = np.round(found.x) if is_whole else found.x
        return solution

    def _broken(self, found: Floats, most: float = 1 + _TOLERANCE) -> Iterator[dict[int, int]]:
        """The rows that a solution breaks: two pieces are with a third, but not with each other.

        most: how much more they may be with the third than with each other.
        """
        together = np.zeros((self._n, self._n))
        ones, others = np.array(self._pairs).T
        together[ones, others] = together[others, ones] = found
        for third in range(self._n):
            beside = together[third]
            excess = np.triu(beside[:, None] + beside[None, :] - together, 1)
            excess[third] = excess[:, third] = 0.0
            for one, other in np.argwhere(excess > most).tolist():
                first, second = self._column(one, third), self._column(other, third)
                column = self._column(one, other)
                if first is not None and second is not None:
                    row = {first: 1, second: 1}
                    yield row if column is None else {**row, column: -1}

    def _matrix(self) -> Any:
        from scipy.sparse import csr_array  # type: ignore[import-untyped]  # as above

        places = [(at, column, x) for at, row in enumerate(self._rows) for column, x in row.items()]
        rows, columns, values = zip(*places, strict=True)
        return csr_array((values, (rows, columns)), shape=(len(self._rows), len(self._pairs)))

    def clusters(self, chosen: Sequence[Pair]) -> list[list[int]]:
        """The pieces, each with those it is together with."""
        beside: dict[int, set[int]] = {one: {one} for one in range(self._n)}
        for one, other in chosen:
            beside[one].add(other)
            beside[other].add(one)
        return [sorted(found) for one, found in beside.items() if one == min(found)]


def _is_whole(found: Floats) -> bool:
    return bool((np.abs(found - np.round(found)) < _TOLERANCE).all())

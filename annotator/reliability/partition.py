"""The best partition of events whose pairwise optima contradict each other.

A's event is nearest to B's and B's to C's, but C's event goes with another one of A's: then no
union of pairs is a partition, and the best one has to be looked for. Few events are searched, many
are an integer program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter

from annotator.reliability.matching import Far, Pair
from annotator.reliability.programs import solved

Place = tuple[int, int]
"""An event: the place of its coder, and its own place among the coder's events."""

Cluster = list[Place]

_MOST_SEARCHED = 60
"""So many pieces are not searched at all."""

MOST_STEPS = 5_000
"""The search gives up after so many branches: an integer program is quicker then."""

MOST_SECONDS = 10.0
"""That integer programs may take for one article, in all."""


class Patience:
    """How long integer programs may take for one article, and whether one took longer.

    Each may take half of what is left, so that something is left for the next one.
    is_lost: a partition that was found was not proved to be the best.
    """

    __slots__ = ("_left", "is_lost")

    def __init__(self) -> None:
        self._left = MOST_SECONDS
        self.is_lost = False

    def solved(
        self, coders: Sequence[frozenset[int]], gains: Mapping[Pair, int]
    ) -> list[list[int]]:
        """The best partition that is found in time; see `programs.solved`."""
        began = perf_counter()
        found, is_proved = solved(coders, gains, self._left / 2)
        self._left = max(0.0, self._left + began - perf_counter())
        self.is_lost = self.is_lost or not is_proved
        return found


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

    def solved(self, patience: Patience) -> list[Cluster]:
        """The best partition by an integer program; of equal gains, the one that it comes to first.

        If it takes too long, the best one that was found.
        """
        coders = [frozenset(coder for coder, _ in piece) for piece in self.pieces]
        return self._places(patience.solved(coders, self.gains))

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

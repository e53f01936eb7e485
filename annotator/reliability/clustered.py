"""Alpha of many samples of the same articles at once.

What alpha asks of an article is a row of sums: how often each value stands in it, and how much its
pairs differ. A sample is a row of weights, how often each article is in it, so that all samples
together are products of matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alpha import distances_of, middle, spread_by_parts, spreads
from annotator.reliability.distances import (
    Distances,
    Level,
    Sparse,
    mid_ranks,
    needs_all_distances,
    sparse,
)
from annotator.reliability.ratings import Floats, Ratings

_MOST_DENSE = 64
"""Values up to which counts are a full matrix; beyond, most cells would be empty."""

_WAITING = 512
"""Samples that wait until their spread is worked out, as the distances are then made only once."""

_MOST_CELLS = 1 << 22
"""Counts of samples that wait, at most (32 MiB of them)."""

_PART = 1 << 19
"""Numbers that are worked on at a time, small enough to stay near the processor."""

_LOST = 1e-6
"""What is left of a sum after taking away a part of it is exact to ten digits, down to this."""


@dataclass(frozen=True, slots=True, eq=False)
class Clustered:
    """The ratings of one variable, added up by what is resampled: articles, or single units.

    Only clusters with a pairable unit count; a unit that stands for itself and one coder rated is
    no part of the sample. (So the jackknife of Krippendorff's 12 units, 11 of them pairable, has
    the standard errors .146327 nominal and .148031 ordinal; with all 12 it would be .146942.)

    n: clusters. counts: of each value in each cluster, full or sparse, shape (n, n_values).
    pairs: 2 / (m_u - 1) for each pair of different values, added up, sparse, shape (n, n_pairs).
    distances: by level. sums: S of each cluster by level, shape (n, n_levels); 0 where ordinal, as
        ranks are different in each sample. is_of_units: each cluster is one unit.
    """

    n: int
    is_of_units: bool
    counts: Floats | Sparse
    pairs: Sparse
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    distances: tuple[Distances, ...]
    sums: Floats

    @classmethod
    def of(cls, ratings: Ratings, levels: Sequence[Level]) -> Clustered:
        """Add up. The levels have to fit."""
        pairings = ratings.pairings
        pairable = pairings.per_unit > 0
        cluster, n = _clusters(ratings, pairable)
        unit, coder = np.nonzero(ratings.codes >= 0)
        kept = pairable[unit]
        column = np.zeros(len(ratings.values) + 1, np.int64)
        column[pairings.places] = np.arange(len(pairings.places))
        places = column[ratings.codes[unit[kept], coder[kept]]]
        counts = _counts(cluster[unit[kept]], places, (n, len(pairings.places)))
        shape = (n, len(pairings.first))
        pairs = sparse(cluster[pairings.unit], pairings.pair, shape, pairings.amounts)
        distances = tuple(distances_of(ratings, level) for level in levels)
        sums = np.zeros((n, len(levels)))
        for at, each in enumerate(distances):
            if each.level.name != "ordinal" and shape[1]:
                sums[:, at] = pairs @ each.between(pairings.first, pairings.second)
        is_of_units = n == pairings.n_units
        return cls(
            *(n, is_of_units, counts, pairs),
            *(pairings.first, pairings.second, distances, sums),
        )

    def ordinal(self, counts: Floats, pairs: Floats) -> tuple[Floats, Floats]:
        """S and the spread of samples by the ranks of each; pairs: shape (n_samples, n_pairs)."""
        ranks = mid_ranks(counts)
        n = counts.sum(axis=1)
        spread = 2 * n * np.einsum("bc,bc->b", counts, np.square(ranks))
        if not len(self.first):
            return np.zeros(len(n)), spread
        apart = np.take(ranks, self.first, axis=1)
        apart -= np.take(ranks, self.second, axis=1)
        np.square(apart, out=apart)
        return np.einsum("bp,bp->b", pairs, apart), spread

    def rows(self, part: slice) -> Floats:
        """The counts of some clusters, as a full matrix."""
        found: Floats = self.counts[part]
        return found if isinstance(found, np.ndarray) else found.toarray()


class Samples:
    """The alphas of one variable, at each level, as samples come in."""

    def __init__(self, ratings: Ratings, levels: Sequence[Level]) -> None:
        self._clustered = Clustered.of(ratings, levels)
        counts, sums = self._clustered.counts, self._clustered.sums
        self._columns = np.hstack((counts, sums)) if isinstance(counts, np.ndarray) else None
        self._ordinal = [at for at, level in enumerate(levels) if level.name == "ordinal"]
        self._late = [at for at, level in enumerate(levels) if needs_all_distances(level)]
        self._waiting: list[Floats] = []
        self._observed: list[Floats] = []
        self._spreads: list[Floats] = []
        self._late_spreads: list[Floats] = []
        self._sizes: list[Floats] = []

    def take(self, weights: Floats) -> None:
        """Some more samples: how often each cluster is in them, shape (n_samples, n)."""
        counts, observed = self._counted(weights)
        spread = np.zeros_like(observed)
        for at, each in enumerate(self._clustered.distances):
            if at in self._ordinal:
                found = self._ranked(weights, counts)
                observed[:, at], spread[:, at] = found
            elif at not in self._late:
                spread[:, at] = spreads(counts, each)
        if self._late:
            self._waiting.append(counts)
        self._observed.append(observed)
        self._spreads.append(spread)
        self._sizes.append(counts.sum(axis=1))

    def settle(self, *, at_last: bool = False) -> Iterator[None]:
        """Work out what waits, if it is much or nothing more will come, piece by piece."""
        rows = sum(map(len, self._waiting))
        cells = sum(counts.size for counts in self._waiting)
        if not rows or not (at_last or rows >= _WAITING or cells >= _MOST_CELLS):
            return
        counts = np.concatenate(self._waiting)
        self._waiting.clear()
        found = np.zeros((rows, len(self._late)))
        for place, at in enumerate(self._late):
            for part in spread_by_parts(counts, self._clustered.distances[at]):
                found[:, place] += part
                yield
        self._late_spreads.append(found)

    def alphas(self) -> list[Floats]:
        """By level, the alphas of the samples in which it is defined, in their order."""
        observed, spread = np.concatenate(self._observed), np.concatenate(self._spreads)
        sizes = np.concatenate(self._sizes)
        if self._late_spreads:
            spread[:, self._late] = np.concatenate(self._late_spreads)
        return [_alphas(sizes, observed[:, at], spread[:, at]) for at in range(spread.shape[1])]

    def _counted(self, weights: Floats) -> tuple[Floats, Floats]:
        """Counts of the values, shape (n_samples, n_values), and S at each level of each sample."""
        if self._columns is None:
            counts = np.ascontiguousarray(weights @ self._clustered.counts)
            return counts, weights @ self._clustered.sums
        found, n_levels = weights @ self._columns, self._clustered.sums.shape[1]
        n_values = found.shape[1] - n_levels
        return found[:, :n_values].copy(), found[:, n_values:].copy()

    def _ranked(self, weights: Floats, counts: Floats) -> tuple[Floats, Floats]:
        """S and the spread of ordinal distances; of a few samples at a time, if pairs are many."""
        observed, spread = np.zeros(len(counts)), np.zeros(len(counts))
        step = max(1, _PART // self._clustered.pairs.shape[1])
        for start in range(0, len(counts), step):
            part = slice(start, start + step)
            pairs = np.ascontiguousarray(weights[part] @ self._clustered.pairs)
            observed[part], spread[part] = self._clustered.ordinal(counts[part], pairs)
        return observed, spread


def alphas_without_each(ratings: Ratings, level: Level) -> Floats | None:
    """Alpha without the first cluster, without the second …, shape (n,); None if one is undefined.

    The level has to fit.
    """
    clustered = Clustered.of(ratings, [level])
    totals = ratings.pairings.totals
    sizes = np.asarray(clustered.counts.sum(axis=1)).reshape(-1)
    if level.name == "ordinal":
        observed, spread = _ordinal_without_each(clustered, totals)
    else:
        observed, spread = _without_each(clustered, totals)
    found = _alphas(totals.sum() - sizes, observed, spread)
    return found if len(found) == clustered.n else None


def _clusters(ratings: Ratings, pairable: NDArray[np.bool_]) -> tuple[NDArray[np.int64], int]:
    """Of each unit, its cluster among those with a pairable unit; and how many there are."""
    if ratings.articles is None:
        return np.cumsum(pairable) - 1, int(pairable.sum())
    articles, of_pairable = np.unique(ratings.articles[pairable], return_inverse=True)
    cluster = np.zeros(len(pairable), np.int64)
    cluster[pairable] = of_pairable
    return cluster, len(articles)


def _counts(
    rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]
) -> Floats | Sparse:
    if shape[1] > _MOST_DENSE:
        return sparse(rows, columns, shape)
    cells = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return cells.reshape(shape).astype(np.float64)


def _alphas(sizes: Floats, observed: Floats, spread: Floats) -> Floats:
    """1 - (n - 1) S / spread where that is defined."""
    defined = spread > 0
    found: Floats = 1 - (sizes[defined] - 1) * observed[defined] / spread[defined]
    return found


def _ordinal_without_each(clustered: Clustered, totals: Floats) -> tuple[Floats, Floats]:
    observed, spread = np.zeros(clustered.n), np.zeros(clustered.n)
    masses = np.asarray(clustered.pairs.sum(axis=0)).reshape(-1)
    step = max(1, _PART // max(len(totals), len(masses)))
    for start in range(0, clustered.n, step):
        part = slice(start, min(clustered.n, start + step))
        pairs = masses - clustered.pairs[part].toarray()
        observed[part], spread[part] = clustered.ordinal(totals - clustered.rows(part), pairs)
    return observed, spread


def _without_each(clustered: Clustered, totals: Floats) -> tuple[Floats, Floats]:
    """S and the spread without each cluster, from what it adds to those of all.

    Where one cluster holds nearly all of the spread, such as the only other value or a slip of the
    pen by six digits, what is left is lost in rounding; there it is added up from the start.
    """
    sums, (distances,) = clustered.sums[:, 0], clustered.distances
    whole = float(spreads(totals[np.newaxis], distances)[0])
    observed, spread = sums.sum() - sums, _spreads_without_each(clustered, totals, whole)
    for at in np.flatnonzero(spread < _LOST * whole):
        observed[at] = np.delete(sums, at).sum()
        spread[at] = spreads(totals - clustered.rows(slice(at, at + 1)), distances)[0]
    return observed, spread


def _spreads_without_each(clustered: Clustered, totals: Floats, whole: float) -> Floats:
    """(N - r) D (N - r) = N D N - 2 r D N + r D r for the counts r of each cluster."""
    distances, counts = clustered.distances[0], clustered.counts
    sizes = np.asarray(counts.sum(axis=1)).reshape(-1)
    if distances.level.name == "nominal":
        squares = np.asarray((counts * counts).sum(axis=1)).reshape(-1)
        n, cross = totals.sum(), counts @ totals
        return np.asarray(whole - 2 * (n * sizes - cross) + np.square(sizes) - squares)
    if distances.level.name == "interval":
        points = distances.points[0] - middle(totals, distances.points[0])
        sums, squares = counts @ points, counts @ np.square(points)
        left = totals @ np.square(points) - squares
        return np.asarray(2 * ((totals.sum() - sizes) * left - np.square(totals @ points - sums)))
    cross, within = _reached(clustered, totals, sizes)
    return whole - 2 * cross + within


def _reached(clustered: Clustered, totals: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """r D N and r D r of each cluster, from the distances of all values.

    The values of a single unit are pairs of S already: r D r = s_u (m_u - 1).
    """
    (distances,), counts = clustered.distances, clustered.counts
    if clustered.is_of_units:
        far = np.concatenate([totals @ block for _, block in distances.blocks()])
        return counts @ far, clustered.sums[:, 0] * (sizes - 1)
    cross, within = np.zeros(clustered.n), np.zeros(clustered.n)
    for columns, block in distances.blocks(clustered.n):
        reached = counts @ block
        cross += reached @ totals[columns]
        own = counts[:, columns]
        own = own if isinstance(own, np.ndarray) else own.toarray()
        within += np.einsum("ac,ac->a", reached, own)
    return cross, within

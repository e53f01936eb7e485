"""Krippendorff's alpha, for any number of coders, any gaps and any distance.

Source: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", whose examples are tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, ldexp

import numpy as np

from annotator.model.agreement import (
    NO_PAIRABLE,
    NO_VARIATION,
    NOT_NUMERIC,
    TOO_MANY,
    Estimate,
)
from annotator.reliability.distances import Distances, Level, fits, needs_all_distances
from annotator.reliability.pairings import Pairings
from annotator.reliability.ratings import Floats, Ratings

MOST_COINCIDENCES = 2_000
"""Categories up to which all coincidences are given at once (32 MiB of them)."""

MOST_COMPARED = 50_000
"""Different values of which every two are compared, which takes some seconds. That concerns ratios,
sets and dates; what is nominal, ordinal or interval may have as many as it likes."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """The coefficient, or why there is none, and what it rests on.

    observed, expected: disagreement D_o and D_e, in squared units of the values where the level is
        an interval; None if nothing is pairable, or if they are beyond the range of floats.
    n_units, n_values: pairable ones.
    """

    value: float | None
    reason: str = ""
    observed: float | None = None
    expected: float | None = None
    n_units: int = 0
    n_values: int = 0

    @property
    def estimate(self) -> Estimate:
        """The number, or the reason, alone."""
        return Estimate(self.value, self.reason)


def alpha(ratings: Ratings, level: Level) -> Alpha:
    """Agreement beyond chance: 1 is perfect, 0 is chance, below 0 is worse than chance.

    Undefined with the reason NO_PAIRABLE if no unit has two values, NO_VARIATION if all pairable
    values are equal (without variation there is no chance to correct for), NOT_NUMERIC if the level
    cannot measure the values, and TOO_MANY if it has to compare more than MOST_COMPARED of them.

    Source: Krippendorff (2011); its matrix of 4 observers and 12 units gives .743 nominal,
    .815 ordinal, .849 interval and .797 ratio.
    """
    if not fits(ratings.values, level):
        return Alpha(None, NOT_NUMERIC)
    pairings = ratings.pairings
    if not pairings.n:
        return Alpha(None, NO_PAIRABLE)
    if needs_all_distances(level) and len(pairings.places) > MOST_COMPARED:
        return Alpha(None, TOO_MANY, None, None, pairings.n_units, pairings.n)
    found = distances_of(ratings, level)
    observed = float(pairings.masses @ found.between(pairings.first, pairings.second))
    spread = float(spreads(pairings.totals[np.newaxis], found)[0])
    return alpha_of_distances(
        observed, spread, pairings.n, pairings.n_units, exponent=found.exponent
    )


def alpha_of_distances(
    observed: float, spread: float, n_values: int, n_units: int, *, exponent: int = 0
) -> Alpha:
    """Alpha of sums of distances, whatever the values are (whole lists of events, say).

    observed: S = n D_o, the sum over pairable units of 2 / (m_u - 1) times the distances of their
        pairs of values. spread: the sum over all ordered pairs of the n_values pairable values.
    exponent: both are given in units of 2 ** exponent.
    """
    if not n_values:
        return Alpha(None, NO_PAIRABLE)
    n_ordered = n_values * (n_values - 1)
    d_o = _scaled(observed / n_values, exponent)
    d_e = _scaled(spread / n_ordered, exponent)
    if spread <= 0:
        return Alpha(None, NO_VARIATION, d_o, d_e, n_units, n_values)
    value = 1 - (n_values - 1) * observed / spread
    return Alpha(value, "", d_o, d_e, n_units, n_values)


def distances_of(ratings: Ratings, level: Level) -> Distances:
    """Those of the values in pairable units, in the columns of `ratings.pairings`."""
    pairings = ratings.pairings
    values = [ratings.values[place] for place in pairings.places.tolist()]
    return Distances.of(values, level, pairings.totals)


def spreads(counts: Floats, distances: Distances) -> Floats:
    """All disagreement there could be: the sum of n_c n_k d(c, k) over c and k, for each sample.

    counts: how often each value occurs in each sample, shape (n_samples, n_values).
    Returns shape (n_samples,), exactly 0 for samples without variation. Ordinal distances are those
    of the ranks they were made with.
    """
    name = distances.level.name
    if name == "nominal":
        found: Floats = np.square(counts.sum(axis=1)) - np.einsum("bc,bc->b", counts, counts)
        return found
    if name in ("interval", "ordinal"):
        return _spreads_of_points(counts, distances.points[0])
    found = np.zeros(len(counts))
    for part in spread_by_parts(counts, distances):
        found += part
    return found


def spread_by_parts(counts: Floats, distances: Distances) -> Iterator[Floats]:
    """`spreads` of any distance in parts, each of shape (n_samples,), to be added up."""
    for columns, block in distances.halves(len(counts)):
        yield np.einsum("bc,bc->b", counts[:, : columns.stop] @ block, counts[:, columns])


def middle(totals: Floats, points: Floats) -> float:
    """The median of the values, which sums of squares are taken from to stay exact.

    Not the mean: one huge value would drown all others, also in samples that it is not in.
    """
    order = np.argsort(points)
    up_to = np.cumsum(totals[order])
    return float(points[order[np.searchsorted(up_to, up_to[-1] / 2)]])


def _spreads_of_points(counts: Floats, points: Floats) -> Floats:
    """Squared differences, by sums and sums of squares."""
    points = points - middle(counts.sum(axis=0), points)
    sums, squares = counts @ points, counts @ np.square(points)
    found: Floats = 2 * (counts.sum(axis=1) * squares - np.square(sums))
    found[np.count_nonzero(counts, axis=1) < 2] = 0
    return np.maximum(found, 0)


def coincidences(ratings: Ratings, places: Sequence[int] | None = None) -> Floats:
    """The matrix o_ck of pairs of values within units, over all values or those at some places.

    Returns shape (n_places, n_places), symmetric; a row of all values adds to n_c. Raises
    ValueError for more than MOST_COINCIDENCES places: choose the frequent ones.
    """
    chosen = range(len(ratings.values)) if places is None else places
    if len(chosen) > MOST_COINCIDENCES:
        raise ValueError(f"{len(chosen)} categories; at most {MOST_COINCIDENCES} at once")
    pairings = ratings.pairings
    column = np.full(len(ratings.values) + 1, -1)
    column[list(chosen)] = np.arange(len(chosen))
    column = column[pairings.places]
    found = np.zeros((len(chosen), len(chosen)))
    first, second = column[pairings.first], column[pairings.second]
    both = (first >= 0) & (second >= 0)
    found[first[both], second[both]] = found[second[both], first[both]] = pairings.masses[both] / 2
    kept = column >= 0
    found[column[kept], column[kept]] = _repeated(pairings)[kept]
    return found


def alpha_category(ratings: Ratings) -> tuple[Estimate, ...]:
    """Of each value, alpha of it against all others, in the order of `ratings.values`.

    alpha_c = 1 - (n - 1)(n_c - o_cc) / (n_c (n - n_c)); weighted by n_c (n - n_c) they add to
    nominal alpha. Undefined where the value, or every other one, does not occur in pairable units.
    """
    pairings = ratings.pairings
    totals, n = pairings.totals, pairings.n
    room = totals * (n - totals)
    differing = (n - 1) * (totals - _repeated(pairings))
    none = Estimate(None, NO_VARIATION if n else NO_PAIRABLE)
    found = [none] * len(ratings.values)
    for place, part, whole in zip(pairings.places, differing, room, strict=True):
        if whole > 0:
            found[place] = Estimate(float(1 - part / whole))
    return tuple(found)


def conditional_agreement(ratings: Ratings) -> tuple[Estimate, ...]:
    """Of each value, the chance that a second coder says it, given that one said it: o_cc / n_c.

    In the order of `ratings.values`. For two coders the specific agreement, and F1, of a category.
    Undefined (NO_PAIRABLE) where the value occurs in no pairable unit.
    """
    pairings = ratings.pairings
    shares = _repeated(pairings) / pairings.totals
    found = [Estimate(None, NO_PAIRABLE)] * len(ratings.values)
    for place, share in zip(pairings.places, shares, strict=True):
        found[place] = Estimate(float(share))
    return tuple(found)


def _repeated(pairings: Pairings) -> Floats:
    """o_cc: what is left of n_c after all pairs with other values."""
    n_values = len(pairings.places)
    apart = np.bincount(pairings.first, pairings.masses, n_values)
    apart += np.bincount(pairings.second, pairings.masses, n_values)
    found: Floats = np.maximum(0, pairings.totals - apart / 2)
    return found


def _scaled(number: float, exponent: int) -> float | None:
    """A number in its own units, or None if it is too large for a float."""
    try:
        found = ldexp(number, exponent)
    except OverflowError:
        return None
    return found if isfinite(found) else None

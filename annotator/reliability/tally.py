"""How often each unit was given each value: all that measures of interchangeable coders ask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.model.agreement import NO_PAIRABLE, Estimate
from annotator.reliability.pairings import Integers
from annotator.reliability.ratings import MISSING, Floats, Ratings


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts, and what follows from them, of units that were rated at least once.

    n_units: with a rating. n_pairable: with two or more.
    n_categories: declared ones, or those that occur. n_used: those that occur.
    shares: mean share of each value in a unit (pi_k), shape (n_values,), adding to 1.
    n_pairable_values: how often each value stands in pairable units (n_c), shape (n_values,).
    n_again: of these, how many a second coder repeats (o_cc), shape (n_values,).
    n_agreeing, n_pairs: pairs of coders, over all units; n_rated: ratings in pairable units.
    percent_…: the mean over pairable units of the share of pairs that agree, or that are near by
        their ranks (quadratic weights). If no unit is pairable they mean nothing: ask `n_pairable`.
    """

    n_units: int
    n_pairable: int
    n_categories: int
    n_used: int
    shares: Floats
    n_pairable_values: Integers
    n_again: Floats
    n_agreeing: int
    n_pairs: int
    n_rated: int
    percent_unit_mean: float
    percent_quadratic: float

    @classmethod
    def of(cls, ratings: Ratings) -> Tally:
        """Count; each value of a unit once with how often, so nothing is units times values."""
        size = max(1, len(ratings.values))
        given = ratings.codes != MISSING
        places, per_unit = np.nonzero(given)[0], ratings.per_unit
        cells, counts = np.unique(places * size + ratings.codes[given], return_counts=True)
        units, values = np.divmod(cells, size)
        per_cell = per_unit[units]
        shares = np.bincount(values, counts / np.maximum(1, per_cell), size)
        occurs = shares > 0
        n_units, n_used = int((per_unit > 0).sum()), int(occurs.sum())

        paired = per_cell >= 2
        units, values, counts, per_cell = (a[paired] for a in (units, values, counts, per_cell))
        agreeing = np.bincount(units, counts * (counts - 1), ratings.n_units)[ratings.pairable]
        rated = per_unit[ratings.pairable]
        pairs = rated * (rated - 1)
        again = counts * (counts - 1) / (per_cell - 1)
        ranks = (np.cumsum(occurs) - 1)[values]
        apart = _squares_apart(units, ranks, counts, ratings.n_units)[ratings.pairable]
        return cls(
            n_units=n_units,
            n_pairable=len(rated),
            n_categories=max(ratings.declared, n_used),
            n_used=n_used,
            shares=shares / max(1, n_units),
            n_pairable_values=np.bincount(values, counts, size).astype(np.int64),
            n_again=np.bincount(values, again, size).astype(np.float64),
            n_agreeing=int(agreeing.sum()) // 2,
            n_pairs=int(pairs.sum()) // 2,
            n_rated=int(rated.sum()),
            percent_unit_mean=_mean(agreeing / pairs),
            percent_quadratic=1 - _mean(apart / pairs) / max(1, n_used - 1) ** 2,
        )


def percent_unit_mean(tally: Tally) -> Estimate:
    """The mean over units of the share of agreeing pairs (Fleiss, Gwet)."""
    return _share(tally, tally.percent_unit_mean)


def percent_value_weighted(tally: Tally) -> Estimate:
    """The same, units weighted by how many ratings they have: 1 - D_o of nominal alpha."""
    return _share(tally, float(tally.n_again.sum()) / max(1, tally.n_rated))


def percent_pair_pooled(tally: Tally) -> Estimate:
    """Agreeing pairs of all pairs."""
    return _share(tally, tally.n_agreeing / max(1, tally.n_pairs))


def _share(tally: Tally, share: float) -> Estimate:
    return Estimate(share) if tally.n_pairable else Estimate(None, NO_PAIRABLE)


def _mean(shares: Floats) -> float:
    return float(shares.mean()) if len(shares) else 0.0


def _squares_apart(units: Integers, ranks: Integers, counts: Integers, n_units: int) -> Floats:
    """Of each unit, the sum of squared differences over ordered pairs of its ratings' ranks."""
    n = np.bincount(units, counts, n_units)
    total = np.bincount(units, counts * ranks, n_units)
    squares = np.bincount(units, counts * ranks**2, n_units)
    return (2 * (n * squares - total**2)).astype(np.float64)

"""Where disagreement comes from: which units, coders, pairs of values and weeks.

All of it in shares of the whole observed disagreement, S = n D_o, at one level.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.model.agreement import PairAgreement
from annotator.reliability.alpha import Alpha, alpha, distances_of
from annotator.reliability.distances import NOMINAL, Level
from annotator.reliability.ratings import Floats, Rated, Ratings

Confused = tuple[Rated, Rated, float, float]
"""Two values taken for each other; o_ck + o_kc; their share of all disagreement."""


def unit_shares(ratings: Ratings, level: Level) -> Floats:
    """Each unit's share s_u / S, shape (n_units,), adding to 1; all 0 without disagreement.

    s_u = 2 / (m_u - 1) times the sum of distances of its pairs of values; 0 for units that are not
    pairable. The level has to fit.
    """
    costs = _costs(ratings, level)
    return _shares(np.bincount(ratings.pairings.unit, costs, ratings.n_units))


def coder_shares(ratings: Ratings, level: Level) -> Floats:
    """Each coder's share, shape (n_coders,), adding to 1; all 0 without disagreement.

    Of each two differing values, half falls to either coder: sum over u and j != i of
    d(v_i, v_j) / (m_u - 1), divided by S. The level has to fit.
    """
    costs, pairings = _costs(ratings, level), ratings.pairings
    found = np.bincount(pairings.one, costs, ratings.n_coders)
    found += np.bincount(pairings.other, costs, ratings.n_coders)
    return _shares(found)


def coder_units(ratings: Ratings) -> NDArray[np.int64]:
    """How many pairable units each coder has, shape (n_coders,)."""
    paired = ratings.codes[ratings.pairings.per_unit > 0] >= 0
    found: NDArray[np.int64] = paired.sum(axis=0, dtype=np.int64)
    return found


def coder_rates(ratings: Ratings, level: Level) -> tuple[float | None, ...]:
    """Each coder's share per pairable unit they coded; None for a coder who has none.

    Coders who code more have larger shares; rates can be compared.
    """
    shares, units = coder_shares(ratings, level), coder_units(ratings)
    return tuple(float(share / n) if n else None for share, n in zip(shares, units, strict=True))


def confusions(ratings: Ratings, level: Level, most: int) -> list[Confused]:
    """The pairs of values that occur in one unit, those that cost the most first.

    most: how many at most. Ties in the order of the values. Only pairs that occur are looked at,
    however many values there are. Shares are 0 if the level sees no difference at all.
    """
    pairings = ratings.pairings
    found = distances_of(ratings, level)
    costs = pairings.masses * found.between(pairings.first, pairings.second)
    shares = _shares(costs)
    order = np.argsort(-shares, kind="stable")[: max(0, most)]

    def value(column: int) -> Rated:
        return ratings.values[int(pairings.places[column])]

    return [
        (
            value(pairings.first[at]),
            value(pairings.second[at]),
            float(pairings.masses[at]),
            float(shares[at]),
        )
        for at in order
    ]


def without_coder(ratings: Ratings, level: Level) -> dict[str, Alpha]:
    """Alpha of all others, by the coder who is left out."""
    everybody = range(ratings.n_coders)
    return {
        coder: alpha(ratings.of_coders([other for other in everybody if other != place]), level)
        for place, coder in enumerate(ratings.coders)
    }


def pairs(ratings: Ratings, level: Level) -> list[PairAgreement]:
    """Each two coders alone, on the units that both have.

    percent: the share of these units on which they agree; None if there is none.
    """
    found = []
    for first, second in combinations(range(ratings.n_coders), 2):
        both = ratings.of_coders([first, second])
        observed = alpha(both, NOMINAL).observed
        own = alpha(both, level)
        found.append(
            PairAgreement(
                first=ratings.coders[first],
                second=ratings.coders[second],
                n_units=both.pairings.n_units,
                percent=None if observed is None else 1 - observed,
                alpha=own.estimate,
            )
        )
    return found


def over_time(ratings: Ratings, level: Level, windows: NDArray[np.int64]) -> dict[int, Alpha]:
    """Alpha of the units of each window, by window, in order; `n_units` says on how much it rests.

    windows: which window each unit belongs to, such as its week, shape (n_units,); below 0: none.
    """
    return {
        int(window): alpha(ratings.of_units(windows == window), level)
        for window in np.unique(windows[windows >= 0])
    }


def _costs(ratings: Ratings, level: Level) -> Floats:
    """What each two differing values of a unit add to S, shape (n_differences,)."""
    pairings = ratings.pairings
    apart = distances_of(ratings, level).between(pairings.first, pairings.second)
    found: Floats = pairings.amounts * apart[pairings.pair]
    return found


def _shares(costs: NDArray[np.number[Any]]) -> Floats:
    """Costs as parts of their sum; zeros if they add to nothing."""
    total = costs.sum()
    found: Floats = costs / total if total > 0 else np.zeros(len(costs))
    return found

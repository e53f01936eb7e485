"""Agreement of coders by the kappa family, for codes whose only relation is equal or not, or rank.

Everything is counted in whole numbers as long as it can be, so that "no variation" is a fact and
not a matter of rounding. Nothing grows with units times categories.

Sources: Cohen (1960, 1968); Scott (1955); Fleiss (1971); Conger (1980); Light (1971); Brennan and
Prediger (1981); Gwet (2014), "Handbook of Inter-Rater Reliability", whose rules for missing ratings
the family of any number of coders follows.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotator.model.agreement import (
    INCOMPLETE,
    NEEDS_THREE_CODERS,
    NEEDS_TWO_CODERS,
    NO_PAIRABLE,
    NO_VARIATION,
    Estimate,
)
from annotator.reliability.pairings import Integers
from annotator.reliability.ratings import MISSING, Codes, Ratings
from annotator.reliability.tally import Tally

Weights = Literal["equal", "linear", "quadratic"]
"""How far two categories are apart: 0 or 1, the difference of their ranks, or its square."""


def cohen_kappa(ratings: Ratings, weights: Weights = "equal") -> Estimate:
    """Two coders' agreement beyond what their own habits bring about (Cohen 1960, 1968).

    weights: those other than "equal" go by the rank of a value among those that occur. Units that
        one coder has are left out.
    """
    both = _both(ratings)
    if isinstance(both, str):
        return Estimate(None, both)
    first, second = both
    observed = _sum(_apart(first, second, weights))
    size = int(both.max()) + 1
    expected = _expected(_counts(first, size), _counts(second, size), weights)
    if expected == 0:
        return Estimate(None, NO_VARIATION)
    return Estimate((expected - len(first) * observed) / expected)


def weighted_kappa(ratings: Ratings, apart: NDArray[np.float64]) -> Estimate:
    """Cohen's kappa with any weights of disagreement (Cohen 1968).

    apart: shape (n_values, n_values) over `ratings.values`, 0 for what agrees wholly. Weights w of
        agreement are the same as 1 - w.
    """
    both = _both(ratings, ranked=False)
    if isinstance(both, str):
        return Estimate(None, both)
    first, second = both
    size = len(ratings.values)
    given = _counts(first, size) / len(first), _counts(second, size) / len(second)
    expected = float(given[0] @ apart @ given[1])
    if expected == 0:
        return Estimate(None, NO_VARIATION)
    return Estimate(1 - float(apart[first, second].mean()) / expected)


def maximum_kappa(ratings: Ratings) -> Estimate:
    """The largest kappa that coders with these habits could have reached (Cohen 1960)."""
    both = _both(ratings)
    if isinstance(both, str):
        return Estimate(None, both)
    size, n = int(both.max()) + 1, both.shape[1]
    given = _counts(both[0], size), _counts(both[1], size)
    by_chance = _sum(given[0] * given[1])
    if by_chance == n * n:
        return Estimate(None, NO_VARIATION)
    return Estimate((n * _sum(np.minimum(*given)) - by_chance) / (n * n - by_chance))


def scott_pi(ratings: Ratings) -> Estimate:
    """Two coders' agreement beyond what habits they share bring about (Scott 1955)."""
    both = _both(ratings)
    if isinstance(both, str):
        return Estimate(None, both)
    n = both.shape[1]
    by_chance = _sum(_counts(both.ravel(), int(both.max()) + 1) ** 2)
    if by_chance == 4 * n * n:
        return Estimate(None, NO_VARIATION)
    agreeing = int((both[0] == both[1]).sum())
    return Estimate((4 * n * agreeing - by_chance) / (4 * n * n - by_chance))


def fleiss_kappa(tally: Tally) -> Estimate:
    """Agreement of any number of coders beyond chance as the shares of categories have it.

    Fleiss (1971), with Gwet's rules where ratings are missing: units with one rating count in the
    shares. Its subjects of 6 raters give .430.
    """
    if not tally.n_pairable:
        return Estimate(None, NO_PAIRABLE)
    if tally.n_used == 1:
        return Estimate(None, NO_VARIATION)
    return _beyond(tally.percent_unit_mean, float(np.square(tally.shares).sum()))


def gwet_ac1(tally: Tally) -> Estimate:
    """Gwet's AC1, which is not misled where nearly all units are of one category (Gwet 2008).

    The number of categories is the declared one, if the codebook says.
    """
    return _gwet(tally, tally.n_categories, tally.percent_unit_mean, tally.n_categories)


def gwet_ac2_quadratic(tally: Tally) -> Estimate:
    """Gwet's AC2 with quadratic weights of the ranks of the values that occur (Gwet 2014)."""
    size = tally.n_used
    return _gwet(tally, size, tally.percent_quadratic, _quadratic_weights(size))


def brennan_prediger(tally: Tally) -> Estimate:
    """Agreement beyond that of coders to whom every category is as good (Bennett's S, 1981).

    The number of categories is the declared one, if the codebook says.
    """
    size = tally.n_categories
    return _free(tally, size, tally.percent_unit_mean, size)


def brennan_prediger_quadratic(tally: Tally) -> Estimate:
    """Brennan-Prediger with quadratic weights of the ranks of the values that occur."""
    size = tally.n_used
    return _free(tally, size, tally.percent_quadratic, _quadratic_weights(size))


def category_kappas(tally: Tally) -> tuple[Estimate, ...]:
    """Of each value, how far coders agree on it beyond its share (Fleiss 1971), in their order.

    (P(c|c) - p_c) / (1 - p_c), both over pairable units. Fleiss' data give .245 .245 .520 .471
    .566. A value that no pairable unit has is undefined, and so is one that all of them have.
    """
    given, again = tally.n_pairable_values, tally.n_again
    n = int(given.sum())
    return tuple(
        Estimate(None, NO_VARIATION if count else NO_PAIRABLE)
        if count in (0, n)
        else _beyond(float(repeated) / count, count / n)
        for count, repeated in zip(given.tolist(), again.tolist(), strict=True)
    )


def conger_kappa(ratings: Ratings, tally: Tally) -> Estimate:
    """Agreement of three or more coders beyond what each one's own habits bring about.

    Conger (1980), also called the exact kappa of Fleiss: the mean agreement of two coders against
    the mean of what two would reach by chance. For two coders it would be Cohen's. Complete data.
    """
    codes = _complete(ratings)
    if isinstance(codes, str):
        return Estimate(None, codes)
    n_units, n_coders = codes.shape
    size = len(ratings.values)
    habits = np.stack([_counts(codes[:, coder], size) for coder in range(n_coders)])
    by_chance = (_sum(habits.sum(axis=0) ** 2) - _sum((habits**2).ravel())) // 2
    most = n_units * n_units * (n_coders * (n_coders - 1) // 2)
    if by_chance == most:
        return Estimate(None, NO_VARIATION)
    return Estimate((tally.n_agreeing * n_units - by_chance) / (most - by_chance))


def light_kappa(ratings: Ratings) -> Estimate:
    """The mean of Cohen's kappas of every two coders (Light 1971); undefined if one of them is.

    For three or more coders, complete data.
    """
    codes = _complete(ratings)
    if isinstance(codes, str):
        return Estimate(None, codes)
    n_units, n_coders = codes.shape
    habits = np.stack([_counts(codes[:, at], len(ratings.values)) for at in range(n_coders)])
    most, total = n_units * n_units, 0.0
    for at in range(n_coders - 1):
        agreeing = (codes[:, at + 1 :] == codes[:, at, np.newaxis]).sum(axis=0)
        by_chance = habits[at + 1 :] @ habits[at]
        if (by_chance == most).any():
            return Estimate(None, NO_VARIATION)
        total += float(((agreeing * n_units - by_chance) / (most - by_chance)).sum())
    return Estimate(total / (n_coders * (n_coders - 1) // 2))


def present_coders(ratings: Ratings) -> list[int]:
    """The places of the coders who rated anything."""
    return [int(place) for place in np.flatnonzero((ratings.codes != MISSING).any(axis=0))]


def _both(ratings: Ratings, *, ranked: bool = True) -> Codes | str:
    """What two coders gave the units that both have, shape (2, n_units); or why there is nothing.

    ranked: values as their ranks among those that occur, else as their places.
    """
    places = present_coders(ratings)
    if len(places) > 2:
        return NEEDS_TWO_CODERS
    if len(places) < 2:
        return NEEDS_TWO_CODERS if ratings.n_coders != 2 else NO_PAIRABLE
    codes = ratings.codes[:, places]
    found: Codes = codes[(codes != MISSING).all(axis=1)].T
    if not found.size:
        return NO_PAIRABLE
    if ranked:
        seen = _counts(found.ravel(), len(ratings.values)) > 0
        found = (np.cumsum(seen) - 1)[found].astype(np.int32)
    return found


def _complete(ratings: Ratings) -> Codes | str:
    """What three or more coders gave, shape (n_units, n_coders); or why it will not do."""
    places = present_coders(ratings)
    if len(places) < 3:
        return NEEDS_THREE_CODERS
    codes = ratings.codes[:, places]
    return INCOMPLETE if (codes == MISSING).any() else codes


def _apart(first: Codes, second: Codes, weights: Weights) -> Integers:
    """How far the two ratings of each unit are apart, shape (n_units,)."""
    apart: Integers = np.abs(first.astype(np.int64) - second)
    if weights == "equal":
        return np.minimum(apart, 1)
    return apart if weights == "linear" else np.square(apart)


def _expected(first: Integers, second: Integers, weights: Weights) -> int:
    """The sum of distances of every rating of one coder to every one of the other.

    first, second: how often each gave each rank, shape (n_ranks,). No distances of two ranks are
    laid out: a difference is as many steps as there are ranks to pass, a square opens up.
    """
    n = int(first.sum())
    if weights == "equal":
        return n * n - _sum(first * second)
    if weights == "linear":
        below = np.cumsum(first), np.cumsum(second)
        return _sum(below[0] * (n - below[1])) + _sum(below[1] * (n - below[0]))
    ranks = np.arange(len(first), dtype=np.int64)
    squares = _sum((first + second) * ranks**2)
    return n * squares - 2 * _sum(first * ranks) * _sum(second * ranks)


def _counts(codes: Codes, size: int) -> Integers:
    """How often each of so many codes occurs."""
    return np.bincount(codes, minlength=size).astype(np.int64)


def _sum(numbers: Integers) -> int:
    """The sum, also where it is more than 64 bits hold."""
    return (int((numbers >> 32).sum()) << 32) + int((numbers & 0xFFFFFFFF).sum())


def _beyond(agreed: float, by_chance: float) -> Estimate:
    """How far agreement goes beyond chance, of what is beyond chance."""
    if by_chance >= 1:
        return Estimate(None, NO_VARIATION)
    return Estimate((agreed - by_chance) / (1 - by_chance))


def _quadratic_weights(size: int) -> float:
    """The sum of quadratic weights of all pairs of so many ranks (T in Gwet 2014)."""
    return size * size - size * size * (size + 1) / (6 * (size - 1)) if size > 1 else 1.0


def _gwet(tally: Tally, size: int, agreed: float, weights: float) -> Estimate:
    """AC1 and AC2: `weights` is the sum of the weights of all pairs of `size` categories."""
    if not tally.n_pairable:
        return Estimate(None, NO_PAIRABLE)
    if size < 2:
        return Estimate(None, NO_VARIATION)
    spread = float((tally.shares * (1 - tally.shares)).sum())
    return _beyond(agreed, weights / (size * (size - 1)) * spread)


def _free(tally: Tally, size: int, agreed: float, weights: float) -> Estimate:
    """Brennan-Prediger: `weights` is the sum of the weights of all pairs of `size` categories."""
    if not tally.n_pairable:
        return Estimate(None, NO_PAIRABLE)
    if size < 2:
        return Estimate(None, NO_VARIATION)
    return _beyond(agreed, weights / (size * size))

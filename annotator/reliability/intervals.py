"""How sure a coefficient is: resampling articles, leaving one out, and what more of them would do.

Articles are resampled, not units, as units within an article depend on each other; without articles
each unit stands for itself. (Zapf et al. 2016 on why pairs of values are not resampled, as Hayes
and Krippendorff (2007) do: such intervals are too short.)
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np

from annotator.model.agreement import THRESHOLDS, Interval
from annotator.reliability.alpha import alpha
from annotator.reliability.clustered import Samples, alphas_without_each
from annotator.reliability.distances import Level, fits, needs_all_distances
from annotator.reliability.ratings import Floats, Ratings

Intervals = Mapping[Level, Interval | None]
Resampling = Generator[float, None, list[Intervals]]
"""Tells the share that is done, between pieces of work of some hundredths of a second."""

_PART = 1 << 19
"""Weights that are drawn at a time (4 MiB of them)."""

MOST_RESAMPLED = 5_000
"""Different values whose distances are summed up for each sample."""


@dataclass(frozen=True, slots=True)
class Resamples:
    """Samples of n articles, drawn with replacement. The same for the same three numbers.

    n: articles. samples: how many. seed: 0 or more.
    """

    n: int
    samples: int
    seed: int

    def weights(self) -> Iterator[Floats]:
        """How often each article is in each sample: some samples at a time, shape (n_rows, n).

        The array is the same each time, filled anew. How many rows come at a time depends on n
        alone, so that the draws do not depend on who asks for them.
        """
        random = np.random.Generator(np.random.PCG64(self.seed))
        n_rows = max(1, _PART // max(1, self.n))
        taken = np.empty((min(n_rows, self.samples), self.n))
        for start in range(0, self.samples, n_rows):
            rows = min(n_rows, self.samples - start)
            drawn = random.integers(0, self.n, (rows, self.n), np.uint32)
            for row in range(rows):
                taken[row] = np.bincount(drawn[row], minlength=self.n)
            yield taken[:rows]


def bootstrap(ratings: Ratings, levels: Sequence[Level], samples: int, seed: int) -> Intervals:
    """The interval of alpha at each level; see `bootstraps`."""
    job = bootstraps([(ratings, levels)], samples, seed)
    while True:
        try:
            next(job)
        except StopIteration as end:
            found: list[Intervals] = end.value
            return found[0]


def bootstraps(
    variables: Sequence[tuple[Ratings, Sequence[Level]]], samples: int, seed: int
) -> Resampling:
    """The 95 % percentile intervals of alpha of many variables, each at several levels.

    Variables with equally many articles share their samples. A sample without variation has no
    alpha: it is dropped and counted. None: no sample has an alpha (or just one), there is a single
    article, which resembles nothing but itself, the level does not fit, would have to compare more
    than MOST_RESAMPLED values, or no samples are asked for.
    """
    if samples <= 0:
        return [dict.fromkeys(own) for _, own in variables]
    found: list[dict[Level, Interval | None]] = [dict.fromkeys(own) for _, own in variables]
    n_done = 0
    for n, places in _by_articles(variables).items():
        taking = []
        for at in places:
            taking.append(Samples(variables[at][0], _fitting(*variables[at])))
            yield n_done / len(variables)
        for share in _fill(taking, Resamples(n, samples, seed)):
            yield (n_done + len(places) * share) / len(variables)
        n_done += len(places)
        for at, each in zip(places, taking, strict=True):
            for level, alphas in zip(_fitting(*variables[at]), each.alphas(), strict=True):
                found[at][level] = interval(alphas, samples)
    return list(found)


def bootstrap_ratios(
    numerators: Floats, denominators: Floats, samples: int, seed: int
) -> list[Interval | None]:
    """The 95 % percentile intervals of ratios of sums over articles, such as F1.

    numerators, denominators: of each article, shape (n_articles, n_ratios). A sample whose
        denominators add to 0 has no ratio. Articles with nothing in either are drawn as well.
    """
    n = len(numerators)
    if n < 2 or samples <= 0:
        return [None] * numerators.shape[1]
    both = np.hstack((numerators, denominators)).astype(np.float64)
    sums = np.concatenate([rows @ both for rows in Resamples(n, samples, seed).weights()])
    above, below = np.hsplit(sums, 2)
    found = []
    for top, bottom in zip(above.T, below.T, strict=True):
        defined = bottom > 0
        found.append(interval(top[defined] / bottom[defined], samples))
    return found


def interval(found: Floats, samples: int) -> Interval | None:
    """The percentile interval of what the defined ones of so many samples gave; None of one."""
    if len(found) < 2:
        return None
    low, high = np.percentile(found, (2.5, 97.5))
    tentative, firm = (float(np.mean(found < line)) for line in THRESHOLDS)
    return Interval(
        low=float(low),
        high=float(high),
        se=float(found.std(ddof=1)),
        samples=samples,
        dropped=samples - len(found),
        below_667=tentative,
        below_800=firm,
    )


@dataclass(frozen=True, slots=True)
class Jackknife:
    """The standard error of alpha from leaving out each article, and its 95 % interval."""

    se: float
    low: float
    high: float


def jackknife(ratings: Ratings, level: Level) -> Jackknife | None:
    """At once, and near the bootstrap's standard error: alpha without each of U articles in turn.

    SE^2 = (U - 1)/U times the sum of squared differences of these alphas from their mean; the
    interval is the estimate from all, plus and minus SE times the quantile of Student's t with
    U - 1 degrees of freedom, and ends at 1.
    U are the articles, or units, with a pairable unit: Krippendorff's (2011) 12 units, of which
    11 are pairable, give .146327 nominal and .148031 ordinal.
    None if alpha, or one of the alphas without an article, is undefined (what hangs on a single
    article has no error that could be told from the others), or for more than MOST_RESAMPLED
    values whose distances are asked for.
    """
    from scipy.special import stdtrit  # type: ignore[import-untyped]  # it ships no types

    estimate = alpha(ratings, level).value
    if estimate is None or not _fitting(ratings, [level]):
        return None
    without = alphas_without_each(ratings, level)
    if without is None or len(without) < 2:
        return None
    n = len(without)
    se = sqrt((n - 1) / n * float(np.square(without - without.mean()).sum()))
    reach = float(stdtrit(n - 1, 0.975)) * se
    return Jackknife(se, estimate - reach, min(1.0, estimate + reach))


def sample_size(smallest_alpha: float, rarest: float, n_coders: int = 2, p: float = 0.05) -> int:
    """How many units coders have to share, to tell that alpha is not below an acceptable one.

    rarest: the share of the rarest category, between 0 and 1. p: the chance of error, one-sided.
    Raises ValueError for numbers out of their range.

    Source: Krippendorff after Bloch and Kraemer (1989): .8, .25, two coders and .05 give 139;
    .667 gives 81.
    """
    if not (0 < smallest_alpha < 1 and 0 < rarest < 1 and n_coders >= 2 and 0 < p < 1):
        raise ValueError("alpha, share and chance of error lie between 0 and 1; coders are two")
    z = NormalDist().inv_cdf(1 - p)
    a = smallest_alpha
    spread = (1 + a) * (3 - a) / (4 * rarest * (1 - rarest) * (1 - a))
    return ceil(n_coders * z**2 * (spread - a))


def articles_needed(found: Interval, n: int, half_width: float) -> int:
    """How many more than n articles it takes until the interval is as narrow; 0 if it is already.

    half_width: above 0. Half-widths go down with the root of the number: h(N') = h(N) sqrt(N/N').
    """
    needed = n * (found.half_width / half_width) ** 2
    return max(0, ceil(round(needed, 6)) - n)


def _n_articles(ratings: Ratings) -> int:
    """How many articles, or units, are resampled."""
    if ratings.articles is None:
        return ratings.pairings.n_units
    return len(np.unique(ratings.articles[ratings.pairings.per_unit > 0]))


def _by_articles(
    variables: Sequence[tuple[Ratings, Sequence[Level]]],
) -> dict[int, list[int]]:
    """The places of the variables, by how many articles they have; without those that have one."""
    found: dict[int, list[int]] = {}
    for at, (ratings, _) in enumerate(variables):
        found.setdefault(_n_articles(ratings), []).append(at)
    return {n: places for n, places in found.items() if n > 1}


def is_resampled(ratings: Ratings, level: Level) -> bool:
    """Whether alpha of these values can be had a thousand times within some seconds."""
    return len(ratings.pairings.places) <= MOST_RESAMPLED or not needs_all_distances(level)


def _fitting(ratings: Ratings, levels: Sequence[Level]) -> list[Level]:
    """The levels that can measure the values, and can do so many times, each once."""
    return [
        level
        for level in dict.fromkeys(levels)
        if fits(ratings.values, level) and is_resampled(ratings, level)
    ]


def _fill(taking: Sequence[Samples], resamples: Resamples) -> Iterator[float]:
    """Give all of them the same samples; tells the share that is done."""
    n_rows = 0
    for weights in resamples.weights():
        for each in taking:
            each.take(weights)
            for _ in each.settle():
                yield n_rows / resamples.samples
            yield n_rows / resamples.samples
        n_rows += len(weights)
    for each in taking:
        for _ in each.settle(at_last=True):
            yield 1.0

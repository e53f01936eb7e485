"""Did the coders see the same events? Numbers over many articles, from their alignments.

Symmetric in the coders. An article counts for the coders who submitted it: who found no event there
has an empty list, who did not code it is missing. Articles of a single coder count for nothing.

Source: definitions of this tool; F1 as agreement without negatives after Hripcsak & Rothschild
(2005); alpha with whole lists as values after Krippendorff (2011).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.model.agreement import (
    NEEDS_TWO_CODERS,
    NO_PAIRABLE,
    Estimate,
    EventAgreement,
    Interval,
)
from annotator.reliability.alignment import Alignment, Prepared
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.alpha import Alpha, alpha, alpha_of_distances
from annotator.reliability.distances import INTERVAL, NOMINAL, Sparse
from annotator.reliability.event_lists import TooManyPairs, shared_credit
from annotator.reliability.intervals import Resamples, bootstrap, bootstrap_ratios, interval
from annotator.reliability.ratings import Floats, Ratings

Steps = Generator[float, None, EventAgreement]
"""Tells the share that is done, between pieces of work of some hundredths of a second."""

_PIECE = 1 << 22
"""Products of weights that are added up between two chances to stop."""

_NO_SPREAD = 1e-9
"""Sums of distances below this are what adding up leaves of nothing."""


@dataclass(frozen=True, slots=True)
class AlignedArticle:
    """An article as it was aligned by all roles. name: as in names of statistics."""

    name: str
    prepared: Prepared
    alignment: Alignment

    @property
    def is_comparable(self) -> bool:
        """Whether at least two coders submitted it."""
        return len(self.alignment.coders) > 1


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of two coders in one article, or of many: matches, their credit, and the events of both."""

    matches: int = 0
    credit: float = 0.0
    events: int = 0

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.matches + other.matches, self.credit + other.credit, self.events + other.events
        )

    @property
    def f1(self) -> float | None:
        return 2 * self.matches / self.events if self.events else None

    @property
    def soft_f1(self) -> float | None:
        return 2 * self.credit / self.events if self.events else None


@dataclass(frozen=True, slots=True)
class _ListAlpha:
    """Alpha of whole lists and its interval. n_sampled: articles that D_e rests on, 0 for all."""

    alpha: Alpha
    interval: Interval | None
    n_sampled: int


def agree_on_events(
    articles: Sequence[AlignedArticle],
    rules: AlignmentRules,
    coders: Sequence[str],
    samples: int = 1000,
    seed: int = 1,
) -> Steps:
    """All that is said of events as such; attributes of aligned events are ratings of their own.

    coders: all that are compared, also those who share no article with another.
    `statistics` has every number by its name in machine output; `interval` is that of alpha_event,
    the others stand as boot_se:f1 and so on. Undefined, with the reason `no_pairable`: F1s, recall
    and coverage where there is no event, or no article of two coders; alpha of lists also with
    `no_variation`, where all lists are equal.
    """
    shared = [article for article in articles if article.is_comparable]
    yield 0.0
    by_pair = _by_pair(shared)
    yield 0.01
    relevance, count = _per_article(shared, coders)
    yield 0.02
    lists = yield from _lists_agreement(shared, rules, samples, seed)
    f1_interval, soft_interval = _f1_intervals(shared, samples, seed)
    yield 0.96
    of_relevance = bootstrap(relevance, [NOMINAL], samples, seed)[NOMINAL]
    yield 0.97
    of_count = bootstrap(count, [INTERVAL], samples, seed)[INTERVAL]
    yield 0.98
    numbers = _numbers(shared, coders, by_pair, lists.alpha, (relevance, count))
    yield 0.99
    statistics = {
        **{name: each.value for name, each in numbers.items()},
        **_interval_names("f1", f1_interval),
        **_interval_names("soft_f1", soft_interval),
        **_interval_names("alpha_event", lists.interval),
        **_interval_names("alpha_relevance", of_relevance),
        **_interval_names("alpha_count_interval", of_count),
    }
    return EventAgreement(
        n_articles=len(shared),
        n_events=sum(len(events) for each in shared for events in each.prepared.events),
        n_clusters=sum(len(each.alignment.clusters) for each in shared),
        coverage=statistics["coverage"],
        f1=numbers["f1"],
        soft_f1=numbers["soft_f1"],
        alpha=numbers["alpha_event"],
        interval=lists.interval,
        relevance=numbers["alpha_relevance"],
        count=numbers["alpha_count_interval"],
        recall={coder: statistics[f"recall:{coder}"] for coder in coders},
        precision={coder: statistics[f"precision:{coder}"] for coder in coders},
        matrix={pair: by_pair[pair].f1 if pair in by_pair else None for pair in _pairs(coders)},
        statistics=statistics,
        reasons={name: each.reason for name, each in numbers.items() if each.reason},
        n_sampled=lists.n_sampled,
    )


def _numbers(
    articles: Sequence[AlignedArticle],
    coders: Sequence[str],
    by_pair: Mapping[tuple[str, str], _Sums],
    lists: Alpha,
    per_article: tuple[Ratings, Ratings],
) -> dict[str, Estimate]:
    """Everything by its name in machine output, but the intervals; see `_per_article`."""
    total = sum(by_pair.values(), _Sums())
    why = NO_PAIRABLE if len(coders) > 1 else NEEDS_TWO_CODERS
    relevance, count = per_article
    return {
        "f1": _estimate(total.f1, why),
        "soft_f1": _estimate(total.soft_f1, why),
        **_recalls(by_pair, articles, coders, why),
        "alpha_event": _of_two(lists.estimate, why),
        "do_event": _estimate(lists.observed, why),
        "de_event": _estimate(lists.expected, why),
        "alpha_relevance": _of_two(alpha(relevance, NOMINAL).estimate, why),
        "alpha_count_interval": _of_two(alpha(count, INTERVAL).estimate, why),
        **_deltas(articles),
        "nway_gain": Estimate(sum((each.alignment.gain for each in articles), 0.0)),
        "n_clusters": Estimate(float(sum(len(each.alignment.clusters) for each in articles))),
        "coverage": _estimate(_coverage(articles), why),
    }


def _f1_intervals(
    articles: Sequence[AlignedArticle], samples: int, seed: int
) -> list[Interval | None]:
    """Of F1 and soft F1."""
    sums = [_of_pairings(article) for article in articles]
    matches = np.array([(each.matches, each.credit) for each in sums]).reshape(-1, 2)
    events = np.array([(each.events, each.events) for each in sums]).reshape(-1, 2)
    return bootstrap_ratios(2 * matches, events, samples, seed)


def _estimate(value: float | None, reason: str) -> Estimate:
    return Estimate(value, "" if value is not None else reason)


def _of_two(found: Estimate, why: str) -> Estimate:
    """The estimate; where nothing is pairable because there is one coder, that is the reason."""
    return Estimate(None, why) if found.reason == NO_PAIRABLE else found


def _pairs(coders: Sequence[str]) -> Iterator[tuple[str, str]]:
    return combinations(sorted(coders), 2)


def _by_pair(articles: Sequence[AlignedArticle]) -> dict[tuple[str, str], _Sums]:
    found: dict[tuple[str, str], _Sums] = {}
    for article in articles:
        for each in article.alignment.pairings:
            sums = _Sums(len(each.matches), each.credit, each.n_first + each.n_second)
            pair = each.first, each.second
            found[pair] = found.get(pair, _Sums()) + sums
    return found


def _of_pairings(article: AlignedArticle) -> _Sums:
    pairings = article.alignment.pairings
    return _Sums(
        sum(len(each.matches) for each in pairings),
        sum((each.credit for each in pairings), 0.0),
        sum(each.n_first + each.n_second for each in pairings),
    )


def _recalls(
    by_pair: Mapping[tuple[str, str], _Sums],
    articles: Sequence[AlignedArticle],
    coders: Sequence[str],
    why: str,
) -> dict[str, Estimate]:
    """By coder: matches with others by the others' events (who misses), and by the coder's own.

    The coder's own events count once for each other coder of the article.
    """
    own = dict.fromkeys(coders, 0)
    for article in articles:
        for each in article.alignment.pairings:
            own[each.first] = own.get(each.first, 0) + each.n_first
            own[each.second] = own.get(each.second, 0) + each.n_second
    found = {}
    for coder in coders:
        total = sum((sums for pair, sums in by_pair.items() if coder in pair), _Sums())
        others = total.events - own[coder]
        found[f"recall:{coder}"] = _estimate(total.matches / others if others else None, why)
        precision = total.matches / own[coder] if own[coder] else None
        found[f"precision:{coder}"] = _estimate(precision, why)
    return found


def _deltas(articles: Sequence[AlignedArticle]) -> dict[str, Estimate]:
    return {
        f"delta:{article.name}|{each.first}|{each.second}": Estimate(each.delta)
        for article in articles
        for each in article.alignment.pairings
    }


def _coverage(articles: Sequence[AlignedArticle]) -> float | None:
    """The share of all events that at least two coders have."""
    sizes = [len(cluster) for article in articles for cluster in article.alignment.clusters]
    return sum(size for size in sizes if size > 1) / sum(sizes) if sizes else None


def _per_article(
    articles: Sequence[AlignedArticle], coders: Sequence[str]
) -> tuple[Ratings, Ratings]:
    """Whether each coder found an event in each article, and how many."""
    counts = [
        (article.name, coder, len(events))
        for article in articles
        for coder, events in zip(article.prepared.coders, article.prepared.events, strict=True)
    ]
    relevance = Ratings.of(((name, coder, n > 0) for name, coder, n in counts), coders=coders)
    return relevance, Ratings.of(counts, coders=coders)


def _lists_agreement(
    articles: Sequence[AlignedArticle], rules: AlignmentRules, samples: int, seed: int
) -> Generator[float, None, _ListAlpha]:
    """Alpha with the whole list of events as the value and delta as the distance.

    D_e is over all pairs of lists. Where more events are near to each other than can be looked at,
    it is that of a sample of the articles, drawn by the seed, and there is no interval.
    """
    shared, places = yield from _shared(articles, rules, seed)
    lists = _Lists.of(articles, shared)
    n = int(lists.sizes.sum())
    if len(places) == len(articles):
        spread = float(lists.spreads(np.ones((1, len(articles))))[0])
    else:
        part = _Lists.of([articles[at] for at in places], shared)
        n_part = int(part.sizes.sum())
        spread = float(part.spreads(np.ones((1, len(places))))[0])
        spread *= n * (n - 1) / (n_part * (n_part - 1))
    yield 0.5
    found = alpha_of_distances(float(lists.observed.sum()), spread, n, len(articles))
    if len(places) < len(articles):
        return _ListAlpha(found, None, len(places))
    if found.value is None or not samples or len(articles) < 2:
        return _ListAlpha(found, None, 0)
    alphas = []
    for weights in Resamples(len(articles), samples, seed).weights():
        yield 0.6
        n_products = weights.size + len(weights) * shared.nnz
        for rows in np.array_split(weights, min(len(weights), n_products // _PIECE + 1)):
            spreads = lists.spreads(rows)
            is_defined = spreads > 0
            top = (rows @ lists.sizes - 1) * (rows @ lists.observed)
            alphas.append(1 - top[is_defined] / spreads[is_defined])
            yield 0.7
    return _ListAlpha(found, interval(np.concatenate(alphas), samples), 0)


def _shared(
    articles: Sequence[AlignedArticle], rules: AlignmentRules, seed: int
) -> Generator[float, None, tuple[Sparse, Sequence[int]]]:
    """What articles have in common, and their places: of all, or of a sample if there is too much.

    See `shared_credit`.
    """
    places: Sequence[int] = range(len(articles))
    while True:
        try:
            lists = [articles[at].prepared.features for at in places]
            return (yield from _counting(shared_credit(lists, rules))), places
        except TooManyPairs as many:
            n = max(2, int(len(places) * 0.9 * many.share))
            drawn = np.random.default_rng(seed).permutation(len(articles))[:n]
            places = sorted(drawn.tolist())


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists of events by article, shape (n_articles,) each.

    sizes: how many lists; empty: how many without events; observed: 2 / (m - 1) times the sum of
    delta over the pairs of the article's m lists; own: 1 - delta over all ordered pairs of them;
    shared: the same over the lists of two articles, shape (n_articles, n_articles), sparse.
    """

    sizes: Floats
    empty: Floats
    observed: Floats
    own: Floats
    shared: Sparse

    @classmethod
    def of(cls, articles: Sequence[AlignedArticle], shared: Sparse) -> _Lists:
        """The lists of these articles."""
        by_coder = [article.prepared.events for article in articles]
        return cls(
            np.array([len(lists) for lists in by_coder], np.float64),
            np.array([sum(not events for events in lists) for lists in by_coder], np.float64),
            np.array([_observed(article) for article in articles], np.float64),
            np.array([_own_credit(article) for article in articles], np.float64),
            shared,
        )

    def spreads(self, weights: Floats) -> Floats:
        """The sum of delta over all ordered pairs of lists, for each sample of articles.

        weights: how often each article is in each sample, shape (n_samples, n_articles). An article
            that is in a sample twice is the same article twice.
        """
        between = np.asarray((self.shared @ weights.T).T)
        found: Floats = np.square(weights @ self.sizes) - np.square(weights @ self.empty)
        found -= np.einsum("ba,ba->b", between, weights) + np.square(weights) @ self.own
        found[found < _NO_SPREAD] = 0.0
        return found


def _counting(steps: Generator[None, None, Sparse]) -> Generator[float, None, Sparse]:
    """The steps, each told as some progress."""
    done = 0.02
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        done += (0.45 - done) / 100
        yield done


def _observed(article: AlignedArticle) -> float:
    """2 / (m - 1) times the sum of delta over the pairs of the article's m lists."""
    n = len(article.alignment.coders)
    return 2 / (n - 1) * sum(each.delta for each in article.alignment.pairings)


def _own_credit(article: AlignedArticle) -> float:
    """What an article shares with itself: 1 - delta over all ordered pairs of its lists."""
    with_events = sum(bool(events) for events in article.prepared.events)
    return with_events + 2 * sum(
        1 - each.delta for each in article.alignment.pairings if each.n_first + each.n_second
    )


def _interval_names(name: str, found: Interval | None) -> dict[str, float | None]:
    """An interval by its names in machine output."""
    if found is None:
        return {}
    return {
        f"boot_se:{name}": found.se,
        f"boot_ci_low:{name}": found.low,
        f"boot_ci_high:{name}": found.high,
        f"boot_p_below_667:{name}": found.below_667,
    }

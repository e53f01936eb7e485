from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.agreement import Interval
from annotator.reliability.alpha import alpha
from annotator.reliability.distances import (
    DICE,
    INTERVAL,
    JACCARD,
    MASI,
    NOMINAL,
    ORDINAL,
    RATIO,
    Level,
    fits,
    levels_of,
)
from annotator.reliability.intervals import (
    Intervals,
    Resamples,
    articles_needed,
    bootstrap,
    bootstrap_ratios,
    bootstraps,
    interval,
    jackknife,
    sample_size,
)
from annotator.reliability.ratings import Rated, Ratings
from tests.reliability.worked import FLEISS, KRIPPENDORFF, of_words

NUMERIC = (NOMINAL, ORDINAL, INTERVAL, RATIO)
SETS = tuple(sorted(map(frozenset, ("", "a", "ab", "abc", "bc", "d", "cd")), key=len))
WORDS = st.lists(st.text("1234.", min_size=3, max_size=3), min_size=1, max_size=7)


def noisy(
    n_units: int, n_values: int, *, gaps: float = 0.2, articles: int = 0, seed: int = 1
) -> Ratings:
    """Three coders who mostly say the same; units of some articles, if wanted."""
    chance = np.random.default_rng(seed)
    codes = np.repeat(chance.integers(0, n_values, (n_units, 1)), 3, axis=1)
    off = chance.random(codes.shape) < 0.3
    codes[off] = chance.integers(0, n_values, off.sum())
    codes[chance.random(codes.shape) < gaps] = -1
    places = chance.integers(0, articles, n_units).astype(np.int32) if articles else None
    names, coders = tuple(map(str, range(n_units))), ("ana", "ben", "chen")
    values: tuple[Rated, ...] = SETS if n_values == len(SETS) else tuple(range(n_values))
    return Ratings(names, coders, values, codes.astype(np.int32), places)


def weighted(ratings: Ratings, weights: np.ndarray) -> Ratings:
    """The ratings of a sample, written out: each article as often as it was drawn."""
    if ratings.articles is None:
        drawn = np.repeat(np.flatnonzero(ratings.pairable), weights.astype(int))
    else:
        articles = np.unique(ratings.articles[ratings.pairable])
        own = [np.flatnonzero((ratings.articles == each) & ratings.pairable) for each in articles]
        drawn = np.concatenate([np.tile(u, int(w)) for u, w in zip(own, weights, strict=True)])
    names = tuple(map(str, range(len(drawn))))
    return Ratings(names, ratings.coders, ratings.values, ratings.codes[drawn])


@pytest.mark.parametrize(
    ("level", "se", "low"),
    [(NOMINAL, 0.146327, 0.417385), (ORDINAL, 0.148031, 0.485553)],
    ids=["nominal", "ordinal"],
)
def test_the_jackknife_of_krippendorff_2011(level: Level, se: float, low: float) -> None:
    """Example C; the 12th unit has one value and is not left out in turn."""
    found = jackknife(of_words(KRIPPENDORFF), level)
    assert found is not None
    assert (found.se, found.low) == pytest.approx((se, low), abs=5e-7)
    assert found.high == 1.0


def test_the_bootstrap_of_krippendorff_2011() -> None:
    """Example C: about .416 to 1.0, SE .146 (R icr: .417, 1.00)."""
    found = bootstrap(of_words(KRIPPENDORFF), [NOMINAL], 20_000, 1)[NOMINAL]
    assert found is not None
    assert found.low == pytest.approx(0.416, abs=0.01)
    assert found.high == 1.0
    assert found.se == pytest.approx(0.146, abs=0.003)
    assert found.below_667 < found.below_800 < 1
    assert found.dropped == 0


@pytest.mark.parametrize("articles", [0, 12])
@pytest.mark.parametrize("n_values", [1, 2, 5, 7, 90])
def test_samples_have_the_alphas_of_their_ratings(n_values: int, articles: int) -> None:
    ratings = noisy(40, n_values, articles=articles)
    levels = [*levels_of(ratings), *([Level("circular", period=5)] if n_values != 7 else [])]
    found = bootstrap(ratings, levels, 30, 3)
    n = len(np.unique(ratings.articles[ratings.pairable])) if articles else ratings.pairable.sum()
    rows = np.vstack([rows.copy() for rows in Resamples(int(n), 30, 3).weights()])
    for level in levels:
        each = [alpha(weighted(ratings, row), level).value for row in rows]
        defined = [value for value in each if value is not None]
        expected = interval(np.array(defined), 30)
        assert_near(found[level], expected)


@pytest.mark.parametrize("articles", [0, 12])
@pytest.mark.parametrize("n_values", [2, 5, 7, 90])
def test_the_jackknife_leaves_out_each_article(n_values: int, articles: int) -> None:
    ratings = noisy(40, n_values, articles=articles)
    n = len(np.unique(ratings.articles[ratings.pairable])) if articles else ratings.pairable.sum()
    for level in levels_of(ratings):
        without = [alpha(weighted(ratings, 1 - row), level).value for row in np.eye(int(n))]
        values = np.array(without, float)
        found = jackknife(ratings, level)
        assert found is not None
        expected = np.sqrt((n - 1) / n * np.square(values - values.mean()).sum())
        assert found.se == pytest.approx(expected, rel=1e-9)


@settings(max_examples=60)
@given(WORDS)
def test_no_sample_of_any_ratings_ends_in_a_warning(words: list[str]) -> None:
    ratings = of_words(words)
    found = bootstrap(ratings, NUMERIC, 20, 1)
    for level in NUMERIC:
        own, error = found[level], jackknife(ratings, level)
        if own is not None:
            assert own.low <= own.high <= 1
            assert own.se >= 0
            assert 0 <= own.below_667 <= own.below_800 <= 1
        if error is not None:
            assert error.low <= (alpha(ratings, level).value or 0) + 1e-12
            assert error.se >= 0


def test_samples_without_variation_are_dropped_and_counted() -> None:
    found = bootstrap(of_words(["AA", "AA", "AB"], str), [NOMINAL], 2_000, 1)[NOMINAL]
    assert found is not None
    assert found.dropped / 2_000 == pytest.approx((2 / 3) ** 3, abs=0.03)


def test_what_hangs_on_one_unit_has_no_jackknife() -> None:
    assert jackknife(of_words(["AA"] * 9 + ["AB"], str), NOMINAL) is None


@pytest.mark.parametrize("words", [[], ["2."], ["22", "22"]])
def test_undefined_alphas_have_no_interval(words: list[str]) -> None:
    ratings = of_words(words)
    for level in NUMERIC:
        assert jackknife(ratings, level) is None
        assert bootstrap(ratings, [level], 50, 1) == {level: None}


def test_a_single_unit_or_article_says_nothing_of_how_sure_it_is() -> None:
    one = of_words(["12", "1."])
    assert bootstrap(one, [NOMINAL], 50, 1) == {NOMINAL: None}
    assert jackknife(one, NOMINAL) is None
    two = [("u1", "a", 1), ("u1", "b", 2), ("u2", "a", 1), ("u2", "b", 1)]
    of_one_article = Ratings.of(two, articles={"u1": 0, "u2": 0})
    assert bootstrap(of_one_article, [NOMINAL], 50, 1) == {NOMINAL: None}
    assert bootstrap_ratios(np.ones((1, 1)), np.ones((1, 1)), 50, 1) == [None]


def test_a_level_that_does_not_fit_has_no_interval() -> None:
    ratings = of_words(["ab", "aa"], str)
    assert bootstrap(ratings, [MASI, RATIO], 50, 1) == {MASI: None, RATIO: None}
    assert jackknife(ratings, MASI) is None


def test_no_samples_no_interval() -> None:
    assert bootstrap(of_words(FLEISS), [NOMINAL], 0, 1) == {NOMINAL: None}


def test_the_same_seed_gives_the_same_interval() -> None:
    ratings = of_words(FLEISS)
    once = bootstrap(ratings, NUMERIC, 300, 7)
    assert bootstrap(ratings, NUMERIC, 300, 7) == once
    assert bootstrap(ratings, [ORDINAL], 300, 7)[ORDINAL] == once[ORDINAL]
    assert bootstrap(ratings, NUMERIC, 300, 8) != once


def test_many_variables_together_have_the_intervals_of_each_alone() -> None:
    variables = [(noisy(40, size, gaps=0), levels_of(noisy(40, size))) for size in (3, 7, 90)]
    variables += [(of_words(FLEISS), NUMERIC), (of_words([]), NUMERIC)]
    job, shares = bootstraps(variables, 600, 2), []
    found: list[Intervals] = []
    while not found:
        try:
            shares.append(next(job))
        except StopIteration as end:
            found = end.value
    assert found == [bootstrap(ratings, levels, 600, 2) for ratings, levels in variables]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


def test_a_job_can_be_stopped() -> None:
    job = bootstraps([(of_words(FLEISS), NUMERIC)], 100, 1)
    next(job)
    job.close()


@pytest.mark.parametrize("part", [1, 100, 5_000])
def test_samples_do_not_depend_on_how_many_come_at_a_time(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = np.vstack([rows.copy() for rows in Resamples(30, 100, 5).weights()])
    monkeypatch.setattr("annotator.reliability.intervals._PART", part)
    pieces = np.vstack([rows.copy() for rows in Resamples(30, 100, 5).weights()])
    assert np.array_equal(whole, pieces)
    fewer = np.vstack([rows.copy() for rows in Resamples(30, 40, 5).weights()])
    assert np.array_equal(whole[:40], fewer)
    assert (whole.sum(axis=1) == 30).all()


@pytest.mark.parametrize("waiting", [1, 64])
def test_spreads_that_wait_are_those_that_do_not(
    waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ratings, levels = noisy(60, 7), [JACCARD, MASI, DICE, NOMINAL]
    at_once = bootstrap(ratings, levels, 200, 1)
    monkeypatch.setattr("annotator.reliability.intervals._PART", 1_000)
    monkeypatch.setattr("annotator.reliability.clustered._WAITING", waiting)
    monkeypatch.setattr("annotator.reliability.clustered._PART", 50)
    monkeypatch.setattr("annotator.reliability.distances._BLOCK", 20)
    in_pieces = bootstrap(ratings, levels, 200, 1)
    for level in levels:
        assert_near(in_pieces[level], at_once[level])


def test_the_weights_are_those_of_drawing_with_replacement() -> None:
    (rows,) = Resamples(10, 5_000, 1).weights()
    assert rows.mean() == 1
    assert rows.var() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("level", NUMERIC)
def test_a_slip_by_many_digits_leaves_the_other_samples_exact(level: Level) -> None:
    rows = [[1e9, 1e9], *([[1, 2], [2, 2], [3, 3], [1, 1], [5, 4]] * 3)]
    ratings = of_rows(rows)
    n = len(rows)
    without = [alpha(weighted(ratings, 1 - row), level).value for row in np.eye(n)]
    values = np.array(without, float)
    found = jackknife(ratings, level)
    assert found is not None
    expected = np.sqrt((n - 1) / n * np.square(values - values.mean()).sum())
    assert found.se == pytest.approx(expected, rel=1e-6)


def of_rows(rows: list[list[float]]) -> Ratings:
    cells = ((f"u{at:03}", row) for at, row in enumerate(rows))
    return Ratings.of([(u, f"c{c}", value) for u, row in cells for c, value in enumerate(row)])


def test_ratios_of_sums_over_articles() -> None:
    chance = np.random.default_rng(1)
    below = chance.integers(0, 8, (300, 2)).astype(float)
    above = np.minimum(below, chance.integers(0, 8, (300, 2)))
    below[:, 1] = above[:, 1] = 0
    first, second = bootstrap_ratios(above, below, 2_000, 1)
    assert first is not None
    ratio = above[:, 0].sum() / below[:, 0].sum()
    residual = (above[:, 0] - ratio * below[:, 0]) / below[:, 0].mean()
    assert first.low < ratio < first.high
    assert first.se == pytest.approx(residual.std() / np.sqrt(300), rel=0.1)
    assert second is None
    assert bootstrap_ratios(above, below, 0, 1) == [None, None]
    assert bootstrap_ratios(above[:0], below[:0], 10, 1) == [None, None]


@pytest.mark.parametrize(("smallest", "n"), [(0.8, 139), (0.667, 81)])
def test_sample_sizes_of_bloch_and_kraemer(smallest: float, n: int) -> None:
    """Printed for the rarest of four categories, two coders, p = .05 one-sided."""
    assert sample_size(smallest, 0.25) == n


@pytest.mark.parametrize(
    ("smallest", "rarest", "coders", "p"),
    [(1.0, 0.2, 2, 0.05), (0.8, 0, 2, 0.05), (0.8, 0.2, 1, 0.05), (0.8, 0.2, 2, 0)],
)
def test_a_sample_size_needs_numbers_in_range(
    smallest: float, rarest: float, coders: int, p: float
) -> None:
    with pytest.raises(ValueError):
        sample_size(smallest, rarest, coders, p)


@pytest.mark.parametrize(("half_width", "more"), [(0.1, 0), (0.2, 0), (0.05, 300), (0.09, 24)])
def test_how_many_more_articles_a_narrower_interval_needs(half_width: float, more: int) -> None:
    assert articles_needed(Interval(0.6, 0.8, 0.05, 1000), 100, half_width) == more


def test_every_combination_of_levels_fits_or_is_left_out() -> None:
    ratings = noisy(30, 7)
    for levels in itertools.combinations([NOMINAL, ORDINAL, MASI, DICE], 2):
        found = bootstrap(ratings, levels, 50, 1)
        assert [found[level] is not None for level in levels] == [
            fits(ratings.values, level) for level in levels
        ]


def assert_near(found: Interval | None, expected: Interval | None) -> None:
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert found.dropped == expected.dropped
        near = pytest.approx(
            [expected.low, expected.high, expected.se, expected.below_667, expected.below_800],
            abs=1e-9,
        )
        assert [found.low, found.high, found.se, found.below_667, found.below_800] == near

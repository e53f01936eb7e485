from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.model.agreement import NO_PAIRABLE, NO_VARIATION, NOT_NUMERIC, TOO_MANY, Interval
from annotator.reliability.alpha import (
    MOST_COINCIDENCES,
    Alpha,
    alpha,
    alpha_category,
    alpha_of_distances,
    coincidences,
    conditional_agreement,
)
from annotator.reliability.distances import (
    DATE,
    DICE,
    INTERVAL,
    JACCARD,
    MASI,
    NOMINAL,
    ORDINAL,
    RATIO,
    Level,
    distance,
    levels_of,
)
from annotator.reliability.intervals import bootstrap, jackknife
from annotator.reliability.ratings import Rated, Ratings
from tests.reliability.worked import FLEISS, KRIPPENDORFF, of_words

NUMERIC = (NOMINAL, ORDINAL, INTERVAL, RATIO)
WORDS = st.lists(st.text("1234.", min_size=3, max_size=3), min_size=1, max_size=8)
"""Units of three coders."""


def of_rows(rows: Sequence[Sequence[Rated | None]]) -> Ratings:
    """Ratings of units, each the values of its coders; None is missing."""
    return Ratings.of(
        [
            (f"u{unit:05}", f"c{coder}", value)
            for unit, row in enumerate(rows)
            for coder, value in enumerate(row)
            if value is not None
        ],
        coders=[f"c{coder}" for coder in range(max(map(len, rows), default=0))],
    )


def by_hand(words: Sequence[str], level: Level) -> Fraction | None:
    """Alpha by its definition, pair by pair, in fractions."""
    units = [[int(each) for each in word if each != "."] for word in words]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    counts = Counter(values)

    def rank(value: int) -> Fraction:
        below = sum(count for other, count in counts.items() if other < value)
        return below + Fraction(counts[value], 2)

    def apart(one: int, other: int) -> Fraction:
        if level == NOMINAL:
            return Fraction(one != other)
        if level == ORDINAL:
            return (rank(one) - rank(other)) ** 2
        if level == INTERVAL:
            return Fraction((one - other) ** 2)
        return Fraction(one - other, one + other) ** 2

    observed = sum(
        Fraction(sum(apart(*pair) for pair in permutations(unit, 2)), len(unit) - 1)
        for unit in units
    )
    expected = sum(apart(*pair) for pair in permutations(values, 2))
    return 1 - (len(values) - 1) * Fraction(observed) / expected if expected else None


def test_binary_data_of_krippendorff_2011() -> None:
    """Example A: two observers, ten units, alpha .095."""
    units = ["".join(pair) for pair in zip("0100000010", "1110010000", strict=True)]
    found = alpha(of_words(units), NOMINAL)
    assert found.observed == pytest.approx(0.4)
    assert found.expected == pytest.approx(42 / 95)
    assert found.value == pytest.approx(2 / 21, abs=1e-15)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (NOMINAL, 0.743421053),
        (ORDINAL, 0.815387504),
        (INTERVAL, 0.849107143),
        (RATIO, 0.797402775),
    ],
)
def test_four_observers_of_krippendorff_2011(level: Level, expected: float) -> None:
    """Example C: 12 units with gaps; printed .743, .815, .849, .797."""
    found = alpha(of_words(KRIPPENDORFF), level)
    assert found.value == pytest.approx(expected, abs=5e-10)
    assert (found.n_units, found.n_values) == (11, 40)


def test_coincidences_of_krippendorff_2011() -> None:
    ratings = of_words(KRIPPENDORFF)
    found = coincidences(ratings)
    assert found.sum(axis=1) == pytest.approx([9, 13, 10, 5, 3])
    assert np.diag(found) == pytest.approx([7, 10, 8, 4, 3])
    assert found[0] == pytest.approx([7, 4 / 3, 1 / 3, 1 / 3, 0])
    assert np.array_equal(found, found.T)
    assert np.array_equal(coincidences(ratings, [3, 1]), found[np.ix_([3, 1], [3, 1])])
    nominal = alpha(ratings, NOMINAL)
    assert (nominal.observed, nominal.expected) == pytest.approx((0.2, 0.779487), abs=5e-7)


def test_categories_of_krippendorff_2011() -> None:
    ratings = of_words(KRIPPENDORFF)
    own = [each.value for each in alpha_category(ratings)]
    assert own == pytest.approx([0.72043, 0.66667, 0.74, 0.77714, 1], abs=5e-6)
    again = [each.value for each in conditional_agreement(ratings)]
    assert again == pytest.approx([0.77778, 0.76923, 0.8, 0.8, 1], abs=5e-6)


def test_fleiss_1971() -> None:
    """30 subjects, six raters: alpha .433410 (some programs give .43088)."""
    assert alpha(of_words(FLEISS), NOMINAL).value == pytest.approx(0.433410, abs=5e-7)
    again = [each.value for each in conditional_agreement(of_words(FLEISS))]
    assert again == pytest.approx([0.3538, 0.3538, 0.6, 0.6327, 0.6698], abs=5e-5)


def test_attributes_of_aligned_events() -> None:
    """Example S8: clusters (meet, meet, visit), (protest, protest, -), (visit, -, -)."""
    found = alpha(of_words(["mmv", "pp.", "v.."], str), NOMINAL)
    assert (found.observed, found.expected) == pytest.approx((0.4, 0.8))
    assert found.value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["AB"], 0),
        (["AA"] * 9 + ["AB"], 0),
        (["11", "12", "11", "12"], -1 / 6),
        (["12", "21", "12", "21"], -0.75),
    ],
)
def test_section_10_defined(words: list[str], expected: float) -> None:
    found = alpha(of_words(words, str), NOMINAL)
    assert found.value == pytest.approx(expected, abs=1e-15)
    with_a_lone_value = alpha(of_words([*words, "C."], str), NOMINAL)
    assert with_a_lone_value == found


@pytest.mark.parametrize("level", NUMERIC)
def test_section_10_undefined(level: Level) -> None:
    same = alpha(of_words(["22", "22", "3."]), level)
    assert same == Alpha(None, NO_VARIATION, 0.0, 0.0, 2, 4)
    assert alpha(of_words(["2.", ".3"]), level) == Alpha(None, NO_PAIRABLE)
    assert alpha(Ratings.of([]), level).reason == NO_PAIRABLE
    assert alpha(Ratings.of([], coders=["ana", "ben"]), level).reason == NO_PAIRABLE
    assert [each.reason for each in alpha_category(of_words(["22"]))] == [NO_VARIATION]
    assert [each.reason for each in alpha_category(of_words(["2."]))] == [NO_PAIRABLE]
    assert [each.reason for each in conditional_agreement(of_words(["2."]))] == [NO_PAIRABLE]


@pytest.mark.parametrize("level", [ORDINAL, INTERVAL, RATIO, JACCARD, MASI, DICE, DATE])
def test_a_level_that_cannot_measure_the_values_says_so(level: Level) -> None:
    assert alpha(of_words(["ab", "aa"], str), level) == Alpha(None, NOT_NUMERIC)


def test_values_are_compared_with_their_types() -> None:
    assert alpha(of_rows([(1, "1"), (1, 1), ("1", "1")]), NOMINAL).value == pytest.approx(
        4 / 9, abs=1e-15
    )
    assert alpha(of_rows([(1, True)]), NOMINAL).value == 0


@given(WORDS)
@example(["11.", "2.2", ".33"])
def test_alpha_is_what_its_definition_gives(words: list[str]) -> None:
    ratings = of_words(words)
    for level in NUMERIC:
        found, expected = alpha(ratings, level), by_hand(words, level)
        assert (found.value is None) == (expected is None)
        assert found.reason in ("", NO_PAIRABLE, NO_VARIATION)
        if found.value is not None and expected is not None:
            assert found.value == pytest.approx(float(expected), abs=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_alpha_is_what_another_program_gives(seed: int) -> None:
    chance = np.random.default_rng(seed)
    shape = (int(chance.integers(5, 200)), int(chance.integers(2, 8)))
    matrix = chance.integers(1, 9, shape) * chance.choice([1, 0.3, 1e4])
    matrix[chance.random(shape) < chance.choice([0, 0.3, 0.7])] = np.nan
    ratings = of_rows([[None if np.isnan(v) else float(v) for v in row] for row in matrix])
    for level in NUMERIC:
        found = alpha(ratings, level)
        other = krippendorff.alpha(matrix.T, level_of_measurement=level.name)
        assert found.value == pytest.approx(other, abs=1e-12)


@pytest.mark.parametrize("level", [JACCARD, MASI, DICE])
def test_alpha_of_sets_is_what_another_program_gives(level: Level) -> None:
    chance = np.random.default_rng(5)
    known = [frozenset(word) for word in ("", "a", "ab", "abc", "bc", "d", "cd")]
    codes = chance.integers(0, len(known), (60, 4))
    codes[chance.random(codes.shape) < 0.2] = -1
    ratings = of_rows([[known[code] if code >= 0 else None for code in row] for row in codes])
    counts = np.stack([(codes == code).sum(axis=1) for code in range(len(known))], axis=1)

    def apart(v1: np.ndarray, v2: np.ndarray, **_: object) -> np.ndarray:
        pairs = np.vectorize(lambda a, b: distance(known[int(a)], known[int(b)], level))
        return np.asarray(pairs(v1, v2))

    other = krippendorff.alpha(value_counts=counts, level_of_measurement=apart)
    assert alpha(ratings, level).value == pytest.approx(other, abs=1e-12)


@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_units_and_coders_does_not_matter(words: list[str], random: object) -> None:
    shuffled, columns = list(words), [0, 1, 2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    other = of_words(["".join(word[at] for at in columns) for word in shuffled])
    for level in NUMERIC:
        assert_same(alpha(of_words(words), level), alpha(other, level))


@given(WORDS, st.permutations("1234"))
def test_names_of_categories_do_not_matter(words: list[str], names: Sequence[str]) -> None:
    renamed = [word.translate(str.maketrans("1234", "".join(names))) for word in words]
    assert_same(alpha(of_words(words), NOMINAL), alpha(of_words(renamed, str), NOMINAL))


@given(WORDS, st.lists(st.integers(0, 10**9), min_size=4, max_size=4, unique=True))
def test_ranks_alone_matter_to_ordinal_alpha(words: list[str], numbers: list[int]) -> None:
    values = dict(zip("1234", sorted(numbers), strict=True))
    recoded = of_rows([[values.get(each) for each in word] for word in words])
    assert_same(alpha(of_words(words), ORDINAL), alpha(recoded, ORDINAL))


@given(WORDS, st.sampled_from("1234"))
def test_a_unit_of_one_coder_changes_nothing(words: list[str], value: str) -> None:
    more = of_words([*words, f"{value}.."])
    for level in NUMERIC:
        assert_same(alpha(of_words(words), level), alpha(more, level))


@given(WORDS)
def test_data_that_stand_twice_have_the_same_observed_disagreement(words: list[str]) -> None:
    for level in (NOMINAL, INTERVAL):
        once, twice = alpha(of_words(words), level), alpha(of_words(words * 2), level)
        assert (once.value is None) == (twice.value is None)
        if once.value is not None and twice.value is not None:
            assert twice.observed == pytest.approx(once.observed)
            n, more = once.n_values, twice.n_values
            assert more == 2 * n
            grown = (n - 1) * 2 / (2 * n - 1)
            assert 1 - once.value == pytest.approx((1 - twice.value) * grown, abs=1e-12)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=20))
def test_coders_who_say_the_same_agree_perfectly(values: list[int]) -> None:
    ratings = of_rows([[value] * 4 for value in values])
    for level in levels_of(ratings):
        expected = 1.0 if len(set(values)) > 1 else None
        assert alpha(ratings, level).value == expected


@given(WORDS)
def test_categories_add_to_the_whole(words: list[str]) -> None:
    ratings = of_words(words)
    whole = alpha(ratings, NOMINAL).value
    if whole is not None:
        totals = coincidences(ratings).sum(axis=1)
        weights = totals * (totals.sum() - totals)
        own = [each.value or 0.0 for each in alpha_category(ratings)]
        assert whole == pytest.approx(float(weights @ own / weights.sum()), abs=1e-12)


def test_coders_who_share_the_work_are_compared_where_they_meet() -> None:
    """Thirty coders, three to a unit: the same as if three had coded all."""
    chance = np.random.default_rng(2)
    rows = []
    for word in ("112", "222", "331", "313", "122", "131") * 20:
        row: list[Rated | None] = [None] * 30
        for at, value in zip(sorted(chance.permutation(30)[:3]), word, strict=True):
            row[at] = int(value)
        rows.append(row)
    three = of_words(["112", "222", "331", "313", "122", "131"] * 20)
    for level in NUMERIC:
        found, expected = alpha(of_rows(rows), level).value, alpha(three, level).value
        assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1.0, 1e200, 4e307])
def test_numbers_of_any_size_have_an_alpha(size: float) -> None:
    rows = [[int(each) * size for each in word] for word in ("11", "12", "33", "43")]
    for level in (INTERVAL, RATIO):
        expected = alpha(of_words(["11", "12", "33", "43"]), level).value
        found = alpha(of_rows(rows), level)
        assert found.value == pytest.approx(expected, rel=1e-3)
        assert found.observed is None or found.observed < float("inf")


def test_a_slip_by_many_digits_does_not_drown_the_rest() -> None:
    rows = [[1e15, 1e15], [1, 2], [2, 2]]
    assert alpha(of_rows(rows), INTERVAL).value == pytest.approx(1)


def test_ten_thousand_values_take_a_few_megabytes() -> None:
    chance = np.random.default_rng(1)
    first = chance.permutation(10_000)
    second = np.where(chance.random(10_000) < 0.5, first, chance.permutation(10_000))
    codes = np.stack([first, second], axis=1).astype(np.int32)
    units = tuple(map(str, range(10_000)))
    ratings = Ratings(units, ("ana", "ben"), tuple(range(10_000)), codes)
    for level in (NOMINAL, ORDINAL, INTERVAL):
        other = krippendorff_of_pairs(codes, level)
        assert alpha(ratings, level).value == pytest.approx(other, abs=1e-9)
    assert 0 < (alpha(ratings, RATIO).value or 0) < 1
    assert len(alpha_category(ratings)) == 10_000
    with pytest.raises(ValueError):
        coincidences(ratings)
    assert coincidences(ratings, range(MOST_COINCIDENCES)).shape == (MOST_COINCIDENCES,) * 2


def test_so_many_values_that_comparing_all_takes_minutes_are_refused() -> None:
    codes = np.repeat(np.arange(60_000, dtype=np.int32), 2).reshape(-1, 2)
    ratings = Ratings(tuple(map(str, range(60_000))), ("ana", "ben"), tuple(range(60_000)), codes)
    assert alpha(ratings, RATIO) == Alpha(None, TOO_MANY, None, None, 60_000, 120_000)
    assert alpha(ratings, INTERVAL).value == 1.0
    assert bootstrap(ratings, [RATIO, INTERVAL], 3, 1) == {
        RATIO: None,
        INTERVAL: Interval(1.0, 1.0, 0.0, 3),
    }
    assert jackknife(ratings, RATIO) is None


def krippendorff_of_pairs(codes: np.ndarray, level: Level) -> float:
    """Alpha of two coders by moments, without any matrix of values."""
    n = codes.size
    _, places, counts = np.unique(codes, return_inverse=True, return_counts=True)
    points = codes.astype(float)
    if level == ORDINAL:
        points = (np.cumsum(counts) - counts / 2)[places.reshape(codes.shape)]
    if level == NOMINAL:
        expected = 1 - float((counts * (counts - 1.0)).sum()) / (n * (n - 1))
        return 1 - float((codes[:, 0] != codes[:, 1]).mean()) / expected
    observed = float(((points[:, 0] - points[:, 1]) ** 2).mean())
    return 1 - observed / (2 * float(points.var(ddof=1)))


def test_lists_of_events_have_an_alpha_from_their_sums() -> None:
    """Example S6: three articles (x, x), (none, none), (y, none), x and y unrelated."""
    found = alpha_of_distances(observed=2.0, spread=22.0, n_values=6, n_units=3)
    assert (found.observed, found.expected) == pytest.approx((1 / 3, 11 / 15))
    assert found.value == pytest.approx(6 / 11)
    assert alpha_of_distances(0.0, 0.0, 4, 2).reason == NO_VARIATION
    assert alpha_of_distances(0.0, 0.0, 0, 0).reason == NO_PAIRABLE


def assert_same(one: Alpha, other: Alpha) -> None:
    assert one.reason == other.reason
    assert (one.value is None) == (other.value is None)
    if one.value is not None:
        assert one.value == pytest.approx(other.value, abs=1e-12)

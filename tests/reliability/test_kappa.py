from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.agreement import (
    INCOMPLETE,
    NEEDS_THREE_CODERS,
    NEEDS_TWO_CODERS,
    NO_PAIRABLE,
    NO_VARIATION,
    Estimate,
)
from annotator.reliability.kappa import (
    brennan_prediger,
    brennan_prediger_quadratic,
    category_kappas,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2_quadratic,
    light_kappa,
    maximum_kappa,
    scott_pi,
    weighted_kappa,
)
from annotator.reliability.ratings import MISSING, Ratings
from annotator.reliability.tally import (
    Tally,
    percent_pair_pooled,
    percent_unit_mean,
    percent_value_weighted,
)
from tests.reliability.worked import FLEISS, KRIPPENDORFF, of_words


def of_table(table: Sequence[Sequence[int]]) -> Ratings:
    """Two coders' ratings from how often each pair of categories came."""
    rows = []
    for first, counts in enumerate(table):
        for second, count in enumerate(counts):
            for number in range(count):
                unit = f"{first}-{second}-{number}"
                rows += [(unit, "x", first), (unit, "y", second)]
    return Ratings.of(rows)


def of_pairs(*pairs: tuple[int, int]) -> Ratings:
    """Two coders' ratings, a unit each."""
    return Ratings.of(
        (str(unit), coder, value)
        for unit, pair in enumerate(pairs)
        for coder, value in zip("xy", pair, strict=True)
    )


def near(*values: float) -> object:
    return pytest.approx(values[0] if len(values) == 1 else list(values), abs=5e-10)


def test_the_example_of_cohen_1960_page_45() -> None:
    ratings = of_table([(88, 14, 18), (10, 40, 10), (2, 6, 12)])
    assert cohen_kappa(ratings).value == near((0.70 - 0.41) / (1 - 0.41))
    assert maximum_kappa(ratings).value == pytest.approx(0.831, abs=5e-4)
    assert gwet_ac1(Tally.of(ratings)).value == pytest.approx(0.57597, abs=5e-6)


def test_the_disagreement_weights_of_cohen_1968() -> None:
    ratings = of_table([(88, 14, 18), (10, 40, 10), (2, 6, 12)])
    apart = np.array([(0, 1, 3), (1, 0, 6), (3, 6, 0)], float)
    assert weighted_kappa(ratings, apart).value == near(0.347826087)


def test_the_example_of_artstein_and_poesio_2008_page_558() -> None:
    ratings = of_table([(20, 10), (20, 50)])
    assert percent_unit_mean(Tally.of(ratings)).value == 0.7
    assert brennan_prediger(Tally.of(ratings)).value == near(0.4)
    assert scott_pi(ratings).value == near((0.7 - 0.545) / (1 - 0.545))
    assert cohen_kappa(ratings).value == near((0.7 - 0.54) / (1 - 0.54))


def test_the_subjects_of_fleiss_1971() -> None:
    ratings = of_words(FLEISS)
    tally = Tally.of(ratings)
    assert tally.percent_unit_mean == pytest.approx(0.5556, abs=5e-5)
    assert float(np.square(tally.shares).sum()) == pytest.approx(0.2201, abs=2e-4)
    assert fleiss_kappa(tally).value == pytest.approx(0.430245, abs=5e-7)
    assert [each.value for each in category_kappas(tally)] == pytest.approx(
        [0.2448, 0.2448, 0.5200, 0.4711, 0.5661], abs=5e-5
    )
    assert conger_kappa(ratings, tally).value == pytest.approx(0.441809, abs=5e-7)
    assert light_kappa(ratings).value == pytest.approx(0.459412, abs=5e-7)


def test_the_matrix_of_krippendorff_2011_whose_ratings_are_missing_in_places() -> None:
    tally = Tally.of(of_words(KRIPPENDORFF))
    assert percent_unit_mean(tally).value == near(0.818181818)
    assert percent_value_weighted(tally).value == near(0.8)
    assert percent_pair_pooled(tally).value == near(0.781818182)
    assert gwet_ac1(tally).value == near(0.775444068)
    assert fleiss_kappa(tally).value == near(0.761169275)
    assert brennan_prediger(tally).value == near(0.772727273)
    assert gwet_ac2_quadratic(tally).value == near(0.914000724)


@pytest.mark.parametrize(
    ("pairs", "kappa", "pi"),
    [
        ([(1, 2)], 0, -1),
        ([(1, 1)] * 9 + [(1, 2)], 0, -0.1 / 1.9),
        ([(1, 1), (1, 2), (1, 1), (1, 2)], 0, -1 / 3),
        ([(1, 2), (2, 1), (1, 2), (2, 1)], -1, -1),
    ],
)
def test_awkward_tables(pairs: list[tuple[int, int]], kappa: float, pi: float) -> None:
    ratings = of_pairs(*pairs)
    assert cohen_kappa(ratings).value == near(kappa)
    assert scott_pi(ratings).value == near(pi)
    assert fleiss_kappa(Tally.of(ratings)).value == near(pi)


def test_without_variation_nothing_is_corrected_for_chance() -> None:
    ratings = of_pairs((1, 1), (1, 1))
    tally = Tally.of(ratings)
    none = Estimate(None, NO_VARIATION)
    for weights in ("equal", "linear", "quadratic"):
        assert cohen_kappa(ratings, weights) == none
    assert weighted_kappa(ratings, np.zeros((1, 1))) == none
    assert maximum_kappa(ratings) == scott_pi(ratings) == none
    for coefficient in (fleiss_kappa, gwet_ac1, gwet_ac2_quadratic, brennan_prediger):
        assert coefficient(tally) == none
    assert brennan_prediger_quadratic(tally) == none
    assert percent_unit_mean(tally).value == 1
    assert category_kappas(tally) == (none,)


def test_declared_categories_count_for_gwet_and_brennan_prediger_alone() -> None:
    rows = [(str(at), coder, "yes") for at in range(3) for coder in "xy"]
    tally = Tally.of(Ratings.of(rows, declared=2))
    assert gwet_ac1(tally).value == brennan_prediger(tally).value == 1
    assert fleiss_kappa(tally) == Estimate(None, NO_VARIATION)


def test_without_a_unit_that_two_coders_have_all_is_undefined() -> None:
    ratings = Ratings.of([("1", "x", "a"), ("2", "y", "b")])
    tally = Tally.of(ratings)
    none = Estimate(None, NO_PAIRABLE)
    assert cohen_kappa(ratings) == scott_pi(ratings) == maximum_kappa(ratings) == none
    for coefficient in (fleiss_kappa, gwet_ac1, gwet_ac2_quadratic, brennan_prediger):
        assert coefficient(tally) == none
    for percent in (percent_unit_mean, percent_value_weighted, percent_pair_pooled):
        assert percent(tally) == none
    assert category_kappas(tally) == (none, none)


def test_no_rating_at_all_is_undefined_too() -> None:
    nothing = Ratings.of([], coders=("x", "y"))
    assert cohen_kappa(nothing) == Estimate(None, NO_PAIRABLE)
    assert fleiss_kappa(Tally.of(nothing)) == Estimate(None, NO_PAIRABLE)


def test_coefficients_say_how_many_coders_they_need() -> None:
    two, three = of_pairs((1, 2), (1, 1)), of_words(["12", "11"])
    assert conger_kappa(two, Tally.of(two)) == Estimate(None, NEEDS_THREE_CODERS)
    assert light_kappa(two) == Estimate(None, NEEDS_THREE_CODERS)
    three = of_words(["121", "112"])
    assert cohen_kappa(three) == scott_pi(three) == Estimate(None, NEEDS_TWO_CODERS)
    gaps = of_words(["121", "11.", "122"])
    assert conger_kappa(gaps, Tally.of(gaps)) == Estimate(None, INCOMPLETE)
    assert light_kappa(gaps) == Estimate(None, INCOMPLETE)


def test_light_is_undefined_if_two_of_the_coders_do_not_vary() -> None:
    ratings = of_words(["112", "111", "113"])
    assert light_kappa(ratings) == Estimate(None, NO_VARIATION)
    assert conger_kappa(ratings, Tally.of(ratings)).value is not None


def test_a_coder_without_a_rating_is_no_coder() -> None:
    rows = [("1", "x", "a"), ("1", "y", "b"), ("2", "x", "a"), ("2", "y", "a")]
    assert cohen_kappa(Ratings.of(rows, coders=("z",))) == cohen_kappa(Ratings.of(rows))


def test_ten_thousand_categories_need_no_table_of_them() -> None:
    ratings = of_pairs(*((at, at + at % 2) for at in range(10_000)))
    tally = Tally.of(ratings)
    for weights in ("equal", "linear", "quadratic"):
        assert cohen_kappa(ratings, weights).value is not None
    assert gwet_ac2_quadratic(tally).value == pytest.approx(1, abs=1e-6)


MATRICES = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.integers(-1, 3), min_size=coders, max_size=coders), min_size=1, max_size=12
    )
)
PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=15)


@given(PAIRS)
def test_cohen_is_what_its_definition_says(pairs: list[tuple[int, int]]) -> None:
    used = sorted({value for pair in pairs for value in pair})
    rank = {value: at for at, value in enumerate(used)}
    n = len(pairs)
    for weights, power in (("equal", 0), ("linear", 1), ("quadratic", 2)):

        def apart(a: int, b: int, power: int = power) -> Fraction:
            return Fraction(abs(rank[a] - rank[b]) ** power if a != b else 0)

        observed = sum((apart(a, b) for a, b in pairs), Fraction(0)) / n
        expected = sum((apart(a, b) for a, _ in pairs for _, b in pairs), Fraction(0)) / n**2
        found = cohen_kappa(of_pairs(*pairs), weights).value  # type: ignore[arg-type]
        if expected == 0:
            assert found is None
        else:
            assert found == pytest.approx(float(1 - observed / expected), abs=1e-14)


@given(MATRICES)
def test_the_family_is_what_gwet_s_rules_say(matrix: list[list[int]]) -> None:
    ratings = encoded(matrix)
    tally = Tally.of(ratings)
    rated = [[code for code in row if code >= 0] for row in matrix]
    paired = [row for row in rated if len(row) >= 2]
    if not paired:
        assert fleiss_kappa(tally) == Estimate(None, NO_PAIRABLE)
        return
    used = sorted({code for row in rated for code in row})
    q = len(used)

    def agreement(weight: object) -> Fraction:
        shares = [
            sum((weight(a, b) for a, b in combinations(row, 2)), Fraction(0))  # type: ignore[operator]
            / (len(row) * (len(row) - 1) // 2)
            for row in paired
        ]
        return sum(shares, Fraction(0)) / len(shares)

    n_rated = sum(1 for row in rated if row)
    shares = [
        sum((Fraction(row.count(code), len(row)) for row in rated if row), Fraction(0)) / n_rated
        for code in used
    ]
    agreed = agreement(lambda a, b: Fraction(a == b))
    assert percent_unit_mean(tally).value == pytest.approx(float(agreed), abs=1e-14)
    if q == 1:
        assert fleiss_kappa(tally) == gwet_ac1(tally) == Estimate(None, NO_VARIATION)
        return

    def near(a: int, b: int) -> Fraction:
        return 1 - Fraction((used.index(a) - used.index(b)) ** 2, (q - 1) ** 2)

    spread = sum((share * (1 - share) for share in shares), Fraction(0))
    total = sum((near(a, b) for a in used for b in used), Fraction(0))
    nearly = agreement(near)
    for found, agree, chance in (
        (fleiss_kappa, agreed, sum((share**2 for share in shares), Fraction(0))),
        (gwet_ac1, agreed, spread / (q - 1)),
        (brennan_prediger, agreed, Fraction(1, q)),
        (gwet_ac2_quadratic, nearly, total / (q * (q - 1)) * spread),
        (brennan_prediger_quadratic, nearly, total / q**2),
    ):
        wanted = float((agree - chance) / (1 - chance))
        assert found(tally).value == pytest.approx(wanted, abs=1e-12)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=10))
def test_conger_is_what_its_definition_says(matrix: list[list[int]]) -> None:
    ratings = encoded(matrix)
    n = len(matrix)
    pairs = list(combinations(zip(*matrix, strict=True), 2))
    agreed = Fraction(sum(a == b for x, y in pairs for a, b in zip(x, y, strict=True)), n)
    chance = Fraction(sum(a == b for x, y in pairs for a in x for b in y), n * n)
    found = conger_kappa(ratings, Tally.of(ratings))
    if chance == len(pairs):
        assert found == Estimate(None, NO_VARIATION)
    else:
        wanted = float((agreed - chance) / (len(pairs) - chance))
        assert found.value == pytest.approx(wanted, abs=1e-14)


@given(MATRICES, st.randoms())
def test_the_order_of_coders_and_units_says_nothing(
    matrix: list[list[int]], chance: object
) -> None:
    columns = list(zip(*matrix, strict=True))
    chance.shuffle(columns)  # type: ignore[attr-defined]
    rows = list(zip(*columns, strict=True))
    chance.shuffle(rows)  # type: ignore[attr-defined]
    for coefficient in (fleiss_kappa, gwet_ac1, gwet_ac2_quadratic, brennan_prediger):
        before = coefficient(Tally.of(encoded(matrix)))
        after = coefficient(Tally.of(encoded([list(row) for row in rows])))
        assert after.reason == before.reason
        assert after.value == pytest.approx(before.value, abs=1e-12)


def encoded(matrix: Sequence[Sequence[int]]) -> Ratings:
    """Ratings of whole numbers, -1 missing; all units and coders stay."""
    codes = np.array(matrix, np.int32)
    values = tuple(range(int(codes.max()) + 1)) if codes.max() >= 0 else ()
    codes[codes < 0] = MISSING
    units = tuple(str(at) for at in range(len(codes)))
    coders = tuple("abcd"[: codes.shape[1]])
    return Ratings(units, coders, values, codes)

"""Examples of the literature beyond those that the coefficients were written by."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.reliability.distances import levels_of
from annotator.reliability.kappa import cohen_kappa
from annotator.reliability.ratings import Rated, Ratings
from annotator.reliability.statistics import RatedVariable, statistics


def of_table(table: Sequence[Sequence[int]], names: Sequence[Rated] = "abcd") -> list[list[Rated]]:
    """The values of two coders, unit by unit, of which a table tells how often they meet."""
    cells = [(i, j, n) for i, row in enumerate(table) for j, n in enumerate(row)]
    return [[names[i], names[j]] for i, j, n in cells for _ in range(n)]


def found_in(units: Sequence[Sequence[Rated | None]]) -> dict[str, float | None]:
    ratings = Ratings.of(
        (f"u{at:05}", f"c{coder:02}", value)
        for at, values in enumerate(units)
        for coder, value in enumerate(values)
        if value is not None
    )
    levels = levels_of(ratings)
    scaled = ratings if len(levels) > 1 else None
    return statistics(RatedVariable("v", ratings, scaled, levels, "nominal"))[0]


def by_coder(*lines: str, values: type[int] | type[str] = int) -> list[list[Rated | None]]:
    """Units of lines that each hold the values of a coder; "*" is missing."""
    given = [[None if each == "*" else values(each) for each in line.split()] for line in lines]
    return [list(unit) for unit in zip(*given, strict=True)]


def test_nominal_data_of_krippendorff_2011_example_b() -> None:
    found = found_in(by_coder("a a b b d c c c e d d a", "b a b b b c c c e d d d", values=str))
    assert found["alpha_nominal"] == pytest.approx(0.692, abs=5e-4)


def test_three_coders_of_fifteen_units_most_of_which_are_missing() -> None:
    """The computational example that the encyclopedias give for alpha: .691 and .811."""
    found = found_in(
        by_coder(
            "* * * * * 3 4 1 2 1 1 3 3 * 3",
            "1 * 2 1 3 3 4 3 * * * * * * *",
            "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
        )
    )
    assert found["alpha_nominal"] == pytest.approx(0.691, abs=5e-4)
    assert found["alpha_interval"] == pytest.approx(0.811, abs=5e-4)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        (((40, 9), (6, 45)), 0.70),
        (((80, 10), (5, 5)), 0.32),
        (((45, 15), (25, 15)), 0.13),
        (((25, 35), (5, 35)), 0.26),
    ],
)
def test_the_paradoxes_of_feinstein_and_cicchetti_1990(
    table: Sequence[Sequence[int]], kappa: float
) -> None:
    assert found_in(of_table(table))["cohen_kappa"] == pytest.approx(kappa, abs=5e-3)


def test_the_paradox_of_gwet_2002() -> None:
    found = found_in(of_table(((118, 5), (2, 0))))
    assert found["percent_unit_mean"] == pytest.approx(0.944)
    assert found["cohen_kappa"] == pytest.approx(-0.0234, abs=5e-5)
    assert found["scott_pi"] == pytest.approx(-0.0288, abs=5e-5)
    assert found["gwet_ac1"] == pytest.approx(0.9408, abs=5e-5)


def test_the_abstractors_of_gwet_2014() -> None:
    """Three by three; figures as irrCAC prints them."""
    found = found_in(of_table(((13, 0, 0), (0, 20, 7), (0, 4, 56))))
    assert found["cohen_kappa"] == pytest.approx(0.7964094, abs=5e-8)
    assert found["scott_pi"] == pytest.approx(0.7962397, abs=5e-8)
    assert found["gwet_ac1"] == pytest.approx(0.8493305, abs=5e-8)


def test_the_vision_of_7477_women_of_stuart_1953() -> None:
    """Right eye by left eye; kappa .595 as R's irr and vcd print it."""
    table = (1520, 266, 124, 66), (234, 1512, 432, 78), (117, 362, 1772, 205), (36, 82, 179, 492)
    found = found_in(of_table(table, (1, 2, 3, 4)))
    assert found["cohen_kappa"] == pytest.approx(0.595, abs=5e-4)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=4, max_size=40))
def test_quadratic_kappa_is_concordance_of_the_numbers(pairs: list[tuple[int, int]]) -> None:
    """Lin's coefficient; the identity behind Fleiss and Cohen (1973), "The equivalence of weighted
    kappa and the intraclass correlation coefficient"."""
    assume({value for pair in pairs for value in pair} == {1, 2, 3, 4})  # ranks are the numbers
    n = len(pairs)
    first, second = zip(*pairs, strict=True)
    means = Fraction(sum(first), n), Fraction(sum(second), n)
    apart = sum((a - b) ** 2 for a, b in pairs)
    spread = sum((a - means[0]) ** 2 for a in first) + sum((b - means[1]) ** 2 for b in second)
    expected = 1 - Fraction(apart) / (spread + n * (means[0] - means[1]) ** 2)
    rows = [
        (f"u{at}", "ab"[coder], pair[coder]) for at, pair in enumerate(pairs) for coder in (0, 1)
    ]
    assert cohen_kappa(Ratings.of(rows), "quadratic").value == pytest.approx(float(expected))

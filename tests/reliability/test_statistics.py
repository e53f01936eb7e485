from __future__ import annotations

import json
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.agreement import (
    INCOMPLETE,
    NEEDS_THREE_CODERS,
    NEEDS_TWO_CODERS,
    NO_PAIRABLE,
    NO_VARIATION,
    NOT_NUMERIC,
    REASONS,
)
from annotator.reliability.distances import INTERVAL, NOMINAL, levels_of
from annotator.reliability.intervals import bootstraps
from annotator.reliability.ratings import Rated, Ratings
from annotator.reliability.statistics import (
    MOST_LEFT_OUT,
    MOST_LINES,
    RatedVariable,
    headline,
    statistics,
)
from tests.reliability.worked import FLEISS, KRIPPENDORFF, of_words

PRINTED = {
    "alpha_nominal": 0.743421053,
    "alpha_ordinal": 0.815387504,
    "alpha_interval": 0.849107143,
    "alpha_ratio": 0.797402775,
    "do_nominal": 0.2,
    "de_nominal": 0.779487179,
    "percent_unit_mean": 0.818181818,
    "percent_value_weighted": 0.8,
    "percent_pair_pooled": 0.781818182,
    "gwet_ac1": 0.775444068,
    "fleiss_kappa": 0.761169275,
    "brennan_prediger": 0.772727273,
    "gwet_ac2_quadratic": 0.914000724,
    "alpha_category:1": 0.72043,
    "alpha_category:2": 0.66667,
    "alpha_category:3": 0.74,
    "alpha_category:4": 0.77714,
    "alpha_category:5": 1,
    "cond_agreement:1": 0.77778,
    "cond_agreement:2": 0.76923,
    "cond_agreement:3": 0.8,
    "cond_agreement:4": 0.8,
    "cond_agreement:5": 1,
    "unit_share:u01": 0,
    "unit_share:u02": 0.25,
    "unit_share:u06": 0.5,
    "unit_share:u08": 0.25,
    "unit_share:u12": 0,
    "coder_share:c1": 5 / 24,
    "coder_share:c2": 5 / 24,
    "coder_share:c3": 9 / 24,
    "coder_share:c4": 5 / 24,
    "alpha_nominal_without:c1": 0.714674,
    "alpha_nominal_without:c2": 0.704082,
    "alpha_nominal_without:c3": 0.867925,
    "alpha_nominal_without:c4": 0.675258,
    "jackknife_se:alpha_nominal": 0.146327,
    "jackknife_se:alpha_ordinal": 0.148031,
}
"""Krippendorff (2011), example C, and what others compute of it."""


def variable(ratings: Ratings, level: str = "nominal") -> RatedVariable:
    levels = levels_of(ratings)
    return RatedVariable("v", ratings, ratings if len(levels) > 1 else None, levels, level)


def of_rows(*rows: tuple[str, str, Rated]) -> RatedVariable:
    return variable(Ratings.of(rows))


@pytest.mark.parametrize("name", PRINTED)
def test_the_matrix_of_krippendorff_2011_under_the_names_of_machine_output(name: str) -> None:
    found, _ = statistics(variable(of_words(KRIPPENDORFF)))
    places = 9 if name.startswith(("alpha_n", "do", "de", "per", "gw", "fl", "br", "unit")) else 5
    if "without" in name:
        places = 6
    assert found[name] == pytest.approx(PRINTED[name], abs=0.6 * 10**-places)


def test_what_is_undefined_of_it_says_why() -> None:
    found, reasons = statistics(variable(of_words(KRIPPENDORFF)))
    undefined = {name: reasons[name] for name, value in found.items() if value is None}
    assert undefined == {
        "cohen_kappa": NEEDS_TWO_CODERS,
        "cohen_kappa_linear": NEEDS_TWO_CODERS,
        "cohen_kappa_quadratic": NEEDS_TWO_CODERS,
        "cohen_kappa_maximum": NEEDS_TWO_CODERS,
        "scott_pi": NEEDS_TWO_CODERS,
        "conger_kappa": INCOMPLETE,
        "light_kappa": INCOMPLETE,
    }


def test_the_subjects_of_fleiss_1971_have_conger_s_and_light_s_kappas() -> None:
    found, _ = statistics(variable(of_words(FLEISS)))
    assert found["conger_kappa"] == pytest.approx(0.441809, abs=5e-7)
    assert found["light_kappa"] == pytest.approx(0.459412, abs=5e-7)
    assert found["alpha_nominal"] == pytest.approx(0.433410, abs=5e-7)


def test_words_have_no_statistics_of_numbers() -> None:
    found, reasons = statistics(variable(of_words(["ab", "aa", "bb"], str)))
    for name in ("alpha_ordinal", "do_interval", "de_ratio", "cohen_kappa_linear"):
        assert found[name] is None
        assert reasons[name] == NOT_NUMERIC
    assert found["cohen_kappa"] is not None
    assert reasons["gwet_ac2_quadratic"] == NOT_NUMERIC
    assert reasons["conger_kappa"] == reasons["light_kappa"] == NEEDS_THREE_CODERS
    assert "alpha_masi" not in found


def test_negative_numbers_have_no_ratio() -> None:
    found, reasons = statistics(of_rows(("1", "a", -1), ("1", "b", 2), ("2", "a", 2)))
    assert found["alpha_interval"] is not None
    assert reasons["alpha_ratio"] == NOT_NUMERIC


def test_sets_have_their_own_levels() -> None:
    one, two, none = frozenset({"x"}), frozenset({"x", "y"}), frozenset[str]()
    rows = [("1", "a", one), ("1", "b", two), ("2", "a", none), ("2", "b", none)]
    found, reasons = statistics(variable(Ratings.of(rows), "masi"))
    for level in ("jaccard", "masi", "dice", "nominal"):
        assert found[f"alpha_{level}"] is not None
    assert found["do_jaccard"] == pytest.approx(0.25)
    assert found["do_masi"] == pytest.approx((1 - 1 / 2 * 2 / 3) / 2)
    assert found["do_dice"] == pytest.approx((1 - 2 / 3) / 2)
    assert reasons["alpha_ordinal"] == NOT_NUMERIC
    assert 'cond_agreement:["x", "y"]' in found


def test_without_variation_percent_agreement_stands_alone() -> None:
    found, reasons = statistics(variable(of_words(["11", "11"])))
    assert found["percent_unit_mean"] == 1
    for name in ("alpha_nominal", "cohen_kappa", "scott_pi", "fleiss_kappa", "gwet_ac1"):
        assert found[name] is None
        assert reasons[name] == NO_VARIATION
    assert (found["do_nominal"], found["de_nominal"]) == (0, 0)
    assert reasons["jackknife_se:alpha_nominal"] == NO_VARIATION
    assert reasons["unit_share:u01"] == NO_VARIATION


def test_without_a_shared_unit_everything_is_undefined() -> None:
    found, reasons = statistics(of_rows(("1", "a", 1), ("2", "b", 2)))
    for name in ("alpha_nominal", "percent_unit_mean", "fleiss_kappa", "coder_share:a"):
        assert found[name] is None
        assert reasons[name] == NO_PAIRABLE


def test_what_is_off_the_scale_counts_for_nominal_statistics_alone() -> None:
    nominal = of_words(["112", "228", "818", "222"])
    scaled = of_words(["112", "22.", ".1.", "222"])
    both = RatedVariable("v", nominal, scaled, (NOMINAL, INTERVAL), "interval")
    found, _ = statistics(both)
    assert found["alpha_nominal"] == statistics(variable(nominal))[0]["alpha_nominal"]
    assert found["alpha_interval"] == statistics(variable(scaled))[0]["alpha_interval"]
    assert found["gwet_ac2_quadratic"] == statistics(variable(scaled))[0]["gwet_ac2_quadratic"]
    assert "alpha_category:8" in found
    assert both.parts == ((nominal, (NOMINAL,)), (scaled, (INTERVAL,)))
    coefficient, percent = headline(both)
    assert coefficient.value == found["alpha_interval"]
    assert percent.value == found["percent_unit_mean"]


def test_intervals_stand_under_their_names() -> None:
    rated = variable(of_words(KRIPPENDORFF))
    job = bootstraps(rated.parts, 500, 1)
    try:
        while True:
            next(job)
    except StopIteration as stop:
        (intervals,) = stop.value
    found, _ = statistics(rated, intervals)
    assert found["boot_se:alpha_nominal"] == pytest.approx(0.146, abs=0.02)
    assert found["boot_ci_low:alpha_nominal"] == pytest.approx(0.417, abs=0.06)
    assert found["boot_ci_high:alpha_nominal"] == pytest.approx(1, abs=0.01)
    below = found["boot_p_below_667:alpha_nominal"]
    assert below is not None
    assert 0 < below < 0.5
    missing, reasons = statistics(rated, dict.fromkeys(intervals))
    assert missing["boot_se:alpha_ratio"] is None
    assert reasons["boot_ci_low:alpha_ratio"] in REASONS


def test_very_many_categories_have_no_lines_and_units_can_be_left_out() -> None:
    rows = [(str(at), coder, f"w{at}") for at in range(MOST_LINES + 1) for coder in "ab"]
    found, _ = statistics(of_rows(*rows), with_units=False)
    assert found["alpha_nominal"] == 1
    assert not [name for name in found if name.startswith(("alpha_cat", "cond", "unit_share"))]


def test_a_word_that_is_written_like_a_number_has_a_name_of_its_own() -> None:
    rows = ("1", "a", 1), ("1", "b", "1"), ("2", "a", "x"), ("2", "b", "x")
    found, _ = statistics(of_rows(*rows))
    assert (found["cond_agreement:1"], found['cond_agreement:"1"']) == (0, 0)
    assert found["cond_agreement:x"] == 1


def test_very_many_coders_are_not_left_out_one_by_one() -> None:
    rows = [("1", f"c{at}", at % 2) for at in range(MOST_LEFT_OUT + 1)]
    found, _ = statistics(of_rows(*rows))
    assert "coder_share:c0" in found
    assert "alpha_nominal_without:c0" not in found


@given(
    st.lists(
        st.tuples(
            st.sampled_from("12345"),
            st.sampled_from("abc"),
            st.one_of(
                st.integers(-2, 3),
                st.floats(allow_nan=False, allow_infinity=False),
                st.sampled_from(["x", "", "1"]),
                st.frozensets(st.sampled_from("xyz")),
                st.booleans(),
            ),
        ),
        max_size=12,
    )
)
def test_whatever_is_rated_there_is_a_number_or_a_reason(
    rows: list[tuple[str, str, Rated]],
) -> None:
    found, reasons = statistics(of_rows(*rows))
    for name, value in found.items():
        if value is None:
            assert reasons[name] in REASONS
        else:
            assert isinstance(value, float | int)
            assert isfinite(value)
            assert name not in reasons
    json.dumps(found, allow_nan=False)


def test_units_to_plan_for_are_those_of_the_printed_table() -> None:
    rows = [
        (f"u{at}", who, value)
        for at in range(8)
        for who, value in (("a", "x" if at < 2 else "y"), ("b", "x" if at < 2 else "y"))
    ]
    values, _ = statistics(RatedVariable("v", Ratings.of(rows), None, (NOMINAL,), "nominal"))
    assert values["sample_size_800"] == 139  # two coders, the rarest category a quarter
    assert values["sample_size_667"] == 81

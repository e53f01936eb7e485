from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.agreement import NO_PAIRABLE, NO_VARIATION, Estimate
from annotator.reliability.alpha import alpha
from annotator.reliability.contributions import (
    coder_rates,
    coder_shares,
    coder_units,
    confusions,
    over_time,
    pairs,
    unit_shares,
    without_coder,
)
from annotator.reliability.distances import INTERVAL, NOMINAL, ORDINAL, RATIO, Level
from annotator.reliability.ratings import Ratings
from tests.reliability.worked import KRIPPENDORFF, of_words

NUMERIC = (NOMINAL, ORDINAL, INTERVAL, RATIO)
WORDS = st.lists(st.text("1234.", min_size=3, max_size=3), min_size=1, max_size=8)


def test_units_of_krippendorff_2011() -> None:
    """Example C: units 2, 6 and 8 bring all disagreement about."""
    found = unit_shares(of_words(KRIPPENDORFF), NOMINAL)
    assert found == pytest.approx([0, 0.25, 0, 0, 0, 0.5, 0, 0.25, 0, 0, 0, 0])


def test_coders_of_krippendorff_2011() -> None:
    ratings = of_words(KRIPPENDORFF)
    assert coder_shares(ratings, NOMINAL) * 24 == pytest.approx([5, 5, 9, 5])
    assert coder_units(ratings).tolist() == [9, 10, 10, 11]
    rates = coder_rates(ratings, NOMINAL)
    assert rates == pytest.approx((5 / 216, 5 / 240, 9 / 240, 5 / 264))
    without = [each.value for each in without_coder(ratings, NOMINAL).values()]
    assert without == pytest.approx([0.714674, 0.704082, 0.867925, 0.675258], abs=5e-7)


def test_confusions_of_krippendorff_2011() -> None:
    ratings = of_words(KRIPPENDORFF)
    found = confusions(ratings, NOMINAL, 2)
    assert [each[:2] for each in found] == [(1, 2), (2, 3)]
    assert [each[2:] for each in found] == [pytest.approx((8 / 3, 1 / 3))] * 2
    by_rank = confusions(ratings, ORDINAL, 99)
    assert by_rank[0][:2] == (1, 4)
    assert len(by_rank) == 6
    assert sum(share for *_, share in by_rank) == pytest.approx(1)
    assert confusions(ratings, NOMINAL, 0) == []


def test_pairs_of_coders_stand_on_the_units_both_have() -> None:
    found = pairs(of_words(["111", "122", "33.", "2.1", "3.."]), NOMINAL)
    assert [(each.first, each.second, each.n_units) for each in found] == [
        ("c1", "c2", 3),
        ("c1", "c3", 3),
        ("c2", "c3", 2),
    ]
    assert [each.percent for each in found] == pytest.approx([2 / 3, 1 / 3, 1])
    assert found[2].alpha == Estimate(1.0)


def test_pairs_that_never_meet_have_nothing_to_compare() -> None:
    apart, same = (pairs(of_words(words), NOMINAL)[0] for words in (["1.", ".1"], ["11", "11"]))
    assert (apart.n_units, apart.percent) == (0, None)
    assert apart.alpha == Estimate(None, NO_PAIRABLE)
    assert (same.n_units, same.percent) == (2, 1.0)
    assert same.alpha == Estimate(None, NO_VARIATION)


def test_windows_are_compared_each_alone() -> None:
    words = ["11", "12", "22", "21", "11", "22", "2."]
    found = over_time(of_words(words), NOMINAL, np.array([5, 5, 5, 7, 7, 7, -1]))
    assert list(found) == [5, 7]
    assert found[5] == alpha(of_words(words[:3]), NOMINAL)
    assert found[7] == alpha(of_words(words[3:6]), NOMINAL)
    assert over_time(of_words(words), NOMINAL, np.full(7, -1)) == {}


def test_without_disagreement_there_is_nothing_to_share() -> None:
    ratings = of_words(["11", "22", "3."])
    assert not unit_shares(ratings, NOMINAL).any()
    assert not coder_shares(ratings, NOMINAL).any()
    assert confusions(ratings, NOMINAL, 5) == []
    assert coder_rates(of_words(["1.", "2."]), NOMINAL) == (None,)
    assert coder_rates(ratings, NOMINAL) == (0, 0)


@given(WORDS)
def test_shares_add_to_one(words: list[str]) -> None:
    ratings = of_words(words)
    for level in NUMERIC:
        whole = 1.0 if (alpha(ratings, level).observed or 0) > 0 else 0.0
        assert unit_shares(ratings, level).sum() == pytest.approx(whole)
        assert coder_shares(ratings, level).sum() == pytest.approx(whole)
        found = confusions(ratings, level, 99)
        assert sum(share for *_, share in found) == pytest.approx(whole)
        shares = [share for *_, share in found]
        assert shares == sorted(shares, reverse=True)


@given(WORDS)
def test_leaving_a_coder_out_is_comparing_the_others(words: list[str]) -> None:
    ratings = of_words(words)
    for place, (coder, found) in enumerate(without_coder(ratings, NOMINAL).items()):
        assert coder == ratings.coders[place]
        rows = [
            (f"u{unit}", f"c{column}", letter)
            for unit, word in enumerate(words)
            for column, letter in enumerate(word)
            if letter != "." and f"c{column + 1}" != coder
        ]
        others = alpha(Ratings.of(rows), NOMINAL)
        assert (found.value, found.reason) == (pytest.approx(others.value), others.reason)


@pytest.mark.parametrize("level", NUMERIC)
def test_many_coders_share_as_few_do(level: Level) -> None:
    """Units of three among twelve coders: shares of units are those of three coders alone."""
    words = ["112", "222", "331", "313"] * 3
    wide = [
        "".join("..." if at != unit % 4 else word for at in range(4))
        for unit, word in enumerate(words)
    ]
    assert unit_shares(of_words(wide), level) == pytest.approx(unit_shares(of_words(words), level))
    assert coder_shares(of_words(wide), level).sum() == pytest.approx(1)
    assert np.count_nonzero(coder_shares(of_words(wide), level)) == 9

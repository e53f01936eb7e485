from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.reliability.distances import (
    BIPOLAR,
    CIRCULAR,
    DATE,
    DICE,
    INTERVAL,
    JACCARD,
    LEVELS,
    MASI,
    NOMINAL,
    ORDINAL,
    RATIO,
    Distances,
    Level,
    distance,
    fits,
    levels_of,
    mid_ranks,
)
from annotator.reliability.ratings import Rated, Ratings, key

SETS = st.frozensets(st.sampled_from("abcdef"))
SAMPLES: dict[str, list[Rated]] = {
    "nominal": ["a", 1, True, "1"],
    "ordinal": [1, 2, 3, 5],
    "interval": [-3, 0, 0.5, 1e6],
    "ratio": [0, 0.25, 3, 1e6],
    "jaccard": [frozenset(), frozenset("a"), frozenset("ab"), frozenset("bc")],
    "masi": [frozenset(), frozenset("a"), frozenset("ab"), frozenset("bc")],
    "dice": [frozenset(), frozenset("a"), frozenset("ab"), frozenset("bc")],
    "date": [(1, 1), (1, 31), (5, 5), (400, 765)],
    "circular": [0, 0.25, 0.5, 1],
    "bipolar": [0, 0.25, 0.5, 1],
}


def ratings_of(*values: Rated) -> Ratings:
    return Ratings.of([(str(at), "ana", value) for at, value in enumerate(values)])


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ((), "nominal"),
        (("a", "b"), "nominal"),
        ((True, False), "nominal"),
        ((1, 2.5), "nominal ordinal interval ratio"),
        ((-1, 2.5), "nominal ordinal interval"),
        ((1, "1"), "nominal"),
        ((1, True), "nominal"),
        ((frozenset("a"), frozenset()), "nominal jaccard masi dice"),
        (((1, 1), (2, 9)), "nominal date"),
        ((frozenset("a"), "a"), "nominal"),
        ((1, 10**400), "nominal"),
    ],
)
def test_the_values_say_which_levels_fit(values: tuple[Rated, ...], names: str) -> None:
    assert [level.name for level in levels_of(ratings_of(*values))] == names.split()


def test_a_bipolar_scale_has_ends() -> None:
    assert fits((1, 5), Level("bipolar", low=1, high=5))
    assert not fits((0, 5), Level("bipolar", low=1, high=5))
    assert not fits((0, 5), Level("circular", period=0))


@pytest.mark.parametrize(
    ("one", "other", "level", "apart"),
    [
        ("a", "b", NOMINAL, 1),
        (1, "1", NOMINAL, 1),
        (1, 1.0, NOMINAL, 0),
        (2, 5, INTERVAL, 9),
        (1, 3, RATIO, 1 / 4),
        (0, 0, RATIO, 0),
        (0, 5, RATIO, 1),
        (7, 8, ORDINAL, 1),
        ((10, 10), (12, 12), DATE, 2 / 7),
        ((1, 31), (15, 15), DATE, 1),
        ((10, 10), (12, 12), Level("date", days=10), 0.2),
        ((10, 10), (10, 11), Level("date", days=0), 1),
        (0, 3, Level("circular", period=12), 0.5),
        (0, 12, Level("circular", period=12), 0),
        (1, 2, Level("bipolar", low=1, high=5), 1 / 7),
        (0, 1, BIPOLAR, 1),
        (0, 0.5, CIRCULAR, 1),
    ],
)
def test_distances_are_as_the_formulas_say(
    one: Rated, other: Rated, level: Level, apart: float
) -> None:
    assert distance(one, other, level) == pytest.approx(apart, abs=1e-15)


def sets(*words: str) -> list[frozenset[str]]:
    return [frozenset(word) for word in words]


@pytest.mark.parametrize(
    ("pair", "jaccard", "masi", "dice"),
    [
        (sets("", ""), 0, 0, 0),
        (sets("", "xy"), 1, 1, 1),
        (sets("xy", "xy"), 0, 0, 0),
        (sets("xy", "xyz"), 1 / 3, 1 - 2 / 3 * 2 / 3, 1 / 5),
        (sets("xyw", "xyz"), 1 / 2, 1 - 1 / 2 * 1 / 3, 1 / 3),
        (sets("x", "y"), 1, 1, 1),
    ],
)
def test_sets_are_weighed_with_thirds(
    pair: list[frozenset[str]], jaccard: float, masi: float, dice: float
) -> None:
    apart = [distance(*pair, level) for level in (JACCARD, MASI, DICE)]
    assert apart == pytest.approx([jaccard, masi, dice], abs=1e-15)


def test_figure_2_of_passonneau_2006() -> None:
    """LREC 2006, as corrected with the author."""
    jaccard = [distance(*sets(one, "xyz"), JACCARD) for one in ("xy", "xy", "z")]
    assert jaccard == pytest.approx([1 / 3, 1 / 3, 2 / 3])
    assert sum(jaccard) / 3 == pytest.approx(4 / 9)
    masi = [distance(*sets(*pair), MASI) for pair in (("y", "yz"), ("x", "xz"), ("", "xy"))]
    assert masi == pytest.approx([2 / 3, 2 / 3, 1])
    assert 1 - sum(masi) / 3 == pytest.approx(2 / 9)


def test_members_of_different_types_are_different() -> None:
    assert distance(frozenset([1]), frozenset(["1"]), JACCARD) == 1
    assert distance(frozenset([1]), frozenset([True]), JACCARD) == 1


@pytest.mark.parametrize("name", LEVELS)
def test_a_block_holds_the_distances_of_its_pairs(name: str) -> None:
    values = SAMPLES[name]
    found = Distances.of(values, LEVELS[name])
    places = np.arange(len(values))
    block = found.block(places, places[1:])
    for row, column in product(range(4), range(3)):
        pair = found.between(np.array([row]), np.array([column + 1]))
        assert block[row, column] == pair[0]
    ((columns, whole),) = found.blocks()
    assert columns == slice(0, 4)
    assert np.array_equal(whole[:, 1:], block)
    assert np.array_equal(whole, whole.T)
    assert not np.diag(whole).any()
    assert (whole + np.eye(4) > 0).all() or name == "circular"


@pytest.mark.parametrize("name", LEVELS)
def test_distances_in_pieces_are_those_of_the_whole(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Distances.of(SAMPLES[name], LEVELS[name])
    ((_, whole),) = found.blocks()
    monkeypatch.setattr("annotator.reliability.distances._BLOCK", 4)
    pieces = [block for _, block in found.blocks()]
    assert [piece.shape for piece in pieces] == [(4, 1)] * 4
    assert np.array_equal(np.hstack(pieces), whole)
    halves = sum(float(block.sum()) for _, block in found.halves())
    assert halves == pytest.approx(whole.sum())


@given(st.lists(SETS, min_size=2, max_size=12, unique=True))
def test_set_distances_are_those_of_the_definition(found: list[frozenset[str]]) -> None:
    found = sorted(found, key=key)
    ((_, block),) = Distances.of(found, MASI).blocks()
    for row, one in enumerate(found):
        for column, other in enumerate(found):
            both, joined = len(one & other), len(one | other)
            weight = 1 if one == other else 2 / 3 if one <= other or other <= one else 1 / 3
            alike = both / joined * weight if joined else 1
            assert math.isclose(block[row, column], 1 - alike, abs_tol=1e-15)


def test_ranks_are_counted_from_the_middle() -> None:
    assert mid_ranks(np.array([2.0, 0.0, 4.0])).tolist() == [-2, -1, 1]


@pytest.mark.parametrize("size", [1e-300, 1e-5, 1.0, 1e5, 1e300])
def test_the_size_of_numbers_does_not_matter(size: float) -> None:
    found = Distances.of([size, 2 * size, 4 * size], INTERVAL)
    apart = found.between(np.array([0, 0]), np.array([1, 2]))
    assert apart[1] / apart[0] == pytest.approx(9)
    ratios = Distances.of([size, 3 * size], RATIO)
    assert ratios.between(np.array([0]), np.array([1]))[0] == pytest.approx(1 / 4)

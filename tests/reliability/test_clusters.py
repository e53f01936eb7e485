"""Best pairs and best partitions of distances that nobody would code: all ties, all near."""

from __future__ import annotations

from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.reliability import matching
from annotator.reliability.clusters import arrange
from annotator.reliability.matching import MILLION, best_pairs, weighted
from annotator.reliability.partition import FREE, Patience, Puzzle

LIMIT = 600_000
COARSE = st.sampled_from([0, 100_000, 300_000, 400_000, 599_999, 600_000, 900_000])


def tables(most: int) -> st.SearchStrategy[list[list[int]]]:
    return st.tuples(st.integers(1, most), st.integers(1, most)).flatmap(
        lambda size: st.lists(
            st.lists(COARSE, min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )


def worth(table: list[list[int]], pairs: list[tuple[int, int]]) -> tuple[int, int, int]:
    """What the rules compare: gain, number of pairs, and less squared rank differences."""
    gain = sum(LIMIT - table[row][column] for row, column in pairs)
    return gain, len(pairs), -sum((row - column) ** 2 for row, column in pairs)


def all_matchings(table: list[list[int]]) -> list[list[tuple[int, int]]]:
    n_rows, n_columns = len(table), len(table[0])
    return [
        list(zip(rows, columns, strict=True))
        for size in range(min(n_rows, n_columns) + 1)
        for rows in combinations(range(n_rows), size)
        for columns in permutations(range(n_columns), size)
        if all(table[r][c] < LIMIT for r, c in zip(rows, columns, strict=True))
    ]


@given(tables(4))
@settings(max_examples=200, deadline=None)
def test_no_one_to_one_pairs_are_better(table: list[list[int]]) -> None:
    best = max(worth(table, pairs) for pairs in all_matchings(table))
    assert worth(table, best_pairs(table, LIMIT)) == best


@given(tables(6))
@settings(max_examples=100, deadline=None)
def test_whole_numbers_of_any_size_give_what_double_precision_gives(table: list[list[int]]) -> None:
    quick = best_pairs(table, LIMIT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_EXACT", 0)
        assert worth(table, best_pairs(table, LIMIT)) == worth(table, quick)


def test_of_equal_sums_more_pairs_win_and_then_the_order_of_the_text() -> None:
    one_for_two = [[0, 300_000], [300_000, LIMIT]]
    assert best_pairs(one_for_two, LIMIT) == [(0, 1), (1, 0)]
    assert best_pairs([[0] * 3] * 2, LIMIT) == [(0, 0), (1, 1)]
    assert best_pairs([[0]] * 3, LIMIT) == [(0, 0)]


def test_a_hundred_events_that_contest_each_other_are_matched_exactly() -> None:
    random = Random(2)
    table = [[random.randrange(LIMIT) for _ in range(100)] for _ in range(100)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_EXACT", 2**62)
        quick = best_pairs(table, LIMIT)
    assert worth(table, best_pairs(table, LIMIT))[0] == worth(table, quick)[0]


def test_a_weighted_mean_leaves_out_what_both_lack() -> None:
    assert weighted((1.0, None, 0.0), (2, 2, 2)) == 0.5
    assert weighted((None, None, None), (2, 2, 2)) == 0
    assert weighted((1.0, 1.0, 1.0), (0, 0, 0)) == 0


def a_puzzle(random: Random, n_coders: int, n: int) -> Puzzle:
    far = {
        pair: [[random.randrange(200, 900) * 1000 for _ in range(n)] for _ in range(n)]
        for pair in combinations(range(n_coders), 2)
    }
    events = [(coder, rank) for coder in range(n_coders) for rank in range(n)]
    return Puzzle.of(events, far, LIMIT, FREE)


@given(st.integers(0, 10**6), st.integers(3, 4), st.integers(2, 3))
@settings(max_examples=25, deadline=None)
def test_the_integer_program_gains_what_the_search_gains(seed: int, k: int, n: int) -> None:
    puzzle = a_puzzle(Random(seed), k, n)
    at = {piece[0]: place for place, piece in enumerate(puzzle.pieces)}

    def gain(clusters: list[list[tuple[int, int]]]) -> int:
        pairs = (pair for cluster in clusters for pair in combinations(sorted(cluster), 2))
        return sum(puzzle.gains[at[one], at[other]] for one, other in pairs)

    searched = puzzle.searched()
    assert searched is not None
    assert gain(searched) == gain(puzzle.solved(Patience()))


def test_a_search_that_takes_too_long_gives_up() -> None:
    assert a_puzzle(Random(1), 4, 10).searched() is None


def test_equal_gains_are_decided_by_near_pairs_and_then_by_the_order_of_the_text() -> None:
    def found(*far: float) -> list[list[tuple[int, int]]]:
        pairs = ((0, 1), (0, 2), (1, 2))
        tables = {pair: [[each]] for pair, each in zip(pairs, far, strict=True)}
        return list(arrange([1, 1, 1], tables, 0.6, Patience()).clusters)

    assert len(found(0.38, 0.82, 0.38)) == 1
    assert len(found(0.6, 0.6, 0.6)) == 3
    assert len(found(0.38, 0.83, 0.38)) == 2
    two = {(0, 1): [[0.0, 0.0], [0.0, 0.0]]}
    assert arrange([2, 2], two, 0.6, Patience()).clusters == [[(0, 0), (1, 0)], [(0, 1), (1, 1)]]


def test_distances_are_compared_in_millionths() -> None:
    assert best_pairs([[round(0.6 * MILLION)]], round((0.1 + 0.2 + 0.3) * MILLION)) == []


@pytest.mark.parametrize("seed", range(3))
def test_what_is_too_much_to_search_is_solved_and_beats_every_single_move(seed: int) -> None:
    puzzle = a_puzzle(Random(seed), 3, 8)
    at = {piece[0]: place for place, piece in enumerate(puzzle.pieces)}
    clusters = [[at[place] for place in cluster] for cluster in puzzle.solved(Patience())]
    assert sorted(one for cluster in clusters for one in cluster) == list(range(24))

    def with_(one: int, cluster: list[int]) -> int | None:
        pairs = [(min(one, other), max(one, other)) for other in cluster if other != one]
        if any(pair not in puzzle.gains for pair in pairs):
            return None
        return sum(puzzle.gains[pair] for pair in pairs)

    for home in clusters:
        for one in home:
            here = with_(one, home)
            assert here is not None
            moves = [with_(one, cluster) for cluster in [*clusters, []]]
            assert here >= max(move for move in moves if move is not None)

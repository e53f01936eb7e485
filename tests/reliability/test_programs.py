"""Partitions by integer programs: two ways to the same gain, and what is left when time is up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.event import Event
from annotator.reliability import partition, programs
from annotator.reliability.alignments import align_all, clusters_of_all, prepare_all
from annotator.reliability.programs import Gains, Group, gain, solved
from tests.reliability.happenings import (
    EXAMPLE_RULES,
    a_happening,
    align,
    ids,
    noisy_lists,
)

LONG = 60.0


def a_crowd(random: Random, n_coders: int, n: int) -> tuple[list[frozenset[int]], Gains]:
    """Pieces of coders that gain or lose with each other at random; a few cannot be together."""
    coders = [frozenset((coder,)) for coder in range(n_coders) for _ in range(n)]
    pairs = combinations(range(len(coders)), 2)
    gains = {
        pair: random.randrange(-300, 400) * 1000
        for pair in pairs
        if coders[pair[0]] != coders[pair[1]] and random.random() < 0.95
    }
    return coders, gains


def is_partition(groups: Sequence[Group], coders: Sequence[frozenset[int]], gains: Gains) -> bool:
    each = sorted(one for group in groups for one in group)
    pairs = (pair for group in groups for pair in combinations(sorted(group), 2))
    return each == list(range(len(coders))) and all(pair in gains for pair in pairs)


@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 3))
@settings(max_examples=60, deadline=None)
def test_groups_and_pairs_are_two_ways_to_the_same_gain(seed: int, n_coders: int, n: int) -> None:
    coders, gains = a_crowd(Random(seed), n_coders, n)
    groups, is_proved = solved(coders, gains, LONG)
    assert is_proved
    assert is_partition(groups, coders, gains)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programs, "MOST_GROUPS", -1)
        pairs, is_proved = solved(coders, gains, LONG)
    assert is_proved
    assert gain(pairs, gains) == gain(groups, gains)


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(1, 8))
@settings(max_examples=40, deadline=None)
def test_without_time_no_two_coders_lose_by_the_others(seed: int, n_coders: int, n: int) -> None:
    coders, gains = a_crowd(Random(seed), n_coders, n)
    groups, _ = solved(coders, gains, 0.0)
    assert is_partition(groups, coders, gains)
    for pair in combinations(range(n_coders), 2):
        two = {
            (one, other): each
            for (one, other), each in gains.items()
            if coders[one] | coders[other] == frozenset(pair)
        }
        assert gain(groups, gains) >= gain(solved(coders, two, LONG)[0], two)
    assert gain(groups, gains) <= gain(solved(coders, gains, LONG)[0], gains)


def test_two_coders_without_time_get_their_best_pairs_all_the_same() -> None:
    coders, gains = a_crowd(Random(1), 2, 12)
    groups, _ = solved(coders, gains, 0.0)
    assert gain(groups, gains) == gain(solved(coders, gains, LONG)[0], gains)


def test_a_crowd_of_sixty_events_is_solved_in_time() -> None:
    coders, gains = a_crowd(Random(1), 3, 20)
    groups, is_proved = solved(coders, gains, LONG)
    assert is_proved
    assert is_partition(groups, coders, gains)


def a_chain() -> dict[str, list[Event]]:
    """Events of which each is nearest to the next, and two of one coder."""
    spans = {"a": [(0, 100), (60, 160)], "b": [(10, 110)], "c": [(40, 140)]}
    return {coder: [a_happening("m", 0, "A", each) for each in own] for coder, own in spans.items()}


def test_an_article_that_takes_too_long_is_told_apart_from_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = a_chain()
    others = noisy_lists(Random(1), 3, 2)
    exact = align(chain, EXAMPLE_RULES)
    monkeypatch.setattr(partition, "MOST_STEPS", 0)
    monkeypatch.setattr(partition, "MOST_SECONDS", 0.0)
    prepared = prepare_all([chain, others], EXAMPLE_RULES)
    found = align_all(prepared, EXAMPLE_RULES)
    lost = [prepared.article(at, EXAMPLE_RULES).patience.is_lost for at in range(2)]
    assert lost == [True, False]
    assert clusters_of_all(prepared, EXAMPLE_RULES) == [each.clusters for each in found]
    assert sum(map(len, ids(found[0].clusters))) == 4
    assert 0 < found[0].gain <= exact.gain
    assert found[0].pairings == exact.pairings
    assert found[1] == align(others, EXAMPLE_RULES)

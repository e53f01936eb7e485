"""Dealing: loads and pairs are even, whatever stood before, and chance can be repeated."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.model.dealing import (
    Hands,
    deal_further,
    deal_shares,
    deal_to_everyone,
    share_of,
)
from annotator.model.list_order import END, ListOrder, repeats

SEEDS = st.integers(0, 2**32)


def dealt(
    n_coders: int, n_articles: int, overlap: float = 0.0, depth: int = 2, seed: int = 1
) -> Hands:
    hands = Hands(n_coders)
    deal_shares(hands, range(n_articles), range(n_coders), overlap, depth, Random(seed))
    return hands


def pairs(hands: Hands, coders: range) -> list[int]:
    return [hands.shared[one][other] for one, other in combinations(coders, 2)]


def spread(numbers: list[int]) -> int:
    return max(numbers) - min(numbers)


@given(st.integers(2, 12), st.integers(0, 150), st.floats(0, 1), SEEDS)
def test_loads_and_pairs_differ_by_one_at_most(
    n_coders: int, n_articles: int, overlap: float, seed: int
) -> None:
    hands = dealt(n_coders, n_articles, overlap, seed=seed)

    n_shared = share_of(overlap, n_articles)
    counts = Counter(len(hands.of(article)) for article in range(n_articles))
    assert counts[2] == n_shared
    assert counts[1] == n_articles - n_shared
    assert spread(pairs(hands, range(n_coders))) <= 1
    assert spread(hands.loads) <= 1


@settings(deadline=None, max_examples=20)
@given(st.integers(3, 9), st.integers(0, 120), st.integers(3, 5), SEEDS)
def test_of_larger_groups_pairs_are_nearly_even(
    n_coders: int, n_articles: int, depth: int, seed: int
) -> None:
    depth = min(depth, n_coders)
    hands = dealt(n_coders, n_articles, 1.0, depth, seed)

    assert all(len(set(hands.of(article))) == depth for article in range(n_articles))
    assert spread(pairs(hands, range(n_coders))) <= 3
    assert spread(hands.loads) <= 2


@pytest.mark.parametrize(
    ("n_coders", "depth", "n_articles"),
    [
        (7, 3, 7),  # the Fano plane
        (7, 3, 14),
        (7, 3, 217),
        (6, 3, 10),
        (6, 3, 20),
        (8, 3, 56),  # every three of eight
        (8, 4, 14),  # a Hadamard design
        (9, 3, 12),  # the affine plane of order 3
        (10, 3, 30),
        (11, 5, 11),  # the Paley biplane
        (12, 3, 44),
        (13, 3, 26),  # a Steiner triple system
        (13, 4, 13),  # the projective plane of order 3
        (15, 3, 35),  # Kirkman's schoolgirls
        (16, 4, 20),  # the affine plane of order 4
        (20, 3, 380),
        (20, 4, 95),
        (20, 5, 76),
    ],
)
def test_of_a_block_design_all_pairs_share_the_same(
    n_coders: int, depth: int, n_articles: int
) -> None:
    hands = dealt(n_coders, n_articles, 1.0, depth)

    assert spread(pairs(hands, range(n_coders))) == 0
    assert spread(hands.loads) == 0
    assert all(len(set(hands.of(article))) == depth for article in range(n_articles))


def can_be_even(n_coders: int, depth: int, n_articles: int) -> bool:
    """Whether pairs and loads within one go together at all: counted, and by Havel and Hakimi."""
    count, more = divmod(n_articles * depth * (depth - 1) // 2, n_coders * (n_coders - 1) // 2)
    load, heavy = divmod(n_articles * depth, n_coders)
    degrees = [
        (load + (at < heavy)) * (depth - 1) - count * (n_coders - 1) for at in range(n_coders)
    ]
    assert sum(degrees) == 2 * more
    while degrees and min(degrees) >= 0:
        degrees.sort(reverse=True)
        first = degrees.pop(0)
        if first > len(degrees):
            return False
        degrees[:first] = [degree - 1 for degree in degrees[:first]]
    return not degrees


@settings(deadline=None, max_examples=40)
@given(st.integers(4, 13), st.integers(1, 44), SEEDS)
def test_three_coders_share_within_one_wherever_that_can_be(
    n_coders: int, n_articles: int, seed: int
) -> None:
    assume(can_be_even(n_coders, 3, n_articles))
    hands = dealt(n_coders, n_articles, 1.0, 3, seed)

    assert spread(pairs(hands, range(n_coders))) <= 1
    assert spread(hands.loads) <= 1


@pytest.mark.parametrize(("first", "then"), [(7, 14), (10, 21), (14, 35)])
def test_what_is_dealt_in_threes_goes_on_evenly(first: int, then: int) -> None:
    hands = dealt(7, first, 1.0, 3)
    stood = {article: hands.of(article) for article in range(first)}
    deal_shares(hands, range(then), range(7), 1.0, 3, Random(2))

    assert all(hands.of(article) == holders for article, holders in stood.items())
    assert spread(pairs(hands, range(7))) <= 1


def test_with_single_articles_beside_them_threes_are_even_and_can_be_repeated() -> None:
    hands = dealt(20, 2000, 0.3, 3, 5)

    assert spread(pairs(hands, range(20))) <= 1
    assert spread(hands.loads) <= 1
    assert hands.dealt == dealt(20, 2000, 0.3, 3, 5).dealt
    assert hands.dealt != dealt(20, 2000, 0.3, 3, 6).dealt


def test_a_hundred_thousand_articles_are_shared_in_threes() -> None:
    hands = dealt(19, 100_000, 1.0, 3)

    assert spread(pairs(hands, range(19))) <= 1
    assert spread(hands.loads) <= 1


@given(
    st.integers(2, 8),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), min_size=1, max_size=4),
    st.floats(0, 1),
    SEEDS,
)
def test_what_is_dealt_later_goes_on_from_what_stands(
    n_coders: int, growth: list[tuple[int, int]], overlap: float, seed: int
) -> None:
    hands, n_articles, people = Hands(n_coders + 12), 0, n_coders
    stood: dict[int, tuple[int, ...]] = {}
    for more, newcomers in growth:
        n_articles, people = n_articles + more, people + newcomers
        deal_shares(hands, range(n_articles), range(people), overlap, 2, Random(seed))
        for article, holders in stood.items():
            assert hands.of(article)[: len(holders)] == holders
        stood = {article: hands.of(article) for article in range(n_articles)}
        n_shared = sum(len(holders) == 2 for holders in stood.values())
        assert n_shared == max(share_of(overlap, n_articles), n_shared if not more else 0)
        assert all(len(set(holders)) == len(holders) for holders in stood.values())


def test_of_new_articles_the_same_share_is_shared() -> None:
    hands = dealt(4, 100, 0.3)
    deal_shares(hands, range(150), range(4), 0.3, 2, Random(1))

    assert sum(len(hands.of(article)) == 2 for article in range(100)) == 30
    assert sum(len(hands.of(article)) == 2 for article in range(100, 150)) == 15
    assert spread(pairs(hands, range(4))) <= 1
    assert spread(hands.loads) <= 1


def test_overlap_can_be_asked_for_when_articles_are_dealt_already() -> None:
    hands = dealt(5, 100)
    deal_shares(hands, range(100), range(5), 0.2, 2, Random(1))

    assert sum(len(hands.of(article)) == 2 for article in range(100)) == 20
    assert spread(pairs(hands, range(5))) <= 1


def test_two_coders_of_an_article_become_three_when_three_are_asked_for() -> None:
    hands = dealt(4, 50, 0.2)
    deal_shares(hands, range(50), range(4), 0.2, 3, Random(1))

    assert Counter(len(hands.of(article)) for article in range(50)) == {1: 40, 3: 10}


def test_a_newcomer_catches_up_with_new_articles() -> None:
    hands = Hands(3)
    deal_shares(hands, range(20), range(2), 0, 2, Random(1))
    deal_shares(hands, range(26), range(3), 0, 2, Random(1))

    assert hands.loads == [10, 10, 6]


def test_dealing_again_deals_nothing() -> None:
    hands = dealt(4, 60, 0.3)
    before = len(hands.dealt)
    deal_shares(hands, range(60), range(4), 0.3, 2, Random(9))
    deal_to_everyone(hands, [], range(4))

    assert len(hands.dealt) == before


def test_another_seed_shares_other_articles() -> None:
    first, second = dealt(4, 60, 0.3, seed=1), dealt(4, 60, 0.3, seed=2)

    assert first.dealt == dealt(4, 60, 0.3, seed=1).dealt
    shared = [{a for a in range(60) if len(hands.of(a)) > 1} for hands in (first, second)]
    assert shared[0] != shared[1]


@given(st.integers(3, 8), st.integers(0, 60), SEEDS)
def test_a_third_coder_is_neither_of_the_two(n_coders: int, n_articles: int, seed: int) -> None:
    hands = dealt(n_coders, n_articles, 1.0, seed=seed)
    left = deal_further(hands, range(n_articles), range(n_coders), Random(seed), by_load=True)

    assert not left
    assert all(len(set(hands.of(article))) == 3 for article in range(n_articles))


def test_an_article_for_which_there_is_nobody_is_told() -> None:
    hands = dealt(2, 3, 1.0)

    assert sorted(deal_further(hands, range(3), range(2), Random(1))) == [0, 1, 2]
    assert deal_further(hands, [7], range(2), Random(1), barred={7: {0, 1}}) == [7]


def test_what_somebody_lets_go_of_is_theirs_no_longer() -> None:
    hands = dealt(3, 9, 1.0)
    for article in range(9):
        if 0 in hands.of(article):
            hands.let_go(article, 0)

    assert (hands.loads[0], hands.shared[0]) == (0, [0, 0, 0])
    assert sum(hands.n_shared()) == 2 * hands.shared[1][2]


@pytest.mark.parametrize(
    ("share", "number", "expected"), [(0.3, 10, 3), (0.25, 10, 3), (0.05, 30, 2), (0, 9, 0)]
)
def test_a_share_is_a_whole_number(share: float, number: int, expected: int) -> None:
    assert share_of(share, number) == expected


@given(st.integers(0, 2**31), st.uuids(), st.lists(st.uuids(), max_size=20))
def test_training_comes_before_ones_own_articles(
    seed: int, coder: UUID, articles: list[UUID]
) -> None:
    order, again = ListOrder(seed, coder), ListOrder(seed, coder)
    for article in articles:
        training, own = order.of_training(article.hex), order.of_own(article.hex)
        assert 0 <= training < own < END
        assert (training, own) == (again.of_training(article.hex), again.of_own(article.hex))


@given(st.integers(0, 80), st.floats(0, 1), st.uuids(), SEEDS)
def test_a_quarter_of_the_list_lies_before_a_repeat(
    n_articles: int, share: float, coder: UUID, seed: int
) -> None:
    chance, order = Random(seed), ListOrder(seed, coder)
    articles = [UUID(int=chance.getrandbits(128)).hex for _ in range(n_articles)]
    own = [(order.of_own(article), article) for article in articles]
    wanted = share_of(share, n_articles)
    found = repeats(own, 0, wanted, chance)
    assert len(found) <= wanted
    assert len(found) == wanted or n_articles < 8
    assert len({article for article, *_ in found}) == len(found)

    again = [(order.of_repeat(*each), each[0], True) for each in found]
    whole = sorted([(place, article, False) for place, article in own] + again)
    at = {(article, is_again): n for n, (_, article, is_again) in enumerate(whole)}
    assert all(0 <= place < END for place, *_ in whole)
    for article, *_ in found:
        between = at[article, True] - at[article, False] - 1
        assert between >= len(whole) // 4 or n_articles < 8


def test_the_end_of_a_list_does_not_tell_a_repeat() -> None:
    last, late = 0, 0
    for number in range(200):
        chance, order = Random(number), ListOrder(number, UUID(int=number))
        articles = [UUID(int=chance.getrandbits(128)).hex for _ in range(100)]
        own = sorted((order.of_own(article), article) for article in articles)
        found = repeats(own, 0, 10, chance)
        again = sorted(order.of_repeat(*each) for each in found)
        last += again[-1] > own[-1][0]
        late += sum(place > own[89][0] for place in again)
        assert {article for article, *_ in found} <= {article for _, article in own[:50]}
    assert last < 70  # as good as chance: of the last articles, two in ten are repeats
    assert late < 200 * 10 * 0.35

"""Many articles at once are aligned exactly as each of them alone."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.event import Date, Event
from annotator.reliability.alignment_rules import ROLES, AlignmentRules
from annotator.reliability.alignments import (
    align_all,
    clusters_of_all,
    prepare_all,
)
from annotator.reliability.choices import Choice, Contradiction
from tests.build import the_codebook
from tests.reliability.happenings import EXAMPLE_RULES, a_happening, align, noisy_lists

Lists = dict[str, list[Event]]


def odd_event(random: Random) -> Event:
    """With anything missing, several pieces of evidence, and much that is the same as elsewhere."""
    spans = [(at := 30 * random.randrange(6), at + random.choice((10, 30, 70))) for _ in range(3)]
    return a_happening(
        random.choice(("m", "n", None)),
        random.choice((0, 0, 1, 9, None, Date("2025-12"))),
        random.choice(("A", "AB", "BC", "", None)),
        *random.sample(spans, random.randrange(4)),
    )


def odd_article(random: Random) -> Lists:
    coders = random.sample(("ana", "ben", "chen", "gold"), random.randrange(5))
    if random.random() < 0.3:
        return noisy_lists(random, 3, random.randrange(5))
    if random.random() < 0.3:
        same = odd_event(random)
        return {coder: [same.copy(), same.copy()][: random.randrange(3)] for coder in coders}
    return {
        coder: [odd_event(random) for _ in range(random.choice((0, 1, 1, 2, 3)))]
        for coder in coders
    }


@given(st.integers(0, 10**6), st.integers(0, 6), st.sampled_from(("", *ROLES)))
@settings(max_examples=200, deadline=None)
def test_articles_are_aligned_as_each_of_them_alone(seed: int, n: int, without: str) -> None:
    random = Random(seed)
    articles = [odd_article(random) for _ in range(n)]
    rules = EXAMPLE_RULES.without(without)
    one_by_one = [align(lists, rules) for lists in articles]
    prepared = prepare_all(articles, EXAMPLE_RULES)
    assert align_all(prepared, rules) == one_by_one
    assert clusters_of_all(prepared, rules) == [each.clusters for each in one_by_one]


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_choices_count_for_the_articles_that_they_are_about(seed: int) -> None:
    random = Random(seed)
    articles = [noisy_lists(random, 3, 3) for _ in range(3)]
    choices: dict[int, list[Choice]] = {}
    for at, lists in enumerate(articles):
        events = [(coder, event) for coder, own in lists.items() for event in own]
        if len(events) > 1 and at:
            (coder, one), (other, two) = random.sample(events, 2)
            choices[at] = [Choice(one.id, two.id, joined=coder != other)]
    expected = [align(each, EXAMPLE_RULES, choices.get(at, ())) for at, each in enumerate(articles)]
    prepared = prepare_all(articles, EXAMPLE_RULES)
    assert align_all(prepared, EXAMPLE_RULES, choices) == expected
    found = clusters_of_all(prepared, EXAMPLE_RULES, choices)
    assert found == [each.clusters for each in expected]


def test_choices_that_cannot_hold_together_are_refused() -> None:
    lists = {"a": [a_happening("m", 0, "A"), a_happening("n", 9, "B")]}
    one, two = (event.id for event in lists["a"])
    prepared = prepare_all([{}, lists], EXAMPLE_RULES)
    with pytest.raises(Contradiction):
        align_all(prepared, EXAMPLE_RULES, {1: [Choice(one, two, joined=True)]})


def test_an_article_alone_is_there_to_be_looked_into() -> None:
    rules = AlignmentRules.of(the_codebook())
    lists = noisy_lists(Random(1), 3, 3)
    prepared = prepare_all([{}, lists], rules)
    assert sorted(prepared.article(1, rules).coders) == sorted(lists)
    assert prepared.article(0, rules).coders == ()
    assert prepared.article(1, rules) is prepared.article(1, rules)

"""Worked examples S2, S3, S6, S7 and S8 of events over articles, and their laws."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.agreement import NEEDS_TWO_CODERS, NO_PAIRABLE, NO_VARIATION, EventAgreement
from annotator.model.event import Event
from annotator.reliability import event_lists
from annotator.reliability.alignment import align_prepared, prepare
from annotator.reliability.alpha import alpha
from annotator.reliability.distances import NOMINAL
from annotator.reliability.event_features import Features, parts_of
from annotator.reliability.events import AlignedArticle, agree_on_events
from annotator.reliability.matching import MILLION, best_pairs, weighted
from annotator.reliability.ratings import Ratings
from tests.reliability.happenings import EXAMPLE_RULES, a_happening, noisy_lists

Lists = Mapping[str, Sequence[Event]]
Ended = TypeVar("Ended")


def ended(steps: Generator[Any, None, Ended]) -> Ended:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def compared(
    articles: Sequence[Lists], coders: Sequence[str] = ("c1", "c2"), samples: int = 0
) -> EventAgreement:
    aligned = []
    for at, lists in enumerate(articles):
        prepared = prepare(lists, EXAMPLE_RULES)
        found = align_prepared(prepared, EXAMPLE_RULES)
        aligned.append(AlignedArticle(f"a{at}", prepared, found))
    return ended(agree_on_events(aligned, EXAMPLE_RULES, coders, samples))


def x() -> Event:
    return a_happening("meet", 0, "A", (0, 50))


def y() -> Event:
    return a_happening("visit", 200, "B", (300, 350))


def test_s2_who_misses_an_event_has_the_lower_recall() -> None:
    found = compared([{"c1": [x(), y()], "c2": [x()]}])
    assert found.f1.value == pytest.approx(2 / 3)
    assert found.recall == {"c1": 1, "c2": 0.5}
    assert found.precision == {"c1": 0.5, "c2": 1}
    assert found.statistics["delta:a0|c1|c2"] == pytest.approx(1 / 3)
    assert found.soft_f1.value == pytest.approx(2 / 3)
    assert found.coverage == pytest.approx(2 / 3)
    assert found.matrix == {("c1", "c2"): pytest.approx(2 / 3)}


def test_s3_two_events_at_theta_are_two_clusters() -> None:
    found = compared(
        [{"c1": [a_happening("m", 0, "A", (0, 9))], "c2": [a_happening("n", 30, "B", (0, 9))]}]
    )
    assert (found.f1.value, found.n_clusters, found.coverage) == (0, 2, 0)


def test_s6_alpha_of_the_lists_of_three_articles() -> None:
    found = compared([{"c1": [x()], "c2": [x()]}, {"c1": [], "c2": []}, {"c1": [y()], "c2": []}])
    assert found.statistics["do_event"] == pytest.approx(1 / 3)
    assert found.statistics["de_event"] == pytest.approx(11 / 15)
    assert found.alpha.value == pytest.approx(6 / 11)
    assert found.f1.value == pytest.approx(2 / 3)
    assert found.relevance.value == pytest.approx(4 / 9)


def test_s7_where_nobody_codes_an_event_nothing_is_defined() -> None:
    found = compared([{"c1": [], "c2": []}, {"c1": [], "c2": []}], samples=50)
    assert found.statistics["delta:a0|c1|c2"] == 0
    assert (found.alpha.value, found.alpha.reason) == (None, NO_VARIATION)
    assert (found.f1.value, found.f1.reason) == (None, NO_PAIRABLE)
    assert (found.relevance.value, found.relevance.reason) == (None, NO_VARIATION)
    assert found.reasons["recall:c1"] == NO_PAIRABLE
    assert found.interval is None
    assert found.coverage is None


def test_without_a_second_coder_nothing_is_defined_either() -> None:
    for coders, why in ((("c1",), NEEDS_TWO_CODERS), (("c1", "c2"), NO_PAIRABLE)):
        found = compared([{"c1": [x()]}], coders, samples=50)
        assert {found.alpha.reason, found.f1.reason, found.relevance.reason} == {why}
        assert found.n_articles == 0
    assert compared([], samples=10).alpha.value is None


def test_an_article_of_one_coder_changes_nothing() -> None:
    articles: list[Lists] = [{"c1": [x()], "c2": [x()]}, {"c1": [], "c2": [y()]}]
    assert compared([*articles, {"c2": [x(), y()]}]) == compared(articles)


def test_who_did_not_submit_is_missing_and_who_found_nothing_is_not() -> None:
    coders = ("c1", "c2", "c3")
    absent = compared([{"c1": [x()], "c2": [x()]}, {"c1": [y()], "c2": [], "c3": [y()]}], coders)
    silent = compared(
        [{"c1": [x()], "c2": [x()], "c3": []}, {"c1": [y()], "c2": [], "c3": [y()]}], coders
    )
    assert absent.recall["c3"] == 1
    assert silent.recall["c3"] == pytest.approx(1 / 3)
    assert absent.alpha.value is not None
    assert silent.alpha.value is not None
    assert absent.alpha.value > silent.alpha.value


def distance_of_lists(
    first: Sequence[Features], second: Sequence[Features], is_one_article: bool
) -> float:
    rules = EXAMPLE_RULES
    table = []
    for here in first:
        row = []
        for there in second:
            *parts, evidence = parts_of(here, there, rules.days)
            if evidence is not None and not is_one_article:
                evidence = 1.0
            row.append(weighted((*parts, evidence), rules.vector))
        table.append(row)
    if not first and not second:
        return 0.0
    far = [[round(cell * MILLION) for cell in row] for row in table]
    pairs = best_pairs(far, round(rules.theta * MILLION))
    credit = sum(1 - table[row][column] / rules.theta for row, column in pairs)
    return 1 - 2 * credit / (len(first) + len(second))


@given(st.integers(0, 10**6), st.integers(1, 6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_expected_disagreement_is_that_of_all_pairs_of_lists(
    seed: int, n_articles: int, is_alike: bool
) -> None:
    random = Random(seed)
    articles = [noisy_lists(random, 3, random.randrange(4)) for _ in range(n_articles)]
    if is_alike:
        articles += [{c: [e.copy() for e in own] for c, own in a.items()} for a in articles]
    found = compared(articles, [f"coder{at}" for at in range(3)])
    lists = [
        (at, events)
        for at, article in enumerate(articles)
        for events in prepare(article, EXAMPLE_RULES).features
    ]
    far = [
        distance_of_lists(one, two, at == other)
        for (at, one), (other, two) in combinations(lists, 2)
    ]
    assert found.statistics["de_event"] == pytest.approx(sum(far) / len(far), abs=1e-6)


def test_too_many_near_events_are_sampled_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(3)
    articles = [noisy_lists(random, 3, 3) for _ in range(60)]
    coders = [f"coder{at}" for at in range(3)]
    every = compared(articles, coders, samples=100)
    assert every.n_sampled == 0
    assert every.interval is not None
    monkeypatch.setattr(event_lists, "MOST_NEAR", 300)
    part = compared(articles, coders, samples=100)
    assert 1 < part.n_sampled < 60
    assert part.interval is None
    assert part.statistics["de_event"] == pytest.approx(every.statistics["de_event"], abs=0.05)
    assert part.statistics["do_event"] == every.statistics["do_event"]
    assert compared(articles, coders, samples=100) == part


def test_intervals_hold_the_estimate_and_are_the_same_for_a_seed() -> None:
    random = Random(5)
    articles = [noisy_lists(random, 3, random.randrange(4)) for _ in range(40)]
    coders = [f"coder{at}" for at in range(3)]
    found = compared(articles, coders, samples=300)
    assert found == compared(articles, coders, samples=300)
    assert found.interval is not None
    assert found.alpha.value is not None
    assert found.interval.low < found.alpha.value < found.interval.high
    for name in ("f1", "soft_f1", "alpha_relevance", "alpha_count_interval"):
        low, high = (found.statistics[f"boot_ci_{end}:{name}"] for end in ("low", "high"))
        value = found.statistics[name]
        assert low is not None
        assert high is not None
        assert value is not None
        assert low <= value <= high


def test_coders_who_say_the_same_agree_wholly() -> None:
    random = Random(9)
    articles = []
    for _ in range(20):
        events = noisy_lists(random, 1, 3)["coder0"]
        articles.append({name: [event.copy() for event in events] for name in ("c1", "c2", "c3")})
    found = compared(articles, ("c1", "c2", "c3"))
    assert found.f1.value == found.alpha.value == found.soft_f1.value == 1
    assert found.coverage == 1


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_the_order_of_coders_and_articles_changes_no_number(seed: int) -> None:
    random = Random(seed)
    articles = [noisy_lists(random, 3, random.randrange(4)) for _ in range(4)]
    coders = ["coder0", "coder1", "coder2"]
    renamed = dict(zip(coders, random.sample(coders, 3), strict=True))
    other = [{renamed[c]: random.sample(e, len(e)) for c, e in a.items()} for a in articles]
    random.shuffle(other)
    before, after = compared(articles, coders), compared(other, coders)
    for name in ("f1", "soft_f1", "alpha_event", "do_event", "de_event", "nway_gain", "n_clusters"):
        assert after.statistics[name] == pytest.approx(before.statistics[name], abs=1e-9)
    assert {after.recall[renamed[coder]] for coder in coders} == {
        before.recall[coder] for coder in coders
    }


def test_s8_type_of_three_clusters() -> None:
    rows = [
        ("1", "c1", "meet"),
        ("1", "c2", "meet"),
        ("1", "c3", "visit"),
        ("2", "c1", "protest"),
        ("2", "c2", "protest"),
        ("3", "c1", "visit"),
    ]
    found = alpha(Ratings.of(rows), NOMINAL)
    assert (found.observed, found.expected) == (pytest.approx(0.4), pytest.approx(0.8))
    assert found.value == pytest.approx(0.5)

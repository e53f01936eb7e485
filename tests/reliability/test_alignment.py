"""Worked examples S1 to S5 of events, and the laws of aligning them.

The examples are in exact fractions: weighted mean of the distances of type, date, participants and
evidence (2, 2, 2, 4), T = 10 days, theta = .6.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.event import Answer, Date, Event, Missing
from annotator.reliability.alignment import (
    Alignment,
    align_prepared,
    every_pair,
    prepare,
)
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.choices import Choice, Contradiction
from tests.build import the_codebook
from tests.reliability.happenings import (
    EXAMPLE_RULES,
    a_happening,
    align,
    clusters_by_brute_force,
    gain_by_brute_force,
    ids,
    noisy_lists,
)

EVENT, OTHER, THIRD = (UUID(int=n) for n in (1, 2, 3))


def pairs(found: Alignment) -> set[frozenset[UUID]]:
    return {
        frozenset((match.first.id, match.second.id))
        for pairing in found.pairings
        for match in pairing.matches
    }


def test_s1_two_events_that_differ_in_everything_a_little_are_one() -> None:
    first = a_happening("meet", 0, "AB", (0, 100))
    second = a_happening("consult", 2, "ABC", (20, 120))
    found = align({"a": [first], "b": [second]}, EXAMPLE_RULES)
    (pairing,) = found.pairings
    assert pairing.matches[0].distance == pytest.approx(0.2 + 0.04 + 0.2 / 3 + 0.08, abs=1e-12)
    assert pairing.delta == pytest.approx(0.644444, abs=1e-6)
    assert found.clusters == ({"a": first, "b": second},)


def test_s2_an_event_that_one_coder_missed_costs_a_third() -> None:
    both = a_happening("meet", 0, "A", (0, 50))
    missed = a_happening("visit", 9, "B", (200, 250))
    again = replace(both, id=OTHER)
    found = align({"c1": [both, missed], "c2": [again]}, EXAMPLE_RULES)
    (pairing,) = found.pairings
    assert pairing.delta == pytest.approx(1 / 3)
    assert pairs(found) == {frozenset((both.id, again.id))}
    assert len(found.clusters) == 2


def test_s3_events_as_far_apart_as_theta_are_two() -> None:
    first = a_happening("meet", 0, "A", (0, 50))
    second = a_happening("visit", 30, "B", (0, 50))
    found = align({"a": [first], "b": [second]}, EXAMPLE_RULES)
    assert found.pairings[0].delta == 1
    assert not pairs(found)
    assert len(found.clusters) == 2


def test_s4_the_best_pairs_are_not_the_nearest_first() -> None:
    e1, e2 = a_happening("meet", 3, "A", (100, 200)), a_happening("meet", 9, "A", (160, 260))
    f1, f2 = a_happening("meet", 4, "A", (110, 210)), a_happening("meet", 0, "A", (70, 170))
    found = align({"c1": [e1, e2], "c2": [f1, f2]}, EXAMPLE_RULES)
    assert found.pairings[0].delta == pytest.approx(0.4)
    assert pairs(found) == {frozenset((e1.id, f2.id)), frozenset((e2.id, f1.id))}


def test_s5_a_third_coder_joins_two_that_are_far_apart() -> None:
    lists = {
        "a": [a_happening("meet", 0, "A", (0, 100))],
        "b": [a_happening("meet", 4, "AB", (50, 150))],
        "c": [a_happening("meet", 8, "B", (100, 200))],
    }
    found = align(lists, EXAMPLE_RULES)
    assert found.gain == pytest.approx(0.28)
    assert len(found.clusters) == 1
    assert sum(len(each.matches) for each in found.pairings) == 2


def test_coders_without_events_agree_with_each_other_and_with_nobody_else() -> None:
    found = align({"a": [], "b": [], "c": [a_happening("meet", 0, "A", (0, 9))]}, EXAMPLE_RULES)
    assert [each.delta for each in found.pairings] == [0, 1, 1]
    assert found.coders == ("a", "b", "c")
    assert len(found.clusters) == 1


def test_what_both_lack_drops_out_and_what_one_lacks_counts_fully() -> None:
    rules = EXAMPLE_RULES
    (pair,) = every_pair(
        prepare(
            {
                "a": [a_happening("meet", None, "A", (0, 50))],
                "b": [a_happening("meet", None, None, (0, 50))],
            },
            rules,
        ),
        rules,
    )
    assert {part.role: part.distance for part in pair.parts} == {
        "type": 0,
        "date": None,
        "participants": 1,
        "evidence": 0,
    }
    assert pair.distance == 2 / 8


def test_no_entries_is_an_empty_set_and_entries_without_a_name_are_missing() -> None:
    rules = EXAMPLE_RULES
    (pair,) = every_pair(
        prepare({"a": [a_happening(None, None, "")], "b": [a_happening(None, None, "")]}, rules),
        rules,
    )
    assert pair.parts[2].distance == 0
    (pair,) = every_pair(
        prepare(
            {"a": [a_happening(None, None, None)], "b": [a_happening(None, None, None)]}, rules
        ),
        rules,
    )
    assert pair.parts[2].distance is None
    assert pair.distance == 0


@pytest.mark.parametrize(
    ("when", "apart"),
    [
        (Date("2025-12-01", "2025-12-01"), 0.0),
        (Date("2025-12-03", ""), 2 / 10),
        (Date("2025-12", "2025-12"), 1.0),
        (Date("2025-12-01", "2025-12-05"), 2 / 10),
        (Date("2025"), 1.0),
    ],
)
def test_dates_are_intervals_of_any_precision(when: Date, apart: float) -> None:
    rules = EXAMPLE_RULES
    here, there = a_happening("m", 0, "A"), a_happening("m", when, "A")
    (pair,) = every_pair(prepare({"a": [here], "b": [there]}, rules), rules)
    assert pair.parts[1].distance == pytest.approx(apart)


def test_a_reason_and_a_date_without_a_day_are_missing() -> None:
    rules = EXAMPLE_RULES
    here = a_happening("m", Date(precision="before_after"), "A")
    there = here.copy().with_answer("date", Answer(Missing.NOT_STATED))
    (pair,) = every_pair(prepare({"a": [here], "b": [there]}, rules), rules)
    assert pair.parts[1].distance is None


def test_what_is_left_of_nothing_is_no_distance() -> None:
    lists = {"a": [a_happening("m", 0, "A")], "b": [a_happening("n", 9, "B")]}
    rules = replace(EXAMPLE_RULES, weights={"type": 1.0}).without("type")
    assert len(align(lists, rules).clusters) == 1


def test_the_alignment_without_a_role_does_not_see_it() -> None:
    lists = {"a": [a_happening("m", 0, "A", (0, 9))], "b": [a_happening("n", 9, "B", (0, 9))]}
    prepared = prepare(lists, EXAMPLE_RULES)
    (with_type,) = every_pair(prepared, EXAMPLE_RULES)
    (blind,) = every_pair(prepared, EXAMPLE_RULES.without("type"))
    assert with_type.distance == pytest.approx((2 + 1.8 + 2) / 10)
    assert blind.distance == pytest.approx((1.8 + 2) / 8)
    assert [part.role for part in blind.parts] == ["date", "participants", "evidence"]


def test_the_rules_of_the_shipped_codebook_and_of_one_that_says_nothing() -> None:
    codebook = the_codebook()
    rules = AlignmentRules.of(codebook)
    assert rules.vector == (2, 2, 2, 4)
    assert (rules.theta, rules.days) == (0.6, 7)
    assert rules.role_of("actor", "participants") == "participants"
    assert rules.role_of("status") == ""
    assert AlignmentRules.of(replace(codebook, alignment={})) == rules
    bare = replace(codebook, alignment={}, variables=(), groups=())
    assert AlignmentRules.of(bare).vector == (0, 0, 0, 4)
    partial = replace(codebook, alignment={"theta": 0.5, "evidence": {"weight": 1}})
    assert AlignmentRules.of(partial).vector == (0, 0, 0, 1)


@given(st.integers(0, 10**6), st.integers(2, 3), st.integers(0, 3))
@settings(max_examples=120, deadline=None)
def test_pairs_and_clusters_are_the_best_there_are(seed: int, n_coders: int, n: int) -> None:
    lists = noisy_lists(Random(seed), n_coders, n)
    prepared = prepare(lists, EXAMPLE_RULES)
    far = {
        frozenset((pair.first.id, pair.second.id)): pair.distance
        for pair in every_pair(prepared, EXAMPLE_RULES)
    }
    found = align_prepared(prepared, EXAMPLE_RULES)
    for pairing in found.pairings:
        gain = sum(0.6 - match.distance for match in pairing.matches)
        best = gain_by_brute_force(lists[pairing.first], lists[pairing.second], far, 0.6)
        assert gain == pytest.approx(best, abs=1e-5)
        assert all(match.distance < 0.6 for match in pairing.matches)
    assert found.gain == pytest.approx(clusters_by_brute_force(lists, far, 0.6), abs=1e-5)


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_no_order_and_no_id_changes_an_alignment(seed: int, n_coders: int, n: int) -> None:
    random = Random(seed)
    lists = noisy_lists(random, n_coders, n)
    before = align(lists, EXAMPLE_RULES)
    coders = list(lists)
    random.shuffle(coders)
    shuffled = {coder: random.sample(lists[coder], len(lists[coder])) for coder in coders}
    assert align(shuffled, EXAMPLE_RULES) == before
    fresh = {event.id: event.copy() for events in lists.values() for event in events}
    renamed = {coder: [fresh[event.id] for event in lists[coder]] for coder in coders}
    after = align(renamed, EXAMPLE_RULES)
    assert ids(after.clusters) == {
        frozenset(fresh[each].id for each in cluster) for cluster in ids(before.clusters)
    }
    other_names = dict(zip(coders, sorted(coders), strict=True))
    swapped = align({other_names[c]: events for c, events in lists.items()}, EXAMPLE_RULES)
    assert ids(swapped.clusters) == ids(before.clusters)
    assert pairs(swapped) == pairs(before)


def test_events_that_no_role_tells_apart_are_ordered_by_the_rest_of_the_coding() -> None:
    def lists(first: UUID, second: UUID) -> dict[str, list[Event]]:
        held = a_happening("m", 0, "A", (0, 9), event_id=first).with_answer("status", Answer("x"))
        planned = replace(held, id=second).with_answer("status", Answer("y"))
        return {"a": [held, planned], "b": [held.copy(), planned.copy()]}

    for by_coder in (lists(EVENT, OTHER), lists(OTHER, EVENT)):
        for cluster in align(by_coder, EXAMPLE_RULES).clusters:
            assert len({str(event.answers["status"].value) for event in cluster.values()}) == 1


def three_lists() -> dict[str, list[Event]]:
    return {
        "a": [a_happening("m", 0, "A", (0, 90), event_id=EVENT)],
        "b": [a_happening("n", 20, "B", (500, 590), event_id=OTHER)],
        "c": [a_happening("n", 20, "B", (500, 590), event_id=THIRD)],
    }


def test_a_joined_pair_is_one_whatever_its_distance_and_takes_along_what_is_near() -> None:
    found = align(three_lists(), EXAMPLE_RULES, [Choice(EVENT, OTHER, joined=True)])
    assert {frozenset((EVENT, OTHER))} <= pairs(found)
    by_hand = {
        frozenset((match.first.id, match.second.id)): match.by_hand
        for pairing in found.pairings
        for match in pairing.matches
    }
    assert by_hand == {frozenset((EVENT, OTHER)): True, frozenset((OTHER, THIRD)): False}
    assert found.pairings[0].credit == 0
    assert frozenset((EVENT, OTHER)) in {
        frozenset(list(cluster)[:2]) for cluster in map(sorted, ids(found.clusters))
    }


def test_a_parted_pair_is_never_one() -> None:
    found = align(three_lists(), EXAMPLE_RULES, [Choice(THIRD, OTHER, joined=False)])
    assert not pairs(found)
    assert len(found.clusters) == 3


def test_choices_about_events_that_are_not_there_count_for_nothing() -> None:
    plain = align(three_lists(), EXAMPLE_RULES)
    lists = three_lists()
    gone = [Choice(EVENT, UUID(int=99), joined=True), Choice(UUID(int=98), OTHER, joined=False)]
    assert ids(align(lists, EXAMPLE_RULES, gone).clusters) == ids(plain.clusters)


def test_choices_that_cannot_hold_together_name_two_events() -> None:
    lists = three_lists()
    lists["a"].append(a_happening("m", 5, "A", (300, 400), event_id=UUID(int=4)))
    joined = [Choice(EVENT, OTHER, joined=True), Choice(OTHER, UUID(int=4), joined=True)]
    with pytest.raises(Contradiction) as refused:
        align(lists, EXAMPLE_RULES, joined)
    assert {refused.value.first, refused.value.second} == {EVENT, UUID(int=4)}
    assert refused.value.is_one_coder
    torn = [
        Choice(EVENT, OTHER, joined=True),
        Choice(OTHER, THIRD, joined=True),
        Choice(EVENT, THIRD, joined=False),
    ]
    with pytest.raises(Contradiction) as refused:
        align(three_lists(), EXAMPLE_RULES, torn)
    assert not refused.value.is_one_coder


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_best_alignment_that_keeps_to_the_choices_is_found(seed: int) -> None:
    random = Random(seed)
    lists = noisy_lists(random, 3, 3)
    events = [(coder, event) for coder, own in lists.items() for event in own]
    if len(events) < 4:
        return
    said = []
    for joined in (True, False):
        (coder, one), (other, two) = random.sample(events, 2)
        if coder != other:
            said.append(Choice(one.id, two.id, joined))
    prepared = prepare(lists, EXAMPLE_RULES)
    far = {
        frozenset((pair.first.id, pair.second.id)): pair.distance
        for pair in every_pair(prepared, EXAMPLE_RULES)
    }
    try:
        found = align_prepared(prepared, EXAMPLE_RULES, said)
    except Contradiction:
        assert said[0].joined
        return
    best = clusters_by_brute_force(lists, far, 0.6, said)
    assert found.gain == pytest.approx(best, abs=1e-5)
    together = ids(found.clusters)
    for choice in said:
        is_one = any({choice.first, choice.second} <= cluster for cluster in together)
        assert is_one == choice.joined

"""Which participants, topics and positions of several coders mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.codebook import Group, Kind, Variable
from annotator.model.event import Answer, Date, Entry, Missing, Value
from annotator.model.span import Span
from annotator.reliability import entries as entries_of
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.entries import Matched, match_all
from annotator.reliability.measured import Pairs, Settled, settle
from annotator.reliability.partition import Patience
from annotator.reliability.ratings import Floats

RULES = AlignmentRules(theta=0.6, days=7)


def a_group(*kinds: Kind) -> Group:
    names = ("actor", "role", "since")[: len(kinds)]
    variables = tuple(Variable(name, kind, name) for name, kind in zip(names, kinds, strict=True))
    return Group("participants", "Participants", "participant", names, variables)


PEOPLE = a_group(Kind.ACTOR, Kind.CHOICE)


def an_entry(
    actor: Value | Missing | None, role: Value | Missing | None = None, at: int | None = None
) -> Entry:
    given = {"actor": actor, "role": role}
    evidence = () if at is None else (Span(at, at + 10, "x" * 10),)
    answers = {name: Answer(value) for name, value in given.items() if value is not None}
    return {**answers, "note": Answer("", evidence)} if evidence else answers


def match_entries(
    lists: Mapping[str, Sequence[Entry]], group: Group, rules: AlignmentRules, without: str = ""
) -> Matched:
    """Entries of one happening, without anything that many at once have in advance."""

    def all_hard(pairs: Pairs, far: Floats, theta: float) -> Settled:
        return replace(settle(pairs, far, theta), hard=range(len(pairs.sizes)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries_of, "settle", all_hard)
        (found,) = match_all([lists], group, rules, [without], [Patience()])[without]
    return found


def test_entries_are_matched_by_their_key_whatever_their_order() -> None:
    lists = {
        "a": [an_entry("CHN", "host"), an_entry("RUS", "visitor")],
        "b": [an_entry("RUS", "visitor"), an_entry("USA", "visitor"), an_entry("CHN", "host")],
    }
    found = match_entries(lists, PEOPLE, RULES)
    assert {"a": 0, "b": 2} in found
    assert {"a": 1, "b": 0} in found
    assert {"b": 1} in found
    assert len(found) == 3


def test_what_is_compared_does_not_decide_what_belongs_together() -> None:
    lists = {
        "a": [an_entry("CHN", "host"), an_entry("RUS", "visitor")],
        "b": [an_entry("CHN", "visitor"), an_entry("RUS", "host")],
    }
    assert {"a": 0, "b": 0} in match_entries(lists, PEOPLE, RULES, without="role")
    assert {"a": 0, "b": 1} in match_entries(lists, PEOPLE, RULES, without="actor")


def test_where_nothing_else_is_left_the_order_of_the_text_decides() -> None:
    group = a_group(Kind.ACTOR)
    lists = {"a": [an_entry("CHN"), an_entry("RUS")], "b": [an_entry("USA"), an_entry("FRA")]}
    found = match_entries(lists, group, RULES, without="actor")
    assert found == ({"a": 0, "b": 0}, {"a": 1, "b": 1})
    assert len(match_entries(lists, group, RULES)) == 4


def test_evidence_tells_equal_entries_apart_and_counts_as_one_variable() -> None:
    lists = {
        "a": [an_entry("CHN", "host", 500), an_entry("CHN", "host", 0)],
        "b": [an_entry("CHN", "host", 0), an_entry("CHN", "host", 500)],
    }
    found = match_entries(lists, PEOPLE, RULES)
    assert found == ({"a": 1, "b": 0}, {"a": 0, "b": 1})
    elsewhere = {"a": [an_entry("CHN", "host", 0)], "b": [an_entry("RUS", "host", 90)]}
    assert len(match_entries(elsewhere, PEOPLE, RULES)) == 2
    unmarked = {"a": [an_entry("CHN", "host")], "b": [an_entry("RUS", "host")]}
    assert len(match_entries(unmarked, PEOPLE, RULES)) == 1


def test_names_are_compared_without_case_and_outer_blanks_and_codes_are_not() -> None:
    lists = {"a": [an_entry(" Wang YI ")], "b": [an_entry("Wang Yi")]}
    assert len(match_entries(lists, a_group(Kind.PERSON), RULES)) == 1
    assert len(match_entries(lists, a_group(Kind.ACTOR), RULES)) == 2


@pytest.mark.parametrize(
    ("kind", "first", "second", "is_one"),
    [
        (Kind.CHOICES, ("x", "y"), ("y", "x"), True),
        (Kind.CHOICES, ("x", "y", "z"), ("y", "x"), True),
        (Kind.CHOICES, ("x",), ("y",), False),
        (Kind.CHOICES, (), (), True),
        (Kind.DATE, Date("2025-12-01", "2025-12-01"), Date("2025-12-04", "2025-12-04"), True),
        (Kind.DATE, Date("2025-12-01", "2025-12-01"), Date("2025-12-09", "2025-12-09"), False),
        (Kind.FLAG, True, False, False),
        (Kind.NUMBER, 1, 1.0, True),
        (Kind.CHOICE, Missing.NOT_STATED, None, True),
        (Kind.CHOICE, Missing.NOT_STATED, "x", False),
    ],
)
def test_each_kind_of_value_has_its_distance(
    kind: Kind, first: Value | Missing | None, second: Value | Missing | None, is_one: bool
) -> None:
    lists = {"a": [an_entry(first)], "b": [an_entry(second)]}
    assert (len(match_entries(lists, a_group(kind), RULES)) == 1) == is_one


def test_a_coder_without_entries_is_nowhere() -> None:
    assert match_entries({"a": [], "b": [an_entry("CHN")]}, PEOPLE, RULES) == ({"b": 0},)
    assert match_entries({"a": [], "b": []}, PEOPLE, RULES) == ()
    assert match_entries({}, PEOPLE, RULES) == ()


def random_entries(random: Random) -> list[Entry]:
    return [
        an_entry(
            random.choice(["CHN", "RUS", None]),
            random.choice(["host", "visitor", Missing.NOT_STATED]),
            random.choice([None, 0, 5, 40]),
        )
        for _ in range(random.randrange(4))
    ]


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_names_and_order_of_coders_change_nothing(seed: int) -> None:
    random = Random(seed)
    lists = {coder: random_entries(random) for coder in "abc"}
    before = match_entries(lists, PEOPLE, RULES)
    for names in permutations("abc"):
        other = dict(zip("abc", names, strict=True))
        after = match_entries({other[c]: lists[c] for c in reversed("abc")}, PEOPLE, RULES)
        sames = [{other[coder]: place for coder, place in each.items()} for each in before]
        if len({str(own) for own in lists.values()}) == 3:
            assert sorted(map(sorted, (e.items() for e in after))) == sorted(
                map(sorted, (e.items() for e in sames))
            )
        assert sorted(map(len, after)) == sorted(map(len, before))


def test_taken_apart_once_they_are_matched_by_any_part_of_the_key() -> None:
    lists = {
        "a": [an_entry("CHN", "host"), an_entry("RUS", "visitor")],
        "b": [an_entry("CHN", "visitor"), an_entry("RUS", "host")],
    }
    found = match_all([lists], PEOPLE, RULES, ("", "actor", "role", "rank"), [Patience()])
    for without, (matched,) in found.items():
        assert matched == match_entries(lists, PEOPLE, RULES, without)


@given(st.integers(0, 10**6), st.integers(0, 5))
@settings(max_examples=150, deadline=None)
def test_happenings_are_matched_as_each_of_them_alone(seed: int, n: int) -> None:
    random = Random(seed)
    happenings = [
        {coder: random_entries(random) for coder in random.sample("abc", random.randrange(4))}
        for _ in range(n)
    ]
    found = match_all(happenings, PEOPLE, RULES, ("", "actor", "role"), [Patience()] * n)
    assert found == {
        without: [match_entries(each, PEOPLE, RULES, without) for each in happenings]
        for without in ("", "actor", "role")
    }


@pytest.mark.parametrize("kind", [Kind.CHOICES, Kind.DATE, Kind.PERSON])
def test_many_at_once_know_every_kind_of_value(kind: Kind) -> None:
    values: list[Value | Missing | None] = [None, Missing.NOT_STATED, "x", " X"]
    if kind is Kind.CHOICES:
        values += [("x", "y"), ("y",), ()]
    if kind is Kind.DATE:
        values = [None, Date("2025-12-01", "2025-12-01"), Date("2025-12"), Date("2025-12-05")]
    pairs = [{"a": [an_entry(one)], "b": [an_entry(other)]} for one in values for other in values]
    group = a_group(kind)
    (found,) = match_all(pairs, group, RULES, [""], [Patience()] * len(pairs)).values()
    assert found == [match_entries(each, group, RULES) for each in pairs]

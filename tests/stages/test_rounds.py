"""Rounds: training first, hidden repeats after the first coding, each apart from the others."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.errors import AnnotatorError
from annotator.model.event import Answer
from annotator.model.query import STATUSES
from annotator.model.study import FINISHED, STATES, State, current_round
from annotator.stages import coding, corpus
from annotator.stages.progress import progress
from annotator.stages.release import export
from annotator.stages.results import finish
from tests.build import a_project, an_event
from tests.extensions.exporting import table
from tests.stages.rounds import Rounds


@pytest.fixture
def lab(tmp_path: Path) -> Rounds:
    return Rounds(a_project(tmp_path), 4)


@pytest.mark.parametrize(
    ("given", "finished", "coded", "expected"),
    [
        ((), (), (), 1),
        ((1,), (), (), 1),
        ((0,), (), (), 0),
        ((0, 1), (), (), 0),
        ((0, 1), (0,), (0,), 1),
        ((1, 2), (), (), 1),
        ((1, 2), (1,), (1,), 2),
        ((1, 2), (1, 2), (1, 2), 2),
        ((1, 2, 3), (1, 3), (1, 3), 2),
        ((0,), (0,), (0,), 0),
        ((), (0,), (0,), 1),
        ((1,), (1,), (1, 2), 2),
        ((2,), (1,), (1,), 2),
    ],
)
def test_the_current_round_is_the_lowest_unfinished_one_else_the_last(
    given: tuple[int, ...], finished: tuple[int, ...], coded: tuple[int, ...], expected: int
) -> None:
    assert current_round(given, finished, coded) == expected


def test_a_repeat_is_hidden_until_the_first_coding_is_finished_and_then_stands_as_new(
    lab: Rounds,
) -> None:
    lab.give(1, 2)
    first = lab.code()
    assert lab.opened().round == 1
    assert (lab.row().state, lab.row().n_events) == (State.IN_PROGRESS, 1)

    coding.submit(lab.project, lab.ana, lab.article.id)

    opened = lab.opened()
    assert (opened.round, opened.events, opened.state, opened.is_training) == (2, (), None, False)
    assert (lab.row().state, lab.row().n_events, lab.row().is_training) == (None, 0, False)
    assert lab.opened(round=1).events == (first,)
    assert lab.opened(round=1).state is State.SUBMITTED


def test_every_round_counts_as_a_coding_and_each_submit_is_one_more(lab: Rounds) -> None:
    for at in range(4):
        lab.give(1, at=at)
    lab.give(0, 2)
    counts = []
    for _ in range(3):
        listed = coding.worklist_numbers(lab.project, lab.ana)
        finished = listed.states.count(STATES.index(State.SUBMITTED)) + listed.n_others_done
        (line,) = finish(progress(lab.project, lab.ana))
        assert (line.submitted, line.assigned) == (finished, len(listed.numbers) + listed.n_others)
        counts.append((finished, line.assigned))
        lab.submitted()
    assert counts == [(0, 6), (1, 6), (2, 6)]


def test_each_round_keeps_its_own_events_answers_and_state(lab: Rounds) -> None:
    lab.give(1, 2)
    first = lab.submitted()
    second = lab.submitted(kind="AGREE")

    assert lab.opened(round=1).events == (first,)
    assert lab.opened(round=2).events == (second,)
    assert lab.opened().round == 2
    assert coding.reopen(lab.project, lab.ana, lab.article.id)
    assert lab.opened(round=1).state is State.SUBMITTED
    assert lab.opened(round=2).state is State.IN_PROGRESS
    assert coding.set_aside(lab.project, lab.ana, lab.article.id, "damaged")
    assert lab.opened(round=2).state is State.SET_ASIDE
    assert lab.opened(round=1).state is State.SUBMITTED


def test_what_was_coded_in_the_first_round_goes_there_however_late(lab: Rounds) -> None:
    lab.give(1, 2)
    first = lab.submitted()
    article_id = lab.article.id
    late = first.with_answer("status", None)

    assert coding.save_coding(lab.project, lab.ana, article_id, [late], {}, round=1)
    assert lab.opened(round=1).events == (late,)
    coding.save_coding(lab.project, lab.ana, article_id, [first], {})  # the event says which round
    assert lab.opened(round=1).events == (first,)
    coding.save_event(lab.project, lab.ana, late)
    assert lab.opened(round=1).events == (late,)
    assert lab.opened().events == ()

    coding.reopen(lab.project, lab.ana, article_id, round=1)
    assert lab.opened().round == 1


def test_an_event_of_one_round_is_not_saved_in_another(lab: Rounds) -> None:
    lab.give(1, 2)
    first = lab.submitted()
    for save in (
        lambda: coding.save_event(lab.project, lab.ana, first, round=2),
        lambda: coding.save_coding(lab.project, lab.ana, lab.article.id, [first], {}, round=2),
    ):
        with pytest.raises(AnnotatorError, match="another round"):
            save()
    assert lab.opened(round=2).events == ()


def test_saving_a_repeat_takes_nothing_of_the_first_coding_back(lab: Rounds) -> None:
    lab.give(1, 2)
    first = lab.submitted()
    coding.save_coding(lab.project, lab.ana, lab.article.id, [an_event(lab.article.id)], {})
    coding.save_coding(lab.project, lab.ana, lab.article.id, [], {}, round=2)
    assert lab.opened(round=1).events == (first,)
    assert lab.opened(round=2).events == ()


def test_training_comes_first_then_the_places_then_what_is_nobodys(lab: Rounds) -> None:
    lab.give(1, at=3, place=10)
    lab.give(1, at=1, place=20)
    lab.give(0, at=2, place=30)
    assert lab.listed() == [2, 3, 1, 0]
    assert [row.is_training for row in coding.worklist(lab.project, lab.ana)] == [
        True,
        *[False] * 3,
    ]
    assert lab.listed(lab.ben) == [0]


def test_a_repeat_stands_at_its_own_place(lab: Rounds) -> None:
    lab.give(1, at=0, place=10)
    lab.give(2, at=0, place=40)
    lab.give(1, at=1, place=20)
    lab.give(1, at=2, place=30)
    assert lab.listed() == [0, 1, 2, 3]
    lab.submitted(at=0)
    assert lab.listed() == [1, 2, 0, 3]


def test_a_training_article_is_coded_again_in_the_first_round_as_new(lab: Rounds) -> None:
    lab.give(0, 1)
    assert lab.opened().is_training
    trained = lab.submitted()
    assert (lab.opened().round, lab.opened().events) == (1, ())
    assert lab.opened(round=0).events == (trained,)


def test_training_that_was_taken_back_leaves_the_article_to_the_first_round(lab: Rounds) -> None:
    lab.give(0)
    lab.submitted()
    lab.give(0, active=False)
    assert lab.opened().round == 1
    assert lab.row().state is None


def test_a_repeat_that_was_begun_and_taken_back_stays_readable(lab: Rounds) -> None:
    lab.give(1, 2)
    lab.submitted()
    second = lab.code()
    lab.give(2, active=False)
    assert lab.opened().events == (second,)
    assert lab.row().state is State.IN_PROGRESS


def test_reviewers_count_the_first_round_and_no_event_twice(lab: Rounds) -> None:
    lab.give(1, 2)
    lab.submitted()
    lab.code()
    lab.give(0, at=1)
    lab.submitted(at=1)

    (standing,) = corpus.standings(lab.project, corpus.rows(lab.project, [1, 2]))
    assert (standing.article_id, standing.state, standing.n_events) == (
        lab.article.id,
        State.SUBMITTED,
        1,
    )
    assert list(corpus.find(lab.project, None, "status:submitted").numbers) == [1]
    assert list(corpus.find(lab.project, lab.ana, "status:in_progress").numbers) == [1]
    assert list(corpus.find(lab.project, lab.ana, "status:submitted").numbers) == [2]
    assert list(corpus.find(lab.project, lab.lead, "coder:ana").numbers) == [1]


def test_persons_of_all_rounds_are_offered(lab: Rounds) -> None:
    lab.give(1, 2)
    for name in ("Wang Yi", "Sergey Lavrov"):
        event = an_event(lab.article.id, groups={"participants": ({"person": Answer(name)},)})
        coding.save_event(lab.project, lab.ana, event)
        coding.set_aside(lab.project, lab.ana, lab.article.id, "later")
    assert coding.persons(lab.project, lab.ana) == ["Sergey Lavrov", "Wang Yi"]


def test_training_and_repeats_are_never_in_the_dataset(lab: Rounds, tmp_path: Path) -> None:
    lab.give(1, 2)
    lab.submitted()
    lab.submitted(kind="AGREE")
    lab.give(0, at=1)
    lab.submitted(at=1)
    report = finish(export(lab.project, ["native", "polecat", "icews"], tmp_path / "out"))
    assert report.codings == 1
    assert [row["event_type"] for row in table(tmp_path / "out" / "events.csv")] == ["CONSULT"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["left_out"] == {"hidden repeats": 1, "training": 1}


STEPS = st.tuples(
    st.integers(0, 1),
    st.sampled_from(("give", "take", "save", "finish", "aside", "reopen")),
    st.integers(0, 3),
)


@settings(max_examples=int(os.environ.get("ANNOTATOR_HISTORIES", "10")), deadline=None)
@given(st.lists(STEPS, max_size=9))
def test_worklist_rows_search_and_the_open_article_agree_on_every_history(
    steps: list[tuple[int, str, int]],
) -> None:
    """The conditions on rows say what the rule on values says, whatever was given and done."""
    with TemporaryDirectory() as folder:
        lab = Rounds(a_project(Path(folder)), 2)
        _walk(lab, steps)
        _compare(lab)
        lab.project.close()


def _walk(lab: Rounds, steps: list[tuple[int, str, int]]) -> None:
    """Take these steps; what was never given in a round is not coded in it."""
    ever = {(0, 1), (1, 1)}
    for at, step, round in steps:
        article_id = lab.articles[at].id
        if step in ("give", "take"):
            lab.give(round, at=at, active=step == "give")
            ever.add((at, round))
        elif (at, round) not in ever:
            continue
        elif step == "save":
            event = an_event(article_id, status="held")
            coding.save_event(lab.project, lab.ana, event, round=round)
        elif step == "finish":
            coding.set_aside(lab.project, lab.ana, article_id, "for now", round=round)
        elif step == "aside":
            coding.set_aside(lab.project, lab.ana, article_id, "damaged")
        else:
            coding.reopen(lab.project, lab.ana, article_id, round=round)


def _compare(lab: Rounds) -> None:
    listed = coding.worklist_numbers(lab.project, lab.ana)
    states = listed.states
    n_done = sum(states.count(STATES.index(state)) for state in FINISHED) + listed.n_others_done
    (line,) = finish(progress(lab.project, lab.ana))
    assert n_done == line.submitted + line.set_aside
    assert len(listed.numbers) + listed.n_others >= line.assigned
    found = {
        number: status
        for status in STATUSES
        for number in corpus.find(lab.project, lab.ana, f"status:{status}").numbers
    }
    for row in coding.worklist(lab.project, lab.ana):
        opened = coding.opened(lab.project, lab.ana, row.article_id)
        assert (row.state, row.n_events) == (opened.state, len(opened.events))
        assert row.round == listed.rounds.get(row.number, 1) == opened.round
        assert STATES[states[row.number]] is opened.state
        assert found[row.number] == (opened.state.value if opened.state else "to_do")
    sorted_by_status = corpus.find(lab.project, lab.ana, "", "status").numbers
    places = [STATUSES.index(found[number]) for number in sorted_by_status]
    assert places == sorted(places)

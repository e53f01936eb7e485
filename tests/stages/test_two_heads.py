"""One coder on two machines: both states of an event are shown, and the coder chooses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.model.checks import UNSETTLED
from annotator.model.errors import AnnotatorError, Incomplete, NotYours
from annotator.model.event import Answer, Event, Lane, Revision
from annotator.model.study import State
from annotator.stages import coding
from annotator.stages.project import adopt_codebook
from tests.build import a_project, an_event
from tests.stages.rounds import Rounds, from_another_machine, heads
from tests.stages.talks import own


@pytest.fixture
def lab(tmp_path: Path) -> Rounds:
    return Rounds(a_project(tmp_path), 2)


def coded_twice(lab: Rounds, *, is_alike: bool = False) -> tuple[Event, Event]:
    """An event that was changed on two machines; the newer state last."""
    event = lab.code()
    base = heads(lab.project, event.id)
    here = event.with_answer("status", Answer("ongoing"))
    there = here if is_alike else event.with_answer("status", Answer("cancelled"))
    coding.save_event(lab.project, lab.ana, here)
    from_another_machine(lab.project, lab.ana, there, base)
    return here, there


def retracted_elsewhere(lab: Rounds, event: Event, base: list[Revision]) -> Revision:
    revision = from_another_machine(lab.project, lab.ana, event, base)
    gone = replace(
        revision, id=type(event.id)(int=event.id.int ^ 1), retracted=True, replaces=(revision.id,)
    )
    with lab.project.store.transaction() as records:
        records.add_revision(gone)
    return gone


def test_both_states_are_shown_and_the_newest_stands_meanwhile(lab: Rounds) -> None:
    here, there = coded_twice(lab)
    opened = lab.opened()
    assert opened.events == (there,)
    assert {id: tuple(head.event for head in two) for id, two in opened.two_heads.items()} == {
        here.id: (here, there)
    }
    assert coding.double_heads(lab.project) == [(lab.ana.id, lab.article.id, here.id, 1)]
    assert coding.double_heads(lab.project, lab.ana) == coding.double_heads(lab.project)
    assert coding.double_heads(lab.project, lab.ben) == []
    assert lab.row().n_events == 1


def test_saving_the_article_leaves_an_event_alone_that_was_not_touched(lab: Rounds) -> None:
    here, there = coded_twice(lab)
    other = an_event(lab.article.id, status="held")
    coding.save_coding(lab.project, lab.ana, lab.article.id, [there, other], {})
    assert set(lab.opened().two_heads) == {here.id}
    assert {event.id for event in lab.opened().events} == {here.id, other.id}


def test_saving_the_event_itself_settles_it(lab: Rounds) -> None:
    _, there = coded_twice(lab)
    last = there.with_answer("status", Answer("held"))
    coding.save_coding(lab.project, lab.ana, lab.article.id, [last], {})
    assert (lab.opened().events, lab.opened().two_heads) == ((last,), {})


@pytest.mark.parametrize("choice", ["older", "newer", "combined", "none"])
def test_the_coder_chooses_one_or_combines_them_or_takes_the_event_back(
    lab: Rounds, choice: str
) -> None:
    here, there = coded_twice(lab)
    event = {"older": here, "newer": there, "combined": here.with_answer("status", None)}.get(
        choice
    )
    changes = coding.settle_heads(lab.project, lab.ana, event, here.id)
    assert changes.events == {here.id}
    assert lab.opened().two_heads == {}
    assert lab.opened().events == ((event,) if event else ())
    assert len(heads(lab.project, here.id)) == 1
    assert not coding.settle_heads(lab.project, lab.ana, event, here.id)


def test_nobody_else_settles_it_and_only_with_a_state_of_this_event(lab: Rounds) -> None:
    here, _ = coded_twice(lab)
    with pytest.raises(NotYours):
        coding.settle_heads(lab.project, lab.ben, here, here.id)
    with pytest.raises(AnnotatorError, match="states"):
        coding.settle_heads(lab.project, lab.ana, an_event(lab.article.id), here.id)
    assert len(heads(lab.project, here.id)) == 2


def test_an_article_is_not_submitted_before_the_coder_has_chosen(lab: Rounds) -> None:
    here, there = coded_twice(lab)
    with pytest.raises(Incomplete) as refused:
        coding.submit(lab.project, lab.ana, lab.article.id)
    (problem,) = refused.value.problems
    assert (problem.event_id, problem.kind, problem.group) == (here.id, UNSETTLED, "")
    assert problem.variable == lab.project.codebook.variables[0].name
    assert problem.text == "This event was coded on two machines, differently. Choose one."

    coding.settle_heads(lab.project, lab.ana, there, here.id)
    coding.submit(lab.project, lab.ana, lab.article.id)
    assert lab.opened().state is State.SUBMITTED


def test_an_event_taken_back_on_one_machine_and_changed_on_another_is_shown(lab: Rounds) -> None:
    event = lab.code()
    base = heads(lab.project, event.id)
    here = event.with_answer("status", Answer("ongoing"))
    coding.save_event(lab.project, lab.ana, here)
    retracted_elsewhere(lab, event, base)
    opened = lab.opened()
    assert opened.events == (here,)
    assert [head.retracted for head in opened.two_heads[event.id]] == [False, True]
    with pytest.raises(Incomplete):
        coding.submit(lab.project, lab.ana, lab.article.id)


def test_states_that_say_the_same_are_one_and_close_at_the_next_save(lab: Rounds) -> None:
    _, there = coded_twice(lab, is_alike=True)
    assert lab.opened().two_heads == {}
    assert coding.double_heads(lab.project) == []
    assert len(heads(lab.project, there.id)) == 2
    coding.save_coding(lab.project, lab.ana, lab.article.id, [there], {})
    assert len(heads(lab.project, there.id)) == 1
    coding.submit(lab.project, lab.ana, lab.article.id)


def test_of_three_states_two_of_which_say_the_same_two_are_shown(lab: Rounds) -> None:
    event = lab.code()
    base = heads(lab.project, event.id)
    planned = event.with_answer("status", Answer("ongoing"))
    cancelled = event.with_answer("status", Answer("cancelled"))
    for each in (planned, cancelled, planned):
        from_another_machine(lab.project, lab.ana, each, base)
    shown = lab.opened().two_heads[event.id]
    assert [head.event for head in shown] == [cancelled, planned]


def test_what_came_from_another_machine_meanwhile_is_not_taken_back(lab: Rounds) -> None:
    here = lab.code()
    there = an_event(lab.article.id, status="held")
    from_another_machine(lab.project, lab.ana, there, ())
    changed = here.with_answer("note", Answer("seen"))
    coding.save_coding(lab.project, lab.ana, lab.article.id, [changed], {}, seen={here.id})
    assert {event.id for event in lab.opened().events} == {here.id, there.id}
    coding.save_coding(lab.project, lab.ana, lab.article.id, [], {}, seen={here.id})
    assert lab.opened().events == (there,)
    coding.save_coding(lab.project, lab.ana, lab.article.id, [], {})
    assert lab.opened().events == ()


def test_gold_that_two_adjudicators_settled_apart_is_shown_too(lab: Rounds) -> None:
    event = an_event(lab.article.id, status="held")
    coding.save_event(lab.project, lab.lead, event, Lane.GOLD)
    (base,) = heads(lab.project, event.id)
    other = event.with_answer("status", Answer("ongoing"))
    with lab.project.store.transaction() as records:
        records.add_revision(replace(base, id=other.article_id, event=other))
    opened = coding.opened(lab.project, lab.lead, lab.article.id, Lane.GOLD)
    assert set(opened.two_heads) == {event.id}


# A codebook that changed


def test_submitting_again_confirms_all_events_under_the_codebook_in_force(lab: Rounds) -> None:
    first = lab.submitted()
    old = lab.project.codebook.id
    adopt_codebook(lab.project, lab.lead, own(replace(lab.project.codebook, version="1.1.0")))
    new = lab.project.codebook.id

    other = an_event(lab.article.id, status="held")
    coding.reopen(lab.project, lab.ana, lab.article.id)
    coding.save_coding(lab.project, lab.ana, lab.article.id, [first, other], {})
    assert {head.codebook_id for head in heads(lab.project, first.id)} == {old}
    coding.save_coding(lab.project, lab.ana, lab.article.id, [first], {})
    assert coding.submit(lab.project, lab.ana, lab.article.id)

    (head,) = heads(lab.project, first.id)
    assert (head.codebook_id, head.event) == (new, first)
    assert not coding.submit(lab.project, lab.ana, lab.article.id)
    assert len(heads(lab.project, first.id)) == 1
    (*_, last) = coding.history(lab.project, first.id)
    assert last.changed == ("Confirmed under diplomatic-events 1.1.0",)


def test_submitting_a_submitted_article_again_signs_it_without_reopening(lab: Rounds) -> None:
    lab.submitted()
    adopt_codebook(lab.project, lab.lead, own(replace(lab.project.codebook, version="1.1.0")))
    coding.submit(lab.project, lab.ana, lab.article.id)
    with lab.project.store.transaction() as records:
        standing = records.submission(lab.article.id, lab.ana.id, Lane.CODING)
    assert standing is not None
    assert standing.codebook_id == lab.project.codebook.id


def test_reopening_or_setting_aside_confirms_nothing(lab: Rounds) -> None:
    lab.submitted()
    old = lab.project.codebook.id
    adopt_codebook(lab.project, lab.lead, own(replace(lab.project.codebook, version="1.1.0")))
    coding.reopen(lab.project, lab.ana, lab.article.id)
    coding.set_aside(lab.project, lab.ana, lab.article.id, "damaged")
    with lab.project.store.transaction() as records:
        (standing,) = records.submissions(Lane.CODING, lab.ana.id)
    assert standing.codebook_id == old

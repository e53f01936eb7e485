from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import pytest

from annotator.model.errors import AnnotatorError, Incomplete, NotFound, NotYours
from annotator.model.event import Answer, Lane, Missing
from annotator.model.study import Assignment, Coder, Role, State
from annotator.stages import coding
from annotator.stages.project import Project, add_coder, check, coder
from annotator.stages.results import Changes, finish
from tests.build import a_project, a_whole_event, an_event, entries, with_article

TEXT = "Wang Yi received Sergey Lavrov in Beijing. They spoke about Ukraine."


class Desk:
    """A project with one article and two coders."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.article_id = with_article(project, TEXT)
        self.lead = coder(project, "me")
        self.ana = add_coder(project, "ana")
        self.ben = add_coder(project, "ben")

    def opened(self, person: Coder | None = None, lane: Lane = Lane.CODING) -> coding.OpenArticle:
        return coding.opened(self.project, person or self.ana, self.article_id, lane)

    def history(self, event_id: object) -> list[tuple[str, ...]]:
        return [entry.changed for entry in coding.history(self.project, event_id)]  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(a_project(tmp_path))


def test_an_untouched_article_has_no_state_and_is_on_everybodys_worklist(desk: Desk) -> None:
    assert desk.opened().state is None
    (row,) = coding.worklist(desk.project, desk.ana)
    assert (row.article_id, row.state, row.n_events) == (desk.article_id, None, 0)


def test_an_article_assigned_to_one_coder_is_not_on_anothers_worklist(desk: Desk) -> None:
    given = Assignment(
        uuid4(), desk.article_id, desk.ana.id, True, 1, desk.lead.id, datetime.now(UTC)
    )
    with desk.project.store.transaction() as records:
        records.add_assignments([given])

    assert len(coding.worklist(desk.project, desk.ana)) == 1
    assert coding.worklist(desk.project, desk.ben) == []


def test_a_saved_event_is_there_again_and_saving_it_twice_changes_nothing(desk: Desk) -> None:
    event = an_event(desk.article_id, event_type="CONSULT")

    first = coding.save_event(desk.project, desk.ana, event)
    second = coding.save_event(desk.project, desk.ana, event)

    assert first == Changes(frozenset({desk.article_id}), frozenset({event.id}))
    assert second == Changes()
    assert desk.opened().events == (event,)
    assert desk.opened().state is State.IN_PROGRESS
    assert desk.opened(desk.ben).events == ()
    assert coding.worklist(desk.project, desk.ana)[0].n_events == 1


def test_groups_without_entries_say_nothing(desk: Desk) -> None:
    event = an_event(desk.article_id, event_type="CONSULT")
    coding.save_event(desk.project, desk.ana, event)

    assert not coding.save_event(desk.project, desk.ana, replace(event, groups={"topics": ()}))


def test_the_event_of_another_coder_cannot_be_changed_or_taken_back(desk: Desk) -> None:
    event = an_event(desk.article_id, event_type="CONSULT")
    coding.save_event(desk.project, desk.ana, event)

    for step in (
        lambda: coding.save_event(desk.project, desk.ben, event),
        lambda: coding.retract_event(desk.project, desk.ben, event.id),
        lambda: coding.save_coding(desk.project, desk.ben, desk.article_id, [event], {}),
    ):
        with pytest.raises(NotYours):
            step()
    assert desk.opened().events == (event,)


def test_gold_belongs_to_every_adjudicator_and_to_no_coder(desk: Desk) -> None:
    judge = add_coder(desk.project, "judge", Role.ADJUDICATOR)
    event = an_event(desk.article_id, event_type="CONSULT")
    other = replace(event, answers=entries(event_type="AGREE"))

    coding.save_event(desk.project, judge, event, Lane.GOLD)
    coding.save_event(desk.project, desk.lead, other, Lane.GOLD)

    assert desk.opened(judge, Lane.GOLD).events == (other,)
    with pytest.raises(NotYours):
        coding.save_event(desk.project, desk.ana, event, Lane.GOLD)


def test_a_retracted_event_is_gone_but_stays_in_its_history(desk: Desk) -> None:
    event = an_event(desk.article_id, event_type="CONSULT")
    coding.save_event(desk.project, desk.ana, event)

    assert coding.retract_event(desk.project, desk.ana, event.id)
    assert not coding.retract_event(desk.project, desk.ana, event.id)
    assert not coding.retract_event(desk.project, desk.ana, uuid4())
    assert desk.opened().events == ()

    coding.save_event(desk.project, desk.ana, event)
    assert desk.opened().events == (event,)
    assert [words[0] for words in desk.history(event.id)] == [
        "Event added",
        "Event deleted",
        "Event restored",
    ]


def test_the_history_names_what_changed_by_the_codebooks_labels(desk: Desk) -> None:
    one = entries(holder="CHN", topic="SEC.WAR", stance="supports")
    two = entries(holder="RUS", topic="SEC.WAR", stance="supports")
    event = an_event(desk.article_id, event_type="CONSULT", groups={"positions": (one, two)})
    coding.save_event(desk.project, desk.ana, event)
    two = {**two, "stance": Answer("opposes")}
    coding.save_event(desk.project, desk.ana, event.with_entries("positions", (one, two)))
    last = event.with_entries("positions", (one,)).with_answer("date", Answer(Missing.NOT_STATED))
    coding.save_event(desk.project, desk.ana, last)

    history = coding.history(desk.project, event.id)

    assert [entry.coder for entry in history] == ["ana"] * 3
    (stance,) = history[1].changed
    assert stance.lower() == "stance of position 2: supports → opposes"
    assert "Position 2 removed" in history[2].changed
    assert any("not stated" in words for words in history[2].changed)


def test_an_incomplete_article_cannot_be_submitted_and_says_what_is_missing(desk: Desk) -> None:
    coding.save_event(desk.project, desk.ana, an_event(desk.article_id, event_type="CONSULT"))

    with pytest.raises(Incomplete) as refusal:
        coding.submit(desk.project, desk.ana, desk.article_id)

    assert "status" in {problem.variable for problem in refusal.value.problems}
    assert desk.opened().state is State.IN_PROGRESS


def test_a_whole_article_is_submitted_once_and_can_be_reopened(desk: Desk) -> None:
    article = desk.opened().article
    coding.save_event(desk.project, desk.ana, a_whole_event(article))

    assert coding.submit(desk.project, desk.ana, desk.article_id)
    assert not coding.submit(desk.project, desk.ana, desk.article_id)
    assert desk.opened().state is State.SUBMITTED
    assert desk.opened(desk.ben).state is None

    assert coding.reopen(desk.project, desk.ana, desk.article_id)
    assert desk.opened().state is State.IN_PROGRESS
    assert not finish(check(desk.project))


def test_no_codable_event_is_a_submitted_article_that_says_why(desk: Desk) -> None:
    answers = entries(article_status="no_codable_event", status_reason="opinion")
    with pytest.raises(Incomplete):
        coding.submit(desk.project, desk.ana, desk.article_id)

    coding.save_article_answers(desk.project, desk.ana, desk.article_id, answers)
    coding.submit(desk.project, desk.ana, desk.article_id)

    assert desk.opened().state is State.SUBMITTED
    assert dict(desk.opened().answers) == dict(answers)


def test_an_article_is_set_aside_for_a_reason_and_keeps_its_answers(desk: Desk) -> None:
    answers = entries(note="cut off")
    coding.save_article_answers(desk.project, desk.ana, desk.article_id, answers)

    with pytest.raises(AnnotatorError):
        coding.set_aside(desk.project, desk.ana, desk.article_id, "  ")
    coding.set_aside(desk.project, desk.ana, desk.article_id, "in Welsh")

    opened = desk.opened()
    assert (opened.state, opened.reason) == (State.SET_ASIDE, "in Welsh")
    assert dict(opened.answers) == dict(answers)
    coding.reopen(desk.project, desk.ana, desk.article_id)
    assert desk.opened().reason == ""


def test_a_whole_coding_is_saved_at_once_and_what_is_absent_is_taken_back(desk: Desk) -> None:
    kept, gone, new = (an_event(desk.article_id, event_type=t) for t in ("CONSULT", "AGREE", "AID"))
    coding.save_coding(desk.project, desk.ana, desk.article_id, [kept, gone], {})

    changes = coding.save_coding(desk.project, desk.ana, desk.article_id, [kept, new], {})

    assert changes.events == {gone.id, new.id}
    assert {event.id for event in desk.opened().events} == {kept.id, new.id}
    assert not coding.save_coding(desk.project, desk.ana, desk.article_id, [kept, new], {})


def test_a_coding_of_another_article_is_refused_whole(desk: Desk) -> None:
    own, stray = an_event(desk.article_id, event_type="CONSULT"), an_event(uuid4())

    with pytest.raises(AnnotatorError):
        coding.save_coding(desk.project, desk.ana, desk.article_id, [own, stray], {})

    assert desk.opened().events == ()


def test_an_unknown_article_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        coding.opened(desk.project, desk.ana, uuid4())


def test_saving_does_not_slow_down_as_revisions_grow(desk: Desk) -> None:
    event = an_event(desk.article_id, event_type="CONSULT")
    times = []
    for number in range(60):
        begin = perf_counter()
        coding.save_event(desk.project, desk.ana, event.with_answer("note", Answer(f"n{number}")))
        times.append(perf_counter() - begin)

    assert sorted(times[-20:])[10] < 3 * sorted(times[:20])[10]

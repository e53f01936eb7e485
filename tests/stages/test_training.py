"""Training: after an article is submitted, what the coder answered stands beside gold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.model.event import Answer
from annotator.model.feedback import Feedback
from annotator.model.span import Span
from annotator.stages import coding, training
from tests.build import a_project, a_whole_event
from tests.stages.rounds import Rounds


@pytest.fixture
def lab(tmp_path: Path) -> Rounds:
    return Rounds(a_project(tmp_path), 3)


def told(lab: Rounds, at: int = 0) -> Feedback:
    found = training.feedback(lab.project, lab.ana, lab.articles[at].id)
    assert found is not None
    return found


def test_there_is_no_feedback_before_submission_nor_without_gold(lab: Rounds) -> None:
    def asked(at: int = 0) -> Feedback | None:
        return training.feedback(lab.project, lab.ana, lab.articles[at].id)

    lab.give(0)
    assert asked() is None
    lab.settle_gold(a_whole_event(lab.article))
    lab.code()
    assert asked() is None
    coding.submit(lab.project, lab.ana, lab.article.id)
    assert asked() is not None
    coding.reopen(lab.project, lab.ana, lab.article.id)
    assert asked() is None

    lab.give(0, at=1)
    lab.submitted(at=1)
    assert asked(1) is None
    lab.settle_gold(a_whole_event(lab.articles[2]), at=2)
    lab.submitted(at=2)  # in the first round: no training
    assert asked(2) is None


def test_the_same_answers_agree_and_what_nobody_answered_is_left_out(lab: Rounds) -> None:
    lab.give(0)
    lab.settle_gold(a_whole_event(lab.article))
    event = lab.submitted()
    found = told(lab)
    (happening,) = found.happenings
    assert happening.yours == event
    assert happening.gold is not None
    assert happening.differing == ()
    assert found.n_answers == found.n_agreeing > 5
    assert found.share == 1.0
    given = {name for _, _, name, _ in event.all_answers()}
    assert {line.variable for line in found.lines} <= given
    assert "Consult" in happening.title


def test_what_differs_is_told_in_words_with_golds_evidence(lab: Rounds) -> None:
    lab.give(0)
    gold = a_whole_event(lab.article)
    span = (Span.of(lab.article.text, 0, 7),)
    gold = gold.with_answer("status", Answer("ongoing", span))
    first, second = gold.entries("participants")
    gold = gold.with_entries("participants", [first, {**second, "role": Answer("host")}])
    lab.settle_gold(gold)
    lab.submitted()

    (happening,) = told(lab).happenings
    lines = {(line.group, line.variable): line for line in happening.differing}
    assert set(lines) == {("", "status"), ("participants", "role")}
    status, role = lines["", "status"], lines["participants", "role"]
    codebook = lab.project.codebook
    labels = {o.code: o.label for o in codebook.variable("status").options}  # type: ignore[union-attr]
    assert (status.yours, status.gold) == (labels["held"], labels["ongoing"])
    assert status.gold_evidence == span
    assert (role.entry, role.gold_entry) == (1, 1)
    assert role.label.endswith("of participant 2")


def test_entries_are_laid_beside_each_other_by_what_they_say_not_by_their_place(
    lab: Rounds,
) -> None:
    lab.give(0)
    gold = a_whole_event(lab.article)
    lab.settle_gold(gold.with_entries("participants", reversed(gold.entries("participants"))))
    lab.submitted()
    (happening,) = told(lab).happenings
    assert happening.differing == ()
    places = {(e.entry, e.gold_entry) for e in happening.lines if e.group == "participants"}
    assert places == {(0, 1), (1, 0)}


def test_an_entry_or_event_that_one_of_them_lacks_counts_as_differing(lab: Rounds) -> None:
    lab.give(0)
    gold = a_whole_event(lab.article)
    more = {**gold.entries("participants")[0], "actor": Answer("FRA")}
    gold = gold.with_entries("participants", [*gold.entries("participants"), more])
    far = (Span.of(lab.article.text, 43, 67),)
    other = a_whole_event(lab.article).with_answer("event_type", Answer("SANCTION", far))
    other = other.with_answer("status", Answer("held")).with_entries("outcomes", ())
    other = other.with_entries(
        "participants",
        [{"actor": Answer(a, far), "role": Answer("source")} for a in ("USA", "FRA")],
    ).with_entries("topics", [{"topic": Answer("TER.BOR", far)}])
    lab.give(0)
    _as_gold(lab, gold, other)
    lab.submitted()

    found = told(lab)
    both, alone = found.happenings
    assert both.yours is not None
    assert alone.yours is None
    lacking = [line for line in both.differing if line.gold_entry == 2]
    assert {line.yours for line in lacking} == {"no such participant"}
    assert {line.yours for line in alone.lines} == {"no such event"}
    assert not any(line.agrees for line in alone.lines)
    assert found.n_agreeing < found.n_answers


def test_what_the_codebook_derives_is_no_answer(lab: Rounds) -> None:
    lab.give(0)
    lab.settle_gold(a_whole_event(lab.article))
    lab.submitted(kind="AGREE")
    found = told(lab)
    derived = {v.name for _, v in lab.project.codebook.all_variables() if v.derive is not None}
    assert derived
    assert not derived & {line.variable for line in found.lines}
    assert [line.variable for line in found.lines if not line.agrees] == ["event_type"]


def test_an_event_that_gold_lacks_is_told(lab: Rounds) -> None:
    lab.give(0)
    _as_gold(lab)
    lab.submitted()
    (happening,) = told(lab).happenings
    assert happening.gold is None
    assert {line.gold for line in happening.lines} == {"no such event"}
    assert "of your participant 1" in " ".join(line.label for line in happening.lines)


def test_a_summary_tells_how_training_goes(lab: Rounds) -> None:
    empty = training.training_summary(lab.project, lab.ana)
    assert (empty.n_articles, empty.share) == (0, None)
    for at in (0, 1):
        lab.give(0, at=at)
        lab.settle_gold(a_whole_event(lab.articles[at]), at=at)
        lab.submitted(at=at)
    summary = training.training_summary(lab.project, lab.ana)
    assert (summary.n_articles, summary.share) == (2, 1.0)
    assert replace(summary, n_agreeing=0).share == 0.0


def _as_gold(lab: Rounds, *events: object) -> None:
    """Let these be submitted gold as they are, complete or not."""
    from uuid import uuid4

    from annotator.model.event import Event, Lane
    from annotator.model.study import State, Submission

    for event in events:
        assert isinstance(event, Event)
        coding.save_event(lab.project, lab.lead, event, Lane.GOLD)
    told = Submission(uuid4(), lab.article.id, lab.lead.id, Lane.GOLD, 1, State.SUBMITTED, "", {})
    with lab.project.store.transaction() as records:
        records.add_submission(told)

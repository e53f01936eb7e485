"""Rounds as raters: coders held against themselves (drift), and against gold in training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.model.errors import NotFound
from annotator.stages import agreement, coding
from annotator.stages.codings import export_codings, import_codings
from annotator.stages.comparing.reading import person_and_round, rater_name
from annotator.stages.results import finish
from tests.build import a_project, a_whole_event
from tests.stages.rounds import Rounds
from tests.stages.talks import alpha_of, compared

KINDS = ("CONSULT", "CONSULT", "SUPPORT", "SUPPORT")
AGAIN = ("CONSULT", "CONSULT", "SUPPORT", "CONSULT")


@pytest.fixture
def lab(tmp_path: Path) -> Rounds:
    """Ana coded four articles twice and one in training; ben coded the four once."""
    lab = Rounds(a_project(tmp_path), 5)
    for at, (kind, again) in enumerate(zip(KINDS, AGAIN, strict=True)):
        lab.give(1, 2, at=at)
        _submitted(lab, at, kind)
        _submitted(lab, at, again)
        coding.save_event(lab.project, lab.ben, a_whole_event(lab.articles[at]))
        coding.submit(lab.project, lab.ben, lab.articles[at].id)
    lab.give(0, at=4)
    lab.submitted(at=4)
    lab.settle_gold(a_whole_event(lab.articles[4]), at=4)
    return lab


def _submitted(lab: Rounds, at: int, kind: str) -> None:
    event = lab.code(at)
    answer = event.answers["event_type"]
    changed = event.with_answer("event_type", type(answer)(kind, answer.evidence))
    changed = changed.with_entries("outcomes", ()) if kind != "CONSULT" else changed
    coding.save_event(lab.project, lab.ana, changed)
    coding.submit(lab.project, lab.ana, lab.articles[at].id)


def test_rounds_are_offered_after_the_coders_and_gold(lab: Rounds) -> None:
    assert agreement.raters(lab.project) == ("ana", "ben", "gold", "ana:0", "ana:2")


def test_by_default_only_the_first_round_is_compared(lab: Rounds) -> None:
    found = compared(lab.project)
    assert found.report.settings.coders == ("ana", "ben")
    assert found.report.n_articles == 4
    assert len(agreement.unreleased(lab.project)) == 4


def test_a_coder_is_compared_with_what_they_coded_later(lab: Rounds) -> None:
    found = compared(lab.project, coders=("ana", "ana:2"))
    assert found.report.settings.coders == ("ana", "ana:2")
    assert found.report.n_articles == 4
    line = found.report.variable("event_type")
    assert line is not None
    assert line.n_units == 4
    assert line.percent == 0.75
    assert 0 < (alpha_of(found, "event_type") or 0) < 1
    behind = agreement.details(found, "event_type")
    (costly,) = behind.disagreements
    assert {name for name, _ in costly.answers} == {"ana", "ana:2"}
    assert set(costly.events) == {"ana", "ana:2"}
    shown = agreement.alignment_of(found, costly.article_id)  # type: ignore[arg-type]
    assert {line.coder for cluster in shown.clusters for line in cluster} == {"ana", "ana:2"}


def test_training_is_measured_against_gold(lab: Rounds) -> None:
    found = compared(lab.project, coders=("ana:0", "gold"))
    assert found.report.n_articles == 1
    assert found.report.events is not None
    assert found.report.events.n_clusters == 1
    assert dict(found.report.events.recall) == {"ana:0": 1.0, "gold": 1.0}


def test_the_first_round_may_be_named_and_unknown_names_are_refused(lab: Rounds) -> None:
    found = compared(lab.project, coders=("ana:1", "ben"))
    assert found.report.settings.coders == ("ana", "ben")
    for name in ("dora:2", "gold:2", "ana:x", "ana:"):
        with pytest.raises(NotFound, match="There is no coder"):
            compared(lab.project, coders=("ana", name))


def test_a_round_that_nobody_submitted_is_told(lab: Rounds) -> None:
    found = compared(lab.project, coders=("ana", "ben", "ben:2"))
    assert any("ben:2 submitted nothing" in each for each in found.report.findings)
    with pytest.raises(NotFound, match="ana submitted nothing in round 3 of Talks"):
        compared(lab.project, coders=("ana:3", "gold"))


def test_what_is_coded_in_other_rounds_leaves_the_default_numbers_alone(lab: Rounds) -> None:
    before = compared(lab.project).report
    lines = [json.loads(line) for line in export_codings(lab.project, "ben")]
    changed = []
    for round in (0, 2):  # every article coded otherwise, by both coders, in both other rounds
        for handle in ("ana", "ben"):
            for line in lines:
                (event,) = line["events"]
                event["answers"]["event_type"]["value"] = "AGREE"
                event.pop("id", None)
                changed.append(json.dumps({**line, "coder": handle, "round": round}))
    report = finish(import_codings(lab.project, changed, importer=lab.lead))
    assert (report.taken, report.refused) == (16, ())
    after = compared(lab.project).report
    assert (after.n_articles, after.variables) == (before.n_articles, before.variables)


def test_a_reviewer_joins_and_parts_events_of_two_rounds(lab: Rounds) -> None:
    article_id = lab.article.id
    (first,) = lab.opened(round=1).events
    (second,) = lab.opened(round=2).events
    assert agreement.part(lab.project, lab.lead, article_id, first.id, second.id)
    found = compared(lab.project, coders=("ana", "ana:2"))
    assert found.report.events is not None
    assert found.report.events.parted == 1
    assert agreement.join(lab.project, lab.lead, article_id, first.id, second.id)


def test_training_keeps_no_coder_blind(lab: Rounds) -> None:
    agreement.release(lab.project, lab.lead)
    assert agreement.may_compare(lab.project, lab.ana) == ""


def test_names_of_rounds_are_read_as_they_are_written() -> None:
    for name in ("ana", "gold (coder)", "ana.b@c"):
        for round in (0, 1, 2, 11):
            assert person_and_round(rater_name(name, round)) == (name, round)

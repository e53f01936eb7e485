"""A coder held against a hidden repeat of theirs: each round's own marks are shown."""

from __future__ import annotations

from pathlib import Path

from annotator.model.event import Answer
from annotator.model.span import Span
from annotator.stages import agreement, coding
from annotator.stages.results import finish
from annotator.ui.pages.agreement_reading import _read
from tests.build import a_project
from tests.stages.rounds import Rounds


def test_each_rounds_own_marks_are_shown(tmp_path: Path) -> None:
    lab = Rounds(a_project(tmp_path))
    lab.give(1, 2)
    first = lab.submitted()
    second = lab.code()
    place = (Span.of(lab.article.text, 8, 16),)
    second = second.with_answer("event_type", Answer("CONSULT", place))
    coding.save_event(lab.project, lab.ana, second.with_answer("status", Answer("ongoing")))
    coding.submit(lab.project, lab.ana, lab.article.id)
    lab.code(who=lab.ben)
    coding.submit(lab.project, lab.ben, lab.article.id)

    compared = finish(agreement.compare(lab.project, coders=("ana", "ana:2"), samples=0))
    (found,) = agreement.details(compared, "status").disagreements
    assert dict(found.events) == {"ana": first.id, "ana:2": second.id}
    read = _read(lab.project, lab.project.codebook, found, "event_type")
    starts = {name: {mark.span.start for mark in marks} for name, marks in read.marks.items()}
    assert starts == {"ana": {0}, "ana:2": {8}}

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.codebook import Option
from annotator.model.errors import AnnotatorError, NotFound
from annotator.stages import agreement
from annotator.stages.agreement import details
from annotator.stages.coding import retract_event
from annotator.stages.project import (
    Project,
    check,
    coder,
    open_project,
)
from annotator.stages.results import finish
from tests.build import a_project, the_codebook
from tests.databases import place
from tests.raters import a_coded_project, hand_in
from tests.stages.talks import a_talk, alpha_of, an_article_of, compared


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def test_agreement_on_the_type_is_measured_on_events_aligned_without_it(project: Project) -> None:
    article_id = an_article_of(project)
    # Everything speaks for one happening but the type, which would have parted them.
    day, ours, theirs = "2025-12-02", ("CHN", "RUS"), ("FRA", "DEU")
    hand_in(project, article_id, "ana", a_talk(article_id, "CONSULT", actors=ours, day=day))
    hand_in(project, article_id, "ben", a_talk(article_id, "AGREE", actors=theirs, day=""))

    comparison = compared(project)

    assert comparison.report.variable("event_type").n_units == 1  # type: ignore[union-attr]
    assert len(comparison.clusters) == 2
    assert comparison.report.variable("status").n_units == 0  # type: ignore[union-attr]


def test_events_that_a_reviewer_joins_or_parts_are_compared_so_and_told(project: Project) -> None:
    article_id = an_article_of(project)
    ana = [a_talk(article_id), a_talk(article_id, "AGREE", actors=("FRA",), at=(43, 68))]
    ben = [a_talk(article_id), a_talk(article_id, "REJECT", actors=("IND",), at=(69, 85))]
    hand_in(project, article_id, "ana", *ana)
    hand_in(project, article_id, "ben", *ben)
    lead = coder(project, "me")
    before = compared(project)
    assert len(before.clusters) == 3

    changes = agreement.join(project, lead, article_id, ana[1].id, ben[1].id)
    joined = compared(project)
    agreement.part(project, lead, article_id, ben[0].id, ana[0].id)
    parted = compared(project)

    assert changes.events == {ana[1].id, ben[1].id}
    assert len(joined.clusters) == 2
    assert joined.report.events is not None
    assert (joined.report.events.joined, joined.report.events.parted) == (1, 0)
    assert len(parted.clusters) == 3
    assert parted.report.events is not None
    assert (parted.report.events.joined, parted.report.events.parted) == (1, 1)
    assert alpha_of(joined, "event_type") != alpha_of(before, "event_type")

    alignment = agreement.alignment_of(parted, article_id)
    by_hand = {frozenset((each.first, each.second)): each.by_hand for each in alignment.pairs}
    assert by_hand[frozenset((ana[1].id, ben[1].id))] == "joined"
    assert by_hand[frozenset((ana[0].id, ben[0].id))] == "parted"

    agreement.forget_choice(project, lead, article_id, ana[1].id, ben[1].id)
    agreement.forget_choice(project, lead, article_id, ana[0].id, ben[0].id)
    assert compared(project).report == before.report
    assert not finish(check(project))


def test_a_choice_made_twice_is_kept_once(project: Project) -> None:
    article_id = an_article_of(project)
    first, second = a_talk(article_id), a_talk(article_id, at=(43, 68))
    hand_in(project, article_id, "ana", first)
    hand_in(project, article_id, "ben", second)
    lead = coder(project, "me")

    assert agreement.join(project, lead, article_id, first.id, second.id)
    assert not agreement.join(project, lead, article_id, second.id, first.id)
    assert agreement.forget_choice(project, lead, article_id, second.id, first.id)
    assert not agreement.forget_choice(project, lead, article_id, first.id, second.id)


def test_choices_that_cannot_hold_are_refused(project: Project) -> None:
    article_id = an_article_of(project)
    a, a2, b, c = (a_talk(article_id) for _ in range(4))
    hand_in(project, article_id, "ana", a, a2)
    hand_in(project, article_id, "ben", b)
    hand_in(project, article_id, "chen", c)
    lead = coder(project, "me")

    with pytest.raises(AnnotatorError, match="of one coder"):
        agreement.join(project, lead, article_id, a.id, a2.id)
    with pytest.raises(NotFound, match="no event"):
        agreement.join(project, lead, article_id, a.id, article_id)
    agreement.join(project, lead, article_id, a.id, b.id)
    with pytest.raises(AnnotatorError, match="two events of one coder"):
        agreement.join(project, lead, article_id, a2.id, b.id)
    agreement.join(project, lead, article_id, b.id, c.id)
    with pytest.raises(AnnotatorError, match="contradicts"):
        agreement.part(project, lead, article_id, a.id, c.id)
    assert compared(project).report.events.joined == 2  # type: ignore[union-attr]


def test_choices_about_events_that_went_away_count_for_nothing(project: Project) -> None:
    article_id = an_article_of(project)
    first, second = a_talk(article_id), a_talk(article_id, at=(43, 68), actors=("FRA",))
    hand_in(project, article_id, "ana", first)
    hand_in(project, article_id, "ben", second)
    agreement.join(project, coder(project, "me"), article_id, first.id, second.id)
    retract_event(project, coder(project, "ben"), second.id)

    report = compared(project).report

    assert report.events is not None
    assert report.events.joined == 0


def test_an_alignment_says_role_by_role_why_events_are_near(project: Project) -> None:
    article_id = an_article_of(project)
    hand_in(project, article_id, "ana", a_talk(article_id))
    hand_in(project, article_id, "ben", a_talk(article_id, "AGREE", day=""))

    alignment = agreement.alignment_of(compared(project), article_id)

    assert (alignment.title, alignment.theta) == ("Story 0", 0.6)
    ((ana, ben),) = alignment.clusters
    assert (ana.coder, ana.words, ana.start) == ("ana", "Consult · CHN–RUS", 0)
    assert (ben.coder, ben.words) == ("ben", "Agree · CHN–RUS")
    (pair,) = alignment.pairs
    assert pair.together
    parts = {part.role: part for part in pair.parts}
    assert parts["type"].distance == 1.0
    assert (parts["type"].first, parts["type"].second) == ("Consult", "Agree")
    assert (parts["date"].first, parts["date"].second) == ("2025-12-02", "not stated")
    assert parts["participants"].distance == 0.0
    assert parts["evidence"].first.startswith("Wang Yi received")
    assert pair.distance == pytest.approx((2 + 2) / 10)


def test_shares_of_units_and_coders_add_to_one(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 30))
    comparison = compared(project)
    for name in ("event_type", "date", "participants", "positions.stance", "place"):
        found = details(comparison, name)
        assert len(found.disagreements) == found.n_disagreements
        if found.disagreements:
            assert sum(each.share for each in found.disagreements) == pytest.approx(1)
            assert sum(each.share or 0 for each in found.coders) == pytest.approx(1)
        assert len(found.matrix) == len(found.categories)
        assert [pair.n_units > 0 for pair in found.pairs] == [True] * 3
        shares = [each.share for each in found.disagreements]
        assert shares == sorted(shares, reverse=True)


def test_a_disagreement_leads_to_its_events(project: Project) -> None:
    article_id = an_article_of(project)
    first = a_talk(article_id, topics=["SEC.WAR", "SEC.PEACE"])
    second = a_talk(article_id, topics=["SEC.WAR", "SEC.NUC"])
    hand_in(project, article_id, "ana", first)
    hand_in(project, article_id, "ben", second)

    (unit,) = details(compared(project), "topics.topic").disagreements

    assert (unit.article_id, unit.article) == (article_id, "story0")
    assert unit.unit == "Story 0 · Consult · CHN–RUS · topic 2"
    labels = [option.label for option in _topics() if option.code in ("SEC.NUC", "SEC.PEACE")]
    assert {words for _, words in unit.answers} == set(labels)
    assert unit.events == {"ana": first.id, "ben": second.id}


def _topics() -> tuple[Option, ...]:
    topic = the_codebook().variable("topic", "topics")
    assert topic is not None
    return topic.options


def test_agreement_is_told_by_the_week_in_which_the_last_coder_submitted(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 60))
    drift = details(compared(project), "event_type").drift
    weeks = [point.week for point in drift]
    assert weeks == sorted(weeks)
    assert weeks[0] == "2026-01-05"
    assert len(weeks) == 10
    line = compared(project).report.variable("event_type")
    assert line is not None
    assert sum(point.n_units for point in drift) == line.n_units


def test_a_variable_that_is_not_compared_has_no_details(project: Project) -> None:
    article_id = an_article_of(project)
    for who in ("ana", "ben"):
        hand_in(project, article_id, who)
    with pytest.raises(NotFound, match="'note'"):
        details(compared(project), "note")
    with pytest.raises(NotFound, match="not compared"):
        agreement.alignment_of(compared(project), an_article_of(project, 1))


def test_every_question_has_details_whether_or_not_it_has_numbers(tmp_path: Path) -> None:
    where = place(tmp_path / "p.annotator")
    project = open_project(a_coded_project(where, 5, coders=("ana", "ben")))
    comparison = compared(project)
    for line in comparison.report.variables:
        found = details(comparison, line.name)
        assert (found.needed == ()) == (line.interval is None)
        assert all(number >= 0 for _, number in found.needed)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from annotator.demo import demo_project
from annotator.model.agreement import NO_PAIRABLE, REACHED, UNDEFINED
from annotator.model.errors import AnnotatorError, NotFound, NotSaved, NotYours, ProjectRefused
from annotator.model.event import Answer, Lane
from annotator.model.study import Role, State
from annotator.reliability import partition
from annotator.stages import agreement
from annotator.stages.agreement import compare
from annotator.stages.coding import retract_event
from annotator.stages.project import (
    Project,
    add_coder,
    check,
    coder,
    coders,
    create_project,
    open_project,
)
from annotator.stages.results import finish
from tests.build import a_project, the_codebook
from tests.databases import behind, place, written
from tests.raters import a_coded_project, hand_in
from tests.stages.talks import a_talk, alpha_of, an_article_of, compared


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def test_what_two_submitted_is_compared_and_nothing_else(project: Project) -> None:
    both, one, begun = (an_article_of(project, number) for number in range(3))
    for who in ("ana", "ben"):
        hand_in(project, both, who, a_talk(both))
    hand_in(project, one, "ana", a_talk(one))
    hand_in(project, begun, "ana", a_talk(begun))
    hand_in(project, begun, "ben", a_talk(begun), state=State.IN_PROGRESS)

    comparison = compared(project)

    assert comparison.report.settings.coders == ("ana", "ben")
    assert comparison.report.n_articles == 1
    (line,) = agreement.compared_articles(comparison)
    assert line == (both, "story0", "Story 0", 2, 2, 1)


def test_a_submission_taken_back_is_compared_no_more(project: Project) -> None:
    article_id = an_article_of(project)
    for who in ("ana", "ben"):
        hand_in(project, article_id, who, a_talk(article_id))
    assert compared(project).report.n_articles == 1

    hand_in(project, article_id, "ben", state=State.IN_PROGRESS)
    hand_in(project, an_article_of(project, 1), "ben")

    assert compared(project).report.n_articles == 0


def test_a_coder_who_submitted_no_event_has_none_and_is_not_missing(project: Project) -> None:
    article_id = an_article_of(project)
    hand_in(project, article_id, "ana", a_talk(article_id))
    hand_in(project, article_id, "ben", answers={"article_status": Answer("no_codable_event")})

    comparison = compared(project)

    assert comparison.report.n_articles == 1
    line = comparison.report.variable("article_status")
    assert line is not None
    assert (line.n_units, line.percent, line.alpha) == (1, 0.0, 0.0)
    event_type = comparison.report.variable("event_type")
    assert event_type is not None
    assert (event_type.n_units, event_type.alpha, event_type.reason) == (0, None, NO_PAIRABLE)
    assert event_type.coverage == 0.0


def test_gold_is_a_rater_when_it_is_named_and_only_then(project: Project) -> None:
    article_id = an_article_of(project)
    for who in ("ana", "ben"):
        hand_in(project, article_id, who, a_talk(article_id))
    hand_in(project, article_id, "judge", a_talk(article_id, "AGREE"), lane=Lane.GOLD)

    alone = compared(project)
    with_gold = compared(project, coders=["gold", "ana"])

    assert alone.report.settings.coders == ("ana", "ben")
    assert alone.report.variable("event_type").percent == 1.0  # type: ignore[union-attr]
    assert with_gold.report.settings.coders == ("ana", "gold")
    assert with_gold.report.variable("event_type").percent == 0.0  # type: ignore[union-attr]


def test_an_unknown_coder_is_answered_with_those_there_are(project: Project) -> None:
    add_coder(project, "ana")
    with pytest.raises(NotFound, match=r"'zoe'.*ana, gold, me"):
        compared(project, coders=["ana", "zoe"])


@pytest.mark.parametrize("coders", [["ana"], ["ana", "ana"]])
def test_one_coder_alone_is_not_compared(project: Project, coders: list[str]) -> None:
    add_coder(project, "ana")
    with pytest.raises(AnnotatorError, match="at least two"):
        compared(project, coders=coders)


def test_a_project_that_nobody_submitted_anything_in_says_so(project: Project) -> None:
    with pytest.raises(AnnotatorError, match="Nobody has"):
        compared(project)
    hand_in(project, an_article_of(project), "ana")
    with pytest.raises(AnnotatorError, match="Only ana has"):
        compared(project)


def test_coders_without_an_article_in_common_have_no_coefficient(project: Project) -> None:
    for number, who in enumerate(("ana", "ben")):
        article_id = an_article_of(project, number)
        hand_in(project, article_id, who, a_talk(article_id))

    report = compared(project).report

    assert report.n_articles == 0
    assert {line.reason for line in report.variables} == {NO_PAIRABLE}
    assert {line.verdict for line in report.variables} == {UNDEFINED}
    assert report.events is not None
    assert report.events.f1.value is None


def test_the_same_seed_gives_the_same_report(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 25, gold=True))
    first, second = compared(project), compared(project)
    other = compared(project, seed=2)
    assert first.report == second.report
    assert first.clusters == second.clusters
    assert first.report != other.report
    assert alpha_of(first, "event_type") == alpha_of(other, "event_type")


def test_without_samples_there_is_no_interval_and_no_verdict(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 10))
    report = compared(project, samples=0).report
    assert {line.verdict for line in report.variables} == {UNDEFINED}
    assert alpha_of(compared(project, samples=0), "event_type") is not None


def test_a_comparison_can_be_called_off_at_any_step(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 6))
    before = written(project)
    steps = sum(1 for _ in compare(project, samples=20))
    for stop in range(1, steps, 7):
        job = compare(project, samples=20)
        for _ in range(stop):
            next(job)
        hand_in(project, an_article_of(project, stop), "ana")  # nobody holds a lock meanwhile
        job.close()
    assert written(project) != before
    assert not finish(check(project))


def test_progress_goes_on_and_never_back(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 25))
    told = [each for each in compare(project, samples=200) if each.total]
    shares = [each.done / each.total for each in told]
    assert shares == sorted(shares)
    assert shares[-1] <= 1


def test_coding_that_goes_on_meanwhile_does_not_disturb(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 40))
    job = compare(project, samples=20)
    next(job)
    with project.store.transaction() as records:
        ids = [row.id for row in records.articles()]
    for article_id in ids:
        for who in ("ana", "ben"):
            hand_in(project, article_id, who, state=State.IN_PROGRESS)
    comparison = finish(job)
    assert comparison.report.n_articles == 0


def test_a_changed_coding_is_not_compared(tmp_path: Path) -> None:
    project = open_project(a_coded_project(place(tmp_path / "p.annotator"), 6))
    behind(project.store, "UPDATE event_revision SET body = replace(body, 'held', 'planned')")
    with pytest.raises(ProjectRefused, match="was changed"):
        compared(project)


def test_neither_names_nor_the_order_of_coding_make_a_difference(tmp_path: Path) -> None:
    """Whoever comes first, and whatever they are called, the numbers are the same."""
    numbers = []
    for names in (("ana", "ben", "chen"), ("zoe", "yan", "xi"), ("m", "a", "z")):
        project = open_project(a_coded_project(place(tmp_path / f"{names[0]}.annotator"), 30))
        own = create_project(place(tmp_path / f"{names[0]}2.annotator"), the_codebook(), "Talks")
        _copied(project, own, dict(zip(("ana", "ben", "chen"), names, strict=True)))
        report = compared(own, samples=0).report
        events = report.events
        assert events is not None
        numbers.append(
            (
                {line.name: (line.n_units, line.alpha, line.coverage) for line in report.variables},
                (events.f1, events.soft_f1, events.n_clusters, events.coverage),
                sorted(each or 0 for each in events.recall.values()),
            )
        )
    for found in numbers[1:]:
        assert found[2] == pytest.approx(numbers[0][2])
        assert found[1][2:] == numbers[0][1][2:]
        for name, line in numbers[0][0].items():
            assert found[0][name] == pytest.approx(line, nan_ok=False), name


def _copied(project: Project, other: Project, names: dict[str, str]) -> None:
    """The articles and codings of a project in another one, in another order."""
    with project.store.transaction() as records:
        articles = [records.article(row.id) for row in records.articles()]
        people = {each.id: each.handle for each in records.coders()}
        codings = list(records.codings())
    with other.store.transaction() as records:
        by = records.coders()[0].id
        records.add_articles([(each, {}) for each in reversed(articles) if each], by)
    for coding in reversed(codings):
        events = [replace(event, id=uuid4()) for event in reversed(coding.events)]
        who = names[people[coding.coder_id]]
        hand_in(other, coding.article_id, who, *events, answers=coding.answers)


def test_the_coders_of_the_sample_may_see_how_they_agree(tmp_path: Path) -> None:
    sample = open_project(demo_project(tmp_path / "sample"))
    assert agreement.unreleased(sample) == []
    for person in coders(sample):
        assert agreement.may_compare(sample, person) == ""
    report = compared(sample, by=coder(sample, "ana")).report
    assert (report.n_articles, report.n_unreleased) == (4, 0)


def test_a_coder_sees_no_comparison_while_anything_is_blind(project: Project) -> None:
    first, second = an_article_of(project), an_article_of(project, 1)
    for who in ("ana", "ben"):
        hand_in(project, first, who, a_talk(first))
    lead, ana = coder(project, "me"), coder(project, "ana")

    assert "1 article is begun" in agreement.may_compare(project, ana)
    with pytest.raises(NotYours, match="blind"):
        compared(project, by=ana)
    assert agreement.may_compare(project, lead) == ""

    agreement.release(project, lead)
    assert agreement.may_compare(project, ana) == ""
    assert compared(project, by=ana).report.n_articles == 1

    hand_in(project, second, "chen", a_talk(second), state=State.IN_PROGRESS)
    assert "1 article is begun" in agreement.may_compare(project, ana)


def test_an_adjudicator_sees_what_is_released_and_a_lead_sees_all(project: Project) -> None:
    ids = [an_article_of(project, number) for number in range(3)]
    for article_id in ids:
        for who in ("ana", "ben"):
            hand_in(project, article_id, who, a_talk(article_id))
    lead, judge = coder(project, "me"), add_coder(project, "judge", Role.ADJUDICATOR)

    assert agreement.may_compare(project, judge) == ""
    with pytest.raises(AnnotatorError, match="Nobody has"):
        compared(project, by=judge)
    agreement.release(project, lead, [ids[1]])

    seen = compared(project, by=judge)
    assert [line.article_id for line in agreement.compared_articles(seen)] == [ids[1]]
    assert seen.report.n_unreleased == 0
    everything = compared(project, by=lead).report
    assert (everything.n_articles, everything.n_unreleased) == (3, 2)
    assert compared(project).report == everything


def test_only_what_two_submitted_is_released_unless_it_is_named(project: Project) -> None:
    both, one = an_article_of(project), an_article_of(project, 1)
    for who in ("ana", "ben"):
        hand_in(project, both, who)
    hand_in(project, one, "ana")
    lead = coder(project, "me")

    assert agreement.unreleased(project) == [both]
    assert agreement.release(project, lead).articles == {both}
    assert agreement.unreleased(project) == []
    assert not agreement.release(project, lead)
    assert agreement.release(project, lead, [one, both]).articles == {one}
    with pytest.raises(NotFound, match="no article"):
        agreement.release(project, lead, [lead.id])
    with pytest.raises(NotYours, match="no lead"):
        agreement.release(project, coder(project, "ana"))
    assert not finish(check(project))


def test_who_may_not_see_an_article_may_not_join_its_events(project: Project) -> None:
    article_id = an_article_of(project)
    first, second = a_talk(article_id), a_talk(article_id, at=(43, 68))
    hand_in(project, article_id, "ana", first)
    hand_in(project, article_id, "ben", second)
    judge = add_coder(project, "judge", Role.ADJUDICATOR)

    with pytest.raises(NotYours, match="is a coder"):
        agreement.join(project, coder(project, "ana"), article_id, first.id, second.id)
    with pytest.raises(NotYours, match="not released"):
        agreement.join(project, judge, article_id, first.id, second.id)
    agreement.release(project, coder(project, "me"))
    assert agreement.join(project, judge, article_id, first.id, second.id)


def test_the_threshold_is_the_lab_s_own(project: Project) -> None:
    for number, kind in enumerate(("CONSULT", "AGREE", "SUPPORT", "CONSULT")):
        article_id = an_article_of(project, number)
        for who in ("ana", "ben"):
            hand_in(project, article_id, who, a_talk(article_id, kind))
    lead = coder(project, "me")
    assert agreement.threshold(project) == 0.8
    line = compared(project).report.variable("event_type")
    assert line is not None
    assert line.verdict == REACHED

    agreement.set_threshold(project, lead, 0.9)

    assert agreement.threshold(project) == 0.9
    assert compared(project).report.settings.threshold == 0.9
    assert compared(project, threshold=0.7).report.settings.threshold == 0.7
    for value in (0.0, -1.0, 1.1, float("nan"), float("inf")):
        with pytest.raises(NotSaved, match="threshold"):
            agreement.set_threshold(project, lead, value)
    with pytest.raises(NotYours, match="no lead"):
        agreement.set_threshold(project, coder(project, "ana"), 0.5)


def test_the_footing_differs_whenever_a_comparison_could(project: Project) -> None:
    article_id = an_article_of(project)
    lead = coder(project, "me")
    seen = {agreement.footing(project)}
    first, second = a_talk(article_id), a_talk(article_id)

    for step in (
        lambda: hand_in(project, article_id, "ana", first),
        lambda: hand_in(project, article_id, "ben", second),
        lambda: agreement.join(project, lead, article_id, first.id, second.id),
        lambda: agreement.forget_choice(project, lead, article_id, first.id, second.id),
        lambda: agreement.release(project, lead),
        lambda: agreement.set_threshold(project, lead, 0.7),
        lambda: retract_event(project, coder(project, "ana"), first.id),
    ):
        before = agreement.footing(project)
        assert before == agreement.footing(project)
        step()
        assert agreement.footing(project) not in seen
        seen.add(agreement.footing(project))


def test_an_article_whose_best_alignment_was_not_proved_in_time_is_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, plain = an_article_of(project), an_article_of(project, 1)
    stretches = {"ana": [(0, 40), (24, 64)], "ben": [(4, 44)], "chen": [(16, 56)]}
    for who, own in stretches.items():
        hand_in(project, chain, who, *(a_talk(chain, at=each) for each in own))
        hand_in(project, plain, who, a_talk(plain))
    exact = compared(project)
    assert exact.report.events is not None
    assert (exact.report.events.n_unproved, exact.happenings.unproved) == (0, [])
    monkeypatch.setattr(partition, "MOST_STEPS", 0)
    monkeypatch.setattr(partition, "MOST_SECONDS", 0.0)

    comparison = compared(project)

    assert comparison.report.events is not None
    assert comparison.report.events.n_unproved == 1
    (told,) = (each for each in comparison.report.findings if "not proved" in each)
    assert "1 article has" in told
    assert told.count("story0") == 1
    assert "story1" not in told
    shown = agreement.alignment_of(comparison, chain)
    as_shown = [sorted(line.event_id for line in cluster) for cluster in shown.clusters]
    assert sum(map(len, as_shown)) == 4
    assert all(each in comparison.clusters for each in as_shown)

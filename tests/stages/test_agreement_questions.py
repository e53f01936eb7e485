from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.model.agreement import NO_VARIATION, UNDEFINED
from annotator.model.codebook import Condition, Kind, Option, Scale, Variable
from annotator.model.errors import AnnotatorError
from annotator.model.event import Missing, Value
from annotator.stages.agreement import details
from annotator.stages.project import (
    Project,
    adopt_codebook,
    coder,
)
from tests.build import a_project, an_event, entries, the_codebook
from tests.raters import hand_in
from tests.stages.talks import a_talk, an_article_of, compared, own, with_codebook


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def test_every_question_but_free_text_has_its_line_and_each_group_its_set(
    project: Project,
) -> None:
    article_id = an_article_of(project)
    for who in ("ana", "ben"):
        hand_in(project, article_id, who, a_talk(article_id))
    report = compared(project).report
    names = [line.name for line in report.variables]
    texts = [v.name for _, v in the_codebook().all_variables() if v.kind is Kind.TEXT]
    assert len(names) == len(set(names))
    assert not {name.rpartition(".")[2] for name in names} & set(texts)
    assert {"article_status", "event_type", "participants", "participants.actor"} <= set(names)
    tables = {line.name: (line.table, line.level) for line in report.variables}
    assert tables["article_status"] == ("article", "nominal")
    assert tables["date"] == ("event", "date")
    assert tables["topics"] == ("topics", "masi")
    assert tables["positions.stance"] == ("positions", "ordinal")
    assert "issue" in report.findings[-1]


def test_a_reason_is_a_category_but_no_point_of_a_scale(project: Project) -> None:
    talks = [("2025-12-02", "2025-12-02"), ("", ""), ("2025-12-09", "2025-12-10")]
    for number, days in enumerate(talks):
        article_id = an_article_of(project, number)
        for who, day in zip(("ana", "ben"), days, strict=True):
            hand_in(project, article_id, who, a_talk(article_id, day=day))

    line = compared(project).report.variable("date")

    assert line is not None
    assert line.n_units == 2  # on its scale; `not_stated` twice is no date
    assert line.statistics["percent_unit_mean"] == pytest.approx(2 / 3)  # of all three
    assert line.missing["not_stated"] == 2
    assert line.statistics["alpha_category:not_stated"] == 1.0


def test_undecided_and_unanswered_are_missing_and_counted_apart(project: Project) -> None:
    values: list[dict[str, Value | Missing]] = [
        {"status": "held"},
        {"status": Missing.UNDECIDED},
        {},
        {"status": Missing.NOT_APPLICABLE},
    ]
    for number, given in enumerate(values):
        article_id = an_article_of(project, number)
        hand_in(project, article_id, "ana", a_talk(article_id, status="held"))
        hand_in(project, article_id, "ben", a_talk(article_id, **given))

    line = compared(project).report.variable("status")

    assert line is not None
    assert (line.n_units, line.coverage) == (2, 1.0)
    assert line.missing == {
        "not_stated": 0,
        "not_applicable": 1,
        "undecided": 1,
        "unanswered": 1,
        "default": 0,
    }


def test_options_off_the_scale_are_categories_alone(project: Project) -> None:
    both = [("supports", "supports"), ("denies", "denies"), ("opposes", "reserved")]
    for number, (first, second) in enumerate(both):
        article_id = an_article_of(project, number)
        hand_in(project, article_id, "ana", a_talk(article_id, stances=[first]))
        hand_in(project, article_id, "ben", a_talk(article_id, stances=[second]))

    line = compared(project).report.variable("positions.stance")

    assert line is not None
    assert (line.level, line.n_units) == ("ordinal", 2)
    assert line.statistics["alpha_category:denies"] == 1.0
    assert line.statistics["percent_unit_mean"] == pytest.approx(2 / 3)


def test_what_the_codebook_fills_in_counts_and_is_told(project: Project) -> None:
    article_id = an_article_of(project)
    hand_in(project, article_id, "ana", a_talk(article_id))
    hand_in(project, article_id, "ben", a_talk(article_id, confidence="low"))

    line = compared(project).report.variable("confidence")

    assert line is not None
    assert (line.n_units, line.percent, line.missing["default"]) == (1, 0.0, 1)
    (unit,) = details(compared(project), "confidence").disagreements
    assert unit.answers == (("ana", "Medium"), ("ben", "Low"))


def test_what_was_not_asked_is_no_disagreement_and_not_unanswered(project: Project) -> None:
    article_id = an_article_of(project)
    for who in ("ana", "ben"):
        hand_in(project, article_id, who, a_talk(article_id))

    line = compared(project).report.variable("status_reason")  # asked where there is no event

    assert line is not None
    assert (line.coverage, line.n_units, line.missing["unanswered"]) == (None, 0, 0)


def test_a_question_without_variation_is_undefined_and_says_why(project: Project) -> None:
    for number in range(3):
        article_id = an_article_of(project, number)
        for who in ("ana", "ben"):
            hand_in(project, article_id, who, a_talk(article_id))

    line = compared(project).report.variable("event_type")

    assert line is not None
    assert (line.alpha, line.reason, line.percent) == (None, NO_VARIATION, 1.0)
    assert (line.interval, line.verdict) == (None, UNDEFINED)


def test_participants_agree_as_sets_and_one_by_one(project: Project) -> None:
    given = [("CHN", "RUS"), ("CHN", "RUS"), ("FRA",), ("FRA", "DEU")]
    for number in range(2):
        article_id = an_article_of(project, number)
        for who, actors in zip(("ana", "ben"), given[number * 2 :], strict=False):
            hand_in(project, article_id, who, a_talk(article_id, actors=actors))

    comparison = compared(project)

    line = comparison.report.variable("participants")
    assert line is not None
    assert line.n_units == 2
    # MASI: {FRA} in {FRA, DEU}: 1 - 1/2 * 2/3 = 2/3; everything else is 0 or 1 apart.
    assert line.statistics["do_masi"] == pytest.approx(1 / 3)
    assert line.statistics["do_jaccard"] == pytest.approx(1 / 4)
    actor = comparison.report.variable("participants.actor")
    assert actor is not None
    assert (actor.n_units, actor.percent) == (3, 1.0)
    assert actor.coverage == pytest.approx(3 / 4)


def test_names_agree_whatever_their_capitals_and_blanks(project: Project) -> None:
    article_id = an_article_of(project)
    for who, name in (("ana", "Wang Yi"), ("ben", " wang  YI")):
        event = a_talk(article_id, actors=())
        given = entries(actor="CHN", role="host", person=name)
        hand_in(project, article_id, who, event.with_entries("participants", [given]))

    line = compared(project).report.variable("participants.person")

    assert line is not None
    assert (line.n_units, line.percent) == (1, 1.0)


def test_a_scale_of_ones_own_is_heeded_or_refused_in_words(project: Project) -> None:
    article_id = an_article_of(project)
    for who, kind in (("ana", "CONSULT"), ("ben", "AGREE")):
        hand_in(project, article_id, who, a_talk(article_id, kind))

    report = compared(project, scales={"event_type": "ordinal", "topics": "jaccard"}).report

    assert report.variable("event_type").level == "ordinal"  # type: ignore[union-attr]
    assert report.variable("topics").level == "jaccard"  # type: ignore[union-attr]
    for scales, words in (
        ({"event_typ": "ordinal"}, "Did you mean event_type"),
        ({"event_type": "metric"}, "no scale"),
        ({"date": "ordinal"}, "nominal, date"),
        ({"topics": "interval"}, "masi"),
        ({"participants.person": "ordinal"}, "It can be: nominal"),
    ):
        with pytest.raises(AnnotatorError, match=words):
            compared(project, scales=scales)


def test_numbers_are_compared_as_they_are_measured(tmp_path: Path) -> None:
    book = the_codebook()
    people = Variable("people", Kind.NUMBER, "People", scale=Scale.RATIO, minimum=0)
    degrees = Variable("degrees", Kind.NUMBER, "Degrees")
    book = replace(book, variables=(*book.variables, people, degrees))
    project = with_codebook(tmp_path, book)
    for number, (first, second) in enumerate([(1, 2), (4, 4), (10, 12.5)]):
        article_id = an_article_of(project, number)
        hand_in(project, article_id, "ana", a_talk(article_id, people=first, degrees=-first))
        hand_in(project, article_id, "ben", a_talk(article_id, people=second, degrees=second))

    report = compared(project).report

    line = report.variable("people")
    assert line is not None
    assert (line.level, line.n_units) == ("ratio", 3)
    assert line.statistics["alpha_interval"] is not None
    assert report.variable("degrees").level == "interval"  # type: ignore[union-attr]


def test_another_codebook_brings_its_own_questions(tmp_path: Path) -> None:
    project = a_project(tmp_path, "minimal")
    both = [((30, 40), (("trade",), ("trade", "visas"))), ((15, 15), ((), ("visas",)))]
    for number, (minutes, subjects) in enumerate(both):
        article_id = an_article_of(project, number)
        for at, who in enumerate(("ana", "ben")):
            event = an_event(
                article_id,
                contact="meeting",
                minutes=minutes[at],
                subjects=subjects[at],
                press=at > 0,
            )
            guest = entries(state="CHN", weight=minutes[at])
            hand_in(project, article_id, who, event.with_entries("guests", [guest]))

    report = compared(project).report

    lines = {line.name: line for line in report.variables}
    assert lines["minutes"].level == "ratio"
    assert lines["minutes"].alpha is not None
    # MASI: {trade} in {trade, visas} is 2/3 apart, nothing and {visas} wholly.
    assert lines["subjects"].statistics["do_masi"] == pytest.approx((2 / 3 + 1) / 2)
    assert (lines["press"].percent, lines["press"].n_units) == (0.0, 2)
    assert lines["guests.weight"].n_units == 2
    assert lines["guests.state"].percent == 1.0


def test_a_group_that_was_not_asked_is_no_empty_set(tmp_path: Path) -> None:
    book = the_codebook()
    asked = Condition("event_type", ("CONSULT",))
    groups = [replace(g, when=(asked,)) if g.name == "topics" else g for g in book.groups]
    project = with_codebook(tmp_path, replace(book, groups=tuple(groups)))
    for number, kind in enumerate(("CONSULT", "AGREE")):
        article_id = an_article_of(project, number)
        for who in ("ana", "ben"):
            hand_in(project, article_id, who, a_talk(article_id, kind))

    line = compared(project).report.variable("topics")

    assert line is not None
    assert (line.n_units, line.coverage) == (1, 1.0)


def test_codings_by_an_earlier_codebook_are_compared_and_told(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    article_id = an_article_of(project)
    for who in ("ana", "ben"):
        hand_in(project, article_id, who, a_talk(article_id))
    book = the_codebook()
    people = Variable("people", Kind.NUMBER, "People")
    newer = own(replace(book, version="1.1.0", variables=(*book.variables, people)))
    adopt_codebook(project, coder(project, "me"), newer)

    report = compared(project).report

    assert report.variable("event_type").n_units == 1  # type: ignore[union-attr]
    assert report.variable("people").missing["unanswered"] == 2  # type: ignore[union-attr]
    assert any("2 codings were made with another codebook" in each for each in report.findings)


def _toned(tmp_path: Path, tones: Sequence[tuple[str, str]]) -> Project:
    """Ana and ben coded a tone of an encounter in each article."""
    project = a_project(tmp_path, "minimal")
    for number, both in enumerate(tones):
        article_id = an_article_of(project, number)
        for who, tone in zip(("ana", "ben"), both, strict=True):
            event = an_event(article_id, contact="meeting", tone=tone)
            hand_in(project, article_id, who, event)
    return project


def _with_tones(project: Project, *options: Option, name: str = "tone") -> None:
    """Put a codebook in force that asks for other tones."""
    book = project.codebook
    was = "tone" if name != "tone" else ""
    variables = tuple(
        replace(each, name=name, options=options, was=was, when=()) if each.name == "tone" else each
        for each in book.variables
    )
    later = own(replace(book, version=f"{book.version}+", variables=variables, checks=()))
    adopt_codebook(project, coder(project, "me"), later)


def test_codes_that_were_renamed_or_merged_count_as_what_took_their_place(tmp_path: Path) -> None:
    project = _toned(tmp_path, [("hostile", "cool"), ("cool", "cool"), ("warm", "matter_of_fact")])
    now = {option.code: option for option in project.codebook.variable("tone").options}  # type: ignore[union-attr]
    scale = (now["matter_of_fact"], now["warm"])
    negative = Option("negative", "Negative", number=1, was=("hostile", "cool"))
    _with_tones(project, negative, *scale)
    bad = replace(negative, code="bad", was=("negative",))
    _with_tones(project, bad, *scale, name="mood")  # and once more, under another name

    found = compared(project)

    line = found.report.variable("mood")
    assert line is not None
    assert (line.level, line.n_units, line.n_values, line.coverage) == ("ordinal", 3, 6, 1.0)
    assert line.percent == pytest.approx(2 / 3)
    assert found.questions["mood"].ratings.values == (
        1,
        now["matter_of_fact"].number,
        now["warm"].number,
    )
    assert any("renamed or merged since count as" in each for each in found.report.findings)
    assert not any("no longer on the scale" in each for each in found.report.findings)


def test_codes_that_were_split_or_retired_are_told_beside(tmp_path: Path) -> None:
    project = _toned(tmp_path, [("hostile", "hostile"), ("cool", "warm"), ("warm", "warm")])
    now = {option.code: option for option in project.codebook.variable("tone").options}  # type: ignore[union-attr]
    angry = Option("angry", "Angry", number=1, was=("hostile",))
    grim = Option("grim", "Grim", number=2, was=("hostile",))
    _with_tones(project, angry, grim, now["matter_of_fact"], now["warm"])

    report = compared(project).report

    line = report.variable("tone")
    assert line is not None
    assert (line.n_units, line.coverage) == (1, pytest.approx(1 / 3))
    assert line.statistics["alpha_nominal"] is not None
    told = [each for each in report.findings if "no longer on the scale" in each]
    assert [each.partition(". ")[0] for each in told] == [
        "tone: 2 values of `hostile` are no longer on the scale",
        "tone: 1 value of `cool` is no longer on the scale",
    ]
    nominal = compared(project, scales={"tone": "nominal"}).report
    assert nominal.variable("tone").n_units == 3  # type: ignore[union-attr]
    assert not any("no longer on the scale" in each for each in nominal.findings)

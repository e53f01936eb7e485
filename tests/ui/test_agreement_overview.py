"""What a reviewer sees at first: how far coders agree in a line, the worst variable, and doubts."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from annotator.model.agreement import (
    BELOW,
    OPEN,
    REACHED,
    UNDEFINED,
    AgreementReport,
    ComparisonSettings,
    Interval,
    VariableAgreement,
)
from annotator.model.span import Span
from annotator.ui.widgets import agreement_meaning as meaning
from annotator.ui.widgets.agreement_foot import AgreementFoot, Nothing
from annotator.ui.widgets.agreement_overview import overview, worst
from annotator.ui.widgets.agreement_table import AgreementTable
from annotator.ui.widgets.article_marks import Mark
from annotator.ui.widgets.coder_marks import by_coder
from annotator.ui.widgets.cut_line import CutLine
from annotator.ui.widgets.target import Target


def a_line(name: str, alpha: float | None, verdict: str, n_articles: int = 40) -> VariableAgreement:
    interval = None if alpha is None else Interval(alpha - 0.05, alpha + 0.05, 0.02, 1000)
    return VariableAgreement(
        name=name,
        label=name.title(),
        table="event",
        level="nominal",
        n_units=n_articles,
        n_values=2 * n_articles,
        n_articles=n_articles,
        coverage=1.0,
        percent=0.9,
        alpha=alpha,
        reason="" if alpha is not None else "no_variation",
        interval=interval,
        verdict=verdict,
    )


LINES = (
    a_line("type", 0.9, REACHED),
    a_line("mode", None, UNDEFINED),
    a_line("status", 0.55, BELOW),
    a_line("place", 0.5, BELOW),
    a_line("host", 0.3, OPEN),
)


def a_report(*lines: VariableAgreement, n_articles: int = 40) -> AgreementReport:
    settings = ComparisonSettings("Talks", "book", "1", ("ana", "ben"), 0.8, 1000, 1)
    return AgreementReport(settings, n_articles, lines)


# --- at first sight ----------------------------------------------------------------------


def test_a_comparison_is_told_in_a_line() -> None:
    said = " ".join(overview(a_report(*LINES)))
    assert "1 of 5 variables reach 0.800" in said
    assert "1 open" in said
    assert "2 below" in said
    assert "1 not judged" in said
    assert "Least agreement: Place, alpha 0.500." in said


def test_a_verdict_that_does_not_occur_is_not_counted() -> None:
    said = " ".join(overview(a_report(LINES[0])))
    assert "1 of 1 variables reach 0.800." in said
    assert "below" not in said
    assert "Least" not in said


def test_few_articles_are_said_to_be_few() -> None:
    assert "Only 4 articles" in " ".join(overview(a_report(*LINES, n_articles=4)))
    assert "Only" not in " ".join(overview(a_report(*LINES)))


def test_the_worst_variable_is_one_that_is_surely_below() -> None:
    assert worst(LINES) == LINES[3]
    assert worst((LINES[0], LINES[4])) == LINES[4]
    assert worst(LINES[:2]) is None
    assert worst(()) is None


def test_variables_with_one_label_are_told_apart() -> None:
    lines = (
        a_line("topic", 0.9, REACHED),
        replace(LINES[2], label="Topic", name="positions.topic"),
    )
    assert "Topic (positions.topic)" in " ".join(overview(a_report(*lines)))


# --- doubts ------------------------------------------------------------------------------


def test_an_interval_from_few_articles_is_doubted() -> None:
    few = a_line("type", 0.9, REACHED, n_articles=4)
    for explained in (meaning.verdict_of(few, 0.8), meaning.interval_of(few)):
        assert "4 articles are too few" in explained.words
    assert "too few" not in meaning.verdict_of(LINES[0], 0.8).words


def test_an_interval_without_width_is_no_proof() -> None:
    sure = replace(
        a_line("type", 1.0, REACHED, n_articles=3), interval=Interval(1.0, 1.0, 0.0, 1000)
    )
    words = meaning.verdict_of(sure, 0.8).words
    assert "3 articles" in words
    assert "does not show" in words


def test_percent_agreement_tells_that_it_may_rest_on_more_than_alpha() -> None:
    ranked = replace(LINES[0], level="ordinal", n_units=0, missing={"not_stated": 12})
    words = meaning.percent_of(ranked).words
    assert "Not stated" in words
    assert "It rests on 0 units" not in words
    assert "It rests on 40 units" in meaning.percent_of(LINES[0]).words


def test_an_alpha_without_interval_says_why_in_the_table(qtbot: QtBot) -> None:
    table = AgreementTable()
    qtbot.addWidget(table)
    lonely = replace(LINES[0], interval=None, verdict=UNDEFINED)
    table.show_lines([lonely], {"event": "Event"}, 0.8)
    assert table.facts.data(table.facts.index(1, table.forest)) == "too few articles"


# --- words that are too long -------------------------------------------------------------


def test_a_long_line_gives_way_and_keeps_its_words(qtbot: QtBot) -> None:
    line = CutLine()
    qtbot.addWidget(line)
    words = "many coders " * 40
    line.resize(200, 20)
    line.show()
    line.show_words(words)
    assert line.text().endswith("…")
    assert words in line.toolTip()
    assert line.accessibleName() == words
    assert line.minimumSizeHint().width() < 200
    line.show_words("few")
    assert line.text() == "few"
    assert line.toolTip() == ""


def test_names_of_many_coders_do_not_widen_the_window(qtbot: QtBot) -> None:
    foot = AgreementFoot()
    qtbot.addWidget(foot)
    foot.show_rest("articles of a_coder_with_a_long_name, " * 20)
    assert foot.minimumSizeHint().width() < 400


def test_an_empty_page_shows_all_its_words(qtbot: QtBot) -> None:
    nothing = Nothing()
    qtbot.addWidget(nothing)
    nothing.resize(900, 600)
    nothing.show()
    nothing.show_words("Nothing to compare yet", "Give articles to two coders or more. " * 12)
    label = nothing.words
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert nothing.heading.geometry().bottom() < label.geometry().top()


# --- marks -------------------------------------------------------------------------------


def test_words_marked_twice_by_a_coder_have_one_letter() -> None:
    text = "Wang Yi met Sergey Lavrov"
    first, other = Span.of(text, 0, 7), Span.of(text, 12, 25)
    target = Target(None, variable="event_type")
    marks = {
        "ana": [
            Mark(first, "participants", "p", "Actor", target),
            Mark(first, "participants", "p", "Role", target),
            Mark(other, "participants", "p", "Actor", target),
        ],
        "ben": [Mark(first, "participants", "p", "Actor", target)],
    }
    found = by_coder(marks, ["ana", "ben"])
    assert [(mark.letter, mark.span) for mark in found] == [
        ("A", first),
        ("A", other),
        ("B", first),
    ]
    assert found[0].label == "ana · Actor, Role"

"""The widgets of the Agreement page by themselves: tables of facts, charts, numbers in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.charts.look import Look
from annotator.charts.sheet import Drawn
from annotator.model.agreement import (
    BELOW,
    NO_VARIATION,
    OPEN,
    REACHED,
    REASONS,
    UNDEFINED,
    Interval,
    VariableAgreement,
)
from annotator.ui import theme
from annotator.ui.widgets import agreement_meaning as meaning
from annotator.ui.widgets.agreement_statistics import statistic_lines
from annotator.ui.widgets.agreement_table import AgreementTable, scale_of, tick
from annotator.ui.widgets.agreement_words import (
    coefficient,
    fine_share,
    reason_words,
    share,
    tally,
    verdict_words,
)
from annotator.ui.widgets.chart_view import ChartView, look_of
from annotator.ui.widgets.coder_marks import families_of, letters_of
from annotator.ui.widgets.fact_table import FactColumn, FactTable, Heading, number_column

GROUPS = {"article": "Article", "event": "Event", "participants": "Participants"}


def a_line(
    name: str = "event_type", table: str = "event", alpha: float | None = 0.82
) -> VariableAgreement:
    interval = None if alpha is None else Interval(alpha - 0.1, alpha + 0.05, 0.04, 1000, 3)
    return VariableAgreement(
        name=name,
        label=name.replace("_", " "),
        table=table,
        level="nominal",
        n_units=40,
        n_values=96,
        n_articles=12,
        coverage=0.8,
        percent=1.0 if alpha is None else 0.9,
        alpha=alpha,
        reason=NO_VARIATION if alpha is None else "",
        interval=interval,
        verdict=UNDEFINED if alpha is None else OPEN,
        missing={"not_stated": 4, "undecided": 0},
        statistics={"alpha_nominal": alpha, "fleiss_kappa": 0.8, "cohen_kappa": None},
        reasons={"cohen_kappa": "needs_two_coders"},
    )


LINES = (
    a_line(),
    a_line("article_status", "article", 0.4),
    a_line("level", "event", None),
    a_line("role", "participants", -0.7),
)


@pytest.fixture
def table(qtbot: QtBot) -> AgreementTable:
    made = AgreementTable()
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show_lines(LINES, GROUPS, 0.8)
    made.show()
    made.setFocus()
    return made


def cells(table: FactTable[VariableAgreement], column: int = 0) -> list[str]:
    model = table.facts
    return [str(model.data(model.index(row, column))) for row in range(model.rowCount())]


# --- tables ------------------------------------------------------------------------------


def test_variables_stand_under_their_tables(table: AgreementTable) -> None:
    assert cells(table) == [
        "Article",
        "article status",
        "Event",
        "event type",
        "level",
        "Participants",
        "role",
    ]


def test_headings_are_passed_over(qtbot: QtBot, table: AgreementTable) -> None:
    seen = []
    table.picked.connect(lambda line: seen.append(line.name))
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert seen == ["event_type", "level", "role"]


def test_undefined_variables_come_last_however_one_sorts(table: AgreementTable) -> None:
    alpha = 4
    table.sort_by(alpha)
    assert [name.split(": ")[-1] for name in cells(table)][-1] == "level"
    assert cells(table, alpha) == ["\u22120.700", "0.400", "0.820", "–"]
    table.sort_by(alpha, is_down=True)
    assert cells(table, alpha) == ["0.820", "0.400", "\u22120.700", "–"]


def test_sorted_variables_say_to_which_table_they_belong(table: AgreementTable) -> None:
    table.sort_by(1)
    assert "Participants: role" in cells(table)


def test_the_order_is_chosen_from_a_menu(table: AgreementTable) -> None:
    menu = table.order_menu()
    chosen = next(action for action in menu.actions() if action.text() == "Alpha")
    chosen.trigger()
    assert cells(table, 4)[0] == "\u22120.700"
    again = next(a for a in table.order_menu().actions() if a.text() == "Alpha ↑")
    again.trigger()
    assert cells(table, 4)[0] == "0.820"


def test_a_list_that_is_shown_anew_keeps_its_place(table: AgreementTable) -> None:
    table.choose("level", 4)
    picked: list[object] = []
    table.picked.connect(picked.append)
    table.show_lines([replace(line, n_units=41) for line in LINES], GROUPS, 0.8)
    current = table.current()
    assert current is not None
    assert (current.name, current.n_units) == ("level", 41)
    assert table.currentIndex().column() == 4
    assert picked == []


def test_every_number_of_a_variable_is_explained(table: AgreementTable) -> None:
    for row in range(table.facts.rowCount()):
        for column in range(1, table.facts.columnCount()):
            index = table.facts.index(row, column)
            if table.facts.row(index) is not None:
                explained = table.facts.explained(index)
                assert explained is not None
                assert explained.lines
                assert table.facts.data(index, Qt.ItemDataRole.ToolTipRole)


def test_an_undefined_number_says_why(table: AgreementTable) -> None:
    table.choose("level", 4)
    explained = table.explained()
    assert explained is not None
    assert "all values are equal" in explained.words
    assert "no variation" in cells(table, table.forest)


def test_a_fact_table_is_a_proper_model(qtbot: QtBot, qtmodeltester: object) -> None:
    columns = [
        FactColumn("name", "Name", lambda row: str(row), 0),
        number_column("n", "Number", 60, lambda row: len(str(row)), str),
    ]
    made: FactTable[str] = FactTable("facts", "Facts", columns, lambda row: row)
    qtbot.addWidget(made)
    made.show_rows([Heading("Long"), "elephant", Heading("Short"), "ox"])
    qtmodeltester.check(made.facts)  # type: ignore[attr-defined]


def test_enter_opens_a_row_and_stepping_ends_at_the_ends(qtbot: QtBot) -> None:
    columns = [FactColumn("name", "Name", lambda row: str(row), 0)]
    made: FactTable[str] = FactTable("facts", "Facts", columns, lambda row: row)
    qtbot.addWidget(made)
    made.show_rows([Heading("All"), "a", Heading("Rest"), "b"])
    with qtbot.waitSignal(made.opened) as told:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    assert told.args == ["a"]
    assert made.step(1)
    assert made.current() == "b"
    assert not made.step(1)


def test_the_scale_has_room_for_low_intervals() -> None:
    assert scale_of(LINES, 0.8).low == -0.5
    assert scale_of(LINES[:2], 0.8).low == 0.0
    assert [tick(value) for value in (0.0, 0.667, 0.8, 1.0, -0.5)] == [
        "0",
        ".667",
        ".8",
        "1",
        "\u2212.5",
    ]


# --- words -------------------------------------------------------------------------------


def test_numbers_are_written_with_their_places() -> None:
    assert coefficient(-0.0004) == "0.000"
    assert coefficient(-0.25) == "\u22120.250"
    assert coefficient(None) == "–"
    assert share(0.8182) == "81.8 %"
    assert fine_share(0.000184) == "0.018 %"
    assert (tally(4), tally(4 / 3)) == ("4", "1.3")


def test_each_verdict_has_a_sign_of_its_own() -> None:
    signs = {verdict_words(verdict)[0] for verdict in (REACHED, OPEN, BELOW, UNDEFINED)}
    assert len(signs) == 4


def test_each_reason_is_a_sentence() -> None:
    for reason in REASONS:
        assert reason not in reason_words(reason)
        assert reason_words(reason).endswith(".")


def test_a_variable_says_on_how_much_it_rests() -> None:
    words = meaning.alpha_of(LINES[0]).words
    assert "40 units of 12 articles" in words
    assert "4 not stated" in words
    assert "undecided" not in words
    assert "3 results were undefined" in meaning.interval_of(LINES[0]).words


def test_coefficients_come_with_label_and_reason() -> None:
    found = {line.name: line for line in statistic_lines(LINES[0])}
    assert found["fleiss_kappa"].words == "0.800"
    assert found["cohen_kappa"].words == "for two coders only"
    assert "cohen_kappa" in found["cohen_kappa"].explained.words


def test_every_coder_has_a_letter_of_their_own() -> None:
    coders = ["ana", "anton", "ben", "b", "bo"]
    letters = letters_of(coders)
    assert letters["ana"] == "A"
    assert len(set(letters.values())) == len(coders)
    many = [f"coder{number}" for number in range(12)]
    assert len(set(letters_of(many).values())) == 12
    assert len(set(families_of(many[:7]).values())) == 7


# --- charts ------------------------------------------------------------------------------


@pytest.fixture
def chart(qtbot: QtBot) -> ChartView:
    made = ChartView("forest", "Forest plot")
    qtbot.addWidget(made)
    made.resize(420, 260)
    made.show()
    return made


def draw(figure: object, look: Look) -> Drawn:
    from annotator.charts.forest import forest

    return forest(figure, LINES, look, 0.8)  # type: ignore[arg-type]


def test_a_chart_is_told_in_words_and_drawn_in_the_colours_of_the_theme(
    qtbot: QtBot, chart: ChartView
) -> None:
    chart.show_chart(draw, "event type 0.82")
    assert chart.accessibleName() == "Forest plot"
    assert chart.accessibleDescription() == "event type 0.82"
    assert look_of(theme.DARK).paper == theme.DARK.paper
    image = chart.grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, 420, 3) for y in range(0, 260, 3)}
    assert len(colours) > 5


def test_the_pointer_gets_the_numbers_it_rests_on(chart: ChartView) -> None:
    chart.show_chart(draw, "")
    said = {chart.words_at(210, y) for y in range(0, 260, 4)}
    assert any("event type" in words and "0.82" in words for words in said)


def test_a_chart_that_nobody_sees_is_not_drawn(qtbot: QtBot) -> None:
    made = ChartView("forest", "Forest plot")
    qtbot.addWidget(made)
    drawn: list[int] = []

    def count(figure: object, look: Look) -> Drawn:
        drawn.append(1)
        return draw(figure, look)

    made.show_chart(count, "")
    assert drawn == []
    made.show()
    qtbot.waitUntil(lambda: len(drawn) > 0)


def test_a_chart_is_kept_from_its_menu(qtbot: QtBot, chart: ChartView) -> None:
    assert not any(action.isEnabled() for action in chart.keep_menu().actions())
    chart.show_chart(draw, "")
    svg, png = chart.keep_menu().actions()
    asked: list[object] = []
    chart.kept.connect(asked.append)
    svg.trigger()
    png.trigger()
    assert asked == [(chart, "svg"), (chart, "png")]

from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from annotator.charts.confusion import confusion, confusion_height, describe_confusion
from annotator.charts.drift import DRIFT_HEIGHT, describe_drift, drift
from annotator.charts.events import describe_together, together, together_height
from annotator.charts.files import colour_variables, inline_svg, png, svg
from annotator.charts.forest import describe_forest, forest, forest_height
from annotator.charts.heat import describe_heat, describe_heat_of, heat, heat_height, heat_of
from annotator.charts.look import DARK, LIGHT, Look
from annotator.charts.sheet import Drawn
from annotator.charts.words import Words
from tests.charts import values

Draw = Callable[[Figure, Look], Drawn]

MANY = [f"coder{at:02}" for at in range(30)]
LABELS = [values.LABELS[at % 6] for at in range(20)]

CHARTS: dict[str, tuple[float, Draw]] = {
    "forest": (forest_height(6), lambda f, look: forest(f, values.variables(), look, 0.75)),
    "forest of one": (forest_height(1), lambda f, look: forest(f, values.variables(1), look)),
    "forest of many": (forest_height(60), lambda f, look: forest(f, values.variables(60), look)),
    "heat": (heat_height(4), lambda f, look: heat(f, values.pairs(), values.CODERS, look)),
    "heat of two": (heat_height(2), lambda f, look: heat(f, values.pairs(), ["ana", "ben"], look)),
    "heat of many": (heat_height(30), lambda f, look: heat(f, values.pairs(MANY), MANY, look)),
    "heat of F1": (
        heat_height(2),
        lambda f, look: heat_of(f, {("ana", "ben"): 0.5}, ["ana", "ben"], look),
    ),
    "confusion": (
        confusion_height(6),
        lambda f, look: confusion(f, values.LABELS, values.matrix(6), look),
    ),
    "confusion of many": (
        confusion_height(20),
        lambda f, look: confusion(f, LABELS, values.matrix(20), look),
    ),
    "drift": (DRIFT_HEIGHT, lambda f, look: drift(f, values.weeks([0.9, None, 0.7, -0.6]), look)),
    "drift of a week": (DRIFT_HEIGHT, lambda f, look: drift(f, values.weeks([0.9]), look)),
    "drift of years": (DRIFT_HEIGHT, lambda f, look: drift(f, values.weeks([0.8] * 80), look)),
    "together": (together_height(4), lambda f, look: together(f, values.events(), look)),
}
EMPTY: dict[str, Draw] = {
    "forest": lambda f, look: forest(f, [], look),
    "heat": lambda f, look: heat(f, [], [], look),
    "heat of one coder": lambda f, look: heat(f, [], ["ana"], look),
    "confusion": lambda f, look: confusion(f, [], [], look),
    "confusion of nothing": lambda f, look: confusion(f, ["a", "b"], [[0, 0], [0, 0]], look),
    "drift": lambda f, look: drift(f, [], look),
}
UNDEFINED: dict[str, Draw] = {
    "forest": lambda f, look: forest(f, [values.a_variable(None)] * 3, look),
    "heat": lambda f, look: heat(f, [], values.CODERS, look),
    "drift": lambda f, look: drift(f, values.weeks([None, None]), look),
    "together": lambda f, look: together(f, values.events(is_undefined=True), look),
}


def texts(drawn: Drawn) -> list[str]:
    return [text.get_text() for text in drawn.axes.texts]


@pytest.mark.parametrize("chart", CHARTS)
def test_the_same_values_give_the_same_bytes(chart: str) -> None:
    height, draw = CHARTS[chart]
    files = []
    for _ in range(2):
        figure = Figure((6, height))
        draw(figure, LIGHT)
        files.append((svg(figure), svg(figure), png(figure, 40)))
    assert files[0] == files[1]
    assert files[0][0] == files[0][1]
    assert b"<dc:date>" not in files[0][0]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("width", [0.2, 4.2, 14.0])
def test_charts_of_any_width_are_drawn_without_a_warning(chart: str, width: float) -> None:
    height, draw = CHARTS[chart]
    figure = Figure((width, height))
    draw(figure, DARK)
    png(figure, 30)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_window_that_is_still_a_few_pixels_high_is_no_trouble(chart: str) -> None:
    figure = Figure((0.05, 0.05))
    CHARTS[chart][1](figure, LIGHT)
    svg(figure)


@pytest.mark.parametrize("chart", CHARTS)
def test_drawing_anew_leaves_nothing_of_what_was_there(chart: str) -> None:
    height, draw = CHARTS[chart]
    fresh, used = Figure((6, height)), Figure((6, height))
    forest(used, values.variables(9), DARK)
    draw(fresh, LIGHT)
    draw(used, LIGHT)
    assert svg(fresh) == svg(used)


@pytest.mark.parametrize("chart", EMPTY)
def test_an_empty_chart_says_that_it_is_empty(chart: str) -> None:
    figure = Figure((4, 1))
    drawn = EMPTY[chart](figure, LIGHT)
    assert texts(drawn) == ["Nothing to draw yet"]
    assert drawn.words == "Nothing to draw yet"
    assert drawn.spots == ()
    svg(figure)


@pytest.mark.parametrize("chart", UNDEFINED)
def test_what_is_undefined_is_drawn_and_told_with_its_reason(chart: str) -> None:
    figure = Figure((6, 3))
    drawn = UNDEFINED[chart](figure, LIGHT)
    assert drawn.spots
    assert all("undefined (" in spot.words for spot in drawn.spots)
    assert "undefined (" in drawn.words
    png(figure, 40)


@pytest.mark.parametrize("chart", CHARTS)
def test_spots_lie_on_the_chart_and_do_not_overlap(chart: str) -> None:
    height, draw = CHARTS[chart]
    drawn = draw(Figure((6, height)), LIGHT)
    for spot in drawn.spots:
        assert drawn.at(spot.x, spot.y) == spot
        assert 0 <= spot.x <= 6 * 72
        assert 0 <= spot.y <= height * 72
        assert spot.words


def test_a_mark_lies_in_the_spot_of_its_variable() -> None:
    found = values.variables()
    drawn = forest(Figure((6, forest_height(6))), found)
    marks = [line for line in drawn.axes.lines if line.get_marker() in {"o", "D", "s"}]
    places = [(line.get_xdata()[0], line.get_ydata()[0]) for line in marks]
    names = [spot.name for place in places if (spot := drawn.at(*place)) and len(spot.name) == 2]
    assert names[:4] == ["v0", "v1", "v2", "v4"]
    assert drawn.at(-5, -5) is None


def test_a_number_lies_in_the_spot_of_its_pair() -> None:
    drawn = heat(Figure((6, heat_height(4))), values.pairs(), values.CODERS)
    place, *_ = [text.get_position() for text in drawn.axes.texts if text.get_text() == "0.40"]
    spot = drawn.at(*place)
    assert spot is not None
    assert spot.name == "ana\n王小明"
    assert spot.words == "ana and 王小明: 0.400, units: 41."


def test_a_point_lies_in_the_spot_of_its_week() -> None:
    points = values.weeks([0.9, 0.8, None, 0.7])
    drawn = drift(Figure((6, DRIFT_HEIGHT)), points)
    marks = [line for line in drawn.axes.lines if line.get_marker() in {"o", "x"}]
    found = [drawn.at(line.get_xdata()[0], line.get_ydata()[0]) for line in marks]
    assert [spot.name for spot in found if spot] == [point.week for point in points]


def test_a_week_without_a_number_breaks_the_line() -> None:
    drawn = drift(Figure((6, DRIFT_HEIGHT)), values.weeks([0.9, 0.8, None, 0.7, 0.75, 0.8]))
    links = [
        line for line in drawn.axes.lines if line.get_linewidth() == 1.4 and line.get_ls() == "-"
    ]
    assert len(links) == 3


def test_what_is_far_below_chance_is_an_arrow_with_its_number_beside_it() -> None:
    drawn = forest(Figure((6, forest_height(1))), [values.a_variable(-0.9)])
    assert [line.get_marker() for line in drawn.axes.lines].count("<") == 2
    assert "−0.900" in texts(drawn)


def test_the_marks_of_verdicts_have_shapes_of_their_own() -> None:
    alphas = {0.95: 0.05, 0.81: 0.05, 0.5: 0.05, 0.7: None}
    found = [values.a_variable(alpha, half_width=half) for alpha, half in alphas.items()]
    drawn = forest(Figure((6, forest_height(4))), found)
    marks = [line for line in drawn.axes.lines if line.get_marker() in {"o", "D", "s"}]
    key, rows = marks[:4], marks[4:]
    looks = [(mark.get_marker(), mark.get_mfc() == LIGHT.paper) for mark in rows]
    assert looks == [("o", False), ("o", True), ("D", False), ("s", True)]
    assert [(mark.get_marker(), mark.get_mfc() == LIGHT.paper) for mark in key] == looks


def test_krippendorffs_lines_and_the_labs_own_are_named() -> None:
    drawn = forest(Figure((6, forest_height(1))), [values.a_variable()], LIGHT, 0.75)
    assert {"threshold 0.750", "0.667", "0.800"} <= set(texts(drawn))
    drawn = forest(Figure((6, forest_height(1))), [values.a_variable()], LIGHT, 0.8)
    assert "threshold 0.800" in texts(drawn)
    assert "0.800" not in texts(drawn)


def test_a_narrow_forest_keeps_label_mark_and_number() -> None:
    drawn = forest(Figure((4.2, forest_height(6))), values.variables())
    assert {"Event type", "0.950"} <= set(texts(drawn))
    assert any(text.startswith("A label") and text.endswith("…") for text in texts(drawn))


def test_labels_stay_as_the_lab_wrote_them() -> None:
    drawn = forest(Figure((9, forest_height(6))), values.variables())
    assert "Cost in $x_2$ <b>& more</b>" in texts(drawn)
    assert "two lines and □" in texts(drawn)


def test_categories_that_meet_as_fractions_keep_them() -> None:
    drawn = confusion(Figure((5, 2)), ["a", "b"], [[4, 1.5], [1.5, 0]])
    assert {"4", "1.5"} <= set(texts(drawn))
    assert "0" not in texts(drawn)


def test_equal_labels_of_two_categories_are_not_taken_for_one() -> None:
    drawn = confusion(Figure((5, 2)), ["other", "other"], [[4, 1], [1, 0]])
    assert drawn.spots[0].words == "other, given by both: 4."
    assert drawn.spots[1].words == "other with other: 1."


def test_categories_whose_labels_do_not_fit_are_numbered() -> None:
    short = confusion(Figure((6, 2)), ["visit", "talk"], values.matrix(2))
    assert texts(short).count("visit") == 2
    long = confusion(Figure((6, 2)), ["visit", "a talk that is long, long, long"], values.matrix(2))
    assert texts(long).count("visit") == 1
    assert texts(long).count("2") == 2


def test_charts_are_told_in_sentences_with_their_numbers() -> None:
    told = describe_forest([values.a_variable(), values.a_variable(None, label="Place")], 0.8)
    assert told == (
        "Variables: 2. At threshold 0.800: 1 reached, 0 open, 0 below, 1 not judged. "
        "Event type: α 0.850, 95 % interval 0.810 to 0.890, units: 120; reached. "
        "Place: α is undefined (no variation), units: 120."
    )
    assert describe_heat(values.pairs(), ["ben", "ana"]) == "ana and ben: 0.900, units: 40."
    assert describe_heat_of({("a", "b"): None}, ["a", "b"]) == "a and b: undefined (no data)."
    assert describe_confusion(["a", "b"], [[4, 1.5], [1.5, 0]]) == (
        "Values in pairs of coders: 7, of which the same: 4. a with b: 1.5."
    )
    assert describe_drift(values.weeks([0.9]), 0.8).endswith(
        "Week of 2025-12-01: α 0.900, 95 % interval 0.800 to 1.000, units: 5."
    )
    told = describe_together(values.events())
    assert told.startswith("Events: 130, happenings: 52, articles: 40. F1: 0.820. soft F1: 0.700.")
    assert "ana has 0.900 of the events of the others, who have 0.800 of theirs." in told


def test_a_long_forest_is_told_by_its_worst_variables() -> None:
    told = describe_forest(values.variables(60), 0.8)
    assert told.count("α") == 12
    assert "−0.900" in told


def test_words_and_numbers_are_those_of_the_window() -> None:
    words = Words(
        number=lambda value, digits: f"{value:.{digits}f}".replace(".", ","),
        threshold="Schwelle {value}",
        units="Einheiten",
    )
    found = [values.a_variable()]
    drawn = forest(Figure((6, forest_height(1))), found, LIGHT, 0.75, words)
    assert {"Schwelle 0,750", "Einheiten", "0,850"} <= set(texts(drawn))


def test_a_reason_that_is_not_known_is_told_as_it_stands() -> None:
    assert Words().reason("sun_spots") == "sun_spots"


def test_an_inline_chart_is_a_picture_in_words_with_ids_of_its_own() -> None:
    figure = Figure((6, forest_height(6)))
    drawn = forest(figure, values.variables())
    text = inline_svg(figure, "reliability", drawn.words + ' "<&>"', LIGHT)
    assert text.startswith('<svg class="chart" role="img" aria-label="Variables: 6.')
    assert "&quot;&lt;&amp;&gt;&quot;" in text
    assert "<?xml" not in text
    assert "<!--" not in text
    assert "<metadata" not in text
    for before in ('id="', "url(#", 'href="#'):
        assert text.count(before) == text.count(f"{before}reliability-")


@pytest.mark.parametrize("chart", CHARTS)
def test_an_inline_chart_can_be_dressed_anew_in_all_its_colours(chart: str) -> None:
    height, draw = CHARTS[chart]
    figure = Figure((6, height))
    draw(figure, LIGHT)
    text = inline_svg(figure, "one", "words", LIGHT)
    for colour in LIGHT.colours.values():
        text = text.replace(f", {colour.lower()})", "")
    assert ": #" not in text.replace("url(#", "")


def test_a_style_sheet_can_set_every_colour() -> None:
    assert "--chart-paper: #25282c;" in colour_variables(DARK)
    assert colour_variables(DARK).count("--chart-") == len(DARK.colours)

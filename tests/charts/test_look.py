from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.charts import grid, lettering
from annotator.charts.confusion import SUBDUED
from annotator.charts.look import DARK, LIGHT, Look
from annotator.charts.scale import Scale, lowest
from annotator.charts.words import Words, plain_number
from annotator.model.agreement import REASONS

READABLE = 4.5
"""Contrast that WCAG 2 asks for (1.4.3, level AA)."""


def light(colour: tuple[float, ...]) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def over(colour: str, ground: str, opacity: float) -> tuple[float, ...]:
    pairs = zip(rgb(colour), rgb(ground), strict=True)
    return tuple(opacity * top + (1 - opacity) * below for top, below in pairs)


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("fill", ["accent", "warn"])
@pytest.mark.parametrize("is_strong", [False, True])
@pytest.mark.parametrize("share", [-1.0, 0.0, 0.5, 1.0, 2.0])
def test_figures_can_be_read_on_every_cell(
    look: Look, fill: str, is_strong: bool, share: float
) -> None:
    opacity = grid.opacity(share, is_strong=is_strong)
    ground = over(look.colours[fill], look.paper, opacity)
    figures = look.paper if is_strong else look.text
    assert contrast(rgb(figures), ground) >= READABLE


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_can_be_read_on_the_paper(look: Look) -> None:
    for name in ("text", "soft", "accent", "warn"):
        assert contrast(rgb(look.colours[name]), rgb(look.paper)) >= READABLE
    diagonal = over(look.line, look.paper, SUBDUED)
    assert contrast(rgb(look.soft), diagonal) >= READABLE


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_cells_that_reach_the_threshold_are_told_apart_in_grey(look: Look) -> None:
    weak = over(look.accent, look.paper, grid.opacity(1, is_strong=False))
    strong = over(look.accent, look.paper, grid.opacity(0, is_strong=True))
    assert contrast(weak, strong) >= 2


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_colours_of_a_look_are_all_different(look: Look) -> None:
    assert len({colour.lower() for colour in look.colours.values()}) == len(look.colours)


@given(st.text(max_size=60))
def test_any_text_can_be_measured_and_cut(text: str) -> None:
    legible = lettering.legible(text, LIGHT.sans)
    whole = lettering.width(legible, LIGHT, 9)
    assert lettering.elided(legible, LIGHT, 9, whole) == legible
    cut = lettering.elided(legible, LIGHT, 9, whole / 2)
    assert lettering.width(cut, LIGHT, 9) <= whole / 2 + 0.01


def test_faces_that_are_not_installed_are_passed_over() -> None:
    found = lettering.families("visit", ("No Such Face", "DejaVu Sans"))
    assert found == ("DejaVu Sans",)


@given(st.lists(st.floats(-1, 1), max_size=5))
def test_a_scale_begins_at_zero_or_where_it_holds_all_that_is_negative(found: list[float]) -> None:
    low = lowest(found)
    assert -0.4 <= low <= 0
    assert low == -0.4 or all(value >= low for value in found)
    scale = Scale(low, 10, 110)
    assert all(10 <= scale.at(value) <= 110 for value in found)
    assert scale.fifths()[0] == low


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [(0.8, 3, "0.800"), (-0.25, 2, "−0.25"), (-0.0001, 2, "0.00"), (1234, 0, "1234")],
)
def test_numbers_have_a_point_and_a_true_minus(value: float, digits: int, written: str) -> None:
    assert plain_number(value, digits) == written


@pytest.mark.parametrize("reason", REASONS)
def test_charts_have_words_for_every_reason(reason: str) -> None:
    assert "_" not in Words().reason(reason)


def test_looks_and_words_come_without_matplotlib() -> None:
    code = (
        "import sys, annotator.charts.look, annotator.charts.words; "
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

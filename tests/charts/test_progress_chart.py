"""The chart of how far coders are: the same bytes, at any size, and all of it in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from matplotlib.figure import Figure

from annotator.charts.files import png, svg
from annotator.charts.look import DARK, LIGHT
from annotator.charts.progress import progress_chart, progress_height, progress_words
from annotator.charts.words import Words
from annotator.model.progress import CoderProgress, Week
from annotator.model.study import Coder, Role
from tests.charts.values import CODERS

MONDAY = date(2026, 8, 3)


def a_line(place: int = 0, *, assigned: int = 120, weeks: int = 5) -> CoderProgress:
    handle = f"{CODERS[place % len(CODERS)]}{place or ''}"
    who = Coder(UUID(int=place), handle, "", Role.CODER, datetime(2026, 8, 1, tzinfo=UTC))
    done = tuple(
        Week(MONDAY + timedelta(weeks=at), 20 if not at else 0, 0, 7 + (at * place) % 5, 1)
        for at in range(weeks)
    )
    return CoderProgress(who, assigned, 3, 40 + place, 5, 4.2, done)


def lines(number: int) -> list[CoderProgress]:
    return [a_line(place, weeks=1 + place) for place in range(number)]


@pytest.mark.parametrize("number", [1, 4, 20])
@pytest.mark.parametrize("width", [0.2, 4.2, 14.0])
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_one_and_twenty_coders_are_drawn_at_any_width(
    number: int, width: float, look: object
) -> None:
    figure = Figure((width, progress_height(number)))
    progress_chart(figure, lines(number), look)  # type: ignore[arg-type]
    png(figure, 30)


def test_a_window_that_is_still_a_few_pixels_high_is_no_trouble() -> None:
    figure = Figure((0.05, 0.05))
    progress_chart(figure, lines(4))
    svg(figure)


def test_the_same_values_give_the_same_bytes() -> None:
    files = []
    for _ in range(2):
        figure = Figure((6, progress_height(4)))
        progress_chart(figure, lines(4))
        files.append(svg(figure))
    assert files[0] == files[1]


def test_each_coder_is_a_spot_with_all_numbers_in_words() -> None:
    drawn = progress_chart(Figure((7, progress_height(4))), lines(4))

    assert [spot.name for spot in drawn.spots] == [line.coder.handle for line in lines(4)]
    assert all(drawn.at(spot.x, spot.y) == spot for spot in drawn.spots)
    assert drawn.spots[0].words == (
        "ana: assigned 120, submitted 40, set aside 5, begun 3, to do 72. "
        "Last, in the week of 2026-08-03: 7 submitted."
    )
    assert drawn.words == progress_words(lines(4)) == " ".join(s.words for s in drawn.spots)


def test_what_is_done_is_written_behind_the_bar_and_the_key_says_what_is_what() -> None:
    drawn = progress_chart(Figure((7, 1)), [a_line()])

    texts = {text.get_text() for text in drawn.axes.texts}
    assert {"ana", "45/120", "submitted", "set aside", "begun", "to do", "by week"} <= texts


def test_what_was_coded_without_being_assigned_is_no_debt() -> None:
    line = a_line(assigned=0)

    assert "to do 0" in progress_words([line])
    assert "45/48" in {
        text.get_text() for text in progress_chart(Figure((7, 1)), [line]).axes.texts
    }


def test_without_anything_to_draw_the_chart_says_so() -> None:
    nobody = CoderProgress(a_line().coder, 0, 0, 0, 0, None, ())
    for nothing in ([], [nobody]):
        drawn = progress_chart(Figure((4, 1)), nothing)
        assert drawn.words == progress_words(nothing) == "Nothing to draw yet"
        assert drawn.spots == ()


def test_words_can_be_those_of_another_language() -> None:
    words = Words(progress_row="{coder} hat {submitted} von {assigned}.", progress_week="")

    assert progress_words([a_line()], words).strip() == "ana hat 40 von 120."


def test_names_that_begin_alike_can_be_told_apart() -> None:
    handles = [f"research-assistant-of-the-cohort-2025-number-{at:02}" for at in range(20)]
    given = [replace(a_line(), coder=replace(a_line().coder, handle=each)) for each in handles]
    figure = Figure((6, progress_height(20)))
    drawn = progress_chart(figure, given)
    names = {text.get_text() for text in drawn.axes.texts if text.get_text().startswith("research")}
    assert len(names) == 20
    assert all("…" in name for name in names)

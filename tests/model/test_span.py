"""Spans and the bridge to UTF-16."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span, Utf16Map


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.text())
def test_every_code_point_survives_utf16_there_and_back(text: str) -> None:
    bridge = Utf16Map(text)
    for point in range(len(text) + 1):
        unit = bridge.to_utf16(point)
        assert unit == utf16_length(text[:point])
        assert bridge.to_point(unit) == point


def test_a_unit_inside_a_surrogate_pair_counts_as_its_character() -> None:
    bridge = Utf16Map("a\U0001f1e8b")
    assert [bridge.to_point(unit) for unit in range(5)] == [0, 1, 1, 2, 3]


@given(st.text(min_size=1), st.data())
def test_the_quote_of_a_span_is_the_stretch_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.of(text, start, end)
    assert span.quote == text[start:end]
    assert span.fits(text)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2), (0, 99)])
def test_a_span_that_is_empty_or_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"span|quote"):
        Span.of("Beijing", start, end)


def test_spans_that_touch_do_not_overlap() -> None:
    text = "Wang Yi met Lavrov"
    assert not Span.of(text, 0, 4).overlaps(Span.of(text, 4, 7))
    assert Span.of(text, 0, 5).overlaps(Span.of(text, 4, 7))

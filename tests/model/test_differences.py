from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.differences import differences

words = st.lists(st.sampled_from(["talks", "trade.", "in", "Beijing", "北京", "\n\n", "🤝"])).map(
    " ".join
)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("Trade talks.", "Trade  talks.\n", []),
        ("Trade talks.", "Long trade talks.", [("replaced", "Trade", "Long trade")]),
        ("The trade talks.", "The talks.", [("removed", "trade", None)]),
        ("The talks.", "The trade talks.", [("added", None, "trade")]),
        ("One. Two.", "One. Three. Two.", [("added", None, "Three.")]),
        ("北京会见外长。", "北京会见总长。", [("replaced", "外", "总")]),
    ],
)
def test_differences_are_told_in_words(
    first: str, second: str, found: list[tuple[str, str | None, str | None]]
) -> None:
    told = [
        (each.op, each.first and each.first.quote, each.second and each.second.quote)
        for each in differences(first, second)
    ]
    assert told == found


@given(words, words)
def test_without_the_differences_two_texts_have_the_same_words(first: str, second: str) -> None:
    found = differences(first, second)
    rest = [first, second]
    for each in reversed(found):
        for side, span in enumerate((each.first, each.second)):
            if span is not None:
                assert span.fits((first, second)[side])
                rest[side] = rest[side][: span.start] + rest[side][span.end :]
    assert "".join(rest[0].split()) == "".join(rest[1].split())
    assert found == [] or first.split() != second.split()


def test_long_texts_that_differ_everywhere_are_compared_in_a_moment() -> None:
    text = "".join(f"Sentence {number} of many.\n" for number in range(20_000))
    began = perf_counter()
    assert differences(text, text.replace("5", "6"))
    assert perf_counter() - began < 5

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.headline import TITLE_LENGTH, described, title_of
from tests.build import seed

TITLES = (
    "China Russia Convene to Address Ukraine Conflict and Strengthen Bilateral Ties",
    "China and Ukraine Forge Diplomatic Dialogue Amid Ongoing Russian Aggression",
    "Chinese Foreign Minister Wang Yi emphasized the extraordinary strength and…",
    "China-Russia Foreign Ministers Meet To Discuss Global Issues",
)


@pytest.mark.parametrize("number", range(4))
def test_the_seeds_have_the_titles_that_a_reader_would_give(number: int) -> None:
    assert title_of(seed(number).read_text(encoding="utf-8")) == TITLES[number]


def test_a_heading_is_the_title_and_front_matter_tells_the_rest() -> None:
    text = (
        "---\ntitle: 'Talks'\npublisher: Xinhua\ndate: 2025-12-02T10:00\nurl: https://x.org/1\n"
        "---\n# Other"
    )

    assert described(text) == {
        "title": "Talks",
        "publisher": "Xinhua",
        "published": "2025-12-02",
        "url": "https://x.org/1",
    }
    assert title_of("Some words that begin it all.\n\n## Talks in Geneva ##\n") == "Talks in Geneva"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ministers meet in Geneva\n\nThey spoke.\n\n# Background\n", "Ministers meet in Geneva"),
        ("Talks\n# Background\nThey spoke.", "Talks"),
        ("They spoke all day.\nBackground\n# Talks", "Talks"),
        ("They spoke.\n\nOf trade.\n\nOf peace.\n\n# Background\n", "They spoke."),
    ],
)
def test_a_heading_below_the_first_blocks_is_not_the_title(text: str, title: str) -> None:
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Date: 2 December 2025", "2025-12-02"),
        ("Date: Dec. 2, 2025", "2025-12-02"),
        ("Published: 2025-12", "2025-12"),
        ("Date: 2025-13-45", ""),
        ("Date: yesterday", ""),
        ("Date: 31 February 2025", ""),
    ],
)
def test_a_date_is_taken_only_if_it_is_plainly_one(line: str, published: str) -> None:
    assert described(f"Talks in Geneva\n{line}\n").get("published", "") == published


def test_an_address_that_is_none_is_left_out() -> None:
    assert "url" not in described("Talks\nURL: javascript:alert(1)\n")


@given(st.text(max_size=400))
def test_every_text_with_words_has_a_title_on_one_line(text: str) -> None:
    title = described(text).get("title", "")

    assert bool(title) or not text.strip()
    assert "\n" not in title
    assert len(title) <= max(TITLE_LENGTH + 1, 160)

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.likeness import ALIKE, alike, fingerprint
from tests.bench.corpus import articles

STORY, OTHER = (article.text for article in articles(2, seed=7))
CHINESE = "".join(
    random.Random(1).choices("外交部长王毅在北京会见俄罗斯外长拉夫罗夫双方就共同关心的问题", k=400)
)


def likeness(one: str, other: str) -> float:
    return alike(fingerprint(one), fingerprint(other))


def edited(text: str, share: float) -> str:
    """The text with one word in so many changed."""
    chance = random.Random(3)
    return " ".join("other" if chance.random() < share else word for word in text.split(" "))


@pytest.mark.parametrize(
    "other",
    [
        STORY.upper(),
        " ".join(STORY.split()),
        STORY.replace(".", " –"),
        f"2 December 2025\n\n{STORY}",
        f"BEIJING, Dec 2, 2025\n{STORY}",
    ],
    ids=["capitals", "blanks", "punctuation", "date", "dateline"],
)
def test_texts_with_the_same_words_are_equal(other: str) -> None:
    assert likeness(STORY, other) == 1.0


@pytest.mark.parametrize(
    "other",
    [
        STORY + OTHER[:800],
        STORY[: len(STORY) // 3],
        STORY[len(STORY) // 2 :],
        edited(STORY, 0.07),
        "Updated: new facts have come in since.\n\n" + STORY[400:],
    ],
    ids=["extended", "cut", "end", "edited", "updated"],
)
def test_a_story_that_another_paper_printed_is_alike_but_not_equal(other: str) -> None:
    assert ALIKE <= likeness(STORY, other) < 1.0


def test_other_stories_are_not_alike() -> None:
    assert likeness(STORY, OTHER) < ALIKE / 4
    assert likeness(CHINESE, STORY) == 0.0


def test_chinese_stories_are_compared_by_characters() -> None:
    chance = random.Random(2)
    changed = "".join("新" if chance.random() < 0.05 else char for char in CHINESE)
    assert likeness(CHINESE, CHINESE.replace("问", "，问")) == 1.0
    assert ALIKE <= likeness(CHINESE, changed) < 1.0
    assert likeness(CHINESE, CHINESE[:150]) >= ALIKE


def test_a_notice_inside_a_long_text_is_not_a_story_cut_short() -> None:
    notice = "All rights reserved. Do not copy this text without asking us first, please."
    assert likeness(notice, STORY + notice) < ALIKE


def test_texts_without_words_are_like_nothing() -> None:
    assert likeness("", "") == 0.0
    assert likeness("🤝 —", "🤝 —") == 0.0
    assert fingerprint("…").keys() == []


def test_alike_texts_share_keys_and_others_hardly_any() -> None:
    keys = set(fingerprint(STORY).keys())
    assert len(keys & set(fingerprint(STORY[: len(STORY) // 2]).keys())) >= 4
    assert len(keys & set(fingerprint(OTHER).keys())) <= 1
    assert all(0 <= key < 2**63 for key in keys)


@given(st.text(), st.text())
def test_likeness_is_mutual_and_whole_only_for_the_same_words(one: str, other: str) -> None:
    share = likeness(one, other)
    assert share == likeness(other, one)
    assert 0.0 <= share <= 1.0
    if fingerprint(one).sequences.size:
        assert likeness(one, one) == 1.0

"""Articles keep the text they came with, and their id follows from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.article import (
    ARTICLES,
    Article,
    article_id,
    canonical_text,
    date_refusal,
)


def test_line_ends_become_one_line_feed_and_the_byte_order_mark_goes() -> None:
    assert canonical_text("\ufeffone\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


def test_no_break_spaces_and_line_separators_are_kept() -> None:
    text = "Xi\u00a0Jinping\u2028said\u2029\u0301"
    assert canonical_text(text) == text


@given(st.text())
def test_canonical_text_is_canonical(text: str) -> None:
    once = canonical_text(text.lstrip("\ufeff"))
    assert canonical_text(once) == once


def test_the_same_text_is_the_same_article_whatever_its_line_ends() -> None:
    assert Article.from_text("a\r\nb").id == Article.from_text("a\nb").id


def test_the_same_text_from_two_sources_is_two_articles() -> None:
    assert Article.from_text("a", "AFP-1").id != Article.from_text("a", "AFP-2").id


def test_what_is_guessed_about_an_article_does_not_change_its_id() -> None:
    assert Article.from_text("a", title="A", language="en").id == Article.from_text("a").id


@given(st.text(), st.text())
def test_the_id_is_the_uuid5_of_source_and_text_and_the_bytes_at_hand_change_nothing(
    text: str, source_id: str
) -> None:
    made = Article.from_text(text, source_id)
    assert made.id == article_id(made.text, source_id)
    assert made.id == uuid5(ARTICLES, f"{source_id}\0{made.text}")
    assert made.encoded == made.text.encode()
    assert made == Article(made.id, made.text, source_id)


def test_dates_from_before_newspapers_and_from_the_future_are_refused_in_words() -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=400)
    assert "1066" in date_refusal("1066-10-14")
    assert "ahead" in date_refusal("2199")
    assert "ahead" in date_refusal(ahead.isoformat())
    assert date_refusal("") == date_refusal("1609-02-01") == date_refusal("2019-03") == ""
    assert date_refusal(datetime.now(UTC).date().isoformat()) == ""

"""Dates as sources write them become ISO 8601 of the precision they have, or nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.dates import published


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2019", "2019"),
        ("2019-03", "2019-03"),
        ("2019-03-04", "2019-03-04"),
        ("2019-03-04T23:30:00-05:00", "2019-03-04"),
        ("2019-03-04 23:30:00 GMT+00:00", "2019-03-04"),
        ("20130709T103700Z", "2013-07-09"),
        ("20130709", "2013-07-09"),
        ("Mon, 02 Jan 2017 22:28:00 +0000", "2017-01-02"),
        ("Sat, 07 Sep 02 00:00:01 GMT", "2002-09-07"),
        ("2019/3/4", "2019-03-04"),
        ("2019. 3. 4.", "2019-03-04"),
        ("January 11, 2010 Monday", "2010-01-11"),
        ("Monday 11 January 2010 10:23 AM GMT", "2010-01-11"),
        ("04-Mar-2019", "2019-03-04"),
        ("1st of June, 2019", "2019-06-01"),
        ("April 1, 2003, Tuesday, BC cycle", "2003-04-01"),
        ("March 2019", "2019-03"),
        ("lundi 11 janvier 2010", "2010-01-11"),
        ("1er mars 2019", "2019-03-01"),
        ("mar. 12 mai 2020", "2020-05-12"),
        ("11. Januar 2010", "2010-01-11"),
        ("Dienstag 01. März 2011, 12:00 Uhr", "2011-03-01"),
        ("11 de enero de 2010 lunes", "2010-01-11"),
        ("Segunda-feira 11 de janeiro de 2010", "2010-01-11"),
        ("Lunedì 11 Gennaio 2010", "2010-01-11"),
        ("maandag 11 januari 2010", "2010-01-11"),
        ("11 января 2010 г., 10:30", "2010-01-11"),
        ("11 січня 2010 року", "2010-01-11"),
        ("11 stycznia 2010 r.", "2010-01-11"),
        ("12 HAZİRAN 2019 Çarşamba", "2019-06-12"),
        ("12 KASIM 2019", "2019-11-12"),
        ("2010年1月11日 星期一", "2010-01-11"),
        ("二〇一九年三月二十一日", "2019-03-21"),
        ("2019年3月", "2019-03"),
        ("2019년 3월 4일 (월)", "2019-03-04"),
        ("١١ يناير ٢٠١٠", "2010-01-11"),
        ("الاثنين 11 كانون الثاني 2010", "2010-01-11"),
        ("১১ জানুয়ারি ২০১০", "2010-01-11"),
        ("11 Ιανουαρίου 2010", "2010-01-11"),
        ("11. ledna 2010", "2010-01-11"),
    ],
)
def test_a_date_is_read_as_it_is_written(words: str, iso: str) -> None:
    assert published(words) == iso


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("January/February 2010", "2010"),
        ("January 11-12, 2010", "2010-01"),
        ("January 30 - February 2, 2010", "2010"),
    ],
)
def test_of_several_days_stays_what_they_share(words: str, iso: str) -> None:
    assert published(words) == iso


@pytest.mark.parametrize(
    "words",
    [
        "",
        "yesterday",
        "2 hours ago",
        "Monday",
        "May 5",
        "3/4/19",
        "12 people in 2019",
        "31 February 2010",
        "2010-13-45",
        "2019-W05",
        "Spring and much else that is no date",
        "平成22年1月11日",
        "15 رمضان 1441 هـ",
        "11 มกราคม 2553",
        "2019-03-04 or 2019-05-06",
        "2019 " * 40,
    ],
)
def test_what_is_no_whole_date_is_none(words: str) -> None:
    assert published(words) == ""


def test_numbers_that_can_be_read_in_two_ways_wait_for_the_order() -> None:
    assert published("03/04/2019") == ""
    assert published("03/04/2019", order="MDY") == "2019-03-04"
    assert published("03/04/2019", order="DMY") == "2019-04-03"
    assert published("13/04/2019") == published("04/13/2019") == "2019-04-13"
    assert published("03/03/2019") == "2019-03-03"
    assert published("3.4.2019") == ""
    assert published("3.4.2019", ["de"]) == "2019-04-03"


def test_a_month_that_another_language_calls_so_waits_for_the_language() -> None:
    assert published("11 listopada 2019") == ""
    assert published("11 listopada 2019", ["pl"]) == "2019-11-11"


@settings(deadline=None)
@given(st.dates(date(1600, 1, 1), date(2399, 12, 31)))
def test_any_day_is_found_in_the_usual_forms(day: date) -> None:
    forms = ("%Y-%m-%d", "%Y%m%dT%H%M%SZ", "%B %d, %Y %A", "%d. %B %Y", "%Y年%m月%d日")
    assert {published(day.strftime(form)) for form in forms} == {day.isoformat()}


@settings(deadline=None)
@given(st.one_of(st.text(max_size=90), st.from_regex(r"[0-9/. :年月T-]{1,30}", fullmatch=True)))
def test_any_words_give_a_date_or_nothing(words: str) -> None:
    iso = published(words)
    assert iso == "" or date.fromisoformat((iso + "-01-01")[:10])


def test_seconds_since_1970_are_a_day() -> None:
    assert published("1711324800") == published("1711324800000") == "2024-03-25"
    assert published("17113248001") == ""

"""Dates as sources write them, to ISO 8601 of the precision that the words support.

A date is never completed and never guessed: "March 2019" is 2019-03, and 03/04/2019 is nothing
unless somebody says in which order it was written. Times and zones are left aside: the day counts
as it was written. The usual forms are read straight; only the rest is put to dateparser.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from annotator.extensions.articles.month_words import (
    FILLERS,
    LOCAL_MONTHS,
    MONTHS,
    MONTHS_OF_TWO_WORDS,
    WEEKDAYS,
)

DAY_FIRST, MONTH_FIRST = "DMY", "MDY"

_IGNORED = WEEKDAYS | FILLERS
_LONGEST = 80
_LAST_YEAR_IN_WORDS = 2400
"""Years beyond are of the Buddhist calendar, where they stand beside a month's name."""

_LANGUAGES = tuple(
    "en fr de es it pt nl ru zh ja ar bn pl tr uk ko cs ro hu sv da fi el id vi hi fa he".split()
)

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T\s]+\d.*|Z|[+-]\d\d:\d\d)?)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4}(?:\d\d)?(?:[.,]\d+)?\s*(?:Z|[+-][\d:]+)?)?")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?(?:\.\d+)?", re.ASCII)
"""Seconds or thousandths since 1970, as programs store dates, from 2001 to 2033."""

_MAIL = re.compile(
    r"(?:[^\W\d_]{3,9}\.?,?\s+)?(\d{1,2})[\s-]+([^\W\d_]{3,9})[\s-]+(\d{4}|\d\d)\s+\d\d?:\d\d\b.*"
)
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])\s?(\d{1,2})\2\s?(\d{1,2})\.?(?=$|\s)")
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])\s?(\d{1,2})\2\s?(\d{4})(?=$|[\s,])")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_EAST_ASIAN = re.compile(
    r"(?<![\d\w])(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号號일])?)?"
)
_TIME = re.compile(
    r"(?:(?<=\s)|(?<=,)|(?<=t)|^)\d{1,2}(?::\d\d(?::\d\d(?:[.,]\d+)?)?|h\d\d)"
    r"(?:\s*[ap]\.?m\b\.?)?(?:\s*(?:gmt|utc|cet|cest|[ecmp][sd]?t|bst|ist|msk|jst|hkt|z)\b)?"
    r"(?:\s*[+-]\d\d:?\d\d)?"
)
_OTHER_CALENDAR = re.compile("هـ|ه$|พ\\.ศ|仏暦|佛历|民國|民国|هجري|ق\\.?ه|[\u0e00-\u0e7f]")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re|e|de|ste|º|ª|°|o|-?го|-?е|-?те|-?ге)")
_NUMERALS = {char: n for n, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_CHINESE = re.compile(r"[〇零○一二三四五六七八九十]+(?=[年月日号號])")


def published(words: str, languages: Sequence[str] = (), order: str = "") -> str:
    """The date that `words` say, ISO 8601 to the year, month or day; "" if they say none.

    languages: those the words are likely in, two letters; others are understood too.
    order: "DMY" or "MDY" for numbers that could be either; without it they are no date.
    """
    plain = " ".join(unicodedata.normalize("NFKC", words[: 2 * _LONGEST]).split())
    if not plain or len(plain) > _LONGEST:
        return ""
    return _read(plain.strip(" ,;.|-–—"), tuple(languages), order)


@lru_cache(maxsize=8192)
def _read(words: str, languages: tuple[str, ...], order: str) -> str:
    """The ISO date of words without odd blanks; the same words come again and again."""
    words = _ascii_digits(words)
    exact = _exact(words)
    if exact is not None:
        return exact
    if _OTHER_CALENDAR.search(words) or not re.search(r"(?<!\d)\d{4}(?!\d)", words):
        return ""
    lowered = _TIME.sub(" ", words.casefold().replace("i\u0307", "i"))
    for name, month in MONTHS_OF_TWO_WORDS.items():
        lowered = lowered.replace(name, month)
    numeric = _numeric(lowered.strip(" ,"), languages, order)
    if numeric is not None:
        return numeric
    in_words = _in_words(lowered, languages)
    return in_words if in_words is not None else _by_library(lowered, languages, order)


def _ascii_digits(words: str) -> str:
    """The words with digits of every script as 0 to 9, Chinese numerals of a date too."""
    if words.isascii():
        return words
    plain = "".join(str(unicodedata.decimal(char, char)) for char in words)
    return _CHINESE.sub(lambda found: _number(found[0]), plain)


def _number(numerals: str) -> str:
    """A Chinese number as digits: 二〇一九 is 2019, 二十一 is 21."""
    if "十" not in numerals:
        return "".join(str(_NUMERALS[char]) for char in numerals)
    tens, _, ones = numerals.partition("十")
    known = [_NUMERALS.get(part, fallback) for part, fallback in ((tens, 1), (ones, 0))]
    return str(known[0] * 10 + known[1])


def _exact(words: str) -> str | None:
    """The date of a form that can be only one; None if it is none of these."""
    if found := _ISO.fullmatch(words) or _COMPACT.fullmatch(words):
        return _iso(*found.groups())
    if found := _EPOCH.fullmatch(words):
        return datetime.fromtimestamp(int(found[1]), UTC).date().isoformat()
    if found := _MAIL.fullmatch(words.casefold()):
        day, month, year = found.groups()
        if month in MONTHS:
            return _iso(_whole_year(year), str(MONTHS[month]), day)
    readings = {_iso(*found.groups()) for found in _EAST_ASIAN.finditer(words)}
    if readings:
        return readings.pop() if len(readings) == 1 else ""
    return None


def _whole_year(year: str) -> str:
    """A mail's year in full: by RFC 5322, 00 to 49 are of 2000, 50 to 99 of 1900."""
    if len(year) == 4:
        return year
    return f"20{year}" if int(year) < 50 else f"19{year}"


def _numeric(words: str, languages: tuple[str, ...], order: str) -> str | None:
    """The date of numbers alone; "" if they can be read in two ways, None if it is none."""
    words = " ".join(part for part in words.split() if part.strip(",.") not in _IGNORED)
    if found := _YEAR_FIRST.fullmatch(words):
        return _iso(found[1], found[3], found[4])
    if found := _YEAR_LAST.fullmatch(words):
        first, mark, second, year = found.groups()
        by_order = {DAY_FIRST: _iso(year, second, first), MONTH_FIRST: _iso(year, first, second)}
        readings = set(by_order.values()) - {""}
        if len(readings) > 1 and not order and mark == "." and languages and "en" not in languages:
            order = DAY_FIRST  # dots have the day before the month wherever English is not written
        return readings.pop() if len(readings) == 1 else by_order.get(order, "")
    if found := _MONTH_YEAR.fullmatch(words):
        return _iso(found[2], found[1])
    return None


def _in_words(words: str, languages: tuple[str, ...]) -> str | None:
    """The date of a month's name, a year and mostly a day; None if a word is not known."""
    days: set[str] = set()
    months: set[int] = set()
    years: set[str] = set()
    doubtful: set[int] = set()
    for token in re.split(r"[\s,;/()|–—-]+", words):
        bare = token.strip(".")
        if ordinal := _ORDINAL.fullmatch(bare):
            bare = ordinal[1]
        local = LOCAL_MONTHS.get(bare, ("", 0))
        if bare.isdecimal() and len(bare) in (1, 2, 4):
            (years if len(bare) == 4 else days).add(bare)
        elif local[0] in languages:
            months.add(local[1])
        elif bare in MONTHS:
            (doubtful if bare in WEEKDAYS else months).add(MONTHS[bare])
        elif bare and token not in _IGNORED and bare not in _IGNORED:
            return "" if local[0] else None
    months = months or doubtful
    if len(years) != 1 or int(min(years)) > _LAST_YEAR_IN_WORDS or (days and not months):
        return ""
    month = str(min(months)) if len(months) == 1 else None
    return _iso(min(years), month, min(days) if month and len(days) == 1 else None)


def _by_library(words: str, languages: tuple[str, ...], order: str) -> str:
    """What dateparser makes of the words, if every number it gives stands in them."""
    settings: dict[str, object] = {"PARSERS": ["absolute-time"]}
    settings["DATE_ORDER"] = order or DAY_FIRST
    for parts in (["year", "month", "day"], ["year", "month"]):
        told = _parsed(words, languages, {**settings, "REQUIRE_PARTS": parts})
        if told is None:
            continue
        numbers = [int(number) for number in re.findall(r"\d+", words)]
        used = [told.year, told.day][: len(parts) - 1]
        if told.year > _LAST_YEAR_IN_WORDS or not all(
            numbers.count(n) >= used.count(n) for n in used
        ):
            return ""
        for number in used:
            numbers.remove(number)
        if told.month in numbers and not order:
            return ""  # the month came from a number, and could be the day
        return _iso(*(str(part) for part in (told.year, told.month, told.day)[: len(parts)]))
    return ""


def _parsed(words: str, languages: tuple[str, ...], settings: dict[str, object]) -> date | None:
    """What dateparser gives for the words in these languages, or in any that is usual."""
    from dateparser import parse  # type: ignore[import-untyped]  # ships no types
    from dateparser.data.languages_info import (  # type: ignore[import-untyped]  # ships no types
        language_order,
    )

    known = [name for name in dict.fromkeys((*languages, *_LANGUAGES)) if name in language_order]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks the standard library for half a date
        try:
            told = parse(words, languages=known, settings=settings)
        except (ValueError, OverflowError):
            return None
    return told.date() if told is not None else None


def _iso(year: str, month: str | None = None, day: str | None = None) -> str:
    """These numbers in ISO 8601, as far as they go; "" if there is no such day."""
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])

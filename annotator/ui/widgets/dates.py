"""Reading a date as it is typed."""

from __future__ import annotations

import calendar
import re
from datetime import date

_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_DOTTED = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")
_DAY_FIRST = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?\.?\s+([^\W\d]+)\.?,?\s+(\d{4})$")
_MONTH_FIRST = re.compile(r"^([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_MONTH_ONLY = re.compile(r"^([^\W\d]+)\.?,?\s+(\d{4})$")
_RANGE = re.compile(r"\s*(?:/|–|—|\.\.| - | to |(?<=\d)-(?=\d{1,2}\.?\s+[^\W\d]))\s*")
_WEEK_DAYS = 7


def read_day(typed: str) -> str:
    """A typed day, month or year as ISO 8601 of its own precision; "" if it is none."""
    text = typed.strip()
    if found := _ISO.match(text):
        return _iso(found.group(1), found.group(2), found.group(3))
    if found := _DOTTED.match(text):
        return _iso(found.group(3), found.group(2), found.group(1)) if "." in text else ""
    if found := _DAY_FIRST.match(text):
        return _iso(found.group(3), _month(found.group(2)), found.group(1))
    if found := _MONTH_FIRST.match(text):
        return _iso(found.group(3), _month(found.group(1)), found.group(2))
    if found := _MONTH_ONLY.match(text):
        return _iso(found.group(2), _month(found.group(1)), None)
    return ""


def read_span(typed: str) -> tuple[str, str] | None:
    """A typed date as (first, last), equal for a single one; None if it is no date."""
    single = read_day(typed)
    if single:
        return single, single
    parts = _RANGE.split(typed.strip())
    if len(parts) != 2:
        return None
    last = read_day(parts[1])
    first = read_day(parts[0]) or _first_of(parts[0], last)
    if not first or not last or len(first) != len(last) or first > last:
        return None
    return first, last


def _first_of(typed: str, last: str) -> str:
    """The "2" of "2-4 Dec 2025"."""
    if typed.strip().isdigit() and len(last) == len("2025-12-04"):
        return _iso(last[:4], last[5:7], typed.strip())
    return ""


def precision_of(first: str, last: str) -> str:
    """How exact a date is: day, days, week, month or year; "" for anything longer."""
    if len(first) == len("2025"):
        return "year" if first == last else ""
    if len(first) == len("2025-12"):
        return "month" if first == last else ""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    if days == 1:
        return "day"
    return "days" if days < _WEEK_DAYS else "week" if days == _WEEK_DAYS else ""


def _month(name: str) -> str | None:
    names = [month.casefold() for month in _MONTHS]
    wanted = name.casefold()
    hits = [i for i, month in enumerate(names, 1) if month.startswith(wanted)]
    return str(hits[0]) if len(wanted) >= 3 and hits else None


def _iso(year: str, month: str | None, day: str | None) -> str:
    if month is None:
        return year if day is None and int(year) else ""
    if not 1 <= int(month) <= 12 or not int(year):
        return ""
    if day is None:
        return f"{year}-{int(month):02}"
    if not 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1]:
        return ""
    return f"{year}-{int(month):02}-{int(day):02}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

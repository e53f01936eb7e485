"""The date in a line that says more: the weekday, the edition, the page, the section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from annotator.extensions.articles.dates import published


class DatedLine(NamedTuple):
    """A line with a date in it: what stands before it, the date in ISO 8601, what follows."""

    before: str
    date: str
    after: str


_MONTH = r"[^\W\d_]{3,12}\.?"
_YEAR = r"(?:1[6-9]|2\d)\d\d(?!\d)"
_ARABIC = r"[\u0621-\u064a]{2,8}(?:\s[\u0621-\u064a]{2,8})?"
"""A month in Arabic letters; newspapers often give both of its names: "28 آب/أغسطس 2013"."""
_FORMS = (
    re.compile(
        rf"(?<!\d)\d{{4}}\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日|{_YEAR}[-./]\d\d?[-./]\d\d?"
    ),
    re.compile(rf"(?<!\w)\d{{1,2}}\s+{_ARABIC}(?:\s?/\s?{_ARABIC})?[,،]?\s+\d{{4}}(?!\d)"),
    re.compile(
        rf"(?<![\w:])\d{{1,2}}(?:\.|er|º|ª|st|nd|rd|th)?,?\s+(?:de\s+|of\s+)?{_MONTH},?\s+"
        rf"(?:de\s+|del\s+)?{_YEAR}",
        re.I,
    ),
    re.compile(rf"(?<!\w){_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}", re.I),
    re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{4}(?!\d)"),
    re.compile(rf"(?<!\w){_MONTH},?\s+(?:de\s+)?{_YEAR}", re.I),
)
_LONGEST = 200


def dated(line: str, languages: Sequence[str] = (), order: str = "") -> DatedLine | None:
    """The line cut at its first date; None if there is none or the line is too long for one."""
    if len(line) > _LONGEST:
        return None
    for form in _FORMS:
        for found in form.finditer(line):
            if iso := published(found[0], languages, order):
                return DatedLine(line[: found.start()], iso, line[found.end() :])
    return None

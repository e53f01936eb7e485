"""The lines over the text of a web page that tell its title, date and byline once more."""

from __future__ import annotations

import re

from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dated_line import DatedLine, dated
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.html_facts import LONGEST_TITLE, Facts, is_within
from annotator.extensions.articles.month_words import WEEKDAYS
from annotator.extensions.articles.plain_forms import one_line

_TOP_LINES = 4
_BLOCKS_OVER_TITLE = 3
_LONGEST_OVER_TITLE = 80
_AROUND_DATE = 20
_WEEKDAY_OR_TIME = re.compile(
    rf"\b(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))}|\d\d?[:.h]\d\d(?: ?[ap]m)?)\b", re.I
)
_MARKS = " ,.;:|/()،、-–—·•"


def take_top(blocks: list[str], told: Facts) -> list[str]:
    """The blocks without the lines on top that tell title, date and byline, known from then on."""
    rest = _from_title(list(blocks), told.title)
    for _ in range(_TOP_LINES):
        line, _, others = rest[0].partition("\n") if rest else ("", "", "")
        if not line or len(line) > LONGEST_TITLE:
            break
        if not (_takes_title(line, told) or _takes_date(line, told) or _takes_byline(line, told)):
            break
        rest[:1] = [others] if others else []
    return _without_date(rest, told)


def _without_date(blocks: list[str], told: Facts) -> list[str]:
    """The blocks without a line near the top that is a date alone, which is then known."""
    for n, block in enumerate(blocks[:_TOP_LINES]):
        if len(block) > _LONGEST_OVER_TITLE:
            break
        found = dated(block)
        if found is None or len(_around(found)) > _AROUND_DATE:
            continue
        told.published = told.published or found.date
        if not _around(found) and told.published == found.date:
            return blocks[:n] + blocks[n + 1 :]
    return blocks


def _from_title(blocks: list[str], title: str) -> list[str]:
    """The blocks without the greeting of the site that stands over the title, if any."""
    for n, block in enumerate(blocks[: _BLOCKS_OVER_TITLE + 1]):
        if one_line(block.lstrip("# ")).casefold() == title.casefold():
            return blocks[n:]
        if len(block) > _LONGEST_OVER_TITLE:
            break
    return blocks


def _takes_title(block: str, told: Facts) -> bool:
    words = one_line(block.lstrip("# "))
    if words.casefold() == told.title.casefold():
        return True
    if words[-1:] in ".!?。" or not is_within(words, told.title):
        return False
    before, _, after = told.title.partition(words)
    rest = (before or after).strip(" -–—|:·»_")
    if rest and not told.publisher:
        told.publisher = rest
    told.title = words
    return True


def _takes_date(block: str, told: Facts) -> bool:
    words = one_line(block)
    line = dated(words)
    if line is None:
        is_short = len(words) < _LONGEST_OVER_TITLE and told.published != ""
        return is_short and published(words) == told.published
    if len(_around(line)) > _AROUND_DATE:
        return False
    told.published = told.published or line.date
    return told.published == line.date


def _around(line: DatedLine) -> str:
    """The words beside a date, without weekday and time."""
    return _WEEKDAY_OR_TIME.sub("", f"{line.before} {line.after}").strip(_MARKS)


def _takes_byline(block: str, told: Facts) -> bool:
    words = one_line(block)
    names = names_in(words)
    if told.byline:
        return names.casefold() == told.byline.casefold()
    if names == words or not names[0].isupper() or len(words.split()) > 7 or words[-1] in ".!?":
        return False
    told.byline = names
    return True

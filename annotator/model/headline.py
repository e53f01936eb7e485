"""What a text says about itself: its headline, and its publisher, date and address if it has them.

Read, never cut out: the text of an article stays as it is. Only what plainly stands there is
taken; a person fills in the rest.
"""

from __future__ import annotations

import re
from datetime import date

TITLE_LENGTH = 80
"""Where there is no headline the first words stand for one, up to this many characters."""

_HEADLINE_LENGTH = 160
_FIRST_LINES = 12
_HEADLINE_BLOCKS = 3
_NAMES = {
    "title": "title",
    "headline": "title",
    "publisher": "publisher",
    "source": "publisher",
    "publication": "publisher",
    "date": "published",
    "published": "published",
    "publication date": "published",
    "url": "url",
    "link": "url",
}
_FIELD = re.compile(r"^([A-Za-z][A-Za-z ]{1,20}?)\s*:\s+(\S.*)$")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_ISO_DATE = re.compile(r"^(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?$")
_WRITTEN_DATE = re.compile(r"^(?:(\d{1,2})\.? ([A-Za-z]+)|([A-Za-z]+)\.? (\d{1,2}),?) (\d{4})$")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SENTENCE_ENDS = tuple(".!…。！．։।:;,")
_NO_HEADLINE = ("<", "|", "-", "*", "•", ">", "---", "by ")


def described(text: str) -> dict[str, str]:
    """What the text tells of `title`, `publisher`, `published` and `url`; else they are absent.

    A title is always given, unless the text is blank.
    """
    lines = [line.strip() for line in text[:20_000].split("\n")]
    body, known = _front_matter(lines)
    for line in [line for line in body if line][:_FIRST_LINES]:
        _take_field(line, known)
    if "title" not in known and (title := title_of("\n".join(body))):
        known["title"] = title
    return known


def title_of(text: str) -> str:
    """The first line if it is a headline, else a heading or headline just below it.

    A text without one gives its first words, with "…".
    """
    lines = [line.strip() for line in text[:20_000].split("\n")]
    lines = [line for line in lines if line and not _is_field(line)]
    top = lines[:_HEADLINE_BLOCKS]
    headings = [found[1] if (found := _HEADING.match(line)) else "" for line in top]
    headlines = [line if _is_headline(line) else "" for line in top]
    candidates = (*headings[:1], *headlines[:1], *headings, *headlines)
    return next(filter(None, candidates), "")[:_HEADLINE_LENGTH] or _first_words(lines)


def _is_headline(line: str) -> bool:
    """Whether a line reads like a headline: short, no sentence, no list, table or byline."""
    return (
        3 <= len(line) <= _HEADLINE_LENGTH
        and any(char.isalpha() for char in line)
        and not line.endswith(_SENTENCE_ENDS)
        and not line.lower().startswith(_NO_HEADLINE)
    )


def _first_words(lines: list[str]) -> str:
    """The first words of a text, at most `TITLE_LENGTH` characters, cut between words."""
    line = next((line for line in lines if any(char.isalnum() for char in line)), "")
    line = " ".join((line or next(iter(lines), ""))[:2_000].split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH + 1].rpartition(" ")[0]
    cut = cut if len(cut) > TITLE_LENGTH // 2 else line[:TITLE_LENGTH]
    return cut.rstrip(" ,;:.-–—") + "…"


def _front_matter(lines: list[str]) -> tuple[list[str], dict[str, str]]:
    """The lines after a block between two `---`, and the fields in that block."""
    known: dict[str, str] = {}
    if not lines or lines[0] != "---" or "---" not in lines[1:60]:
        return lines, known
    end = lines.index("---", 1)
    for line in lines[1:end]:
        _take_field(line, known)
    return lines[end + 1 :], known


def _is_field(line: str) -> bool:
    found = _FIELD.match(line)
    return bool(found and found[1].lower() in _NAMES)


def _take_field(line: str, known: dict[str, str]) -> None:
    """Add what a line such as "Date: 2025-12-02" tells, unless an earlier one told it."""
    found = _FIELD.match(line)
    name = _NAMES.get(found[1].lower(), "") if found else ""
    if not found or not name or name in known or len(found[2]) > 500:
        return
    value = found[2].strip().strip("\"'")
    if name == "published":
        value = _iso(value)
    if name == "url" and not value.startswith(("http://", "https://")):
        return
    if value:
        known[name] = value


def _iso(value: str) -> str:
    """A date as ISO 8601 of the precision given; "" if it is not plainly one."""
    found = _ISO_DATE.match(value)
    iso = found[1] if found else _written_out(value)
    try:
        date.fromisoformat((iso + "-01-01")[:10] if len(iso) == 4 else (iso + "-01")[:10])
    except ValueError:
        return ""
    return iso


def _written_out(value: str) -> str:
    """The ISO form of "2 December 2025" or "Dec. 2, 2025"; "" if it is neither."""
    found = _WRITTEN_DATE.match(value)
    if not found:
        return ""
    word, day, year = (found[2] or found[3]).lower(), int(found[1] or found[4]), found[5]
    for number, month in enumerate(_MONTHS, start=1):
        if len(word) >= 3 and month.startswith(word):
            return f"{year}-{number:02d}-{day:02d}"
    return ""

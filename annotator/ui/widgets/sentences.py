"""Where sentences begin and end: enough for a cursor that walks through an article."""

from __future__ import annotations

import re

_END = re.compile(
    r"[.!?…]+[\"'”’»)\]]*(?=\s)"  # Latin, Cyrillic, Greek: a blank must follow
    r"|[。！？｡．]+[”’」』）》\"']*"  # Chinese, Japanese: no blank needed
    r"|[؟۔।॥]+[\"'”’»)\]]*"  # Arabic, Urdu, Hindi
    r"|[\u2028\n]+"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Gov"
    r"|Sen|Rep|Rev|Hon|St|Jr|Sr|No|Nos|vs|etc|al|cf|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|Amb|Min|Pres|Art|Vol|pp?)\.$"
)
_NEXT_IS_SMALL = re.compile(r"\s+[a-zà-öø-ÿа-яё]")
_CERTAIN = "!?…。！？｡．؟۔।॥\u2028\n"


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of one paragraph as half-open stretches without the blanks around them."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if not _is_abbreviated(text, match):
            _add(text, start, match.end(), found)
            start = match.end()
    _add(text, start, len(text), found)
    return found


def _is_abbreviated(text: str, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation, or the sentence plainly goes on."""
    sign = match.group()
    if sign[0] != "." or any(char in _CERTAIN for char in sign):
        return False
    if _NEXT_IS_SMALL.match(text, match.end()):
        return True
    head = text[max(0, match.start() - 24) : match.start() + 1]
    return sign == "." and _ABBREVIATION.search(head) is not None


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))

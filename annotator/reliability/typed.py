"""What the words in a table of ratings are: numbers, sets or words, told apart by type."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Sequence
from math import isfinite

from annotator.reliability.ratings import Rated

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)


class Written(str):
    """A member of a set that JSON tells from a word: true, null, a list; equal to its like alone.

    A list within a list is one member, whatever it holds.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is Written and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Written, str(self)))


def values_of(texts: Sequence[str]) -> list[Rated]:
    """The values that different texts of one variable stand for.

    If all of them are numbers, numbers; else words, and JSON lists as sets.
    """
    numbers = [number_of(text) for text in texts]
    if all(number is not None for number in numbers):
        return [number for number in numbers if number is not None]
    return list(map(set_or_word, texts))


def number_of(text: str) -> int | float | None:
    """The number that is written so, if it is one and within the range of floats."""
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped) or not isfinite(float(stripped)):
        return None
    if not _WHOLE.fullmatch(stripped):
        return float(stripped)
    sign, digits = stripped[:1].strip("+0123456789"), stripped.lstrip("+-").lstrip("0")
    return int(sign + (digits or "0"))  # of thousands of zeros int() would make nothing


def set_or_word(text: str) -> str | frozenset[Hashable]:
    """The members of a JSON list; any other text is a word, also one that begins like a list."""
    stripped = text.strip()
    if not stripped.startswith("["):
        return text
    try:
        found = json.loads(stripped, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text
    return frozenset(map(_member, found))


def _member(value: object) -> Hashable:
    """What tells a member from others: 1 and 1.0 are one, 1, "1" and true three."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return int(value) if float(value).is_integer() else value
    return Written(json.dumps(value, sort_keys=True, ensure_ascii=False))


def _refuse(name: str) -> object:
    raise ValueError(name)

"""JSON in one canonical form, so that equal values are equal bytes."""

from __future__ import annotations

import json
import re
from typing import Any

_LONE = re.compile("[\ud800-\udfff]")
_form: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":"), "allow_nan": False}
_as_given = json.JSONEncoder(**_form).encode
_sorted = json.JSONEncoder(**_form, sort_keys=True).encode


def canonical_json(value: object) -> str:
    """JSON with the keys in the order given, no spaces, letters as they are.

    Lone surrogates, which no file can hold, are written as escapes. NaN and infinity: ValueError.
    """
    return _escaped(_as_given(value))


def sorted_json(value: object) -> str:
    """The same with the keys in alphabetical order, for whoever compares or hashes the text."""
    return _escaped(_sorted(value))


def _escaped(text: str) -> str:
    if text.isascii() or not _LONE.search(text):
        return text
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

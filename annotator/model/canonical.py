"""JSON in one canonical form, so that equal values are equal bytes."""

from __future__ import annotations

import json
import re

_LONE = re.compile("[\ud800-\udfff]")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: object) -> str:
    """JSON with the keys in the order given, no spaces, letters as they are.

    Lone surrogates, which no file can hold, are written as escapes. NaN and infinity: ValueError.
    """
    text = _encode(value)
    if text.isascii() or not _LONE.search(text):
        return text
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

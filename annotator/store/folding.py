"""Names compared without capitals and accents, in Python and, as `holds_folded`, in SQL."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1024)
def folded(words: str) -> str:
    """Words as they are compared: without capitals and accents."""
    if words.isascii():
        return words.lower()
    letters = unicodedata.normalize("NFKD", words.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))


def holds_folded(words: str, wanted: str) -> bool:
    """Whether words hold others, in any letters; `wanted` is folded already."""
    return wanted in folded(words)

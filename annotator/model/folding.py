"""Names as they are compared: without capitals and accents."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1024)
def folded(words: str) -> str:
    """Words as they are compared: without capitals and accents."""
    letters = words.casefold()
    if letters.isascii():
        return letters
    apart = unicodedata.normalize("NFKD", letters)
    return "".join(each for each in apart if not unicodedata.combining(each))

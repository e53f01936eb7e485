"""Words as they are compared."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Text as it is compared: no case, no accents."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in apart if not unicodedata.combining(char))

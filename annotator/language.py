"""Which language a text is in; imports nothing of ours, used where articles come in."""

from __future__ import annotations

from functools import cache
from typing import Any

_ENOUGH_LETTERS = 40
_CONFIDENT = 0.9
_HEAD = 4_000


def language_of(text: str) -> str:
    """The language of a text as ISO 639-1 ("en", "ru"), or "" where that is not certain."""
    head = text[:_HEAD]
    if sum(char.isalpha() for char in head) < _ENOUGH_LETTERS:
        return ""
    code, confidence = _identifier().classify(head)
    return str(code) if confidence >= _CONFIDENT else ""


@cache
def _identifier() -> Any:
    """The identifier, made once: it takes half a second. Languages in ISO 639-1 only."""
    from py3langid.langid import (  # type: ignore[import-untyped]  # ships no types
        MODEL_FILE,
        LanguageIdentifier,
    )

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [str(code) for code, _ in identifier.rank("")]
    identifier.set_languages([code for code in known if len(code) == 2])
    return identifier

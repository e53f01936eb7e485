"""Runs as a process of its own and asks the library that tells languages.

Asked by a line of JSON (a list of texts), it answers with one: the language of each, or "". It
imports nothing of ours, so it starts without the program.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

_CONFIDENT = 0.9
_LENGTHS = (400, 4_000)
"""Characters from the beginning that are looked at; more only where fewer do not tell."""


@cache
def _identifier() -> Any:
    """The identifier, of languages in ISO 639-1 only."""
    from py3langid.langid import (  # type: ignore[import-untyped]  # ships no types
        MODEL_FILE,
        LanguageIdentifier,
    )

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [str(code) for code, _ in identifier.rank("")]
    identifier.set_languages([code for code in known if len(code) == 2])
    return identifier


def _told(text: str) -> str:
    """What the library is confident of, from a few letters if they are enough for it."""
    for length in _LENGTHS if len(text) > _LENGTHS[0] else _LENGTHS[1:]:
        code, confidence = _identifier().classify(text[:length])
        if confidence >= _CONFIDENT:
            return str(code)
    return ""


def main() -> None:
    """Answer until nobody asks any more."""
    _identifier()
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps([_told(text) for text in json.loads(line)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""The names in a byline, without the word that introduces them."""

from __future__ import annotations

import re

from annotator.extensions.articles.plain_forms import one_line

_BY = re.compile(r"(?:by|par|von|por|door|di|przez|av|от)\s*:?\s+(?=\S)", re.I)
_IS_NAME = re.compile(r"(?:von|di|por)\s", re.I)


def names_in(byline: str) -> str:
    """Who wrote it, as the byline has it, without "By" and its like in other languages.

    A small "von" or "di" before a single name belongs to the name and stays.
    """
    words = one_line(byline)
    found = _BY.match(words)
    if found is None:
        return words
    rest = words[found.end() :]
    belongs = _IS_NAME.match(words) is not None and words[0].islower() and " " not in rest
    return words if belongs else rest

"""The published examples that every coefficient is held against."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.reliability.ratings import Ratings

KRIPPENDORFF = [
    "".join(column)
    for column in zip("123321412...", "1233224125.3", ".3332342251.", "12332441251.", strict=True)
]
"""Krippendorff (2011): 12 units, a word each; four observers, a letter each; "." is missing."""

FLEISS = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555"
    " 144444 124444 222333 144444 224445 333335 111455 111112 224444 133555"
    " 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
).split()
"""Fleiss (1971), page 379: 30 subjects, six raters each."""


def of_words(words: Sequence[str], values: type[int] | type[str] = int) -> Ratings:
    """Ratings of units that are written as words; every coder and unit is there."""
    rows = [
        (f"u{unit + 1:02}", f"c{coder + 1}", values(letter))
        for unit, word in enumerate(words)
        for coder, letter in enumerate(word)
        if letter != "."
    ]
    return Ratings.of(rows)

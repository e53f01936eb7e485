"""What stands behind a variable in the same way for a project and for a file of ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from annotator.model.agreement import (
    MOST_CATEGORIES,
    CategoryLine,
    CoderLine,
    Confusion,
    Interval,
)
from annotator.reliability import contributions
from annotator.reliability.alpha import alpha_category, conditional_agreement
from annotator.reliability.distances import Level
from annotator.reliability.intervals import articles_needed
from annotator.reliability.ratings import Rated, Ratings, name_of

Wording = Callable[[Rated], str]
"""How a value is shown to a person."""


def frequent(ratings: Ratings) -> list[int]:
    """The places of the values that occur most often in pairable units, in their own order."""
    pairings = ratings.pairings
    often = np.argsort(-pairings.totals, kind="stable")[:MOST_CATEGORIES]
    return sorted(pairings.places[often].tolist())


def category_lines(
    ratings: Ratings, places: Sequence[int], in_words: Wording
) -> tuple[CategoryLine, ...]:
    """The values at these places, each against all others; all of them occur in pairable units."""
    totals = dict(zip(ratings.pairings.places.tolist(), ratings.pairings.totals, strict=True))
    against, again = alpha_category(ratings), conditional_agreement(ratings)
    return tuple(
        CategoryLine(
            name_of(ratings.values[place]),
            in_words(ratings.values[place]),
            int(totals[place]),
            against[place],
            again[place],
        )
        for place in places
    )


def confusion_lines(
    ratings: Ratings, level: Level, most: int, in_words: Wording
) -> tuple[Confusion, ...]:
    """The values that are taken for each other, the costliest first, at most so many."""
    return tuple(
        Confusion(in_words(first), in_words(second), count, share)
        for first, second, count, share in contributions.confusions(ratings, level, most)
    )


def coder_lines(ratings: Ratings, level: Level) -> tuple[CoderLine, ...]:
    """Each coder's part; where nobody disagrees, nobody has a share."""
    shares = contributions.coder_shares(ratings, level).tolist()
    has_any = any(shares)
    rates = contributions.coder_rates(ratings, level)
    without = contributions.without_coder(ratings, level)
    numbers = contributions.coder_units(ratings).tolist()
    return tuple(
        CoderLine(
            name,
            numbers[at],
            shares[at] if has_any else None,
            rates[at] if has_any else None,
            without[name].estimate,
        )
        for at, name in enumerate(ratings.coders)
    )


def needed_lines(
    interval: Interval | None, n: int, half_widths: Sequence[float]
) -> tuple[tuple[float, int], ...]:
    """By half-width, how many more than n articles (or units) it takes; nothing to tell of none."""
    if interval is None or not n:
        return ()
    return tuple((width, articles_needed(interval, n, width)) for width in half_widths)

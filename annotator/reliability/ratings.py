"""What several coders gave several units, encoded once: a matrix of places in a list of values."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.pairings import Pairings

Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

MISSING = -1
"""Stands in `Ratings.codes` where a coder did not code a unit; never a category."""

Rated = bool | int | float | str | tuple[int, int] | frozenset[Hashable]
"""A value: a code or a number, first and last day of a date as ordinals, or a set."""


@dataclass(frozen=True)
class Ratings:
    """One variable as several coders rated it.

    units, coders: their names; coders in the order of their names.
    values: each value that occurs, once, in order: numbers by size, words by code point.
    codes: shape (n_units, n_coders), the place of each rating in `values`, or MISSING.
    articles: shape (n_units,), the place of the article of each unit, as units within an article
        depend on each other: articles are resampled, not units. None: each unit stands for itself.
    declared: how many categories the codebook has; 0 if it does not say (those that occur count).
    """

    units: tuple[str, ...]
    coders: tuple[str, ...]
    values: tuple[Rated, ...]
    codes: Codes
    articles: Codes | None = None
    declared: int = 0

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[str, str, Rated]],
        *,
        coders: Sequence[str] = (),
        articles: Mapping[str, int] | None = None,
        declared: int = 0,
    ) -> Ratings:
        """Ratings of rows (unit, coder, value); what has no row is missing.

        coders: those who have a column even without a row. articles: by unit, the article's place.
        A unit that one coder rates twice keeps the last rating: whoever reads files refuses it.
        """
        taken = list(rows)
        units = {unit: at for at, unit in enumerate(dict.fromkeys(row[0] for row in taken))}
        names = sorted({*coders, *(row[1] for row in taken)})
        places = {name: at for at, name in enumerate(names)}
        known = {key(value): value for *_, value in taken}
        order = sorted(known)
        codes = np.full((len(units), len(names)), MISSING, np.int32)
        at = {each: place for place, each in enumerate(order)}
        for unit, coder, value in taken:
            codes[units[unit], places[coder]] = at[key(value)]
        of_articles = None
        if articles is not None:
            of_articles = np.array([articles[unit] for unit in units], np.int32)
        values = tuple(known[each] for each in order)
        return cls(tuple(units), tuple(names), values, codes, of_articles, declared)

    @property
    def n_units(self) -> int:
        """All units, also those that nobody or one coder rated."""
        return len(self.units)

    @property
    def n_coders(self) -> int:
        """All coders, also those without a rating."""
        return len(self.coders)

    @property
    def n_categories(self) -> int:
        """The categories that could have been chosen: those declared, or those that occur."""
        return max(self.declared, len(self.values))

    @cached_property
    def per_unit(self) -> NDArray[np.int64]:
        """How many values each unit has (m_u), shape (n_units,)."""
        found: NDArray[np.int64] = (self.codes != MISSING).sum(axis=1, dtype=np.int64)
        return found

    @cached_property
    def pairable(self) -> NDArray[np.bool_]:
        """Which units have at least two values, shape (n_units,)."""
        return self.per_unit >= 2

    @cached_property
    def pairings(self) -> Pairings:
        """Its values and differing pairs, counted once for whatever is computed from them."""
        return Pairings.of(self.codes)

    def of_coders(self, places: Sequence[int]) -> Ratings:
        """The ratings of some coders alone, by their places; values and units stay as they are."""
        kept = tuple(self.coders[place] for place in places)
        codes = self.codes[:, list(places)]
        return Ratings(self.units, kept, self.values, codes, self.articles, self.declared)

    def of_units(self, chosen: NDArray[np.bool_]) -> Ratings:
        """The ratings of the units that are chosen; values, coders and articles keep their places.

        chosen: shape (n_units,).
        """
        units = tuple(unit for unit, is_kept in zip(self.units, chosen, strict=True) if is_kept)
        articles = None if self.articles is None else self.articles[chosen]
        return Ratings(units, self.coders, self.values, self.codes[chosen], articles, self.declared)


def key(value: Rated) -> tuple[int, float, str]:
    """Tells values apart and puts them in order: 1 and 1.0 are one value, 1, "1" and True three."""
    if isinstance(value, bool):
        return 0, float(value), ""
    if isinstance(value, int | float):
        return 1, value, ""
    if isinstance(value, str):
        return 2, 0.0, value
    if isinstance(value, tuple):
        return 3, value[0], f"{value[1]:020d}"
    return 4, len(value), json.dumps(sorted(map(_member, value)))


def name_of(value: Rated) -> str:
    """How a value is written in the names of statistics: 2, yes, ["CHN", "RUS"]."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, frozenset):
        members = sorted(value, key=_member)
        return json.dumps(members, ensure_ascii=False)
    if isinstance(value, tuple):
        return f"{value[0]}/{value[1]}"
    return str(value)


def _member(value: Hashable) -> tuple[str, str]:
    """Puts members of a set in order, also those of different types."""
    return type(value).__name__, str(value)

"""Values that stand in pairable units, and the pairs of different values that coders gave one unit.

All that alpha asks of ratings. Only pairs that occur are kept, so that memory grows with the
ratings, never with units times values, nor with values squared.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_MOST_KEYS = 1 << 20
"""Pairs of values that could occur, up to which they are counted in a row instead of sorted."""


@dataclass(frozen=True)
class Pairings:
    """Ratings of one variable, seen as pairs within units.

    places: those values that occur in pairable units, by their places in all values, in order;
        shape (n_values,). All other arrays speak of places in this list ("columns").
    totals: how often each occurs (n_c), shape (n_values,).
    per_unit: values of each unit, 0 if it is not pairable, shape (n_units,).
    first, second: the pairs of different columns that occur, first < second; shape (n_pairs,).
    unit, one, other, pair: of each two differing ratings their unit, their coders, and which pair
        of columns it is; shape (n_differences,).
    """

    places: Integers
    totals: Floats
    per_unit: Integers
    first: Integers
    second: Integers
    unit: Integers
    one: Integers
    other: Integers
    pair: Integers

    @classmethod
    def of(cls, codes: NDArray[np.int32]) -> Pairings:
        """Those of a matrix of codes, units by coders; below 0: missing."""
        given = codes >= 0
        per_unit = given.sum(axis=1, dtype=np.int64)
        per_unit[per_unit < 2] = 0
        values, coders = _side_by_side(codes, given, per_unit)
        totals = np.bincount(codes[given & (per_unit > 0)[:, np.newaxis]])
        places = np.flatnonzero(totals)
        column = np.cumsum(totals > 0) - 1
        unit, left, right = _differing(values)
        low, high = column[values[unit, left]], column[values[unit, right]]
        low, high = np.minimum(low, high), np.maximum(low, high)
        keys, pair = _numbered(low * len(places) + high, len(places) ** 2)
        first, second = np.divmod(keys, max(1, len(places)))
        one, other = (left, right) if coders is None else (coders[unit, left], coders[unit, right])
        counts = totals[places].astype(np.float64)
        return cls(places, counts, per_unit, first, second, unit, one, other, pair)

    @cached_property
    def n(self) -> int:
        """Values in pairable units."""
        return int(self.per_unit.sum())

    @cached_property
    def n_units(self) -> int:
        """Pairable units."""
        return int(np.count_nonzero(self.per_unit))

    @cached_property
    def amounts(self) -> Floats:
        """What each difference adds to o_ck + o_kc, 2 / (m_u - 1), shape (n_differences,)."""
        found: Floats = 2.0 / (self.per_unit[self.unit] - 1)
        return found

    @cached_property
    def masses(self) -> Floats:
        """o_ck + o_kc of each pair of columns, shape (n_pairs,)."""
        return np.bincount(self.pair, self.amounts, len(self.first)).astype(np.float64)


def _side_by_side(
    codes: NDArray[np.int32], given: NDArray[np.bool_], per_unit: Integers
) -> tuple[NDArray[np.int32], NDArray[np.int64] | None]:
    """The codes with as few columns as the fullest unit has values, and whose each of them is.

    Many coders who share the work leave most of the matrix empty, and all pairs of its columns
    would have to be looked at. None for the coders: each column is a coder, as it was.
    """
    widest = int(per_unit.max(initial=0))
    if widest == codes.shape[1] or not widest:
        return codes, None
    unit, coder = np.nonzero(given)
    slot = np.arange(len(unit)) - np.searchsorted(unit, unit)
    kept = per_unit[unit] > 0
    unit, coder, slot = unit[kept], coder[kept], slot[kept]
    values = np.full((len(codes), widest), -1, np.int32)
    coders = np.zeros((len(codes), widest), np.int64)
    values[unit, slot] = codes[unit, coder]
    coders[unit, slot] = coder
    return values, coders


def _differing(values: NDArray[np.int32]) -> tuple[Integers, Integers, Integers]:
    """Unit, left and right column of each two values of a unit that are not the same."""
    columns = np.ascontiguousarray(values.T)
    units, lefts, rights = [], [], []
    for left in range(len(columns)):
        for right in range(left + 1, len(columns)):
            a, b = columns[left], columns[right]
            found = np.flatnonzero((a != b) & (a >= 0) & (b >= 0))
            units.append(found)
            lefts.append(np.full(len(found), left))
            rights.append(np.full(len(found), right))
    if not units:
        nothing = np.empty(0, np.int64)
        return nothing, nothing, nothing
    return np.concatenate(units), np.concatenate(lefts), np.concatenate(rights)


def _numbered(keys: Integers, n_keys: int) -> tuple[Integers, Integers]:
    """The keys that occur, in order, and which of them each one is."""
    if n_keys > _MOST_KEYS:
        found, number = np.unique(keys, return_inverse=True)
        return found, number
    occurs = np.zeros(n_keys, np.bool_)
    occurs[keys] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[keys]

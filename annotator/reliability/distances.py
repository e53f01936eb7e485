"""How far two values are apart, at each level of measurement. Distances are squared already.

A list of values is compared with itself block by block, so that 10,000 different values need a few
megabytes at a time and not all of their hundred million distances.

Sources: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", for numbers; Passonneau
(2006), "Measuring Agreement on Set-valued Items", for MASI, whose weights are exactly 2/3 and 1/3;
Jaccard (1912) and Dice (1945) for the other distances of sets. That of dates is this tool's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import frexp, inf
from sys import float_info
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.ratings import Floats, Rated, Ratings, key

Sparse = Any
"""A matrix of scipy.sparse, which tells no types."""

Places = NDArray[np.int64] | slice

_BLOCK = 1 << 20
"""Distances that are in memory at a time (8 MiB of them)."""

_LARGE = 300
"""Powers of two beyond which sums of squares could leave the range of floats."""

_LEAST_DAYS = 1e-9
"""Stands for no days at all: two dates are then as far apart as can be unless they are equal."""

_WIDEST = 2.0**_LARGE
"""Ends of a bipolar scale, at most."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of measurement, by name, and what its distance depends on.

    days: date, the difference of first and last day together that is far apart (T).
    period: circular, after which values begin again. low, high: bipolar, the ends of the scale.
    """

    name: str
    days: float = 7.0
    period: float = 1.0
    low: float = 0.0
    high: float = 1.0


NOMINAL = Level("nominal")
ORDINAL = Level("ordinal")
INTERVAL = Level("interval")
RATIO = Level("ratio")
JACCARD = Level("jaccard")
MASI = Level("masi")
DICE = Level("dice")
DATE = Level("date")
CIRCULAR = Level("circular")
BIPOLAR = Level("bipolar")

LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        level.name: level
        for level in (
            *(NOMINAL, ORDINAL, INTERVAL, RATIO, JACCARD),
            *(MASI, DICE, DATE, CIRCULAR, BIPOLAR),
        )
    }
)
"""Each level with its usual parameters, by name."""

_NUMERIC = frozenset({"ordinal", "interval", "ratio", "circular", "bipolar"})
_OF_SETS = frozenset({"jaccard", "masi", "dice"})
_BOUNDS = MappingProxyType({"ratio": (0.0, inf)})


def levels_of(ratings: Ratings) -> tuple[Level, ...]:
    """The levels that fit the values, nominal first.

    Numbers: ordinal, interval, and ratio if none is negative. Sets: Jaccard, MASI, Dice. Dates:
    date. Truths and words, or values of several kinds: nominal alone. So is a variable that nobody
    rated.
    """
    candidates = (ORDINAL, INTERVAL, RATIO, JACCARD, MASI, DICE, DATE)
    if not ratings.values:
        return (NOMINAL,)
    return (NOMINAL, *(level for level in candidates if fits(ratings.values, level)))


def fits(values: Sequence[Rated], level: Level) -> bool:
    """Whether the level can measure all of these values."""
    if level.name in _OF_SETS:
        return all(isinstance(value, frozenset) for value in values)
    if level.name == "date":
        return all(isinstance(value, tuple) for value in values)
    if level.name not in _NUMERIC:
        return True
    if not all(map(_is_number, values)):
        return False
    low, high = _BOUNDS.get(level.name, (-inf, inf))
    if level.name == "circular" and not level.period > 0:
        return False
    if level.name == "bipolar":
        low, high = max(-_WIDEST, level.low), min(_WIDEST, level.high)
    return all(low <= value <= high for value in values)  # type: ignore[operator]  # all numbers


def needs_all_distances(level: Level) -> bool:
    """Whether expected disagreement takes every two values, so that time grows with the square."""
    return level.name not in ("nominal", "ordinal", "interval")


def _is_number(value: Rated) -> bool:
    """Whether it is one, and not beyond the range of floats; truths are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -float_info.max <= value <= float_info.max


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """A list of values at one level, ready to be compared.

    points: what the distance is computed from, each of shape (n_values,): the numbers; first and
        last days; how many members a set has.
    members: of sets, which members each has, sparse, shape (n_values, n_members).
    exponent: distances are given in units of 2 ** exponent, as the squares of very large or very
        small numbers would leave the range of floats. 0 for ordinary numbers.
    """

    level: Level
    points: tuple[Floats, ...]
    members: Sparse | None = None
    exponent: int = 0

    @classmethod
    def of(cls, values: Sequence[Rated], level: Level, totals: Floats | None = None) -> Distances:
        """Those of values that fit the level, in the order of the values.

        totals: ordinal only, how often each occurs in the sample (once, if not said), as the
            distance of two ranks is how many values lie between them.
        """
        if level.name in _OF_SETS:
            sizes = np.array([len(value) for value in values], np.float64)  # type: ignore[arg-type]  # sets, they fit
            return cls(level, (sizes,), _members(values))
        if level.name == "date":
            days = np.array(values, np.float64).reshape(-1, 2)
            return cls(level, (days[:, 0].copy(), days[:, 1].copy()))
        if level.name == "nominal":
            return cls(level, (np.arange(len(values), dtype=np.float64),))
        if level.name == "ordinal":
            return cls(level, (mid_ranks(np.ones(len(values)) if totals is None else totals),))
        numbers = np.array([float(value) for value in values], np.float64)  # type: ignore[arg-type]  # numbers, they fit
        return _of_numbers(numbers, level)

    def __len__(self) -> int:
        return len(self.points[0])

    def between(self, first: Places, second: Places) -> Floats:
        """Distances of values at `first` from those at `second`, one by one."""
        if self.members is None:
            return self._apart([(points[first], points[second]) for points in self.points])
        both = self.members[first].multiply(self.members[second]).sum(axis=1)
        shared = np.asarray(both, np.float64).reshape(-1)
        sizes = self.points[0]
        return _SETS[self.level.name](shared, sizes[first], sizes[second])

    def block(self, rows: Places, columns: Places) -> Floats:
        """Distances of each value at `rows` from each at `columns`."""
        if self.members is None:
            return self._apart(
                [(points[rows][:, np.newaxis], points[columns]) for points in self.points]
            )
        shared = (self.members[rows] @ self.members[columns].T).toarray()
        sizes = self.points[0]
        return _SETS[self.level.name](shared, sizes[rows][:, np.newaxis], sizes[columns])

    def blocks(self, n_rows: int = 0) -> Iterator[tuple[slice, Floats]]:
        """All distances: some columns at a time, each with shape (n_values, n_columns).

        n_rows: of what the columns are going to be multiplied with, if more than the values.
        """
        size = len(self)
        width = max(1, _BLOCK // max(1, size, n_rows))
        for start in range(0, size, width):
            columns = slice(start, min(size, start + width))
            yield columns, self.block(slice(0, size), columns)

    def halves(self, n_rows: int = 0) -> Iterator[tuple[slice, Floats]]:
        """As `blocks`, but each pair of values once, with twice its distance.

        The columns up to `stop` of a block have shape (stop, n_columns): no value behind them.
        """
        size = len(self)
        width = max(1, _BLOCK // max(1, size, n_rows))
        for start in range(0, size, width):
            columns = slice(start, min(size, start + width))
            block = self.block(slice(0, columns.stop), columns)
            block[:start] *= 2
            yield columns, block

    def _apart(self, points: list[tuple[Floats, Floats]]) -> Floats:
        (one, other), *rest = points
        if rest:
            (end, other_end), *_ = rest
            days = np.abs(one - other) + np.abs(end - other_end)
            return np.minimum(1.0, days / max(2 * self.level.days, _LEAST_DAYS))
        return _NUMBERS[self.level.name](self.level, one, other)


def distance(one: Rated, other: Rated, level: Level) -> float:
    """How far two values are apart; ordinal: as if the sample were these two alone."""
    if key(one) == key(other):
        return 0.0
    found = Distances.of((one, other), level)
    apart = float(found.between(np.array([0]), np.array([1]))[0])
    return apart * 2.0**found.exponent


def mid_ranks(totals: Floats) -> Floats:
    """The mean rank of each value, from the middle of all (R_c of ordinal alpha).

    totals: how often each value occurs in a sample; shape (…, n_values), values in their order. The
    middle is taken off as differences alone count, and small numbers are the more exact ones.
    """
    ranks: Floats = np.cumsum(totals, axis=-1)
    ranks -= totals / 2
    ranks -= totals.sum(axis=-1, keepdims=True) / 2
    return ranks


def _of_numbers(numbers: Floats, level: Level) -> Distances:
    if level.name == "circular" or level.name == "bipolar" or not len(numbers):
        return Distances(level, (numbers,))
    exponent = frexp(float(np.abs(numbers).max()))[1]
    if abs(exponent) <= _LARGE:
        exponent = 0
    numbers = np.ldexp(numbers, -exponent)
    if level.name == "ratio":
        return Distances(level, (numbers,))
    return Distances(level, (numbers,), exponent=2 * exponent)


def _members(values: Sequence[Rated]) -> Sparse:
    """Which members each set has, as a sparse matrix of zeros and ones."""
    known: dict[tuple[type, Any], int] = {}
    rows, columns = [], []
    for row, value in enumerate(values):
        for member in value:  # type: ignore[union-attr]  # sets, they fit
            rows.append(row)
            columns.append(known.setdefault((type(member), member), len(known)))
    return sparse(np.array(rows, np.int64), np.array(columns, np.int64), (len(values), len(known)))


def sparse(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    shape: tuple[int, int],
    amounts: Floats | None = None,
) -> Sparse:
    """A sparse matrix of amounts (ones, if not said), added up where a cell stands twice."""
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # it ships no types

    filled = np.ones(len(rows)) if amounts is None else amounts
    return csr_array((filled, (rows, columns)), shape=(shape[0], max(1, shape[1])))


def _nominal(_level: Level, one: Floats, other: Floats) -> Floats:
    found: Floats = (one != other).astype(np.float64)
    return found


def _interval(_level: Level, one: Floats, other: Floats) -> Floats:
    found: Floats = np.square(one - other)
    return found


def _ratio(_level: Level, one: Floats, other: Floats) -> Floats:
    """The square of difference over sum; two zeros are the same."""
    total = one + other
    found: Floats = np.square((one - other) / np.where(total > 0, total, 1.0))
    return found


def _circular(level: Level, one: Floats, other: Floats) -> Floats:
    """The squared sine of the angle between them; whole periods are nothing, exactly."""
    turn = np.fmod(np.abs(one - other), level.period) / level.period
    found: Floats = np.square(np.sin(np.pi * turn))
    return found


def _bipolar(level: Level, one: Floats, other: Floats) -> Floats:
    """The squared difference, the larger the nearer both are to one end of the scale."""
    room = (one + other - 2 * level.low) * (2 * level.high - one - other)
    found: Floats = np.square(one - other) / np.where(room > 0, room, 1.0)
    return found


def _jaccard(shared: Floats, one: Floats, other: Floats) -> Floats:
    """1 - J; two empty sets are the same."""
    joined = one + other - shared
    found: Floats = np.where(joined > 0, 1 - shared / np.maximum(1, joined), 0.0)
    return found


def _masi(shared: Floats, one: Floats, other: Floats) -> Floats:
    """1 - J M; M is 1 for equal sets, 2/3 if one contains the other, 1/3 if they overlap."""
    joined = one + other - shared
    nested = np.where(shared == np.minimum(one, other), 2 / 3, 1 / 3)
    alike = np.where(joined == shared, 1.0, nested) * shared / np.maximum(1, joined)
    found: Floats = np.where(joined > 0, 1 - alike, 0.0)
    return found


def _dice(shared: Floats, one: Floats, other: Floats) -> Floats:
    """1 - Dice's coefficient; two empty sets are the same."""
    sizes = one + other
    found: Floats = np.where(sizes > 0, 1 - 2 * shared / np.maximum(1, sizes), 0.0)
    return found


_NUMBERS: Mapping[str, Callable[[Level, Floats, Floats], Floats]] = MappingProxyType(
    {
        "nominal": _nominal,
        "ordinal": _interval,
        "interval": _interval,
        "ratio": _ratio,
        "circular": _circular,
        "bipolar": _bipolar,
    }
)
_SETS: Mapping[str, Callable[[Floats, Floats, Floats], Floats]] = MappingProxyType(
    {"jaccard": _jaccard, "masi": _masi, "dice": _dice}
)

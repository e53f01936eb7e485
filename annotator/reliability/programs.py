"""Partitions by integer programs, for as long as they may take, and good ones without a proof.

Pieces are numbered from 0, coder by coder; gains are by two pieces, the lesser first, in
millionths, and pieces that cannot be together have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from time import perf_counter

import numpy as np

from annotator.reliability.distances import Sparse
from annotator.reliability.matching import Pair, best_pairs
from annotator.reliability.ratings import Floats

Gains = Mapping[Pair, int]

Group = list[int]
"""Pieces that are together."""

MOST_GROUPS = 40_000
"""Where so many groups come into question, the program chooses pairs rather than groups."""

_MOST_TRIED = 150_000
"""So many groups are tried, with those that do not come into question: about a second."""

_SCALE = 1_000
"""A millionth is a thousandth to the solver: far above its tolerance of 1e-6, sums still small."""

_TOLERANCE = 1e-6
"""What is nearer than this to a whole number is one."""

_ALMOST = 0.3
"""Rows that a solution in fractions comes so near to are broken by whole numbers often enough."""

_GUESSING_S = 1.0
"""That guesses may take where no proof was found in time."""

_ROUNDS = 10
"""So often every coder's pieces are put elsewhere, if each time something is gained."""


def solved(
    coders: Sequence[frozenset[int]], gains: Gains, seconds: float
) -> tuple[list[Group], bool]:
    """The best partition found, and whether it is proved that none gains more.

    coders: of each piece. seconds: that it may take, about.
    """
    end = perf_counter() + seconds
    groups = _groups(len(coders), gains)
    if groups is None:
        found, is_proved = _Pairs(coders, list(gains)).best(gains, end), True
    else:
        found, is_proved = _chosen(len(coders), groups, end)
    if found is not None and is_proved:
        return found, True
    guesses = [*_guesses(coders, gains), *([found] if found else [])]
    return max(guesses, key=lambda each: gain(each, gains)), False


def gain(groups: Sequence[Group], gains: Gains) -> int:
    """What a partition gains."""
    return sum(
        gains[one, other]
        for group in groups
        for at, other in enumerate(group)
        for one in group[:at]
    )


def _guesses(coders: Sequence[frozenset[int]], gains: Gains) -> Iterator[list[Group]]:
    """Good partitions, one or more: for each two coders one that gains no less than they alone."""
    by_coder: dict[int, Group] = {}
    for one, own in enumerate(coders):
        by_coder.setdefault(min(own), []).append(one)
    end = perf_counter() + _GUESSING_S
    for pair in combinations(by_coder, 2):
        order = [*pair, *(coder for coder in by_coder if coder not in pair)]
        yield _put_together([by_coder[coder] for coder in order], gains)
        if perf_counter() > end:
            break


def _put_together(lists: Sequence[Group], gains: Gains) -> list[Group]:
    """Each coder's pieces put with those of the others as it is best for them, one after another.

    Again and again, until nobody's can be put better.
    """
    groups: list[Group] = []
    before = -1
    for _ in range(_ROUNDS):
        for own in lists:
            rest = [[one for one in group if one not in own] for group in groups]
            groups = _with(own, [group for group in rest if group], gains)
        after = gain(groups, gains)
        if after == before:
            break
        before = after
    return groups


def _with(own: Group, groups: Sequence[Group], gains: Gains) -> list[Group]:
    """The groups with a coder's pieces, each in at most one and none with another of them."""
    lost = [[-_sum(one, group, gains) for group in groups] for one in own]
    places = dict(best_pairs(lost, 0))
    found = [list(group) for group in groups]
    for row, one in enumerate(own):
        if row in places:
            found[places[row]] = sorted((*groups[places[row]], one))
        else:
            found.append([one])
    return found


def _sum(one: int, group: Group, gains: Gains) -> int:
    """What a piece gains with a group; nothing if it cannot be there."""
    total = 0
    for other in group:
        each = gains.get((one, other) if one < other else (other, one))
        if each is None:
            return 0
        total += each
    return total


def _groups(n: int, gains: Gains) -> list[tuple[Group, int]] | None:
    """The groups, with their gains, that are better with each of their pieces than without it.

    Others are not needed for a best partition. None if there are too many.
    """
    beside: list[dict[int, int]] = [{} for _ in range(n)]
    for (one, other), each in gains.items():
        beside[one][other] = each
    found: list[tuple[Group, int]] = []
    waiting: list[tuple[Group, int, dict[int, int]]] = [([at], 0, beside[at]) for at in range(n)]
    tried = 0
    while waiting:
        group, total, more = waiting.pop()
        tried += len(more)
        if tried > _MOST_TRIED or len(found) > MOST_GROUPS:
            return None
        for other, each in more.items():
            larger = [*group, other]
            if all(_sum(one, [o for o in larger if o != one], gains) > 0 for one in larger):
                found.append((larger, total + each))
            both = {at: more[at] + x for at, x in beside[other].items() if at in more}
            if both:
                waiting.append((larger, total + each, both))
    return found


def _chosen(n: int, groups: Sequence[tuple[Group, int]], end: float) -> tuple[list[Group], bool]:
    """The groups that gain most, each piece in at most one; and whether that is proved.

    Source: set packing, as multidimensional assignment is solved; Poore (1994),
    "Multidimensional assignment formulation of data association problems"; solved by HiGHS.
    """
    from scipy.sparse import csc_array  # type: ignore[import-untyped]  # it ships no types

    if not groups:
        return [[one] for one in range(n)], True
    places = [one for group, _ in groups for one in group]
    edges = np.cumsum([0, *(len(group) for group, _ in groups)])
    matrix = csc_array((np.ones(len(places)), places, edges), shape=(n, len(groups)))
    aims = np.array([-worth / _SCALE for _, worth in groups])
    found, is_proved = _solution(aims, matrix, end, is_whole=True)
    taken = [] if found is None else np.flatnonzero(found > 0.5).tolist()
    chosen = [groups[at][0] for at in taken]
    left = set(range(n)).difference(*chosen)
    return [*chosen, *([one] for one in sorted(left))], is_proved


def _solution(
    aims: Floats, matrix: Sparse, end: float, *, is_whole: bool
) -> tuple[Floats | None, bool]:
    """Numbers from 0 to 1 that make the sum of aims least, no row above 1; whether it is least.

    None if there was no time to find any.
    """
    from scipy.optimize import (  # type: ignore[import-untyped]  # it ships no types
        Bounds,
        LinearConstraint,
        milp,
    )

    seconds = end - perf_counter()
    if seconds <= 0:
        return None, False
    found = milp(
        aims,
        integrality=np.full(len(aims), int(is_whole)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, ub=np.ones(matrix.shape[0])),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    return found.x, found.status == 0


class _Pairs:
    """The program that chooses pairs, such that they make groups.

    That two pieces which are with a third are together takes a row for each three pieces; few of
    these bind. Rows are added as a solution breaks them, first in fractions, which mostly come out
    whole already, then in whole numbers.

    Source: Groetschel & Wakabayashi (1989), "A cutting plane algorithm for a clustering problem": a
    variable for each two pieces, and x_uv + x_vw - x_uw <= 1; solved by HiGHS.
    """

    def __init__(self, coders: Sequence[frozenset[int]], pairs: list[Pair]) -> None:
        self._n = len(coders)
        self._pairs = pairs
        self._columns = {pair: column for column, pair in enumerate(pairs)}
        self._rows = list(self._of_coders(coders))

    def _of_coders(self, coders: Sequence[frozenset[int]]) -> Iterator[dict[int, int]]:
        """A piece is together with at most one piece of each coder."""
        for one in range(self._n):
            by_coder: dict[int, dict[int, int]] = {}
            for other in range(self._n):
                column = self._column(one, other)
                if column is not None:
                    for coder in coders[other]:
                        by_coder.setdefault(coder, {})[column] = 1
            yield from (row for row in by_coder.values() if len(row) > 1)

    def _column(self, one: int, other: int) -> int | None:
        return self._columns.get((one, other) if one < other else (other, one))

    def best(self, gains: Gains, end: float) -> list[Group] | None:
        """The partition that gains most; None if it is not found in time."""
        aims = np.array([-gains[pair] / _SCALE for pair in self._pairs])
        is_whole = False
        while True:
            found, is_proved = _solution(aims, self._matrix(), end, is_whole=is_whole)
            if found is None or not is_proved:
                return None
            found = np.round(found) if is_whole else found
            broken = list(self._broken(found))
            if not broken and (is_whole or _is_whole(found)):
                chosen = zip(self._pairs, found.tolist(), strict=True)
                return self._groups([pair for pair, x in chosen if x > 0.5])
            if not broken:
                is_whole = True
                broken = list(self._broken(found, _ALMOST))
            self._rows += broken

    def _broken(self, found: Floats, most: float = 1 + _TOLERANCE) -> Iterator[dict[int, int]]:
        """The rows that a solution breaks: two pieces are with a third, but not with each other.

        most: how much more they may be with the third than with each other.
        """
        together = np.zeros((self._n, self._n))
        ones, others = np.array(self._pairs).T
        together[ones, others] = together[others, ones] = found
        for third in range(self._n):
            beside = together[third]
            excess = np.triu(beside[:, None] + beside[None, :] - together, 1)
            excess[third] = excess[:, third] = 0.0
            for one, other in np.argwhere(excess > most).tolist():
                first, second = self._column(one, third), self._column(other, third)
                column = self._column(one, other)
                if first is not None and second is not None:
                    row = {first: 1, second: 1}
                    yield row if column is None else {**row, column: -1}

    def _matrix(self) -> Sparse:
        from scipy.sparse import csr_array

        places = [(at, column, x) for at, row in enumerate(self._rows) for column, x in row.items()]
        rows, columns, values = zip(*places, strict=True)
        return csr_array((values, (rows, columns)), shape=(len(self._rows), len(self._pairs)))

    def _groups(self, chosen: Sequence[Pair]) -> list[Group]:
        """The pieces, each with those it is together with."""
        beside: dict[int, set[int]] = {one: {one} for one in range(self._n)}
        for one, other in chosen:
            beside[one].add(other)
            beside[other].add(one)
        return [sorted(found) for one, found in beside.items() if one == min(found)]


def _is_whole(found: Floats) -> bool:
    return bool((np.abs(found - np.round(found)) < _TOLERANCE).all())

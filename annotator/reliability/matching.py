"""Which of two coders' events (or entries) belong together: the best one-to-one pairs, exactly.

Never greedily: taking the nearest two first can leave worse pairs for the others. All decisions are
made on whole numbers, millionths of a distance, so that the same codings give the same pairs on
every machine and however the numbers were added up.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.reliability.features import Parts

MILLION = 1_000_000
"""Distances are compared in millionths."""

Far = Sequence[Sequence[int]]
"""Distances of the events of one coder (rows) to those of another (columns), in millionths."""

Pair = tuple[int, int]

_EXACT = 2**53
"""Up to here, sums of whole numbers are exact in double precision."""


def weighted(parts: Parts, weights: Sequence[float]) -> float:
    """The weighted mean of the parts that are there; 0 if there is none.

    parts: distances by role, None where both sides are missing: dropped, the weights of the others
        adding to 1 again.
    """
    total = apart = 0.0
    for part, weight in zip(parts, weights, strict=True):
        if part is not None:
            total += weight
            apart += weight * part
    return apart / total if total else 0.0


def best_pairs(far: Far, limit: int) -> list[Pair]:
    """The one-to-one pairs nearer than `limit` whose sum of (limit - distance) is greatest.

    Rows and columns stand in document order. Of equal sums the one with more pairs wins, then the
    one with the smaller sum of squared rank differences; what is equal even then is decided by the
    order of rows and columns alone. Gives (row, column), by row.

    Source: optimal assignment, Kuhn (1955), "The Hungarian method for the assignment problem", for
    events as agreement of coders as CEAF does for mentions, Luo (2005).
    """
    near = [
        (row, column)
        for row, cells in enumerate(far)
        for column, cell in enumerate(cells)
        if cell < limit
    ]
    if not _is_contested(near):
        return near
    found: list[Pair] = []
    for part in _separate(near):
        found += part if not _is_contested(part) else _assigned(part, far, limit)
    return sorted(found)


def _is_contested(near: list[Pair]) -> bool:
    """Whether something is near to two others, so that there is a choice."""
    n = len(near)
    return n > 1 and (len({row for row, _ in near}) < n or len({col for _, col in near}) < n)


def _separate(near: list[Pair]) -> list[list[Pair]]:
    """The pairs in parts that have no row and no column in common."""
    above: dict[int, int] = {}
    holder: dict[int, int] = {}

    def top(row: int) -> int:
        while above[row] != row:
            above[row] = row = above[above[row]]
        return row

    for row, column in near:
        above.setdefault(row, row)
        above[top(row)] = top(holder.setdefault(column, row))
    parts: dict[int, list[Pair]] = {}
    for pair in near:
        parts.setdefault(top(pair[0]), []).append(pair)
    return list(parts.values())


def _assigned(near: list[Pair], far: Far, limit: int) -> list[Pair]:
    """The best pairs among those of one part, where rows and columns are contested."""
    rows = sorted({row for row, _ in near})
    columns = sorted({column for _, column in near})
    scores = _scores(near, far, limit, min(len(rows), len(columns)))
    if len(rows) == 1 or len(columns) == 1:
        return [max(near, key=lambda pair: scores[pair])]
    table = [[scores.get((row, column), 0) for column in columns] for row in rows]
    chosen = _assignment(table)
    pairs = ((rows[row], columns[column]) for row, column in chosen)
    return [pair for pair in pairs if pair in scores]


def _scores(near: list[Pair], far: Far, limit: int, most: int) -> dict[Pair, int]:
    """One whole number that puts gain first, then the number of pairs, then document order.

    most: pairs at most, so that no sum of the lesser outweighs one of the greater.
    """
    order = most * max((row - column) ** 2 for row, column in near) + 1
    gain = (most + 1) * order
    return {
        (row, column): (limit - far[row][column]) * gain + order - (row - column) ** 2
        for row, column in near
    }


def _assignment(table: list[list[int]]) -> list[Pair]:
    """Each row its column (or, with fewer columns, each column its row), the sum being greatest.

    In double precision where every intermediate sum is exact in it; for lists of more than some
    eighty events that contest each other, in whole numbers of any size, which is slow.
    """
    n = max(len(table), len(table[0]))
    if max(map(max, table)) * (n + 1) * 2 >= _EXACT:
        return _assignment_of_any_size(table)
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]  # it ships no types

    rows, columns = linear_sum_assignment(np.array(table, np.float64), maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _assignment_of_any_size(table: list[list[int]]) -> list[Pair]:
    """The same by shortest augmenting paths in whole numbers; Kuhn (1955), Munkres (1957)."""
    if len(table) > len(table[0]):
        turned = _assignment_of_any_size([list(column) for column in zip(*table, strict=True)])
        return sorted((row, column) for column, row in turned)
    n_columns = len(table[0])
    of_row, of_column = [0] * len(table), [0] * (n_columns + 1)
    owner = [-1] * (n_columns + 1)
    for start in range(len(table)):
        owner[n_columns] = start
        column, free = n_columns, set(range(n_columns))
        least: list[int | None] = [None] * n_columns
        before = [n_columns] * n_columns
        passed = []
        while owner[column] != -1:
            passed.append(column)
            row = owner[column]
            for other in free:
                cost = -table[row][other] - of_row[row] - of_column[other]
                known = least[other]
                if known is None or cost < known:
                    least[other], before[other] = cost, column
            step, column = min((_known(least[other]), other) for other in free)
            for other in passed:
                of_row[owner[other]] += step
                of_column[other] -= step
            for other in free:
                least[other] = _known(least[other]) - step
            free.remove(column)
        while column != n_columns:
            owner[column] = owner[before[column]]
            column = before[column]
    return sorted((owner[column], column) for column in range(n_columns) if owner[column] != -1)


def _known(cost: int | None) -> int:
    assert cost is not None
    return cost

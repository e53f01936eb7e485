"""How alike the event lists of different articles are: what agreement by chance would look like.

Alpha of whole lists compares every list with every other one, 18 million pairs with 2,000 articles
of three coders. Across articles no evidence is shared, so few pairs of events are near each other:
only these are looked for, equal events and equal lists once, and only lists whose events contest
each other need an assignment. All of it is exact.
"""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.distances import Sparse
from annotator.reliability.event_features import Features, Members
from annotator.reliability.features import Days
from annotator.reliability.matching import MILLION, best_pairs
from annotator.reliability.measured import NONE, Ints, counted
from annotator.reliability.ratings import Floats

T = TypeVar("T")

Steps = Generator[None, None, T]
"""Pieces of work of some hundredths of a second, and what they give at the end."""

_Kind = tuple[Hashable | None, Days | None, Members | None, bool]
"""What counts of an event across articles: type, date, participants, whether it has evidence."""

_Credits = tuple[Ints, Ints, Floats]
"""Two lists and what they have in common, by pair of lists."""

MOST_NEAR = 20_000_000
"""Pairs of near events that are looked at; where there are more, articles have to be sampled."""

_PIECE = 1 << 18
"""Pairs that are looked at between two chances to stop."""

_PRODUCTS = 1 << 18
"""Pairs of lists that are added up between two chances to stop."""


class TooManyPairs(Exception):
    """There are more near events than can be looked at.

    share: of the articles that can be taken, as their pairs grow with the square of it.
    """

    def __init__(self, n: int) -> None:
        super().__init__(f"{n} pairs of near events")
        self.share = (MOST_NEAR / n) ** 0.5


class _Near(NamedTuple):
    """Kinds of events that are near each other, row by row: what kind `k` is near to stands in
    `others` and `far` from `starts[k]` to `starts[k + 1]`."""

    starts: Ints
    others: Ints
    far: Floats


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Different events, by what counts across articles: all but the place of the evidence.

    of_list: the kinds in each different list. frame: by kind, its place in the arrays of frames.
    members: by kind, its participants, or NONE if missing. type, lo, hi, is_dated, is_borne: by
    frame, which is a kind without its participants; frames are ordered by type and is_borne.
    bits: by set of participants, one bit each. size: their number.
    """

    of_list: tuple[tuple[int, ...], ...]
    frame: Ints
    members: Ints
    type: Ints
    lo: Ints
    hi: Ints
    is_dated: NDArray[np.bool_]
    is_borne: NDArray[np.bool_]
    bits: NDArray[np.uint64]
    size: Ints


def shared_credit(
    articles: Sequence[Sequence[Sequence[Features]]], rules: AlignmentRules
) -> Steps[Sparse]:
    """What the lists of two articles have in common, summed over all pairs of their lists.

    articles: by article and coder, the events in canonical order.
    Returns, at the end, a sparse matrix of shape (n_articles, n_articles), 0 on the diagonal: the
    sums of 1 - delta over the pairs of lists of which one at least has events.
    Raises TooManyPairs before the work is begun.
    """
    from scipy.sparse import coo_array, csr_array  # type: ignore[import-untyped]  # it has no types

    lists: dict[tuple[_Kind, ...], int] = {}
    where = [
        (at, lists.setdefault(tuple(map(_kind, events)), len(lists)))
        for at, article in enumerate(articles)
        for events in article
        if events
    ]
    if not where:
        return csr_array((len(articles), len(articles)))
    kinds = _kinds(list(lists))
    yield
    near = yield from _near_kinds(kinds, rules)
    rows, columns, credits = yield from _credit(kinds.of_list, near, rules.theta)
    half = coo_array((credits, (rows, columns)), shape=(len(lists), len(lists))).tocsr()
    yield
    both = half + half.T
    yield
    both.setdiag(half.diagonal())
    places = np.array(where)
    held = coo_array(
        (np.ones(len(where)), (places[:, 0], places[:, 1])), shape=(len(articles), len(lists))
    ).tocsr()
    yield
    return (yield from _of_articles(held, both))


def _of_articles(held: Sparse, both: Sparse) -> Steps[Sparse]:
    """What articles have in common: `both` of their lists, but not with themselves.

    held: which lists each article has, shape (n_articles, n_lists), sparse.
    """
    from scipy.sparse import vstack

    across = held.T.tocsr()
    n_articles = held.shape[0]
    step = max(1, int(n_articles * _PRODUCTS / max(1, both.nnz)))
    parts = []
    for first in range(0, n_articles, step):
        yield
        parts.append(held[first : first + step] @ both @ across)
    yield
    found = vstack(parts, format="csr")
    yield
    found.setdiag(0)
    return found


def _kind(event: Features) -> _Kind:
    return event.type, event.date, event.participants, bool(event.evidence)


def _kinds(lists: Sequence[tuple[_Kind, ...]]) -> _Kinds:
    kinds = list(dict.fromkeys(kind for events in lists for kind in events))
    types = {name: at for at, name in enumerate(dict.fromkeys(kind[0] for kind in kinds))}
    frames = sorted(
        {_frame(kind, types) for kind in kinds}, key=lambda each: (each[0], each[3], each[1:3])
    )
    places = {frame: at for at, frame in enumerate(frames)}
    kinds.sort(key=lambda kind: places[_frame(kind, types)])
    order = {kind: at for at, kind in enumerate(kinds)}
    sets = {kind[2]: 0 for kind in kinds if kind[2] is not None}
    sets = {members: at for at, members in enumerate(sets)}
    bits, size = _bits(list(sets))
    columns = np.array([(t, lo, hi) for t, lo, hi, _ in frames], np.int64)
    return _Kinds(
        of_list=tuple(tuple(order[kind] for kind in events) for events in lists),
        frame=np.array([places[_frame(kind, types)] for kind in kinds]),
        members=np.array([NONE if kind[2] is None else sets[kind[2]] for kind in kinds]),
        type=columns[:, 0],
        lo=columns[:, 1],
        hi=columns[:, 2],
        is_dated=columns[:, 1] != NONE,
        is_borne=np.array([each[3] for each in frames], np.bool_),
        bits=bits,
        size=size,
    )


def _frame(kind: _Kind, types: dict[Hashable | None, int]) -> tuple[int, int, int, bool]:
    lo, hi = kind[1] or (NONE, NONE)
    return NONE if kind[0] is None else types[kind[0]], lo, hi, kind[3]


def _bits(sets: Sequence[frozenset[Hashable]]) -> tuple[NDArray[np.uint64], Ints]:
    """Sets as rows of bits, shape (n_sets, n_words), and their sizes."""
    names = {name: at for at, name in enumerate(dict.fromkeys(n for each in sets for n in each))}
    bits = np.zeros((len(sets) or 1, len(names) // 64 + 1), np.uint64)
    for at, members in enumerate(sets):
        for name in members:
            word, bit = divmod(names[name], 64)
            bits[at, word] |= np.uint64(1 << bit)
    return bits, np.array([len(each) for each in sets] or [0])


def _near_kinds(kinds: _Kinds, rules: AlignmentRules) -> Steps[_Near]:
    """Which kinds of events would be a match across articles; by kind, both ways round."""
    starts = np.searchsorted(kinds.frame, np.arange(len(kinds.type) + 1))
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for rows, columns in _near_frames(kinds, rules):
        for here, there in _crossed(rows, columns, starts):
            far = _distance(kinds, here, there, rules)
            is_near = np.rint(far * MILLION) < round(rules.theta * MILLION)
            found.append((here[is_near], there[is_near], far[is_near]))
            yield
    here, there, far = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.lexsort((there, here))
    begins = np.searchsorted(here[order], np.arange(len(kinds.frame) + 1))
    return _Near(begins, there[order], far[order])


def _near_frames(kinds: _Kinds, rules: AlignmentRules) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of frames that could belong to near events, if their participants were the same."""
    by_type, _, by_members, by_evidence = rules.vector
    total = sum(rules.vector)
    block = kinds.type * 2 + kinds.is_borne
    edges = np.flatnonzero(np.diff(block, prepend=block[0] - 1, append=block[-1] + 1))
    for at, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        for at_2, end_2 in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            apart = by_type * (kinds.type[at] != kinds.type[at_2])
            apart += by_evidence * (kinds.is_borne[at] or kinds.is_borne[at_2])
            if total and apart / total > rules.theta:
                continue
            step = max(1, _PIECE // (end_2 - at_2))
            for row in range(at, end, step):
                rows = np.arange(row, min(end, row + step))
                apart, weight = _apart(kinds, rows[:, None], np.arange(at_2, end_2), rules)
                weight = weight + by_members
                could = apart <= rules.theta * weight + 1e-9
                near_rows, near_columns = np.nonzero(could)
                yield rows[near_rows], near_columns + at_2


def _apart(
    kinds: _Kinds, rows: Ints, columns: Ints, rules: AlignmentRules
) -> tuple[Floats, Floats]:
    """Weighted distance of frames by all but participants, and the weight it has."""
    by_type, by_date, _, by_evidence = rules.vector
    has_type = (kinds.type[rows] != NONE) | (kinds.type[columns] != NONE)
    apart = by_type * (kinds.type[rows] != kinds.type[columns])
    weight = by_type * has_type
    dated, dated_2 = kinds.is_dated[rows], kinds.is_dated[columns]
    days = abs(kinds.lo[rows] - kinds.lo[columns]) + abs(kinds.hi[rows] - kinds.hi[columns])
    by_days = np.minimum(1.0, days / (2 * rules.days))
    apart = apart + by_date * np.where(dated == dated_2, by_days * dated, 1.0)
    weight = weight + by_date * (dated | dated_2)
    is_borne = kinds.is_borne[rows] | kinds.is_borne[columns]
    return apart + by_evidence * is_borne, weight + by_evidence * is_borne


def _crossed(rows: Ints, columns: Ints, starts: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each kind of each row's frame with each kind of its column's, a piece at a time."""
    n_rows, n_columns = np.diff(starts)[rows], np.diff(starts)[columns]
    ends = np.cumsum(n_rows * n_columns)
    at = 0
    while at < len(rows):
        done = int(ends[at - 1]) if at else 0
        end = max(at + 1, int(np.searchsorted(ends, done + _PIECE, "right")))
        lengths = (n_rows * n_columns)[at:end]
        inside = counted(lengths)
        width = np.repeat(n_columns[at:end], lengths)
        yield (
            np.repeat(starts[rows[at:end]], lengths) + inside // width,
            np.repeat(starts[columns[at:end]], lengths) + inside % width,
        )
        at = end


def _distance(kinds: _Kinds, here: Ints, there: Ints, rules: AlignmentRules) -> Floats:
    """Distance of kinds of events in different articles."""
    apart, weight = _apart(kinds, kinds.frame[here], kinds.frame[there], rules)
    one, other = kinds.members[here], kinds.members[there]
    common = np.bitwise_count(kinds.bits[one] & kinds.bits[other]).sum(axis=1, dtype=np.int64)
    union = kinds.size[one] + kinds.size[other] - common
    by_members = np.where(union > 0, 1 - common / np.maximum(1, union), 0.0)
    known, known_2 = one != NONE, other != NONE
    by_members = np.where(known & known_2, by_members, 1.0)
    weight_of = rules.vector[2] * (known | known_2)
    apart, weight = apart + weight_of * by_members, weight + weight_of
    found: Floats = np.where(weight > 0, apart / np.where(weight > 0, weight, 1.0), 0.0)
    return found


def _credit(of_list: Sequence[tuple[int, ...]], near: _Near, theta: float) -> Steps[_Credits]:
    """1 - delta of each two different lists (a list with itself too) that have near events."""
    n_events = np.array([len(events) for events in of_list])
    kind = np.array([each for events in of_list for each in events])
    owner = np.repeat(np.arange(len(of_list)), n_events)
    rank = counted(n_events)
    parts = []
    for here, there, far in _near_events(kind, owner, near):
        yield
        kept = owner[here] <= owner[there]
        here, there = here[kept], there[kept]
        lists = owner[here], owner[there]
        found = yield from _matched(lists, (rank[here], rank[there]), far[kept], theta)
        parts.append(found)
    rows, columns, credit = (np.concatenate(each) for each in zip(*parts, strict=True))
    return rows, columns, 2 * credit / (n_events[rows] + n_events[columns])


def _near_events(kind: Ints, owner: Ints, near: _Near) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Each event with each one that is near to it, and how far that is; whole lists at a time.

    kind, owner: by event, its kind and the list that it stands in; lists one after the other.
    """
    by_kind = np.argsort(kind, kind="stable")
    starts = np.searchsorted(kind[by_kind], np.arange(len(near.starts)))
    n_having = np.diff(starts)
    reach = np.concatenate(([0], np.cumsum(n_having[near.others])))
    n_near = (reach[near.starts[1:]] - reach[near.starts[:-1]])[kind]
    if n_near.sum() > MOST_NEAR:
        raise TooManyPairs(int(n_near.sum()))
    n_lists = int(owner[-1]) + 1
    ends = np.cumsum(np.bincount(owner, n_near, n_lists))
    first = 0
    while first < n_lists:
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + _PIECE, "right")))
        events = np.flatnonzero((owner >= first) & (owner < last))
        n_kinds = np.diff(near.starts)[kind[events]]
        link = np.repeat(near.starts[kind[events]], n_kinds) + counted(n_kinds)
        n_there = n_having[near.others[link]]
        there = by_kind[np.repeat(starts[near.others[link]], n_there) + counted(n_there)]
        here = np.repeat(np.repeat(events, n_kinds), n_there)
        yield here, there, np.repeat(near.far[link], n_there)
        first = last


def _matched(
    lists: tuple[Ints, Ints], ranks: tuple[Ints, Ints], far: Floats, theta: float
) -> Steps[_Credits]:
    """The credit of the best pairs of each two lists that have near events.

    lists, ranks: of near events, the lists that they stand in and their places there.
    """
    order = np.lexsort((*ranks[::-1], *lists[::-1]))
    one, other, row, column = (each[order] for each in (*lists, *ranks))
    far = far[order]
    is_first = np.diff(one, prepend=-1).astype(bool) | np.diff(other, prepend=-1).astype(bool)
    starts = np.flatnonzero(is_first)
    pair = np.cumsum(is_first) - 1
    contested = np.zeros(len(starts), np.bool_)
    for side in (row, column):
        sides = pair * (int(side.max(initial=0)) + 1) + side
        sides.sort()
        again = sides[1:][sides[1:] == sides[:-1]]
        contested[again // (int(side.max(initial=0)) + 1)] = True
    credit: Floats = np.zeros(0)
    if len(starts):
        credit = np.bincount(pair, 1 - far / theta, len(starts)).astype(np.float64)
    limit = round(theta * MILLION)
    ends = np.append(starts[1:], len(one))
    for done, at in enumerate(np.flatnonzero(contested).tolist()):
        cells = slice(int(starts[at]), int(ends[at]))
        credit[at] = _contested(row[cells], column[cells], far[cells], limit, theta)
        if done % 1000 == 999:
            yield
    return one[starts], other[starts], credit


def _contested(row: Ints, column: Ints, far: Floats, limit: int, theta: float) -> float:
    """The credit of the best pairs of two lists, of which some events are near to several."""
    known: dict[tuple[int, int], float] = dict(
        zip(zip(row.tolist(), column.tolist(), strict=True), far.tolist(), strict=True)
    )
    table = [[limit] * (int(column.max()) + 1) for _ in range(int(row.max()) + 1)]
    for (at, other), distance in known.items():
        table[at][other] = round(distance * MILLION)
    return sum((1 - known[pair] / theta for pair in best_pairs(table, limit)), 0.0)

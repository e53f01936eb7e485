"""Distances of all pairs of what several coders coded, of many matters at once.

A matter is what is aligned by itself: the events of an article, the entries of one group in one
happening. The same distances as in `features`, to the last digit, by whole columns.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.features import LATE, Days
from annotator.reliability.matching import MILLION, Pair
from annotator.reliability.ratings import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NONE = -1
"""In place of a thing, or of a value, that is not there."""

_BITS = 63


class Apart(NamedTuple):
    """Distances by one role, by pair. is_known: whether one side at least has a value."""

    far: Floats
    is_known: Bools


@dataclass(frozen=True, slots=True)
class Pairs:
    """The things that coders coded about matters, and each two of them by different coders.

    Things are numbered matter by matter, coder by coder, in canonical order.
    sizes: by matter, how many things each coder coded. matter, coder: by thing, the coder's place
    in the matter. first: by matter, its first thing; one more at the end. here, there: by pair, its
    things, in order of these. starts: by matter, its first pair; one more at the end.
    """

    sizes: Sequence[Sequence[int]]
    matter: Ints
    coder: Ints
    first: Ints
    here: Ints
    there: Ints
    starts: Ints

    @classmethod
    def of(cls, sizes: Sequence[Sequence[int]]) -> Pairs:
        """All pairs of so many things."""
        n_coders = np.array([len(each) for each in sizes], np.int64)
        n_things = np.array(list(chain.from_iterable(sizes)), np.int64)
        places = counted(n_coders)
        of_list = np.repeat(np.arange(len(sizes)), n_coders)
        matter, coder = np.repeat(of_list, n_things), np.repeat(places, n_things)
        ends = np.cumsum(np.bincount(of_list, n_things, len(sizes)).astype(np.int64))
        next_coder = np.repeat(np.cumsum(n_things), n_things)
        n_others = ends[matter] - next_coder
        here = np.repeat(np.arange(len(matter)), n_others)
        there = np.repeat(next_coder, n_others) + counted(n_others)
        first = np.concatenate(([0], ends))
        starts = np.concatenate(([0], np.cumsum(n_others)))[first]
        return cls(sizes, matter, coder, first, here, there, starts)


@dataclass(frozen=True, slots=True)
class Settled:
    """What of many matters belongs together, as far as that needs no search.

    clusters: by cluster, its things by coder's place, or NONE; shape (n_clusters, n_coders).
    matter: by cluster, its matter; in order of these and of its first thing. best: the best pairs
    of each two coders, in order. hard: matters that need an assignment or a search; what stands
    elsewhere about them does not count.
    """

    clusters: Ints
    matter: Ints
    best: Ints
    hard: Sequence[int]


def counted(lengths: Ints) -> Ints:
    """0, 1, 2 … for each length, one after the other."""
    ends = np.cumsum(lengths)
    found: Ints = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return found


def weighted_all(parts: Sequence[Apart], weights: Sequence[float], n_pairs: int) -> Floats:
    """The weighted mean, by pair, of the parts that are known; 0 if there is none."""
    total, apart = np.zeros(n_pairs), np.zeros(n_pairs)
    for (far, is_known), weight in zip(parts, weights, strict=True):
        if weight:
            total += weight * is_known
            apart += np.where(is_known, weight * far, 0.0)
    return np.divide(apart, total, out=np.zeros(n_pairs), where=total > 0)


def settle(pairs: Pairs, far: Floats, theta: float) -> Settled:
    """The best pairs and the best partition, wherever they follow without an assignment.

    That is where the best pairs follow from `_certain`, and where all that are paired with one are
    paired with each other. Other matters are left as `hard`.
    """
    limit = round(theta * MILLION)
    units = np.rint(far * MILLION)
    near = np.flatnonzero(units < limit)
    gains = limit - units[near].astype(np.int64)
    is_best, is_open = _certain(pairs, near, gains)
    unsure = pairs.matter[pairs.here[near[is_open]]]
    near = near[is_best]
    here, there = pairs.here[near], pairs.there[near]
    n_things = len(pairs.matter)
    things = np.arange(n_things)
    beside = np.full((n_things, max(map(len, pairs.sizes), default=0)), NONE)
    beside[things, pairs.coder] = things
    beside[here, pairs.coder[there]] = there
    beside[there, pairs.coder[here]] = here
    is_torn = (beside[here] != beside[there]).any(axis=1)
    hard = np.unique(np.concatenate((unsure, pairs.matter[here[is_torn]])))
    is_first = things == np.where(beside == NONE, n_things, beside).min(axis=1, initial=n_things)
    return Settled(beside[is_first], pairs.matter[is_first], near, hard.tolist())


def _certain(pairs: Pairs, near: Ints, gains: Ints) -> tuple[Bools, Bools]:
    """Which near pairs are among the best ones for certain, and which may be or not.

    A pair that gains more than the best other pair of either of its things with the same two coders
    together is in every best set of pairs: it could take the place of the two. What it excludes is
    left out, and the rest looked at again.
    """
    n_coders = max(map(len, pairs.sizes), default=0)
    here, there = pairs.here[near], pairs.there[near]
    slots = here * n_coders + pairs.coder[there], there * n_coders + pairs.coder[here]
    n_slots = len(pairs.matter) * n_coders
    is_best = np.zeros(len(near), np.bool_)
    left = np.arange(len(near))
    while len(left):
        sides = [slot[left] for slot in slots]
        gain = gains[left]
        others = sum(_best_other(side, gain, n_slots) for side in sides)
        is_sure = gain > others
        if not is_sure.any():
            break
        is_best[left[is_sure]] = True
        taken = np.zeros(n_slots, np.bool_)
        for side in sides:
            taken[side[is_sure]] = True
        left = left[~(taken[sides[0]] | taken[sides[1]])]
    is_open = np.zeros(len(near), np.bool_)
    is_open[left] = True
    return is_best, is_open


def _best_other(slot: Ints, gain: Ints, n_slots: int) -> Ints:
    """By pair, the greatest gain of the other pairs of its slot; 0 if there is none."""
    found = np.zeros(len(slot), np.int64)
    shared = np.flatnonzero(np.bincount(slot, minlength=n_slots)[slot] > 1)
    if not len(shared):
        return found
    order = shared[np.lexsort((-gain[shared], slot[shared]))]
    of_slot = slot[order]
    is_top = np.diff(of_slot, prepend=NONE) != 0
    place = np.cumsum(is_top) - 1
    top = gain[order[is_top]]
    second = gain[order[np.flatnonzero(is_top) + 1]]
    found[order] = np.where(is_top, second[place], top[place])
    return found


def codes_apart(values: Sequence[Hashable | None], pairs: Pairs) -> Apart:
    """See `code_distance`."""
    numbers: dict[Hashable | None, int] = {None: NONE}
    codes = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)
    one, other = codes[pairs.here], codes[pairs.there]
    return Apart((one != other).astype(float), (one != NONE) | (other != NONE))


def dates_apart(values: Sequence[Days | None], pairs: Pairs, days: float) -> Apart:
    """See `date_distance`."""
    columns = np.array([value or (NONE, NONE) for value in values], np.int64).reshape(-1, 2)
    lo, hi = columns.T
    is_dated = lo != NONE
    here, there = pairs.here, pairs.there
    known, known_2 = is_dated[here], is_dated[there]
    apart = (np.abs(lo[here] - lo[there]) + np.abs(hi[here] - hi[there])) / (2 * days)
    return Apart(np.where(known & known_2, np.minimum(1.0, apart), 1.0), known | known_2)


def sets_apart(values: Sequence[frozenset[Hashable] | None], pairs: Pairs) -> Apart:
    """See `set_distance`. Only sets that seem to have something in common are looked into."""
    numbers: dict[frozenset[Hashable] | None, int] = {None: 0}
    which = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)
    sets = [each or frozenset() for each in numbers]
    bits: dict[Hashable, int] = {}
    masks = np.array(
        [
            sum({1 << bits.setdefault(member, len(bits)) % _BITS for member in each})
            for each in sets
        ],
        np.int64,
    )
    one, other = which[pairs.here], which[pairs.there]
    far = (one != other).astype(float)
    alike = np.flatnonzero((one != other) & ((masks[one] & masks[other]) != 0))
    both = zip(one[alike].tolist(), other[alike].tolist(), strict=True)
    known: dict[Pair, float] = {}
    for pair in both:
        if pair not in known:
            first, second = sets[pair[0]], sets[pair[1]]
            known[pair] = 1 - len(first & second) / len(first | second)
    pairs_of_sets = zip(one[alike].tolist(), other[alike].tolist(), strict=True)
    far[alike] = [known[pair] for pair in pairs_of_sets]
    return Apart(far, (one != 0) | (other != 0))


class Texts(NamedTuple):
    """Pieces of text of many things, one thing after the other; see `Pieces`.

    n_pieces, first: by thing. starts, ends: by piece.
    """

    n_pieces: Ints
    first: Ints
    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, n_spans: Ints, starts: Ints, ends: Ints) -> Texts:
        """The characters that spans cover, n_spans of each thing, in any order."""
        thing = np.repeat(np.arange(len(n_spans)), n_spans)
        step = int(ends.max(initial=0)) + 1
        order = np.argsort(thing * step + starts, kind="stable")
        starts, ends = starts[order], ends[order]
        reach = np.maximum.accumulate(thing * step + ends)
        is_first = np.ones(len(thing), np.bool_)
        is_first[1:] = thing[1:] * step + starts[1:] > reach[:-1]
        begins = np.flatnonzero(is_first)
        last = np.append(begins[1:], len(thing))[: len(begins)] - 1
        n_pieces = np.bincount(thing[begins], minlength=len(n_spans))
        first = np.cumsum(n_pieces) - n_pieces
        return cls(n_pieces, first, starts[begins], reach[last] - thing[begins] * step)

    def begins(self) -> Ints:
        """Where each thing's first piece begins; LATE where there is none."""
        return np.append(self.starts, LATE)[np.where(self.n_pieces, self.first, -1)]


def texts_apart(texts: Texts, pairs: Pairs) -> Apart:
    """See `text_distance`."""
    n_pieces, first, starts, ends = texts
    here, there = pairs.here, pairs.there
    has = n_pieces > 0
    known, known_2 = has[here], has[there]
    far = np.ones(len(here))
    begin, last = texts.begins(), first + n_pieces
    finish = np.append(ends, 0)[last - 1]
    meet = np.flatnonzero(
        known & known_2 & (begin[here] < finish[there]) & (begin[there] < finish[here])
    )
    covered = np.concatenate(([0], np.cumsum(ends - starts)))
    sizes = covered[last] - covered[first]
    one, other = here[meet], there[meet]
    far[meet] = 1 - 2 * _shared(one, other, texts) / (sizes[one] + sizes[other])
    return Apart(far, known | known_2)


def _shared(one: Ints, other: Ints, texts: Texts) -> Ints:
    """How many characters two things' pieces have in common, by pair; those meet somewhere."""
    n_pieces, first, starts, ends = texts
    both = np.minimum(ends[first[one]], ends[first[other]])
    both -= np.maximum(starts[first[one]], starts[first[other]])
    many = np.flatnonzero((n_pieces[one] > 1) | (n_pieces[other] > 1))
    if not len(many):
        return both
    one, other = one[many], other[many]
    lengths = n_pieces[one]
    piece = np.repeat(first[one], lengths) + counted(lengths)
    of_pair = np.repeat(np.arange(len(one)), lengths)
    thing = other[of_pair]
    before = np.concatenate(([0], np.cumsum(ends - starts)))
    step = int(ends.max()) + 1
    keys = np.repeat(np.arange(len(n_pieces)), n_pieces) * step + starts

    def covered_before(places: Ints) -> Ints:
        at = np.searchsorted(keys, thing * step + places, "right") - 1
        at = np.maximum(at, first[thing])
        found: Ints = before[at] + np.clip(places - starts[at], 0, ends[at] - starts[at])
        return found

    common = covered_before(ends[piece]) - covered_before(starts[piece])
    both[many] = np.bincount(of_pair, common, len(one)).astype(np.int64)
    return both

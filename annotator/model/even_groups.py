"""Groups of three coders or more in which every two coders meet equally often.

Such plans are block designs; where there is one, chance alone does not find it. Whole turns come
from a few groups moved round a circle of coders (differences modulo n, Bose 1939); what is left is
dealt greedily, and then single coders are exchanged as long as that evens out pairs and loads
(simulated annealing, Kirkpatrick et al. 1983). Steps are counted, not timed, and nothing depends on
the precision of a machine: the same chance gives the same groups everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import gcd
from random import Random

_STARTER_STEPS, _STARTER_NOISE = 8_000, 0.03
_SMALLEST_CIRCLE = 3
_MOST_TIMES = 4
_STEPS_A_PAIR, _MOST_STEPS = 2_000, 150_000
_HEATS = (0.5, 0.42, 0.35, 0.3, 0.25, 0.2, 0.0)
"""How likely a step is that makes things worse by one, while the search cools down."""

_PAIRS_FIRST = 3
"""What a step of pairs weighs against one of loads, which counts for two at most."""

_WORST = 200


@dataclass(slots=True)
class Group:
    """Who is to have an article. held: those who have it already; free: those who are given it."""

    held: tuple[int, ...]
    free: list[int]


class Table:
    """How many articles coders have, and how many each two share, while groups are formed.

    people: who can be put into a group. Of the others, the numbers only count.
    """

    def __init__(
        self, loads: Sequence[int], shared: Sequence[Sequence[int]], people: Sequence[int]
    ) -> None:
        self.loads = list(loads)
        self.shared = [list(row) for row in shared]
        self.people = list(people)

    def seat(self, coder: int, others: Iterable[int], times: int = 1) -> None:
        """Count that a coder joins these others so many times; fewer than 0: that they leave."""
        row = self.shared[coder]
        for other in others:
            row[other] += times
            self.shared[other][coder] += times
        self.loads[coder] += times

    def seat_all(self, coders: Sequence[int], times: int, held: tuple[int, ...] = ()) -> None:
        """Count that coders join each other, and those who have it, so many times."""
        for place, coder in enumerate(coders):
            self.seat(coder, (*held, *coders[:place]), times)

    def fill(self, group: Group, depth: int) -> Group:
        """Let those join who share least with the others, in squares, until they are `depth`."""
        left = [each for each in self.people if each not in group.held and each not in group.free]

        def rank(coder: int) -> tuple[int, int]:
            row = self.shared[coder]
            met = sum([row[each] * row[each] for each in (*group.held, *group.free)])
            return met, self.loads[coder]

        while left and len(group.held) + len(group.free) < depth:
            coder = min(left, key=rank)
            left.remove(coder)
            self.seat(coder, (*group.held, *group.free))
            group.free.append(coder)
        return group

    def dismiss(self, groups: Iterable[list[int]]) -> list[int]:
        """Count out that of these groups whose people share most, in squares."""

        def rank(group: Sequence[int]) -> tuple[int, int]:
            met = [self.shared[one][other] for one, other in combinations(group, 2)]
            return _in_squares(met), sum([self.loads[each] for each in group])

        found = max(groups, key=rank)
        self.seat_all(found, -1)
        return found

    def meetings(self) -> list[int]:
        """How many articles each two of the people share."""
        return [self.shared[one][other] for one, other in combinations(self.people, 2)]

    def is_even(self) -> bool:
        """Whether pairs differ by one at most, and loads too."""
        return _is_even(self.meetings()) and _is_even([self.loads[each] for each in self.people])

    def unevenness(self) -> tuple[int, int]:
        """Of pairs and of loads, in squares: what is to become small, pairs first."""
        pairs = sum(count * count for row in self.shared for count in row)
        return pairs, sum(load * load for load in self.loads)


def even_groups(
    table: Table, held: Iterable[tuple[int, ...]], n_fresh: int, depth: int, chance: Random
) -> tuple[list[list[int]], list[list[int]]]:
    """Who joins those that have an article, for each of `held`, and who gets so many new ones.

    Each article is with `depth` people then. The table counts them in. Pairs come out within one
    where the search finds that, and so do loads as far as pairs allow.
    """
    started = [table.fill(Group(holders, []), depth) for holders in held]
    loose = _until_even(table, n_fresh, depth)
    fixed, turned = _turns(table, n_fresh - len(loose), min(depth, len(table.people)))
    loose += turned
    loose += [table.fill(Group((), []), depth) for _ in range(n_fresh - len(fixed) - len(loose))]
    _exchange(table, [*started, *loose], chance)
    return [each.free for each in started], fixed + [each.free for each in loose]


def _is_even(counts: Sequence[int]) -> bool:
    return not counts or max(counts) - min(counts) <= 1


def _until_even(table: Table, most: int, depth: int) -> list[Group]:
    """Groups of those who share least, one by one, until all pairs are even."""
    groups: list[Group] = []
    while len(groups) < most and not _is_even(table.meetings()):
        for _ in range(min(len(table.people), most - len(groups))):
            groups.append(table.fill(Group((), []), depth))
    return groups


def _turns(table: Table, most: int, size: int) -> tuple[list[list[int]], list[Group]]:
    """Up to so many groups in whole turns of a circle: those that stay, those to be improved."""
    people = table.people
    n_people = len(people)
    if not most or size < 2:
        return [], []
    cycle = _cycle(n_people, size)
    n_cycles, rest = divmod(most, len(cycle) * n_people)
    fixed: list[list[int]] = []
    loose: list[list[int]] = []
    if n_cycles:
        loose = _circle(people, n_people, cycle)
        for group in loose:
            table.seat_all(group, n_cycles)
        fixed = [list(group) for group in loose] * (n_cycles - 1)
    part = _part_of_a_turn(table, rest, size)
    for group in part:
        table.seat_all(group, 1)
    return fixed, [Group((), group) for group in loose + part]


def _part_of_a_turn(table: Table, number: int, size: int) -> list[list[int]]:
    """At most so many groups, from circles of that size by which pairs come out most even."""
    n_people = len(table.people)
    found: list[tuple[tuple[int, int], int, list[list[int]]]] = []
    for moved in dict.fromkeys((n_people, n_people - 1, *(n_people // part for part in (2, 3, 4)))):
        if moved < _SMALLEST_CIRCLE:
            continue
        for n_starters in sorted({number // moved, -(-number // moved)} - {0}):
            starters = _starters(n_people, moved, size, n_starters)
            groups = _circle(table.people, moved, starters)
            trial = Table(table.loads, table.shared, table.people)
            for group in groups:
                trial.seat_all(group, 1)
            while len(groups) > number:
                groups.remove(trial.dismiss(groups))
            for _ in range(number - len(groups)):
                trial.fill(Group((), []), size)
            if trial.is_even():
                return groups
            found.append((trial.unevenness(), len(found), groups))
    return min(found)[2] if found else []


def _circle(
    people: Sequence[int], moved: int, starters: Iterable[Sequence[int]]
) -> list[list[int]]:
    """Each starter moved so many times."""
    return [
        [people[_step(place, step, moved, len(people))] for place in starter]
        for starter in starters
        for step in range(moved)
    ]


def _step(place: int, step: int, moved: int, number: int) -> int:
    """Where a place comes that is moved on: on circles of so many, what is left over stays."""
    ring = place // moved * moved
    return place if ring + moved > number else ring + (place - ring + step) % moved


@lru_cache(maxsize=64)
def _cycle(n_people: int, size: int) -> tuple[tuple[int, ...], ...]:
    """The fewest starters that are found by which every distance comes equally often.

    Of an even number of people, the opposite one is met twice a turn.
    """
    n_distances, met = n_people - 1, size * (size - 1)
    least = n_distances // gcd(n_distances, met)
    if n_people % 2 == 0 and least * met // n_distances % 2:
        least *= 2
    for times in range(1, _MOST_TIMES + 1):
        starters = _starters(n_people, n_people, size, times * least)
        table = Table([0] * n_people, [[0] * n_people] * n_people, range(n_people))
        for group in _circle(table.people, n_people, starters):
            table.seat_all(group, 1)
        if len(set(table.meetings())) == 1:
            break
    return starters


class _Orbits:
    """Pairs of places, and places, that come to lie on each other while they are moved.

    of: their number for each two places, and on the diagonal for each place. lengths: how many
    there are of each. times: how often each of them is met in a turn, for one that a starter has.
    """

    def __init__(self, n_people: int, moved: int) -> None:
        self.of = [[-1] * n_people for _ in range(n_people)]
        self.lengths: list[int] = []
        for one in range(n_people):
            for other in range(n_people):
                if self.of[one][other] < 0:
                    self._mark(one, other, n_people, moved)
        self.times = [moved // length for length in self.lengths]
        singles = {self.of[place][place] for place in range(n_people)}
        self.singles = sorted(singles)
        self.pairs = [each for each in range(len(self.lengths)) if each not in singles]

    def _mark(self, one: int, other: int, n_people: int, moved: int) -> None:
        places = [
            (_step(one, step, moved, n_people), _step(other, step, moved, n_people))
            for step in range(moved)
        ]
        for a, b in places:
            self.of[a][b] = self.of[b][a] = len(self.lengths)
        self.lengths.append(len({(min(pair), max(pair)) for pair in places}))


@lru_cache(maxsize=256)
def _starters(n_people: int, moved: int, size: int, number: int) -> tuple[tuple[int, ...], ...]:
    """So many groups of places by which, moved, all pairs and places come as evenly as can be."""
    random = Random(f"{n_people} {moved} {size} {number}").random
    orbits = _Orbits(n_people, moved)
    starters = [list(range(size)) for _ in range(number)]
    counts = [0] * len(orbits.lengths)
    for starter in starters:
        for at, place in enumerate(starter):
            _count(orbits, counts, place, starter[:at], 1)
    now = _in_all(orbits, counts)
    for _ in range(_STARTER_STEPS if size < n_people else 0):
        if all(
            _is_even([counts[each] for each in kind]) for kind in (orbits.pairs, orbits.singles)
        ):
            break
        starter = starters[int(random() * number)]
        at, new = int(random() * size), int(random() * n_people)
        if new in starter:
            continue
        old, others = starter[at], starter[:at] + starter[at + 1 :]
        _count(orbits, counts, old, others, -1)
        _count(orbits, counts, new, others, 1)
        then = _in_all(orbits, counts)
        if then <= now or random() < _STARTER_NOISE:
            starter[at], now = new, then
        else:
            _count(orbits, counts, new, others, -1)
            _count(orbits, counts, old, others, 1)
    return tuple(tuple(starter) for starter in starters)


def _count(orbits: _Orbits, counts: list[int], place: int, others: Iterable[int], by: int) -> None:
    """Count a place in that joins others in a starter, or with -1 out."""
    row = orbits.of[place]
    for each in (place, *others):
        counts[row[each]] += by * orbits.times[row[each]]


def _in_all(orbits: _Orbits, counts: Sequence[int]) -> int:
    return sum([n * count * count for n, count in zip(orbits.lengths, counts, strict=True)])


def _in_squares(counts: Iterable[int]) -> int:
    return sum([count * count for count in counts])


def _exchange(table: Table, groups: Sequence[Group], chance: Random) -> None:
    """Exchange coders of groups for others, one at a time, so that pairs and loads come out even.

    Stops where they are; where that is not found, what is better stays: before or after.
    """
    movable = [each for each in groups if each.free and len(each.held) + len(each.free) > 1]
    outside = [
        [each for each in table.people if each not in group.held and each not in group.free]
        for group in movable
    ]
    if not movable or not any(outside) or table.is_even():
        return
    before, were = table.unevenness(), [list(each.free) for each in groups]
    _search(table, movable, outside, chance.random)
    if table.unevenness() > before:
        for group, free in zip(groups, were, strict=True):
            table.seat_all(group.free, -1, group.held)
            group.free[:] = free
            table.seat_all(group.free, 1, group.held)


def _search(
    table: Table,
    groups: Sequence[Group],
    outside: Sequence[list[int]],
    random: Callable[[], float],
) -> None:
    """Exchange coders by chance until pairs and loads are even or the search has cooled down."""
    loads, shared, number = table.loads, table.shared, len(groups)
    meetings = table.meetings()
    total, least = _in_squares(meetings) // 2, _least(sum(meetings), len(meetings))
    steps = min(_STEPS_A_PAIR * len(meetings), _MOST_STEPS) // len(_HEATS)
    for heat in _HEATS:
        likely = [1.0]
        for _ in range(_WORST):
            likely.append(likely[-1] * heat)  # a power that is the same on every machine
        for _ in range(steps):
            at = int(random() * number)
            group, others = groups[at], outside[at]
            if not others:
                continue
            free = group.free
            place, seat = int(random() * len(free)), int(random() * len(others))
            old, new = free[place], others[seat]
            olds, news = shared[old], shared[new]
            met = [each for each in free if each != old]
            met += group.held
            worse = len(met)
            for each in met:
                worse += news[each] - olds[each]
            load = max(min(loads[new] - loads[old] + 1, 2), -2)
            step = _PAIRS_FIRST * worse + load
            if step > 0 and random() >= likely[min(step, _WORST)]:
                continue
            free[place], others[seat] = new, old
            for each in met:
                olds[each] -= 1
                news[each] += 1
                row = shared[each]
                row[old] -= 1
                row[new] += 1
            loads[old] -= 1
            loads[new] += 1
            total += worse
            if total <= least and table.is_even():
                return


def _least(total: int, number: int) -> int:
    """What so many counts are in squares, halved, if they are as even as can be."""
    each, over = divmod(total, number)
    return ((number - over) * each * each + over * (each + 1) ** 2) // 2

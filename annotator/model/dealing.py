"""Dealing articles out: loads and pairs come out even, and chance decides which article is whose.

Coders and articles are small numbers here. What somebody holds already stays theirs and counts, so
that dealing again goes on from there. The same chance gives the same hands.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from random import Random

from annotator.model.even_groups import Table, even_groups

Duo = tuple[int, int]

_NOBODY: Mapping[int, Collection[int]] = {}
_CRUMB = 1e-9
"""Shares are decimal, their products are not quite: half an article stays half an article."""


class Hands:
    """Who has which articles, while more are dealt.

    loads: how many each coder has. shared: how many each two coders share, both ways round. dealt:
    what was given since, as article and coder, in order.
    """

    def __init__(self, n_coders: int) -> None:
        self.loads = [0] * n_coders
        self.shared = [[0] * n_coders for _ in range(n_coders)]
        self.dealt: list[Duo] = []
        self._holders: dict[int, tuple[int, ...]] = {}

    def hold(self, article: int, coder: int) -> None:
        """A coder has an article."""
        holders = self._holders.get(article, ())
        self._holders[article] = (*holders, coder)
        self.loads[coder] += 1
        for other in holders:
            self.shared[coder][other] += 1
            self.shared[other][coder] += 1

    def let_go(self, article: int, coder: int) -> None:
        """A coder has an article no longer."""
        left = tuple(each for each in self._holders[article] if each != coder)
        self._holders[article] = left
        self.loads[coder] -= 1
        for other in left:
            self.shared[coder][other] -= 1
            self.shared[other][coder] -= 1

    def give(self, article: int, coder: int) -> None:
        """Deal an article to a coder."""
        self.hold(article, coder)
        self.dealt.append((article, coder))

    def of(self, article: int) -> tuple[int, ...]:
        """Who has an article."""
        return self._holders.get(article, ())

    def n_shared(self) -> list[int]:
        """How many of each coder's articles somebody else has, too."""
        found = [0] * len(self.loads)
        for holders in self._holders.values():
            if len(holders) > 1:
                for coder in holders:
                    found[coder] += 1
        return found


def share_of(share: float, number: int) -> int:
    """A share of so many articles, to the nearest whole one, a half upwards."""
    return int(share * number + 0.5 + _CRUMB)


def deal_to_everyone(hands: Hands, articles: Iterable[int], coders: Sequence[int]) -> None:
    """Each article goes to each coder who has not got it."""
    for article in articles:
        holders = hands.of(article)
        for coder in coders:
            if coder not in holders:
                hands.give(article, coder)


def deal_shares(
    hands: Hands,
    articles: Iterable[int],
    coders: Sequence[int],
    overlap: float,
    depth: int,
    chance: Random,
) -> None:
    """Each article that nobody has goes to one coder, and a share of all of them to `depth` coders.

    overlap: the share, of all these articles. What is lacking of it is taken from those that nobody
    has in the same proportion, and only where that is not enough from those that somebody has.
    """
    shuffled = list(articles)
    coders = list(coders)
    chance.shuffle(shuffled)
    chance.shuffle(coders)
    fresh = [article for article in shuffled if not hands.of(article)]
    held = [article for article in shuffled if 0 < len(hands.of(article)) < depth]
    lacking = share_of(overlap, len(shuffled)) - (len(shuffled) - len(fresh) - len(held))
    started = [article for article in held if len(hands.of(article)) > 1][: max(lacking, 0)]
    alone = [article for article in held if len(hands.of(article)) == 1]
    lacking = max(lacking - len(started), 0)
    wanted = max(share_of(overlap, len(fresh)), lacking - len(alone))
    n_fresh = min(lacking, wanted, len(fresh))
    if depth == 2:
        _share_held(hands, alone, lacking - n_fresh, coders)
        _share_in_pairs(hands, fresh[:n_fresh], coders)
    else:
        more = alone[: max(lacking - n_fresh, 0)]
        _share_in_groups(hands, [*started, *more], fresh[:n_fresh], coders, depth, chance)
    _even_out(hands, fresh[n_fresh:], coders)


def deal_further(
    hands: Hands,
    articles: Iterable[int],
    coders: Sequence[int],
    chance: Random,
    *,
    barred: Mapping[int, Collection[int]] = _NOBODY,
    by_load: bool = False,
) -> list[int]:
    """Each article goes to one coder more, who has not got it and is not barred from it.

    by_load: to the one with the fewest articles; else to the one who shares the fewest with those
    who have it. Gives the articles for which there was nobody.
    """
    shuffled = list(articles)
    coders = list(coders)
    chance.shuffle(shuffled)
    chance.shuffle(coders)
    left: list[int] = []
    for article in shuffled:
        holders = hands.of(article)
        out = barred.get(article, ())
        free = [each for each in coders if each not in holders and each not in out]
        if not free:
            left.append(article)
            continue
        hands.give(article, _least(hands, free, holders, by_load))
    return left


def _least(hands: Hands, free: Sequence[int], holders: Sequence[int], by_load: bool = False) -> int:
    """Who of those that are free is to have an article that these have.

    Whoever shares least with them, in squares: so no pair runs ahead of the others.
    """

    def rank(coder: int) -> Duo:
        row = hands.shared[coder]
        shared, load = sum([row[other] * row[other] for other in holders]), hands.loads[coder]
        return (load, shared) if by_load else (shared, load)

    return min(free, key=rank)


def _share_in_groups(
    hands: Hands,
    held: Sequence[int],
    fresh: Sequence[int],
    coders: Sequence[int],
    depth: int,
    chance: Random,
) -> None:
    """Give articles that somebody has, and such that nobody has, to so many coders each."""
    if not held and not fresh:
        return
    table = Table(hands.loads, hands.shared, coders)
    holders = [hands.of(article) for article in held]
    joining, groups = even_groups(table, holders, len(fresh), depth, chance)
    for article, group in zip([*held, *fresh], [*joining, *groups], strict=True):
        for coder in group:
            hands.give(article, coder)


def _share_in_pairs(hands: Hands, articles: Sequence[int], coders: Sequence[int]) -> None:
    """Give each article to two coders, so that each two share equally many."""
    duos = _duos_in_turn(hands, coders, len(articles))
    for article, (one, other) in zip(articles, duos, strict=True):
        hands.give(article, one)
        hands.give(article, other)


def _duos_in_turn(hands: Hands, coders: Sequence[int], number: int) -> list[Duo]:
    """So many pairs, always one of those that share least.

    As long as all of these get their turn, their order changes nothing. Of the last round only some
    do: then coders with few articles come first, each with a partner who has few.
    """
    counts = {duo: hands.shared[duo[0]][duo[1]] for duo in combinations(coders, 2)}
    loads = list(hands.loads)
    turns: list[Duo] = []
    while counts:
        least = min(counts.values())
        round_ = [duo for duo, count in counts.items() if count == least]
        if len(round_) > number - len(turns):
            return turns + _some_of(round_, number - len(turns), loads)
        turns += round_
        for one, other in round_:
            counts[one, other] += 1
            loads[one] += 1
            loads[other] += 1
    return turns


def _some_of(duos: Iterable[Duo], number: int, loads: list[int]) -> list[Duo]:
    """So many of these pairs, by which the loads come out even; loads grow with them."""
    partners: dict[int, set[int]] = {}
    for one, other in duos:
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    taken: dict[int, set[int]] = {coder: set() for coder in partners}
    order = {coder: place for place, coder in enumerate(partners)}

    def rank(coder: int) -> tuple[int, int, int]:
        return (loads[coder], -len(partners[coder]), order[coder])

    def take(one: int, other: int, places: int) -> None:
        """Take a pair, or with -1 take it back."""
        for a, b in ((one, other), (other, one)):
            (partners if places > 0 else taken)[a].remove(b)
            (taken if places > 0 else partners)[a].add(b)
            loads[a] += places

    for _ in range(number):
        one = min((coder for coder, left in partners.items() if left), key=rank)
        take(one, min(partners[one], key=rank), 1)
    while swap := _better(partners, taken, loads):
        much, little, third = swap
        take(much, third, -1)
        take(little, third, 1)
    return [(a, b) for a, others in taken.items() for b in sorted(others) if order[a] < order[b]]


def _better(
    partners: Mapping[int, set[int]], taken: Mapping[int, set[int]], loads: Sequence[int]
) -> tuple[int, int, int] | None:
    """Who has too much, who too little, and with whom the second could share for the first."""
    people = sorted(partners, key=lambda coder: loads[coder])
    for much in reversed(people):
        for little in people:
            if loads[much] - loads[little] < 2:
                break
            for third in sorted(taken[much] & partners[little]):
                return much, little, third
    return None


def _share_held(hands: Hands, articles: Sequence[int], number: int, coders: Sequence[int]) -> None:
    """Give so many of these articles, which one coder has, to a second, so that pairs are even.

    Which of a coder's articles they are is decided by the order in which they are given here.
    """
    held: dict[int, list[int]] = {}
    for article in articles:
        held.setdefault(hands.of(article)[0], []).append(article)
    people = list(dict.fromkeys([*coders, *held]))
    takers = set(coders)
    turns = [
        (hands.shared[one][other], place, one, other)
        for place, (one, other) in enumerate(combinations(people, 2))
        if one in takers or other in takers
    ]
    heapq.heapify(turns)
    while number and turns:
        count, place, one, other = heapq.heappop(turns)
        roads = [(a, b) for a, b in ((one, other), (other, one)) if held.get(a) and b in takers]
        if not roads:
            continue
        giver, taker = min(roads, key=lambda road: hands.loads[road[1]])
        hands.give(held[giver].pop(), taker)
        heapq.heappush(turns, (count + 1, place, one, other))
        number -= 1


def _even_out(hands: Hands, articles: Iterable[int], coders: Sequence[int]) -> None:
    """Give each article to the coder who has the fewest."""
    turns = [(hands.loads[coder], place, coder) for place, coder in enumerate(coders)]
    heapq.heapify(turns)
    for article in articles:
        load, place, coder = turns[0]
        hands.give(article, coder)
        heapq.heapreplace(turns, (load + 1, place, coder))

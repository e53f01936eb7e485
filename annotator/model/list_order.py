"""Where articles stand in a coder's list: at random, which a seed can repeat, never by import.

A place is a whole number below END. Training comes first, then a coder's own articles, and behind
each hidden repeat's first coding lies a quarter of the list. Places say nothing about who else has
an article, and the end of a list says nothing either: what comes again there was given in its first
half, and comes anywhere from a quarter of the list later to the end.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from random import Random
from uuid import UUID

END = 2**31
"""What all places are below: an integer of any database holds them."""

_OWN, _LATE = END // 10, END // 10 * 8
"""Where a coder's own articles begin, and what lies behind the last of them."""

_BITS = 64

_MANY = 0.5
"""More repeats than this share of the list come behind it, as a second round in the same order."""

Placed = tuple[int, str]
"""An article by its place in a list: the place, and its id in hexadecimal."""


class ListOrder:
    """The order of one coder's list: the same seed, coder and article give the same place."""

    def __init__(self, seed: int, coder_id: UUID) -> None:
        self._stem = hashlib.blake2b(f"{seed} {coder_id.hex} ".encode(), digest_size=_BITS // 8)

    def _part(self, article: str, whole: int) -> int:
        """A number from 0 to below `whole` for an article, as good as random."""
        stem = self._stem.copy()
        stem.update(article.encode())
        return int.from_bytes(stem.digest(), "big") * whole >> _BITS

    def of_training(self, article: str) -> int:
        """The place of an article on which the coder is trained: before all others."""
        return self._part(article + " training", _OWN)

    def of_own(self, article: str) -> int:
        """The place of an article of the coder's own."""
        return _OWN + self._part(article, _LATE - _OWN)

    def of_repeat(self, article: str, first: int, after: int | None) -> int:
        """The place of an article given again. first: where it stood; after: behind which place.

        after None: behind the whole list, in its order.
        """
        if after is None:
            return _LATE + (first - _OWN) * (END - 1 - _LATE) // (_LATE - _OWN)
        room = max(_LATE - after, 1)
        return min(after + 1 + self._part(article + " again", room), END - 1)


def repeats(
    own: Sequence[Placed], n_others: int, number: int, chance: Random
) -> list[tuple[str, int, int | None]]:
    """So many of a coder's articles, by chance, that are to come again, for `of_repeat`.

    own: what can be repeated. n_others: how long the list is besides. Each with its own place, and
    the place behind which a quarter of the list lies between the two; None where so many are
    repeated that they come as a second round. Fewer are given where the list is too short.
    """
    listed = sorted(own)
    if number > _MANY * len(listed):
        chosen = sorted(chance.sample(listed, min(number, len(listed))))
        return [(article, place, None) for place, article in chosen]
    places = [place for place, _ in listed]
    between = -(-(len(listed) + n_others + number) // 4)
    early = listed[: max(min(len(listed) - between, len(listed) // 2), 0)]
    found: list[tuple[str, int, int | None]] = []
    for place, article in sorted(chance.sample(early, min(number, len(early)))):
        found.append((article, place, places[bisect_right(places, place) - 1 + between]))
    return found

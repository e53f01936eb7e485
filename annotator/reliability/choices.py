"""What a reviewer said of events that the program had taken for one happening, or had not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from annotator.reliability.partition import FREE, Bound, Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A reviewer said that two events are one happening (`joined`), or that they are not."""

    first: UUID
    second: UUID
    joined: bool


class Contradiction(ValueError):
    """Choices that cannot hold together.

    first, second: two events that are joined, if only through others. is_one_coder: both are one
    coder's, who coded two happenings; else a choice parts them.
    """

    def __init__(self, first: UUID, second: UUID, *, is_one_coder: bool) -> None:
        super().__init__(f"{first} and {second} are joined and cannot be")
        self.first, self.second, self.is_one_coder = first, second, is_one_coder


def bound_by(choices: Iterable[Choice], ids: Sequence[Sequence[UUID]]) -> Bound:
    """What the choices say of the events that are there, with all that follows from it.

    ids: of the events, by coder, in canonical order. Raises Contradiction.
    """
    said = list(choices)
    if not said:
        return FREE
    places = {
        event_id: (coder, rank)
        for coder, events in enumerate(ids)
        for rank, event_id in enumerate(events)
    }
    known = [
        (places[each.first], places[each.second], each.joined)
        for each in said
        if each.first in places and each.second in places and each.first != each.second
    ]
    joined = {place: frozenset((place,)) for place in places.values()}
    for here, there, is_joined in known:
        if is_joined:
            together = joined[here] | joined[there]
            joined.update(dict.fromkeys(together, together))
    _refuse_contradictions(ids, known, joined)
    groups = set(joined.values())
    apart = {
        frozenset((joined[here], joined[there]))
        for here, there, is_joined in known
        if not is_joined
    }
    parted = {
        (here, there)
        for group, other in combinations(groups, 2)
        if frozenset((group, other)) in apart or {c for c, _ in group} & {c for c, _ in other}
        for one, two in ((group, other), (other, group))
        for here in one
        for there in two
    }
    return Bound({p: group for p, group in joined.items() if len(group) > 1}, frozenset(parted))


def _refuse_contradictions(
    ids: Sequence[Sequence[UUID]],
    known: Iterable[tuple[Place, Place, bool]],
    joined: Mapping[Place, frozenset[Place]],
) -> None:
    def event(place: Place) -> UUID:
        return ids[place[0]][place[1]]

    for group in sorted(map(sorted, set(joined.values()))):
        for here, there in combinations(group, 2):
            if here[0] == there[0]:
                raise Contradiction(event(here), event(there), is_one_coder=True)
    for here, there, is_joined in known:
        if not is_joined and there in joined[here]:
            raise Contradiction(event(here), event(there), is_one_coder=False)

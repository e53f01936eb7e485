"""From what is coded to what shall be coded: the revisions that lead there, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from annotator.model.event import Event, Lane, Revision


@dataclass(frozen=True, slots=True)
class Hand:
    """Who codes, in which lane and round, under which codebook: what a revision is signed with."""

    coder_id: UUID
    lane: Lane
    codebook_id: UUID
    round: int = 1

    def revision(self, event: Event, replaces: Iterable[Revision], retracted: bool) -> Revision:
        """A new revision of `event` that replaces all of these; the store dates it."""
        return Revision(
            id=uuid4(),
            event=event,
            coder_id=self.coder_id,
            lane=self.lane,
            codebook_id=self.codebook_id,
            round=self.round,
            replaces=tuple(head.id for head in replaces),
            retracted=retracted,
        )


def plain(event: Event) -> Event:
    """The event without groups that hold no entry: they say nothing."""
    if all(event.groups.values()):
        return event
    return replace(event, groups={name: rows for name, rows in event.groups.items() if rows})


def saved(hand: Hand, heads: Iterable[Revision], event: Event) -> list[Revision]:
    """The revision that makes `event` stand in place of its heads; none if it stands already."""
    heads = list(heads)
    event = plain(event)
    if len(heads) == 1 and not heads[0].retracted and plain(heads[0].event) == event:
        return []
    return [hand.revision(event, heads, retracted=False)]


def retracted(hand: Hand, heads: Iterable[Revision]) -> list[Revision]:
    """The revision that takes an event back; none if there is no event, or it is taken back."""
    heads = list(heads)
    standing = [head for head in heads if not head.retracted]
    return [hand.revision(standing[-1].event, heads, retracted=True)] if standing else []


def recoded(hand: Hand, heads: Iterable[Revision], events: Iterable[Event]) -> list[Revision]:
    """The revisions that turn the coding of an article into `events`; others are taken back.

    heads: those of the article in this lane, retracted ones among them.
    """
    by_event: defaultdict[UUID, list[Revision]] = defaultdict(list)
    for head in heads:
        by_event[head.event.id].append(head)
    revisions: list[Revision] = []
    for event in events:
        revisions += saved(hand, by_event.pop(event.id, []), event)
    for left in by_event.values():
        revisions += retracted(hand, left)
    return revisions

"""From what is coded to what shall be coded: the revisions that lead there, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
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


def shown(heads: Iterable[Revision]) -> Revision | None:
    """The state of an event that its coder is shown: the newest that was not taken back."""
    standing = [head for head in heads if not head.retracted]
    return max(standing, key=_time, default=None)


def differing(heads: Iterable[Revision]) -> tuple[Revision, ...]:
    """The states of an event that say different things, oldest first; none if all say the same.

    Of states that say the same (also that the event is taken back) the newest is given.
    """
    found: list[Revision] = []
    for head in sorted(heads, key=_time, reverse=True):
        if not any(_say_the_same(head, other) for other in found):
            found.append(head)
    return tuple(reversed(found)) if len(found) > 1 else ()


def _say_the_same(one: Revision, other: Revision) -> bool:
    if one.retracted or other.retracted:
        return one.retracted and other.retracted
    return plain(one.event) == plain(other.event)


def _time(revision: Revision) -> tuple[datetime, UUID]:
    return revision.made_at, revision.id


def signed(hand: Hand, heads: Iterable[Revision]) -> list[Revision]:
    """The revision that makes an event stand under the hand's codebook; none if it does.

    heads: of one event. What the coder saw is confirmed as it stands.
    """
    heads = list(heads)
    last = shown(heads)
    if last is None or last.codebook_id == hand.codebook_id:
        return []
    return [replace(hand.revision(last.event, heads, retracted=False), sources=last.sources)]


def retracted(hand: Hand, heads: Iterable[Revision]) -> list[Revision]:
    """The revision that takes an event back; none if there is no event, or it is taken back."""
    heads = list(heads)
    standing = [head for head in heads if not head.retracted]
    return [hand.revision(standing[-1].event, heads, retracted=True)] if standing else []


def recoded(hand: Hand, heads: Iterable[Revision], events: Iterable[Event]) -> list[Revision]:
    """The revisions that turn the coding of an article into `events`; others are taken back.

    heads: those of the article in this lane and round, retracted ones among them. An event that
    was saved on two machines, differently, is left alone as long as it is what its coder was
    shown: to look at one of the two is not to choose it.
    """
    by_event: defaultdict[UUID, list[Revision]] = defaultdict(list)
    for head in heads:
        by_event[head.event.id].append(head)
    revisions: list[Revision] = []
    for event in events:
        own = by_event.pop(event.id, [])
        if not (differing(own) and _is_shown(own, event)):
            revisions += saved(hand, own, event)
    for left in by_event.values():
        revisions += retracted(hand, left)
    return revisions


def _is_shown(heads: Iterable[Revision], event: Event) -> bool:
    last = shown(heads)
    return last is not None and plain(last.event) == plain(event)

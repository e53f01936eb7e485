"""Events in one line, as the worked examples write them, and random ones that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from random import Random
from uuid import UUID, uuid4

from annotator.model.event import Answer, Date, Event
from annotator.model.span import Span
from annotator.reliability.alignment import Alignment, align_prepared, prepare
from annotator.reliability.alignment_rules import AlignmentRules, RoleSource
from annotator.reliability.choices import Choice
from tests.build import entries

SOURCES = {
    "type": RoleSource("event_type"),
    "date": RoleSource("date"),
    "participants": RoleSource("actor", "participants"),
}
ARTICLE = UUID(int=7)
EXAMPLE_RULES = AlignmentRules(theta=0.6, days=10, sources=SOURCES)
"""Of the worked examples: weights 2, 2, 2 and 4, T = 10 days, theta = .6."""


def align(
    events_by_coder: Mapping[str, Sequence[Event]],
    rules: AlignmentRules,
    choices: Iterable[Choice] = (),
) -> Alignment:
    """Which events of an article by itself are one happening."""
    return align_prepared(prepare(events_by_coder, rules), rules, choices)


def a_day(number: int) -> Date:
    """A date so many days after the first of December."""
    day = (date(2025, 12, 1) + timedelta(days=number)).isoformat()
    return Date(day, day, "day")


def a_happening(
    event_type: str | None,
    day: int | Date | None,
    actors: str | None,
    *spans: tuple[int, int],
    event_id: UUID | None = None,
) -> Event:
    """An event of this type, on this day, between "ABC", borne out by these stretches.

    None: not answered; actors "": no entries.
    """
    answers = {}
    evidence = tuple(Span(start, end, "x" * (end - start)) for start, end in spans)
    if event_type is not None:
        answers["event_type"] = Answer(event_type)
    if day is not None:
        answers["date"] = Answer(a_day(day) if isinstance(day, int) else day)
    if spans:
        answers["words"] = Answer("", evidence)
    people = tuple(entries(actor=actor) for actor in actors or "")
    if actors is None:
        people = (entries(role="host"),)
    return Event(event_id or uuid4(), ARTICLE, answers, {"participants": people} if people else {})


def noisy_lists(random: Random, n_coders: int, n_events: int) -> dict[str, list[Event]]:
    """What coders make of the same happenings: some missed, some seen otherwise."""
    true = [
        (
            random.choice("mnp"),
            random.randrange(20),
            "".join(random.sample("ABCDE", 2)),
            random.randrange(0, 1500),
        )
        for _ in range(n_events)
    ]
    return {
        f"coder{coder}": [_seen(random, *each) for each in true if random.random() < 0.85]
        for coder in range(n_coders)
    }


def _seen(random: Random, event_type: str, day: int, actors: str, start: int) -> Event:
    is_sure = random.random
    return a_happening(
        event_type if is_sure() < 0.8 else random.choice("mnp"),
        None if is_sure() < 0.3 else day + (0 if is_sure() < 0.8 else random.randrange(-4, 5)),
        actors if is_sure() < 0.7 else actors + random.choice("FGH"),
        (start + random.randrange(-40, 40) + 40, start + 120 + random.randrange(60)),
    )


def ids(clusters: Sequence[Mapping[str, Event]]) -> set[frozenset[UUID]]:
    """The clusters as sets of ids."""
    return {frozenset(event.id for event in cluster.values()) for cluster in clusters}


def gain_by_brute_force(
    first: Sequence[Event], second: Sequence[Event], far: dict[frozenset[UUID], float], theta: float
) -> float:
    """The greatest sum of theta - distance over all one-to-one pairs."""
    if not first or not second:
        return 0.0
    head, *rest = first
    best = gain_by_brute_force(rest, second, far, theta)
    for event in second:
        gain = theta - far[frozenset((head.id, event.id))]
        others = [other for other in second if other is not event]
        best = max(best, gain + gain_by_brute_force(rest, others, far, theta))
    return best


def clusters_by_brute_force(
    lists: dict[str, list[Event]],
    far: dict[frozenset[UUID], float],
    theta: float,
    choices: Sequence[Choice] = (),
) -> float:
    """The greatest gain of all partitions with at most one event of each coder in a cluster."""
    events = [(coder, event.id) for coder, own in lists.items() for event in own]
    gains = (
        sum(
            theta - far[frozenset((one, other))]
            for cluster in partition
            for (_, one), (_, other) in combinations(cluster, 2)
        )
        for partition in _partitions(events)
        if all(
            any({c.first, c.second} <= {event for _, event in cluster} for cluster in partition)
            == c.joined
            for c in choices
        )
    )
    return max(gains, default=0.0)


def _partitions(events: list[tuple[str, UUID]]) -> Iterator[list[list[tuple[str, UUID]]]]:
    if not events:
        yield []
        return
    *rest, last = events
    for partition in _partitions(rest):
        for at, cluster in enumerate(partition):
            if all(coder != last[0] for coder, _ in cluster):
                yield [*partition[:at], [*cluster, last], *partition[at + 1 :]]
        yield [*partition, [last]]

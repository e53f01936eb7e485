"""Events as one coder coded them: answers with their evidence, and the revisions of an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType
from uuid import UUID, uuid4

from annotator.model.span import Span

EVENTS = UUID("0d7be6f4-8c61-5f86-b0a3-3f4cf2f6c1b7")
"""The namespace of the ids given to events that come without one."""


class Missing(Enum):
    """Why there is no answer; unanswered is the absence of an `Answer`, not one of these."""

    NOT_STATED = "not_stated"
    NOT_APPLICABLE = "not_applicable"
    UNDECIDED = "undecided"


class Lane(Enum):
    """Whether a coding is a coder's own or the settled one."""

    CODING = "coding"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Date:
    """When an event took place, as exactly as the text tells.

    start, end: first and last day, or month or year, ISO 8601 of the precision the text supports;
        both "" when only the order is known (precision `before_after`).
    precision, basis: codes of the codebook's `date_precision` and `date_basis` lists.
    text: the words that give the date, or "".
    """

    start: str = ""
    end: str = ""
    precision: str = ""
    basis: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event took place.

    name: the standard name; text: the words of the article; country: a code of the actor list;
    precision: a code of the codebook's `place_precision` list; latitude, longitude: degrees.
    """

    name: str = ""
    text: str = ""
    country: str = ""
    precision: str = ""
    latitude: float | None = None
    longitude: float | None = None


Value = str | int | float | bool | tuple[str, ...] | Date | Place


@dataclass(frozen=True, slots=True)
class Answer:
    """A value or the reason why there is none, with the words that bear it out and a note."""

    value: Value | Missing
    evidence: tuple[Span, ...] = ()
    note: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether it is a reason for having no value."""
        return isinstance(self.value, Missing)


Entry = Mapping[str, Answer]
"""Variable name to answer; what is unanswered is absent."""

NO_ANSWERS: Entry = MappingProxyType({})
NO_GROUPS: Mapping[str, tuple[Entry, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Event:
    """One happening as it was coded: answers about it, and entries of its groups in order."""

    id: UUID
    article_id: UUID
    answers: Entry = field(default_factory=lambda: NO_ANSWERS)
    groups: Mapping[str, tuple[Entry, ...]] = field(default_factory=lambda: NO_GROUPS)

    @classmethod
    def new(cls, article_id: UUID) -> Event:
        """An event with nothing coded yet."""
        return cls(uuid4(), article_id)

    def copy(self) -> Event:
        """The same coding as an event of its own."""
        return replace(self, id=uuid4())

    def entries(self, group: str) -> tuple[Entry, ...]:
        """The entries of a group, in the coder's order; none if the group is untouched."""
        return self.groups.get(group, ())

    def with_answer(self, name: str, answer: Answer | None) -> Event:
        """This event with one answer set, or taken back if None."""
        return replace(self, answers=with_answer(self.answers, name, answer))

    def with_entries(self, group: str, entries: Iterable[Entry]) -> Event:
        """This event with all entries of a group replaced; no entries removes the group."""
        groups = {name: rows for name, rows in self.groups.items() if name != group}
        if rows := tuple(entries):
            groups[group] = rows
        return replace(self, groups=groups)

    def with_entry(self, group: str, index: int, entry: Entry | None) -> Event:
        """This event with an entry replaced, appended (index = their number) or removed (None)."""
        rows = list(self.entries(group))
        rows[index : index + 1] = [] if entry is None else [entry]
        return self.with_entries(group, rows)

    def all_answers(self) -> Iterable[tuple[str, int, str, Answer]]:
        """Every answer as (group or "", number of the entry from 0, variable, answer)."""
        yield from (("", 0, name, answer) for name, answer in self.answers.items())
        for group, entries in self.groups.items():
            for index, entry in enumerate(entries):
                yield from ((group, index, name, answer) for name, answer in entry.items())

    def spans(self) -> list[Span]:
        """All evidence of the event, sorted, each span once."""
        return sorted({span for *_, answer in self.all_answers() for span in answer.evidence})


def with_answer(entry: Entry, name: str, answer: Answer | None) -> Entry:
    """The entry with one answer set, or taken back if None; the order of the others stays."""
    if answer is None:
        return {key: kept for key, kept in entry.items() if key != name}
    return {**entry, name: answer}


@dataclass(frozen=True, slots=True)
class Revision:
    """Who coded an event how and when, under which codebook, and what that replaces."""

    id: UUID
    event: Event
    coder_id: UUID
    lane: Lane
    codebook_id: UUID
    round: int = 1
    replaces: tuple[UUID, ...] = ()
    retracted: bool = False
    sources: tuple[UUID, ...] = ()
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def heads(revisions: Iterable[Revision]) -> list[Revision]:
    """The revisions that no other of them replaces, in order of (made_at, id)."""
    known = sorted(revisions, key=lambda revision: (revision.made_at, revision.id))
    replaced = {old for revision in known for old in revision.replaces}
    return [revision for revision in known if revision.id not in replaced]


@dataclass(frozen=True, slots=True)
class ArticleCoding:
    """The whole coding of one article by one coder: what one line of a codings file holds."""

    article_id: UUID
    coder_id: UUID
    lane: Lane
    round: int
    state: str
    reason: str
    answers: Entry
    codebook_id: UUID
    events: tuple[Event, ...]


_NOWHERE = Span(1 << 60, (1 << 60) + 1, " ")


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events in the order of their evidence, then of their id: the order of `event_seq`."""

    def place(event: Event) -> tuple[list[Span], str]:
        own = sorted(span for answer in event.answers.values() for span in answer.evidence)
        return own or event.spans() or [_NOWHERE], str(event.id)

    return sorted(events, key=place)

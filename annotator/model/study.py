"""Who codes what, and how far they are."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from annotator.model.event import Entry, Lane


class Role(Enum):
    """What a person does in the project; a lead may also adjudicate and code."""

    CODER = "coder"
    ADJUDICATOR = "adjudicator"
    LEAD = "lead"


class State(Enum):
    """Where one coder's coding of one article stands; an article with no state is still to do."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    SET_ASIDE = "set_aside"


STATES: tuple[State | None, ...] = (None, *State)
"""Where a coding can stand; None while nothing is coded."""

TRAINING_ROUND = 0
"""The round of articles on which a coder is trained: they are held against gold, never exported."""

FIRST_ROUND = 1
"""The round of a coder's own coding; later ones are hidden repeats of it."""

FINISHED = (State.SUBMITTED, State.SET_ASIDE)
"""Where a coding stands that its coder is done with."""

ABSENT = 255


@dataclass(frozen=True, slots=True)
class Worklist:
    """The articles of one coder, however many: their numbers in order, and where each stands.

    states: by number, the place of the state among STATES; ABSENT where it is not on the list.
    rounds: by number, the round that stands on the list, where it is not the first.
    n_others, n_others_done: the codings of the same articles in other rounds, and how many of them
        are finished. An article has one line; its training and its repeats count all the same.
    """

    numbers: array[int]
    states: bytearray
    rounds: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    n_others: int = 0
    n_others_done: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a coder is with an article that they have begun, in one round."""

    article_id: UUID
    coder_id: UUID
    state: State
    n_events: int
    round: int = FIRST_ROUND


@dataclass(frozen=True, slots=True)
class Coder:
    """A person who codes."""

    id: UUID
    handle: str
    name: str
    role: Role
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Assignment:
    """An article given to a coder (or taken back: `active` is false); the newest counts.

    place: orders the coder's worklist; it says nothing beyond that.
    """

    id: UUID
    article_id: UUID
    coder_id: UUID
    active: bool
    round: int
    by_id: UUID
    made_at: datetime
    place: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """Where a coder's coding of an article stands, with the answers about the article itself.

    The newest (by `made_at`, then id) counts. `reason` belongs to `SET_ASIDE`.
    """

    id: UUID
    article_id: UUID
    coder_id: UUID
    lane: Lane
    round: int
    state: State
    reason: str
    answers: Entry = field(default_factory=lambda: MappingProxyType({}))
    codebook_id: UUID | None = None
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlignmentChoice:
    """What a reviewer said about two events of an article: one happening or not, whatever is found.

    joined: None takes back what was said, and what the program finds counts again.
    """

    article_id: UUID
    first: UUID
    second: UUID
    joined: bool | None
    coder_id: UUID


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What a project says of itself."""

    id: UUID
    name: str
    made_at: datetime


def current_round(given: Iterable[int], finished: Collection[int], coded: Iterable[int]) -> int:
    """In which round a coder works on an article now.

    given: the rounds in which the article is theirs. finished: those that they submitted or set
    aside. coded: those in which they ever saved something.
    It is the lowest that is given and not finished, so that a repeat is hidden until then; else
    the last one they have; the first round if they have none. Training that is given no longer is
    over.
    """
    given = set(given)
    if due := given.difference(finished):
        return min(due)
    return max(given.union(each for each in coded if each >= FIRST_ROUND), default=FIRST_ROUND)

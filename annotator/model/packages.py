"""What travels between machines: whom a package is for, and what merging it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from annotator.model.event import Lane
from annotator.model.study import State


@dataclass(frozen=True, slots=True)
class Arrived:
    """How much of one kind came in, of one person.

    kind: a word for people, such as "articles" or "events". coder: a handle, "" for what is
    nobody's. n_new: what the project had not; n_known: what it had already.
    """

    kind: str
    coder: str
    n_new: int
    n_known: int


@dataclass(frozen=True, slots=True)
class TwoHeads:
    """An event that was saved on two machines, so that two states of it stand side by side."""

    coder: str
    article_id: UUID
    title: str
    event_id: UUID
    lane: Lane
    n_heads: int


@dataclass(frozen=True, slots=True)
class StateChange:
    """A coding whose state changed; None where nothing was said of it."""

    coder: str
    article_id: UUID
    title: str
    lane: Lane
    round: int
    before: State | None
    after: State

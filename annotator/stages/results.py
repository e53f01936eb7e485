"""What work hands back: what changed, how far it is, and a job that can be cancelled."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of what a step changed; an open page looks whether its own are among them."""

    articles: frozenset[UUID] = frozenset()
    events: frozenset[UUID] = frozenset()
    coders: frozenset[UUID] = frozenset()
    codebook: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.articles | other.articles,
            self.events | other.events,
            self.coders | other.coders,
            self.codebook or other.codebook,
        )

    def __bool__(self) -> bool:
        return bool(self.articles or self.events or self.coders or self.codebook)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` (0 if unknown), and what it works on."""

    done: int
    total: int
    what: str = ""


Job = Generator[Progress, None, T]
"""Work that yields `Progress` and returns its report; `close()` cancels and rolls back."""


def finish(job: Job[T], on_progress: Callable[[Progress], None] | None = None) -> T:
    """Run a job to its end and give its report."""
    while True:
        try:
            progress = next(job)
        except StopIteration as stop:
            report: T = stop.value
            return report
        if on_progress is not None:
            on_progress(progress)

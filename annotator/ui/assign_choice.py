"""What a lead can want assigned, to whom and how."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from annotator.model.study import Coder

CODING, BY_LIST, TRAINING = "coding", "by_list", "training"
TIE_BREAKS, LEAVE = "tie_breaks", "leave"
"""What can be assigned: articles, those of a list to those in it, articles with gold, a third
coder's view of shared ones, or what a leaver has left."""

ALL, CHOSEN, FOUND = "all", "chosen", "found"
"""Of which articles."""

SHARES, EVERYONE = "shares", "everyone"


@dataclass(frozen=True, slots=True)
class AssignChoice:
    """What a lead wants assigned.

    numbers: of the articles that are meant, None for all. file: the list, "" without one.
    """

    kind: str
    numbers: tuple[int, ...] | None
    coder_ids: tuple[UUID, ...]
    leaver: Coder | None
    to_everyone: bool
    overlap: float
    depth: int
    repeats: float
    seed: int
    file: str = ""

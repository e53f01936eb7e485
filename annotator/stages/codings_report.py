"""What an import of codings did, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LineReport:
    """What became of one line that was taken.

    changed: whether anything was written. retracted: events that stood and are not in the line.
    added_coder: the coder was unknown until now. incomplete: how many things are missing or
    contradictory in a coding that says it is submitted.
    """

    number: int
    article_id: UUID
    coder: str
    changed: bool
    retracted: tuple[UUID, ...] = ()
    added_coder: bool = False
    incomplete: int = 0


@dataclass(frozen=True, slots=True)
class CodingsReport:
    """What an import of codings did; `refused` has the number and the reason of each such line."""

    lines: tuple[LineReport, ...]
    refused: tuple[tuple[int, str], ...]
    dry_run: bool = False

    @property
    def taken(self) -> int:
        """How many lines changed something."""
        return sum(line.changed for line in self.lines)

    @property
    def unchanged(self) -> int:
        """How many lines said what was there already."""
        return len(self.lines) - self.taken

    @property
    def retracted(self) -> tuple[UUID, ...]:
        """The events that were taken back because their line no longer has them."""
        return tuple(event for line in self.lines for event in line.retracted)

    @property
    def added_coders(self) -> tuple[str, ...]:
        """The handles of coders that became known by this import."""
        return tuple(dict.fromkeys(line.coder for line in self.lines if line.added_coder))

"""Which answer of the article on the screen is meant."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Target:
    """One answer: of an event (group ""), of an entry of a group, or of the article ("article").

    event_id is None for answers about the article; index counts entries from 0 and is 0 elsewhere;
    variable is "" where the whole entry is meant.
    """

    event_id: UUID | None
    group: str = ""
    index: int = 0
    variable: str = ""

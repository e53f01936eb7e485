"""What waits for an answer: marked words and notes, kept beside the drafts until it is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from annotator.model.span import Span

if TYPE_CHECKING:
    from annotator.ui.desk import Desk
    from annotator.ui.widgets.row_set import Waiting, Where


class EventWaiting:
    """Words and notes that belong to unanswered questions of the open article's events.

    They are no answers, so the project never sees them; a kill must not lose them all the same.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, event_id: UUID | None) -> dict[Where, Waiting]:
        """What waits in an event; None: in the questions about the article."""
        from annotator.ui.widgets.row_set import Waiting

        opened = self._desk.current
        if opened is None:
            return {}
        text, found = opened.article.text, self._desk.waiting(event_id)
        return {
            (each["group"], each["index"], each["variable"]): Waiting(
                tuple(Span.of(text, start, end) for start, end in each["evidence"]), each["note"]
            )
            for each in found
        }

    def keep(self, event_id: UUID | None, waiting: Mapping[Where, Waiting]) -> None:
        """This is what waits now."""
        opened = self._desk.current
        if opened is None:
            return
        plain: list[dict[str, Any]] = [
            {
                "group": group,
                "index": index,
                "variable": variable,
                "evidence": [(span.start, span.end) for span in kept.evidence],
                "note": kept.note,
            }
            for (group, index, variable), kept in waiting.items()
        ]
        self._desk.keep_waiting(event_id, plain)

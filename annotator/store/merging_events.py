"""The events that packages name: whose they are, what replaces what, and which heads are left.

`replaces` may name a state that has not arrived yet, so what replaces what is held against the
project, against the packages, and against what arrives after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.model.event import Lane
from annotator.store.merging_look import Look
from annotator.store.package_rows import Row

_CODING = Lane.CODING.value
_FOREIGN = "it replaces a state of another event."
_TAKEN = "a state of another event replaces it."


@dataclass(slots=True)
class SeenEvent:
    """An event that packages name: of which article, lane and coder, and its states by id.

    states: true where the event is taken back. is_known: the project had some of it.
    """

    article: str
    lane: str
    coder: str
    states: dict[str, bool] = field(default_factory=dict)
    is_known: bool = False


class Events:
    """The events met so far. seen: by id. replaced: what is replaced, and of which event it is."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.seen: dict[str, SeenEvent] = {}
        self.replaced: dict[str, str] = {}
        self._event_of: dict[str, str] = {}

    def meet(self, ids: set[str]) -> None:
        """Look up what the project has of the events that are met for the first time."""
        columns = ("id", "event_id", "article_id", "lane", "coder_id", "retracted")
        event_of: dict[str, str] = {}
        for id, event_id, article, lane, coder, retracted in self._look.up(
            "event_revision", columns, "event_id", ids - self.seen.keys()
        ):
            event = self.seen.setdefault(event_id, SeenEvent(article, lane, coder))
            event.states[id] = bool(retracted)
            event.is_known = True
            event_of[id] = event_id
        listed = self._look.up(
            "replacement", ("replaced_id", "revision_id"), "revision_id", event_of
        )
        for replaced, by in listed:
            self.replaced[replaced] = event_of[by]

    def fault_in(self, row: Row) -> str:
        """Why a new state may not come in, as its event is another's; "" if it is taken note of."""
        cells = row.cells
        event = self.seen.get(cells["event_id"])
        if event is None:
            event = SeenEvent(cells["article_id"], cells["lane"], cells["coder_id"])
            self.seen[cells["event_id"]] = event
        if event.article != cells["article_id"]:
            return "its event is of another article."
        is_other = event.lane == _CODING and event.coder != cells["coder_id"]
        if event.lane != cells["lane"] or is_other:
            return "its event is another coder's."
        event.states[cells["id"]] = bool(cells["retracted"])
        self._event_of[cells["id"]] = cells["event_id"]
        return ""

    def faults_in(self, new: Sequence[Row]) -> Iterator[tuple[str, str]]:
        """What replaces, or is replaced by, a state of another event: id and fault."""
        replaces = {id.replace("-", ""): row for row in new for id in row.plain["replaces"]}
        for id, event_id in self._look.up("event_revision", ("id", "event_id"), "id", replaces):
            if event_id != replaces[id].cells["event_id"]:
                yield replaces[id].cells["id"], _FOREIGN
        columns = ("replaced_id", "revision_id")
        ids = [row.cells["id"] for row in new]
        for replaced, by in self._look.up("replacement", columns, "replaced_id", ids):
            event_id = self._event_of[replaced]
            if by not in self.seen[event_id].states:
                yield replaced, _TAKEN
            self.replaced[replaced] = event_id
        for id, row in replaces.items():
            if self.replaced.setdefault(id, row.cells["event_id"]) != row.cells["event_id"]:
                yield row.cells["id"], _FOREIGN

    def last_faults(self) -> Iterator[tuple[str, str]]:
        """What only shows once everything has been met."""
        for id, event_id in self.replaced.items():
            if self._event_of.get(id, event_id) != event_id:
                yield id, _TAKEN

    def double(self) -> Iterator[tuple[str, SeenEvent, int]]:
        """The events of which more than one state stands: id, event, how many."""
        for id, event in self.seen.items():
            heads = [gone for state, gone in event.states.items() if state not in self.replaced]
            if len(heads) > 1 and not all(heads):
                yield id, event, len(heads)

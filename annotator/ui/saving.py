"""What is in the draft file and not yet in the project, and the calls that bring it there."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from annotator.model.event import Entry, Event
from annotator.model.plain import entry_from_plain, entry_to_plain, event_from_plain, event_to_plain
from annotator.model.study import FIRST_ROUND, Coder, State
from annotator.stages import coding
from annotator.stages.drafts import Drafts
from annotator.stages.results import Changes

if TYPE_CHECKING:
    from annotator.stages.coding import OpenArticle
    from annotator.stages.project import Project

log = logging.getLogger(__name__)

_WAITING = "waiting:"

Place = tuple[UUID, int]
"""An article and the round in which it is coded: what drafts are kept under."""

Plain = dict[str, Any]


class Drafting:
    """One coder's drafts of one project. Writing one is durable before the call returns.

    A payload is {"event": plain event or null} (null: the event was deleted), {"answers": …} or
    {"state": …, "reason": …}: where the coder has brought the coding. {"waiting": …} is what waits
    for an answer: it stays here until that is given, and never goes into the project. "round" is
    the round in which the article was coded so, if it is not the first; "settles" says that this
    event replaces all states that several machines have saved of it.
    Every draft has a number that grows; `forget` removes only what was not written again since.
    """

    def __init__(self, project_id: UUID, coder_id: UUID, drafts: Drafts | None = None) -> None:
        self._project_id, self._coder_id = project_id, coder_id
        self._drafts = Drafts() if drafts is None else drafts
        self._numbers: dict[str, int] = {}
        self._kept: dict[str, tuple[Place, str]] = {}
        self._count = 0
        for draft in self._drafts.all(project_id, coder_id):
            round = json.loads(draft.payload).get("round", FIRST_ROUND)
            self._note(draft.key, (draft.article_id, round), draft.payload)

    def _note(self, key: str, place: Place, payload: str) -> None:
        self._count += 1
        self._numbers[key] = self._count
        self._kept[key] = (place, payload)

    def keep_event(
        self, place: Place, event_id: UUID, event: Event | None, *, settles: bool = False
    ) -> None:
        """Write an event as it is now; None: it was deleted. settles: in place of all its heads."""
        plain = None if event is None else event_to_plain(event, None)
        more = {"settles": True} if settles else {}
        self._keep(str(event_id), place, {"event": plain, **more})

    def keep_answers(self, place: Place, answers: Entry) -> None:
        """Write the answers about an article as they are now."""
        self._keep(_key("article", place), place, {"answers": entry_to_plain(answers)})

    def keep_state(self, place: Place, state: State | None, reason: str) -> None:
        """Write where the coding of an article stands now."""
        name = (state or State.IN_PROGRESS).value
        self._keep(_key("state", place), place, {"state": name, "reason": reason})

    def keep_waiting(self, place: Place, event_id: UUID | None, waiting: list[Plain]) -> None:
        """Write what waits for answers about an event, or (None) about the article."""
        key = _waiting_key(place, event_id)
        if waiting:
            self._keep(key, place, {"waiting": waiting})
        else:
            self.forget({key: self._numbers.get(key, 0)})

    def waiting(self, place: Place, event_id: UUID | None) -> list[Plain]:
        """What waits for answers about an event, or (None) about the article."""
        kept = self._kept.get(_waiting_key(place, event_id))
        return list(json.loads(kept[1])["waiting"]) if kept else []

    def has_state(self, place: Place) -> bool:
        """Whether the project is still to be told where the coding of an article stands."""
        return _key("state", place) in self._kept

    def forget_state(self, place: Place) -> None:
        """The coding does not stand where it was to stand after all."""
        key = _key("state", place)
        self.forget({key: self._numbers.get(key, 0)})

    def _keep(self, key: str, place: Place, payload: Plain) -> None:
        if place[1] != FIRST_ROUND:
            payload = {**payload, "round": place[1]}
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        self._note(key, place, text)
        self._drafts.put(self._project_id, self._coder_id, key, place[0], text)

    def keep_all(self) -> None:
        """Write everything once more that is not in the project yet."""
        for key, (place, text) in self._kept.items():
            self._drafts.put(self._project_id, self._coder_id, key, place[0], text)

    def places(self) -> list[Place]:
        """The articles that have drafts, each with the round of them."""
        return sorted({self._kept[key][0] for key in self.snapshot()})

    def snapshot(self, place: Place | None = None) -> dict[str, int]:
        """The drafts (of one article) that the project lacks, each with its number."""
        return {
            key: self._numbers[key]
            for key, (owner, _) in self._kept.items()
            if (place is None or owner == place) and not key.startswith(_WAITING)
        }

    def forget(self, snapshot: dict[str, int]) -> None:
        """These are in the project now; what was written again since stays."""
        for key, number in snapshot.items():
            if self._numbers.get(key) == number:
                self._drafts.remove(self._project_id, self._coder_id, key)
                del self._numbers[key], self._kept[key]

    def settled(self, place: Place) -> frozenset[UUID]:
        """The events of an article that replace all their heads, and are not in the project yet."""
        return frozenset(UUID(key) for key, payload in self._of(place) if "settles" in payload)

    def _of(self, place: Place) -> list[tuple[str, Plain]]:
        """The drafts of an article in one round, with their keys."""
        kept = [(key, text) for key, (owner, text) in self._kept.items() if owner == place]
        return [(key, json.loads(text)) for key, text in kept]

    def over(self, opened: OpenArticle) -> OpenArticle:
        """The article with its drafts in place of what the project holds."""
        events = {event.id: event for event in opened.events}
        answers, state, reason = opened.answers, opened.state, opened.reason
        heads = dict(opened.two_heads)
        for key, payload in self._of(place_of(opened)):
            if "answers" in payload:
                answers = entry_from_plain(payload["answers"])
            elif "state" in payload:
                state, reason = State(payload["state"]), payload["reason"]
            elif "event" in payload:
                event_id = UUID(key)
                heads.pop(event_id, None)
                if payload["event"] is None:
                    events.pop(event_id, None)
                else:
                    event = event_from_plain(payload["event"], event_id, opened.article.id)
                    events[event_id] = event
        return replace(
            opened,
            events=tuple(events.values()),
            answers=answers,
            state=state,
            reason=reason,
            two_heads=heads,
        )

    def close(self) -> None:
        """Let go of the draft file."""
        self._drafts.close()


def place_of(opened: OpenArticle) -> Place:
    """The place under which the drafts of an open article are kept."""
    return opened.article.id, opened.round


def _key(name: str, place: Place) -> str:
    article_id, round = place
    return f"{name}:{article_id}" if round == FIRST_ROUND else f"{name}:{article_id}:{round}"


def _waiting_key(place: Place, event_id: UUID | None) -> str:
    return _key("waiting", place) if event_id is None else f"{_WAITING}{event_id}"


def saving(
    project: Project,
    coder: Coder,
    opened: OpenArticle,
    settled: frozenset[UUID],
    *,
    with_state: bool,
) -> Callable[[], Changes]:
    """The work that brings a coding into the project; with_state: where it stands, too.

    settled: the events that replace all their heads.
    """
    article_id, round = place_of(opened)
    events = {event.id: event for event in opened.events}

    def work() -> Changes:
        changes = Changes()
        for event_id in settled:
            changes |= coding.settle_heads(project, coder, events.get(event_id), event_id)
        changes |= coding.save_coding(
            project, coder, article_id, opened.events, opened.answers, round=round
        )
        if not with_state:
            return changes
        if opened.state is State.SUBMITTED:
            return changes | coding.submit(project, coder, article_id, round=round)
        if opened.state is State.SET_ASIDE:
            reason = opened.reason
            return changes | coding.set_aside(project, coder, article_id, reason, round=round)
        return changes | coding.reopen(project, coder, article_id, round=round)

    return work

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
from annotator.model.study import Coder, State
from annotator.stages import coding
from annotator.stages.drafts import Drafts
from annotator.stages.results import Changes

if TYPE_CHECKING:
    from annotator.stages.coding import OpenArticle
    from annotator.stages.project import Project

log = logging.getLogger(__name__)

_WAITING = "waiting:"


class Drafting:
    """One coder's drafts of one project. Writing one is durable before the call returns.

    A payload is {"event": plain event or null} (null: the event was deleted), {"answers": …} or
    {"state": …, "reason": …}: where the coder has brought the coding. {"waiting": …} is what waits
    for an answer: it stays here until that is given, and never goes into the project.
    Every draft has a number that grows; `forget` removes only what was not written again since.
    """

    def __init__(self, project_id: UUID, coder_id: UUID, drafts: Drafts | None = None) -> None:
        self._project_id, self._coder_id = project_id, coder_id
        self._drafts = Drafts() if drafts is None else drafts
        self._numbers: dict[str, int] = {}
        self._kept: dict[str, tuple[UUID, str]] = {}
        self._count = 0
        for draft in self._drafts.all(project_id, coder_id):
            self._note(draft.key, draft.article_id, draft.payload)

    def _note(self, key: str, article_id: UUID, payload: str) -> None:
        self._count += 1
        self._numbers[key] = self._count
        self._kept[key] = (article_id, payload)

    def keep_event(self, article_id: UUID, event_id: UUID, event: Event | None) -> None:
        """Write an event as it is now; None: it was deleted."""
        plain = None if event is None else event_to_plain(event, None)
        self._keep(str(event_id), article_id, {"event": plain})

    def keep_answers(self, article_id: UUID, answers: Entry) -> None:
        """Write the answers about an article as they are now."""
        self._keep(f"article:{article_id}", article_id, {"answers": entry_to_plain(answers)})

    def keep_state(self, article_id: UUID, state: State | None, reason: str) -> None:
        """Write where the coding of an article stands now."""
        name = (state or State.IN_PROGRESS).value
        self._keep(f"state:{article_id}", article_id, {"state": name, "reason": reason})

    def keep_waiting(self, article_id: UUID, subject: UUID, waiting: list[dict[str, Any]]) -> None:
        """Write what waits for answers about an event, or about an article."""
        key = f"{_WAITING}{subject}"
        if waiting:
            self._keep(key, article_id, {"waiting": waiting})
        else:
            self.forget({key: self._numbers.get(key, 0)})

    def waiting(self, subject: UUID) -> list[dict[str, Any]]:
        """What waits for answers about an event, or about an article."""
        kept = self._kept.get(f"{_WAITING}{subject}")
        return list(json.loads(kept[1])["waiting"]) if kept else []

    def has_state(self, article_id: UUID) -> bool:
        """Whether the project is still to be told where the coding of an article stands."""
        return f"state:{article_id}" in self._kept

    def forget_state(self, article_id: UUID) -> None:
        """The coding does not stand where it was to stand after all."""
        key = f"state:{article_id}"
        self.forget({key: self._numbers.get(key, 0)})

    def _keep(self, key: str, article_id: UUID, payload: dict[str, Any]) -> None:
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        self._note(key, article_id, text)
        self._drafts.put(self._project_id, self._coder_id, key, article_id, text)

    def keep_all(self) -> None:
        """Write everything once more that is not in the project yet."""
        for key, (article_id, text) in self._kept.items():
            self._drafts.put(self._project_id, self._coder_id, key, article_id, text)

    def articles(self) -> list[UUID]:
        """The articles that have drafts."""
        return sorted({self._kept[key][0] for key in self.snapshot()})

    def snapshot(self, article_id: UUID | None = None) -> dict[str, int]:
        """The drafts (of one article) that the project lacks, each with its number."""
        return {
            key: self._numbers[key]
            for key, (owner, _) in self._kept.items()
            if (article_id is None or owner == article_id) and not key.startswith(_WAITING)
        }

    def forget(self, snapshot: dict[str, int]) -> None:
        """These are in the project now; what was written again since stays."""
        for key, number in snapshot.items():
            if self._numbers.get(key) == number:
                self._drafts.remove(self._project_id, self._coder_id, key)
                del self._numbers[key], self._kept[key]

    def over(self, opened: OpenArticle) -> OpenArticle:
        """The article with its drafts in place of what the project holds."""
        events = {event.id: event for event in opened.events}
        answers, state, reason = opened.answers, opened.state, opened.reason
        for owner, text in self._kept.values():
            if owner != opened.article.id:
                continue
            payload = json.loads(text)
            if "answers" in payload:
                answers = entry_from_plain(payload["answers"])
            elif "state" in payload:
                state, reason = State(payload["state"]), payload["reason"]
        for key, (owner, text) in self._kept.items():
            if owner != opened.article.id or ":" in key:
                continue
            plain, event_id = json.loads(text)["event"], UUID(key)
            if plain is None:
                events.pop(event_id, None)
            else:
                events[event_id] = event_from_plain(plain, event_id, owner)
        return replace(
            opened, events=tuple(events.values()), answers=answers, state=state, reason=reason
        )

    def close(self) -> None:
        """Let go of the draft file."""
        self._drafts.close()


def saving(
    project: Project, coder: Coder, opened: OpenArticle, *, with_state: bool
) -> Callable[[], Changes]:
    """The work that brings a coding into the project; with_state: where it stands, too."""
    article_id = opened.article.id

    def work() -> Changes:
        changes = coding.save_coding(project, coder, article_id, opened.events, opened.answers)
        if not with_state:
            return changes
        if opened.state is State.SUBMITTED:
            return coding.submit(project, coder, article_id)
        if opened.state is State.SET_ASIDE:
            return coding.set_aside(project, coder, article_id, opened.reason)
        return coding.reopen(project, coder, article_id)

    return work

"""What became of an event: every state it was saved in, and what each changed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from annotator.model.event import Revision
from annotator.model.wording import changed
from annotator.stages.project import Project, coders


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One saved state of an event: when, by whom, and what it changed, in words."""

    made_at: datetime
    coder: str
    changed: tuple[str, ...]


def history(project: Project, event_id: UUID) -> list[HistoryEntry]:
    """Every saved state of an event, oldest first, with what each changed."""
    with project.store.transaction() as records:
        revisions = records.history(event_id)
    handles = {coder.id: coder.handle for coder in coders(project)}
    by_id = {revision.id: revision for revision in revisions}
    return [
        HistoryEntry(
            revision.made_at,
            handles.get(revision.coder_id, str(revision.coder_id)),
            tuple(_words(project, revision, by_id)),
        )
        for revision in revisions
    ]


def _words(project: Project, revision: Revision, known: dict[UUID, Revision]) -> list[str]:
    """What a revision changed of the newest that it replaces."""
    before = [known[old] for old in revision.replaces if old in known]
    if revision.retracted:
        return ["Event deleted"]
    last = max(before, key=lambda old: (old.made_at, old.id), default=None)
    codebook = project.codebook_by_id(revision.codebook_id)
    if last is None:
        return ["Event added", *changed(None, revision.event, codebook)]
    words = changed(last.event, revision.event, codebook)
    if last.retracted:
        return ["Event restored", *words]
    if not words and last.codebook_id != revision.codebook_id:
        return [f"Confirmed under {codebook.name} {codebook.version}"]
    return words or ["Nothing but its form"]

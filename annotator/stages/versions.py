"""The codebooks that a project had in force, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from annotator.model.codebook import Codebook
from annotator.model.codebook_lineage import Lineage
from annotator.model.codebook_proposal import renamed_entry, renamed_event
from annotator.model.event import Entry, Revision
from annotator.stages.project import Project

Heads = dict[UUID, list[Revision]]
"""The states of each event that nothing has replaced."""


def asked_now(project: Project, heads: Heads) -> Heads:
    """States of events as the codebook in force calls its questions; codes stay as coded."""
    now = project.codebook.id
    older = {each.codebook_id for own in heads.values() for each in own} - {now}
    if not older:
        return heads
    versions = Versions(project, project.codebook)
    lineages = {codebook_id: versions.lineage(codebook_id) for codebook_id in older}

    def renamed(head: Revision) -> Revision:
        lineage = lineages.get(head.codebook_id)
        if lineage is None:
            return head
        return replace(head, event=renamed_event(head.event, lineage))

    return {event_id: [renamed(head) for head in own] for event_id, own in heads.items()}


def answers_now(project: Project, answers: Entry, codebook_id: UUID | None) -> Entry:
    """Answers about an article as the codebook in force calls its questions."""
    if not answers or codebook_id is None or codebook_id == project.codebook.id:
        return answers
    lineage = Versions(project, project.codebook).lineage(codebook_id)
    return renamed_entry(answers, "article", lineage)


class Versions:
    """The way from any codebook of a project to one that is, or may be, in force."""

    def __init__(self, project: Project, codebook: Codebook) -> None:
        self._project, self._codebook = project, codebook
        with project.store.transaction() as records:
            self._adopted = [*records.adopted(), codebook.id]

    def adopted(self) -> set[UUID]:
        """Every codebook that was ever in force, and the one in mind."""
        return set(self._adopted)

    def lineage(self, codebook_id: UUID) -> Lineage:
        """From this codebook to the one in mind, by way of those adopted in between."""
        ids = [codebook_id, self._codebook.id]
        if codebook_id in self._adopted:
            ids = list(dict.fromkeys([*self._adopted[self._last(codebook_id) :], ids[1]]))
        return Lineage([self._book(each) for each in ids])

    def newest_first(self, codebook_ids: Sequence[UUID]) -> list[UUID]:
        """Some codebooks in the order of their adoption, those never adopted at the end."""
        known = [each for each in codebook_ids if each in self._adopted]
        others = sorted(each for each in codebook_ids if each not in self._adopted)
        return [*sorted(known, key=self._last, reverse=True), *others]

    def _last(self, codebook_id: UUID) -> int:
        """The place of a codebook's last adoption."""
        return len(self._adopted) - 1 - self._adopted[::-1].index(codebook_id)

    def _book(self, codebook_id: UUID) -> Codebook:
        if codebook_id == self._codebook.id:
            return self._codebook
        return self._project.codebook_by_id(codebook_id)

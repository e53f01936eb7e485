"""A project whose coders have articles in training, in the first round, and as hidden repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from annotator.model.article import Article
from annotator.model.event import Answer, Event, Lane, Revision
from annotator.model.recoding import Hand
from annotator.model.study import Assignment, Coder, State
from annotator.stages import coding
from annotator.stages.project import Project, add_coder, coder
from tests.build import a_whole_event

TEXT = "Wang Yi received Sergey Lavrov in Beijing. They spoke about Ukraine."


class Rounds:
    """A lead, two coders, and some articles that are nobody's yet."""

    def __init__(self, project: Project, n_articles: int = 1) -> None:
        self.project = project
        self.lead = coder(project, "me")
        self.ana, self.ben = add_coder(project, "ana"), add_coder(project, "ben")
        self.articles = [Article.from_text(f"{TEXT} {number}") for number in range(n_articles)]
        with project.store.transaction() as records:
            records.add_articles([(each, {}) for each in self.articles], self.lead.id)

    @property
    def article(self) -> Article:
        return self.articles[0]

    def give(self, *rounds: int, at: int = 0, active: bool = True, place: int = 0) -> None:
        """Give ana an article in these rounds, or take it back."""
        given = [
            Assignment(
                uuid4(),
                self.articles[at].id,
                self.ana.id,
                active,
                round,
                self.lead.id,
                datetime.now(UTC),
                place + round,
            )
            for round in rounds
        ]
        with self.project.store.transaction() as records:
            records.add_assignments(given)

    def code(self, at: int = 0, who: Coder | None = None, kind: str = "CONSULT") -> Event:
        """Save a whole event of an article, where the coder works on it now."""
        event = a_whole_event(self.articles[at])
        span = event.answers["event_type"].evidence
        event = event.with_answer("event_type", Answer(kind, span))
        coding.save_event(self.project, who or self.ana, event)
        return event

    def submitted(self, at: int = 0, who: Coder | None = None, kind: str = "CONSULT") -> Event:
        """Code an article in the coder's current round, and submit it."""
        event = self.code(at, who, kind)
        coding.submit(self.project, who or self.ana, self.articles[at].id)
        return event

    def opened(self, at: int = 0, round: int | None = None) -> coding.OpenArticle:
        return coding.opened(self.project, self.ana, self.articles[at].id, round=round)

    def row(self, at: int = 0) -> coding.WorklistRow:
        (found,) = (
            row
            for row in coding.worklist(self.project, self.ana)
            if row.article_id == self.articles[at].id
        )
        return found

    def listed(self, who: Coder | None = None) -> list[int]:
        """The places of the articles on a worklist, in its order."""
        numbers = coding.worklist_numbers(self.project, who or self.ana).numbers
        return [number - 1 for number in numbers]

    def settle_gold(self, *events: Event, at: int = 0) -> None:
        """Let these be gold of an article."""
        article_id = self.articles[at].id
        coding.save_coding(self.project, self.lead, article_id, events, {}, Lane.GOLD)
        coding.submit(self.project, self.lead, article_id, Lane.GOLD)


def from_another_machine(
    project: Project, coder: Coder, event: Event, base: Iterable[Revision], round: int = 1
) -> Revision:
    """A state that was saved elsewhere, on what stood here before; it arrives now."""
    hand = Hand(coder.id, Lane.CODING, project.codebook.id, round)
    revision = replace(hand.revision(event, base, retracted=False), made_at=datetime.now(UTC))
    with project.store.transaction() as records:
        records.add_revision(revision)
    return revision


def heads(project: Project, event_id: UUID) -> list[Revision]:
    with project.store.transaction() as records:
        return records.heads(event_id)


TO_DO, DOING, DONE = None, State.IN_PROGRESS, State.SUBMITTED

"""Projects after a merge, in training, and with hidden repeats, for tests of windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from annotator.model.event import Answer, Event, Lane, Revision
from annotator.model.study import TRAINING_ROUND, Assignment, Coder
from annotator.stages import coding
from annotator.stages.project import Project, coder, open_project
from tests.build import a_whole_event
from tests.ui.at_work import a_project_file


def a_two_headed_file(folder: Path, *, deleted: bool = False) -> tuple[Path, UUID]:
    """A project in whose first article `me` coded one event on two machines; the event's id."""
    path = a_project_file(folder)
    project = open_project(path)
    me = coder(project, "me")
    article = coding.opened(project, me, coding.worklist(project, me)[0].article_id).article
    first = a_whole_event(article)
    china, russia = first.groups["participants"]
    second = replace(
        first.with_answer("status", Answer("planned")).with_answer(
            "event_type", Answer("CRITICIZE", first.answers["event_type"].evidence, "read again")
        ),
        groups={**first.groups, "participants": (china, {**russia, "role": Answer("host")})},
    )
    began = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    with project.store.transaction() as records:
        for number, event in enumerate((first, second)):
            when = began + timedelta(hours=number)
            is_gone = deleted and number == 0
            records.add_revision(a_state(project, me, event, when, retracted=is_gone))
    project.close()
    return path, first.id


def a_state(
    project: Project, coder: Coder, event: Event, made_at: datetime, *, retracted: bool = False
) -> Revision:
    """A state of an event that replaces no other, as one that came from another machine."""
    return Revision(
        uuid4(), event, coder.id, Lane.CODING, project.codebook.id, retracted=retracted,
        made_at=made_at,
    )  # fmt: skip


def give(project: Project, coder: Coder, numbers: list[int], round: int) -> None:
    """Give these articles to a coder in this round, in this order."""
    with project.store.transaction() as records:
        ids = {row.number: row.article_id for row in coding.worklist(project, coder)}
        began = len(records.assignments())
        records.add_assignments(
            [
                Assignment(
                    uuid4(), ids[number], coder.id, True, round, coder.id, datetime.now(UTC), place
                )
                for place, number in enumerate(numbers, began)
            ]
        )


def a_training_file(folder: Path) -> Path:
    """A project in which `me` is to be trained on the first two articles, which have gold."""
    path = a_project_file(folder)
    project = open_project(path)
    me = coder(project, "me")
    for row in coding.worklist(project, me)[:2]:
        article = coding.opened(project, me, row.article_id).article
        coding.save_coding(project, me, article.id, [a_whole_event(article)], {}, Lane.GOLD)
        coding.submit(project, me, article.id, Lane.GOLD)
    give(project, me, [1, 2], TRAINING_ROUND)
    project.close()
    return path

"""How far coders are: each article once, in its week, and how long one takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from annotator.model.assigning import Plan
from annotator.model.event import Lane, Revision
from annotator.model.progress import CoderProgress
from annotator.model.saved import SavedRow, minutes_each, standings
from annotator.model.study import FIRST_ROUND, Coder, Role, State, Submission
from annotator.stages.assigning import assign, propose
from annotator.stages.coding import retract_event, save_event, set_aside, submit
from annotator.stages.corpus import set_aside as keep_from_coders
from annotator.stages.progress import progress
from annotator.stages.project import Project, add_coder, coder
from annotator.stages.results import finish
from tests.build import a_project, a_whole_event, an_article, an_event

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


class Lab:
    """A project with ten articles and two coders."""

    def __init__(self, folder: Path) -> None:
        self.project: Project = a_project(folder)
        self.lead = coder(self.project, "me")
        self.ana, self.ben = (add_coder(self.project, handle) for handle in ("ana", "ben"))
        made = [an_article(f"Wang Yi received guest {at} in Beijing.") for at in range(10)]
        with self.project.store.transaction() as records:
            records.add_articles([(each, {}) for each in made], self.lead.id)
        self.articles = [each.id for each in made]

    def assign(self, person: Coder, articles: list[UUID], repeats: float = 0) -> None:
        plan = Plan((person.id,), to_everyone=True, repeats=repeats)
        found = finish(propose(self.project, self.lead, plan, articles))
        finish(assign(self.project, self.lead, found))

    def saved(
        self, person: Coder, article_id: UUID, at: datetime, state: State | None = None
    ) -> None:
        """A row of that time: where a coding stands, or a new event."""
        with self.project.store.transaction() as records:
            if state is not None:
                lane, round = Lane.CODING, FIRST_ROUND
                row = Submission(uuid4(), article_id, person.id, lane, round, state, "")
                records.add_submission(replace(row, made_at=at))
                return
            event = an_event(article_id, event_type="CONSULT")
            codebook_id = self.project.codebook.id
            revision = Revision(uuid4(), event, person.id, Lane.CODING, codebook_id)
            records.add_revision(replace(revision, made_at=at))

    def line(self, person: Coder) -> CoderProgress:
        lines = finish(progress(self.project))
        return next(line for line in lines if line.coder.id == person.id)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def counts(line: CoderProgress) -> tuple[int, int, int, int]:
    return (line.assigned, line.begun, line.submitted, line.set_aside)


def test_each_article_counts_once_where_it_stands(lab: Lab) -> None:
    lab.assign(lab.ana, lab.articles[:6])
    with lab.project.store.transaction() as records:
        article = records.article(lab.articles[0])
    assert article is not None
    save_event(lab.project, lab.ana, a_whole_event(article))
    submit(lab.project, lab.ana, lab.articles[0])
    save_event(lab.project, lab.ana, an_event(lab.articles[1], event_type="CONSULT"))
    set_aside(lab.project, lab.ana, lab.articles[2], "another language")
    taken_back = an_event(lab.articles[3], event_type="CONSULT")
    save_event(lab.project, lab.ana, taken_back)
    retract_event(lab.project, lab.ana, taken_back.id)

    assert counts(lab.line(lab.ana)) == (6, 1, 1, 1)
    assert counts(lab.line(lab.ben)) == (0, 0, 0, 0)
    assert lab.line(lab.ben).minutes is None
    assert lab.line(lab.ben).weeks == ()


def test_what_is_done_falls_into_its_week(lab: Lab) -> None:
    sunday = MONDAY - timedelta(hours=10)
    lab.saved(lab.ana, lab.articles[0], sunday)
    lab.saved(lab.ana, lab.articles[0], MONDAY, State.SUBMITTED)
    lab.saved(lab.ana, lab.articles[1], MONDAY, State.SUBMITTED)
    lab.saved(lab.ana, lab.articles[1], MONDAY + timedelta(days=7), State.SET_ASIDE)
    lab.saved(lab.ana, lab.articles[2], sunday)
    lab.saved(lab.ana, lab.articles[2], MONDAY)

    weeks = lab.line(lab.ana).weeks
    assert [week.monday for week in weeks] == [
        date(2026, 11, 9),
        date(2026, 11, 16),
        date(2026, 11, 23),
    ]
    assert [(w.begun, w.submitted, w.set_aside) for w in weeks] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def test_assignments_fall_into_the_week_in_which_they_were_made(lab: Lab) -> None:
    lab.assign(lab.ana, lab.articles[:4])
    (week,) = lab.line(lab.ana).weeks

    assert week.assigned == 4
    assert week.monday.weekday() == 0
    assert timedelta(0) <= datetime.now(UTC).date() - week.monday <= timedelta(days=7)


def test_repeats_count_as_articles_of_their_own(lab: Lab) -> None:
    lab.assign(lab.ana, lab.articles, repeats=0.2)

    assert lab.line(lab.ana).assigned == 12


def test_what_the_lead_keeps_from_coders_is_no_work(lab: Lab) -> None:
    lab.assign(lab.ana, lab.articles)
    lab.saved(lab.ana, lab.articles[0], MONDAY, State.SUBMITTED)
    keep_from_coders(lab.project, lab.lead, lab.articles[:3], "no news")

    assert counts(lab.line(lab.ana)) == (8, 0, 1, 0)


def test_gold_is_nobodys_progress(lab: Lab) -> None:
    judge = add_coder(lab.project, "judge", Role.ADJUDICATOR)
    save_event(lab.project, judge, an_event(lab.articles[0], event_type="CONSULT"), Lane.GOLD)

    assert counts(lab.line(judge)) == (0, 0, 0, 0)


def test_coders_see_their_own_line_only(lab: Lab) -> None:
    def shown(by: Coder | None) -> list[str]:
        return [line.coder.handle for line in finish(progress(lab.project, by))]

    assert shown(None) == shown(lab.lead) == ["me", "ana", "ben"]
    assert shown(lab.ana) == ["ana"]
    lab.project.owner = lab.ben
    assert shown(None) == ["ben"]


def rows(*told: tuple[float, str, str]) -> list[SavedRow]:
    """Rows at so many minutes: article, and state or ""."""
    found = []
    for minutes, article, state in told:
        at = (MONDAY + timedelta(minutes=minutes)).replace(tzinfo=None)
        moment = at.isoformat(" ", "microseconds")
        found.append(SavedRow(moment, str(len(found)), article, 1, state, not state))
    return found


def minutes_of(saved: Iterable[SavedRow]) -> float | None:
    found = list(saved)
    return minutes_each(found, standings(found))


def test_time_is_counted_from_save_to_save() -> None:
    assert minutes_of(rows((0, "a", ""), (2, "a", ""), (5, "a", "submitted"))) == 5
    several = rows(
        (0, "a", ""), (4, "a", "submitted"), (7, "b", "submitted"), (8, "c", ""), (17, "c", "")
    )
    assert minutes_of(several) == 3.5  # c is not submitted


def test_a_longer_pause_is_no_time() -> None:
    assert minutes_of(rows((0, "a", ""), (10, "a", ""), (21, "a", "submitted"))) == 10


def test_an_article_put_down_and_taken_up_again_has_the_sum() -> None:
    saved = rows((0, "a", ""), (1, "a", ""), (3, "b", "submitted"), (7, "a", "submitted"))
    assert minutes_of(saved) == 3.5  # 5 and 2


def test_what_was_imported_took_no_time() -> None:
    saved = rows((0, "a", "submitted"), (0.001, "b", "submitted"), (0.002, "c", "submitted"))
    assert minutes_of(saved) is None
    assert minutes_of([]) is None


def test_what_was_reopened_is_begun() -> None:
    saved = rows((0, "a", "submitted"), (5, "a", ""), (6, "a", "in_progress"))
    (standing,) = standings(saved).values()

    assert standing.state is State.IN_PROGRESS
    assert standing.made_at == saved[2].made_at  # since it was reopened, not since its first save


def test_what_is_in_progress_is_so_since_its_first_save() -> None:
    (standing,) = standings(rows((0, "a", ""), (5, "a", "in_progress"), (6, "a", ""))).values()

    assert (standing.state, standing.made_at) == (State.IN_PROGRESS, rows((0, "a", ""))[0].made_at)

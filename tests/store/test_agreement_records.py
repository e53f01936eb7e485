from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from annotator.model.article import Article
from annotator.model.event import Event, Lane, Revision
from annotator.model.study import AlignmentChoice, State, Submission
from tests.store.conftest import Small

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def submitted(small: Small, state: State, minutes: int, **given: object) -> None:
    """A submission of the article some minutes after noon."""
    members: dict[str, object] = {
        "id": uuid4(),
        "article_id": small.article.id,
        "coder_id": small.coder.id,
        "lane": Lane.CODING,
        "round": 1,
        "state": state,
        "reason": "",
        "made_at": NOON + timedelta(minutes=minutes),
    }
    with small.store.transaction() as records:
        records.add_submission(Submission(**{**members, **given}))  # type: ignore[arg-type]


def choice(small: Small, first: Event, second: Event, joined: bool | None) -> AlignmentChoice:
    return AlignmentChoice(small.article.id, *sorted((first.id, second.id)), joined, small.coder.id)


def test_where_a_coding_stands_is_what_was_said_last_in_the_first_round(small: Small) -> None:
    submitted(small, State.IN_PROGRESS, 0)
    submitted(small, State.SUBMITTED, 5)
    submitted(small, State.IN_PROGRESS, 9, round=2)
    submitted(small, State.SUBMITTED, 7, lane=Lane.GOLD)
    with small.store.transaction() as records:
        assert records.last_number() == 1
        coding, gold = records.handed(1, 1)
        assert records.handed(2, 100) == []
    assert (coding.state, coding.made_at) == (State.SUBMITTED, NOON + timedelta(minutes=5))
    assert (coding.lane, gold.lane) == (Lane.CODING, Lane.GOLD)
    assert coding.article_id == small.article.id


def test_articles_that_carry_one_identifier_are_counted(small: Small) -> None:
    with small.store.transaction() as records:
        for text in ("one", "two"):
            records.add_article(Article.from_text(text, "wire-7"), small.coder.id)
        uses = records.source_id_uses(["wire-7", "wire-8"])
    assert dict(uses) == {"wire-7": 2}


def test_what_is_begun_is_blind_until_it_is_released(small: Small) -> None:
    with small.store.transaction() as records:
        assert records.n_begun_unreleased() == 0
    submitted(small, State.IN_PROGRESS, 0)  # opened and left again: nothing is coded
    with small.store.transaction() as records:
        assert records.n_begun_unreleased() == 0
    revision = small.save(small.event())
    with small.store.transaction() as records:
        assert records.n_begun_unreleased() == 1
        records.add_revision(small.revision(revision.event, revision, retracted=True))
        assert records.n_begun_unreleased() == 0
    submitted(small, State.SET_ASIDE, 3)
    with small.store.transaction() as records:
        assert records.n_begun_unreleased() == 1
        records.release([small.article.id], small.coder.id)
        assert records.n_begun_unreleased() == 0
        assert records.released() == {small.article.id}
    assert small.findings() == []


def test_the_newest_choice_about_a_pair_counts_and_can_be_taken_back(small: Small) -> None:
    one, two, three = (small.save(small.event()).event for _ in range(3))
    first, second = choice(small, one, two, True), choice(small, two, three, False)
    with small.store.transaction() as records:
        for each in (first, second, choice(small, one, two, False)):
            records.add_alignment_choice(each)
        said = records.alignment_choices()
        assert said == [second, choice(small, one, two, False)]
        records.add_alignment_choice(choice(small, one, two, None))
        assert records.alignment_choices(small.article.id) == [second]
        records.add_alignment_choice(first)
        assert records.alignment_choices() == [second, first]
        assert records.alignment_choices(uuid4()) == []
    assert small.findings() == []


@pytest.mark.parametrize("table", ["release", "alignment_choice"])
def test_a_changed_letter_shows(small: Small, table: str) -> None:
    one, two = (small.save(small.event()).event for _ in range(2))
    with small.store.transaction() as records:
        records.release([small.article.id], small.coder.id)
        records.add_alignment_choice(choice(small, one, two, True))
    with small.store._engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET made_at = '2020-01-01 00:00:00.000000'")
    (finding,) = small.findings()
    assert finding.startswith(f"{table} ")
    assert "digest" in finding


def test_a_choice_about_events_of_another_article_shows(small: Small) -> None:
    one = small.save(small.event()).event
    stranger = Event(uuid4(), small.article.id)
    with small.store.transaction() as records:
        records.add_alignment_choice(choice(small, one, stranger, True))
    (finding,) = small.findings()
    assert "names an event that its article has not" in finding


def test_a_row_more_changes_the_footing_and_nothing_else_does(small: Small) -> None:
    def footing() -> tuple[int, ...]:
        with small.store.transaction() as records:
            return records.footing()

    seen = [footing()]
    revision: Revision = small.save(small.event())
    seen.append(footing())
    submitted(small, State.SUBMITTED, 0)
    seen.append(footing())
    with small.store.transaction() as records:
        records.release([small.article.id], small.coder.id)
    seen.append(footing())
    with small.store.transaction() as records:
        records.add_alignment_choice(choice(small, revision.event, revision.event, True))
    seen.append(footing())
    assert len(set(seen)) == len(seen)
    with small.store.transaction() as records:
        records.note_article(small.article.id, small.coder.id, {"title": "Other"})
    assert footing() == seen[-1]

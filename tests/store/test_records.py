from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest

from annotator.model.article import Article, text_sha256
from annotator.model.errors import CodebookError, NotSaved, ProjectRefused
from annotator.model.event import Answer, Date, Lane, Missing, Place, Revision
from annotator.model.study import Assignment, Coder, Role, State
from tests.build import the_codebook
from tests.databases import behind
from tests.store.conftest import TEXT, Small


def test_what_goes_in_comes_out(small: Small) -> None:
    with small.store.transaction() as records:
        assert records.article(small.article.id) == small.article
        assert records.coder("ana") == small.coder
        assert records.coder("Ana") is None
        assert records.codebook_in_force() == small.codebook
        assert records.project().name == "Talks"
        assert records.article(uuid4()) is None


def test_the_default_codebook_survives_the_store(small: Small) -> None:
    whole = the_codebook("diplomatic")
    with small.store.transaction() as records:
        records.add_codebook(whole)
        records.add_codebook(whole)
        records.adopt(whole.id, small.coder.id)
        assert records.codebook_in_force() == whole
        records.adopt(small.codebook.id, small.coder.id)
        assert records.codebook_in_force() == small.codebook


def test_a_codebook_with_a_foreign_id_is_refused(small: Small) -> None:
    with pytest.raises(CodebookError), small.store.transaction() as records:
        records.add_codebook(replace(small.codebook, id=uuid4(), version="9"))


def test_importing_an_article_twice_adds_it_once(small: Small) -> None:
    with small.store.transaction() as records:
        assert not records.add_article(small.article, small.coder.id)
        assert len(records.articles()) == 1


def test_articles_stand_in_import_order_with_what_is_known(small: Small) -> None:
    with small.store.transaction() as records:
        for n in range(30):
            records.add_article(Article.from_text(f"text {n}", title=f"{n}"), small.coder.id)
    with small.store.transaction() as records:
        records.add_article(Article.from_text("last", "doc:1", title="last"), small.coder.id)
        rows = records.articles()
    assert [row.title for row in rows] == ["Talks in Beijing", *map(str, range(30)), "last"]
    assert (rows[0].file, rows[0].publisher, rows[0].length) == ("talks.txt", "Xinhua", len(TEXT))


def test_a_correction_wins_over_what_was_imported(small: Small) -> None:
    with small.store.transaction() as records:
        records.note_article(small.article.id, small.coder.id, {"publisher": "TASS"})
        records.note_article(small.article.id, small.coder.id, {"published": "2025-12"})
        found = records.article(small.article.id)
    assert found == replace(small.article, publisher="TASS", published="2025-12")


def test_an_article_is_found_by_each_of_its_names(small: Small) -> None:
    other = Article.from_text(TEXT, "xinhua:1")
    with small.store.transaction() as records:
        records.add_article(other, small.coder.id)
        assert records.find_article(id=other.id) == [other.id]
        assert records.find_article(sha256=text_sha256(TEXT)) == [small.article.id, other.id]
        assert records.find_article(source_id="xinhua:1") == [other.id]
        assert records.find_article(sha256="0", source_id="xinhua:1") == []
        assert records.find_article() == []


def test_every_kind_of_value_survives(small: Small) -> None:
    event = small.event()
    event = replace(
        event,
        answers={
            **event.answers,
            "a": Answer(Missing.NOT_STATED, event.answers["event_type"].evidence, "note 🤝\u2028"),
            "b": Answer(True),
            "c": Answer(2.5),
            "d": Answer(-3),
            "e": Answer(("x", "y")),
            "f": Answer(Date(text="upcoming", precision="before_after")),
            "g": Answer(Date("2025-12-01", "2025-12-03", "days", "stated", "")),
            "h": Answer(Place("Beijing", "Beijing", "CHN", "city", 39.9, 116.0)),
            "i": Answer(Place(text="the capital")),
            "j": Answer(""),
        },
        groups={"participants": ({"actor": Answer("CHN")}, {"actor": Answer("RUS")}, {})},
    )
    small.save(event)
    with small.store.transaction() as records:
        (head,) = records.heads(event.id)
    assert head.event == event
    assert head.event.answers["b"].value is True
    assert small.findings() == []


def test_a_head_is_what_nothing_has_replaced(small: Small) -> None:
    event = small.event()
    first = small.save(event)
    second = small.save(event.with_answer("note", Answer("again")))
    with small.store.transaction() as records:
        assert [head.id for head in records.heads(event.id)] == [second.id]
        assert [each.id for each in records.history(event.id)] == [first.id, second.id]
        records.add_revision(small.revision(event, first))
        assert len(records.heads(event.id)) == 2
        records.add_revision(small.revision(event, *records.heads(event.id)))
        assert len(records.heads(event.id)) == 1


def test_a_revision_may_replace_what_is_in_another_file(small: Small) -> None:
    elsewhere = small.revision(small.event())
    with small.store.transaction() as records:
        records.add_revision(small.revision(elsewhere.event, elsewhere))
        assert records.heads(elsewhere.event.id)[0].replaces == (elsewhere.id,)
    assert small.findings() == []


def test_retracted_events_are_left_out_unless_asked_for(small: Small) -> None:
    kept, gone = small.event(), small.event("statement")
    small.save(kept)
    old = small.save(gone)
    with small.store.transaction() as records:
        records.add_revision(small.revision(gone, old, retracted=True))
        heads = records.article_heads(small.article.id, Lane.CODING, small.coder.id)
        assert [head.event for head in heads] == [kept]
        assert len(records.article_heads(small.article.id, Lane.CODING, None, True)) == 2
        assert records.article_heads(small.article.id, Lane.GOLD) == []
        assert records.heads(gone.id)[0].retracted
        assert records.standings([small.article.id])[0].n_events == 1


def test_the_newest_submission_counts_even_if_the_clock_goes_back(small: Small) -> None:
    ahead = datetime.now(UTC) + timedelta(days=2)
    with small.store.transaction() as records:
        records.add_submission(replace(small.submission(State.SUBMITTED), made_at=ahead))
        records.add_submission(small.submission(State.IN_PROGRESS))
        found = records.submission(small.article.id, small.coder.id, Lane.CODING)
        assert found is not None
        assert found.state is State.IN_PROGRESS
        assert records.submissions(Lane.CODING, small.coder.id) == [found]
        assert records.submission(small.article.id, small.coder.id, Lane.CODING, 2) is None


def test_codings_hold_events_in_the_order_of_their_evidence(small: Small) -> None:
    late, early = small.event("late", "rained"), small.event("early", "Wang")
    for event in (late, early):
        small.save(event)
    with small.store.transaction() as records:
        (coding,) = records.codings()
        assert coding.state == "in_progress"
        records.add_submission(small.submission(State.SUBMITTED))
        (coding,) = records.codings(Lane.CODING, small.coder.id)
    assert coding.events == (early, late)
    assert (coding.state, coding.answers) == ("submitted", {"article_status": Answer("codable")})
    assert coding.codebook_id == small.codebook.id


def test_codings_stand_by_article_and_handle_and_gold_is_one(small: Small) -> None:
    ben = Coder(uuid4(), "aaron", "", Role.ADJUDICATOR, datetime.now(UTC))
    other = Article.from_text("Another.")
    with small.store.transaction() as records:
        records.add_coder(ben)
        records.add_article(other, ben.id)
        for coder in (small.coder, ben):
            for lane in Lane:
                event = small.event()
                book = small.codebook.id
                records.add_revision(Revision(uuid4(), event, coder.id, lane, book))
        records.add_submission(
            replace(small.submission(State.SUBMITTED), article_id=other.id, answers={})
        )
        found = [(c.article_id, c.lane, c.coder_id, len(c.events)) for c in records.codings()]
    here, ana = small.article.id, small.coder.id
    assert found == [
        (here, Lane.CODING, ben.id, 1),
        (here, Lane.CODING, ana, 1),
        (here, Lane.GOLD, ben.id, 2),
        (other.id, Lane.CODING, ana, 0),
    ]


def test_an_assignment_can_be_taken_back(small: Small) -> None:
    ana, now = small.coder.id, datetime.now(UTC)
    given = Assignment(uuid4(), small.article.id, ana, True, 1, ana, now)
    back = replace(given, id=uuid4(), active=False, made_at=now + timedelta(seconds=1))
    with small.store.transaction() as records:
        records.add_assignments([given])
        assert records.given(ana) == [(1, 1, 0)]
        assert records.given_to_anybody() == {1}
        records.add_assignments([back])
        assert records.given(ana) == []
        assert records.given_to_anybody() == set()
    assert small.findings() == []


def test_the_newest_setting_counts(small: Small) -> None:
    with small.store.transaction() as records:
        assert records.setting("seed") is None
        records.set_setting("seed", 1, small.coder.id)
        records.set_setting("seed", {"a": [2, "x"]})
        assert records.setting("seed") == {"a": [2, "x"]}
    assert small.findings() == []


def test_an_error_in_the_block_saves_nothing(small: Small) -> None:
    def fail_after_saving() -> None:
        with small.store.transaction() as records:
            records.add_revision(small.revision(small.event()))
            raise KeyError("ours")

    with pytest.raises(KeyError):
        fail_after_saving()
    with small.store.transaction() as records:
        assert list(records.codings()) == []


def test_what_no_database_can_hold_is_refused_in_words(small: Small) -> None:
    for text in ("a\0b", "half \ud83d letter"):
        with pytest.raises(NotSaved, match="Take it out"), small.store.transaction() as records:
            records.add_article(Article(uuid4(), text), small.coder.id)


def test_half_a_letter_in_a_note_is_kept(small: Small) -> None:
    event = small.event().with_answer("note", Answer("half \ud83d and \0 nul"))
    small.save(event)
    with small.store.transaction() as records:
        assert records.heads(event.id)[0].event == event
    assert small.findings() == []


def test_an_unknown_coder_is_refused_in_words(small: Small) -> None:
    stranger = replace(small.revision(small.event()), coder_id=uuid4())
    with pytest.raises(NotSaved, match="does not hold"), small.store.transaction() as records:
        records.add_revision(stranger)


def test_two_threads_write_at_the_same_time(small: Small) -> None:
    def work() -> None:
        for _ in range(25):
            small.save(small.event())

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with small.store.transaction() as records:
        assert records.standings([small.article.id])[0].n_events == 50
    assert small.findings() == []


def test_reading_holds_no_lock_between_questions(small: Small) -> None:
    small.save(small.event())
    with small.store.transaction() as reading:
        codings = reading.codings()
        next(codings)
        small.save(small.event())


CHANGES = {
    "article": "UPDATE article SET text = replace(text, 'Beijing', 'Nanjing')",
    "body": "UPDATE event_revision SET body = replace(body, 'meeting', 'visited')",
    "moment": "UPDATE event_revision SET made_at = '2020-01-01 00:00:00.000000'",
    "retracted": "UPDATE event_revision SET retracted = NOT retracted",
    "answers": "UPDATE submission SET answers = replace(answers, 'codable', 'no_text')",
    "state": "UPDATE submission SET state = 'submitted'",
}


@pytest.mark.parametrize("changed", CHANGES)
def test_codings_of_which_anything_was_changed_are_not_given(small: Small, changed: str) -> None:
    revision = small.save(small.event())
    submission = small.submission(State.IN_PROGRESS)
    with small.store.transaction() as records:
        records.add_submission(submission)
        assert len(list(records.codings(Lane.CODING, None))) == 1
    assert behind(small.store, CHANGES[changed]) == 1

    with pytest.raises(ProjectRefused) as refused, small.store.transaction() as records:
        list(records.codings(Lane.CODING, None))

    named = {"article": small.article.id, "answers": submission.id, "state": submission.id}
    assert str(named.get(changed, revision.id)) in str(refused.value)
    assert "was changed" in str(refused.value)


def test_a_changed_text_does_not_matter_where_nothing_was_coded(small: Small) -> None:
    with small.store.transaction() as records:
        other = Article.from_text("Something else.")
        records.add_article(other, small.coder.id)
    small.save(small.event())
    digest = text_sha256(other.text)
    assert behind(small.store, f"UPDATE article SET text = '!' WHERE digest = '{digest}'") == 1

    with small.store.transaction() as records:
        assert [each.article_id for each in records.codings(None, None)] == [small.article.id]

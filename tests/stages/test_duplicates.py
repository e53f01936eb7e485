from __future__ import annotations

from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import pytest

from annotator.likeness import fingerprint
from annotator.model.article import Article
from annotator.model.errors import NotYours
from annotator.stages import duplicates
from annotator.stages.corpus import mark_duplicate
from annotator.stages.duplicates import (
    DuplicateReport,
    find_duplicates,
    is_up_to_date,
    keep_both,
    n_pairs,
    pairs,
)
from annotator.stages.project import Project, add_coder, coder
from annotator.stages.results import finish
from tests.bench.corpus import articles
from tests.build import a_project

STORIES = [article.text for article in articles(40, seed=11)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def taken_in(project: Project, *texts: str) -> None:
    """Articles with these texts, each of another source."""
    lead = coder(project, "me")
    with project.store.transaction() as records:
        first = records.n_articles()
        records.add_articles(
            [
                (Article.from_text(text, f"{first + at}", title=f"Story {first + at}"), {})
                for at, text in enumerate(texts)
            ],
            lead.id,
        )


def found(project: Project) -> list[tuple[int, int, bool]]:
    return [(pair.first.number, pair.second.number, pair.is_exact) for pair in pairs(project)]


def test_stories_that_repeat_each_other_are_found_in_pairs(project: Project) -> None:
    again = [STORIES[0].upper(), STORIES[1][: len(STORIES[1]) // 2], STORIES[2] + STORIES[3][:500]]
    taken_in(project, *STORIES, *again)

    report = finish(find_duplicates(project))

    assert report == DuplicateReport(43, n_exact=1, n_near=2)
    assert found(project) == [(1, 41, True), (2, 42, False), (3, 43, False)]
    assert n_pairs(project) == 3
    (pair,) = pairs(project, offset=1, limit=1)
    assert (pair.first.title, pair.second.title, pair.state) == ("Story 1", "Story 41", "")
    assert 0.9 < pair.alike < 1.0


def test_articles_that_come_in_later_are_held_against_the_earlier_ones(project: Project) -> None:
    taken_in(project, *STORIES)
    finish(find_duplicates(project))
    assert is_up_to_date(project)

    taken_in(project, STORIES[7])
    assert not is_up_to_date(project)
    assert finish(find_duplicates(project)) == DuplicateReport(1, 1, 0)
    taken_in(project, STORIES[7] + " Updated.")
    assert finish(find_duplicates(project)) == DuplicateReport(1, 0, 2)

    assert found(project) == [(8, 41, True), (8, 42, False), (41, 42, False)]
    assert finish(find_duplicates(project)) == DuplicateReport(0, 0, 0)


def test_a_cancelled_search_keeps_what_it_found_and_the_next_goes_on(project: Project) -> None:
    taken_in(project, STORIES[0], STORIES[0], *STORIES[1:], STORIES[5])
    with closing(find_duplicates(project)) as job:
        while next(job).done < 2:
            pass

    assert found(project) == [(1, 2, True)]
    report = finish(find_duplicates(project))
    assert report.n_articles < 42
    assert found(project) == [(1, 2, True), (7, 42, True)]


def test_a_search_may_be_cancelled_at_any_piece(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "_SAVED_AT_ONCE", 10)
    monkeypatch.setattr(duplicates, "_KEYS_AT_ONCE", 60)
    taken_in(project, *STORIES, *STORIES)
    for at in cycle(range(2, 7)):  # while looking, and in the middle of saving
        with closing(find_duplicates(project)) as job:
            if len(list(islice(job, at))) < at:
                break
    assert is_up_to_date(project)
    assert found(project) == [(number, number + 40, True) for number in range(1, 41)]


def test_what_a_killed_search_left_half_saved_is_known_the_next_time(project: Project) -> None:
    taken_in(project, *STORIES, *STORIES)
    with project.store.transaction() as records:
        for number, text in enumerate(STORIES[:9], 1):
            records.add_bands((key, number) for key in fingerprint(text).keys()[::2])
    assert finish(find_duplicates(project)) == DuplicateReport(80, 40, 0)
    assert n_pairs(project) == 40


def test_two_searches_at_once_find_every_pair_once(project: Project) -> None:
    taken_in(project, *STORIES, *STORIES)
    with closing(find_duplicates(project)) as one:
        next(one)
        next(one)
        finish(find_duplicates(project))
        for _ in one:
            pass
    assert found(project) == [(number, number + 40, True) for number in range(1, 41)]


def test_a_story_that_came_in_very_often_is_paired_with_the_first_ones(project: Project) -> None:
    taken_in(project, *[STORIES[0]] * 60)
    finish(find_duplicates(project))
    assert {second for _, second, _ in found(project)} == set(range(2, 61))
    assert n_pairs(project) < 60 * 16


def test_short_texts_and_texts_without_words_are_looked_at_too(project: Project) -> None:
    taken_in(project, "Talks held.", "TALKS HELD", "🤝", "🤝🤝", "Talks ended.")
    finish(find_duplicates(project))
    assert found(project) == [(1, 2, True)]


def test_what_was_decided_about_a_pair_is_told(project: Project) -> None:
    taken_in(project, STORIES[0], STORIES[0])
    finish(find_duplicates(project))
    (pair,) = pairs(project)
    mark_duplicate(project, coder(project, "me"), pair.second.id, pair.first.id)
    (pair,) = pairs(project)
    assert (pair.state, pair.second.other) == ("duplicate", 1)


def test_a_lead_can_keep_both_articles_of_a_pair(project: Project) -> None:
    taken_in(project, STORIES[0], STORIES[0])
    finish(find_duplicates(project))
    (pair,) = pairs(project)
    lead = coder(project, "me")
    ids = (pair.second.id, pair.first.id)

    assert keep_both(project, lead, *ids)
    assert not keep_both(project, lead, *ids)
    assert [pair.is_kept for pair in pairs(project)] == [True]
    assert keep_both(project, lead, *ids, is_kept=False)
    assert [pair.is_kept for pair in pairs(project)] == [False]
    with pytest.raises(NotYours):
        keep_both(project, add_coder(project, "ana"), *ids)


def test_one_new_article_among_many_is_looked_at_in_a_moment(project: Project) -> None:
    taken_in(project, *(article.text for article in articles(300, seed=12)))
    finish(find_duplicates(project))
    times = []
    for text in STORIES[:15]:
        taken_in(project, text)
        began = perf_counter()
        finish(find_duplicates(project))
        times.append(perf_counter() - began)
    assert sorted(times)[7] < 0.2  # a tenth of this on a calm machine

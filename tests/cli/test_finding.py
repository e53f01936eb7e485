from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.build import a_project, an_article
from tests.cli.conftest import Command

STORY = (
    "Foreign minister Wang Yi received his counterpart Sergey Lavrov in Beijing on Tuesday. "
    "They spoke about trade, energy and the war, and agreed to meet again before the summer. "
    "A joint statement names six areas in which both governments want to work together."
)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a story, its reprint, its update, and two others; nobody writes to it."""
    project = a_project(tmp_path_factory.mktemp("stories"))
    texts = {
        "a": STORY,
        "b": STORY.upper(),
        "c": STORY.replace("summer", "end of the year"),
        "d": "A panda was born in the zoo of Chengdu.",
        "e": "外交部长王毅在北京会见俄罗斯外长。贸易是主题。",
    }
    batch = [(an_article(text), {"file": f"{name}.txt"}) for name, text in texts.items()]
    with project.store.transaction() as records:
        records.add_articles(batch, records.coders()[0].id)
    project.close()
    return project.path


@pytest.fixture
def corpus(stories: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copy(stories, tmp_path / "talks.annotator"))


def test_a_search_lists_the_best_first_with_snippets(annotator: Command, corpus: Path) -> None:
    ran = annotator("articles", corpus, "--search", 'lavrov "joint statement"', "--json")

    assert (ran.status, ran.json["count"]) == (0, 3)
    rows = ran.json["articles"]
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert all("joint statement" in row["snippet"].lower() for row in rows)
    told = annotator("articles", corpus, "--search", "北京").out
    assert "北京会见" in told
    assert len(told.splitlines()) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [("panda OR 贸易", 2), ("lavrov -summer", 1), ("pand*", 1), ("file:e.txt", 1), ("xyz", 0)],
)
def test_a_search_finds_what_it_asks_for(
    annotator: Command, corpus: Path, query: str, count: int
) -> None:
    assert annotator("articles", corpus, "--search", query, "--json").json["count"] == count


@pytest.mark.parametrize("query", ["panda OR", '"panda', "colour:red", "date:soon", "(a"])
def test_a_faulty_search_is_wrong_usage_told_in_one_line(
    annotator: Command, corpus: Path, query: str
) -> None:
    ran = annotator("articles", corpus, "--search", query)
    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert "at character" in ran.err


def test_duplicates_are_found_and_listed_in_pairs(annotator: Command, corpus: Path) -> None:
    ran = annotator("articles", corpus, "--duplicates", "--json")

    assert (ran.status, ran.json["count"], ran.json["exact"]) == (0, 3, 1)
    exact, *near = sorted(ran.json["pairs"], key=lambda pair: -pair["alike"])
    assert (exact["exact"], exact["alike"], exact["decided"]) == (True, 1.0, "")
    assert all(0.4 <= pair["alike"] < 1 and not pair["exact"] for pair in near)
    assert annotator("articles", corpus, "--duplicates", "--json").json == ran.json
    assert "exact" in annotator("articles", corpus, "--duplicates").out


def test_pairs_are_not_searched(annotator: Command, corpus: Path) -> None:
    ran = annotator("articles", corpus, "--duplicates", "--search", "panda")
    assert (ran.status, ran.out) == (2, "")


def test_articles_are_listed_by_where_a_coder_stands(annotator: Command, coded: Path) -> None:
    def count(*words: str) -> int:
        found: int = annotator("articles", coded, *words, "--json").json["count"]
        return found

    assert (
        count("--coder", "ana", "--status", "submitted")
        + count("--coder", "ana", "--status", "to_do")
        + count("--coder", "ana", "--status", "in_progress")
        + count("--coder", "ana", "--status", "set_aside")
        == count()
    )
    assert count("--status", "duplicate") == 0
    assert annotator("articles", coded, "--coder", "nobody").status == 3

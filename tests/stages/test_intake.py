from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.article import ArticleRow
from annotator.model.errors import AnnotatorError, NotFound, UnreadableFile
from annotator.stages.intake import (
    correct_metadata,
    import_articles,
    import_text,
)
from annotator.stages.project import Project, check, coder
from annotator.stages.results import finish
from tests.build import a_project, an_article, seed


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def rows_of(project: Project) -> list[ArticleRow]:
    with project.store.transaction() as records:
        return records.articles()


def test_the_same_text_under_two_names_is_one_article(project: Project, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Talks in Geneva", encoding="utf-8")

    report = finish(import_articles(project, [tmp_path / "a.txt", tmp_path / "b.txt"]))

    assert [row.outcome for row in report.rows()] == ["added", "known"]
    (row,) = rows_of(project)
    assert (row.title, row.file) == ("Talks in Geneva", "a.txt")


def test_line_ends_do_not_make_a_new_article(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Talks\r\nin Geneva\r\n")
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbfTalks\nin Geneva\n")

    report = finish(import_articles(project, [tmp_path / "a.txt", tmp_path / "b.txt"]))

    assert [row.outcome for row in report.rows()] == ["added", "known"]


def test_a_cancelled_import_leaves_nothing_behind(project: Project, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"Talks, day {number}", encoding="utf-8")
    job = import_articles(project, [tmp_path])
    for _ in range(4):
        next(job)

    job.close()

    assert rows_of(project) == []


def test_folders_are_opened_up_in_the_order_of_their_names(
    project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    for name in ("b/2.txt", "a/3.txt", "a/1.txt", ".hidden/4.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Talks {name}", encoding="utf-8")

    finish(import_articles(project, [folder]))

    assert [row.title for row in rows_of(project)] == [
        "Talks a/1.txt",
        "Talks a/3.txt",
        "Talks b/2.txt",
    ]


def test_a_deep_tree_is_read_to_its_end(project: Project, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 200)
    at = tmp_path
    for part in deep.relative_to(tmp_path).parts:
        at = at / part
        at.mkdir()
    (at / "a.txt").write_text("Talks in Geneva", encoding="utf-8")

    report = finish(import_articles(project, [tmp_path / "d"]))

    assert [row.outcome for row in report.rows()] == ["added"]


def test_pasted_text_gets_what_it_tells_and_what_was_given(project: Project) -> None:
    text = "# Talks in Geneva\r\nSource: AFP\r\nMinisters met on Tuesday to talk about the truce."

    first = import_text(project, text, "Truce talks", published="2025-12-02")
    again = import_text(project, text.replace("\r\n", "\n"))

    assert (first.outcome, again.outcome) == ("added", "known")
    (row,) = rows_of(project)
    assert (row.title, row.publisher, row.published) == ("Truce talks", "AFP", "2025-12-02")
    assert row.language == "en"


@pytest.mark.parametrize("text", ["", " \n\t ", "half \ud83d of one", "x" * 2_000_001])
def test_text_that_is_no_article_is_refused(project: Project, text: str) -> None:
    with pytest.raises(UnreadableFile):
        import_text(project, text)
    assert rows_of(project) == []


def test_metadata_is_put_right_without_touching_text_or_id(project: Project) -> None:
    row = import_text(project, an_article().text)
    assert row.article_id is not None
    lead = coder(project, "me")

    changes = correct_metadata(project, lead, row.article_id, {"publisher": " Xinhua\n "})
    nothing = correct_metadata(project, lead, row.article_id, {"publisher": "Xinhua"})

    assert changes.articles == {row.article_id}
    assert not nothing
    (known,) = rows_of(project)
    assert (known.id, known.publisher) == (row.article_id, "Xinhua")
    with pytest.raises(AnnotatorError):
        correct_metadata(project, lead, row.article_id, {"text": "other"})
    with pytest.raises(NotFound):
        correct_metadata(project, lead, lead.id, {"title": "other"})


def test_what_was_imported_stands_up_to_a_check(project: Project) -> None:
    finish(import_articles(project, [seed(0).parent]))

    assert not finish(check(project))

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.resources import seeds
from tests.cli.conftest import Command


def test_importing_the_seeds_twice_adds_nothing_the_second_time(
    annotator: Command, project: Path
) -> None:
    first = annotator("import", project, seeds(), "--json")
    second = annotator("import", project, seeds(), "--json")

    assert (first.status, first.json["added"], first.json["rejected"]) == (0, 4, 0)
    assert (second.status, second.json["added"], second.json["known"]) == (0, 0, 4)


def test_each_rejected_file_is_named_with_its_reason_and_the_others_are_taken(
    annotator: Command, project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("Ministers met in Geneva.", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.md").write_text(" \n\t\n", encoding="utf-8")
    (folder / "zeros.txt").write_bytes(b"\0" * 5000)
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (folder / "huge.txt").write_bytes(b"word " * 10_000_000)
    (folder / "line\nbreak.bin").write_bytes(b"\0\1\2")
    (folder / "table.csv").write_text("holder,stance\n", encoding="utf-8")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")

    ran = annotator("import", project, folder, "--json")

    assert ran.status == 1
    outcomes = {Path(row["path"]).name: (row["outcome"], row["reason"]) for row in ran.json["rows"]}
    assert outcomes.pop("good.txt") == ("added", "")
    assert {outcome for outcome, _ in outcomes.values()} == {"rejected"}
    reasons = {name: reason for name, (_, reason) in outcomes.items()}
    assert "empty" in reasons["empty.txt"]
    assert "empty" in reasons["blank.md"]
    assert "not text" in reasons["zeros.txt"]
    assert "not text" in reasons["picture.txt"]
    assert "2 MB" in reasons["huge.txt"]
    assert "no importer" in reasons["line\nbreak.bin"]
    assert "no rows" in reasons["table.csv"]
    assert "no such file" in reasons["gone.txt"]
    assert "pipe" in reasons["pipe.txt"]
    assert "loop" not in reasons

    told = annotator("import", project, folder)
    assert "line\\nbreak.bin" in told.out


def test_a_folder_without_rights_is_rejected_with_a_reason(
    annotator: Command, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(self: Path) -> object:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", forbidden)  # root may read everything

    ran = annotator("import", project, tmp_path, "--json")

    assert ran.status == 1
    assert "right" in ran.json["rows"][0]["reason"]


def test_a_million_letter_word_is_an_article(
    annotator: Command, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "word.txt").write_text("A" * 1_000_000, encoding="utf-8")

    assert annotator("import", project, tmp_path / "word.txt", "--json").json["added"] == 1


def test_a_dry_run_of_an_import_writes_nothing(annotator: Command, project: Path) -> None:
    before = project.read_bytes()

    ran = annotator("import", project, seeds(), "--dry-run", "--json")

    assert (ran.status, ran.json["added"]) == (0, 4)
    assert project.read_bytes() == before
    assert annotator("articles", project, "--json").json["count"] == 0


def test_an_unknown_importer_is_refused_with_the_known_names(
    annotator: Command, project: Path
) -> None:
    ran = annotator("import", project, seeds(), "--format", "scroll")

    assert ran.status == 3
    assert "plain_text" in ran.err


def test_articles_are_listed_with_title_and_status(annotator: Command, coded: Path) -> None:
    listed = annotator("articles", coded, "--json").json

    titles = [row["title"] for row in listed["articles"]]
    assert titles[0].startswith("China Russia Convene to Address Ukraine Conflict")
    assert titles[3] == "China-Russia Foreign Ministers Meet To Discuss Global Issues"
    assert all(row["language"] == "en" for row in listed["articles"])
    assert all(row["status"]["ana"] == "submitted" for row in listed["articles"])
    assert (
        annotator("articles", coded, "--coder", "me", "--status", "to_do", "--json").json["count"]
        == 4
    )
    assert annotator("articles", coded, "--status", "set_aside", "--json").json["count"] == 0


def test_articles_are_searched_by_title_and_text_in_any_case(
    annotator: Command, coded: Path
) -> None:
    found = annotator("articles", coded, "--search", "lavrov GAZA", "--json").json

    assert found["count"] >= 1
    assert annotator("articles", coded, "--search", "Atlantis", "--json").json["count"] == 0

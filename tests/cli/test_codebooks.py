from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.resources import resource
from tests.cli.conftest import Command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped codebook, to change."""
    return Path(shutil.copytree(resource("codebooks/diplomatic"), tmp_path / "codebook"))


def test_the_shipped_codebook_has_no_faults(annotator: Command, folder: Path) -> None:
    assert annotator("codebook", "check", folder, "--json").json == {"ok": True, "faults": []}


def test_every_fault_is_told_at_once_with_its_place(annotator: Command, folder: Path) -> None:
    (folder / "codebook.toml").write_text(
        'name = 3\n[[variable]]\nname = "a b"\nkind = "x"\n', encoding="utf-8"
    )

    ran = annotator("codebook", "check", folder, "--json")
    made = annotator("new", folder.parent / "p.annotator", "--codebook", folder)

    assert ran.status == 1
    assert len(ran.json["faults"]) > 2
    assert all("codebook.toml" in fault for fault in ran.json["faults"])
    assert made.status == 3
    assert not (folder.parent / "p.annotator").exists()


def test_a_difference_is_told_with_what_it_touches(
    annotator: Command, folder: Path, project: Path
) -> None:
    same = annotator("codebook", "diff", project, folder, "--json")
    toml = folder / "codebook.toml"
    text = toml.read_text(encoding="utf-8").replace('version = "1.0.0"', 'version = "1.1.0"', 1)
    toml.write_text(text, encoding="utf-8")

    other = annotator("codebook", "diff", project, folder, "--json")

    assert same.json == {"equal": True, "changes": []}
    assert [change["where"] for change in other.json["changes"]] == ["Codebook"]


def test_a_codebook_is_written_as_a_page(annotator: Command, project: Path, tmp_path: Path) -> None:
    printed = annotator("codebook", "html", project)
    written = annotator("codebook", "html", project, "-o", tmp_path / "codebook.html")

    assert (printed.status, written.status) == (0, 0)
    assert printed.out.startswith("<!DOCTYPE html>")
    assert (tmp_path / "codebook.html").read_text(encoding="utf-8") == printed.out


def test_a_place_that_cannot_be_written_is_named_as_it_was_given(
    annotator: Command, project: Path, tmp_path: Path
) -> None:
    ran = annotator("codebook", "html", project, "-o", tmp_path / "no" / "page.html")

    assert ran.status == 3
    assert f"annotator: {tmp_path}/no/page.html: " in ran.err

"""The program's own files are found in a checkout, a wheel and a frozen build."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotator import resources
from annotator.model.errors import NotFound
from annotator.resources import resource, seeds


def test_files_beside_the_package_are_found() -> None:
    assert (resource("codebooks/diplomatic") / "codebook.toml").is_file()
    assert len(list(seeds().glob("*.txt"))) == 4


@pytest.mark.parametrize("inside", ["", "annotator/_data"])
def test_files_of_a_frozen_build_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    folder = tmp_path / inside / "resources" / "codebooks"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("codebooks") == folder


def test_files_in_a_wheel_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "annotator" / "_data" / "seeds"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "annotator")
    assert seeds() == folder


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(NotFound, match="Install the program again"):
        resource("codebooks/none")

"""Rows and texts that wait beyond some megabytes are the same as those in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from annotator.stages import sharing
from annotator.stages.results import finish
from annotator.store import package_kept
from annotator.store.package_kept import Kept, Texts
from tests.packaged import a_lab, code, findings, hand_in, rows_of


def test_rows_come_back_in_their_order_wherever_they_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package_kept, "_MOST", 100)
    kept = Kept()
    pieces = [[(n, "王", b"raw", None)] for n in range(5)]
    for piece in pieces:
        kept.add("article", piece, 40)
        kept.add("coder", [], 40)
    assert list(kept.pieces("article")) == pieces
    assert list(kept.pieces("article")) == pieces
    assert list(kept.pieces("coder")) == []
    kept.close()


def test_texts_are_found_in_memory_beside_it_and_in_the_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package_kept, "_MOST", 10)
    asked: list[Sequence[str]] = []

    def look_up(ids: Sequence[str]) -> list[tuple[str, str]]:
        asked.append(ids)
        return [(id, f"{id} of the project") for id in ids if id == "there"]

    texts = Texts(look_up)
    for id in ("one", "two", "three"):
        texts.put(id, f"text {id}", is_known=False)
    texts.put("there", "of a package", is_known=True)
    found = texts.of(["one", "three", "there", "nowhere"])
    assert found == {
        "one": "text one",
        "three": "text three",
        "there": "there of the project",
    }
    assert asked == [["nowhere", "there"]]
    texts.close()


def test_a_merge_too_large_for_memory_is_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = a_lab(tmp_path)
    package = lab.hand_out("ana")
    near = finish(sharing.new_from(tmp_path / "near.annotator", package))
    monkeypatch.setattr(package_kept, "_MOST", 100)
    far = finish(sharing.new_from(tmp_path / "far.annotator", package))
    assert rows_of(near) == rows_of(far)
    assert near.owner is not None
    code(near, near.owner, lab.articles[0])
    work = hand_in(near, tmp_path / "in.annpack")
    finish(sharing.merge(far, [work]))
    assert rows_of(near) == rows_of(far)
    assert findings(far) == []
    for each in (near, far):
        each.close()
    lab.close()

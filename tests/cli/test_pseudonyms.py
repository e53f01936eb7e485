"""Coders' names stay at home: exports under pseudonyms, and the key that says who is who."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.conftest import Command

HANDLES = ("ana", "ben", "chen")


def _key(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["handle"]: row["pseudonym"] for row in csv.DictReader(file)}


def _coders(folder: Path) -> set[str]:
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as file:
        return {row["coder"] for row in csv.DictReader(file)}


def test_tables_and_lines_carry_the_same_names_and_the_key_tells_them(
    annotator: Command, coded: Path, tmp_path: Path
) -> None:
    out, key = tmp_path / "out", tmp_path / "key.csv"
    ran = annotator(
        *("export", coded, "-o", out, "--lane", "coding"), "--pseudonyms", "--key", key, "--json"
    )
    assert (ran.status, ran.json["pseudonyms"]) == (0, True)
    names = _key(key)
    assert _coders(out) == {names[handle] for handle in HANDLES}
    assert not (out / "key.csv").exists()
    lines = annotator("codings", "export", coded, "--lane", "coding", "--pseudonyms").out
    assert {json.loads(line)["coder"] for line in lines.splitlines()} == _coders(out)
    plain = annotator("export", coded, "-o", out, "--lane", "coding")
    assert plain.status == 0
    assert _coders(out) == set(HANDLES)


def test_one_coder_goes_out_alone_under_their_pseudonym(
    annotator: Command, coded: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key.csv"
    ran = annotator("codings", "export", coded, "--coder", "ana", "--pseudonyms", "--key", key)
    assert {json.loads(line)["coder"] for line in ran.out.splitlines()} == {_key(key)["ana"]}


def test_a_key_without_pseudonyms_or_among_the_files_is_refused(
    annotator: Command, coded: Path, tmp_path: Path
) -> None:
    before, out = coded.read_bytes(), tmp_path / "out"
    alone = annotator("export", coded, "-o", out, "--key", tmp_path / "key.csv")
    inside = annotator("export", coded, "-o", out, "--pseudonyms", "--key", out / "key.csv")
    lines = tmp_path / "lines"
    same = annotator("codings", "export", coded, "-o", lines, "--pseudonyms", "--key", lines)
    nowhere = annotator(
        "export", coded, "-o", out, "--pseudonyms", "--key", tmp_path / "no" / "key.csv"
    )
    assert [ran.status for ran in (alone, inside, same, nowhere)] == [2, 3, 3, 3]
    assert "add --pseudonyms" in alone.err
    assert "does not go out with the dataset" in inside.err
    assert not out.exists()
    assert not lines.exists()
    assert coded.read_bytes() == before


def test_the_help_says_that_texts_and_notes_go_out_as_they_are(annotator: Command) -> None:
    told = " ".join(annotator("export", "--help").out.split())
    assert "look for names in notes and texts" in told

"""Files of other programs, from the folder that ANNOTATOR_SAMPLES names: read right or refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annotator.model.article import Article
from annotator.stages.project import open_project

SAMPLES = Path(os.environ["ANNOTATOR_SAMPLES"])
TABLES = sorted((SAMPLES / "encodings").glob("*.txt"))
LANGUAGES = sorted((SAMPLES / "lang").glob("*.txt"))
ALL = sorted(path for path in SAMPLES.rglob("*") if path.is_file())

SCRIPTS = {"ru": ("\u0400", "\u04ff"), "zh": ("\u4e00", "\u9fff"), "bn": ("\u0980", "\u09ff")}
"""The first and last letter of a language's script."""

RECOGNISED = {"ru": "cp1251 koi8_r utf_16", "zh": "gb18030 utf_16", "es": "cp1252 utf_16"}
"""The encodings in which texts of a language are met most, besides UTF-8."""
RARE = {"ru": "iso8859_5 cp866 mac_cyrillic", "zh": "big5hkscs", "es": "mac_roman cp850"}
"""Encodings in which a text may be refused; it must not be taken with other letters."""


def annotator(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command; it must not fall over."""
    ran = subprocess.run(
        [sys.executable, "-m", "annotator", *words], capture_output=True, text=True, timeout=100
    )
    assert "Traceback" not in ran.stderr
    assert ran.returncode in (0, 1), ran.stderr
    return ran


class Imported:
    """What the command line said of each file, and the texts that are in the project now."""

    def __init__(self, folder: Path, files: list[Path], *options: str) -> None:
        path = folder / "samples.annotator"
        annotator("new", path)
        ran = annotator("import", path, *files, "--json", *options)
        report: Mapping[str, Any] = json.loads(ran.stdout)
        self.rows: dict[Path, list[Mapping[str, Any]]] = {}
        for row in report["rows"]:
            self.rows.setdefault(Path(row["path"]), []).append(row)
        assert ran.returncode == (1 if report["rejected"] else 0)
        assert self.rows.keys() == set(files), "a file that nothing is said of"
        project = open_project(path, read_only=True)
        with project.store.transaction() as records:
            articles = [records.article(each.id) for each in records.articles()]
        project.close()
        self._texts = {str(each.id): each.text for each in articles if each is not None}

    def text(self, path: Path) -> str | None:
        """The text of a file that is one article; None if it was refused in words."""
        (row,) = self.rows[path]
        if row["outcome"] == "rejected":
            assert row["article_id"] is None
            assert len(row["reason"].split()) > 3, row
            assert row["reason"].endswith(".")
            return None
        return self._texts[row["article_id"]]


@pytest.fixture(scope="module")
def as_text(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """All samples, read as plain text."""
    return Imported(tmp_path_factory.mktemp("text"), ALL, "--format", "plain_text")


def as_it_stands(raw: bytes, encoding: str) -> str:
    return Article.from_text(raw.decode(encoding)).text


def same(path: Path) -> str:
    return path.relative_to(SAMPLES).as_posix()


@pytest.mark.parametrize("path", TABLES, ids=same)
def test_a_table_of_letters_is_read_as_its_name_says_or_refused(
    path: Path, as_text: Imported
) -> None:
    text = as_text.text(path)
    assert text is None or text == as_it_stands(path.read_bytes(), path.stem)


@pytest.mark.parametrize("path", LANGUAGES, ids=same)
def test_an_article_in_any_language_keeps_its_letters(path: Path, as_text: Imported) -> None:
    text = as_text.text(path)
    assert text == as_it_stands(path.read_bytes(), "utf-8-sig")
    language = path.name[:2]
    if language in SCRIPTS:
        first, last = SCRIPTS[language]
        letters = [char for char in text if char.isalpha()]
        assert sum(first <= char <= last for char in letters) > 0.8 * len(letters)


def test_an_article_in_an_old_encoding_keeps_its_letters_or_is_refused(tmp_path: Path) -> None:
    expected: dict[Path, tuple[str, bool]] = {}
    for path in LANGUAGES:
        text = as_it_stands(path.read_bytes(), "utf-8-sig")
        language = path.name[:2]
        for names, must in ((RECOGNISED, True), (RARE, False)):
            for encoding in names.get(language, "").split():
                raw = text.encode(encoding, "ignore")
                copy = tmp_path / f"{path.stem}.{encoding}.txt"
                # A line of its own makes each copy another article.
                copy.write_bytes(
                    f"{encoding}\n\n".encode("ascii") + raw if encoding != "utf_16" else raw
                )
                expected[copy] = (as_it_stands(copy.read_bytes(), encoding), must)
    imported = Imported(tmp_path, list(expected))
    wrong = {
        path.name: text
        for path, (right, must) in expected.items()
        if (text := imported.text(path)) != right and (must or text is not None)
    }
    assert not wrong


@pytest.mark.parametrize("path", ALL, ids=same)
def test_as_plain_text_a_file_is_taken_letter_by_letter_or_refused(
    path: Path, as_text: Imported
) -> None:
    text = as_text.text(path)
    if text is not None and path not in TABLES:
        assert text == as_it_stands(path.read_bytes(), "utf-8-sig")


def test_whatever_a_file_is_the_command_line_says_what_became_of_it(tmp_path: Path) -> None:
    imported = Imported(tmp_path, ALL)
    for path, rows in imported.rows.items():
        for row in rows:
            assert row["outcome"] in ("added", "known", "rejected"), path
            assert (row["outcome"] == "rejected") == (row["article_id"] is None), path
            assert (row["outcome"] == "rejected") == bool(row["reason"]), path
    again = annotator("import", tmp_path / "samples.annotator", *ALL, "--json")
    assert json.loads(again.stdout)["added"] == 0

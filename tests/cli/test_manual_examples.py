"""What the manual and the guide for programmers show is tried here, as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.extensions.articles.column_words import meaning
from annotator.extensions.registry import FIELDS, importers
from annotator.model.query import FIELDS as QUERY_FIELDS
from annotator.model.query import STATUSES, parse_query
from annotator.resources import resource
from annotator.stages import corpus
from annotator.stages.coding import save_event, submit
from annotator.stages.intake import import_articles
from annotator.stages.project import Project, coder, open_project
from annotator.stages.results import finish
from tests.build import a_project, a_whole_event
from tests.cli.conftest import Command
from tests.newsroom import write_newsroom

PAGES = {path.stem: path.read_text("utf-8") for path in sorted(resource("help").glob("*.md"))}
ROOT = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
_COMMAND = re.compile(r"^    annotator ((?:import|articles) .+)$", re.MULTILINE)
QUERIES = _ROW.findall(PAGES["searching"])
COMMANDS = [line for page in PAGES.values() for line in _COMMAND.findall(page)]
TABLE = (
    "Nr;Kopf;Wortlaut;Tag;Blatt\n"
    "1;In Wien;Der Minister traf am Montag seinen Kollegen in Wien.;03.02.2025;Abendblatt\n"
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project of the newsroom's articles, and the files that examples name."""
    folder = tmp_path_factory.mktemp("newsroom")
    project = a_project(folder)
    finish(import_articles(project, [write_newsroom(folder / "articles")]))
    _decide(project)
    assert project.path is not None
    path = project.path
    project.close()
    path.rename(folder / "study.annotator")
    (folder / "export.csv").write_text(TABLE, "utf-8")
    (folder / "page.htm").write_bytes((folder / "articles" / "courrier.html").read_bytes())
    (folder / "downloads").symlink_to(folder / "articles")
    return folder


def _decide(project: Project) -> None:
    """One article is submitted, and one repeats another."""
    me = coder(project, "me")
    first, second = corpus.rows(project, corpus.find(project, me, "title:moyale OR stop").numbers)
    corpus.mark_duplicate(project, me, second.id, first.id)
    with project.store.transaction() as records:
        article = records.article(first.id)
    assert article is not None
    save_event(project, me, a_whole_event(article))
    submit(project, me, first.id)


@pytest.mark.parametrize("query", QUERIES)
def test_every_search_of_the_manual_finds_something_but_not_everything(
    newsroom: Path, query: str
) -> None:
    project = open_project(newsroom / "study.annotator", read_only=True)
    try:
        found = corpus.find(project, coder(project, "me"), query)
        assert 0 < len(found.numbers) < corpus.n_articles(project)
    finally:
        project.close()


def test_every_field_and_status_of_a_search_stands_in_the_manual() -> None:
    asked = " ".join(QUERIES)
    assert {name for name in QUERY_FIELDS if f"{name}:" in asked} == set(QUERY_FIELDS)
    assert all(f"`{status}`" in PAGES["searching"] for status in STATUSES)


@pytest.mark.parametrize("line", sorted(set(COMMANDS)))
def test_every_import_and_search_of_the_manual_can_be_typed(
    annotator: Command, newsroom: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(newsroom)
    ran = annotator(*shlex.split(line, comments=True))
    assert ran.status in (0, 1), ran.err
    assert ran.out
    if "--search" in line:
        assert "0 articles" not in ran.err
    if "--json" in line:
        assert isinstance(ran.json, dict)


def test_the_searches_of_the_readme_are_ones() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    queries = re.findall(r"--search '([^']+)'", readme)
    assert queries
    assert all(parse_query(query) for query in queries)


def test_every_importer_stands_in_the_manual() -> None:
    named = set(re.findall(r"`(\w+)`", PAGES["formats"]))
    assert set(importers()) <= named


def test_every_field_of_a_table_and_its_headings_stand_in_the_manual() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]+\| ([^|]+) \|$", PAGES["tables"], re.MULTILINE)
    assert {field for field, _ in rows} == set(FIELDS)
    for field, headings in rows:
        for heading in headings.split(", "):
            known = meaning(heading)
            assert known is not None, heading
            assert known[0] == field, heading


def test_the_importer_in_the_guide_works_when_it_is_installed(tmp_path: Path) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    code, points = re.findall(r"```(?:python|toml)\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "our_wire.py").write_text(code, "utf-8")
    about = tmp_path / "our_wire-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: our-wire\nVersion: 1.0\n")
    section, entry = points.strip().splitlines()
    name = re.search(r'"(.+)"', section)
    assert name is not None
    (about / "entry_points.txt").write_text(f"[{name[1]}]\n{entry.replace(chr(34), '')}\n")
    (tmp_path / "a.wire").write_text("WIRE They met\n\nThe ministers met on Monday.\n", "utf-8")
    project = a_project(tmp_path)
    project.close()
    ran = subprocess.run(
        [sys.executable, "-m", "annotator", "import", str(project.path), "a.wire", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        check=True,
    )
    row = json.loads(ran.stdout)["rows"][0]
    assert (row["importer"], row["outcome"], row["title"]) == ("our_wire", "added", "They met")

"""The main job: code the gold of the four seeds in the window, with the keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.model.plain import read_line
from annotator.resources import resource, seeds
from annotator.stages import codings, intake, release
from annotator.stages.project import Project, coder, create_project, open_project
from annotator.stages.results import finish
from annotator.ui.desk import Desk
from annotator.ui.jobs import Worker
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from tests.build import the_codebook
from tests.e2e.keyboard import Keyboard, Mod

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(600)]


def gold_lines() -> list[str]:
    """The gold of the seeds, as if a coder called `me` had coded it."""
    lines = (resource("demo") / "gold.jsonl").read_text("utf-8").split("\n")
    plain = [json.loads(line) for line in lines if line]
    return [json.dumps({**line, "coder": "me", "lane": "coding"}) for line in plain]


def a_project(folder: Path) -> Project:
    folder.mkdir()
    project = create_project(folder / "seeds.annotator", the_codebook(), "Seeds")
    finish(intake.import_articles(project, [seeds()]))
    return project


def exported(project: Project, folder: Path) -> dict[str, bytes]:
    finish(release.export(project, ["native"], folder))
    project.close()
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_gold_coded_by_keyboard_exports_like_gold_brought_in(tmp_path: Path, qtbot: QtBot) -> None:
    brought = a_project(tmp_path / "brought")
    me = coder(brought, "me")
    report = finish(codings.import_codings(brought, gold_lines(), importer=me))
    assert not report.refused
    path = a_project(tmp_path / "coded").path

    worker, settings = Worker(), Settings()
    desk = Desk(worker, settings)
    window = MainWindow(settings)
    window.furnish(desk)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.projects.open(str(path), "me")
    keyboard = Keyboard(window)
    keyboard.until(lambda: desk.current is not None, "the first article")
    for line in gold_lines():
        code_article(keyboard, line)
    window.close()
    keyboard.until(lambda: desk.project is None, "the project is closed")

    coded = exported(open_project(path), tmp_path / "coded" / "out")
    expected = exported(brought, tmp_path / "brought" / "out")
    assert coded.keys() == expected.keys()
    for name in expected:
        assert coded[name] == expected[name], name


def code_article(keyboard: Keyboard, line: str) -> None:
    """Code one article as the line has it, and submit it."""
    desk = keyboard.page.desk
    gold = read_line(line)
    article_id = gold.article.id
    keyboard.until(
        lambda: desk.current is not None and desk.current.article.id == article_id,
        "the article is next",
    )
    for event in gold.events:
        keyboard.code_event(event.event(uuid4(), article_id, desk.codebook))
    keyboard.code_article(gold.article_answers)
    keyboard.to_article()
    assert keyboard.page.problems.all() == []
    keyboard.press(Qt.Key.Key_Return, Mod.ControlModifier)

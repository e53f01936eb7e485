"""How far coders are, on the Articles page: a table, a chart in words, and the weeks of each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotator.model.assigning import Plan
from annotator.model.study import Role
from annotator.stages.assigning import assign, propose
from annotator.stages.project import coder, coders, open_project
from annotator.stages.results import finish
from annotator.ui.coder_dialog import AddCoder, NewCoder
from annotator.ui.main_window import MainWindow
from annotator.ui.pages.articles_progress import ArticlesProgress
from tests.ui.at_people import PATIENCE, a_lab, a_lab_window, action, button, coded, project_of


def at_work(folder: Path) -> Path:
    """A lab in which ana has submitted two of nine articles."""
    path = a_lab(folder)
    project = open_project(path)
    lead, *others = coders(project)
    plan = Plan(tuple(each.id for each in others), overlap=0.5)
    finish(assign(project, lead, finish(propose(project, lead, plan))))
    coded(project, coder(project, "ana"), 2)
    project.close()
    return path


def shown(qtbot: QtBot, window: MainWindow) -> ArticlesProgress:
    action(window, "show_progress").trigger()
    assert window.articles is not None
    section = window.articles.progress
    qtbot.waitUntil(lambda: bool(section.lines), timeout=PATIENCE)
    return section


def cells(section: ArticlesProgress) -> dict[str, list[str]]:
    model = section.table.facts
    rows = [
        [model.index(row, column).data() for column in range(1, 6)]
        for row in range(model.rowCount())
    ]
    return {line.coder.handle: row for line, row in zip(model.rows, rows, strict=True)}


def test_a_lead_sees_everybody_with_their_role(qtbot: QtBot, tmp_path: Path) -> None:
    section = shown(qtbot, a_lab_window(qtbot, at_work(tmp_path)))
    assert cells(section) == {
        "me": ["lead", "0", "0", "0", "0"],
        "ana": ["coder", "9", "0", "2", "0"],
        "ben": ["coder", "9", "0", "0", "0"],
    }
    assert section.summary.text() == "2 of 18 codings are done"
    assert section.week_name.words == "By week: ana"
    model = section.weeks.facts
    assert [model.index(0, at).data() for at in range(1, 5)] == ["9", "0", "2", "0"]
    qtbot.waitUntil(lambda: bool(section.chart.accessibleDescription()), timeout=PATIENCE)
    assert "ana: assigned 9, submitted 2" in section.chart.accessibleDescription()


def test_a_coder_sees_their_own_line_only(qtbot: QtBot, tmp_path: Path) -> None:
    section = shown(qtbot, a_lab_window(qtbot, at_work(tmp_path), "ben"))
    assert list(cells(section)) == ["ben"]
    assert not section.add.isVisible()
    qtbot.waitUntil(lambda: bool(section.chart.accessibleDescription()), timeout=PATIENCE)
    assert "ana" not in section.chart.accessibleDescription()


def test_a_project_without_coders_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_lab_window(qtbot, a_lab(tmp_path, handles=()))
    section = shown(qtbot, window)
    assert section.empty.isVisible()
    assert "Add your coders" in section.empty.text()
    section.first_step.click()
    qtbot.waitUntil(lambda: window.people.dialog is not None, timeout=PATIENCE)
    assert window.people.dialog is not None
    window.people.dialog.reject()


def test_a_coder_who_is_added_is_there_at_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_lab_window(qtbot, a_lab(tmp_path, handles=()))
    section = shown(qtbot, window)
    monkeypatch.setattr(AddCoder, "ask", lambda *_, **__: NewCoder("zoe", Role.ADJUDICATOR))
    button(window, "progress_add_coder").click()
    qtbot.waitUntil(lambda: "zoe" in cells(section), timeout=PATIENCE)
    assert cells(section)["zoe"][0] == "adjudicator"
    assert coder(project_of(window), "zoe").role is Role.ADJUDICATOR


def test_a_handle_that_is_taken_or_none_is_refused_in_the_form(qtbot: QtBot) -> None:
    words: list[str] = []

    def leave(form: AddCoder) -> bool:
        line = form.findChild(type(form._checked[0][0]), "coder_handle")
        for typed in ("Ana", "two words", ""):
            line.setText(typed)
            form.accept()
            words.append(form._checked[0][1].text())
        return False

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(AddCoder, "was_accepted", property(leave))
        assert AddCoder.ask(None, ["ana"]) is None
    assert words[0].startswith("There is a coder of this handle already.")
    assert words[1] == words[2]
    assert words[1].startswith("Use up to 60 letters")


def test_what_comes_in_shows_without_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_lab_window(qtbot, at_work(tmp_path))
    section = shown(qtbot, window)
    project = project_of(window)
    coded(project, coder(project, "ben"), 1)
    window.articles.reload()
    qtbot.waitUntil(lambda: cells(section)["ben"][3] == "1", timeout=PATIENCE)


def test_every_button_and_table_has_a_name(qtbot: QtBot, tmp_path: Path) -> None:
    section = shown(qtbot, a_lab_window(qtbot, at_work(tmp_path)))
    for table in (section.table, section.weeks, section.chart):
        assert table.accessibleName()
    assert all(each.text() for each in section.findChildren(QPushButton))


def test_with_coders_and_nothing_assigned_the_first_step_stands_below_the_table(
    qtbot: QtBot, tmp_path: Path
) -> None:
    section = shown(qtbot, a_lab_window(qtbot, a_lab(tmp_path)))
    assert section.table.isVisible()
    assert section.first_step.isVisible()
    assert not section.chart.isVisible()


def test_to_be_given_articles_is_no_week_of_work_and_days_are_iso(
    qtbot: QtBot, tmp_path: Path
) -> None:
    section = shown(qtbot, a_lab_window(qtbot, at_work(tmp_path)))
    model = section.table.facts
    place = next(at for at, each in enumerate(model.columns) if each.name == "last")
    days = {
        line.coder.handle: model.index(row, place).data() for row, line in enumerate(model.rows)
    }
    assert days["ben"] == "–"
    assert date.fromisoformat(days["ana"])


def test_a_chart_of_nothing_is_paper_in_every_theme(qtbot: QtBot, tmp_path: Path) -> None:
    section = shown(qtbot, a_lab_window(qtbot, at_work(tmp_path)))
    view = section.chart
    qtbot.waitUntil(lambda: view._canvas is not None, timeout=PATIENCE)
    assert view._canvas is not None
    view.show_chart(None, "")
    assert view._canvas.isHidden()
    section.show_lines(section.lines)
    assert not view._canvas.isHidden()

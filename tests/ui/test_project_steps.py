"""Projects in the window: made, opened, refused in words; what was open stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.stages.codebooks import shipped_codebooks
from annotator.stages.project import add_coder, coders, open_project
from annotator.ui.dialogs import NewPlan, NewProject, WhoCodes
from annotator.ui.messages import Question, Tell
from tests.build import a_project
from tests.ui.at_work import a_project_file, a_window


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window tells, instead of dialogs."""
    heard: list[str] = []
    monkeypatch.setattr(Tell, "ask", lambda _parent, *words: heard.append("|".join(words)))
    return heard


def _plan(path: Path, name: str = "", codebook: int = 0, handle: str = "ana") -> NewPlan:
    return NewPlan(str(path), name, handle, str(shipped_codebooks()[codebook][1]))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"hello", "no project"), (b"", "no project"), (None, "no such")],
)
def test_what_is_no_project_is_told_and_what_was_open_stays(
    qtbot: QtBot, tmp_path: Path, told: list[str], content: bytes | None, words: str
) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    before = window.desk.project
    other = tmp_path / "other.annotator"
    if content is not None:
        other.write_bytes(content)
    window.projects.open(str(other))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith("The project cannot be opened|")
    assert words in told[0] or "other.annotator" in told[0]
    assert window.desk.project is before
    assert window.is_coding
    assert not other.exists() or other.read_bytes() == content


def test_opening_what_is_open_goes_on_with_it(
    qtbot: QtBot, tmp_path: Path, told: list[str]
) -> None:
    path = a_project_file(tmp_path)
    window = a_window(qtbot, path)
    before = window.desk.project
    window.show_articles()
    window.projects.open(os.path.relpath(path))
    qtbot.waitUntil(lambda: window.is_coding)
    assert window.desk.project is before
    assert not window.desk.is_read_only
    assert told == []


def test_a_project_that_another_window_has_is_read_only_and_says_who(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = a_project_file(tmp_path)
    other = open_project(path, hold=True)
    window = a_window(qtbot, path)
    assert window.desk.is_read_only
    assert "has it open" in window.coding.banner.words.text()
    other.close()


def test_a_new_project_has_the_codebook_that_was_chosen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window(qtbot)
    labels = [label for label, _ in shipped_codebooks()]
    assert labels == ["Diplomatic events 1.0.0", "Encounters 1.0.0"]
    plan = _plan(tmp_path / "new.annotator", "Meetings", codebook=1)
    monkeypatch.setattr(NewProject, "ask", lambda *_: plan)
    with qtbot.waitSignal(window.desk.project_opened, timeout=20_000):
        window.projects.new()
    project = window.desk.project
    assert project is not None
    assert (project.name, project.codebook.name) == ("Meetings", "encounters")
    assert [coder.handle for coder in coders(project)] == ["ana"]
    assert window.stack.currentWidget() is window.articles
    qtbot.waitUntil(window.articles.list.first_step.isVisible)


def test_a_plan_that_does_not_work_is_asked_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    window = a_window(qtbot)
    plan = NewPlan(str(tmp_path / "new.annotator"), "", "ana", str(tmp_path))
    asked: list[NewPlan | None] = []

    def ask(_parent: object, _folder: str, _books: object, before: NewPlan | None) -> object:
        asked.append(before)
        return None if before else plan

    monkeypatch.setattr(NewProject, "ask", ask)
    window.projects.new()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked == [None, plan]
    assert told[0].startswith("The project was not made|")
    assert not Path(plan.path).exists()


@pytest.mark.parametrize(
    ("file", "handle", "faulty"),
    [("taken.annotator", "ana", "file"), ("none/x", "ana", "file"), ("x", "a b", "handle")],
)
def test_the_form_for_a_new_project_says_what_is_wrong(
    qtbot: QtBot, tmp_path: Path, file: str, handle: str, faulty: str
) -> None:
    (tmp_path / "taken.annotator").touch()
    form = NewProject(None, str(tmp_path), [("A", "a")])
    qtbot.addWidget(form)
    form.show()
    form.path.setText(str(tmp_path / file))
    form.handle.setText(handle)
    form.verb.click()
    assert form.isVisible()
    line = form.path if faulty == "file" else form.handle
    assert line.accessibleDescription()
    form.path.setText(str(tmp_path / "y"))
    form.handle.setText("ana")
    form.verb.click()
    assert not form.isVisible()


def test_where_there_are_several_coders_one_is_asked_who_codes(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.stages.project import add_coder

    project = a_project(tmp_path)
    add_coder(project, "ben")
    path = project.path
    project.close()
    window = a_window(qtbot)
    offered: list[list[str]] = []

    def ask(_parent: object, handles: list[str], now: str = "") -> str:
        offered.append([*handles, now])
        return "ben" if not now else "me"

    monkeypatch.setattr(WhoCodes, "ask", ask)
    with qtbot.waitSignal(window.desk.project_opened, timeout=20_000):
        window.projects.open(str(path))
    assert offered == [["me", "ben", ""]]
    assert window.desk.coder is not None
    assert window.desk.coder.handle == "ben"
    with qtbot.waitSignal(window.desk.project_opened, timeout=20_000):
        window.projects.change_coder()
    assert offered[1] == ["me", "ben", "ben"]
    assert window.desk.coder.handle == "me"


def test_a_project_that_is_gone_is_taken_off_the_list(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window(qtbot)
    gone = str(tmp_path / "gone.annotator")
    window.settings.remember(gone, "Gone")
    window.show_start()
    monkeypatch.setattr(Question, "ask", lambda *_: True)
    window.start.forget_asked.emit(gone)
    assert window.settings.recent() == []
    assert window.start.recent.count() == 0


def test_leaving_the_question_who_codes_goes_back_to_the_start_page(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.stages.project import add_coder

    project = a_project(tmp_path)
    add_coder(project, "ben")
    path = project.path
    project.close()
    window = a_window(qtbot)
    monkeypatch.setattr(WhoCodes, "ask", lambda *_: "")
    window.projects.open(str(path))
    qtbot.waitUntil(lambda: window.start.open.isEnabled() and window.desk.project is None)
    assert window.stack.currentWidget() is window.start
    again = open_project(path, hold=True)
    assert not again.held_by
    again.close()


def test_in_a_file_that_was_handed_out_only_its_coder_codes(
    qtbot: QtBot, tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_project_file(tmp_path)
    project = open_project(path)
    ben = add_coder(project, "ben")
    with project.store.transaction() as records:
        records.add_login("", ben)
    project.close()
    monkeypatch.setattr(WhoCodes, "ask", lambda *_: pytest.fail("nobody is to be asked"))
    window = a_window(qtbot, path)
    assert window.desk.coder == ben
    change = window.menus.change_coder
    assert not change.isEnabled()
    assert "ben" in change.toolTip()
    window.projects.change_coder()
    assert window.desk.coder == ben
    with qtbot.waitSignal(window.desk.project_closed):
        window.projects.close()
    with qtbot.waitSignal(window.desk.article_opened, timeout=20_000):
        window.projects.open(str(path), "me")
    assert window.desk.coder == ben
    assert "Here only ben codes" in told[0]

"""Coders of a project on a server: they get a login, articles, and hand in all the same."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from annotator.model.study import Role
from annotator.stages.coding import worklist
from annotator.stages.progress import progress
from annotator.stages.project import coder, coders, open_project
from annotator.stages.results import finish
from annotator.stages.sharing import hand_in, hand_out, new_from
from annotator.ui.coder_dialog import AddCoder, NewCoder
from tests.server import as_login
from tests.ui.at_people import PATIENCE, action, coded, heard, listen, project_of
from tests.ui.at_server import a_project_on_a_server, a_server_window


def test_a_coder_gets_a_login_articles_and_a_package_that_comes_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = a_project_on_a_server()
    window = a_server_window(qtbot, url)
    said = listen(monkeypatch)
    login = f"ana_{uuid4().hex[:12]}"
    monkeypatch.setattr(AddCoder, "ask", lambda *_, **__: NewCoder("ana", Role.CODER, login))
    action(window, "add_coder").trigger()
    words = heard(qtbot, said, "The login was made")
    password = words.splitlines()[-1].removeprefix("Password: ")
    own = open_project(as_login(url, login, password))
    assert own.owner is not None
    assert own.owner.handle == "ana"

    action(window, "assign_action").trigger()
    qtbot.waitUntil(lambda: window.people.dialog is not None, timeout=PATIENCE)
    dialog = window.people.dialog
    assert dialog is not None
    dialog.overlap.setValue(0)
    qtbot.waitUntil(dialog.verb.isEnabled, timeout=PATIENCE)
    dialog.verb.click()
    qtbot.waitUntil(lambda: window.people.dialog is None, timeout=PATIENCE)
    assert len(worklist(own, own.owner)) == 4
    own.close()

    project = project_of(window)
    lead, ana = coders(project)
    package, back = tmp_path / "out.annpack", tmp_path / "back.annpack"
    finish(hand_out(project, lead, ana, package))
    mine = finish(new_from(tmp_path / "mine.annotator", package))
    coded(mine, coder(mine, "ana"), 3)
    finish(hand_in(mine, ana, back))
    mine.close()
    window.sharing.merge_paths([back])
    qtbot.waitUntil(lambda: window.sharing.dialog is not None, timeout=PATIENCE)
    shown = window.sharing.dialog
    assert shown is not None
    shown.verb.click()
    qtbot.waitUntil(lambda: shown.heading.text() == "Merged", timeout=PATIENCE)
    shown.reject()
    assert {line.coder.handle: line.submitted for line in finish(progress(project))}["ana"] == 3

"""Assigning in the window: shown before it is made, made in one go, said afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QListWidget, QProgressBar, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from annotator.model.study import Role
from annotator.stages.coding import worklist
from annotator.stages.project import coder, coders
from annotator.ui.assign_choice import BY_LIST, CHOSEN, EVERYONE, LEAVE, TIE_BREAKS, TRAINING
from annotator.ui.assign_dialog import AssignDialog
from annotator.ui.coder_dialog import AddCoder, NewCoder
from annotator.ui.main_window import MainWindow
from tests.ui.at_people import (
    PATIENCE,
    a_lab,
    a_lab_window,
    action,
    button,
    coded,
    listen,
    project_of,
    role_of,
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return a_lab_window(qtbot, a_lab(tmp_path))


def asked(qtbot: QtBot, window: MainWindow) -> AssignDialog:
    """The dialog, once it shows what assigning would come to."""
    action(window, "assign_action").trigger()
    qtbot.waitUntil(lambda: window.people.dialog is not None, timeout=PATIENCE)
    dialog = window.people.dialog
    assert dialog is not None
    proposed(qtbot, dialog)
    return dialog


def proposed(qtbot: QtBot, dialog: AssignDialog) -> None:
    qtbot.waitUntil(
        lambda: not dialog._pause.isActive() and not dialog._asking.is_busy, timeout=PATIENCE
    )


def choose(qtbot: QtBot, dialog: AssignDialog, kind: str) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    proposed(qtbot, dialog)


def cells(dialog: AssignDialog) -> dict[str, list[str]]:
    """What is shown of each coder, by heading of what is not hidden."""
    model, table = dialog.preview.loads.facts, dialog.preview.loads
    shown = [at for at in range(model.columnCount()) if not table.isColumnHidden(at)]
    rows = [[model.index(row, at).data() for at in shown] for row in range(model.rowCount())]
    return {row[0]: row[1:] for row in rows}


def assign(qtbot: QtBot, window: MainWindow, dialog: AssignDialog) -> None:
    dialog.verb.click()
    qtbot.waitUntil(lambda: window.people.dialog is None, timeout=PATIENCE)


def n_of(window: MainWindow, handle: str) -> int:
    project = project_of(window)
    return len(worklist(project, coder(project, handle)))


def test_what_it_comes_to_is_shown_first_and_nothing_is_written(
    qtbot: QtBot, window: MainWindow
) -> None:
    dialog = asked(qtbot, window)
    dialog.overlap.setValue(50)
    proposed(qtbot, dialog)
    assert dialog.preview.summary.text() == "12 articles in 18 assignments, each two share 6"
    assert cells(dialog) == {"ana": ["0", "9", "6"], "ben": ["0", "9", "6"]}
    pairs = dialog.preview.matrix.pairs
    assert [pairs.index(row, 2).data() for row in range(2)] == ["6", "–"]
    dialog.reject()
    assert n_of(window, "ana") == 12


def test_what_was_shown_is_assigned_and_the_same_seed_gives_the_same(
    qtbot: QtBot, window: MainWindow
) -> None:
    dialog = asked(qtbot, window)
    first = dialog.proposal
    assert first is not None
    dialog.seed.setValue(2)
    proposed(qtbot, dialog)
    dialog.seed.setValue(1)
    proposed(qtbot, dialog)
    again = dialog.proposal
    assert again is not None
    given = [(each.article_id, each.coder_id, each.place) for each in again.assignments]
    assert given == [(each.article_id, each.coder_id, each.place) for each in first.assignments]
    assign(qtbot, window, dialog)
    assert window.articles is not None
    assert window.articles.note.text() == "Assigned: 12 articles to 2 coders"
    assert n_of(window, "ana") + n_of(window, "ben") == len(again.assignments)
    assert n_of(window, "me") == 0
    qtbot.waitUntil(lambda: window.coding.worklist.model.n_articles == 0, timeout=PATIENCE)


def test_every_article_goes_to_everyone_and_twice_is_once(qtbot: QtBot, window: MainWindow) -> None:
    dialog = asked(qtbot, window)
    dialog.how.setCurrentIndex(dialog.how.findData(EVERYONE))
    assert not dialog.rows.isRowVisible(dialog.overlap)
    proposed(qtbot, dialog)
    assign(qtbot, window, dialog)
    assert n_of(window, "ana") == n_of(window, "ben") == 12
    dialog = asked(qtbot, window)
    assert not dialog.verb.isEnabled()
    assert "assigned already" in dialog.preview.notes.text()
    dialog.reject()


def test_only_the_chosen_articles_are_meant(qtbot: QtBot, window: MainWindow) -> None:
    window.articles.table.select([1, 2, 3])
    dialog = asked(qtbot, window)
    dialog.scope.setCurrentIndex(dialog.scope.findData(CHOSEN))
    dialog.overlap.setValue(0)
    proposed(qtbot, dialog)
    assert dialog.preview.summary.text() == "3 articles in 3 assignments"
    dialog.reject()


def test_coders_are_ticked_by_key_and_nobody_is_said_in_words(
    qtbot: QtBot, window: MainWindow
) -> None:
    dialog = asked(qtbot, window)
    handles = {each.id: each.handle for each in coders(project_of(window))}
    assert [handles[id] for id in dialog.ticks.ticked] == ["ana", "ben"]
    dialog.ticks.list.setCurrentRow(0)
    qtbot.keyClick(dialog.ticks.list, Qt.Key.Key_Space)
    assert [handles[id] for id in dialog.ticks.ticked] == ["me", "ana", "ben"]
    dialog.ticks.none.click()
    qtbot.waitUntil(
        lambda: dialog.preview.fault.text() == "Tick at least one coder, or add one.",
        timeout=PATIENCE,
    )
    assert not dialog.verb.isEnabled()
    dialog.reject()


def test_what_cannot_be_is_said_in_the_dialog(qtbot: QtBot, window: MainWindow) -> None:
    dialog = asked(qtbot, window)
    dialog.coders_each.setValue(3)
    proposed(qtbot, dialog)
    assert dialog.preview.fault.text()
    assert not dialog.verb.isEnabled()
    choose(qtbot, dialog, TRAINING)
    assert dialog.preview.fault.text() or dialog.preview.notes.text()
    assert not dialog.verb.isEnabled()
    dialog.reject()


def test_a_coder_is_added_right_there(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddCoder, "ask", lambda *_, **__: NewCoder("cleo", Role.CODER))
    dialog = asked(qtbot, window)
    dialog.add.click()
    qtbot.waitUntil(lambda: len(dialog.ticks.ticked) == 3, timeout=PATIENCE)
    proposed(qtbot, dialog)
    assert list(cells(dialog)) == ["ana", "ben", "cleo"]
    dialog.reject()


def test_what_a_leaver_has_left_goes_to_others_and_a_third_coder_breaks_ties(
    qtbot: QtBot, window: MainWindow
) -> None:
    dialog = asked(qtbot, window)
    dialog.overlap.setValue(50)
    proposed(qtbot, dialog)
    assign(qtbot, window, dialog)
    project = project_of(window)
    ben = coder(project, "ben")
    coded(project, ben, 4)
    dialog = asked(qtbot, window)
    dialog.ticks.all.click()
    choose(qtbot, dialog, TIE_BREAKS)
    assert cells(dialog)["me"][1] == "6"
    choose(qtbot, dialog, LEAVE)
    dialog.leaver.setCurrentIndex(dialog.leaver.findData(str(ben.id)))
    proposed(qtbot, dialog)
    assert cells(dialog)["ben"][2] == "5"
    assert "5 taken back" in dialog.preview.summary.text()
    assign(qtbot, window, dialog)
    assert n_of(window, "ben") == 4


def test_a_list_says_who_gets_what_and_its_faults_are_told_by_line(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    listed = tmp_path / "who.csv"
    listed.write_text("article,coder\n1,ana\n2,zoe\n99,ana\n")
    dialog = asked(qtbot, window)
    choose(qtbot, dialog, BY_LIST)
    assert "CSV" in dialog.preview.fault.text()
    dialog.use_list(str(listed))
    proposed(qtbot, dialog)
    assert "line 3" in dialog.preview.fault.text()
    assert "line 4" in dialog.preview.fault.text()
    listed.write_text("article,coder\n1,ana\n2,ben\n3,ana\n")
    dialog.use_list(str(listed))
    proposed(qtbot, dialog)
    assert [row[1] for row in cells(dialog).values()] == ["2", "1"]
    assign(qtbot, window, dialog)
    project = project_of(window)
    assert {row.number for row in worklist(project, coder(project, "ana"))} >= {1, 3}


def test_assignments_that_changed_meanwhile_are_refused_and_proposed_anew(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.model.assigning import Plan
    from annotator.stages.assigning import assign as make
    from annotator.stages.assigning import propose
    from annotator.stages.results import finish

    said = listen(monkeypatch)
    dialog = asked(qtbot, window)
    project = project_of(window)
    lead = coder(project, "me")
    plan = Plan(tuple(each.id for each in coders(project)[1:]), to_everyone=True)
    finish(make(project, lead, finish(propose(project, lead, plan))))
    dialog.verb.click()
    qtbot.waitUntil(lambda: bool(said) and dialog.isVisible(), timeout=PATIENCE)
    assert "was not possible" in said[0]
    proposed(qtbot, dialog)
    assert "assigned already" in dialog.preview.notes.text()
    dialog.reject()


def test_a_coder_cannot_assign_and_is_told_why(qtbot: QtBot, window: MainWindow) -> None:
    assert action(window, "assign_action").isEnabled()
    assert button(window, "articles_assign").isVisible()
    role_of(window, Role.CODER)
    for name in ("assign_action", "add_coder", "hand_out_action", "merge", "adopt"):
        assert not action(window, name).isEnabled()
        assert action(window, name).toolTip() == "Only a lead can do this."
    assert action(window, "hand_in").isEnabled()
    window.articles.show_writable(True)
    assert not button(window, "articles_assign").isVisible()
    assert button(window, "articles_hand_in").isVisible()


def test_everything_in_the_dialog_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    dialog = asked(qtbot, window)
    for kind in (QComboBox, QSpinBox, QListWidget, QProgressBar):
        for each in dialog.findChildren(kind):
            assert each.accessibleName(), each.objectName()
    for each in dialog.findChildren(QPushButton):
        assert each.text() or each.accessibleName(), each.objectName()
    dialog.reject()


def test_enter_in_a_number_assigns_once_it_is_worked_out(qtbot: QtBot, window: MainWindow) -> None:
    dialog = asked(qtbot, window)
    dialog.overlap.setFocus()
    dialog.overlap.setValue(50)
    with qtbot.waitSignal(dialog.assign_asked, timeout=PATIENCE):
        qtbot.keyClick(dialog.overlap, Qt.Key.Key_Return)
    dialog.reject()


def test_enter_on_cancel_cancels(qtbot: QtBot, window: MainWindow) -> None:
    dialog = asked(qtbot, window)
    cancel = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Cancel")
    cancel.setFocus()
    with qtbot.assertNotEmitted(dialog.assign_asked):
        qtbot.keyClick(cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_a_fault_moves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    dialog = asked(qtbot, window)
    place = dialog.preview.tabs[0].pos()
    dialog.ticks.none.click()
    qtbot.waitUntil(lambda: bool(dialog.preview.fault.text()), timeout=PATIENCE)
    assert dialog.preview.fault.isVisible()
    assert dialog.preview.tabs[0].pos() == place
    dialog.reject()

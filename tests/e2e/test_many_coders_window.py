"""Four coders and sixty articles, through the window: given out, coded, handed in twice, merged."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.model.study import Role
from annotator.stages import agreement
from annotator.stages.coding import worklist
from annotator.stages.progress import progress
from annotator.stages.project import check, coder, coders
from annotator.stages.results import finish
from annotator.stages.sharing import hand_in, new_from
from annotator.ui.coder_dialog import AddCoder, NewCoder
from annotator.ui.main_window import MainWindow
from annotator.ui.sharing_dialogs import HandOut
from tests.ui.at_people import (
    PATIENCE,
    a_lab,
    button,
    coded,
    drop,
    heard,
    listen,
    project_of,
)
from tests.ui.at_work import a_window

HANDLES = ("ana", "ben", "cleo", "dan")
N_ARTICLES = 60


def add_coders(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four coders join, by the button of the Progress tab."""
    window.people.show_progress()
    for handle in HANDLES:
        monkeypatch.setattr(AddCoder, "ask", lambda *_, h=handle, **__: NewCoder(h, Role.CODER))
        add = button(window, "progress_add_coder")
        qtbot.waitUntil(add.isVisible, timeout=PATIENCE)
        add.click()
        qtbot.waitUntil(
            lambda h=handle: h in {each.handle for each in coders(project_of(window))},
            timeout=PATIENCE,
        )


def assign(qtbot: QtBot, window: MainWindow) -> None:
    """Everything is given out with an overlap of 30 per cent, as the dialog shows it first."""
    button(window, "articles_assign").click()
    qtbot.waitUntil(lambda: window.people.dialog is not None, timeout=PATIENCE)
    dialog = window.people.dialog
    assert dialog is not None
    dialog.overlap.setValue(30)
    qtbot.waitUntil(dialog.verb.isEnabled, timeout=PATIENCE)
    assert "60 articles in 78 assignments" in dialog.preview.summary.text()
    assert "each two share 3" in dialog.preview.summary.text()
    dialog.verb.click()
    qtbot.waitUntil(lambda: window.people.dialog is None, timeout=PATIENCE)


def hand_out(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> list[Path]:
    """A package for each coder, the ones with articles being ticked."""
    folder.mkdir()

    def accept(form: HandOut) -> int:
        form.folder.setText(str(folder))
        form.accept()
        return form.result()

    monkeypatch.setattr(HandOut, "exec", accept)
    button(window, "articles_hand_out").click()
    qtbot.waitUntil(lambda: len(list(folder.glob("*.annpack"))) == len(HANDLES), timeout=PATIENCE)
    return sorted(folder.glob("*.annpack"))


def merge_by_dropping(qtbot: QtBot, window: MainWindow, paths: list[Path]) -> str:
    """Drop packages, look at what they bring, merge them; gives what was said in the end."""
    drop(window, paths)
    qtbot.waitUntil(lambda: window.sharing.dialog is not None, timeout=PATIENCE)
    dialog = window.sharing.dialog
    assert dialog is not None
    if not dialog.verb.isHidden():
        dialog.verb.click()
        qtbot.waitUntil(lambda: dialog.verb.isHidden() and dialog.isVisible(), timeout=PATIENCE)
    words = dialog.words()
    dialog.reject()
    qtbot.waitUntil(lambda: window.sharing.dialog is None, timeout=PATIENCE)
    return words


def test_four_coders_hand_in_twice_and_the_lead_merges_in_any_order(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = listen(monkeypatch)
    window = a_window(qtbot, a_lab(tmp_path, N_ARTICLES, ()))
    with monkeypatch.context() as patched:
        add_coders(qtbot, window, patched)
    assign(qtbot, window)
    with monkeypatch.context() as patched:
        packages = hand_out(qtbot, window, patched, tmp_path / "out")
    assert [each.stem for each in packages] == [f"Talks-{handle}" for handle in HANDLES]
    heard(qtbot, told, "Handed out")

    handed_in: list[Path] = []
    n_assigned: dict[str, int] = {}
    for handle, package in zip(HANDLES, packages, strict=True):
        project = finish(new_from(tmp_path / f"{handle}.annotator", package))
        who = coder(project, handle)
        assert project.owner == who
        n_assigned[handle] = len(worklist(project, who))
        for part in (1, 2):
            coded(project, who, n_assigned[handle] // 2 if part == 1 else N_ARTICLES)
            target = tmp_path / f"{handle}-{part}.annpack"
            finish(hand_in(project, who, target))
            handed_in.append(target)
        project.close()

    order = [*handed_in, handed_in[0], handed_in[-1]]
    random.Random(7).shuffle(order)
    merged = [merge_by_dropping(qtbot, window, [each]) for each in order[:-2]]
    merged.append(merge_by_dropping(qtbot, window, order[-2:]))
    assert all("Merged" in words or "Nothing new to merge" in words for words in merged)
    assert any("Nothing new to merge" in words for words in merged)

    project = project_of(window)
    lines = {line.coder.handle: line for line in finish(progress(project))}
    for handle in HANDLES:
        assert lines[handle].assigned == lines[handle].submitted == n_assigned[handle]
    assert sum(n_assigned.values()) == 78
    report = finish(agreement.compare(project)).report
    assert report.n_articles == 18
    window.people.show_progress()
    assert window.articles is not None
    shown = window.articles.progress
    qtbot.waitUntil(lambda: shown.summary.text() == "78 of 78 codings are done", timeout=PATIENCE)
    assert not finish(check(project))

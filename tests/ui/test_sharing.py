"""Packages in the window: handed out, handed in, merged by dropping, refused with the list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.model.assigning import Plan
from annotator.model.event import Answer
from annotator.model.study import Coder
from annotator.stages import coding
from annotator.stages.assigning import assign, propose
from annotator.stages.progress import progress
from annotator.stages.project import Project, coder, coders, open_project
from annotator.stages.results import finish
from annotator.stages.sharing import hand_in, hand_out, new_from
from annotator.ui.main_window import MainWindow
from annotator.ui.merge_dialog import MergeDialog
from annotator.ui.messages import Question
from annotator.ui.package_words import next_command
from annotator.ui.sharing_dialogs import HandIn, HandInPlan, HandOut, HandOutPlan
from annotator.ui.sharing_steps import package_name
from tests.ui.at_people import (
    PATIENCE,
    a_lab,
    a_lab_window,
    action,
    button,
    coded,
    drop,
    heard,
    listen,
    project_of,
)
from tests.ui.at_work import a_window


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab's file with everything assigned, and the packages for ana and ben."""

    path: Path
    ana: Path
    ben: Path


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    path = a_lab(tmp_path)
    project = open_project(path)
    lead, *others = coders(project)
    plan = Plan(tuple(each.id for each in others), overlap=0.5)
    finish(assign(project, lead, finish(propose(project, lead, plan))))
    made = []
    for each in others:
        made.append(tmp_path / f"for-{each.handle}.annpack")
        finish(hand_out(project, lead, each, made[-1]))
    project.close()
    return Lab(path, *made)


def handed_in(package: Path, n: int, name: str = "") -> Path:
    """What a coder hands in who coded so many articles in a file of their own."""
    own = finish(new_from(package.with_name(f"{package.stem}{name}.annotator"), package))
    assert own.owner is not None
    coded(own, own.owner, n)
    target = package.with_name(f"{package.stem}{name}-in.annpack")
    finish(hand_in(own, own.owner, target))
    own.close()
    return target


def shown(qtbot: QtBot, window: MainWindow) -> MergeDialog:
    """What packages bring, once they were looked at."""
    qtbot.waitUntil(lambda: window.sharing.dialog is not None, timeout=PATIENCE)
    dialog = window.sharing.dialog
    assert dialog is not None
    return dialog


def n_submitted(project: Project) -> dict[str, int]:
    return {line.coder.handle: line.submitted for line in finish(progress(project))}


# --- handing out ----------------------------------------------------------------------------


def test_each_coder_gets_a_package_and_the_next_step_is_said(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_lab_window(qtbot, lab.path)
    said = listen(monkeypatch)
    folder = tmp_path / "out"
    folder.mkdir()
    offered: list[str] = []

    def ask(_: object, rows: list[tuple[Coder, str]], plan: HandOutPlan) -> HandOutPlan:
        offered.extend(words for _, words in rows)
        assert [each.handle for each in plan.coders] == ["ana", "ben"]
        return HandOutPlan(plan.coders, str(folder))

    monkeypatch.setattr(HandOut, "ask", ask)
    action(window, "hand_out_action").trigger()
    words = heard(qtbot, said, "Handed out")
    assert offered == ["ana · 9 assigned", "ben · 9 assigned"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "Talks-ana.annpack",
        "Talks-ben.annpack",
    ]
    assert "annotator new Talks-ana.annotator --from Talks-ana.annpack" in words
    assert "Articles: 9" in words


def test_the_question_says_how_many_packages_and_checks_the_folder(
    qtbot: QtBot, tmp_path: Path, lab: Lab
) -> None:
    project = open_project(lab.path)
    _, ana, ben = coders(project)
    project.close()
    form = HandOut(None, [(ana, "ana"), (ben, "ben")])
    qtbot.addWidget(form)
    form.show_plan(HandOutPlan((ana,), str(tmp_path / "none")))
    form.show()
    assert form.verb.text() == "Hand out 1 package"
    form.ticks.all.click()
    assert form.verb.text() == "Hand out 2 packages"
    form.verb.click()
    assert form.isVisible()
    form.folder.setText(str(tmp_path))
    form.verb.click()
    assert not form.isVisible()
    assert form.ticks.ticked == (ana, ben)


@pytest.mark.parametrize(
    ("project", "name"),
    [
        ("Talks", "Talks-ana.annpack"),
        ("a/b: <c>", "a-b- -c--ana.annpack"),
        ("Gespräche", "Gespräche-ana.annpack"),
    ],
)
def test_a_package_has_a_name_that_every_system_takes(project: str, name: str) -> None:
    assert package_name(project, "ana") == name


# --- a coder's file -------------------------------------------------------------------------


def test_a_package_that_is_dropped_becomes_the_coders_project_and_goes_back(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window(qtbot)
    said = listen(monkeypatch)
    target = tmp_path / "mine.annotator"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(window.desk.article_opened, timeout=PATIENCE):
        drop(window, [lab.ana])
    assert window.desk.coder is not None
    assert window.desk.coder.handle == "ana"
    assert not action(window, "assign_action").isEnabled()
    assert "handed out to one coder" in action(window, "assign_action").toolTip()
    assert action(window, "merge").isEnabled()
    coded(project_of(window), window.desk.coder, 2)

    told: list[str] = []

    def ask(_: object, words: str, plan: HandInPlan) -> HandInPlan:
        told.append(words)
        assert Path(plan.path).name == "Talks-ana-in.annpack"
        return HandInPlan(str(tmp_path / "back.annpack"))

    monkeypatch.setattr(HandIn, "ask", ask)
    action(window, "hand_in").trigger()
    words = heard(qtbot, said, "Handed in")
    assert told[0].startswith("2 articles are submitted, 0 set aside and 0 begun.")
    assert "Send it to your lead" in words
    assert (tmp_path / "back.annpack").is_file()


def test_what_is_still_being_coded_is_saved_before_it_goes_out(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(new_from(tmp_path / "mine.annotator", lab.ana)).close()
    window = a_window(qtbot, tmp_path / "mine.annotator")
    said = listen(monkeypatch)
    assert window.coding.steps.new_event() is not None
    assert window.desk.is_dirty
    target = tmp_path / "back.annpack"
    monkeypatch.setattr(HandIn, "ask", lambda *_: HandInPlan(str(target)))
    action(window, "hand_in").trigger()
    assert "Events" in heard(qtbot, said, "Handed in") or "Saved versions" in said[-1]
    assert not window.desk.is_dirty


# --- merging --------------------------------------------------------------------------------


def test_what_packages_bring_is_shown_first_then_merged_and_once_more_is_nothing(
    qtbot: QtBot, lab: Lab
) -> None:
    back = [handed_in(lab.ana, 3), handed_in(lab.ben, 2)]
    window = a_lab_window(qtbot, lab.path)
    drop(window, back)
    dialog = shown(qtbot, window)
    assert dialog.heading.text() == "Merge these 2 packages?"
    assert n_submitted(project_of(window)) == {"me": 0, "ana": 0, "ben": 0}
    assert "ana\t3\t3" in dialog.words()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.words()
    dialog.verb.click()
    qtbot.waitUntil(lambda: dialog.heading.text() == "Merged", timeout=PATIENCE)
    assert n_submitted(project_of(window)) == {"me": 0, "ana": 3, "ben": 2}
    assert ".annotator" in dialog.summary.text()  # the backup
    dialog.reject()
    qtbot.waitUntil(lambda: window.sharing.dialog is None)
    drop(window, back[:1])
    dialog = shown(qtbot, window)
    assert dialog.heading.text() == "Nothing new to merge"
    assert dialog.verb.isHidden()
    dialog.reject()


def test_it_can_be_left_and_nothing_is_merged(qtbot: QtBot, lab: Lab) -> None:
    back = handed_in(lab.ana, 1)
    window = a_lab_window(qtbot, lab.path)
    drop(window, [back])
    shown(qtbot, window).reject()
    assert n_submitted(project_of(window))["ana"] == 0


def test_packages_are_chosen_by_the_button_too(
    qtbot: QtBot, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = handed_in(lab.ana, 1)
    window = a_lab_window(qtbot, lab.path)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(back)], ""))
    button(window, "articles_merge").click()
    assert shown(qtbot, window).heading.text() == "Merge this package?"
    shown(qtbot, window).reject()


def test_refusals_are_listed_all_and_nothing_is_changed(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = handed_in(lab.ana, 1)
    (tmp_path / "cut.annpack").write_bytes(back.read_bytes()[:200])
    (tmp_path / "no.annpack").write_bytes(b"%PDF-1.4 nothing")
    window = a_lab_window(qtbot, lab.path)
    said = listen(monkeypatch)
    drop(window, [back, tmp_path / "cut.annpack", tmp_path / "no.annpack"])
    words = heard(qtbot, said, "Refused: nothing was changed")
    assert "cut.annpack" in words
    assert "no.annpack" in words
    assert n_submitted(project_of(window))["ana"] == 0
    assert window.sharing.dialog is None


def test_two_machines_of_one_coder_are_told_as_two_states(qtbot: QtBot, lab: Lab) -> None:
    first = finish(new_from(lab.ana.with_name("one.annotator"), lab.ana))
    who = first.owner
    assert who is not None
    coded(first, who, 1)
    again = lab.ana.with_name("again.annpack")
    finish(hand_in(first, who, again))
    window = a_lab_window(qtbot, lab.path)
    drop(window, [again])
    dialog = shown(qtbot, window)
    dialog.verb.click()
    qtbot.waitUntil(lambda: dialog.heading.text() == "Merged", timeout=PATIENCE)
    dialog.reject()
    project = project_of(window)
    lead = coder(project, "me")
    second_copy = lab.ana.with_name("second.annpack")
    finish(hand_out(project, lead, coder(project, "ana"), second_copy))
    second = finish(new_from(lab.ana.with_name("two.annotator"), second_copy))
    back = []
    for own, status in ((first, "announced"), (second, "cancelled")):
        article = next(row for row in coding.worklist(own, who) if row.state is not None)
        event = coding.opened(own, who, article.article_id).events[0]
        coding.save_event(own, who, event.with_answer("status", Answer(status)))
        back.append(own.path.with_suffix(".annpack"))
        finish(hand_in(own, who, back[-1]))
        own.close()
    drop(window, back)
    dialog = shown(qtbot, window)
    assert "Events with two versions" in dialog.words()
    assert "two versions until their coder chooses one" in dialog.summary.text()
    dialog.reject()


def test_packages_and_other_files_dropped_together_are_told_apart(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = handed_in(lab.ana, 1)
    (tmp_path / "article.txt").write_text("An article about a meeting in Paris.")
    window = a_lab_window(qtbot, lab.path)
    said = listen(monkeypatch)
    drop(window, [tmp_path / "article.txt", back])
    words = heard(qtbot, said, "Packages and other files were dropped together")
    assert "article.txt" in words
    shown(qtbot, window).reject()
    assert window.intake.session is None


def test_a_coder_in_the_labs_file_is_told_who_merges(
    qtbot: QtBot, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = handed_in(lab.ana, 1)
    window = a_lab_window(qtbot, lab.path, "ben")
    said = listen(monkeypatch)
    drop(window, [back])
    assert "Only a lead can do this." in heard(qtbot, said, "Packages cannot be merged here")


def test_several_packages_without_a_project_are_no_project(
    qtbot: QtBot, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window(qtbot)
    said = listen(monkeypatch)
    drop(window, [lab.ana, lab.ben])
    heard(qtbot, said, "Which project are these for?")
    assert window.desk.project is None


def test_a_hand_in_makes_no_project(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = handed_in(lab.ana, 1)
    window = a_window(qtbot)
    said = listen(monkeypatch)
    target = tmp_path / "none.annotator"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    drop(window, [back])
    assert "hand-in" in heard(qtbot, said, "Refused: nothing was changed")
    assert not target.exists()


def test_the_report_of_a_merge_is_no_wider_than_what_was_shown_before_it(
    qtbot: QtBot, lab: Lab
) -> None:
    window = a_lab_window(qtbot, lab.path)
    drop(window, [handed_in(lab.ana, 3), handed_in(lab.ben, 2)])
    dialog = shown(qtbot, window)
    before = dialog.minimumSizeHint().width()
    dialog.verb.click()
    qtbot.waitUntil(lambda: dialog.heading.text() == "Merged", timeout=PATIENCE)
    assert dialog.minimumSizeHint().width() <= before + 60
    dialog.reject()


def test_a_damaged_package_is_refused_before_it_is_asked_where_to_keep_the_project(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = tmp_path / "cut.annpack"
    cut.write_bytes(lab.ana.read_bytes()[:-400])
    window = a_window(qtbot)
    said, asked = listen(monkeypatch), []

    def ask(*_: object) -> tuple[str, str]:
        asked.append(1)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.projects.open(str(cut))
    assert "cut.annpack" in heard(qtbot, said, "Refused: nothing was changed")
    assert not asked


def test_a_package_that_is_opened_becomes_a_project(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window(qtbot)
    target = tmp_path / "mine.annotator"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(lab.ana), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(window.desk.article_opened, timeout=PATIENCE):
        window.start.open.click()
    assert window.desk.coder is not None
    assert window.desk.coder.handle == "ana"


def test_a_hand_in_is_written_over_only_if_that_is_wanted(
    qtbot: QtBot, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(new_from(tmp_path / "mine.annotator", lab.ana)).close()
    window = a_window(qtbot, tmp_path / "mine.annotator")
    target = tmp_path / "back.annpack"
    target.write_bytes(lab.ben.read_bytes())
    plans = [HandInPlan(str(target)), None, HandInPlan(str(target))]
    monkeypatch.setattr(HandIn, "ask", lambda *_: plans.pop(0))
    answers = [False, True]
    monkeypatch.setattr(Question, "ask", lambda *_, **__: answers.pop(0))
    said = listen(monkeypatch)
    action(window, "hand_in").trigger()
    qtbot.waitUntil(lambda: len(plans) == 1, timeout=PATIENCE)
    assert target.read_bytes() == lab.ben.read_bytes()
    action(window, "hand_in").trigger()
    heard(qtbot, said, "Handed in")
    assert target.read_bytes() != lab.ben.read_bytes()


def test_what_is_typed_to_make_a_project_holds_names_with_blanks() -> None:
    words = next_command("Talks 2025-ana.annotator", "Talks 2025-ana.annpack")
    assert words == ("annotator new 'Talks 2025-ana.annotator' --from 'Talks 2025-ana.annpack'")


def test_nobody_is_given_an_article_is_the_reason_why_nothing_can_be_handed_out(
    qtbot: QtBot, tmp_path: Path, lab: Lab
) -> None:
    project = open_project(lab.path)
    _, ana, _ = coders(project)
    project.close()
    form = HandOut(None, [(ana, "ana")])
    qtbot.addWidget(form)
    form.show_plan(HandOutPlan((), str(tmp_path)))
    assert not form.verb.isEnabled()
    assert "Assign articles first" in form.why.text()
    form.ticks.all.click()
    assert form.verb.isEnabled()
    form.ticks.none.click()
    assert form.why.text() == form.verb.toolTip() != ""


def test_while_a_package_is_over_the_window_it_says_what_becomes_of_it(
    qtbot: QtBot, lab: Lab
) -> None:
    window = a_lab_window(qtbot, lab.path)
    sign = window.drops.sign
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(lab.ana))])
    enter = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.drops.eventFilter(window, enter)
    assert sign.isVisible()
    assert sign.text() == "Drop to merge into Talks"
    window.drops.eventFilter(window, QDragLeaveEvent())
    assert not sign.isVisible()

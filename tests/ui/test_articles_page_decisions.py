"""What a lead decides on the Articles page, and the articles that repeat each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from annotator.model.article import Article, ArticleRow
from annotator.model.study import Role
from annotator.stages import coding, corpus, duplicates
from annotator.stages.intake import import_text
from annotator.stages.project import Project, add_coder, coder, open_project
from annotator.stages.results import Changes
from annotator.ui.corpus_dialogs import AskReason, ChooseOriginal
from annotator.ui.main_window import MainWindow
from tests.build import a_whole_event
from tests.ui.at_work import a_project_file, a_window

STORY = (
    "The foreign ministers of China and Russia met in Beijing on Tuesday and discussed trade, "
    "security and the situation in the region. They agreed to hold the next round of talks in "
    "Moscow in the spring. A joint statement was published after the meeting. "
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return a_project_file(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, path: Path) -> MainWindow:
    return shown(qtbot, path)


def shown(qtbot: QtBot, path: Path) -> MainWindow:
    """The window with the Articles page, once its list is there."""
    window = a_window(qtbot, path)
    window.show_articles()
    qtbot.waitUntil(lambda: window.articles.list.chosen() is not None)
    return window


def project_of(window: MainWindow) -> Project:
    assert window.desk.project is not None
    return window.desk.project


def rows(window: MainWindow) -> list[ArticleRow]:
    """All articles as they now stand in the project."""
    return corpus.rows(project_of(window), [1, 2, 3, 4])


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *, shift: bool = False) -> None:
    """Press a key in the list that is shown."""
    page = window.articles
    shift_key = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(page.pairs.list if page.views.currentIndex() else page.table, key, shift_key)


def give_reason(monkeypatch: pytest.MonkeyPatch, reason: str | None) -> list[str]:
    """Answer every question for a reason; gives what was said."""
    said: list[str] = []

    def ask(_parent: object, title: str, _verb: str, words: str) -> str | None:
        said.append(f"{title} {words}")
        return reason

    monkeypatch.setattr(AskReason, "ask", ask)
    return said


def by_key(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_A)


def by_menu(_qtbot: QtBot, window: MainWindow) -> None:
    action = next(
        each
        for heading, actions in window.menus.sections()
        for each in actions
        if heading == "Articles" and each.text() == "Set aside…"
    )
    action.trigger()


@pytest.mark.parametrize("act", [by_key, by_menu])
def test_articles_are_set_aside_with_a_reason_and_taken_back(
    qtbot: QtBot,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[QtBot, MainWindow], None],
) -> None:
    page = window.articles
    said = give_reason(monkeypatch, "not about diplomacy")
    page.table.select([1, 2])
    act(qtbot, window)
    qtbot.waitUntil(lambda: [row.state for row in rows(window)] == ["set_aside"] * 2 + ["", ""])
    assert said[0].startswith("Set aside 2 articles?")
    assert "Nothing is coded yet." in said[0]
    qtbot.waitUntil(lambda: "–" in page.table.articles.index(0, 1).data())
    qtbot.waitUntil(lambda: page.note.text() == "Set aside: 2")
    page.table.select([1, 2])
    press(qtbot, window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: not any(row.state for row in rows(window)))


def test_a_question_that_is_not_answered_changes_nothing(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = give_reason(monkeypatch, None)
    press(qtbot, window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: bool(said))
    assert not any(row.state for row in rows(window))


def test_it_is_said_how_many_have_codings_and_these_stay(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = open_project(path)
    me = coder(project, "me")
    article = coding.opened(project, me, corpus.rows(project, [1])[0].id).article
    event = a_whole_event(article)
    coding.save_event(project, me, event)
    project.close()
    window = shown(qtbot, path)
    said = give_reason(monkeypatch, "a list of dates")
    window.articles.table.select([1, 2, 3])
    press(qtbot, window, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: rows(window)[0].state == "removed")
    assert "One of them has codings: nothing coded is deleted." in said[0]
    kept = coding.opened(project_of(window), me, article.id).events
    assert [each.id for each in kept] == [event.id]


def test_an_article_is_marked_as_repeating_another_that_is_searched_for(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = rows(window)[:2]
    monkeypatch.setattr(ChooseOriginal, "ask", lambda *_: second)
    window.articles.table.choose(1)
    press(qtbot, window, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: rows(window)[0].state == "duplicate")
    assert rows(window)[0].other == second.number
    place = [each.name for each in window.articles.table.articles.columns].index("repeats")
    index = window.articles.table.articles.index(0, place)
    qtbot.waitUntil(lambda: index.isValid() and index.data() == second.title)
    assert first.id == rows(window)[0].id


def test_the_original_is_found_by_words(qtbot: QtBot, window: MainWindow) -> None:
    all_rows = rows(window)

    def find(words: str, most: int) -> list[ArticleRow]:
        found = corpus.find(project_of(window), None, words, typing=True)
        return corpus.rows(project_of(window), found.numbers[:most])

    form = ChooseOriginal(window, "", all_rows[:2], find, window.desk.reader, "")
    qtbot.addWidget(form)
    assert form.chosen == all_rows[0]
    qtbot.keyClicks(form.line, "wang yi")
    qtbot.waitUntil(lambda: form.found.count() == 1)
    assert form.chosen is not None
    assert "Wang Yi" in form.chosen.title
    form.line.setText("zzz")
    qtbot.waitUntil(lambda: form.found.count() == 0)
    assert not form.verb.isEnabled()


def test_who_is_no_lead_is_told_so_and_can_decide_nothing(qtbot: QtBot, path: Path) -> None:
    project = open_project(path)
    add_coder(project, "ben", Role.CODER)
    project.close()
    window = a_window(qtbot)
    with qtbot.waitSignal(window.desk.article_opened, timeout=20_000):
        window.projects.open(str(path), "ben")
    window.show_articles()
    page = window.articles
    qtbot.waitUntil(lambda: page.list.chosen() is not None)
    assert not page.acts["set_aside"].isEnabled()
    assert page.acts["set_aside"].toolTip() == "Only a lead decides what is coded."
    assert "Only a lead decides what is coded." in page.hints.accessibleDescription()


# --- duplicates ------------------------------------------------------------------------------


@pytest.fixture
def paired(qtbot: QtBot, path: Path) -> MainWindow:
    """The duplicates of a project that has two pairs."""
    project = open_project(path)
    me = coder(project, "me")
    for title, text in (
        ("Ministers meet", STORY),
        ("Ministers meet again", STORY.replace("Tuesday", "Wednesday")),
        ("Printed elsewhere", STORY.upper()),
    ):
        import_text(project, text=text, title=title, publisher="", published="", url="", by=me)
    project.close()
    window = shown(qtbot, path)
    window.articles.show_view(1)
    pairs = window.articles.pairs
    qtbot.waitUntil(lambda: pairs.total == 3, timeout=20_000)
    qtbot.waitUntil(lambda: pairs.current() is not None)
    return window


def pairs_of(window: MainWindow) -> list[duplicates.Pair]:
    return duplicates.pairs(project_of(window))


def marked(text: QTextEdit) -> list[tuple[str, bool, bool]]:
    """The marked pieces of a text: words, struck through, underlined."""
    found = []
    block = text.document().begin()
    while block.isValid():
        for form in block.textFormats():
            if form.format.fontStrikeOut() or form.format.fontUnderline():
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + form.start)
                cursor.setPosition(
                    block.position() + form.start + form.length, QTextCursor.MoveMode.KeepAnchor
                )
                looks = (form.format.fontStrikeOut(), form.format.fontUnderline())
                found.append((cursor.selectedText(), *looks))
        block = block.next()
    return found


def test_pairs_are_found_and_shown_with_how_alike_they_are(paired: MainWindow) -> None:
    page = paired.articles
    assert page.tabs[1].text() == "Duplicates (3)"
    words = sorted(page.pairs.pair_words(pair) for pair in pairs_of(paired))
    assert [each.split(" · ")[1] for each in words] == ["○ to decide"] * 3
    assert "same text · ○ to decide" in words
    assert any("% alike" in each for each in words)


def test_differences_are_marked_by_more_than_colour(qtbot: QtBot, paired: MainWindow) -> None:
    pairs = paired.articles.pairs
    titles = [(pair.first.title, pair.second.title) for pair in pairs_of(paired)]
    place = titles.index(("Ministers meet", "Ministers meet again"))
    pairs.list.setCurrentIndex(pairs.model.index(place, 0))
    qtbot.waitUntil(lambda: bool(marked(pairs.texts.first.text)))
    assert marked(pairs.texts.first.text) == [("Tuesday", True, False)]
    assert marked(pairs.texts.second.text) == [("Wednesday", False, True)]


@pytest.mark.parametrize(("shift", "repeating"), [(False, 1), (True, 0)])
def test_one_key_marks_one_of_a_pair_as_repeating_the_other(
    qtbot: QtBot, paired: MainWindow, *, shift: bool, repeating: int
) -> None:
    press(qtbot, paired, Qt.Key.Key_D, shift=shift)

    def states() -> list[str]:
        pair = pairs_of(paired)[0]
        return [pair.first.state, pair.second.state]

    wanted = ["", ""]
    wanted[repeating] = "duplicate"
    qtbot.waitUntil(lambda: states() == wanted)
    pairs = paired.articles.pairs
    qtbot.waitUntil(lambda: "repeats" in str(pairs.model.index(0, 0).data()))
    press(qtbot, paired, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: states() == ["", ""])


def test_a_pair_that_is_kept_says_so_until_it_is_taken_back(
    qtbot: QtBot, paired: MainWindow
) -> None:
    pairs = paired.articles.pairs
    press(qtbot, paired, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: pairs_of(paired)[0].is_kept)
    qtbot.waitUntil(lambda: "both kept" in str(pairs.model.index(0, 0).data()))
    press(qtbot, paired, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: not pairs_of(paired)[0].is_kept)


def test_the_next_pair_is_one_key_away(qtbot: QtBot, paired: MainWindow) -> None:
    pairs = paired.articles.pairs
    press(qtbot, paired, Qt.Key.Key_N)
    assert pairs.list.currentIndex().row() == 1
    press(qtbot, paired, Qt.Key.Key_N, shift=True)
    assert pairs.list.currentIndex().row() == 0


def test_what_comes_in_is_looked_through_by_itself(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.corpus.soon, "start", window.corpus.look_for_duplicates)
    me = coder(project_of(window), "me")
    for title in ("Ministers meet", "Printed elsewhere"):
        import_text(
            project_of(window),
            text=f"{STORY}{'' if title[0] == 'M' else ' '}",
            title=title,
            publisher="",
            published="",
            url="",
            by=me,
        )
    window.desk.stored.emit(Changes())
    qtbot.waitUntil(lambda: window.articles.tabs[1].text() == "Duplicates (1)", timeout=20_000)


def test_a_project_is_closed_in_the_middle_of_a_search(qtbot: QtBot, path: Path) -> None:
    project = open_project(path)
    me = coder(project, "me")
    with project.store.transaction() as records:
        batch = [(Article.from_text(f"{STORY} {n}", source_id=str(n)), {}) for n in range(600)]
        records.add_articles(batch, me.id)
    project.close()
    window = shown(qtbot, path)
    window.articles.show_view(1)
    qtbot.waitUntil(lambda: window.articles.pairs.progress.isVisible(), timeout=20_000)
    with qtbot.waitSignal(window.desk.project_closed):
        window.projects.close()
    again = open_project(path)
    assert not duplicates.is_up_to_date(again)
    again.close()


def test_a_decision_is_undone_and_done_again_like_any_other_step(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def states() -> list[str]:
        return [row.state for row in rows(window)]

    give_reason(monkeypatch, "not about diplomacy")
    window.articles.table.select([1, 2])
    press(qtbot, window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: window.menus.undo.text() == "&Undo: set aside 2 articles")
    assert states() == ["set_aside", "set_aside", "", ""]
    window.articles.table.choose(2)
    press(qtbot, window, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: states() == ["set_aside", "removed", "", ""])
    qtbot.waitUntil(lambda: window.desk.undo_stack.count() == 2)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: states() == ["set_aside", "set_aside", "", ""])
    assert corpus.about(project_of(window), 2).reason == "not about diplomacy"
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: not any(states()))
    for _ in range(2):
        window.menus.redo.trigger()
    qtbot.waitUntil(lambda: states() == ["set_aside", "removed", "", ""])


def test_undoing_a_mark_takes_back_what_the_article_repeats(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = rows(window)[1]
    monkeypatch.setattr(ChooseOriginal, "ask", lambda *_: second)
    window.articles.table.choose(1)
    press(qtbot, window, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: window.desk.undo_stack.count() == 1)
    assert rows(window)[0].other == second.number
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: (rows(window)[0].state, rows(window)[0].other) == ("", 0))
    window.menus.redo.trigger()
    qtbot.waitUntil(lambda: rows(window)[0].other == second.number)


def test_undo_shows_the_page_on_which_the_step_was_taken(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_code()
    window.coding.steps.new_event()
    give_reason(monkeypatch, "old")
    window.show_articles()
    press(qtbot, window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: window.desk.undo_stack.count() == 2)
    window.show_code()
    window.menus.undo.trigger()
    assert window.stack.currentWidget() is window.articles
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.coding)
    assert window.desk.current is not None
    assert not window.desk.current.events

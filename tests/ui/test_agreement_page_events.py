"""Did the coders see the same events, and what leaves the Agreement page as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.model.agreement import EventPair
from annotator.ui.messages import Tell
from annotator.ui.pages.agreement import AgreementPage
from tests.raters import a_coded_project
from tests.ui.at_agreement import SLOW, compared_anew, shown, window_of


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of eight articles and three coders; each test works on a copy."""
    return a_coded_project(tmp_path_factory.mktemp("coded") / "talks.annotator", 8)


@pytest.fixture
def page(qtbot: QtBot, coded: Path, tmp_path: Path) -> AgreementPage:
    copied = tmp_path / coded.name
    copied.write_bytes(coded.read_bytes())
    page = shown(qtbot, copied)
    page.show_view(1)
    qtbot.waitUntil(lambda: page.events.alignment is not None, timeout=SLOW)
    return page


def go_to_pair(qtbot: QtBot, page: AgreementPage, *, together: bool) -> EventPair:
    """Go by keys through the articles to a pair of events that is, or is not, one happening."""
    view = page.events
    for row in view.articles.facts.rows:
        view.articles.choose(row.article_id)  # type: ignore[union-attr]
        qtbot.waitUntil(
            lambda row=row: (
                view.alignment is not None and view.alignment.article_id == row.article_id
            ),
            timeout=SLOW,
        )
        assert view.alignment is not None
        for pair in view.alignment.pairs:
            if pair.together == together:
                view.events.choose(pair.first)
                view.why.pairs.choose(frozenset((pair.first, pair.second)))
                view.why.pairs.setFocus()
                return pair
    raise LookupError("there is no such pair")


def the_pair(qtbot: QtBot, page: AgreementPage, pair: EventPair) -> EventPair:
    """The same pair as it is now."""
    view = page.events
    qtbot.waitUntil(lambda: view.why.pairs.current() not in (None, pair), timeout=SLOW)
    found = view.why.pairs.current()
    assert found is not None
    assert {found.first, found.second} == {pair.first, pair.second}
    return found


# --- the same events? --------------------------------------------------------------------


def test_the_numbers_about_events_explain_themselves(qtbot: QtBot, page: AgreementPage) -> None:
    first = page.events.tiles[0]
    assert first.accessibleName().startswith("F1: ")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert "found by both" in page.sheet.text.text()
    page.sheet.hide()
    for tile in page.events.tiles:
        assert tile.explained is not None
        assert tile.explained.lines


def test_recall_is_shown_by_coder(page: AgreementPage) -> None:
    rows = page.events.coders.facts.rows
    assert [row.coder for row in rows] == ["ana", "ben", "chen"]  # type: ignore[union-attr]
    assert page.events.heat.accessibleDescription()


def test_events_of_an_article_stand_by_happening(qtbot: QtBot, page: AgreementPage) -> None:
    go_to_pair(qtbot, page, together=True)
    view = page.events
    alignment = view.alignment
    assert alignment is not None
    assert len(view.events.facts.rows) == sum(len(c) + 1 for c in alignment.clusters)


def test_why_two_events_are_one_is_told_by_role(qtbot: QtBot, page: AgreementPage) -> None:
    pair = go_to_pair(qtbot, page, together=True)
    view = page.events
    assert [part.role for part in view.why.parts.facts.rows] == [  # type: ignore[union-attr]
        part.role for part in pair.parts
    ]
    assert "One happening" in view.why.said.text()
    view.why.pairs.setFocus()
    explained = view.explained()
    assert explained is not None
    assert "weighted mean" in explained.words


def test_a_reviewer_pulls_events_apart_by_key_and_takes_it_back(
    qtbot: QtBot, page: AgreementPage
) -> None:
    pair = go_to_pair(qtbot, page, together=True)
    view = page.events
    compared_anew(qtbot, page, lambda: qtbot.keyClick(view.why.pairs, Qt.Key.Key_P))
    apart = the_pair(qtbot, page, pair)
    assert (apart.together, apart.by_hand) == (False, "parted")
    assert page.comparison is not None
    assert page.comparison.report.events is not None
    assert page.comparison.report.events.parted == 1
    compared_anew(qtbot, page, lambda: qtbot.keyClick(view.why.pairs, Qt.Key.Key_T))
    assert the_pair(qtbot, page, apart).by_hand == ""


def test_joining_is_undone_and_done_again(qtbot: QtBot, page: AgreementPage) -> None:
    pair = go_to_pair(qtbot, page, together=True)
    desk = page.desk
    compared_anew(qtbot, page, page.events.why.buttons["part"].click)
    apart = the_pair(qtbot, page, pair)
    compared_anew(qtbot, page, page.events.why.buttons["join"].click)
    joined = the_pair(qtbot, page, apart)
    assert joined.by_hand == "joined"
    compared_anew(qtbot, page, desk.undo)
    assert the_pair(qtbot, page, joined).by_hand == "parted"
    compared_anew(qtbot, page, desk.redo)
    qtbot.waitUntil(lambda: getattr(page.events.why.pairs.current(), "by_hand", "") == "joined")


def test_only_what_can_be_decided_is_on(qtbot: QtBot, page: AgreementPage) -> None:
    go_to_pair(qtbot, page, together=True)
    states = {name: button.isEnabled() for name, button in page.events.why.buttons.items()}
    assert states == {"join": False, "part": True, "forget": False}


def test_marked_words_have_a_line_for_each_kind(page: AgreementPage) -> None:
    page.show_view(2)
    table = page.spans.table
    assert table.hasFocus()
    assert table.facts.data(table.facts.index(0, 0)) == "All marks"
    assert page.spans.explained() is not None


# --- files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("html", b"<!DOCTYPE html>"),
        ("latex", b"%"),
        ("csv", b"variable,"),
        ("forest.svg", b"<?xml"),
        ("forest.png", b"\x89PNG"),
        ("events.svg", b"<?xml"),
    ],
)
def test_the_report_goes_out_as_files(
    qtbot: QtBot,
    page: AgreementPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    beginning: bytes,
) -> None:
    target = tmp_path / "out.file"
    told: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr(Tell, "ask", lambda _parent, heading, *_: told.append(heading))
    page.export_asked.emit(kind)
    qtbot.waitUntil(lambda: bool(told), timeout=SLOW)
    assert told == ["Saved"]
    assert target.read_bytes()[:20].lower().startswith(beginning.lower())


def test_a_chart_goes_out_as_it_is_on_paper(
    qtbot: QtBot, page: AgreementPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Tell, "ask", lambda _parent, heading, *_: told.append(heading))
    for number, chart in enumerate((page.events.heat, page.variables.panel.matrix), 1):
        target = tmp_path / f"{chart.name}.svg"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, t=target: (str(t), ""))
        page.chart_kept.emit((chart, "svg"))
        qtbot.waitUntil(lambda n=number: len(told) == n, timeout=SLOW)
        assert b"<svg" in target.read_bytes()


def test_a_file_that_cannot_be_written_is_told_in_words(
    qtbot: QtBot, page: AgreementPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "no such folder" / "report.html"
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr(Tell, "ask", lambda _parent, *words: told.append(words))
    page.export_asked.emit("csv")
    qtbot.waitUntil(lambda: bool(told), timeout=SLOW)
    assert "report.html" in " ".join(told[0])
    assert "not possible" in told[0][0]


def test_another_theme_is_put_on_at_once(qtbot: QtBot, page: AgreementPage) -> None:
    window = window_of(page)
    before = page.events.heat.grab().toImage().pixelColor(4, 4)
    window.choose_theme("dark")
    qtbot.waitUntil(
        lambda: page.events.heat.grab().toImage().pixelColor(4, 4) != before, timeout=SLOW
    )
    window.choose_theme("light")

"""The article on the screen, worked as a coder works it."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QMouseEvent
from pytestqt.qtbot import QtBot

from annotator.model.article import Article
from annotator.model.span import Span
from annotator.ui.widgets.article_marks import PlacedMarks
from annotator.ui.widgets.article_view import ArticleView, Mark
from annotator.ui.widgets.target import Target

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
EVENT = UUID(int=1)
TEXT = (
    "Wang met Lavrov. They agreed on trade.\n\n"
    "| Area | View |\n|---|---|\n| Trade | open |\n\n"
    "王毅到访。👩\u200d👧 e\u0301t\u00a0fin\u2028end"
)


@pytest.fixture
def view(qtbot: QtBot) -> ArticleView:
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(800, 700)
    view.show()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.text.hasFocus)
    return view


def shown(view: ArticleView, text: str = TEXT, title: str = "") -> Article:
    article = Article.from_text(text, title=title)
    view.show_article(article, "seed · English")
    return article


def mark(article: Article, words: str, family: str = "participants", letter: str = "P") -> Mark:
    start = article.text.index(words)
    span = Span.of(article.text, start, start + len(words))
    return Mark(span, family, letter, f"{family} · {words}", Target(EVENT, family, start))


def quote(view: ArticleView) -> str | None:
    span = view.selection()
    return span.quote if span else None


def place_of(view: ArticleView, words: str) -> QPoint:
    start = view.text.layout_of_text.text.index(words)
    box = view.text._boxes(start, start + len(words))[0]
    at = box.center() - QPointF(0, view.text.verticalScrollBar().value())
    return at.toPoint()


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.name[:3] for seed in SEEDS])
def test_every_word_of_a_seed_can_be_selected_as_stored(view: ArticleView, seed: Path) -> None:
    article = shown(view, seed.read_text(encoding="utf-8"))
    view.text.load_units(view.text.layout_of_text.n_units)
    for block in view.text.layout_of_text.blocks:
        if block.end > block.start:
            span = Span.of(article.text, block.start, block.end)
            view.select(span)
            assert view.selection() == span


ARABIC = (
    "التقى الوزيران في بكين.\n\n"
    "| المجال | موقف الصين | موقف روسيا |\n|---|---|---|\n| التجارة | منفتحة | حذرة |\n"
)


def test_tables_written_from_the_right_begin_there(view: ArticleView, qtbot: QtBot) -> None:
    article = shown(view, ARABIC)
    places = [place_of(view, words).x() for words in ("المجال", "موقف الصين", "موقف روسيا")]
    assert places == sorted(places, reverse=True)
    for words in ("المجال", "الصين", "منفتحة", "حذرة", "المجال | موقف الصين"):
        start = article.text.index(words)
        view.select(Span.of(article.text, start, start + len(words)))
        assert quote(view) == words
    for words in ("التجارة", "منفتحة", "حذرة"):
        at = place_of(view, words)
        qtbot.mouseClick(view.text.viewport(), Qt.MouseButton.LeftButton, pos=at)
        found = view.sentence()
        assert found is not None
        assert found.quote == words


def test_a_drag_over_cells_written_from_the_right_marks_them_whole(
    view: ArticleView, qtbot: QtBot
) -> None:
    shown(view, ARABIC)
    port = view.text.viewport()
    first, last = place_of(view, "المجال"), place_of(view, "الصين")
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=first)
    drag(view, last)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=last)
    assert quote(view) == "المجال | موقف الصين"


def drag(view: ArticleView, to: QPoint) -> None:
    """Move the pointer with the left button down."""
    port, held = view.text.viewport(), Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(port.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        held,
        Qt.KeyboardModifier.NoModifier,
    )
    QGuiApplication.sendEvent(port, event)


def test_arrows_go_from_cell_to_cell_as_the_text_does(view: ArticleView, qtbot: QtBot) -> None:
    article = shown(view, ARABIC)
    start = article.text.index("المجال")
    view.text.place_cursor(start, start)
    seen = []
    for _ in range(12):
        cursor = view.text.textCursor()
        seen.append(view.text.layout_of_text.to_point(cursor.position()))
        qtbot.keyClick(view.text, Qt.Key.Key_Right)
    assert seen == sorted(seen)
    assert article.text.index("موقف الصين") in seen
    for _ in range(12):
        qtbot.keyClick(view.text, Qt.Key.Key_Left)
    assert view.text.layout_of_text.to_point(view.text.textCursor().position()) == start


def test_words_across_cells_are_selected_as_stored(view: ArticleView) -> None:
    article = shown(view)
    for words in ("Area | View", "Trade | open", "Area | View |\n|---|---|\n| Trade | open"):
        start = article.text.index(words)
        view.select(Span.of(article.text, start, start + len(words)))
        assert quote(view) == words


def test_down_and_up_walk_by_sentence_through_cells(view: ArticleView, qtbot: QtBot) -> None:
    shown(view)
    seen = []
    for _ in range(8):
        sentence = view.text._cursor.sentence()
        assert sentence is not None
        seen.append(TEXT[slice(*sentence)])
        qtbot.keyClick(view.text, Qt.Key.Key_Down)
    assert seen[:6] == [
        "Wang met Lavrov.",
        "They agreed on trade.",
        "Area",
        "View",
        "Trade",
        "open",
    ]
    assert seen[6] == "王毅到访。"
    for _ in range(20):
        qtbot.keyClick(view.text, Qt.Key.Key_Up)
    assert view.text._cursor.sentence() == (0, 16)


def test_shift_marks_by_sentence_word_and_letter(view: ArticleView, qtbot: QtBot) -> None:
    shown(view)
    told: list[Span | None] = []
    view.span_selected.connect(told.append)
    qtbot.keyClick(view.text, Qt.Key.Key_Down, SHIFT)
    assert quote(view) == "Wang met Lavrov."
    qtbot.keyClick(view.text, Qt.Key.Key_Down, SHIFT)
    assert quote(view) == "Wang met Lavrov. They agreed on trade."
    qtbot.keyClick(view.text, Qt.Key.Key_Up, SHIFT)
    assert quote(view) == "Wang met Lavrov."
    qtbot.keyClick(view.text, Qt.Key.Key_Escape)
    assert quote(view) is None
    qtbot.keyClick(view.text, Qt.Key.Key_Right, SHIFT | CTRL)
    assert quote(view) == "Wang"
    qtbot.keyClick(view.text, Qt.Key.Key_Right, SHIFT)
    assert quote(view) == "Wang "
    assert told[-1] == view.selection()
    assert None in told


def test_letters_are_never_cut_in_two(view: ArticleView, qtbot: QtBot) -> None:
    shown(view, "👩\u200d👧e\u0301x")
    for expected in ("👩\u200d👧", "👩\u200d👧e\u0301", "👩\u200d👧e\u0301x"):
        qtbot.keyClick(view.text, Qt.Key.Key_Right, SHIFT)
        assert quote(view) == expected


def test_double_click_marks_the_word_and_triple_the_sentence(
    view: ArticleView, qtbot: QtBot
) -> None:
    shown(view)
    viewport, left = view.text.viewport(), Qt.MouseButton.LeftButton
    place = place_of(view, "agreed")
    qtbot.mouseClick(viewport, left, pos=place)
    qtbot.mouseDClick(viewport, left, pos=place)
    assert quote(view) == "agreed"
    qtbot.mousePress(viewport, left, pos=place)
    qtbot.mouseRelease(viewport, left, pos=place)
    assert quote(view) == "They agreed on trade."


def test_a_click_on_marks_tells_whose_they_are_innermost_first(
    view: ArticleView, qtbot: QtBot
) -> None:
    article = shown(view)
    outer, inner = mark(article, "Wang met Lavrov", "event", "Y"), mark(article, "Lavrov")
    view.show_marks([outer, inner])
    with qtbot.waitSignal(view.mark_activated) as told:
        qtbot.mouseClick(
            view.text.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "Lavrov")
        )
    assert told.args == [[inner.target, outer.target]]


def test_overlapping_marks_have_patterns_of_their_own(view: ArticleView) -> None:
    article = shown(view)
    marks = [mark(article, "Wang met"), mark(article, "met Lavrov"), mark(article, "trade")]
    placed = PlacedMarks(marks, view.text.layout_of_text).placed
    assert [p.lane for p in placed] == [0, 1, 0]


def test_marks_change_neither_text_nor_layout(view: ArticleView) -> None:
    article = shown(view)
    view.grab()
    before, held = view.text.document().size(), view.text.document().characterCount()
    view.show_marks([mark(article, "open", "positions", "S"), mark(article, "王毅", "topics", "T")])
    view.set_current(Target(EVENT, "positions", article.text.index("open")))
    view.reveal(Span.of(article.text, 0, 4))
    view.grab()
    assert (view.text.document().size(), view.text.document().characterCount()) == (before, held)


def test_showing_and_selecting_tell_nobody(view: ArticleView) -> None:
    told: list[object] = []
    view.span_selected.connect(told.append)
    view.zoomed.connect(told.append)
    article = shown(view)
    view.select(Span.of(article.text, 0, 4))
    view.set_zoom(15)
    assert quote(view) == "Wang"
    view.select(None)
    shown(view, "Other.")
    assert told == []


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (Qt.Key.Key_P, "p"),
        (Qt.Key.Key_1, "1"),
        (Qt.Key.Key_Return, "Enter"),
        (Qt.Key.Key_Backspace, "Backspace"),
        (Qt.Key.Key_Question, "?"),
    ],
)
def test_plain_keys_are_commands(
    view: ArticleView, qtbot: QtBot, key: Qt.Key, command: str
) -> None:
    shown(view)
    with qtbot.waitSignal(view.command) as told:
        qtbot.keyClick(view.text, key)
    assert told.args == [command]


def test_find_counts_walks_and_leaves_the_place_selected(view: ArticleView, qtbot: QtBot) -> None:
    shown(view)
    qtbot.keyClick(view.text, Qt.Key.Key_F, CTRL)
    assert view.find_bar.isVisible()
    qtbot.keyClicks(view.find_bar.field, "TRADE")
    assert view.find_bar._count.text() == "1 of 2"
    qtbot.keyClick(view.find_bar.field, Qt.Key.Key_Return)
    assert view.find_bar._count.text() == "2 of 2"
    assert quote(view) == "Trade"
    qtbot.keyClick(view.find_bar.field, Qt.Key.Key_Return, SHIFT)
    assert quote(view) == "trade"
    qtbot.keyClick(view.find_bar.field, Qt.Key.Key_Escape)
    assert not view.find_bar.isVisible()
    assert quote(view) == "trade"
    assert view.text.hasFocus()


def test_size_changes_by_key_and_keeps_the_selection(view: ArticleView, qtbot: QtBot) -> None:
    article = shown(view)
    view.select(Span.of(article.text, 5, 8))
    with qtbot.waitSignal(view.zoomed) as told:
        qtbot.keyClick(view.text, Qt.Key.Key_Plus, CTRL)
    assert told.args == [13.0]
    assert quote(view) == "met"
    qtbot.keyClick(view.text, Qt.Key.Key_0, CTRL)
    assert view.text._points == 12.0


def test_copying_takes_the_stored_words(view: ArticleView, qtbot: QtBot) -> None:
    article = shown(view)
    start = article.text.index("t\u00a0fin")
    view.select(Span.of(article.text, start, start + 9))
    qtbot.keyClick(view.text, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "t\u00a0fin\u2028end"


def test_html_and_markdown_are_shown_as_text_and_load_nothing(view: ArticleView) -> None:
    article = shown(view, '<img src="file:///etc/passwd"> ![x](http://example.org/x.png)')
    assert view.text.loadResource(2, QUrl("file:///etc/passwd")) is None
    assert view.text.document().characterCount() == len(article.text) + 1
    assert view.text.document().allFormats()
    assert not any(f.isImageFormat() for f in view.text.document().allFormats())


def test_long_articles_follow_in_slices_and_every_place_is_reached(
    view: ArticleView, qtbot: QtBot
) -> None:
    article = shown(view, "The ministers met again. They spoke for long.\n" * 4000)
    assert not view.text._filler.is_done
    span = Span.of(article.text, len(article.text) - 6, len(article.text) - 2)
    view.select(span)
    view.reveal(span)
    assert view.selection() == span
    qtbot.waitUntil(lambda: view.text._filler.is_done, timeout=20_000)
    assert view.text.document().characterCount() - 1 == view.text.layout_of_text.n_units


def test_a_word_of_a_million_letters_opens(view: ArticleView) -> None:
    shown(view, "x" * 1_000_000)
    view.grab()
    assert view.text.document().characterCount() > 1000


def test_without_an_article_no_key_breaks_anything(view: ArticleView, qtbot: QtBot) -> None:
    view.show_nothing("Choose an article on the left.")
    keys = Qt.Key
    for key in (
        keys.Key_Down,
        keys.Key_Up,
        keys.Key_Right,
        keys.Key_Home,
        keys.Key_End,
        keys.Key_F3,
    ):
        for held in (Qt.KeyboardModifier.NoModifier, SHIFT, SHIFT | CTRL):
            qtbot.keyClick(view.text, key, held)
    qtbot.keyClick(view.text, keys.Key_PageDown)
    view.restyle()
    view.grab()
    shown(view, "")
    view.grab()
    assert view.selection() is None


def test_a_title_the_text_begins_with_is_not_said_twice(view: ArticleView) -> None:
    shown(view, "Talks in Beijing\n\nThey met.", title="Talks in Beijing")
    assert view.text._header.title == ""
    shown(view, "They met.", title="Talks in Beijing")
    assert view.text._header.title == "Talks in Beijing"


def test_many_articles_leave_no_formats_behind(view: ArticleView) -> None:
    for i in range(40):
        shown(view, TEXT + str(i))
    assert len(view.text.document().allFormats()) < 60

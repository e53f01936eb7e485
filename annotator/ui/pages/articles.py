"""The Articles page: all there is, found, read, kept from coders, given to them, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.model.study import Role
from annotator.ui.desk import Desk
from annotator.ui.pages.article_list import ArticleList
from annotator.ui.pages.article_pairs import ArticlePairs
from annotator.ui.pages.articles_progress import ArticlesProgress
from annotator.ui.rights import is_handed_out, why_no_lead
from annotator.ui.widgets.hints import HintBar

if TYPE_CHECKING:
    from annotator.model.query import Query

_SAID_MS = 8_000
"""How long it is said what was done."""

LIST, PAIRS, PROGRESS = range(3)
"""What the page shows."""


class ArticlesPage(QWidget):
    """The list, the pairs and the progress under one head; tells what a lead wants done."""

    article_chosen = Signal(object, object)  # UUID, Query | None: by what it was found
    import_asked = Signal()
    paste_asked = Signal()
    edit_asked = Signal(object)  # UUID
    decision_asked = Signal(str, object)  # what is to be done, with which numbers
    pair_decided = Signal(str, object)  # what is to be done, with which Pair
    pairs_asked = Signal()
    assign_asked = Signal()
    coder_asked = Signal()  # one is to be added
    hand_out_asked = Signal()
    hand_in_asked = Signal()
    merge_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articles_page")
        self.desk = desk
        self._stale = True
        self.acts: dict[str, QAction] = {}
        self.list = ArticleList(desk)
        self.pairs = ArticlePairs(desk)
        self.progress = ArticlesProgress(desk)
        self.table = self.list.table
        self._said = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._said.timeout.connect(lambda: self.note.setText(""))
        self._build()
        self._make_acts()
        self._wire()
        self._refresh_acts()

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._head())
        self.views = QStackedWidget()
        self.views.addWidget(self.list)
        self.views.addWidget(self.pairs)
        self.views.addWidget(self.progress)
        layout.addWidget(self.views, 1)
        self.hints = HintBar()
        layout.addWidget(self.hints)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(8)
        self._tabs = QButtonGroup(self)
        names = ("all", "pairs", "progress")
        words = (self.tr("All articles"), self.tr("Duplicates"), self.tr("Progress"))
        self.tabs = [QPushButton(each) for each in words]
        for place, (button, name) in enumerate(zip(self.tabs, names, strict=True)):
            button.setObjectName(f"articles_{name}")
            button.setProperty("look", "chip")
            button.setCheckable(True)
            self._tabs.addButton(button, place)
            row.addWidget(button)
        self.tabs[0].setChecked(True)
        self.count = QLabel()
        self.count.setObjectName("articles_count")
        self.note = QLabel()
        self.note.setObjectName("articles_note")
        for label in (self.count, self.note):
            label.setProperty("look", "soft")
            label.setTextFormat(Qt.TextFormat.PlainText)
        row.addSpacing(8)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.note)
        self.buttons: dict[str, QPushButton] = {}
        for name, text, asked in (
            ("assign", self.tr("Assign…"), self.assign_asked),
            ("hand_out", self.tr("Hand out…"), self.hand_out_asked),
            ("hand_in", self.tr("Hand in…"), self.hand_in_asked),
            ("merge", self.tr("Merge…"), self.merge_asked),
            ("import", self.tr("Import…"), self.import_asked),
        ):
            button = self.buttons[name] = QPushButton(text)
            button.setObjectName(f"articles_{name}")
            button.clicked.connect(asked)
            row.addWidget(button)
        self.bring = self.buttons["import"]
        return row

    def _make_acts(self) -> None:
        """What a lead decides, by key and menu; each key works in its list alone."""
        for name, words, key in (
            ("set_aside", self.tr("Set aside…"), "a"),
            ("duplicate", self.tr("Mark as repeating…"), "d"),
            ("off_worklists", self.tr("Take off all worklists…"), "w"),
            ("take_back", self.tr("Take back"), "t"),
        ):
            action = self._act(self.table, name, words, key)
            action.triggered.connect(lambda _=False, n=name: self._ask(n))
        for name, words, key in (
            ("second_repeats", self.tr("The second repeats the first"), "d"),
            ("first_repeats", self.tr("The first repeats the second"), "Shift+d"),
            ("keep_both", self.tr("Keep both"), "k"),
            ("undecide", self.tr("Take back"), "t"),
        ):
            action = self._act(self.pairs.list, name, words, key)
            action.triggered.connect(lambda _=False, n=name: self._decide(n))
        for name, words, key, step in (
            ("next_pair", self.tr("Next pair"), "n", 1),
            ("last_pair", self.tr("Previous pair"), "Shift+n", -1),
        ):
            action = self._act(self.pairs.list, name, words, key)
            action.triggered.connect(lambda _=False, s=step: self.pairs.step(s))

    def _act(self, place: QWidget, name: str, words: str, key: str) -> QAction:
        action = QAction(words, self)
        action.setObjectName(f"articles_{name}_action")
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setAutoRepeat(name.endswith("_pair"))
        place.addAction(action)
        self.acts[name] = action
        return action

    def menu_actions(self) -> tuple[list[QAction], ...]:
        """What stands in the menu of the page, in groups."""
        acts = list(self.acts.values())
        n_rows = len(_OF_ROWS)
        return acts[:n_rows], acts[n_rows:-2], acts[-2:]

    def _wire(self) -> None:
        desk, rows, pairs = self.desk, self.list, self.pairs
        rows.article_chosen.connect(self.article_chosen)
        rows.edit_asked.connect(self.edit_asked)
        rows.import_asked.connect(self.import_asked)
        rows.paste_asked.connect(self.paste_asked)
        rows.counted.connect(self._show_count)
        rows.picked.connect(self._refresh_acts)
        pairs.counted.connect(self._show_count)
        pairs.picked.connect(self._refresh_acts)
        self.progress.assign_asked.connect(self.assign_asked)
        self.progress.coder_asked.connect(self.coder_asked)
        self._tabs.idClicked.connect(self.show_view)
        for key in QKeySequence.keyBindings(QKeySequence.StandardKey.Find):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._on_find)
        desk.project_opened.connect(self.reload)
        desk.project_closed.connect(self.clear)
        desk.stored.connect(lambda _: self.reload())

    # --- showing -------------------------------------------------------------------------

    @property
    def query(self) -> Query | None:
        """What the list shows; None for all articles."""
        return self.list.query

    def show_view(self, place: int) -> None:
        """Show the LIST, the PAIRS or the PROGRESS."""
        self.tabs[place].setChecked(True)
        self.views.setCurrentIndex(place)
        self.take_focus()
        if place == PAIRS:
            self.pairs_asked.emit()
        elif place == PROGRESS:
            self.progress.read()
        self._show_count()
        self._refresh_acts()

    def show_progress(self) -> None:
        """Show how far coders are."""
        self.show_view(PROGRESS)

    def take_focus(self) -> None:
        """Go to the list that is shown."""
        place = self.views.currentIndex()
        if place == PROGRESS:
            self.progress.take_focus()
        else:
            (self.pairs.list if place else self.table).setFocus()

    def fold(self) -> None:
        """Fold the reading pane, or show it again."""
        self.list.fold()

    def show_writable(self, is_writable: bool) -> None:
        """Turn off what writes while the project is open for reading only."""
        self.list.show_writable(is_writable)
        self.bring.setEnabled(is_writable)
        self._show_buttons()
        self._refresh_acts()

    def _show_buttons(self) -> None:
        """A lead has other buttons than a coder; File and Articles list all, with the reasons."""
        is_lead = not why_no_lead(self.desk)
        is_own = is_handed_out(self.desk)
        for name, is_shown in (
            ("assign", is_lead),
            ("hand_out", is_lead),
            ("hand_in", not is_lead),
            ("merge", is_lead or is_own),
            ("import", not is_own),
        ):
            self.buttons[name].setVisible(is_shown)

    def dress(self) -> None:
        """Take on the theme in force."""
        self.list.preview.text.restyle()
        self.pairs.dress()
        self.progress.dress()

    def say(self, words: str) -> None:
        """Say for a while what was done."""
        self.note.setText(words)
        self._said.start()

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self._stale = True
        self.list.clear()
        self.pairs.clear()
        self.progress.clear()
        self.show_view(LIST)
        self.note.setText("")

    def reload(self) -> None:
        """Read everything again, now or when it is next seen."""
        self._stale = True
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has become stale."""
        super().showEvent(event)
        if self._stale:
            self._read()
        self._refresh_acts()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not seen is not decided about."""
        super().hideEvent(event)
        self._refresh_acts()

    def _read(self) -> None:
        if self.desk.project is None:
            return
        self._stale = False
        self.list.read()
        self.pairs.reload()
        self.progress.reload()
        self.show_writable(not self.desk.is_read_only)

    def _show_count(self) -> None:
        self._show_hints(self.why_not())
        n = self.pairs.total
        words = self.tr("Duplicates ({n})").format(n=QLocale().toString(n))
        self.tabs[1].setText(words if n else self.tr("Duplicates"))
        pairs = self.tr("1 pair") if n == 1 else self.tr("{n} pairs")
        counts = {LIST: self.list.count_words(), PAIRS: pairs.format(n=QLocale().toString(n))}
        self.count.setText(counts.get(self.views.currentIndex(), ""))

    # --- deciding ------------------------------------------------------------------------

    def why_not(self) -> str:
        """Why nothing can be decided here, in words; "" if it can."""
        coder = self.desk.coder
        if not self.desk.is_read_only and (coder is None or coder.role is not Role.LEAD):
            return self.tr("Only a lead decides what is coded.")
        return why_no_lead(self.desk)

    def _refresh_acts(self) -> None:
        """Turn on what can be done now; say why where it cannot."""
        why = self.why_not()
        place = self.views.currentIndex()
        has_rows = self.isVisible() and place == LIST and bool(self.table.n_selected())
        has_pair = self.isVisible() and place == PAIRS and self.pairs.current() is not None
        for name, action in self.acts.items():
            is_step = name.endswith("_pair")
            is_there = has_rows if name in _OF_ROWS else has_pair
            action.setEnabled(is_there and (is_step or not why))
            action.setToolTip(why or action.text())
            action.setStatusTip(why)
        self._show_hints(why)

    def _show_hints(self, why: str) -> None:
        if not self.list.total:
            steps, decided = (
                [],
                [("Ctrl+I", self.tr("import")), ("Ctrl+V", self.tr("paste a text"))],
            )
        elif self.views.currentIndex() == PROGRESS:
            steps = [("↑ ↓", self.tr("coder")), ("s", self.tr("sort"))]
            decided = []
        elif self.views.currentIndex() == PAIRS:
            steps = [("n", self.tr("next pair"))]
            decided = [
                ("d", self.tr("second repeats first")),
                ("Shift+d", self.tr("first repeats second")),
                ("k", self.tr("keep both")),
                ("t", self.tr("take back")),
            ]
        else:
            steps = [("↵", self.tr("code it")), ("F2", self.tr("details"))]
            decided = [
                ("a", self.tr("set aside")),
                ("d", self.tr("repeats…")),
                ("w", self.tr("off worklists")),
                ("t", self.tr("take back")),
            ]
            steps.append(("F8", self.tr("fold the text")))
        where = self.views.currentIndex()
        search = self.tr("search") if where == LIST else self.tr("search the articles")
        end = [("Ctrl+F", search)] if self.list.total else []
        keys = " ".join(key for key, _ in decided)
        shown = [*decided, *steps, *end]
        if why and decided:
            shown = [*steps, (keys, why), *end]
        if shown != self.hints.shown:
            self.hints.show_hints(shown)

    def _ask(self, name: str) -> None:
        numbers = self.list.selected()
        if numbers and not self.why_not():
            self.decision_asked.emit(name, numbers)

    def _decide(self, name: str) -> None:
        pair = self.pairs.current()
        if pair is not None and not self.why_not():
            self.pair_decided.emit(name, pair)

    def _on_find(self) -> None:
        if self.views.currentIndex():
            self.show_view(LIST)
        self.list.focus_field()


_OF_ROWS = ("set_aside", "duplicate", "off_worklists", "take_back")

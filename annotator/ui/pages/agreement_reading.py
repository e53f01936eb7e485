"""A disagreement at its place: the article with the marks of every coder, and their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.model.agreement import Disagreement
from annotator.model.codebook import Codebook
from annotator.model.errors import AnnotatorError
from annotator.ui import theme
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.widgets.agreement_words import share
from annotator.ui.widgets.article_marks import Mark
from annotator.ui.widgets.article_view import ArticleView
from annotator.ui.widgets.coder_marks import by_coder, families_of, letters_of
from annotator.ui.widgets.cut_line import CutLine
from annotator.ui.widgets.event_words import article_marks, event_marks
from annotator.ui.widgets.key_button import KeyButton
from annotator.ui.widgets.words import facts

if TYPE_CHECKING:
    from annotator.model.article import Article
    from annotator.model.event import Event
    from annotator.stages.project import Project


@dataclass(frozen=True, slots=True)
class Read:
    """An article and, by coder, the marks that bear their answers out."""

    article: Article
    marks: Mapping[str, Sequence[Mark]]


class Reading(QWidget):
    """Shows one disagreement; the next and the one before, the list and the form are a key away."""

    left = Signal()
    step_asked = Signal(int)
    article_chosen = Signal(object)  # UUID: to be shown on the Code page

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_reading")
        self.desk = desk
        self.shown: Disagreement | None = None
        self._coders: tuple[str, ...] = ()
        self._reading = Latest(desk.reader, self)
        self._reading.answered.connect(self._on_read)
        self._reading.refused.connect(self._on_refused)
        self._article_id: UUID | None = None
        self.view = ArticleView()
        self.view.text.setAccessibleName(self.tr("The article with the marks of all coders"))
        self._build()
        self.acts = [
            self._act(self.tr("Next disagreement"), "n", lambda: self.step_asked.emit(1)),
            self._act(
                self.tr("Previous disagreement"), "Shift+n", lambda: self.step_asked.emit(-1)
            ),
            self._act(self.tr("Back to the list"), "Esc", self.left.emit),
            self._act(self.tr("Open on the Code page"), "o", self._open),
        ]

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        self.what, self.where, self.count = QLabel(), QLabel(), QLabel()
        self.what.setProperty("look", "heading")
        for label in (self.what, self.where, self.count):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.where.setProperty("look", "soft")
        self.count.setProperty("look", "soft")
        self.cards = QVBoxLayout()
        self.cards.setSpacing(8)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for part in (self.what, self.where, self.count):
            column.addWidget(part)
        column.addSpacing(8)
        column.addLayout(self.cards)
        column.addStretch(1)
        side = QScrollArea()
        side.setObjectName("agreement_answers")
        side.setAccessibleName(self.tr("What each coder answered"))
        side.setWidgetResizable(True)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setWidget(inner)
        split = QSplitter()
        split.setHandleWidth(1)
        split.addWidget(self._aside(side))
        split.addWidget(self.view)
        split.setSizes([320, 884])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(split, 1)

    def _aside(self, answers: QWidget) -> QWidget:
        """The answers, however many, and the buttons, always to be seen."""
        made = QWidget()
        made.setMinimumWidth(260)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(answers, 1)
        column.addLayout(self._buttons())
        return made

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 12)
        row.setSpacing(8)
        self.back = KeyButton(self.tr("Back"))
        self.back.setObjectName("agreement_back")
        self.back.clicked.connect(self.left)
        self.next = KeyButton(self.tr("Next"))
        self.next.setObjectName("agreement_next")
        self.next.clicked.connect(lambda: self.step_asked.emit(1))
        row.addWidget(self.back)
        row.addWidget(self.next)
        row.addStretch(1)
        return row

    def _act(self, words: str, key: str, act: object) -> QAction:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        assert callable(act)
        action.triggered.connect(lambda _=False: act())
        self.addAction(action)
        return action

    # --- showing -------------------------------------------------------------------------

    def show_disagreement(
        self,
        found: Disagreement,
        variable: str,
        label: str,
        coders: Sequence[str],
        place: tuple[int, int],
    ) -> None:
        """Show a disagreement on a variable; place: which of how many it is."""
        self.shown, self._coders = found, tuple(coders)
        locale = QLocale()
        self.what.setText(label)
        self.where.setText(found.unit or found.article)
        words = self.tr("{n} of {total}, {cost} of all disagreement")
        n, total = (locale.toString(number) for number in place)
        self.count.setText(words.format(n=n, total=total, cost=share(found.share)))
        self._show_cards(found)
        project = self.desk.project
        if project is not None and found.article_id is not None:
            codebook = self.desk.codebook
            self._reading.ask(lambda: _read(project, codebook, found, variable))
        self.view.setFocus()

    def _show_cards(self, found: Disagreement) -> None:
        while self.cards.count():
            item = self.cards.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        letters, families = letters_of(self._coders), families_of(self._coders)
        for coder, answer in found.answers:
            known = coder in letters
            letter, family = (letters[coder], families[coder]) if known else ("", "article")
            self.cards.addWidget(_Card(letter, family, coder, answer))

    def _on_read(self, read: Read) -> None:
        if self.shown is None or self.shown.article_id != read.article.id:
            return
        marks = by_coder(read.marks, self._coders)
        is_same = self._article_id == read.article.id
        self._article_id = read.article.id
        if not is_same:
            self.view.show_article(read.article, _subtitle(read.article))
        self.view.show_marks(marks)
        for card in self.findChildren(_Card):
            card.show_marked(is_marked=bool(read.marks.get(card.coder)))
        first = min((mark.span for mark in marks), key=lambda span: span.start, default=None)
        if first is not None:
            self.view.reveal(first)

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._article_id = None
        self.view.show_nothing(str(error))

    def _open(self) -> None:
        if self.shown is not None and self.shown.article_id is not None:
            self.article_chosen.emit(self.shown.article_id)

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self._reading.forget()
        self.shown = self._article_id = None
        self.view.show_nothing("")

    def restyle(self) -> None:
        """Take on the theme in force."""
        self.view.restyle()
        if self.shown is not None:
            self._show_cards(self.shown)


class _Card(QFrame):
    """One coder's answer, with the letter and the colour that their marks have in the article."""

    def __init__(self, letter: str, family: str, coder: str, answer: str) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName(f"{coder}: {answer}")
        self.coder = coder
        colours = theme.current().mark(family)
        sign, name, said = QLabel(letter), CutLine(), QLabel(answer)
        name.show_words(coder)
        sign.setStyleSheet(
            f"background: {colours.background}; color: {colours.label}; border-radius: 4px;"
            " padding: 1px 6px; font-weight: 600;"
        )
        name.setProperty("look", "soft")
        said.setWordWrap(True)
        for label in (sign, name, said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(sign)
        head.addWidget(name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        self.bare = QLabel(self.tr("No words are marked for it."))
        self.bare.setProperty("look", "soft")
        self.bare.hide()
        column.addLayout(head)
        column.addWidget(said)
        column.addWidget(self.bare)

    def show_marked(self, *, is_marked: bool) -> None:
        """Say where nothing in the article bears the answer out."""
        self.bare.setVisible(not is_marked)


def _subtitle(article: Article) -> str:
    return facts(article.publisher, article.published)


def _read(project: Project, codebook: Codebook, found: Disagreement, variable: str) -> Read:
    """The article, and the marks of those who have the unit."""
    from annotator.model.event import Lane
    from annotator.stages.coding import opened
    from annotator.stages.comparing.reading import GOLD, person_and_round, rater_names
    from annotator.stages.project import coders

    assert found.article_id is not None
    people = coders(project)
    names = rater_names(people)
    by_name = {names[each.id]: each for each in people}
    marks: dict[str, list[Mark]] = {}
    article: Article | None = None
    for name, _ in found.answers:
        lane = Lane.GOLD if name == GOLD else Lane.CODING
        who, round = person_and_round(name)
        coding = opened(project, by_name.get(who, people[0]), found.article_id, lane, round)
        article = coding.article
        event_id = found.events.get(name)
        event = next((each for each in coding.events if each.id == event_id), None)
        if event is not None:
            marks[name] = _of_variable(event_marks(event, codebook), variable)
        else:
            about = _of_variable(article_marks(coding.answers, codebook), variable)
            marks[name] = about or _of_events(coding.events, codebook)
    if article is None:
        article = opened(project, people[0], found.article_id).article
    return Read(article, marks)


def _of_events(events: Sequence[Event], codebook: Codebook) -> list[Mark]:
    """Where the events of the article are told: what bears out an answer about all of it."""
    marks = (mark for event in events for mark in event_marks(event, codebook))
    return [mark for mark in marks if not mark.target.group]


def _of_variable(marks: list[Mark], variable: str) -> list[Mark]:
    """The marks of a variable, else of its group, else of the whole event."""
    group, _, name = variable.rpartition(".")
    own = [
        mark
        for mark in marks
        if (group and mark.target.group == group and mark.target.variable == name)
        or (not group and name in (mark.target.group, mark.target.variable))
    ]
    inside = [mark for mark in marks if group and mark.target.group == group]
    whole = [mark for mark in marks if not mark.target.group]
    return own or inside or whole or marks

"""The codebook's questions about the article itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from annotator.model.codebook import Codebook
from annotator.model.event import NO_ANSWERS, Answer, Entry, with_answer
from annotator.model.filled import filled_article
from annotator.model.span import Span
from annotator.ui.widgets.answer_row import Told
from annotator.ui.widgets.field import FieldContext, nobody
from annotator.ui.widgets.form_walk import scrolling
from annotator.ui.widgets.row_set import NOTHING, Asked, RowSet, Waiting, answer_told
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.model.checks import Problem

ARTICLE = "article"


class ArticleForm(QWidget):
    """Shows what a coder says about an article, and tells what they make of it."""

    edited = Signal(object)  # Entry
    evidence_activated = Signal(object, object)  # Span, Target
    focus_changed = Signal(object)  # Target or None
    definition_asked = Signal(object)  # Target

    def __init__(
        self,
        codebook: Codebook,
        persons: Callable[[], Sequence[str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("article_form")
        self._codebook = codebook
        self._answers: Entry = NO_ANSWERS
        self._problems: Sequence[Problem] = ()
        self._spelled_out = False
        self._waiting: dict[str, Waiting] = {}
        self._current = ""
        _, _, body, box = scrolling(self)
        self._context = FieldContext(persons or nobody)
        self._rows = RowSet(codebook.article, self._context, body)
        box.addWidget(self._rows)
        box.addStretch(1)
        self._rows.told.connect(self._on_told)
        self._rows.rows_made.connect(self._order_tabs)
        self._rows.evidence_activated.connect(
            lambda name, span: self.evidence_activated.emit(span, _target(name))
        )
        self._rows.definition_asked.connect(lambda name: self.definition_asked.emit(_target(name)))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def show_answers(
        self, answers: Entry, problems: Sequence[Problem] = (), *, is_other: bool = False
    ) -> None:
        """Show answers and what is wrong with them; emits nothing.

        is_other: they are another article's than those before.
        """
        if is_other:
            self._waiting.clear()
            self._spelled_out = False
        self._answers, self._problems = answers, problems
        self._show(is_other=is_other)

    def show_problems(self, problems: Sequence[Problem], *, spelled_out: bool = False) -> None:
        """Show what is wrong; `spelled_out`: in words also at what is only missing."""
        self._problems, self._spelled_out = problems, spelled_out
        self._show(is_other=False)

    def _show(self, *, is_other: bool) -> None:
        problems: dict[str, tuple[Problem, ...]] = {}
        for problem in self._problems:
            if problem.group == ARTICLE:
                held = problems.get(problem.variable, ())
                problems[problem.variable] = (*held, problem)
        asked = Asked(
            self._answers,
            filled_article(self._answers, self._codebook),
            problems=problems,
            waiting=dict(self._waiting),
            spelled_out=self._spelled_out,
        )
        self._rows.show_answers(asked, is_other=is_other)

    def _on_told(self, name: str, told: Told) -> None:
        answer, waiting = answer_told(told)
        if waiting == NOTHING:
            self._waiting.pop(name, None)
        else:
            self._waiting[name] = waiting
        before, after = self._answers, with_answer(self._answers, name, answer)
        if after != before:
            self.edited.emit(after)
        if self._answers is before:
            self._answers = after
            self._show(is_other=False)

    def set_locked(self, is_locked: bool) -> None:
        """Let the answers be read only, or be changed again."""
        self._context.is_locked = is_locked
        self._rows.set_locked(is_locked)

    def flush_typing(self) -> None:
        """Tell what is typed and has not been told yet."""
        self._rows.flush()

    def attach(self, span: Span) -> bool:
        """Let a passage bear out the answer the coder was last at, else the first one."""
        if not self._codebook.article:
            return False
        name = self._current or self._codebook.article[0].name
        answer = self._answers.get(name)
        standing = answer or filled_article(self._answers, self._codebook).get(name)
        held: Answer | Waiting = answer or self._waiting.get(name, NOTHING)
        spans = tuple(sorted({*held.evidence, span}))
        self._on_told(name, Told(standing.value if standing else None, spans, held.note))
        return True

    def focus_target(self, target: Target) -> bool:
        """Go to an answer; False if it is not asked here."""
        names = [variable.name for variable in self._codebook.article]
        row = self._rows.row(target.variable or names[0]) if names else None
        if row is not None:
            row.focus()
        return row is not None

    def focus_first(self) -> None:
        """Go to the answer the coder was last at, else to the first question."""
        if not self._current or not self.focus_target(_target(self._current)):
            self._rows.focus_end(1)

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._rows.isAncestorOf(now):
            name = self._rows.name_of(now)
            if name:
                self._current = name
                self.focus_changed.emit(_target(name))
        elif old is not None and self._rows.isAncestorOf(old):
            self.focus_changed.emit(None)

    def _order_tabs(self) -> None:
        stops = self._rows.stops()
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)


def _target(name: str) -> Target:
    return Target(None, ARTICLE, 0, name)

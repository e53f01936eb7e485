"""The codebook's questions about the article itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.model.codebook import Codebook
from annotator.model.event import NO_ANSWERS, Answer, Entry, with_answer
from annotator.model.filled import filled_article
from annotator.model.span import Span
from annotator.ui.widgets.answer_form import AnswerForm
from annotator.ui.widgets.answer_row import Told
from annotator.ui.widgets.field import FieldContext, nobody
from annotator.ui.widgets.row_set import (
    NONE_WAITING,
    NOTHING,
    Asked,
    Waiting,
    Where,
    answer_told,
    by_place,
    waiting_by_place,
)

if TYPE_CHECKING:
    from annotator.model.checks import Problem

ARTICLE = "article"


class ArticleForm(AnswerForm):
    """Shows what a coder says about an article, and tells what they make of it."""

    edited = Signal(object)  # Entry

    def __init__(
        self,
        codebook: Codebook,
        persons: Callable[[], Sequence[str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(codebook, ARTICLE, FieldContext(persons or nobody), parent)
        self.setObjectName("article_form")
        self._answers: Entry = NO_ANSWERS
        self._box.addStretch(1)

    def show_answers(
        self,
        answers: Entry,
        problems: Sequence[Problem] = (),
        waiting: Mapping[Where, Waiting] = NONE_WAITING,
        *,
        is_other: bool = False,
    ) -> None:
        """Show answers and what is wrong with them; emits nothing.

        is_other: they are another article's than those before; this is what waits there.
        """
        if is_other:
            self._waiting = dict(waiting)
            self._spelled_out = False
        self._answers, self._problems = answers, problems
        self._show(is_other=is_other)

    def _show(self, *, is_other: bool) -> None:
        problems = by_place(self._problems, None)
        asked = Asked(
            self._answers,
            filled_article(self._answers, self._codebook),
            problems=problems.get(ARTICLE, {}).get(0, {}),
            waiting=waiting_by_place(self._waiting).get(ARTICLE, {}).get(0, {}),
            spelled_out=self._spelled_out,
        )
        self._rows.show_answers(asked, is_other=is_other)

    def _on_told(self, group: str, index: int, name: str, told: Told) -> None:
        answer, waiting = answer_told(told)
        self._keep_waiting((group, index, name), waiting)
        before, after = self._answers, with_answer(self._answers, name, answer)
        if after != before:
            self.edited.emit(after)
        if self._answers is before:
            self._answers = after
            self._show(is_other=False)

    def attach(self, span: Span) -> bool:
        """Let a passage bear out the answer the coder was last at, else the first one."""
        if not self._codebook.article:
            return False
        name = self._current.variable if self._current else self._codebook.article[0].name
        answer = self._answers.get(name)
        standing = answer or filled_article(self._answers, self._codebook).get(name)
        held: Answer | Waiting = answer or self._waiting.get((ARTICLE, 0, name), NOTHING)
        spans = tuple(sorted({*held.evidence, span}))
        told = Told(standing.value if standing else None, spans, held.note)
        self._on_told(ARTICLE, 0, name, told)
        return True

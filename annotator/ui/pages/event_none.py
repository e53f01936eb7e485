"""Saying that an article has no codable event, and why: questions and answers of the codebook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.model.codebook import Kind, Variable
from annotator.model.event import Answer, Entry, Missing, with_answer
from annotator.model.filled import filled_article, holds
from annotator.model.study import State
from annotator.ui.steps import ChangeAnswers, ChangeState
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.ui.pages.coding import CodingPage


def status_of(codebook: Codebook) -> Variable | None:
    """The question about the article that can be answered with: there are no events.

    Offers only those answers. None if the codebook has no such question.
    """
    for variable in codebook.article:
        none = tuple(o for o in variable.options if o.columns.get("events") == "none")
        if none:
            return replace(variable, options=none, missing=())
    return None


class NoEvent(QObject):
    """Asks why there is no event, one list after the other, then submits the article."""

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self.page = page
        self.desk = page.desk

    def ask(self) -> None:
        """Ask why there is no codable event; the choice submits the article."""
        opened, page = self.desk.current, self.page
        if opened is None or not self.desk.can_edit:
            return
        page.flush_typing()
        status = status_of(self.desk.codebook)
        if status is None:
            words = self.tr("This codebook has no answer for articles without events.")
            page.banner.show_words(words, "note")
        elif opened.events:
            words = self.tr(
                "This article has events. Delete them first, then say that there is none."
            )
            page.banner.show_words(words, "note")
        else:
            self._pick(self.tr("No codable event"), status, opened.answers)

    def _pick(self, title: str, variable: Variable, answers: Entry) -> None:
        whole = filled_article(answers, self.desk.codebook)
        self.page.keys.pick(
            title, variable, lambda value: self._take(variable, answers, value), whole, {}
        )

    def _take(self, variable: Variable, answers: Entry, value: str | Missing) -> None:
        old = answers.get(variable.name)
        kept = (old.evidence, old.note) if old else ((), "")
        answers = with_answer(answers, variable.name, Answer(value, *kept))
        wanted = self._wanted(answers)
        if wanted is not None and wanted.kind is Kind.CHOICE:
            self._pick(wanted.label, wanted, answers)
        elif wanted is not None:
            self.desk.change_answers(answers, self.tr("No codable event"))
            self.page.show_target(Target(None, "article", 0, wanted.name))
        else:
            self._submit(answers)

    def _wanted(self, answers: Entry) -> Variable | None:
        """The next question about the article that every coder has to answer."""
        whole = filled_article(answers, self.desk.codebook)
        asked = (v for v in self.desk.codebook.article if v.required and v.name not in whole)
        return next((v for v in asked if holds(v.when, whole)), None)

    def _submit(self, answers: Entry) -> None:
        opened = self.desk.current
        if opened is None or not self.desk.can_edit:
            return
        text = self.tr("No codable event")
        article_id = opened.article.id
        before = (opened.state, opened.reason)
        self.desk.push(
            ChangeAnswers(self.desk, article_id, opened.answers, answers, text),
            ChangeState(self.desk, article_id, before, (State.SUBMITTED, ""), text),
            then=self.page.training.show if opened.is_training else self.page.steps.next_to_do,
        )

"""What stands in the way of submitting, looked up anew only where something has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from annotator.model.event import Event

if TYPE_CHECKING:
    from annotator.model.checks import Problem
    from annotator.ui.desk import Desk


class EventProblems:
    """The problems of the open article, event by event."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[UUID | None, tuple[object, list[Problem]]] = {}

    def clear(self) -> None:
        """Another article is open."""
        self._known.clear()

    def of(self, event: Event | None) -> list[Problem]:
        """What is missing or contradictory in an event, or in the answers about the article."""
        from annotator.model.checks import article_problems, problems

        opened = self._desk.current
        assert opened is not None
        subject = (opened.answers, opened.events) if event is None else event
        key = None if event is None else event.id
        if key is not None and key in opened.two_heads:
            from annotator.stages.own_coding import unsettled

            return [unsettled(key, self._desk.codebook)]
        known = self._known.get(key)
        if known is not None and (known[0] is subject or known[0] == subject):
            return known[1]
        text, codebook = opened.article.text, self._desk.codebook
        if event is None:
            found = list(article_problems(opened.answers, opened.events, codebook, text))
        else:
            found = list(problems(event, codebook, text))
        self._known[key] = (subject, found)
        return found

    def all(self) -> list[Problem]:
        """Everything that stands in the way of submitting, in the order of the events."""
        opened = self._desk.current
        if opened is None:
            return []
        return [found for event in opened.events for found in self.of(event)] + self.of(None)


def problem_words(found: list[Problem]) -> str:
    """The first problem, and how many there are; "" for none."""
    if not found:
        return ""
    from annotator.model.checks import UNSETTLED

    if all(problem.kind == UNSETTLED for problem in found):  # the whole is said in its place
        return QCoreApplication.translate("problems", "▲ Two versions: choose one")
    if len(found) == 1:
        return QCoreApplication.translate("problems", "▲ {first}").format(first=found[0].text)
    text = QCoreApplication.translate("problems", "▲ {n} to answer: {first}")
    return text.format(n=len(found), first=found[0].text)

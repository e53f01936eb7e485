"""Training on the coding page: after an article is submitted, what gold says is shown beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from annotator.model.event import Event
from annotator.model.span import Span
from annotator.model.study import State
from annotator.ui.jobs import Latest
from annotator.ui.widgets.event_words import event_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model.feedback import Feedback
    from annotator.ui.pages.coding import CodingPage
    from annotator.ui.widgets.feedback import FeedbackView


class CodingTraining(QObject):
    """Reads the feedback off the window's thread and puts it where the form was."""

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self.widget: FeedbackView | None = None
        self._asking = Latest(page.desk.reader, self)
        self._asking.answered.connect(self._on_found)
        self._asking.refused.connect(page.desk.fail)
        self._on_keys = [QShortcut(QKeySequence(keys), page) for keys in _GO_ON]
        for shortcut in self._on_keys:
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._go_on)
            shortcut.setEnabled(False)
        page.panel.pages.currentChanged.connect(self._on_form)
        page.desk.article_opened.connect(self._on_article_opened)

    def begin(self) -> None:
        """The forms were taken away, this one among them; it is made when it is needed."""
        self.widget = None

    def _needed(self) -> FeedbackView:
        from annotator.ui.widgets.feedback import FeedbackView

        if self.widget is None:
            self.widget = FeedbackView()
            self._page.panel.add_form(self.widget)
            self.widget.next_asked.connect(self._go_on)
            self.widget.looked.connect(self._on_looked)
        return self.widget

    def show(self) -> None:
        """The open article was just submitted: show the feedback, or go on if there is none."""
        self._ask(is_new=True)

    def _on_article_opened(self) -> None:
        opened = self._desk.current
        if opened is not None and opened.is_training and opened.state is State.SUBMITTED:
            self._ask(is_new=False)

    def _ask(self, *, is_new: bool) -> None:
        project, coder, opened = self._desk.project, self._desk.coder, self._desk.current
        if project is None or coder is None or opened is None:
            return
        article_id = opened.article.id

        def read() -> tuple[UUID, Feedback | None, bool]:
            from annotator.stages.training import feedback

            return article_id, feedback(project, coder, article_id), is_new

        self._asking.ask(read)

    def _on_found(self, found: tuple[UUID, Feedback | None, bool]) -> None:
        article_id, feedback, is_new = found
        opened = self._desk.current
        if opened is None or opened.article.id != article_id:
            return
        if feedback is None:
            if is_new:
                self._page.steps.next_to_do()
        elif opened.state is State.SUBMITTED:
            widget = self._needed()
            widget.show_feedback(feedback)
            self._page.panel.show_form(widget)
            if is_new:
                self._page.panel.setVisible(True)
                widget.focus_first()

    def _on_form(self, _index: int) -> None:
        """Ctrl+Enter goes on while the feedback is shown; else it submits."""
        is_shown = self._page.panel.pages.currentWidget() is self.widget is not None
        for shortcut in self._on_keys:
            shortcut.setEnabled(is_shown)

    def _go_on(self) -> None:
        self._page.steps.next_to_do()

    def _on_looked(self, event: Event | None, spans: Sequence[Span]) -> None:
        """Mark in the article what the event looked at rests on, and go to the answer's words."""
        view = self._page.view
        view.show_marks(event_marks(event, self._desk.codebook) if event is not None else [])
        if spans:
            view.reveal(spans[0])


_GO_ON = ("Ctrl+Return", "Ctrl+Enter")

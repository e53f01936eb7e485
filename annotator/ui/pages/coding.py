"""The coding page: the worklist, the article, and the form beside it."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from annotator.model.event import Entry, Event
from annotator.model.span import Span
from annotator.model.study import State
from annotator.model.study import Worklist as Listed
from annotator.stages.results import Changes
from annotator.ui.desk import Desk
from annotator.ui.pages.article_keys import ArticleKeys
from annotator.ui.pages.article_pointer import ArticlePointer
from annotator.ui.pages.coding_banner import CodingBanner
from annotator.ui.pages.coding_others import CodingOthers
from annotator.ui.pages.coding_recode import CodingRecode
from annotator.ui.pages.coding_steps import CodingSteps
from annotator.ui.pages.coding_training import CodingTraining
from annotator.ui.pages.event_heads import EventHeads
from annotator.ui.pages.event_persons import EventPersons
from annotator.ui.pages.event_problems import EventProblems, problem_words
from annotator.ui.pages.event_waiting import EventWaiting
from annotator.ui.pages.worklist_recoding import WorklistRecoding
from annotator.ui.pages.worklist_rows import WorklistRows
from annotator.ui.settings import SPLITTER, TEXT_POINTS
from annotator.ui.widgets.article_cursor import command_of
from annotator.ui.widgets.article_view import ArticleView
from annotator.ui.widgets.banner import Banner
from annotator.ui.widgets.event_panel import EventPanel
from annotator.ui.widgets.event_words import article_marks, event_marks, event_title
from annotator.ui.widgets.hints import HintBar
from annotator.ui.widgets.target import Target
from annotator.ui.widgets.words import facts
from annotator.ui.widgets.worklist import Worklist
from annotator.ui.widgets.worklist_model import NoRows

if TYPE_CHECKING:
    from annotator.stages.coding import OpenArticle
    from annotator.ui.widgets.article_form import ArticleForm
    from annotator.ui.widgets.event_form import EventForm
    from annotator.ui.widgets.row_set import Waiting, Where


class CodingPage(QWidget):
    """Wires worklist, article and form to the desk."""

    target_changed = Signal(object)  # Target or None: where the focus is in the form
    definition_asked = Signal(object)  # Target

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coding_page")
        self.desk = desk
        self.event_id: UUID | None = None
        self.form: EventForm | None = None
        self.article_form: ArticleForm | None = None
        self.target: Target | None = None
        self._is_other = True
        self._is_locked: bool | None = None
        self._is_choice = False
        self.problems = EventProblems(desk)
        self.persons = EventPersons(desk)
        self.waiting = EventWaiting(desk)
        self._build()
        self.steps = CodingSteps(self)
        self.told = CodingBanner(self)
        self.others = CodingOthers(self)
        self.recode = CodingRecode(self)
        self.heads = EventHeads(self)
        self.training = CodingTraining(self)
        self.keys = ArticleKeys(self)
        self.pointer = ArticlePointer(self, self.keys)
        self._wire()

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("coding_splitter")
        self.splitter.setHandleWidth(1)
        self.worklist = Worklist()
        self.recoding = WorklistRecoding(self.desk, self.worklist, self)
        self.work = WorklistRows(self.desk, self.worklist, self, self.recoding.rounds)
        self.view = ArticleView()
        self.banner = Banner()
        self.hints = HintBar()
        self.panel = EventPanel()
        self.splitter.addWidget(self.worklist)
        self.splitter.addWidget(self._middle())
        self.splitter.addWidget(self.panel)
        for index, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(index, stretch)
            self.splitter.setCollapsible(index, False)
        self.splitter.setSizes([250, 700, 400])
        layout.addWidget(self.splitter)
        self.view.set_zoom(self.desk.settings.get(TEXT_POINTS))

    def _middle(self) -> QWidget:
        middle = QFrame()
        middle.setProperty("look", "paper")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self.nothing = QLabel()
        self.nothing.setObjectName("coding_empty")
        self.nothing.setProperty("look", "soft")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.nothing.setMargin(34)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.view)
        column.addWidget(holder, 1)
        column.addWidget(self.banner)  # under the article: over it, it would push the text down
        column.addWidget(self.hints)
        return middle

    def _wire(self) -> None:
        desk, view, panel = self.desk, self.view, self.panel
        desk.project_opened.connect(self._on_project_opened)
        desk.project_closed.connect(self._on_project_closed)
        desk.article_opened.connect(self._on_article_opened)
        desk.changed.connect(self._on_changed)
        self.worklist.article_chosen.connect(lambda id: self.steps.go(id, self.work.query))
        view.mark_activated.connect(self._on_mark)
        view.zoomed.connect(lambda points: desk.settings.set(TEXT_POINTS, float(points)))
        view.command.connect(self.keys.take)
        panel.event_chosen.connect(self.choose)
        panel.new_asked.connect(self.pointer.begin)
        panel.problem_asked.connect(self.steps.next_problem)
        panel.submit_asked.connect(self.steps.submit)
        panel.reopen_asked.connect(self.steps.reopen)
        self.splitter.splitterMoved.connect(
            lambda: desk.settings.set_bytes(SPLITTER, self.splitter.saveState())
        )

    # --- project -------------------------------------------------------------------------

    def _on_project_opened(self) -> None:
        self._make_forms()
        self.told.show_read_only()

    def _make_forms(self) -> None:
        """Make the forms that the codebook in force asks for."""
        from annotator.ui.widgets.article_form import ArticleForm
        from annotator.ui.widgets.event_form import EventForm

        codebook = self.desk.codebook
        self.panel.clear_forms()
        self.form = EventForm(codebook, self.persons.known)
        self.article_form = ArticleForm(codebook, self.persons.known)
        for form in (self.form, self.article_form):
            self.panel.add_form(form)
            form.evidence_activated.connect(self._on_evidence)
            form.focus_changed.connect(self._on_focus)
            form.definition_asked.connect(self.definition_asked)
            form.waiting_changed.connect(self._on_waiting)
        self.form.edited.connect(self._on_edited)
        self.article_form.edited.connect(self._on_answers_edited)
        self._is_locked = None
        self.heads.begin()
        self.training.begin()

    def ask_anew(self) -> None:
        """Ask the questions of the codebook that is in force now."""
        self.flush_typing()
        self._make_forms()
        self.problems.clear()
        self.refresh()
        self.recode.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes to the article from anywhere; keys that buttons leave act as there."""
        if event.key() == Qt.Key.Key_Escape:
            self.view.hide_hits()
            self.steps.focus_article()
        elif self.panel.isAncestorOf(self.focusWidget()) and len(command_of(event)) == 1:
            self.keys.take(command_of(event))
        else:
            super().keyPressEvent(event)

    def dress(self) -> None:
        """Take on the theme in force."""
        self.view.restyle()
        self.refresh()

    def show_worklist(self, listed: Listed) -> None:
        """Show what there is to code."""
        self.work.show(listed)
        if self.worklist.model.has_articles and not listed.numbers:
            self.nothing.setText(self.tr("No article is on your list."))
        elif not listed.numbers:
            self.nothing.setText(
                self.tr(
                    "There are no articles yet. Drop files or a folder on this window, or choose "
                    "File > Import articles."
                )
            )

    def _on_project_closed(self) -> None:
        self.worklist.show_list(Listed(array("l"), bytearray()), NoRows())
        self._stack.setCurrentWidget(self.nothing)
        self.nothing.setText("")
        self.panel.show_events([], None)
        self.panel.clear_forms()
        self.form = self.article_form = self.target = self.event_id = None

    # --- showing -------------------------------------------------------------------------

    def _on_article_opened(self) -> None:
        opened = self.desk.current
        assert opened is not None
        self.problems.clear()
        self.target = None
        self._is_other = True
        self._stack.setCurrentWidget(self.view)
        self.view.show_article(opened.article, self._subtitle(opened))
        self.worklist.show_current(opened.article.id)
        project = self.desk.project
        place = self.desk.settings.place(str(project.id)) if project is not None else {}
        remembered = place.get("event", "")
        ids = {str(event.id): event.id for event in opened.events}
        first = opened.events[0].id if opened.events else None
        self.event_id = ids.get(remembered, first)
        self.refresh()
        self.recode.show()

    def _subtitle(self, opened: OpenArticle) -> str:
        article = opened.article
        words = self.tr("{n} words").format(n=QLocale().toString(len(article.text.split())))
        date = article.published or self.tr("no date stated")
        training = self.tr("Training") if opened.is_training else ""
        return facts(training, article.publisher, date, article.language, words)

    def choose(self, event_id: UUID | None) -> None:
        """Show another event of the article in the form; None: the article's own questions."""
        if event_id == self.event_id:
            self.refresh()
            return
        self.flush_typing()
        self.event_id = event_id
        self.target = None
        if self.desk.project is not None:
            self.desk.settings.set_place(str(self.desk.project.id), event=str(event_id or ""))
        self.desk.flush()
        self.refresh()

    def flush_typing(self) -> None:
        """Take in what is still being typed."""
        for form in (self.form, self.article_form):
            if form is not None:
                form.flush_typing()

    def refresh(self) -> None:
        """Show the open article's coding as it stands on the desk."""
        opened, form, article_form = self.desk.current, self.form, self.article_form
        if opened is None or form is None or article_form is None:
            return
        codebook, event = self.desk.codebook, self.desk.event_of(self.event_id)
        self.panel.show_events(
            [(each.id, event_title(each, codebook)) for each in opened.events],
            self.event_id,
            self.heads.ids(),
        )
        if event is None:
            problems = self.problems.of(None) if opened.events or opened.answers else []
            waiting = self.waiting.of(None) if self._is_other else {}
            article_form.show_answers(opened.answers, problems, waiting, is_other=self._is_other)
            self._is_other = False
            self.panel.show_form(article_form)
            marks = article_marks(opened.answers, codebook)
        elif self.heads.is_waiting(event):
            self.heads.show(event)
            marks = event_marks(event, codebook)
        else:
            form.show_event(event, self.problems.of(event), self.waiting.of(event.id))
            self.panel.show_form(form)
            marks = event_marks(event, codebook)
        self.view.show_marks(marks)
        self._show_state()

    def _show_state(self) -> None:
        opened = self.desk.current
        if opened is None:
            return
        is_submitted = opened.state in (State.SUBMITTED, State.SET_ASIDE)
        is_begun = bool(opened.events or opened.answers)
        found = self.problems.all() if is_begun and self.desk.can_edit else []
        self.panel.show_state(
            problem_words(found),
            is_submitted=is_submitted,
            is_enabled=not self.desk.is_read_only,
            told=self._locked_words(opened),
        )
        self._show_locked(not self.desk.can_edit)
        row = self.worklist.model.row_of(opened.article.id)
        if row is not None:
            state = opened.state
            if state is None and (opened.events or opened.answers):
                state = State.IN_PROGRESS
            about = replace(row, state=state, n_events=len(opened.events), round=opened.round)
            self.worklist.show_row(about)

    # --- what the parts tell ---------------------------------------------------------------

    def spell_out(self) -> None:
        """Say in words at the answers of the form what is wrong with them."""
        event = self.desk.event_of(self.event_id)
        form = self.article_form if event is None else self.form
        if form is not None:
            form.show_problems(self.problems.of(event), spelled_out=True)

    def _show_locked(self, is_locked: bool) -> None:
        """Let the forms and the hints say whether the answers can be changed."""
        is_choice = self.heads.is_waiting(self.desk.event_of(self.event_id))
        if (is_locked, is_choice) == (self._is_locked, self._is_choice):
            return
        self._is_locked, self._is_choice = is_locked, is_choice
        hints = self.keys.choosing_hints() if is_choice else self.keys.hints()
        self.hints.show_hints(self.keys.reading_hints() if is_locked else hints)
        for form in (self.form, self.article_form):
            if form is not None:
                form.set_locked(is_locked)

    def _locked_words(self, opened: OpenArticle) -> str:
        """Why the answers cannot be changed, in a sentence; "" where they can."""
        if self.desk.is_read_only:
            return self.tr("Open for reading only.")
        if self.heads.ids() and opened.state in (State.SUBMITTED, State.SET_ASIDE):
            return self.tr("Two machines have this differently. Reopen to choose.")
        if opened.state is State.SUBMITTED:
            return self.tr("Submitted. Reopen to change it.")
        if opened.state is State.SET_ASIDE:
            return self.tr("Set aside: {reason}").format(reason=opened.reason)
        if opened.events or opened.answers:
            return ""
        return self.tr("Nothing is coded yet: e begins an event.")

    def _on_changed(self, changes: Changes) -> None:
        opened = self.desk.current
        if opened is None or opened.article.id not in changes.articles:
            return
        there = [event.id for event in opened.events]
        touched = [event_id for event_id in changes.events if event_id in there]
        if touched and self.event_id not in touched:
            self.event_id = touched[0]
        elif self.event_id is not None and self.event_id not in there:
            self.event_id = there[-1] if there else None
        self.refresh()

    def _on_edited(self, after: Event) -> None:
        before = self.desk.event_of(after.id)
        if before is None or before == after:
            return
        words, typed = self.steps.words_of(before, after)
        if not self.desk.change(before, after, words, typed):
            self.refresh()

    def _on_answers_edited(self, after: Entry) -> None:
        opened = self.desk.current
        if opened is None or opened.answers == after:
            return
        if not self.desk.change_answers(after, self.tr("Change the answers about the article")):
            self.refresh()

    def _on_waiting(self, waiting: dict[Where, Waiting]) -> None:
        event = self.desk.event_of(self.event_id)
        self.waiting.keep(event.id if event is not None else None, waiting)

    def _on_focus(self, target: Target | None) -> None:
        self.target = target
        self.view.set_current(target)
        if target is not None:
            self.target_changed.emit(target)

    def _on_evidence(self, span: Span, _target: Target) -> None:
        self.view.reveal(span)

    def _on_mark(self, targets: list[Target]) -> None:
        if targets:
            self.show_target(targets[0])

    def show_target(self, target: Target) -> None:
        """Go to an answer in the form."""
        wanted = None if target.group == "article" else target.event_id
        if wanted != self.event_id:
            self.choose(wanted)
        form = self.article_form if wanted is None else self.form
        if self.heads.is_waiting(self.desk.event_of(wanted)):
            self.heads.focus()
        elif form is not None:
            form.focus_target(target)

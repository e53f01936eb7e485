"""What a coder can do on the coding page; the keys, menus and buttons all call these."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from annotator.model.codebook import Kind
from annotator.model.event import Event
from annotator.model.study import State
from annotator.model.wording import changed
from annotator.ui.pages.event_none import NoEvent
from annotator.ui.settings import TEXT_POINTS
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.model.query import Query
    from annotator.ui.pages.coding import CodingPage

_TYPED = (Kind.TEXT, Kind.NUMBER, Kind.PERSON, Kind.PLACE, Kind.DATE)


class CodingSteps(QObject):
    """The steps of coding one article after another."""

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self.page = page
        self.desk = page.desk
        self._no_event = NoEvent(page)

    # --- events --------------------------------------------------------------------------

    def new_event(self) -> Event | None:
        """Begin another event of the open article; None if that may not be."""
        opened = self.desk.current
        if opened is None:
            return None
        self.page.flush_typing()
        event = Event.new(opened.article.id)
        return event if self.desk.change(None, event, self.tr("New event")) else None

    def copy_event(self) -> None:
        """Code the event on the form once more, as an event of its own."""
        self.page.flush_typing()
        event = self.desk.event_of(self.page.event_id)
        if event is not None:
            self.desk.change(None, event.copy(), self.tr("Copy event"))

    def delete_event(self) -> None:
        """Take the event on the form away; undo brings it back."""
        self.page.flush_typing()
        event = self.desk.event_of(self.page.event_id)
        if event is not None and self.desk.change(event, None, self.tr("Delete event")):
            self.page.view.setFocus()

    def step_event(self, step: int) -> None:
        """Show the next (1) or the last (-1) event of the article."""
        events = self.desk.current.events if self.desk.current else ()
        if events:
            place = self.desk.index_of(self.page.event_id) if self.page.event_id else -1
            self.page.choose(events[(place + step) % len(events)].id)

    def choose_number(self, number: int) -> None:
        """Show the event with this number."""
        events = self.desk.current.events if self.desk.current else ()
        if 1 <= number <= len(events):
            self.page.choose(events[number - 1].id)

    def words_of(self, before: Event, after: Event) -> tuple[str, str]:
        """What a change is called in the Edit menu, and the place where it was typed, or ""."""
        lines = changed(before, after, self.desk.codebook)
        first = lines[0].split(":")[0] if lines else self.tr("evidence")
        old = {(group, i, name): answer for group, i, name, answer in before.all_answers()}
        new = {(group, i, name): answer for group, i, name, answer in after.all_answers()}
        places = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        typed = ""
        if len(places) == 1:
            group, index, name = places.pop()
            variable = self.desk.codebook.variable(name, group)
            if variable is not None and variable.kind in _TYPED:
                typed = f"{after.id} {group} {index} {name}"
        return self.tr("Change {what}").format(what=first[:1].lower() + first[1:]), typed

    # --- articles ------------------------------------------------------------------------

    def go(self, article_id: UUID, query: Query | None = None) -> None:
        """Leave this article for another; `query`: what it was found by, to be marked in it."""
        self.page.flush_typing()
        round = self.page.recoding.rounds().get(article_id)
        self.desk.go(article_id, lambda: self._arrive(query), round)

    def _arrive(self, query: Query | None) -> None:
        view, opened = self.page.view, self.desk.current
        view.setFocus()
        if opened is None or query is None:
            return
        from annotator.model.hits import hits
        from annotator.model.query import sought

        view.show_hits(hits(opened.article.text, query), sought(query))

    def step_article(self, step: int) -> None:
        """Open the article before (-1) or after (1) this one."""
        current = self.desk.current.article.id if self.desk.current else None
        target = self.page.worklist.neighbour(current, step)
        if target is not None:
            self.go(target, self.page.work.query)

    def next_to_do(self) -> None:
        """Open the next article that is not finished; stay where none is left."""
        current = self.desk.current.article.id if self.desk.current else None
        target = self.page.worklist.next_to_do(current)
        if target is not None:
            self.go(target)
        else:
            self.page.work.reload(self._next_or_say)

    def _next_or_say(self) -> None:
        """Open what has come to the worklist since it was read, or say that nothing is left."""
        current = self.desk.current.article.id if self.desk.current else None
        target = self.page.worklist.next_to_do(current)
        if target is not None:
            self.go(target)
            return
        words = self.tr("That was the last one: every article on your worklist is finished.")
        self.page.banner.show_words(words, "note")

    # --- focus ---------------------------------------------------------------------------

    def focus_article(self) -> None:
        """Go to the article: single keys act there."""
        self.page.flush_typing()
        self.page.view.setFocus()

    def focus_form(self) -> None:
        """Go to the form, to the answer that had the focus last, or else the first."""
        page = self.page
        form = page.form if self.desk.event_of(page.event_id) else page.article_form
        if form is None:
            return
        page.panel.setVisible(True)
        if page.heads.is_waiting(self.desk.event_of(page.event_id)):
            page.heads.focus()
        elif self.desk.can_edit:
            form.focus_first()
        else:
            page.panel.submit.setFocus()

    def ask_about_article(self) -> None:
        """Go to the questions about the article itself."""
        self.page.choose(None)
        self.focus_form()

    def zoom(self, step: int) -> None:
        """Set the article larger (1), smaller (-1), or as it comes (0)."""
        settings = self.desk.settings
        points = settings.get(TEXT_POINTS) + step if step else TEXT_POINTS.default
        points = min(max(points, 8.0), 32.0)
        settings.set(TEXT_POINTS, points)
        self.page.view.set_zoom(points)

    # --- state ---------------------------------------------------------------------------

    def submit(self) -> None:
        """Submit and show the next article; if something is missing, go there instead."""
        opened = self.desk.current
        if opened is None or not self.desk.can_edit:
            return
        self.page.flush_typing()
        if not opened.events and not opened.answers:
            self.page.banner.show_words(
                self.tr(
                    "Nothing is coded yet. Press e for a new event, or Ctrl+Shift+Enter if there "
                    "is no codable event."
                ),
                "note",
            )
            return
        if self.page.problems.all():
            self.next_problem()
            self.page.spell_out()
            return
        then = self.page.training.show if opened.is_training else self.next_to_do
        self.desk.change_state(State.SUBMITTED, "", self.tr("Submit"), then)

    def reopen(self) -> None:
        """Take the submitted coding back to work on it."""
        opened = self.desk.current
        if opened is not None and opened.state in (State.SUBMITTED, State.SET_ASIDE):
            self.desk.change_state(State.IN_PROGRESS, "", self.tr("Reopen"))
            waiting = self.page.heads.first()
            if waiting is None:
                self.page.view.setFocus()
            else:
                self.page.choose(waiting)
                self.page.heads.focus()

    def show_waiting(self, name: str) -> None:
        """Show alone the articles that are to be recoded, or to be chosen in, or all again."""
        if not self.page.worklist.toggle_waiting(name):
            self.page.told.say(self.tr("No article waits for this."))

    def next_problem(self) -> None:
        """Go to the next answer that is missing or contradictory."""
        found = self.page.problems.all()
        if not found:
            return
        if self.page.recoding.due(self.desk.current) is not None:
            found.sort(key=lambda p: p.kind != "option")  # codes that are no more come first
        places = [Target(p.event_id, p.group, p.index, p.variable) for p in found]
        here = self.page.target
        after = places.index(here) + 1 if here in places else 0
        self.page.show_target(places[after % len(places)])

    def set_aside(self) -> None:
        """Put the article aside, not coded, for a reason; show the next."""
        if self.desk.current is None or not self.desk.can_edit:
            return
        from annotator.ui.pages.event_aside import SetAside

        self.page.flush_typing()
        reason = SetAside.ask(self.page.window())
        if reason:
            text = self.tr("Set aside")
            self.desk.change_state(State.SET_ASIDE, reason, text, self.next_to_do)

    def no_event(self) -> None:
        """Ask why there is no codable event; the choice submits the article."""
        self._no_event.ask()

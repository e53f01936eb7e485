"""Single keys in the article: the codebook's own, and the few of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from annotator.model.codebook import Group, Kind, Option, Variable
from annotator.model.event import Answer
from annotator.model.span import Span
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.ui.pages.coding import CodingPage

_PICKED = (Kind.CHOICE, Kind.ACTOR)


class ArticleKeys(QObject):
    """Turns a key pressed in the article into a step of coding, at the marked words."""

    help_asked = Signal()

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self.page = page
        self._picker: QObject | None = None

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the codebook in force, the most used first."""
        codebook = self.page.desk.codebook
        groups = [
            (g.shortcut, g.singular or g.label.casefold()) for g in codebook.groups if g.shortcut
        ]
        variables = [(v.shortcut, v.label.casefold()) for v in codebook.variables if v.shortcut]
        return [
            ("e", self.tr("new event")),
            *variables[:2],
            *groups[:3],
            ("Ctrl+↵", self.tr("submit, next")),
            ("Enter", self.tr("words to answer")),
            ("F2", self.tr("form")),
            ("?", self.tr("all keys")),
        ]

    def all_keys(self) -> list[tuple[str, str]]:
        """Every key of the codebook in force."""
        codebook = self.page.desk.codebook
        keys = [
            (g.shortcut, self.tr("add: {what}").format(what=g.singular)) for g in codebook.groups
        ]
        keys += [(v.shortcut, v.label) for v in codebook.variables]
        return [(key, words) for key, words in keys if key]

    def take(self, key: str) -> None:
        """Act on a key the article had no use for."""
        desk = self.page.desk
        if desk.project is None or desk.current is None:
            return
        for group in desk.codebook.groups:
            if group.shortcut == key:
                self._open_group(group)
                return
        for variable in desk.codebook.variables:
            if variable.shortcut == key:
                self._open_variable(variable)
                return
        if key == "e":
            self.page.steps.new_event()
        elif key == "?":
            self.help_asked.emit()
        elif key == "Enter":
            self.attach()
        elif key.isdigit():
            self.page.steps.choose_number(int(key))

    def _ready(self) -> bool:
        """Whether there is an event to code into; begins one where there is none."""
        if not self.page.desk.can_edit or self.page.event_id is None:
            return self.page.steps.new_event() is not None
        return True

    def _open_group(self, group: Group) -> None:
        span = self.page.view.selection()
        first = group.variable(group.key[0]) if group.key else None
        if not self._ready():
            return
        if first is None or first.kind not in _PICKED:
            self._add(group, span, None)
            return
        title = self.tr("Add {what}").format(what=group.singular)
        self.pick(title, first, partial(self._add, group, span), span)

    def _add(self, group: Group, span: Span | None, code: str | None) -> None:
        form = self.page.form
        if form is None:
            return
        target = form.add_entry(group.name, span, code)
        event = self.page.desk.event_of(self.page.event_id)
        if target is None or event is None:
            return
        self.page.view.select(None)
        rows = event.entries(group.name)
        entry = rows[target.index] if target.index < len(rows) else {}
        answered = {target.variable} if code is not None else set()
        wanted = (v for v in group.variables if v.required and v.name not in {*entry, *answered})
        ahead = next(wanted, None)
        name = ahead.name if ahead is not None else target.variable
        form.focus_target(replace(target, variable=name))

    def attach(self) -> None:
        """Let the marked words bear out the answer the coder was last at in the form."""
        page = self.page
        span = page.view.selection()
        form = page.form if page.desk.event_of(page.event_id) else page.article_form
        if span is not None and form is not None and page.desk.can_edit and form.attach(span):
            page.view.select(None)

    def _open_variable(self, variable: Variable) -> None:
        span = self.page.view.selection()
        if not self._ready():
            return
        target = Target(self.page.event_id, "", 0, variable.name)
        if variable.kind not in _PICKED:
            if self.page.form is not None:
                self.page.form.focus_target(target)
                if span is not None and self.page.form.attach(span):
                    self.page.view.select(None)
            return
        self.pick(variable.label, variable, partial(self._answer, variable, span), span)

    def _answer(self, variable: Variable, span: Span | None, code: str) -> None:
        desk = self.page.desk
        event = desk.event_of(self.page.event_id)
        if event is None:
            return
        old = event.answers.get(variable.name)
        evidence = old.evidence if old else ()
        if span is not None and span not in evidence:
            evidence = (*evidence, span)
        after = event.with_answer(variable.name, Answer(code, evidence, old.note if old else ""))
        words = self.tr("Change {what}").format(what=variable.label)
        desk.change(event, after, words)
        self.page.view.select(None)

    def pick(
        self,
        title: str,
        variable: Variable,
        chosen: Callable[[str], None],
        span: Span | None = None,
    ) -> None:
        """Let one of the options of a variable be chosen at the marked words."""
        from annotator.ui.widgets.picker import Picker

        picker = Picker(self.page.window())
        picker.chosen.connect(chosen)
        self._picker = picker
        picker.open_at(self._point(), title, self._options(variable), span.quote if span else "")

    def _options(self, variable: Variable) -> list[Option]:
        from annotator.model.filled import holds

        event = self.page.desk.event_of(self.page.event_id)
        answers = event.answers if event else {}
        return [
            option
            for option in variable.options
            if not option.when or holds(option.when, {}, answers)
        ]

    def _point(self) -> QPoint:
        view = self.page.view
        return view.mapToGlobal(QPoint(view.width() // 2 - 160, view.height() // 3))

"""What the forms about an event and about an article have in common."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.model.codebook import Codebook
from annotator.model.span import Span
from annotator.ui.widgets.answer_row import Told
from annotator.ui.widgets.borne_out import first_of
from annotator.ui.widgets.field import FieldContext
from annotator.ui.widgets.form_walk import FormWalk
from annotator.ui.widgets.group_cards import GroupCards
from annotator.ui.widgets.row_set import NOTHING, RowSet, Waiting, Where, settle_layouts
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.model.checks import Problem


class AnswerForm(QWidget):
    """Questions below each other in a body that scrolls. Knows nothing of storage.

    Passages and notes that belong to an unanswered variable wait here until it is answered.
    """

    evidence_activated = Signal(object, object)  # Span, Target
    focus_changed = Signal(object)  # Target or None
    definition_asked = Signal(object)  # Target
    waiting_changed = Signal(object)  # Mapping of Where to Waiting: all that waits now

    def __init__(
        self, codebook: Codebook, table: str, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._codebook, self._table, self._context = codebook, table, context
        self._problems: Sequence[Problem] = ()
        self._spelled_out = False
        self._waiting: dict[Where, Waiting] = {}
        self._current: Target | None = None
        self._groups: dict[str, GroupCards] = {}
        self._make_body()
        self._rows = self._make_rows()
        self._box.addWidget(self._rows)
        self._walk = FormWalk(self._rows, self._groups)
        self._rows.stepped_past.connect(self._walk.rows_passed)
        self._rows.rows_made.connect(self._walk.order_tabs)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _make_body(self) -> None:
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._outer.addWidget(self._scroll)
        body = QWidget()
        self._box = QVBoxLayout(body)
        self._box.setContentsMargins(16, 8, 12, 16)
        self._scroll.setWidget(body)

    def _make_rows(self) -> RowSet:
        variables = self._codebook.variables_of(self._table)
        rows = RowSet(variables, self._context, self._scroll.widget())
        rows.told.connect(partial(self._on_told, self._table, 0))
        rows.evidence_activated.connect(partial(self._on_evidence, self._table, 0))
        rows.definition_asked.connect(partial(self._on_definition, self._table, 0))
        return rows

    def show_problems(self, problems: Sequence[Problem], *, spelled_out: bool = False) -> None:
        """Show what is wrong; `spelled_out`: in words also at what is only missing."""
        self._problems, self._spelled_out = problems, spelled_out
        self._show(is_other=False)

    def _show(self, *, is_other: bool) -> None:
        """Show the answers as they are; `is_other`: they are not those of the same thing."""
        raise NotImplementedError

    def _on_told(self, group: str, index: int, name: str, told: Told) -> None:
        """Take what the coder settled on."""
        raise NotImplementedError

    def _keep_waiting(self, place: Where, waiting: Waiting) -> None:
        rest = {where: kept for where, kept in self._waiting.items() if where != place}
        self._set_waiting(rest if waiting == NOTHING else {**rest, place: waiting})

    def _set_waiting(self, waiting: dict[Where, Waiting]) -> None:
        if waiting != self._waiting:
            self._waiting = waiting
            self.waiting_changed.emit(waiting)

    def _on_evidence(self, group: str, index: int, name: str, span: Span) -> None:
        self.evidence_activated.emit(span, self._target(group, index, name))

    def _on_definition(self, group: str, index: int, name: str) -> None:
        self.definition_asked.emit(self._target(group, index, name))

    # what the page asks for

    def set_locked(self, is_locked: bool) -> None:
        """Let the answers be read only, or be changed again; passages can be looked at always."""
        self._context.is_locked = is_locked
        self._rows.set_locked(is_locked)
        for cards in self._groups.values():
            cards.set_locked(is_locked)

    def flush_typing(self) -> None:
        """Tell what is typed and has not been told yet."""
        self._rows.flush()
        for cards in self._groups.values():
            cards.flush()

    def focus_target(self, target: Target) -> bool:
        """Go to an answer; False if it is not asked here."""
        if not self._codebook.variables_of(self._table):
            return False
        row = self._rows.row(target.variable or first_of(self._codebook, self._table))
        if row is not None:
            row.focus()
        return row is not None

    def focus_first(self) -> None:
        """Go to the answer the coder was last at, else to the first question."""
        if self._current is None or not self.focus_target(self._current):
            self._rows.focus_end(1)

    # going about

    def _target(self, group: str, index: int, variable: str) -> Target:
        return Target(None, group, index, variable)

    def _target_of(self, widget: QWidget) -> Target | None:
        """The answer, or the card, that holds a widget."""
        name = self._rows.name_of(widget)
        return self._target(self._table, 0, name) if name else None

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            if old is not None and self.isAncestorOf(old):
                self.focus_changed.emit(None)
            return
        target = self._target_of(now)
        if target is not None:
            self._current = target
            self.focus_changed.emit(target)
        body = self._scroll.widget()
        if body is not None and body.isAncestorOf(now):
            settle_layouts()
            below = self._groups[target.group].open_part() if self._is_card(target) else None
            if below is not None:
                self._scroll.ensureWidgetVisible(below, 0, 8)
            self._scroll.ensureWidgetVisible(now, 0, 32)

    def _is_card(self, target: Target | None) -> TypeGuard[Target]:
        return target is not None and target.group in self._groups and not target.variable

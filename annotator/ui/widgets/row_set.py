"""The questions about one thing, below each other: the open ones, and the rest behind a button."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.model.codebook import Option, Variable
from annotator.model.event import NO_ANSWERS, Answer, Entry
from annotator.model.filled import holds, offered
from annotator.model.span import Span
from annotator.ui.widgets.answer_row import AnswerRow, Shown, Told
from annotator.ui.widgets.field import FieldContext
from annotator.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from annotator.model.checks import Problem

_LEVELS = 4

Where = tuple[str, int, str]
"""Group ("" for the event), number of the entry, variable."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Passages and a note that wait for the answer they belong to."""

    evidence: tuple[Span, ...] = ()
    note: str = ""


NOTHING = Waiting()
NONE_WAITING: Mapping[Where, Waiting] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers as a set of rows shows them.

    whole: with defaults and derived values; around: the whole answers of the event that an entry
    belongs to. name: what the accessible names begin with ("Participant 1"), or "".
    """

    answers: Entry = field(default_factory=lambda: NO_ANSWERS)
    whole: Entry = field(default_factory=lambda: NO_ANSWERS)
    around: Entry = field(default_factory=lambda: NO_ANSWERS)
    problems: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    spelled_out: bool = False
    name: str = ""


def answer_told(told: Told) -> tuple[Answer | None, Waiting]:
    """The answer that a row told, and what has to wait because there is none."""
    if told.value is None:
        return None, Waiting(told.evidence, told.note)
    return Answer(told.value, told.evidence, told.note), NOTHING


def by_place(
    problems: Iterable[Problem], event_id: UUID | None
) -> dict[str, dict[int, dict[str, tuple[Problem, ...]]]]:
    """Problems of an event by group, number of the entry, and variable."""
    found: dict[str, dict[int, dict[str, tuple[Problem, ...]]]] = {}
    for problem in problems:
        if problem.event_id in (None, event_id):
            rows = found.setdefault(problem.group, {}).setdefault(problem.index, {})
            rows[problem.variable] = (*rows.get(problem.variable, ()), problem)
    return found


def waiting_by_place(
    waiting: Mapping[Where, Waiting],
) -> dict[str, dict[int, dict[str, Waiting]]]:
    """What waits for its answer by group, number of the entry, and variable."""
    found: dict[str, dict[int, dict[str, Waiting]]] = {}
    for (group, index, name), kept in waiting.items():
        found.setdefault(group, {}).setdefault(index, {})[name] = kept
    return found


def settle_layouts() -> None:
    """Let all that is shown find its place now, so that no frame shows it half laid out."""
    for _ in range(_LEVELS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


class RowSet(QWidget):
    """Rows for variables, each made when it is first shown.

    A row of the `more` kind is seen while those are unfolded, or where it is answered; once seen it
    stays until other answers are shown.
    """

    told = Signal(str, object)  # variable, Told
    evidence_activated = Signal(str, object)  # variable, Span
    definition_asked = Signal(str)
    stepped_past = Signal(int)
    rows_made = Signal()

    def __init__(
        self,
        variables: Sequence[Variable],
        context: FieldContext,
        parent: QWidget | None = None,
        *,
        in_card: bool = False,
    ) -> None:
        super().__init__(parent)
        self._variables = {variable.name: variable for variable in variables}
        self._context = context
        self._in_card = in_card
        self._rows: dict[str, AnswerRow] = {}
        self._seen: set[str] = set()
        self._offers: dict[str, tuple[Option, ...]] = {}
        self._asked = Asked()
        self._is_unfolded = False
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(8 if not in_card else 6)
        self.more = KeyButton(self)
        self.more.setProperty("look", "fold")
        self.more.setObjectName("more")
        self.more.clicked.connect(self._turn_fold)
        self.box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.hide()

    def show_answers(self, asked: Asked, *, is_other: bool) -> None:
        """Show answers; `is_other`: they are another event's or entry's than those before."""
        if is_other:
            self._seen.clear()
            for row in self._rows.values():
                row.forget()
        renamed = is_other or asked.name != self._asked.name
        self._asked = asked
        hidden = 0
        for name, variable in self._variables.items():
            if self._is_seen(variable):
                self._show_row(variable, renamed=renamed)
            else:
                hidden += variable.more and holds(variable.when, asked.whole, asked.around)
                if name in self._rows:
                    self._rows[name].hide()
        self._show_more(hidden)

    def _is_seen(self, variable: Variable) -> bool:
        asked, name = self._asked, variable.name
        if name in asked.answers or name in asked.waiting:
            self._seen.add(name)
            return True
        if not holds(variable.when, asked.whole, asked.around):
            return False
        return not variable.more or self._is_unfolded or name in self._seen

    def _show_row(self, variable: Variable, *, renamed: bool) -> AnswerRow:
        name, asked = variable.name, self._asked
        row = self._rows.get(name)
        if row is None:
            row = self._make_row(variable)
            renamed = True
        if renamed:
            label = variable.label
            row.name_it(f"{asked.name}: {label}" if asked.name else label)
        answer, default = asked.answers.get(name), asked.whole.get(name)
        waiting = asked.waiting.get(name, NOTHING)
        shown = Shown(
            answer.value if answer else None,
            default.value if default and not answer else None,
            answer.evidence if answer else waiting.evidence,
            answer.note if answer else waiting.note,
            self._offer(variable),
            asked.problems.get(name, ()),
            asked.spelled_out,
        )
        row.show_answer(shown)
        if row.isHidden():
            row.show()
        return row

    def _offer(self, variable: Variable) -> tuple[Option, ...]:
        """The options offered now; the same list as before where nothing has changed."""
        now = offered(variable, self._asked.whole, self._asked.around)
        before = self._offers.get(variable.name)
        if before is not None and (now is before or now == before):
            return before
        self._offers[variable.name] = now
        return now

    def _make_row(self, variable: Variable) -> AnswerRow:
        row = AnswerRow(variable, self._context, self, in_card=self._in_card)
        name = variable.name
        row.setObjectName(f"row_{name}")
        row.told.connect(partial(self.told.emit, name))
        row.evidence_activated.connect(partial(self.evidence_activated.emit, name))
        row.definition_asked.connect(partial(self.definition_asked.emit, name))
        row.stepped.connect(partial(self._on_stepped, name))
        names = list(self._variables)
        before = names[: names.index(name)]
        self.box.insertWidget(sum(other in self._rows for other in before), row)
        self._rows[name] = row
        row.set_locked(self._context.is_locked)
        self.rows_made.emit()
        return row

    def _show_more(self, hidden: int) -> None:
        self.more.setVisible(bool(hidden) or self._is_unfolded)
        text = self.tr("Less  ▴") if self._is_unfolded else self.tr("More ({count})  ▾")
        self.more.setText(text.format(count=hidden))
        name = self._asked.name
        if name:
            self.more.setAccessibleName(self.tr("{name}: more").format(name=name))

    def _turn_fold(self) -> None:
        self._is_unfolded = not self._is_unfolded
        if not self._is_unfolded:
            self._seen.clear()
        self.show_answers(self._asked, is_other=False)

    def row(self, name: str) -> AnswerRow | None:
        """The row of a variable, made and shown if need be; None for an unknown variable."""
        variable = self._variables.get(name)
        if variable is None:
            return None
        self._seen.add(name)
        return self._show_row(variable, renamed=False)

    def built(self) -> Iterator[AnswerRow]:
        """The rows made so far, in order."""
        return (self._rows[name] for name in self._variables if name in self._rows)

    def stops(self) -> list[QWidget]:
        """What can have the focus, in the order of sight."""
        return [*(stop for row in self.built() for stop in row.stops()), self.more]

    def name_of(self, widget: QWidget) -> str:
        """The variable whose row holds this widget, or ""."""
        for name, row in self._rows.items():
            if row is widget or row.isAncestorOf(widget):
                return name
        return ""

    def set_locked(self, is_locked: bool) -> None:
        """Let the answers be read only, or be changed again."""
        for row in self._rows.values():
            row.set_locked(is_locked)

    def flush(self) -> None:
        """Tell what is typed and not yet told."""
        for row in list(self._rows.values()):
            row.flush()

    def focus_end(self, step: int) -> bool:
        """Go to the first row (1, or 0 without a step) or the last (-1); False if none is seen."""
        seen = [row for row in self.built() if not row.isHidden()]
        if seen:
            seen[0 if step >= 0 else -1].focus(_reason(step))
        return bool(seen)

    def _on_stepped(self, name: str, step: int) -> None:
        seen = [n for n in self._variables if n in self._rows and not self._rows[n].isHidden()]
        to = seen.index(name) + step if name in seen else 0
        if 0 <= to < len(seen):
            self._rows[seen[to]].focus(_reason(step))
        else:
            self.stepped_past.emit(step)


def _reason(step: int) -> Qt.FocusReason:
    if not step:
        return Qt.FocusReason.OtherFocusReason
    return Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason

"""Feedback in training: what the coder answered beside what gold says, and how much agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.model.event import Event
from annotator.model.feedback import Feedback, FeedbackHappening, FeedbackLine
from annotator.model.span import Span
from annotator.ui.widgets.sides import Cell, SideRow, Sides

_QUOTE = 140
_NOBODY: tuple[None, None] = (None, None)

_Sources = tuple[Event | None, Event | None]
"""The coder's event and gold's; None where there is none, or the answer is about the article."""


class FeedbackView(QWidget):
    """Shows what differs, happening by happening, and names what agrees."""

    next_asked = Signal()
    looked = Signal(object, object)  # the event looked at or None, the spans of the answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedback")
        self._lines: list[tuple[FeedbackLine | None, _Sources]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.heading, self.told = QLabel(), QLabel()
        self.heading.setProperty("look", "heading")
        self.told.setProperty("look", "soft")
        head = QVBoxLayout()
        head.setContentsMargins(16, 8, 12, 4)
        head.setSpacing(2)
        for label in (self.heading, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            head.addWidget(label)
        head.addLayout(self._columns())
        layout.addLayout(head)
        self.sides = Sides(is_choice=False)
        self.sides.looked.connect(self._on_looked)
        layout.addWidget(self.sides, 1)
        self.next = QPushButton(self.tr("Next article  Ctrl+↵"))
        self.next.setObjectName("feedback_next")
        self.next.setAccessibleName(self.tr("Next article"))
        self.next.setAutoDefault(False)
        self.next.setProperty("look", "main")
        self.next.clicked.connect(self.next_asked)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 4, 12, 8)
        foot.addWidget(self.next)
        layout.addLayout(foot)

    def _columns(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(6)
        for words in (self.tr("Yours"), self.tr("Gold")):
            label = QLabel(words)
            label.setProperty("look", "heading")
            row.addWidget(label, 1)
        return row

    def show_feedback(self, feedback: Feedback) -> None:
        """Show what agrees with gold and what does not."""
        words = self.tr("Training: {n} of {all} answers agree with the gold")
        n, all_ = feedback.n_agreeing, feedback.n_answers
        self.heading.setText(words.format(n=f"{n:n}", all=f"{all_:n}"))
        self.told.setText(
            self.tr("All answers agree with gold. Well done.")
            if n == all_
            else self.tr("What differs is below; go to an answer to see the words it rests on.")
        )
        self._lines = []
        rows = list(self._rows(feedback))
        self.sides.show_rows((self.tr("yours"), self.tr("gold")), rows)

    def _rows(self, feedback: Feedback) -> Iterator[SideRow]:
        yield from self._part(self.tr("About the article"), feedback.about, _NOBODY)
        for number, happening in enumerate(feedback.happenings):
            heading = self._title(number, happening)
            sources = (happening.yours, happening.gold)
            yield from self._part(heading, happening.lines, sources)

    def _title(self, number: int, happening: FeedbackHappening) -> str:
        title = f"{number + 1} {happening.title}".strip()
        if happening.yours is None:
            return self.tr("{title}: not in your coding").format(title=title)
        if happening.gold is None:
            return self.tr("{title}: not in gold").format(title=title)
        return title

    def _part(
        self, heading: str, lines: Sequence[FeedbackLine], sources: _Sources
    ) -> Iterator[SideRow]:
        """What differs in a part, under its heading; then, in one line, what agrees."""
        told: set[tuple[object, ...]] = set()
        is_alone = sources != _NOBODY and None in sources
        for line in lines:
            if not line.agrees:
                self._lines.append((line, sources))
                place = () if is_alone else (line.group, line.entry, line.gold_entry)
                yield SideRow(line.label, _cells(line, is_told=place in told), heading)
                heading = ""
                told.add(place)
        alike = [line.label for line in lines if line.agrees]
        if alike:
            self._lines.append((None, sources))
            words = self.tr("✓ {n} agree: {labels}")
            yield SideRow(words.format(n=len(alike), labels=", ".join(alike)), (), heading)

    def focus_first(self) -> None:
        """Go to the first answer that differs, else to going on."""
        if not self.sides.focus_first():
            self.next.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next article, with Ctrl or without."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_asked.emit()
        else:
            super().keyPressEvent(event)

    def _on_looked(self, row: int, column: int) -> None:
        line, sources = self._lines[row]
        if line is not None:
            spans = (line.evidence, line.gold_evidence)[column]
            self.looked.emit(sources[column], spans)


def _cells(line: FeedbackLine, *, is_told: bool) -> tuple[Cell | None, Cell | None]:
    """Both answers; that there is no such event or entry on one side is said but once."""
    mine, gold = _cell(line.yours, line.evidence), _cell(line.gold, line.gold_evidence)
    return (
        None if is_told and line.is_lacking else mine,
        None if is_told and line.is_lacking_in_gold else gold,
    )


def _cell(words: str, evidence: Sequence[Span]) -> Cell:
    quotes = " ".join(f"“{span.quote}”" for span in evidence)
    cut = quotes if len(quotes) <= _QUOTE else f"{quotes[: _QUOTE - 1]}…"
    return Cell(words, cut)

"""Why two events were taken for one, or were not; a reviewer may join them or pull them apart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.model.agreement import ArticleAlignment, EventLine, EventPair, Part
from annotator.model.study import Role
from annotator.ui.desk import Desk
from annotator.ui.pages.agreement_columns import part_columns
from annotator.ui.widgets import agreement_meaning as meaning
from annotator.ui.widgets.agreement_words import coefficient, hand_words
from annotator.ui.widgets.fact_table import FactColumn, FactTable, number_column
from annotator.ui.widgets.key_button import KeyButton

_PARTS = 162
"""Room for a heading and four roles."""


class WhyPanel(QFrame):
    """The chosen event held against those of other coders, and each distance by its parts.

    events: the table in which the event was chosen; the keys that decide work there, too.
    """

    choice_asked = Signal(str, object)  # join, part or forget; EventPair

    def __init__(self, desk: Desk, events: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_why_panel")
        self.setProperty("look", "paper")
        self.desk, self._events = desk, events
        self.alignment: ArticleAlignment | None = None
        self._event: EventLine | None = None
        self.pairs: FactTable[EventPair] = FactTable(
            "agreement_event_pairs",
            self.tr("The chosen event, held against those of other coders"),
            self._pair_columns(),
            lambda row: frozenset((row.first, row.second)),
        )
        self.parts: FactTable[Part] = FactTable(
            "agreement_parts", self.tr("Why"), part_columns(), lambda row: row.role
        )
        for table in (self.pairs, self.parts):
            table.setProperty("look", "plain")
        self.pairs.picked.connect(lambda _: self._show_parts())
        self.pairs.opened.connect(lambda _: self.parts.setFocus())
        self._build()
        self._make_acts()

    def _pair_columns(self) -> list[FactColumn[EventPair]]:
        tr = self.tr
        return [
            FactColumn("other", tr("Held against"), self._other_words, 0),
            number_column(
                "distance",
                tr("Distance"),
                80,
                lambda row: row.distance,
                coefficient,
                lambda row: meaning.distance_of(row.distance, self._theta),
            ),
            FactColumn("together", tr("Taken for"), self._together_words, 190),
        ]

    def _build(self) -> None:
        self.said = QLabel()
        self.said.setObjectName("agreement_why")
        self.said.setProperty("look", "soft")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setContentsMargins(12, 8, 12, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.parts.setMinimumHeight(_PARTS)
        column.addWidget(self.pairs, 3)
        column.addWidget(self.said)
        column.addWidget(self.parts, 2)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 12, 8)
        row.setSpacing(8)
        self.buttons: dict[str, QPushButton] = {}
        for name, words in self._verbs():
            button = KeyButton(words)
            button.setObjectName(f"agreement_{name}")
            button.clicked.connect(lambda _=False, n=name: self._choose(n))
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _verbs(self) -> tuple[tuple[str, str], ...]:
        return (
            ("join", self.tr("Join")),
            ("part", self.tr("Pull apart")),
            ("forget", self.tr("Take back")),
        )

    def _make_acts(self) -> None:
        """Each key works where events are listed, not in the list of articles."""
        self.acts: dict[str, QAction] = {}
        for (name, words), key in zip(self._verbs(), ("j", "p", "t"), strict=True):
            action = QAction(words, self)
            action.setObjectName(f"agreement_{name}_action")
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, n=name: self._choose(n))
            for table in (self._events, self.pairs, self.parts):
                table.addAction(action)
            self.acts[name] = action

    # --- showing -------------------------------------------------------------------------

    @property
    def _theta(self) -> float:
        return self.alignment.theta if self.alignment is not None else 0.0

    def show_event(self, event: EventLine | None, alignment: ArticleAlignment | None) -> None:
        """Show the pairs that an event is in, the nearest first."""
        self._event, self.alignment = event, alignment
        pairs: Sequence[EventPair] = ()
        if event is not None and alignment is not None:
            pairs = [p for p in alignment.pairs if event.event_id in (p.first, p.second)]
        self.pairs.show_rows(pairs)
        self._show_parts()

    def _show_parts(self) -> None:
        pair = self.pairs.current()
        self.parts.show_rows([] if pair is None else pair.parts)
        self.said.setText(self._why_words(pair))
        self.refresh()

    def _why_words(self, pair: EventPair | None) -> str:
        """Why the two are, or are not, one happening."""
        if pair is None:
            return self.tr("No other coder has an event here.")
        if pair.by_hand:
            return self.tr("{hand}: what the program found does not count.").format(
                hand=hand_words(pair.by_hand)[:1].upper() + hand_words(pair.by_hand)[1:]
            )
        words = self.tr(
            "One happening: the distance {d} lies under {theta}, and no pairing fits better."
        )
        if not pair.together and pair.distance >= self._theta:
            words = self.tr("Two happenings: the distance {d} is not under {theta}.")
        elif not pair.together:
            words = self.tr(
                "Two happenings: the distance {d} lies under {theta}, but together with the other "
                "events another pairing fits better."
            )
        elif pair.distance >= self._theta:
            words = self.tr(
                "One happening: the distance {d} is not under {theta}, but both are near to an "
                "event of a third coder."
            )
        return words.format(d=coefficient(pair.distance), theta=coefficient(self._theta))

    def _other_words(self, pair: EventPair) -> str:
        event, alignment = self._event, self.alignment
        if event is None or alignment is None:
            return ""
        other = pair.second if pair.first == event.event_id else pair.first
        lines = (line for cluster in alignment.clusters for line in cluster)
        found = next((line for line in lines if line.event_id == other), None)
        if found is None:
            return ""
        return self.tr("{coder}: {event}").format(coder=found.coder, event=found.words)

    def _together_words(self, pair: EventPair) -> str:
        if pair.by_hand:
            sign = "●" if pair.together else "○"
            return self.tr("{sign} {hand}").format(sign=sign, hand=hand_words(pair.by_hand))
        return self.tr("● one happening") if pair.together else self.tr("○ two happenings")

    # --- deciding ------------------------------------------------------------------------

    def why_not(self) -> str:
        """Why nothing can be decided here, in words; "" if it can."""
        coder = self.desk.coder
        if self.desk.is_read_only:
            return self.tr("The project is open for reading only.")
        if coder is None or coder.role is Role.CODER:
            return self.tr("A reviewer or a lead decides which events are one.")
        return ""

    def refresh(self) -> None:
        """Turn on what can be decided about the chosen pair."""
        pair, why = self.pairs.current(), self.why_not()
        for name, is_there in (
            ("join", pair is not None and not pair.together),
            ("part", pair is not None and pair.together),
            ("forget", pair is not None and bool(pair.by_hand)),
        ):
            for each in (self.buttons[name], self.acts[name]):
                each.setEnabled(is_there and not why)
                each.setToolTip(why)

    def _choose(self, name: str) -> None:
        pair = self.pairs.current()
        if pair is not None and not self.why_not():
            self.choice_asked.emit(name, pair)

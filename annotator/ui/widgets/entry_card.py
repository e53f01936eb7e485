"""One entry of a group, folded to two lines."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.ui import theme
from annotator.ui.widgets.evidence_chip import CHIP_WIDTH, paint_evidence

RADIUS = 8
GAP = 8
_MARGIN = 12
_BAR = 3


_REMOVES = (
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """An entry in short, with how many passages and problems it has."""

    bold: str = ""
    plain: str = ""
    soft: str = ""
    n_spans: int = 0
    n_problems: int = 0
    lacks_evidence: bool = False


class EntryCard(QAbstractButton):
    """A card with a coloured bar, a bold line and a soft one; unfolded below while it is open.

    Enter goes into it, Up and Down to its neighbours, Delete removes it, Alt+Up and Alt+Down move
    it, F4 tells its passages, F1 asks for the definition.
    """

    entered = Signal()
    reached = Signal()
    stepped = Signal(int)
    moved = Signal(int)
    removed = Signal()
    evidence_asked = Signal()
    definition_asked = Signal()

    def __init__(self, family: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._family = family
        self._summary = Summary()
        self.is_open = False
        self.is_locked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_summary(self, summary: Summary, name: str) -> None:
        """Show an entry; `name` is "Participant 1"."""
        if summary == self._summary and self.accessibleName().startswith(f"{name}:"):
            return
        self._summary = summary
        said = ", ".join(part for part in (summary.bold, summary.plain, summary.soft) if part)
        self.setAccessibleName(f"{name}: {said}")
        self.update()

    def set_open(self, is_open: bool) -> None:
        """Say whether its fields stand below it."""
        if is_open != self.is_open:
            self.is_open = is_open
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Two lines, and the gap to the next card where nothing hangs below."""
        metrics = self.fontMetrics()
        height = metrics.height() + self._small().height() + 14
        return QSize(120, height if self.is_open else height + GAP)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one likes."""
        return QSize(80, self.sizeHint().height())

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() - 1, 6))
        return font

    def _small(self) -> QFontMetrics:
        return QFontMetrics(self._small_font())

    def _frame(self) -> QRectF:
        below = 0 if self.is_open else GAP
        return QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5 - below)

    def _chip_area(self) -> QRectF:
        frame = self._frame()
        return QRectF(frame.right() - CHIP_WIDTH - 6, frame.top(), CHIP_WIDTH, frame.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        edge = tokens.accent if self.is_open or self.hasFocus() else tokens.line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(tokens.paper))
        if self.hasFocus():
            frame = frame.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawPath(_outline(frame, is_closed=not self.is_open))
        bar = QRectF(frame.left() + 8, frame.top() + 8, _BAR, frame.height() - 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.mark(self._family).label))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        self._paint_words(painter, frame.adjusted(8 + _BAR + 6, 6, -6, -6))
        painter.end()

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        tokens, summary = theme.current(), self._summary
        right = area.right()
        if summary.n_spans or summary.lacks_evidence:
            paint_evidence(painter, self._chip_area(), summary.n_spans)
            right = self._chip_area().left()
        if summary.n_problems:
            warn = QRectF(right - 30, area.top(), 28, area.height())
            painter.setPen(QColor(tokens.warn))
            painter.drawText(warn, Qt.AlignmentFlag.AlignCenter, f"▲ {summary.n_problems}")
            right = warn.left()
        room = right - area.left() - 4
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        left = area.left() + _line(
            painter, area.topLeft(), room, bold, tokens.text, summary.bold, self.fontMetrics()
        )
        room_left = right - left - 8
        if summary.plain and room_left > 20:
            at = QPointF(left + (5 if summary.bold else 0), area.top())
            _line(
                painter, at, room_left, self.font(), tokens.text, summary.plain, self.fontMetrics()
            )
        below = QPointF(area.left(), area.top() + self.fontMetrics().height() + 2)
        small = self._small_font()
        _line(painter, below, room, small, tokens.soft, summary.soft, QFontMetrics(small))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the card, or tell its passages where the sign for them is pressed."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._summary.n_spans and self._chip_area().contains(event.position()):
            self.evidence_asked.emit()
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.reached.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more happens."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the coder has come here."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.reached.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a card."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        changes = (key in steps and modifiers == Qt.KeyboardModifier.AltModifier) or (
            (key, modifiers) in _REMOVES
        )
        if changes and self.is_locked:
            event.ignore()
        elif key in steps and modifiers == Qt.KeyboardModifier.AltModifier:
            self.moved.emit(steps[Qt.Key(key)])
        elif key in steps and not modifiers:
            self.stepped.emit(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not modifiers:
            self.entered.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            modifiers == Qt.KeyboardModifier.ShiftModifier
        ):
            self.stepped.emit(-1)
        elif (key, modifiers) in _REMOVES:
            self.removed.emit()
        elif key == Qt.Key.Key_F4:
            self.evidence_asked.emit()
        elif key == Qt.Key.Key_F1 and not modifiers:
            self.definition_asked.emit()
        else:
            event.ignore()


def _outline(frame: QRectF, *, is_closed: bool) -> QPainterPath:
    path = QPainterPath()
    if is_closed:
        path.addRoundedRect(frame, RADIUS, RADIUS)
        return path
    bottom = frame.bottom() + 2
    path.moveTo(frame.left(), bottom)
    path.lineTo(frame.left(), frame.top() + RADIUS)
    path.quadTo(frame.topLeft(), QPointF(frame.left() + RADIUS, frame.top()))
    path.lineTo(frame.right() - RADIUS, frame.top())
    path.quadTo(frame.topRight(), QPointF(frame.right(), frame.top() + RADIUS))
    path.lineTo(frame.right(), bottom)
    return path


def _line(
    painter: QPainter,
    at: QPointF,
    room: float,
    font: QFont,
    colour: str,
    text: str,
    metrics: QFontMetrics,
) -> float:
    """Paint one line of plain text, cut where there is no room; gives its width."""
    measured = QFontMetrics(font)
    shown = measured.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, int(room))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(at.x(), at.y() + metrics.ascent() + 1), shown)
    return float(measured.horizontalAdvance(shown))

"""A row of buttons of which one is chosen: a scale, or yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from annotator.ui import theme
from annotator.ui.widgets.line import TakesKey

_GAP = 4
_APART = 10
_SIGN = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One button: its code, what stands on it, what it means, and the key that chooses it.

    is_apart: it is no point of the scale and stands apart; is_reason: a reason for no answer.
    """

    code: str
    text: str
    meaning: str
    digit: str = ""
    is_apart: bool = False
    is_reason: bool = False


class SegmentButton(QAbstractButton):
    """One segment, painted: chosen with the accent, standing by default in a soft frame."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.segment = Segment("", "", "")
        self.is_default = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCheckable(True)

    def show_segment(self, segment: Segment, name: str) -> None:
        """Stand for a segment; `name` is the question's."""
        self.segment = segment
        self.setText(segment.text.replace("&", "&&"))
        self.setAccessibleName(f"{name}: {segment.meaning}")
        self.setToolTip(f"{segment.meaning}  {segment.digit}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """The text and some air."""
        metrics = self.fontMetrics()
        text = self.segment.text
        air = 8 if len(text) <= _SIGN and not text.isalpha() else 14
        width = metrics.horizontalAdvance(self.segment.text) + air
        return QSize(max(width, 24), metrics.height() + 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button; the scale itself draws the focus."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        chosen = self.isChecked()
        edge = tokens.accent if chosen or self.underMouse() else tokens.line
        pen = QPen(QColor(tokens.soft if self.is_default and not chosen else edge))
        if self.is_default and not chosen:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.accent_soft if chosen else tokens.paper))
        painter.drawRoundedRect(frame, 6, 6)
        font = self.font()
        font.setBold(chosen)
        font.setItalic(self.segment.is_reason)
        painter.setFont(font)
        soft = self.segment.is_reason or self.is_default
        painter.setPen(QColor(tokens.accent if chosen else tokens.soft if soft else tokens.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.segment.text)
        painter.end()


class Segments(QWidget):
    """Segments in one tab stop: arrow keys move, digits choose; wraps where it is narrow."""

    chosen = Signal(str)

    def __init__(self, takes_key: TakesKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes_key = takes_key
        self._buttons: list[SegmentButton] = []
        self._segments: Sequence[Segment] = ()
        self._code = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Offer these segments."""
        if segments == self._segments:
            return
        self._segments = segments
        while len(self._buttons) < len(segments):
            button = SegmentButton(self)
            button.clicked.connect(partial(self._on_clicked, len(self._buttons)))
            self._buttons.append(button)
        for button, segment in zip(self._buttons, segments, strict=False):
            button.show_segment(segment, self.accessibleName())
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(segments))
        self._arrange()

    def show_chosen(self, code: str, default: str) -> None:
        """Show which is chosen ("" for none), and which stands by default."""
        self._code = code
        for button in self._buttons:
            button.setChecked(bool(code) and button.segment.code == code)
            is_default = not code and bool(default) and button.segment.code == default
            if button.is_default != is_default:
                button.is_default = is_default
                button.update()

    def setAccessibleName(self, name: str) -> None:
        """Name the row and its buttons."""
        super().setAccessibleName(name)
        for button, segment in zip(self._buttons, self._segments, strict=False):
            button.setAccessibleName(f"{name}: {segment.meaning}")

    def _on_clicked(self, place: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(self._segments[place].code)

    def _choose(self, code: str) -> None:
        self.show_chosen(code, "")
        self.chosen.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, choose with a digit, take back with Delete."""
        if self._takes_key(event):
            return
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._move(step)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.chosen.emit("")
        elif not self._choose_by_key(event.text().casefold()):
            super().keyPressEvent(event)

    def _choose_by_key(self, typed: str) -> bool:
        if not typed:
            return False
        hit = [s for s in self._segments if s.digit == typed]
        hit = hit or [s for s in self._segments if s.meaning.casefold().startswith(typed)]
        if not hit or not typed.isalnum():
            return False
        codes = [segment.code for segment in hit]
        again = codes.index(self._code) + 1 if self._code in codes else 0
        self._choose(codes[again % len(codes)])
        return True

    def _move(self, step: int) -> None:
        codes = [segment.code for segment in self._segments if not segment.is_reason]
        if self._code in codes:
            to = max(0, min(len(codes) - 1, codes.index(self._code) + step))
        else:
            on_scale = [segment.code for segment in self._segments if not segment.is_apart]
            middle = len(on_scale) // 2
            to = middle if len(on_scale) % 2 else (middle if step > 0 else middle - 1)
        if codes and codes[to] != self._code:
            self._choose(codes[to])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus has gone."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Underline the chosen row part while it has the focus."""
        if not self.hasFocus() or not self._buttons:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().accent), 2))
        rects = [b.geometry() for b, _ in zip(self._buttons, self._segments, strict=False)]
        area = QRect()
        for rect in rects:
            area = area.united(rect)
        painter.drawRoundedRect(QRectF(area).adjusted(-2, -2, 2, 2), 8, 8)
        painter.end()

    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """So high are the rows at a width."""
        return self._flow(width, place=False)

    def sizeHint(self) -> QSize:
        """All in as many rows as its width needs."""
        return QSize(160, self._flow(max(self.width(), 120), place=False))

    def minimumSizeHint(self) -> QSize:
        """No narrower than its widest segment; as high as its rows."""
        return QSize(80, self._flow(max(self.width(), 80), place=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._flow(max(self.width(), 80), place=True)
        self.updateGeometry()

    def _flow(self, width: int, *, place: bool) -> int:
        at = QPoint(2, 2)
        height = 0
        was_apart = False
        for button, segment in zip(self._buttons, self._segments, strict=False):
            size = button.sizeHint()
            if segment.is_apart and not was_apart and at.x() > 2:
                at.setX(at.x() + _APART - _GAP)
            was_apart = segment.is_apart
            if at.x() + size.width() > width - 2 and at.x() > 2:
                at = QPoint(2, at.y() + size.height() + _GAP)
            if place:
                button.setGeometry(QRect(at, size))
            at.setX(at.x() + size.width() + _GAP)
            height = at.y() + size.height() + 2
        return max(height, 24)

"""The small sign that says how many passages bear out an answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from annotator.model.span import Span
from annotator.ui import theme

CHIP_WIDTH = 34


class EvidenceChip(QAbstractButton):
    """Tells the spans of an answer one after the other, one at each press."""

    activated = Signal(object)  # Span

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans: tuple[Span, ...] = ()
        self._is_lacking = False
        self._next = 0
        self.setFixedSize(CHIP_WIDTH, 26)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setEnabled(False)
        self.clicked.connect(self.show_next)

    def show_spans(self, spans: tuple[Span, ...], *, is_lacking: bool = False) -> None:
        """Stand for these spans; `is_lacking`: there should be one and there is none."""
        if spans == self._spans and is_lacking == self._is_lacking:
            return
        self._spans, self._is_lacking, self._next = spans, is_lacking, 0
        self.setEnabled(bool(spans))
        self.setCursor(Qt.CursorShape.PointingHandCursor if spans else Qt.CursorShape.ArrowCursor)
        shown = [f"“{span.quote[:120]}”" for span in spans[:8]]
        lacking = self.tr("Mark the words that bear this out") if is_lacking else ""
        self.setToolTip("\n".join(shown).replace("<", "‹") or lacking)
        self.update()

    def name_it(self, name: str) -> None:
        """Say whose evidence it is."""
        self.setAccessibleName(self.tr("{name}: evidence").format(name=name))

    def show_next(self) -> None:
        """Tell the next span, round the end."""
        if self._spans:
            span = self._spans[self._next % len(self._spans)]
            self._next += 1
            self.activated.emit(span)

    def sizeHint(self) -> QSize:
        """Always the same, so that nothing moves."""
        return QSize(CHIP_WIDTH, 26)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.show_next()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the quotation mark and the number."""
        if not self._spans and not self._is_lacking:
            return
        painter = QPainter(self)
        paint_evidence(painter, QRectF(self.rect()), len(self._spans))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.current().accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


def paint_evidence(painter: QPainter, area: QRectF, count: int) -> None:
    """A quotation mark and how many passages there are; none in the colour of warnings."""
    tokens = theme.current()
    painter.save()
    painter.setPen(QColor(tokens.accent if count else tokens.warn))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"❝ {count}")
    painter.restore()

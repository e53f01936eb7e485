"""A chart in the window: drawn crisp, told in words, its numbers where the pointer rests."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.widgets.number_sheet import Explained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annotator.charts.look import Look
    from annotator.charts.sheet import Drawn

_PAUSE_MS = 80
"""A chart is drawn anew when its size has been the same for this long."""

_DPI = 96
"""Pixels an inch of a chart has, before the screen's scale."""

_POINTS = 9.0
_MOST_WORDS = 1_200

Draw = Callable[["Figure", "Look"], "Drawn"]


def look_of(tokens: theme.Tokens) -> Look:
    """The look of the charts in the colours of a theme, their text as large as the window's."""
    from annotator.charts.look import Look

    return Look(
        paper=tokens.paper,
        line=tokens.line,
        text=tokens.text,
        soft=tokens.soft,
        accent=tokens.accent,
        warn=tokens.warn,
        sans=tuple(theme.SANS),
        size=_POINTS,
    )


class ChartView(QWidget):
    """Shows one chart; Tab goes on from it, every other key is the window's.

    name: of the file that the chart is kept in.
    """

    kept = Signal(object)  # Chart: it is to be written to a file

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"chart_{name}")
        self.name, self._words = name, words
        self.draw: Draw | None = None
        self._waiting = ""
        self._drawn: Drawn | None = None
        self._canvas: QWidget | None = None
        self._is_stale = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._redraw)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 2, 2, 2)

    def minimumSizeHint(self) -> QSize:
        """Small: a chart takes the room there is."""
        return QSize(160, 100)

    def sizeHint(self) -> QSize:
        """Room for a chart of a few lines."""
        return QSize(420, 260)

    def show_waiting(self, words: str) -> None:
        """Say why there is no chart yet; it stays until there is one."""
        if self.draw is None:
            self._waiting = words
            self.update()

    def show_chart(self, draw: Draw | None, words: str) -> None:
        """Show what `draw` draws; `words`: the chart as a text, with its numbers."""
        self.draw, self._waiting = draw, ""
        self.setAccessibleDescription(words)
        self._is_stale = True
        if self.isVisible():
            self._redraw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper, and a frame while the keys are here; the chart lies on it."""
        painter = QPainter(self)
        tokens = theme.current()
        painter.fillRect(self.rect(), QColor(tokens.paper))
        if self._waiting:
            painter.setPen(QColor(tokens.soft))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._waiting)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def restyle(self) -> None:
        """Take on the theme in force."""
        self.show_chart(self.draw, self.accessibleDescription())

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what became stale while nobody saw it."""
        super().showEvent(event)
        if self._is_stale:
            self._pause.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the chart for its new size."""
        super().resizeEvent(event)
        if self.draw is not None:
            self._pause.start(_PAUSE_MS)

    def _redraw(self) -> None:
        if not self.isVisible():
            self._is_stale = True
            return
        self._is_stale = False
        if self.draw is None:
            self._drawn = None
            if self._canvas is not None:
                self._canvas.hide()  # an empty figure would be white in every theme
            self.update()
            return
        canvas = self._canvas or self._make_canvas()
        if canvas.isHidden():
            canvas.show()
            self._column.activate()
        figure: Figure = canvas.figure  # type: ignore[attr-defined]
        figure.clear()
        self._drawn = self.draw(figure, look_of(theme.current()))
        canvas.draw_idle()  # type: ignore[attr-defined]

    def _make_canvas(self) -> QWidget:
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.figure import Figure

        canvas: QWidget = FigureCanvasQTAgg(Figure(dpi=_DPI))  # type: ignore[no-untyped-call]
        canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the canvas would keep the window's keys
        canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._column.addWidget(canvas)
        canvas.show()
        self._column.activate()
        self._canvas = canvas
        return canvas

    # --- numbers -------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Say the numbers of what the pointer rests on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = event.pos()
            words = self.words_at(place.x(), place.y())
            tip = f"<p style='white-space:pre-wrap'>{escape(words)}</p>" if words else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def words_at(self, x: float, y: float) -> str:
        """The words of what is drawn at a place of this widget, or ""."""
        canvas = self._canvas
        if canvas is None or self._drawn is None:
            return ""
        ratio = canvas.devicePixelRatioF()
        left, up = (x - canvas.x()) * ratio, (canvas.height() - (y - canvas.y())) * ratio
        at = self._drawn.axes.transData.inverted().transform((left, up))
        spot = self._drawn.at(float(at[0]), float(at[1]))
        return spot.words if spot is not None else ""

    @property
    def explained(self) -> Explained:
        """What the chart shows, in words."""
        return Explained(self.accessibleName(), "", (self.accessibleDescription()[:_MOST_WORDS],))

    # --- files ---------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the chart as a file."""
        self._offer(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter offers the chart as a file; every other key is the window's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._offer(self.mapToGlobal(self.rect().center()))
        else:
            event.ignore()

    def _offer(self, place: QPoint) -> None:
        menu = self.keep_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)
        menu.setActiveAction(menu.actions()[0])

    def keep_menu(self) -> QMenu:
        """What can be done with the chart."""
        menu = QMenu(self)
        for words, kind in (
            (self.tr("Save the chart as SVG…"), "svg"),
            (self.tr("Save the chart as PNG…"), "png"),
        ):
            action = menu.addAction(words)
            action.setEnabled(self.draw is not None)
            action.triggered.connect(lambda _=False, k=kind: self.kept.emit((self, k)))
        return menu

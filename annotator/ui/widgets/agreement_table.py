"""The variables with their agreement: a line each, its interval drawn where all can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QWidget

from annotator.model.agreement import (
    BELOW,
    OPEN,
    REACHED,
    THRESHOLDS,
    UNDEFINED,
    VariableAgreement,
)
from annotator.ui import theme
from annotator.ui.widgets.agreement_meaning import (
    alpha_of,
    coverage_of,
    interval_of,
    percent_of,
    units_of,
    verdict_of,
)
from annotator.ui.widgets.agreement_words import (
    between,
    coefficient,
    share,
    short_reason,
    verdict_colour,
    verdict_words,
    whole,
)
from annotator.ui.widgets.fact_table import (
    FactColumn,
    FactPainter,
    FactTable,
    Heading,
    number_column,
)
from annotator.ui.widgets.paged_table import Index

_ORDER = {REACHED: 3, OPEN: 2, BELOW: 1, UNDEFINED: 0}
_MARGIN = 10
_LEAST = -0.5
_FOREST, _WIDEST, _NAME = 116, 360, 170


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to 1 the intervals are drawn, and where the lab's threshold lies."""

    low: float = 0.0
    threshold: float = THRESHOLDS[1]

    def x(self, value: float, box: QRectF) -> float:
        """Where a value stands; one too low stands at the edge."""
        room = box.width() - 2 * _MARGIN
        part = (max(value, self.low) - self.low) / (1 - self.low)
        return box.left() + _MARGIN + room * min(part, 1.0)

    @property
    def ticks(self) -> list[float]:
        """The values with a line: the ends, Krippendorff's lines and the threshold."""
        return sorted({self.low, 0.0, *THRESHOLDS, self.threshold, 1.0})


def scale_of(lines: Sequence[VariableAgreement], threshold: float) -> Scale:
    """A scale on which all intervals have room, from -0.5 at the lowest."""
    lows = [line.interval.low for line in lines if line.interval is not None]
    alphas = [line.alpha for line in lines if line.alpha is not None]
    least = min([0.0, *lows, *alphas])
    return Scale(0.0 if least > -0.02 else max(_LEAST, floor(10 * least) / 10), threshold)


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


class AgreementTable(FactTable[VariableAgreement]):
    """Variables by table, as the codebook has them, or sorted by any column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = _tr("Agreement by variable")
        columns = self._columns()
        self.forest = next(at for at, each in enumerate(columns) if each.name == "forest")
        super().__init__("agreement_variables", words, columns, lambda line: line.name, parent)
        self.scale = Scale()
        self._groups: Mapping[str, str] = {}
        self.setItemDelegateForColumn(self.forest, ForestPainter(self))

    def _set_up_header(self) -> None:
        self.setHorizontalHeader(ForestHeader(self))
        super()._set_up_header()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a large screen names and intervals share the room there is."""
        taken = sum(
            self.columnWidth(at) for at in range(1, len(self.facts.columns)) if at != self.forest
        )
        room = self.viewport().width() - taken
        self.setColumnWidth(self.forest, max(_FOREST, min(room // 2, room - _NAME, _WIDEST)))
        super().resizeEvent(event)

    def _columns(self) -> list[FactColumn[VariableAgreement]]:
        return [
            FactColumn("name", _tr("Variable"), self._name, 0),
            number_column("units", _tr("Units"), 50, lambda line: line.n_units, whole, units_of),
            number_column(
                "coverage", _tr("Coverage"), 78, lambda line: line.coverage, share, coverage_of
            ),
            number_column(
                "percent", _tr("Percent"), 70, lambda line: line.percent, share, percent_of
            ),
            number_column(
                "alpha", _tr("Alpha"), 66, lambda line: line.alpha, coefficient, alpha_of
            ),
            FactColumn(
                "interval",
                _tr("95 % interval"),
                lambda line: between(line.interval),
                116,
                is_number=True,
                order=_low,
                explain=interval_of,
            ),
            FactColumn("forest", "", _why, _FOREST, order=_low, explain=interval_of),
            FactColumn(
                "verdict",
                _tr("Verdict"),
                lambda line: verdict_words(line.verdict),
                98,
                order=lambda line: _ORDER.get(line.verdict, 0),
                colour=lambda line: verdict_colour(line.verdict),
                explain=lambda line: verdict_of(line, self.scale.threshold),
            ),
        ]

    def _name(self, line: VariableAgreement) -> str:
        """The label; sorted by a column, the table is named, too."""
        group = self._groups.get(line.table, "")
        is_sorted = self.horizontalHeader().sortIndicatorSection() >= 0
        if not is_sorted or not group:
            return line.label
        return _tr("{group}: {variable}").format(group=group, variable=line.label)

    def show_lines(
        self, lines: Sequence[VariableAgreement], groups: Mapping[str, str], threshold: float
    ) -> None:
        """Show the variables of a comparison, under the names of their tables.

        groups: what the tables are called, in the order in which they are shown.
        """
        self.scale, self._groups = scale_of(lines, threshold), groups
        others = dict.fromkeys(line.table for line in lines if line.table not in groups)
        tables = [*groups, *others]
        rows: list[VariableAgreement | Heading] = []
        for table in tables:
            inside = [line for line in lines if line.table == table]
            if inside and groups.get(table):
                rows.append(Heading(groups[table]))
            rows += inside
        self.show_rows(rows)
        self.horizontalHeader().viewport().update()


def _low(line: VariableAgreement) -> float | None:
    return line.interval.low if line.interval is not None else None


def _why(line: VariableAgreement) -> str:
    """Why there is nothing to draw; where something is drawn, what is drawn."""
    if line.interval is not None:
        return between(line.interval)
    return short_reason(line.reason) if line.alpha is None else _tr("too few articles")


class ForestPainter(FactPainter):
    """Point and interval on the common scale, over the lines that it is judged by."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one interval; a heading or an undefined one stays as words."""
        line = index.data(Qt.ItemDataRole.UserRole)
        view = option.widget
        if not isinstance(line, VariableAgreement) or not isinstance(view, AgreementTable):
            super().paint(painter, option, index)
            return
        if line.interval is None or line.alpha is None:
            super().paint(painter, option, index)
            return
        option.text = ""
        style = view.style()
        style.drawPrimitive(style.PrimitiveElement.PE_PanelItemViewItem, option, painter, view)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_lines(painter, QRectF(option.rect), view.scale)
        _paint_interval(painter, QRectF(option.rect), view.scale, line)
        painter.restore()
        self.frame(painter, option, index)


def _paint_lines(painter: QPainter, box: QRectF, scale: Scale) -> None:
    """The lines at 0, .667, .800 and 1 as hairlines, the lab's threshold in the accent."""
    tokens = theme.current()
    for value in scale.ticks:
        is_own = value == scale.threshold
        pen = QPen(QColor(tokens.accent if is_own else tokens.line), 1.5 if is_own else 1)
        if value in THRESHOLDS and not is_own:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        x = scale.x(value, box)
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))


def _paint_interval(painter: QPainter, box: QRectF, scale: Scale, line: VariableAgreement) -> None:
    """A bar from bound to bound and the point: filled if reached, open if below, half between."""
    assert line.interval is not None
    assert line.alpha is not None
    tokens = theme.current()
    colour = QColor(getattr(tokens, verdict_colour(line.verdict)))
    y = box.center().y()
    low, high = (scale.x(value, box) for value in (line.interval.low, line.interval.high))
    painter.setPen(QPen(colour, 2))
    painter.drawLine(QPointF(low, y), QPointF(high, y))
    if line.interval.low < scale.low:
        for dy in (-4, 4):
            painter.drawLine(QPointF(low, y), QPointF(low + 5, y + dy))
    point = QRectF(scale.x(line.alpha, box) - 4.5, y - 4.5, 9, 9)
    painter.setBrush(QColor(tokens.paper))
    painter.drawEllipse(point)
    painter.setBrush(colour)
    if line.verdict == REACHED:
        painter.drawEllipse(point)
    elif line.verdict == OPEN:
        painter.drawPie(point, 90 * 16, 180 * 16)


class ForestHeader(QHeaderView):
    """The headings; over the intervals, the values of their lines."""

    def __init__(self, table: AgreementTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint a heading; over the intervals, each value that has room beside its neighbour."""
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if section != self._table.forest:
            return
        painter.save()
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.82)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().soft))
        scale, taken = self._table.scale, list[QRectF]()
        for value in (scale.threshold, 1.0, 0.0, *THRESHOLDS, scale.low):
            words = tick(value)
            width = QFontMetrics(font).horizontalAdvance(words) + 4
            x = scale.x(value, QRectF(rect)) - width / 2
            box = QRectF(x, rect.top(), width, rect.height() - 2)
            if not any(box.intersects(other) for other in taken):
                taken.append(box)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()


def tick(value: float) -> str:
    """A value on the scale, as short as it may be: 0, .8, −.5."""
    words: str = QLocale().toString(abs(round(value, 3)), "g", 3)
    short = words if value in (0.0, 1.0) else words.removeprefix(QLocale().zeroDigit())
    return f"\u2212{short}" if value < 0 else short

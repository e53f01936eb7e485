"""Dots on rows: label at the left, value and interval on one scale, the figures at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.charts.scale import Scale, lowest
from annotator.charts.sheet import MARGIN, Sheet, Spot
from annotator.model.agreement import BELOW, OPEN, REACHED, THRESHOLDS, UNDEFINED, Interval

ROW = 20.0
"""Points from row to row where there is room."""

_TOP, _LINE_WORDS, _BOTTOM, _KEY = 18.0, 13.0, 22.0, 16.0
_TALLEST, _LABEL = 26.0, 220.0

_GAP = 12.0
_ROOM_UNITS, _ROOM_INTERVAL, _ROOM_FIFTHS = 110.0, 150.0, 130.0
"""Points of the scale that units and intervals in figures have to leave; that fifths need."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. note: what stands there instead of a value. units: as it is written, or "".

    words: all of it in a sentence. A heading has a label alone.
    """

    label: str
    value: float | None = None
    words: str = ""
    note: str = ""
    interval: Interval | None = None
    verdict: str = ""
    units: str = ""
    name: str = ""
    is_heading: bool = False


def rows_height(n_rows: int, *, with_lines: bool) -> float:
    """Inches that so many rows want."""
    lines = 2 * _LINE_WORDS + _KEY if with_lines else 0.0
    return (_TOP + lines + max(n_rows, 1) * ROW + _BOTTOM) / 72


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand, in points: the right ends of the label and of columns of figures."""

    label: float
    scale: Scale
    value: float
    interval: float | None
    units: float | None
    top: float
    row: float
    size: float

    def y(self, place: int) -> float:
        return self.top + (place + 0.5) * self.row


def draw_rows(
    sheet: Sheet, rows: Sequence[Row], *, threshold: float | None = None, heading: str = ""
) -> list[Spot]:
    """Draw rows from the top; with a threshold, it and Krippendorff's lines and a key of marks.

    heading: of the column of values.
    """
    columns = _columns(sheet, rows, threshold is not None)
    bottom = columns.top + len(rows) * columns.row
    _draw_scale(sheet, columns, bottom)
    if threshold is not None:
        _draw_lines(sheet, columns, bottom, threshold)
        _draw_key(sheet, rows, bottom + _BOTTOM + _KEY / 2)
    _draw_headings(sheet, columns, heading)
    for place, row in enumerate(rows):
        _draw_row(sheet, columns, row, columns.y(place))
    return [
        Spot(
            sheet.width / 2, columns.y(place), sheet.width / 2, columns.row / 2, row.words, row.name
        )
        for place, row in enumerate(rows)
        if row.words
    ]


def _columns(sheet: Sheet, rows: Sequence[Row], with_lines: bool) -> _Columns:
    top = _TOP + (2 * _LINE_WORDS if with_lines else 0.0)
    below = _BOTTOM + (_KEY if with_lines else 0.0)
    row = max(min((sheet.height - top - below) / len(rows), _TALLEST), 1.0)
    size = min(sheet.look.size, row * 0.8)
    widest = sheet.width_of([each.label for each in rows])
    label = MARGIN + min(widest, _LABEL, sheet.width * 0.36)
    numbers = [*(_number(sheet, each.value) for each in rows), _number(sheet, 0.0)]
    room = sheet.width - MARGIN - label - sheet.width_of(numbers) - 2 * _GAP
    right = sheet.width - MARGIN
    units = interval = None
    wanted = _units_room(sheet, rows)
    if wanted and room - wanted >= _ROOM_UNITS:
        units, right, room = right, right - wanted, room - wanted
    wanted = _interval_room(sheet, rows)
    if wanted and room - wanted >= _ROOM_INTERVAL:
        interval, right, room = right, right - wanted, room - wanted
    value = right
    start = label + _GAP
    scale = Scale(lowest(_values(rows)), start, start + max(room, 30.0))
    return _Columns(label, scale, value, interval, units, top, row, size)


def _units_room(sheet: Sheet, rows: Sequence[Row]) -> float:
    """Points that the column of units takes, 0 if there is nothing to stand in it."""
    written = [row.units for row in rows if row.units]
    return (
        sheet.width_of([*written, sheet.words.units], sheet.look.small) + _GAP if written else 0.0
    )


def _interval_room(sheet: Sheet, rows: Sequence[Row]) -> float:
    written = [_between(sheet, row.interval) for row in rows if row.interval is not None]
    return sheet.width_of(written, sheet.look.small) + _GAP if written else 0.0


def _values(rows: Sequence[Row]) -> list[float]:
    """All that has to lie on the scale."""
    values = [row.value for row in rows if row.value is not None]
    return values + [row.interval.low for row in rows if row.interval is not None]


def _ticks(scale: Scale) -> list[float]:
    return scale.fifths() if scale.end - scale.start >= _ROOM_FIFTHS else [0.0, 0.5, 1.0]


def _number(sheet: Sheet, value: float | None) -> str:
    return "" if value is None else sheet.words.number(value, 3)


def _between(sheet: Sheet, interval: Interval | None) -> str:
    if interval is None:
        return ""
    number = sheet.words.number
    return sheet.words.between.format(low=number(interval.low, 2), high=number(interval.high, 2))


def _draw_scale(sheet: Sheet, columns: _Columns, bottom: float) -> None:
    look = sheet.look
    for tick in _ticks(columns.scale):
        x = columns.scale.at(tick)
        is_zero = tick == 0 and columns.scale.low < 0
        colour = look.soft if is_zero else look.line
        sheet.line((x, columns.top), (x, bottom), colour, 0.8)
        written = sheet.words.number(tick, 1)
        sheet.text(x, bottom + 10, written, colour=look.soft, size=look.small, side="center")


def _draw_lines(sheet: Sheet, columns: _Columns, bottom: float, threshold: float) -> None:
    look, scale = sheet.look, columns.scale
    for line in THRESHOLDS:
        if abs(line - threshold) >= 0.0005:
            x = scale.at(line)
            sheet.line((x, columns.top), (x, bottom), look.soft, 0.8, ":")
            written = sheet.words.number(line, 3)
            # On a narrow scale they would touch if they stood over the middle of their lines.
            side, shift = ("right", 2.0) if line == THRESHOLDS[0] else ("left", -2.0)
            y = columns.top - 8
            sheet.text(x + shift, y, written, colour=look.soft, size=look.small, side=side)
    x = scale.at(threshold)
    sheet.line((x, columns.top - _LINE_WORDS), (x, bottom), look.text, 1.0)
    written = sheet.words.threshold.format(value=sheet.words.number(threshold, 3))
    half = sheet.width_of([written], look.small) / 2
    middle = max(MARGIN + half, min(x, sheet.width - MARGIN - half))
    sheet.text(middle, columns.top - _LINE_WORDS - 8, written, size=look.small, side="center")


def _draw_headings(sheet: Sheet, columns: _Columns, heading: str) -> None:
    look, y = sheet.look, columns.top - 8
    for right, words in (
        (columns.value, heading),
        (columns.interval, sheet.words.interval),
        (columns.units, sheet.words.units),
    ):
        if right is not None and words:
            sheet.text(right, y, words, colour=look.soft, size=look.small, side="right")


def _draw_row(sheet: Sheet, columns: _Columns, row: Row, y: float) -> None:
    look = sheet.look
    label = sheet.fitting(row.label, columns.label - MARGIN, columns.size)
    if row.is_heading:
        sheet.text(MARGIN, y, label, colour=look.soft, size=columns.size)
        return
    sheet.text(columns.label, y, label, size=columns.size, side="right")
    small = min(look.small, columns.size)
    if columns.units is not None:
        sheet.text(columns.units, y, row.units, colour=look.soft, size=small, side="right")
    if row.value is None:
        x = columns.scale.at(0.0) + 4
        note = sheet.fitting(row.note, columns.value - x, small)
        sheet.text(x, y, note, colour=look.soft, size=small, covers=True)
        return
    _draw_value(sheet, columns, row, row.value, y)
    number = _number(sheet, row.value)
    sheet.text(columns.value, y, number, size=columns.size, side="right")
    if columns.interval is not None:
        between = _between(sheet, row.interval)
        sheet.text(columns.interval, y, between, colour=look.soft, size=small, side="right")


def _draw_value(sheet: Sheet, columns: _Columns, row: Row, value: float, y: float) -> None:
    scale = columns.scale
    shape, colour, fill = _mark(sheet, row.verdict)
    size = min(6.0, columns.row * 0.5)
    if row.interval is not None:
        low, high = scale.at(row.interval.low), scale.at(row.interval.high)
        sheet.line((low, y), (high, y), colour, 1.8)
        if row.interval.low < scale.low:
            sheet.mark(low, y, "<", colour, size=size * 0.8)
    if value < scale.low:
        shape, fill = "<", colour
    sheet.mark(scale.at(value), y, shape, colour, fill=fill, size=size)


def _mark(sheet: Sheet, verdict: str) -> tuple[str, str, str]:
    """Shape, colour and fill: verdicts can be told apart without their colour."""
    look = sheet.look
    known = {
        REACHED: ("o", look.accent, look.accent),
        OPEN: ("o", look.accent, look.paper),
        BELOW: ("D", look.warn, look.warn),
        UNDEFINED: ("s", look.soft, look.paper),
    }
    return known.get(verdict, ("o", look.accent, look.accent))


def _draw_key(sheet: Sheet, rows: Sequence[Row], y: float) -> None:
    """What the marks mean that occur, as far as there is room."""
    found = {row.verdict for row in rows if row.value is not None}
    x, look = MARGIN + 4, sheet.look
    for verdict in (REACHED, OPEN, BELOW, UNDEFINED):
        if verdict not in found:
            continue
        words = sheet.words.verdict(verdict)
        end = x + 8 + sheet.width_of([words], look.small)
        if end > sheet.width - MARGIN:
            return
        shape, colour, fill = _mark(sheet, verdict)
        sheet.mark(x, y, shape, colour, fill=fill, size=5.0)
        sheet.text(x + 8, y, words, colour=look.soft, size=look.small)
        x = end + 16

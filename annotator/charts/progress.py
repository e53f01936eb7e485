"""How far coders are: for each a bar of what is done and to do, and what they submitted by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matplotlib.figure import Figure

from annotator.charts.look import LIGHT, Look
from annotator.charts.sheet import MARGIN, Drawn, Sheet, Spot
from annotator.charts.words import Words
from annotator.model.progress import CoderProgress

_ROW, _TALLEST = 24.0, 30.0
_TOP, _BOTTOM = 16.0, 22.0
_LABEL, _GAP = 170.0, 12.0
_MOST_WEEKS, _WEEK_WIDTH = 16, 7.0
_BAR_ROOM = 90.0
"""Points that bars keep before weeks are drawn beside them."""

_BEGUN_OPACITY = 0.35
_BAR, _KEY = 0.56, 8.0
_HATCH = "/////"


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand, in points. most: articles of the longest bar. per_week: of the tallest.

    weeks: Mondays from the first one shown to the last in which anything came in; none if there is
    no room for them.
    """

    label: float
    left: float
    right: float
    counts: float
    row: float
    size: float
    most: int
    weeks: tuple[date, ...]
    per_week: int

    def y(self, place: int) -> float:
        return _TOP + (place + 0.5) * self.row

    def x(self, number: int) -> float:
        return self.left + (self.right - self.left) * number / self.most

    def week_x(self, place: int) -> float:
        return self.counts + _GAP + place * _WEEK_WIDTH


def progress_height(n_coders: int) -> float:
    """Inches that the chart wants for so many coders."""
    return (_TOP + max(n_coders, 1) * _ROW + _BOTTOM) / 72


def progress_chart(
    figure: Figure,
    lines: Sequence[CoderProgress],
    look: Look = LIGHT,
    words: Words | None = None,
) -> Drawn:
    """Draw a row for each coder: submitted, set aside, begun, to do; and what came in by week.

    A row is a spot that has the coder's handle as its name.
    """
    words = words or Words()
    sheet = Sheet(figure, look, words)
    if not any(_length(line) for line in lines):
        return sheet.empty()
    frame = _frame(sheet, lines)
    _draw_headings(sheet, frame)
    for place, line in enumerate(lines):
        _draw_row(sheet, frame, line, frame.y(place))
    _draw_key(sheet, frame, _TOP + len(lines) * frame.row + _BOTTOM / 2)
    spots = [
        Spot(
            sheet.width / 2,
            frame.y(place),
            sheet.width / 2,
            frame.row / 2,
            _sentence(line, words),
            line.coder.handle,
        )
        for place, line in enumerate(lines)
    ]
    return sheet.done(spots, progress_words(lines, words))


def progress_words(lines: Sequence[CoderProgress], words: Words | None = None) -> str:
    """The chart in sentences, one or two for each coder."""
    words = words or Words()
    if not any(_length(line) for line in lines):
        return words.nothing
    return " ".join(_sentence(line, words) for line in lines)


def _sentence(line: CoderProgress, words: Words) -> str:
    """All that a row shows, and the newest week."""
    told = words.progress_row.format(
        coder=line.coder.handle,
        assigned=words.number(line.assigned, 0),
        submitted=words.number(line.submitted, 0),
        set_aside=words.number(line.set_aside, 0),
        begun=words.number(line.begun, 0),
        to_do=words.number(_to_do(line), 0),
    )
    came = [week for week in line.weeks if week.submitted]
    if not came:
        return told
    newest = words.progress_week.format(
        week=words.day(came[-1].monday), submitted=words.number(came[-1].submitted, 0)
    )
    return f"{told} {newest}"


def _done(line: CoderProgress) -> int:
    return line.submitted + line.set_aside


def _to_do(line: CoderProgress) -> int:
    """What is assigned and not begun; what was coded without being assigned is no debt."""
    return max(line.assigned - _done(line) - line.begun, 0)


def _length(line: CoderProgress) -> int:
    return _done(line) + line.begun + _to_do(line)


def _frame(sheet: Sheet, lines: Sequence[CoderProgress]) -> _Frame:
    row = max(min((sheet.height - _TOP - _BOTTOM) / len(lines), _TALLEST), 1.0)
    size = min(sheet.look.size, row * 0.8)
    widest = sheet.width_of([line.coder.handle for line in lines], size)
    label = MARGIN + min(widest, _LABEL, sheet.width * 0.3)
    left = label + _GAP
    counts = sheet.width_of([_count(sheet, line) for line in lines], size)
    weeks, per_week = _weeks(lines)
    room = sheet.width - MARGIN - left - counts - 2 * _GAP - _BAR_ROOM
    weeks = weeks[max(len(weeks) - max(int(room / _WEEK_WIDTH), 0), 0) :]
    heading = sheet.width_of([sheet.words.progress_weeks], sheet.look.small)
    taken = max(len(weeks) * _WEEK_WIDTH, heading) + _GAP if weeks else 0.0
    end = sheet.width - MARGIN - taken
    right = max(end - counts - _GAP, left + 1.0)
    most = max(_length(line) for line in lines)
    return _Frame(label, left, right, end, row, size, most, weeks, per_week)


def _weeks(lines: Sequence[CoderProgress]) -> tuple[tuple[date, ...], int]:
    """The weeks that are shown, one after the other, and the most that came in from one coder."""
    came = {week.monday for line in lines for week in line.weeks if week.submitted}
    if not came:
        return (), 0
    first = max(min(came), max(came) - timedelta(weeks=_MOST_WEEKS - 1))
    shown = tuple(first + timedelta(weeks=at) for at in range((max(came) - first).days // 7 + 1))
    most = max(week.submitted for line in lines for week in line.weeks if week.monday >= first)
    return shown, most


def _count(sheet: Sheet, line: CoderProgress) -> str:
    """What stands behind a bar: how many are done of how many."""
    done, all_ = sheet.words.number(_done(line), 0), sheet.words.number(_length(line), 0)
    return f"{done}/{all_}"


def _draw_headings(sheet: Sheet, frame: _Frame) -> None:
    look, words = sheet.look, sheet.words
    size, y = min(look.small, frame.size), _TOP / 2
    room = frame.counts - frame.left
    shown = sheet.fitting(words.progress_done, room, size)
    sheet.text(frame.counts, y, shown, colour=look.soft, size=size, side="right")
    if frame.weeks:
        room = sheet.width - frame.week_x(0)
        shown = sheet.fitting(words.progress_weeks, room, size)
        sheet.text(frame.week_x(0), y, shown, colour=look.soft, size=size)


def _draw_row(sheet: Sheet, frame: _Frame, line: CoderProgress, y: float) -> None:
    look = sheet.look
    room = frame.label - MARGIN
    shown = sheet.fitting(line.coder.handle, room, frame.size, in_middle=True)
    sheet.text(frame.label, y, shown, size=frame.size, side="right")
    sheet.text(frame.counts, y, _count(sheet, line), size=frame.size, side="right")
    height = frame.row * _BAR
    start = 0
    for number, draw in (
        (line.submitted, _draw_submitted),
        (line.set_aside, _draw_set_aside),
        (line.begun, _draw_begun),
        (_to_do(line), _draw_to_do),
    ):
        if number:
            x = frame.x(start)
            draw(sheet, x, y - height / 2, max(frame.x(start + number) - x, 0.8), height)
        start += number
    came = {week.monday: week.submitted for week in line.weeks}
    for place, monday in enumerate(frame.weeks):
        x = frame.week_x(place)
        high = frame.row * 0.8 * came.get(monday, 0) / frame.per_week
        bottom = y + frame.row * 0.4
        width = _WEEK_WIDTH - 1.5
        if high:
            sheet.cell(x, bottom - max(high, 1.0), (width, max(high, 1.0)), look.accent)
        sheet.line((x, bottom), (x + width, bottom), look.soft, 0.6)


def _draw_submitted(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.cell(x, y, (width, height), sheet.look.accent)


def _draw_set_aside(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.cell(x, y, (width, height), sheet.look.warn, opacity=0.25)
    sheet.cell(x, y, (width, height), sheet.look.warn, hatch=_HATCH)


def _draw_begun(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.cell(x, y, (width, height), sheet.look.accent, opacity=_BEGUN_OPACITY)


def _draw_to_do(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    right, bottom = x + width, y + height
    for first, last in (
        ((x, y), (right, y)),
        ((right, y), (right, bottom)),
        ((right, bottom), (x, bottom)),
        ((x, bottom), (x, y)),
    ):
        sheet.line(first, last, sheet.look.soft, 0.6)


def _draw_key(sheet: Sheet, frame: _Frame, y: float) -> None:
    """What is what, under the bars if there is room, as far as there is."""
    look, words = sheet.look, sheet.words
    size = min(look.small, frame.size)
    key = (
        (words.progress_submitted, _draw_submitted),
        (words.progress_set_aside, _draw_set_aside),
        (words.progress_begun, _draw_begun),
        (words.progress_to_do, _draw_to_do),
    )
    widths = [_KEY + 4 + sheet.width_of([label], size) for label, _ in key]
    end = sheet.width - MARGIN
    x = min(frame.left, max(end - sum(widths) - _GAP * len(key), MARGIN))
    for (label, draw), width in zip(key, widths, strict=True):
        if x + width > end:
            return
        draw(sheet, x, y - _KEY / 2, _KEY, _KEY)
        sheet.text(x + _KEY + 4, y, label, colour=look.soft, size=size)
        x += width + _GAP

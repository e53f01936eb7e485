"""Agreement by week: does it hold, or do coders drift apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from matplotlib.figure import Figure

from annotator.charts.look import LIGHT, Look
from annotator.charts.scale import Scale, lowest
from annotator.charts.sheet import MARGIN, Drawn, Sheet, Spot
from annotator.charts.words import Words
from annotator.model.agreement import DriftPoint

DRIFT_HEIGHT = 2.6
"""Inches that the chart wants."""

_WEEK = 7
_WIDEST = 72.0
"""Points from week to week, at most."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """From days and values to points."""

    first: int
    left: float
    right: float
    per_day: float
    scale: Scale

    def x(self, point: DriftPoint) -> float:
        return self.left + (_day(point).toordinal() - self.first) * self.per_day


def drift(
    figure: Figure,
    points: Sequence[DriftPoint],
    look: Look = LIGHT,
    threshold: float = 0.800,
    words: Words | None = None,
) -> Drawn:
    """Draw α of each week, in the order of weeks, and under it how many units it rests on.

    The line is broken where a week is undefined or has no units. A spot is a strip of the chart,
    named as its week.
    """
    words = words or Words()
    sheet = Sheet(figure, look, words)
    if not points:
        return sheet.empty()
    points = sorted(points, key=lambda point: point.week)
    frame = _frame(sheet, points)
    _draw_scale(sheet, frame, threshold)
    _draw_weeks(sheet, frame, points)
    for point, after in pairwise(points):
        _draw_link(sheet, frame, point, after)
    for point in points:
        _draw_point(sheet, frame, point)
    spots = _spots(sheet, frame, points)
    return sheet.done(spots, describe_drift(points, threshold, words))


def describe_drift(
    points: Sequence[DriftPoint], threshold: float, words: Words | None = None
) -> str:
    """The chart in sentences: from when to when, then each week's numbers."""
    words = words or Words()
    if not points:
        return words.nothing
    points = sorted(points, key=lambda point: point.week)
    summary = words.weeks.format(
        n=len(points),
        first=words.day(_day(points[0])),
        last=words.day(_day(points[-1])),
        threshold=words.number(threshold, 3),
    )
    return " ".join([summary, *(_sentence(point, words) for point in points)])


def _day(point: DriftPoint) -> date:
    return date.fromisoformat(point.week)


def _sentence(point: DriftPoint, words: Words) -> str:
    week, units = words.day(_day(point)), words.number(point.n_units, 0)
    if point.alpha.value is None:
        reason = words.reason(point.alpha.reason)
        return words.undefined_week.format(week=week, reason=reason, units=units)
    value, interval = words.number(point.alpha.value, 3), point.interval
    if interval is None:
        return words.week.format(week=week, value=value, units=units)
    low, high = words.number(interval.low, 3), words.number(interval.high, 3)
    return words.week_interval.format(week=week, value=value, low=low, high=high, units=units)


def _frame(sheet: Sheet, points: Sequence[DriftPoint]) -> _Frame:
    words, small = sheet.words, sheet.look.small
    labels = [words.number(value, 1) for value in (0.0, -0.2)]
    left = MARGIN + sheet.width_of([*labels, words.units], small) + 14
    right = sheet.width - MARGIN - 14
    first, last = _day(points[0]).toordinal(), _day(points[-1]).toordinal()
    per_day = min((right - left) / (last - first), _WIDEST / _WEEK) if last > first else 0.0
    found = [point.alpha.value for point in points if point.alpha.value is not None]
    found += [point.interval.low for point in points if point.interval is not None]
    scale = Scale(lowest(found), sheet.height - MARGIN - 36, MARGIN + 16)
    return _Frame(first, left, right, per_day, scale)


def _draw_scale(sheet: Sheet, frame: _Frame, threshold: float) -> None:
    look, words = sheet.look, sheet.words
    for value in frame.scale.fifths():
        y = frame.scale.at(value)
        colour = look.soft if value == 0 and frame.scale.low < 0 else look.line
        sheet.line((frame.left - 8, y), (frame.right + 8, y), colour, 0.8)
        written = words.number(value, 1)
        sheet.text(frame.left - 14, y, written, colour=look.soft, size=look.small, side="right")
    y = frame.scale.at(threshold)
    sheet.line((frame.left - 8, y), (frame.right + 8, y), look.text, 1.0, "--")
    written = words.threshold.format(value=words.number(threshold, 3))
    sheet.text(frame.right + 8, MARGIN + 4, written, size=look.small, side="right")
    sheet.text(MARGIN, MARGIN + 4, words.alpha, colour=look.soft, size=look.small)


def _draw_weeks(sheet: Sheet, frame: _Frame, points: Sequence[DriftPoint]) -> None:
    """Units and days under the points, as many as fit beside each other."""
    look, words = sheet.look, sheet.words
    y = frame.scale.start + 14
    sheet.text(frame.left - 14, y, words.units, colour=look.soft, size=look.small, side="right")
    units = [words.number(point.n_units, 0) for point in points]
    days = [words.day(_day(point)) for point in points]
    for written, down in ((units, 14), (days, 28)):
        room = sheet.width_of(written, look.small)
        taken = float("-inf")
        for point, text in zip(points, written, strict=True):
            x = frame.x(point)
            if x - taken < room + 6:
                continue
            taken = x
            half = sheet.width_of([text], look.small) / 2
            middle = min(max(x, MARGIN + half), sheet.width - MARGIN - half)
            place = middle, frame.scale.start + down
            sheet.text(*place, text, colour=look.soft, size=look.small, side="center")


def _draw_link(sheet: Sheet, frame: _Frame, point: DriftPoint, after: DriftPoint) -> None:
    one, other = point.alpha.value, after.alpha.value
    if one is None or other is None or (_day(after) - _day(point)).days > _WEEK:
        return
    first, last = (frame.x(point), frame.scale.at(one)), (frame.x(after), frame.scale.at(other))
    sheet.line(first, last, sheet.look.accent, 1.4)


def _draw_point(sheet: Sheet, frame: _Frame, point: DriftPoint) -> None:
    look, x = sheet.look, frame.x(point)
    if point.alpha.value is None:
        sheet.mark(x, frame.scale.start, "x", look.soft, size=5.0)
        return
    interval = point.interval
    if interval is not None:
        sheet.line(
            (x, frame.scale.at(interval.low)), (x, frame.scale.at(interval.high)), look.accent, 0.9
        )
    shape = "v" if point.alpha.value < frame.scale.low else "o"
    sheet.mark(x, frame.scale.at(point.alpha.value), shape, look.accent, size=5.0)


def _spots(sheet: Sheet, frame: _Frame, points: Sequence[DriftPoint]) -> list[Spot]:
    """Strips from half-way to half-way, so that a week is easily hit."""
    places = [frame.x(point) for point in points]
    gap = min((right - left for left, right in pairwise(places)), default=_WIDEST)
    half = max(gap / 2, 0.5)
    middle, height = sheet.height / 2, sheet.height / 2
    return [
        Spot(x, middle, half, height, _sentence(point, sheet.words), point.week)
        for x, point in zip(places, points, strict=True)
    ]

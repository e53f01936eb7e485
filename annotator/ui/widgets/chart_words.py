"""The words on charts, translated, their numbers and days as the locale writes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from annotator.model.agreement import BELOW, OPEN, REACHED, REASONS, UNDEFINED
from annotator.ui.widgets.agreement_words import short_reason

if TYPE_CHECKING:
    from annotator.charts.words import Words


def _tr(text: str) -> str:
    return QCoreApplication.translate("charts", text)


def number(value: float, digits: int) -> str:
    """A number with so many places."""
    written = QLocale().toString(round(value, digits) + 0.0, "f", digits)
    return written.replace("-", "\u2212")


def day(value: date) -> str:
    """A day, as short as the locale writes it."""
    shown = QDate(value.year, value.month, value.day)
    form = QLocale.FormatType.ShortFormat
    written: str = QLocale().toString(shown, form)
    return written


def chart_words() -> Words:
    """What charts say, in the language of the window."""
    from annotator.charts.words import Words

    return Words(
        number=number,
        day=day,
        alpha=_tr("α"),
        interval=_tr("95 %"),
        units=_tr("units"),
        f1=_tr("F1"),
        soft_f1=_tr("soft F1"),
        event_alpha=_tr("α of the event lists"),
        relevance=_tr("α of having an event"),
        count=_tr("α of the number of events"),
        recall=_tr("Recall by coder"),
        threshold=_tr("threshold {value}"),
        undefined=_tr("undefined"),
        because=_tr("undefined: {reason}"),
        nothing=_tr("Nothing to draw yet"),
        between=_tr("{low} to {high}"),
        row=_tr(
            "{label}: {name} {value}, 95 % interval {low} to {high}, units: {units}; {verdict}."
        ),
        bare_row=_tr("{label}: {name} {value}, units: {units}; {verdict}."),
        undefined_row=_tr("{label}: {name} is undefined ({reason}), units: {units}."),
        summary=_tr(
            "Variables: {n}. At threshold {threshold}: {reached} reached, {open} open, {below} "
            "below, {undefined} not judged."
        ),
        pair=_tr("{first} and {second}: {value}, units: {units}."),
        bare_pair=_tr("{first} and {second}: {value}."),
        undefined_pair=_tr("{first} and {second}: undefined ({reason})."),
        reason_unknown=_tr("no data"),
        same=_tr("{first}, given by both: {count}."),
        confused=_tr("{first} with {second}: {count}."),
        confusions=_tr("Values in pairs of coders: {all}, of which the same: {same}."),
        week=_tr("Week of {week}: α {value}, units: {units}."),
        week_interval=_tr(
            "Week of {week}: α {value}, 95 % interval {low} to {high}, units: {units}."
        ),
        undefined_week=_tr("Week of {week}: α is undefined ({reason}), units: {units}."),
        weeks=_tr("Weeks: {n}, from {first} to {last}. Threshold {threshold}."),
        measure=_tr("{label}: {value}."),
        measure_interval=_tr("{label}: {value}, 95 % interval {low} to {high}."),
        undefined_measure=_tr("{label}: undefined ({reason})."),
        recall_row=_tr("{coder} has {recall} of the events of the others."),
        recall_precision=_tr(
            "{coder} has {recall} of the events of the others, who have {precision} of theirs."
        ),
        events=_tr("Events: {events}, happenings: {clusters}, articles: {articles}."),
        progress_row=_tr(
            "{coder}: assigned {assigned}, submitted {submitted}, set aside {set_aside}, "
            "begun {begun}, to do {to_do}."
        ),
        progress_week=_tr("Last, in the week of {week}: {submitted} submitted."),
        progress_submitted=_tr("submitted"),
        progress_set_aside=_tr("set aside"),
        progress_begun=_tr("begun"),
        progress_to_do=_tr("to do"),
        progress_done=_tr("done/all"),
        progress_weeks=_tr("by week"),
        reasons={reason: short_reason(reason) for reason in REASONS},
        verdicts={
            REACHED: _tr("reached"),
            OPEN: _tr("open"),
            BELOW: _tr("below"),
            UNDEFINED: _tr("not judged"),
        },
    )

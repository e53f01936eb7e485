"""Agreement in words: how its numbers are written, and what each verdict, level and reason says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt

from annotator.model import agreement
from annotator.model.agreement import Interval

NONE = "–"
FEW = 10
"""Articles below which an interval from drawing them again says little about other articles."""

_SHORT = QLocale.FormatType.ShortFormat


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


def coefficient(value: float | None) -> str:
    """A coefficient with three places: 0.743; a dash where there is none."""
    if value is None:
        return NONE
    shown = round(value, 3) + 0.0  # no minus zero
    return QLocale().toString(shown, "f", 3).replace("-", "\u2212")


def share(value: float | None) -> str:
    """A share in percent with one place: 81.8 %."""
    if value is None:
        return NONE
    return _tr("{n} %").format(n=QLocale().toString(100.0 * value, "f", 1))


def fine_share(value: float | None) -> str:
    """A share in percent with two significant figures, however small: 0.018 %."""
    if value is None:
        return NONE
    return _tr("{n} %").format(n=QLocale().toString(100.0 * value, "g", 2))


def whole(value: int | None) -> str:
    """A count."""
    return NONE if value is None else QLocale().toString(value)


def tally(value: float) -> str:
    """A weighted count with one place, or none where it is whole."""
    number = float(value)  # Qt takes no whole number here
    return QLocale().toString(number, "f", 0 if number.is_integer() else 1)


def day_of(iso: str) -> str:
    """A day as the locale writes it, from 2025-12-02."""
    return QLocale().toString(QDate.fromString(iso, Qt.DateFormat.ISODate), _SHORT)


def between(interval: Interval | None) -> str:
    """An interval with three places: 0.612 – 0.851."""
    if interval is None:
        return NONE
    return _tr("{low} – {high}").format(
        low=coefficient(interval.low), high=coefficient(interval.high)
    )


def verdict_words(verdict: str) -> str:
    """A verdict with its sign, which says it without colour: ● reached."""
    return {
        agreement.REACHED: _tr("● reached"),
        agreement.OPEN: _tr("◐ open"),
        agreement.BELOW: _tr("○ below"),
    }.get(verdict, _tr("– not judged"))


def verdict_colour(verdict: str) -> str:
    """The token a verdict is written in."""
    colours = {agreement.REACHED: "ok", agreement.OPEN: "warn", agreement.BELOW: "error"}
    return colours.get(verdict, "soft")


def verdict_sentence(verdict: str, threshold: float) -> str:
    """What a verdict means for whoever wants to use the variable."""
    words = {
        agreement.REACHED: _tr(
            "Reached: the whole interval lies at or above the threshold {threshold}."
        ),
        agreement.OPEN: _tr(
            "Open: the threshold {threshold} lies inside the interval. More double-coded articles "
            "would settle it."
        ),
        agreement.BELOW: _tr("Below: the whole interval lies under the threshold {threshold}."),
    }.get(verdict, _tr("Not judged: there is no interval."))
    return words.format(threshold=coefficient(threshold))


def reason_words(reason: str) -> str:
    """Why a statistic is undefined, in a sentence."""
    return {
        agreement.NO_VARIATION: _tr(
            "Undefined: all values are equal. Without variation there is no chance agreement to "
            "correct for; look at the percent agreement."
        ),
        agreement.NO_PAIRABLE: _tr(
            "Undefined: no unit has values of two coders. “Not stated”, “not applicable” and "
            "“undecided” are no values on this scale."
        ),
        agreement.NEEDS_TWO_CODERS: _tr("Defined for exactly two coders only."),
        agreement.NEEDS_THREE_CODERS: _tr("Defined for three coders or more only."),
        agreement.NOT_NUMERIC: _tr("Undefined: the values are not numbers."),
        agreement.INCOMPLETE: _tr("Undefined: not every coder has coded every unit."),
        agreement.OVERLAPPING: _tr("Undefined: spans of one coder with one label overlap."),
        agreement.TOO_MANY: _tr("Not computed: there are too many different values."),
        agreement.OUT_OF_RANGE: _tr("Not computed: the values are too large to compute with."),
    }.get(reason, _tr("Undefined: {reason}.").format(reason=reason) if reason else "")


def short_reason(reason: str) -> str:
    """Why a statistic is undefined, in a word or two."""
    return {
        agreement.NO_VARIATION: _tr("no variation"),
        agreement.NO_PAIRABLE: _tr("no pairs"),
        agreement.NEEDS_TWO_CODERS: _tr("for two coders only"),
        agreement.NEEDS_THREE_CODERS: _tr("for three coders or more"),
        agreement.NOT_NUMERIC: _tr("not numbers"),
        agreement.INCOMPLETE: _tr("not all units coded by all"),
        agreement.OVERLAPPING: _tr("overlapping spans"),
        agreement.TOO_MANY: _tr("too many values"),
        agreement.OUT_OF_RANGE: _tr("values too large"),
    }.get(reason, reason)


def level_words(level: str) -> str:
    """How two values of a level are held against each other."""
    return {
        "nominal": _tr("Nominal: two values are equal, or they are not."),
        "ordinal": _tr("Ordinal: values far apart in their order disagree more than neighbours."),
        "interval": _tr("Interval: disagreement grows with the square of the difference."),
        "ratio": _tr("Ratio: disagreement grows with the difference relative to the sum."),
        "masi": _tr(
            "Sets, by MASI: the share of common codes, lowered where one set does not hold the "
            "other."
        ),
        "jaccard": _tr("Sets, by Jaccard: the share of common codes among all codes."),
        "dice": _tr("Sets, by Dice: twice the common codes among the codes of both."),
        "date": _tr("Dates: how many days first and last day lie apart, up to a limit."),
    }.get(level, level)


def missing_words(kind: str) -> str:
    """A kind of missing answer, as it is counted beside alpha."""
    return {
        "not_stated": _tr("not stated"),
        "not_applicable": _tr("not applicable"),
        "undecided": _tr("undecided"),
        "unanswered": _tr("unanswered"),
        "default": _tr("filled in by the codebook"),
    }.get(kind, kind)


def role_words(role: str) -> str:
    """A role by which events are told apart."""
    return {
        "type": _tr("Type"),
        "date": _tr("Date"),
        "participants": _tr("Participants"),
        "evidence": _tr("Evidence"),
    }.get(role, role)


def hand_words(by_hand: str) -> str:
    """What a reviewer said of two events."""
    return {"joined": _tr("joined by hand"), "parted": _tr("pulled apart by hand")}.get(by_hand, "")

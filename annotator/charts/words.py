"""The words on charts, and how numbers and days are written: English unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from annotator.model import agreement as values

_REASONS: Mapping[str, str] = MappingProxyType(
    {
        values.NO_VARIATION: "no variation",
        values.NO_PAIRABLE: "no unit with two values",
        values.NEEDS_TWO_CODERS: "needs two coders",
        values.NEEDS_THREE_CODERS: "needs three coders",
        values.NOT_NUMERIC: "values are no numbers",
        values.INCOMPLETE: "needs complete data",
        values.OVERLAPPING: "labels overlap",
        values.TOO_MANY: "too many categories",
        values.OUT_OF_RANGE: "values too large",
    }
)
_VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        values.REACHED: "reached",
        values.OPEN: "open",
        values.BELOW: "below",
        values.UNDEFINED: "not judged",
    }
)


def plain_number(value: float, digits: int) -> str:
    """With a point, and a minus sign as wide as figures; a rounded zero has no sign."""
    written = f"{value:.{digits}f}"
    if float(written) == 0:
        return written.removeprefix("-")
    return written.replace("-", "\u2212")


@dataclass(frozen=True, slots=True)
class Words:
    """Whatever a chart says besides labels and numbers; braces stand for what is filled in.

    number: writes a number with so many digits behind the point. day: writes a day.
    """

    number: Callable[[float, int], str] = plain_number
    day: Callable[[date], str] = date.isoformat
    alpha: str = "α"
    interval: str = "95 %"
    units: str = "units"
    f1: str = "F1"
    soft_f1: str = "soft F1"
    event_alpha: str = "α of the event lists"
    relevance: str = "α of having an event"
    count: str = "α of the number of events"
    recall: str = "Recall by coder"
    threshold: str = "threshold {value}"
    undefined: str = "undefined"
    because: str = "undefined: {reason}"
    nothing: str = "Nothing to draw yet"
    between: str = "{low} to {high}"
    row: str = "{label}: {name} {value}, 95 % interval {low} to {high}, units: {units}; {verdict}."
    bare_row: str = "{label}: {name} {value}, units: {units}; {verdict}."
    undefined_row: str = "{label}: {name} is undefined ({reason}), units: {units}."
    summary: str = (
        "Variables: {n}. At threshold {threshold}: {reached} reached, {open} open, {below} below, "
        "{undefined} not judged."
    )
    pair: str = "{first} and {second}: {value}, units: {units}."
    bare_pair: str = "{first} and {second}: {value}."
    undefined_pair: str = "{first} and {second}: undefined ({reason})."
    reason_unknown: str = "no data"
    same: str = "{first}, given by both: {count}."
    confused: str = "{first} with {second}: {count}."
    confusions: str = "Values in pairs of coders: {all}, of which the same: {same}."
    week: str = "Week of {week}: α {value}, units: {units}."
    week_interval: str = "Week of {week}: α {value}, 95 % interval {low} to {high}, units: {units}."
    undefined_week: str = "Week of {week}: α is undefined ({reason}), units: {units}."
    weeks: str = "Weeks: {n}, from {first} to {last}. Threshold {threshold}."
    measure: str = "{label}: {value}."
    measure_interval: str = "{label}: {value}, 95 % interval {low} to {high}."
    undefined_measure: str = "{label}: undefined ({reason})."
    recall_row: str = "{coder} has {recall} of the events of the others."
    recall_precision: str = (
        "{coder} has {recall} of the events of the others, who have {precision} of theirs."
    )
    events: str = "Events: {events}, happenings: {clusters}, articles: {articles}."
    progress_row: str = (
        "{coder}: assigned {assigned}, submitted {submitted}, set aside {set_aside}, "
        "begun {begun}, to do {to_do}."
    )
    progress_week: str = "Last, in the week of {week}: {submitted} submitted."
    progress_submitted: str = "submitted"
    progress_set_aside: str = "set aside"
    progress_begun: str = "begun"
    progress_to_do: str = "to do"
    progress_done: str = "done/all"
    progress_weeks: str = "by week"
    reasons: Mapping[str, str] = field(default_factory=lambda: _REASONS)
    verdicts: Mapping[str, str] = field(default_factory=lambda: _VERDICTS)

    def reason(self, name: str) -> str:
        """Why something is undefined, in words."""
        return self.reasons.get(name, name) or self.reason_unknown

    def verdict(self, name: str) -> str:
        """A verdict in a word."""
        return self.verdicts.get(name, name)

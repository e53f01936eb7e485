"""Whether a value is one that its variable can take; dates and places part by part."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from annotator.model.codebook import Kind, Option, Variable
from annotator.model.codebook_table import finite
from annotator.model.event import Date, Place, Value

Fault = tuple[str, str]
"""A kind of problem and what is wrong, in words."""

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_EXACTNESS = {"year": 4, "month": 7, "day": 10}


def value_faults(variable: Variable, value: Value) -> Iterator[Fault]:
    """What is wrong with a value: of the wrong sort, unknown, out of bounds or incomplete."""
    yield from _FAULTS[variable.kind](variable, value)


def first_and_last_day(text: str) -> tuple[date, date] | None:
    """The first and last day of an ISO year, month or day; None if it is none of them."""
    parts = _ISO.match(text)
    if parts is None:
        return None
    year, month, day = (int(part) if part else None for part in parts.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last_day = day or calendar.monthrange(first.year, last_month)[1]
    return first, date(first.year, last_month, last_day)


def _code(variable: Variable, value: Value) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield "value", "is no code. Choose one of the list."
    elif variable.option(value) is None:
        yield "value", f"`{value[:40]}` is not in the list. Choose one that is."


def _codes(variable: Variable, value: Value) -> Iterator[Fault]:
    if not isinstance(value, tuple):
        yield "value", "is no list of codes. Choose from the list."
        return
    if not value:
        yield "missing", "nothing is chosen. Choose from the list."
    for code in value:
        yield from _code(variable, code)
    if len(set(value)) < len(value):
        yield "value", "a code stands twice. Take one away."


def _text(variable: Variable, value: Value) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield "value", "is no text. Write it in words."
    elif not value.strip():
        yield "missing", "is empty. Fill it in, or take it back."


def _flag(variable: Variable, value: Value) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield "value", "is neither yes nor no. Choose one."


def _number(variable: Variable, value: Value) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not finite(value):
        yield "value", "is no number. Correct it."
        return
    if variable.minimum is not None and value < variable.minimum:
        yield "value", f"{value:g} is below {variable.minimum:g}. Correct it."
    if variable.maximum is not None and value > variable.maximum:
        yield "value", f"{value:g} is above {variable.maximum:g}. Correct it."


def _date(variable: Variable, value: Value) -> Iterator[Fault]:
    if not isinstance(value, Date):
        yield "value", "is no date. Write it as 2025-12-02, 2025-12 or 2025."
        return
    days = {text: first_and_last_day(text) for text in (value.start, value.end) if text}
    for text, known in days.items():
        if known is None:
            yield "value", f"`{text[:40]}` is no date. Write 2025-12-02, 2025-12 or 2025."
    start, end = days.get(value.start), days.get(value.end)
    if value.end and not value.start:
        yield "contradiction", "an end without a start. Give the start too."
    elif start is not None and end is not None and end[1] < start[0]:
        yield "contradiction", "the end is before the start. Change one."
    yield from _listed(value.precision, variable.precisions, "how exact it is")
    yield from _listed(value.basis, variable.bases, "where it comes from")
    yield from _exact_enough(value, variable.precisions)


def _exact_enough(value: Date, precisions: Sequence[Option]) -> Iterator[Fault]:
    option = next((o for o in precisions if o.code == value.precision), None)
    needs = option.columns.get("needs", "") if option is not None else ""
    if option is not None and len(value.start) < _EXACTNESS.get(needs, 0):
        yield "contradiction", f"“{option.label}” needs a start with its {needs}. Give it."


def _place(variable: Variable, value: Value) -> Iterator[Fault]:
    if not isinstance(value, Place):
        yield "value", "is no place. Give its name."
        return
    if value.country and variable.options and variable.option(value.country) is None:
        yield "value", f"country `{value.country[:40]}` is not in the list. Choose one that is."
    for degrees, most, name in (
        (value.latitude, 90, "latitude"),
        (value.longitude, 180, "longitude"),
    ):
        if degrees is not None and not (finite(degrees) and abs(degrees) <= most):
            yield "value", f"the {name} is not between -{most} and {most}. Correct it."
    if (value.latitude is None) != (value.longitude is None):
        yield "contradiction", "latitude and longitude go together. Give both, or neither."
    yield from _listed(value.precision, variable.precisions, "how exact it is")
    option = next((o for o in variable.precisions if o.code == value.precision), None)
    needs = option.columns.get("needs", "") if option is not None else ""
    given = {"name": value.name or value.text, "country": value.country}
    if option is not None and not given.get(needs, "-"):
        yield "contradiction", f"“{option.label}” needs a {needs}. Give it."


def _listed(code: str, options: Sequence[Option], asked: str) -> Iterator[Fault]:
    if not options:
        return
    if not code:
        yield "missing", f"it is not said {asked}. Choose one."
    elif all(option.code != code for option in options):
        yield "value", f"`{code[:40]}` is not in the list of {asked}. Choose one that is."


_FAULTS: Mapping[Kind, Callable[[Variable, Value], Iterator[Fault]]] = {
    Kind.CHOICE: _code,
    Kind.ACTOR: _code,
    Kind.CHOICES: _codes,
    Kind.TEXT: _text,
    Kind.PERSON: _text,
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.PLACE: _place,
}

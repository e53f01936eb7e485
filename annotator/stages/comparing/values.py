"""Values of ratings in words, as a person reads them: with the codebook's labels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from annotator.model.codebook import Kind, Variable
from annotator.model.event import Missing
from annotator.reliability.ratings import Rated, name_of
from annotator.stages.comparing.questions import UNANSWERED, UNDECIDED, Question

_REASONS = {reason.value: reason.value.replace("_", " ") for reason in Missing}
_NONE = {UNDECIDED: _REASONS["undecided"], UNANSWERED: "no answer"}
_NOT_ASKED = "not asked"


def value_in_words(value: Rated, question: Question) -> str:
    """A rated value: labels for codes, "none" for an empty set, dates as ISO 8601."""
    variable = question.variable
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(_label(str(code), variable) for code in value)) or "none"
    if isinstance(value, tuple):
        return _days(value)
    if isinstance(value, (int, float)):
        return _numbered(value, variable) or name_of(value)
    return _label(value, variable)


def reason_in_words(place: int) -> str:
    """Why a coder has no value in a unit, by its place below 0."""
    return _NONE.get(place, _NOT_ASKED)


def _label(code: str, variable: Variable) -> str:
    option = variable.option(code)
    return option.label if option else _REASONS.get(code, code)


def _numbered(number: float, variable: Variable) -> str:
    """The label of the option at this point of the scale, or ""."""
    if variable.kind is not Kind.CHOICE:
        return ""
    return _first(
        option.label
        for place, option in enumerate(variable.options, start=1)
        if not option.off_scale and (place if option.number is None else option.number) == number
    )


def _first(words: Iterable[str]) -> str:
    return next(iter(words), "")


def _days(value: tuple[int, int]) -> str:
    first, last = (date.fromordinal(day).isoformat() for day in value)
    return first if first == last else f"{first}/{last}"

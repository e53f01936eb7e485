"""Answers in words, as fields, cards and summaries show them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from annotator.model.codebook import Kind, Variable
from annotator.model.event import Answer, Date, Missing, Place, Value

MISSING_KEYS = {Missing.NOT_STATED: "S", Missing.UNDECIDED: "U", Missing.NOT_APPLICABLE: "A"}
"""With Alt, the keys that give a reason instead of an answer."""


def missing_words(reason: Missing) -> str:
    """A reason for having no answer, as coders read it."""
    return {
        Missing.NOT_STATED: QCoreApplication.translate("answers", "Not stated"),
        Missing.UNDECIDED: QCoreApplication.translate("answers", "Undecided"),
        Missing.NOT_APPLICABLE: QCoreApplication.translate("answers", "Not applicable"),
    }[reason]


def reasons_of(variable: Variable) -> list[Missing]:
    """The reasons that a variable allows, in the order in which they are offered."""
    return [reason for reason in MISSING_KEYS if reason.value in variable.missing]


def flag_words(value: object) -> str:
    """Yes or no."""
    if value in (True, 1):
        return QCoreApplication.translate("answers", "Yes")
    return QCoreApplication.translate("answers", "No")


def number_words(value: float) -> str:
    """A number as the reader's own country writes it, without grouping."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    if float(value).is_integer():
        return locale.toString(int(value))
    return locale.toString(float(value), "g", 12)


def option_words(variable: Variable, code: str) -> str:
    """The label of a code; the code itself where the codebook does not know it."""
    option = variable.option(code)
    return option.label if option else code


def chosen_words(variable: Variable, code: str) -> str:
    """The label of a chosen code; of one that only an older codebook had, what it is now."""
    if variable.option(code) is not None:
        return option_words(variable, code)
    if heirs := [option.label for option in variable.options if code in option.was]:
        words = QCoreApplication.translate("answers", "{code} (now {labels})")
        return words.format(code=code, labels=" / ".join(heirs))
    return QCoreApplication.translate("answers", "{code} (no longer a code)").format(code=code)


def date_words(value: Date) -> str:
    """A date as it is typed: start, or start and end, or the words alone."""
    if value.end and value.end != value.start:
        return f"{value.start}/{value.end}"
    return value.start


def place_words(variable: Variable, value: Place) -> str:
    """A place by its name and country."""
    name = value.name or value.text
    country = option_words(variable, value.country) if value.country else ""
    if not name or name == country:
        return country or name
    return f"{name}, {country}" if country else name


def value_words(variable: Variable, value: Value | Missing | None) -> str:
    """A value as it stands in a summary; "" for none."""
    if value is None:
        return ""
    if isinstance(value, Missing):
        return missing_words(value)
    if isinstance(value, Date):
        return date_words(value) or value.text or _part(variable, "precisions", value.precision)
    if isinstance(value, Place):
        return place_words(variable, value)
    if isinstance(value, tuple):
        return ", ".join(option_words(variable, code) for code in value)
    if variable.kind is Kind.FLAG:
        return flag_words(value)
    if isinstance(value, int | float):
        return f"{number_words(value)} {variable.unit}".strip()
    if variable.kind is Kind.ACTOR:
        return value
    return option_words(variable, value) if variable.options else value


def _part(variable: Variable, list_name: str, code: str) -> str:
    options = variable.precisions if list_name == "precisions" else variable.bases
    return next((option.label for option in options if option.code == code), code)


def precision_words(variable: Variable, value: Date | Place) -> str:
    """How exact a date or place is, and for a date where it comes from, in one line."""
    parts = [_part(variable, "precisions", value.precision)]
    if isinstance(value, Date):
        parts.append(_part(variable, "bases", value.basis))
    shown = place_words(variable, value) if isinstance(value, Place) else date_words(value)
    if value.text and value.text not in shown:
        parts.append(f"“{value.text}”")
    return " · ".join(part for part in parts if part)


def entry_lines(
    key: tuple[Variable, ...], rest: tuple[Variable, ...], entry: Mapping[str, Answer]
) -> tuple[str, str, str]:
    """An entry in short: what stands in bold, what follows it, and the soft second line."""
    said = [(v, value_words(v, entry[v.name].value)) for v in key if v.name in entry]
    bold = said[0][1] if said else ""
    plain = " · ".join(words for _, words in said[1:] if words)
    soft = [_soft_words(v, entry[v.name]) for v in rest if v.name in entry]
    return bold, plain, " · ".join(words for words in soft if words)


def _soft_words(variable: Variable, answer: Answer) -> str:
    words = value_words(variable, answer.value)
    if answer.is_missing or variable.kind in (Kind.FLAG, Kind.NUMBER):
        return f"{variable.label}: {words}" if words else ""
    return words

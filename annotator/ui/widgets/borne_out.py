"""What a coder's marked words say by themselves, for the kinds of which that is plain."""

from __future__ import annotations

from dataclasses import replace

from annotator.model.codebook import Codebook, Evidence, Kind, Option, Variable
from annotator.model.event import Date, Place, Value
from annotator.model.span import Span
from annotator.ui.widgets.dates import precision_of, read_span
from annotator.ui.widgets.option_index import index_of
from annotator.ui.widgets.words import fold


def value_from_words(variable: Variable, words: str) -> Value | None:
    """The value that marked words give a variable: the words themselves, a date, a place.

    None for kinds that need a coder's choice.
    """
    said = " ".join(words.split())
    if not said:
        return None
    if variable.kind in (Kind.TEXT, Kind.PERSON):
        return said
    if variable.kind is Kind.DATE:
        return _date(variable, said)
    return _place(variable, said) if variable.kind is Kind.PLACE else None


def _date(variable: Variable, said: str) -> Date:
    span = read_span(said)
    if span is None:
        return Date(text=said)
    precisions = {option.code for option in variable.precisions}
    precision = precision_of(*span)
    basis = "stated" if any(option.code == "stated" for option in variable.bases) else ""
    return Date(*span, precision if precision in precisions else "", basis, said)


def _place(variable: Variable, said: str) -> Place:
    found = index_of(variable.options).in_words(said)
    if len(found) != 1:
        return Place(name=said, text=said)
    option = found[0].option
    capital = option.columns.get("capital", "")
    is_city = bool(capital) and fold(capital) in fold(said)
    codes = {precision.code for precision in variable.precisions}
    precision = "city" if is_city else "country"
    return Place(
        name=capital if is_city else option.label,
        text=said,
        country=option.code,
        precision=precision if precision in codes else "",
    )


def value_of(codebook: Codebook, group: str, name: str, span: Span | None) -> Value | None:
    """The value that a passage gives a variable of an event ("") or of a group's entries."""
    variable = codebook.variable(name, group)
    if variable is None or span is None:
        return None
    if variable.kind is Kind.PLACE and not variable.options:
        variable = replace(variable, options=actor_options(codebook))
    return value_from_words(variable, span.quote)


def first_of(codebook: Codebook, group: str) -> str:
    """The variable to which the evidence of a whole event (""), or of a whole entry, belongs."""
    found = codebook.group(group)
    if found is not None and found.key:
        return found.key[0]
    variables = codebook.variables_of(group)
    asked = [v.name for v in variables if v.evidence is Evidence.REQUIRED]
    return asked[0] if asked else variables[0].name


def actor_options(codebook: Codebook) -> tuple[Option, ...]:
    """The actor list of a codebook: that of its first actor variable."""
    actors = (v.options for _, v in codebook.all_variables() if v.kind is Kind.ACTOR)
    return next((options for options in actors if options), ())


def places_in(variable: Variable, around: Span) -> list[tuple[Span, Place]]:
    """The places that a stretch of the article names, each with the words that name it.

    Words for peoples and ministries ("Chinese") name no place: only names of places count.
    """
    found: dict[Place, Span] = {}
    for at, said, option in index_of(variable.options).mentions(around.quote):
        capital = option.columns.get("capital", "")
        quote = around.quote[at : at + len(said)]
        if fold(said) in (fold(option.label), fold(capital)) and fold(quote) == fold(said):
            start = around.start + at
            place = _place(variable, said)
            found.setdefault(replace(place, text=""), Span(start, start + len(said), quote))
    return [(span, replace(place, text=span.quote)) for place, span in found.items()]


def naming(variable: Variable, code: str, around: Span) -> Span | None:
    """The words of a stretch of the article that name an option, or None."""
    for at, said, option in index_of(variable.options).mentions(around.quote):
        quote = around.quote[at : at + len(said)]
        if option.code == code and fold(quote) == fold(said):
            return Span(around.start + at, around.start + at + len(said), quote)
    return None

"""The charts of a report: drawn once, inside the page, in colours that follow its theme.

matplotlib is imported when a page is made, not before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from annotator.model.agreement import AgreementReport, EventAgreement, VariableAgreement
from annotator.reports.agreement_words import table_words
from annotator.reports.page_parts import Markup, element, joined, printable

_WIDTH = 9.9
"""Inches: as wide as the page's column, so that its text is as large as the page's."""

_FOREST_MOST = 60
"""Variables of one forest plot; of more, each has its row in the table."""


def forest_svg(report: AgreementReport) -> Markup:
    """Every variable with its interval, against the threshold; "" without variables."""
    from matplotlib.figure import Figure

    from annotator.charts.files import inline_svg
    from annotator.charts.forest import forest, forest_height
    from annotator.charts.look import LIGHT

    variables = _told_apart(report.variables[:_FOREST_MOST])
    if not variables:
        return Markup("")
    figure = Figure(figsize=(_WIDTH, forest_height(len(variables))))
    drawn = forest(figure, variables, LIGHT, report.settings.threshold)
    picture = inline_svg(figure, "forest", printable(drawn.words), LIGHT)
    words = "α with its 95 % interval, and the threshold."
    if len(report.variables) > len(variables):
        words += f" The first {len(variables)} of {len(report.variables)} variables."
    return _figure(picture, words)


def _told_apart(variables: Sequence[VariableAgreement]) -> list[VariableAgreement]:
    """The variables; where several have one label, each with its table."""
    often = Counter(each.label for each in variables)
    return [
        replace(each, label=f"{table_words(each.table)}: {each.label}")
        if often[each.label] > 1 and each.table
        else each
        for each in variables
    ]


def together_svg(events: EventAgreement) -> Markup:
    """Whether the coders saw the same events, coder by coder."""
    from matplotlib.figure import Figure

    from annotator.charts.events import together, together_height
    from annotator.charts.files import inline_svg
    from annotator.charts.look import LIGHT

    figure = Figure(figsize=(_WIDTH, together_height(len(events.recall))))
    drawn = together(figure, events, LIGHT)
    picture = inline_svg(figure, "together", printable(drawn.words), LIGHT)
    return _figure(picture, "Whether the coders saw the same events, and who misses some.")


def colour_rules() -> str:
    """The style sheet's rules that dress the charts in the colours of both themes."""
    from annotator.charts.files import colour_variables
    from annotator.charts.look import DARK

    dark = colour_variables(DARK)
    return f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _figure(picture: str, words: str) -> Markup:
    return element("figure", joined([Markup(picture), element("figcaption", words)], "\n"))

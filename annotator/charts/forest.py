"""The forest plot: how far coders agree on each variable, how sure that is, and the threshold."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from annotator.charts.look import LIGHT, Look
from annotator.charts.rows import Row, draw_rows, rows_height
from annotator.charts.sheet import Drawn, Sheet
from annotator.charts.words import Words
from annotator.model.agreement import BELOW, OPEN, REACHED, UNDEFINED, VariableAgreement

_MOST_TOLD = 12
"""Variables that a description names; of more, the worst."""


def forest_height(n_variables: int) -> float:
    """Inches that a forest plot of so many variables wants."""
    return rows_height(n_variables, with_lines=True)


def forest(
    figure: Figure,
    variables: Sequence[VariableAgreement],
    look: Look = LIGHT,
    threshold: float = 0.800,
    words: Words | None = None,
) -> Drawn:
    """Draw one row a variable, in their order; a spot covers a row, named as its variable."""
    words = words or Words()
    sheet = Sheet(figure, look, words)
    if not variables:
        return sheet.empty()
    rows = [_row(variable, words) for variable in variables]
    spots = draw_rows(sheet, rows, threshold=threshold, heading=words.alpha)
    return sheet.done(spots, describe_forest(variables, threshold, words))


def describe_forest(
    variables: Sequence[VariableAgreement], threshold: float, words: Words | None = None
) -> str:
    """The forest plot in sentences: how many reach the threshold, then each variable's numbers."""
    words = words or Words()
    if not variables:
        return words.nothing
    counts = dict.fromkeys((REACHED, OPEN, BELOW, UNDEFINED), 0)
    for variable in variables:
        counts[variable.verdict if variable.verdict in counts else UNDEFINED] += 1
    told = list(variables)
    if len(told) > _MOST_TOLD:
        told = sorted(told, key=lambda each: 2.0 if each.alpha is None else each.alpha)
    written = words.number(threshold, 3)
    summary = words.summary.format(n=len(variables), threshold=written, **counts)
    return " ".join([summary, *(_sentence(each, words) for each in told[:_MOST_TOLD])])


def _row(variable: VariableAgreement, words: Words) -> Row:
    return Row(
        label=variable.label or variable.name,
        value=variable.alpha,
        words=_sentence(variable, words),
        note=words.because.format(reason=words.reason(variable.reason)),
        interval=variable.interval,
        verdict=variable.verdict,
        units=words.number(variable.n_units, 0),
        name=variable.name,
    )


def _sentence(variable: VariableAgreement, words: Words) -> str:
    label, units = variable.label or variable.name, words.number(variable.n_units, 0)
    if variable.alpha is None:
        reason = words.reason(variable.reason)
        return words.undefined_row.format(label=label, name=words.alpha, reason=reason, units=units)
    interval = variable.interval
    template = words.bare_row if interval is None else words.row
    return template.format(
        label=label,
        name=words.alpha,
        value=words.number(variable.alpha, 3),
        low="" if interval is None else words.number(interval.low, 3),
        high="" if interval is None else words.number(interval.high, 3),
        units=units,
        verdict=words.verdict(variable.verdict),
    )

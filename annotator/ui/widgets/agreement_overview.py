"""A comparison in one line: how many variables reach the threshold, and which agrees least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from annotator.model.agreement import (
    BELOW,
    OPEN,
    REACHED,
    UNDEFINED,
    AgreementReport,
    VariableAgreement,
)
from annotator.ui.widgets.agreement_words import FEW, coefficient, whole


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


def worst(lines: Sequence[VariableAgreement]) -> VariableAgreement | None:
    """The variable to look at first: of those below the threshold the one with the lowest alpha.

    If none is below, the lowest of those that are open; None if there is none of these either.
    """
    below = [line for line in lines if line.verdict == BELOW]
    open_ = [line for line in lines if line.verdict == OPEN]
    for group in (below, open_):
        known = [(line.alpha, at) for at, line in enumerate(group) if line.alpha is not None]
        if known:
            return group[min(known)[1]]
    return None


def overview(report: AgreementReport) -> list[str]:
    """What a comparison comes to, in sentences, the most important first."""
    lines = report.variables
    said = [_verdicts(report)]
    least = worst(lines)
    if least is not None:
        words = _tr("Least agreement: {variable}, alpha {alpha}.")
        said.append(words.format(variable=_named(least, lines), alpha=coefficient(least.alpha)))
    if report.events is not None and report.events.f1.value is not None:
        words = _tr("Same events: F1 {f1}.")
        said.append(words.format(f1=coefficient(report.events.f1.value)))
    if report.n_articles < FEW:
        words = _tr("Only {n} articles: too few to rely on.")
        if report.n_articles == 1:
            words = _tr("Only {n} article: too few to rely on.")
        said.insert(1, words.format(n=whole(report.n_articles)))
    return said


def _verdicts(report: AgreementReport) -> str:
    """How many variables have which verdict; kinds that do not occur are left out."""
    counts = Counter(line.verdict for line in report.variables)
    head = _tr("{sign} {n} of {all} variables reach {threshold}").format(
        sign="●",
        n=whole(counts[REACHED]),
        all=whole(len(report.variables)),
        threshold=coefficient(report.settings.threshold),
    )
    rest = [
        words.format(n=whole(counts[verdict]))
        for verdict, words in (
            (OPEN, _tr("◐ {n} open")),
            (BELOW, _tr("○ {n} below")),
            (UNDEFINED, _tr("– {n} not judged")),
        )
        if counts[verdict]
    ]
    return ", ".join([head, *rest]) + "."


def _named(line: VariableAgreement, lines: Sequence[VariableAgreement]) -> str:
    """The label; the name in exports with it where another variable has the same."""
    n_same = sum(each.label == line.label for each in lines)
    return line.label if n_same == 1 else f"{line.label} ({line.name})"

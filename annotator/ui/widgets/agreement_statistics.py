"""The other coefficients of a variable, by the names of machine output: labels and definitions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from annotator.model.agreement import COUNTS, VariableAgreement
from annotator.ui.widgets.agreement_words import (
    coefficient,
    level_words,
    reason_words,
    short_reason,
    whole,
)
from annotator.ui.widgets.number_sheet import Explained


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


@dataclass(frozen=True, slots=True)
class StatisticLine:
    """One coefficient: its label, its value, and why there is none."""

    name: str
    label: str
    meaning: str
    value: float | None
    reason: str

    @property
    def words(self) -> str:
        """The value, or the reason in short."""
        return short_reason(self.reason) if self.value is None else self._figure

    @property
    def explained(self) -> Explained:
        """What it means."""
        why = reason_words(self.reason) if self.value is None else ""
        named = _tr("In files: {name}").format(name=self.name)
        lines = tuple(filter(None, (why, self.meaning, named)))
        return Explained(self.label, self._figure, lines)

    @property
    def _figure(self) -> str:
        if self.name in COUNTS and self.value is not None:
            return whole(round(self.value))
        return coefficient(self.value)


def statistic_lines(line: VariableAgreement) -> list[StatisticLine]:
    """The coefficients beside alpha that are about the variable as a whole, in a fixed order."""
    names = {*line.statistics, *line.reasons}
    known = _known()
    shown = [name for name in known if name in names]
    return [
        StatisticLine(name, *known[name], line.statistics.get(name), line.reasons.get(name, ""))
        for name in shown
    ]


def _known() -> dict[str, tuple[str, str]]:
    """Label and definition of each, in the order in which they are shown."""
    found: dict[str, tuple[str, str]] = {}
    levels = ("nominal", "ordinal", "interval", "ratio", "masi", "jaccard", "dice", "date")
    for level in levels:
        label = _tr("Alpha, {level}").format(level=level)
        found[f"alpha_{level}"] = (label, level_words(level))
    for level in levels:
        label = _tr("Jackknife error, {level}").format(level=level)
        means = _tr("Standard error of alpha from leaving out one article at a time.")
        found[f"jackknife_se:alpha_{level}"] = (label, means)
    for level in levels:
        observed = _tr("Observed disagreement, {level}").format(level=level)
        expected = _tr("Expected disagreement, {level}").format(level=level)
        found[f"do_{level}"] = (observed, _tr("Alpha is 1 − observed / expected disagreement."))
        found[f"de_{level}"] = (expected, _tr("What chance alone would give."))
    return {**found, **_percents(), **_kappas(), **_aligned(), **_planning()}


def _percents() -> dict[str, tuple[str, str]]:
    return {
        "percent_unit_mean": (
            _tr("Percent, unit mean"),
            _tr("The share of agreeing pairs in each unit, averaged over units."),
        ),
        "percent_value_weighted": (
            _tr("Percent, value-weighted"),
            _tr("The same, each unit weighted by its values: 1 − observed nominal disagreement."),
        ),
        "percent_pair_pooled": (
            _tr("Percent, pooled pairs"),
            _tr("Agreeing pairs of values over all pairs."),
        ),
    }


def _kappas() -> dict[str, tuple[str, str]]:
    two = _tr("For two coders, on units that both have.")
    return {
        "cohen_kappa": (_tr("Cohen’s kappa"), two),
        "cohen_kappa_linear": (
            _tr("Cohen’s kappa, linear"),
            _tr("Weighted by how far apart the categories stand. For two coders."),
        ),
        "cohen_kappa_quadratic": (
            _tr("Cohen’s kappa, quadratic"),
            _tr("Weighted by the square of how far apart the categories stand. For two coders."),
        ),
        "cohen_kappa_maximum": (
            _tr("Cohen’s kappa, at most"),
            _tr("What two coders who use the categories as often as these could have reached."),
        ),
        "scott_pi": (_tr("Scott’s pi"), two),
        "fleiss_kappa": (_tr("Fleiss’ kappa"), _tr("Scott’s pi for any number of coders.")),
        "conger_kappa": (
            _tr("Conger’s kappa"),
            _tr("Cohen’s kappa for three coders or more, complete data."),
        ),
        "light_kappa": (
            _tr("Light’s kappa"),
            _tr("The mean of Cohen’s kappas of all pairs, complete data."),
        ),
        "brennan_prediger": (
            _tr("Brennan-Prediger"),
            _tr("Chance is one over the number of categories."),
        ),
        "brennan_prediger_quadratic": (
            _tr("Brennan-Prediger, quadratic"),
            _tr("The same, weighted by the square of how far apart the categories stand."),
        ),
        "gwet_ac1": (_tr("Gwet’s AC1"), _tr("Chance agreement as Gwet (2008) defines it.")),
        "gwet_ac2_quadratic": (
            _tr("Gwet’s AC2, quadratic"),
            _tr("AC1, weighted by the square of how far apart the categories stand."),
        ),
    }


def _planning() -> dict[str, tuple[str, str]]:
    means = _tr(
        "Units that coders have to share to tell, with an error of .05 on one side, that alpha is "
        "not below it; the rarer a category, the more."
    )
    return {
        "sample_size_667": (_tr("Units for an alpha of .667"), means),
        "sample_size_800": (_tr("Units for an alpha of .800"), means),
    }


def _aligned() -> dict[str, tuple[str, str]]:
    return {
        "alpha_attr": (
            _tr("Alpha, aligned without it"),
            _tr(
                "Events were told apart without this variable, so that agreement on it is not "
                "built in."
            ),
        ),
        "alpha_attr_full": (
            _tr("Alpha, aligned with it"),
            _tr("Events were told apart with this variable, too: higher by construction."),
        ),
    }

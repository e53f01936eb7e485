"""The words of reports on agreement: labels, verdicts, reasons, and what every number means.

The definitions stand once, in the manual's page `agreement_numbers.md`; reports quote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from annotator.charts.words import plain_number
from annotator.model import agreement as words
from annotator.model.agreement import (
    BELOW,
    OPEN,
    REACHED,
    UNDEFINED,
    AgreementReport,
    ComparisonSettings,
    Estimate,
    EventAgreement,
    Interval,
    Statistics,
)
from annotator.resources import resource

PROGRAM = "Diplomatic Annotator"

PAGE = "help/agreement_numbers.md"

REASONS = {
    words.NO_VARIATION: "all values are equal",
    words.NO_PAIRABLE: "no unit has values of two coders",
    words.NEEDS_TWO_CODERS: "for exactly two coders",
    words.NEEDS_THREE_CODERS: "for three or more coders",
    words.NOT_NUMERIC: "the values are no numbers fit for it",
    words.INCOMPLETE: "for data without gaps",
    words.OVERLAPPING: "marks of different labels overlap",
    words.TOO_MANY: "too many categories",
    words.OUT_OF_RANGE: "the values are too large to compute with",
}

VERDICTS = {REACHED: "reached", OPEN: "open", BELOW: "below", UNDEFINED: "not judged"}

LEVELS = {
    "nominal": "nominal",
    "ordinal": "ordinal",
    "interval": "interval",
    "ratio": "ratio",
    "date": "date",
    "jaccard": "Jaccard",
    "masi": "MASI",
    "dice": "Dice",
}

MISSING = {
    "not_stated": "not stated",
    "not_applicable": "not applicable",
    "undecided": "undecided",
    "unanswered": "unanswered",
    "default": "filled in by the codebook",
}

COEFFICIENTS = {
    **{f"alpha_{name}": f"α ({label})" for name, label in LEVELS.items()},
    "percent_unit_mean": "Percent agreement (mean of units)",
    "percent_value_weighted": "Percent agreement (weighted by values)",
    "percent_pair_pooled": "Percent agreement (all pairs)",
    "cohen_kappa": "Cohen's κ",
    "cohen_kappa_linear": "Cohen's κ (linear weights)",
    "cohen_kappa_quadratic": "Cohen's κ (quadratic weights)",
    "cohen_kappa_maximum": "Cohen's κ at most",
    "scott_pi": "Scott's π",
    "fleiss_kappa": "Fleiss' κ",
    "conger_kappa": "Conger's κ",
    "light_kappa": "Light's κ",
    "gwet_ac1": "Gwet's AC1",
    "gwet_ac2_quadratic": "Gwet's AC2 (quadratic weights)",
    "brennan_prediger": "Brennan-Prediger",
    "brennan_prediger_quadratic": "Brennan-Prediger (quadratic weights)",
    "sample_size_667": "Units for α of .667",
    "sample_size_800": "Units for α of .800",
}
"""The coefficients of a variable as reports list them, by their names in machine output."""

_BLOCK = re.compile(r"^(#{2,3}) (.+)\n\n((?:(?!^##).*\n?)*)", re.MULTILINE)
_NAMES = re.compile(r"`([a-z0-9_]+)(:…)?`")


@dataclass(frozen=True, slots=True)
class Definition:
    """What some numbers mean. names: in machine output; a name that ends in ":" begins one."""

    title: str
    names: tuple[str, ...]
    paragraphs: tuple[str, ...]

    def tells_of(self, statistic: str) -> bool:
        """Whether it is this statistic that is defined."""
        return any(
            statistic.startswith(name) if name.endswith(":") else statistic == name
            for name in self.names
        )


@cache
def definitions() -> tuple[Definition, ...]:
    """Every definition of the manual's page, in its order."""
    text = resource(PAGE).read_text("utf-8")
    return tuple(
        _definition(title, body) for marks, title, body in _BLOCK.findall(text) if marks == "###"
    )


def _definition(title: str, body: str) -> Definition:
    paragraphs = [" ".join(each.split()) for each in body.strip().split("\n\n")]
    names: tuple[str, ...] = ()
    if paragraphs[0].startswith("`"):
        found = _NAMES.findall(paragraphs.pop(0))
        names = tuple(name + (":" if begins else "") for name, begins in found)
    return Definition(title, names, tuple(paragraphs))


def introduction(section: str) -> tuple[str, ...]:
    """The paragraphs at the head of a section of the manual's page, without its tables."""
    text = resource(PAGE).read_text("utf-8")
    body = next(body for marks, title, body in _BLOCK.findall(text) if title == section)
    parts = body.strip().split("\n\n")
    return tuple(" ".join(part.split()) for part in parts if not part.startswith("|"))


def definitions_of(statistics: Iterable[str]) -> list[Definition]:
    """The definitions of these statistics, and those that concern every report."""
    names = set(statistics)
    return [
        each for each in definitions() if not each.names or any(each.tells_of(n) for n in names)
    ]


def program(settings: ComparisonSettings) -> str:
    """The program and its version, as a report cites it."""
    return f"{PROGRAM} {settings.program}"


def table_words(name: str) -> str:
    """The heading of a table's variables; a group's name as words."""
    known = {"": "", "article": "Articles", "event": "Events"}
    return known.get(name, name[:1].upper() + name[1:].replace("_", " "))


def reason_words(reason: str) -> str:
    """Why a number is undefined, in words."""
    return REASONS.get(reason, reason.replace("_", " "))


def level_words(level: str) -> str:
    """A level as it is shown."""
    return LEVELS.get(level, level)


def number(value: float, digits: int = 3) -> str:
    """A number for reading, with a point, a true minus and never a negative nought: 0.743."""
    return plain_number(value, digits)


def percent(value: float) -> str:
    """A share for reading: 81.8 %."""
    return f"{number(100 * value, 1)} %"


def interval_words(interval: Interval) -> str:
    """The bounds of an interval: 0.416 to 1.000."""
    return bounds_words((interval.low, interval.high))


def bounds_words(bounds: tuple[float, float] | None) -> str:
    """Two bounds as words; "" for none."""
    return "" if bounds is None else f"{number(bounds[0])} to {number(bounds[1])}"


def bounds_of(statistics: Statistics, name: str) -> tuple[float, float] | None:
    """The interval of any statistic by its name in machine output, if it has one."""
    low, high = statistics.get(f"boot_ci_low:{name}"), statistics.get(f"boot_ci_high:{name}")
    return None if low is None or high is None else (low, high)


def event_measures(
    events: EventAgreement,
) -> list[tuple[str, Estimate, tuple[float, float] | None]]:
    """Whether the coders saw the same events: what is measured, the number and its interval."""
    named = (
        ("f1", "F1 of events", events.f1),
        ("soft_f1", "Soft F1", events.soft_f1),
        ("alpha_event", "α of the list of events", events.alpha),
        ("alpha_relevance", "α of having an event", events.relevance),
        ("alpha_count_interval", "α of the number of events", events.count),
    )
    return [
        (label, found, bounds_of(events.statistics, name) if found.value is not None else None)
        for name, label, found in named
    ]


def verdict_sentence(verdict: str, interval: Interval | None, threshold: float) -> str:
    """What the verdict says, with the bound that decides it."""
    line = number(threshold)
    if interval is None:
        return "Not judged: there is no interval."
    if verdict == REACHED:
        return (
            f"Reached: the whole interval lies at or above {line}; "
            f"its lower bound is {number(interval.low)}."
        )
    if verdict == BELOW:
        return (
            f"Below: the whole interval lies below {line}; "
            f"its upper bound is {number(interval.high)}."
        )
    return (
        f"Open: {line} lies inside the interval; its lower bound is {number(interval.low)}, "
        "so that the threshold is not reached for certain."
    )


def footing_sentences(report: AgreementReport) -> list[str]:
    """What the numbers rest on: data, coefficients, intervals, alignment, program. For a note."""
    settings = report.settings
    book = f", codebook {settings.codebook}" if settings.codebook else ""
    coders = ", ".join(settings.coders)
    size = (
        f"{report.n_articles} units; coders {coders}"
        if report.events is None
        else f"{report.n_articles} articles, each submitted by at least two of {coders}"
    )
    sentences = [
        f"Data: {settings.source}{book}; {size}.",
        "α: Krippendorff's α at the level named, 1 − observed / expected disagreement "
        "(Krippendorff 2019)" + _of_sets(report) + ".",
        "Percent agreement: share of agreeing pairs of coders, mean of units. "
        "Coverage: share of units that at least two coders have.",
        _resampling(settings, of_articles=report.events is not None),
        f"Verdict: the interval against {number(settings.threshold)}.",
    ]
    if report.events is not None:
        sentences.append(
            "Same events, F1: 2 × matched / events of both, over all pairs of coders; event "
            "lists: α whose value is a coder's list of events in an article."
        )
    if report.spans:
        sentences.append(
            "Marked words: α of unitizing (Krippendorff, Mathet, Bouvry & Widlöcher 2016); F1 of "
            "characters: 2 × shared / marked characters of both."
        )
    if report.events is not None and settings.theta is not None:
        sentences.append(f"Events of different coders were taken for one: {alignment(report)}.")
    sentences.append(f"{program(settings)}.")
    return sentences


def references(report: AgreementReport) -> list[str]:
    """The works that the footing sentences cite."""
    found = [
        "Krippendorff, K. (2019). Content Analysis: An Introduction to Its Methodology, 4th ed. "
        "Thousand Oaks: Sage."
    ]
    if report.spans:
        found.append(
            "Krippendorff, K., Mathet, Y., Bouvry, S. & Widlöcher, A. (2016). On the reliability "
            "of unitizing textual continua: Further developments. Quality & Quantity 50."
        )
    if _of_sets(report):
        found.append(
            "Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic "
            "and pragmatic annotation. Proceedings of LREC 2006."
        )
    return found


def _of_sets(report: AgreementReport) -> str:
    """Which distance sets have, if there are any."""
    if any(variable.level == "masi" for variable in report.variables):
        return ", of sets with MASI (Passonneau 2006)"
    return ""


def _resampling(settings: ComparisonSettings, *, of_articles: bool) -> str:
    if not settings.samples:
        return "No intervals were computed."
    what = "articles" if of_articles else "units"
    return (
        f"Interval: 95 % percentile bootstrap, {settings.samples} resamples of {what}, "
        f"seed {settings.seed}."
    )


def alignment(report: AgreementReport) -> str:
    """By what rule events were taken for one, and how often a reviewer decided instead."""
    settings = report.settings
    weights = ", ".join(f"{role} {weight:g}" for role, weight in settings.weights.items())
    days = "" if settings.days is None else f", dates {settings.days:g} days apart fully differ"
    rule = f"optimal matching below a distance of θ = {settings.theta:g}, weights {weights}{days}"
    events = report.events
    if events is None or not (events.joined or events.parted):
        return rule
    return f"{rule}; by hand {events.joined} pairs joined, {events.parted} parted"

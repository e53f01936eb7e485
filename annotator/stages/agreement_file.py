"""Ratings of a file compared: the same report and details as of a project, without its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

import numpy as np

from annotator import __version__
from annotator.model.agreement import (
    MOST_CATEGORIES,
    MOST_DISAGREEMENTS,
    THRESHOLDS,
    AgreementReport,
    CategoryLine,
    CoderLine,
    ComparisonSettings,
    Confusion,
    Disagreement,
    Interval,
    VariableAgreement,
    VariableDetails,
    verdict,
)
from annotator.reliability.alpha import alpha_category, coincidences, conditional_agreement
from annotator.reliability.contributions import (
    coder_rates,
    coder_shares,
    coder_units,
    confusions,
    pairs,
    unit_shares,
    without_coder,
)
from annotator.reliability.distances import Level
from annotator.reliability.intervals import articles_needed, bootstraps
from annotator.reliability.ratings import Ratings, name_of
from annotator.reliability.statistics import MOST_LEFT_OUT, RatedVariable, headline, statistics
from annotator.stages.comparing.ratings_file import RatingsFile, read_ratings
from annotator.stages.results import Job, Progress

HALF_WIDTHS = (0.1, 0.05, 0.025)
"""Half-widths of an interval for which it is told how many units they take."""

MOST_PAIRS_OF_CODERS = 30
"""Coders up to which each two are compared alone."""

_NO_SCALES: Mapping[str, str] = MappingProxyType({})

Intervals = Mapping[Level, Interval | None]


@dataclass(frozen=True, slots=True)
class FileComparison:
    """The report on a file, and the ratings that its details are made from, by variable."""

    report: AgreementReport
    variables: Mapping[str, RatedVariable]
    clusters: tuple[tuple[UUID, ...], ...] = ()


def compare_file(
    path: Path | str,
    *,
    coders: Sequence[str] = (),
    scales: Mapping[str, str] = _NO_SCALES,
    samples: int = 1000,
    seed: int = 1,
    threshold: float | None = None,
) -> Job[FileComparison]:
    """How far coders agree on each variable of a file of ratings, or of standard input for "-".

    samples: bootstrap resamples of units, 0 for none. Raises RatingsRefused, see `read_ratings`.
    """
    yield Progress(0, 0, "reading")
    file = read_ratings(path, coders, scales)
    job = bootstraps([part for each in file.variables for part in each.parts], samples, seed)
    while True:
        try:
            share = next(job)
        except StopIteration as end:
            found = iter(end.value)
            break
        yield Progress(round(100 * share), 100, "intervals")
    line = THRESHOLDS[1] if threshold is None else threshold
    lines: list[VariableAgreement] = []
    for at, variable in enumerate(file.variables):
        yield Progress(at, len(file.variables), variable.name)
        intervals: dict[Level, Interval | None] = {}
        for _ in variable.parts:
            own = next(found)
            intervals.update(own if samples else {})  # what is not asked for is not undefined
        lines.append(_line(variable, intervals, line))
    settings = ComparisonSettings(file.name, "", __version__, file.coders, line, samples, seed)
    report = AgreementReport(settings, _n_units(file), tuple(lines), findings=file.findings)
    return FileComparison(report, {each.name: each for each in file.variables})


def _n_units(file: RatingsFile) -> int:
    return len({unit for variable in file.variables for unit in variable.nominal.units})


def _line(variable: RatedVariable, intervals: Intervals, threshold: float) -> VariableAgreement:
    alpha, percent = headline(variable)
    found = intervals.get(variable.headline) if alpha.value is not None else None
    numbers, reasons = statistics(variable, intervals)
    ratings = variable.nominal
    n_rated = int((ratings.per_unit > 0).sum())
    return VariableAgreement(
        name=variable.name,
        label=variable.name,
        table="",
        level=variable.level,
        n_units=alpha.n_units,
        n_values=alpha.n_values,
        n_articles=alpha.n_units,
        coverage=int(ratings.pairable.sum()) / n_rated if n_rated else None,
        percent=percent.value,
        alpha=alpha.value,
        reason=alpha.reason,
        interval=found,
        verdict=verdict(found, threshold),
        statistics=numbers,
        reasons=reasons,
    )


def file_details(comparison: FileComparison, name: str) -> VariableDetails:
    """What stands behind the line of a variable of the file."""
    variable, line = comparison.variables[name], comparison.report.variable(name)
    level, ratings = variable.headline, variable.at(variable.headline)
    frequent = _frequent(variable.nominal)
    disagreements, n_disagreements = _disagreements(ratings, level)
    interval = line.interval if line else None
    return VariableDetails(
        name=name,
        categories=_categories(variable.nominal, frequent),
        matrix=tuple(map(tuple, coincidences(variable.nominal, frequent).tolist())),
        confusions=_confusions(ratings, level),
        pairs=tuple(pairs(ratings, level)) if ratings.n_coders <= MOST_PAIRS_OF_CODERS else (),
        coders=_coders(ratings, level),
        drift=(),
        disagreements=disagreements,
        n_disagreements=n_disagreements,
        needed=_needed(interval, line.n_units if line else 0),
    )


def _frequent(ratings: Ratings) -> list[int]:
    """The places of the values that occur most in pairable units, in the order of values."""
    counts = _counts(ratings)
    chosen = np.argsort(-counts, kind="stable")[:MOST_CATEGORIES]
    return sorted(int(place) for place in chosen if counts[place])


def _counts(ratings: Ratings) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How often each value occurs in pairable units, shape (n_values,)."""
    codes = ratings.codes[ratings.pairable]
    return np.bincount(codes[codes >= 0], minlength=len(ratings.values))


def _categories(ratings: Ratings, places: Sequence[int]) -> tuple[CategoryLine, ...]:
    counts, against = _counts(ratings), alpha_category(ratings)
    again = conditional_agreement(ratings)
    return tuple(
        CategoryLine(name, name, int(counts[place]), against[place], again[place])
        for place in places
        for name in [name_of(ratings.values[place])]
    )


def _confusions(ratings: Ratings, level: Level) -> tuple[Confusion, ...]:
    return tuple(
        Confusion(name_of(first), name_of(second), count, share)
        for first, second, count, share in confusions(ratings, level, MOST_CATEGORIES)
        if share > 0
    )


def _coders(ratings: Ratings, level: Level) -> tuple[CoderLine, ...]:
    """Each coder's part; nothing if there are so many that it would take long."""
    if ratings.n_coders > MOST_LEFT_OUT:
        return ()
    others = without_coder(ratings, level)
    shares, units = coder_shares(ratings, level), coder_units(ratings)
    has_any = bool(shares.sum())
    rates = coder_rates(ratings, level)
    return tuple(
        CoderLine(
            coder,
            int(units[at]),
            float(shares[at]) if has_any else None,
            rates[at] if has_any else None,
            others[coder].estimate,
        )
        for at, coder in enumerate(ratings.coders)
    )


def _disagreements(ratings: Ratings, level: Level) -> tuple[tuple[Disagreement, ...], int]:
    """The units on which coders differ, those that cost the most first, and how many there are."""
    shares = unit_shares(ratings, level)
    order = [int(at) for at in np.argsort(-shares, kind="stable") if shares[at] > 0]
    listed = tuple(
        Disagreement(None, "", ratings.units[at], float(shares[at]), _answers(ratings, at))
        for at in order[:MOST_DISAGREEMENTS]
    )
    return listed, len(order)


def _answers(ratings: Ratings, unit: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (coder, name_of(ratings.values[code]))
        for coder, code in zip(ratings.coders, ratings.codes[unit].tolist(), strict=True)
        if code >= 0
    )


def _needed(interval: Interval | None, n_units: int) -> tuple[tuple[float, int], ...]:
    if interval is None or not n_units:
        return ()
    return tuple((half, articles_needed(interval, n_units, half)) for half in HALF_WIDTHS)

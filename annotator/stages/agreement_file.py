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
    ComparisonSettings,
    Disagreement,
    Interval,
    VariableAgreement,
    VariableDetails,
    verdict,
)
from annotator.reliability.alpha import coincidences
from annotator.reliability.contributions import pairs, unit_shares
from annotator.reliability.distances import Level
from annotator.reliability.intervals import Intervals, bootstraps
from annotator.reliability.ratings import Ratings, name_of
from annotator.reliability.statistics import MOST_LEFT_OUT, RatedVariable, headline, statistics
from annotator.stages.comparing.lines import (
    category_lines,
    coder_lines,
    confusion_lines,
    frequent,
    needed_lines,
)
from annotator.stages.comparing.progress import told
from annotator.stages.comparing.ratings_file import RatingsFile, read_ratings
from annotator.stages.results import Job, Progress

HALF_WIDTHS = (0.1, 0.05, 0.025)
"""Half-widths of an interval for which it is told how many units they take."""

MOST_PAIRS_OF_CODERS = 30
"""Coders up to which each two are compared alone."""

_NO_SCALES: Mapping[str, str] = MappingProxyType({})


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
    parts = [part for each in file.variables for part in each.parts]
    found = iter((yield from told(bootstraps(parts, samples, seed), "intervals")))
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
    places = frequent(variable.nominal)
    disagreements, n_disagreements = _disagreements(ratings, level)
    confusions = confusion_lines(ratings, level, MOST_CATEGORIES, name_of)
    return VariableDetails(
        name=name,
        categories=category_lines(variable.nominal, places, name_of),
        matrix=tuple(map(tuple, coincidences(variable.nominal, places).tolist())),
        confusions=tuple(each for each in confusions if each.share > 0),
        pairs=tuple(pairs(ratings, level)) if ratings.n_coders <= MOST_PAIRS_OF_CODERS else (),
        coders=coder_lines(ratings, level) if ratings.n_coders <= MOST_LEFT_OUT else (),
        drift=(),
        disagreements=disagreements,
        n_disagreements=n_disagreements,
        needed=needed_lines(line.interval, line.n_units, HALF_WIDTHS) if line else (),
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

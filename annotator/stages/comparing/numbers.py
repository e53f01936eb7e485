"""The table of a report: a line for each question, with its coefficients and intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.model.agreement import VariableAgreement, verdict
from annotator.reliability.intervals import Intervals, bootstraps
from annotator.reliability.statistics import headline, statistics
from annotator.stages.comparing.progress import told
from annotator.stages.comparing.ratings import Compared
from annotator.stages.results import Job, Progress


def variable_lines(
    compared: Sequence[Compared], samples: int, seed: int, threshold: float
) -> Job[tuple[VariableAgreement, ...]]:
    """The table: a line for each question, in order."""
    intervals = yield from _intervals(compared, samples, seed)
    found: list[VariableAgreement] = []
    for each, own in zip(compared, intervals, strict=True):
        yield Progress(len(compared) + len(found), 2 * len(compared), "coefficients")
        found.append(_line(each, own, threshold))
    return tuple(found)


def _intervals(compared: Sequence[Compared], samples: int, seed: int) -> Job[list[Intervals]]:
    """The intervals of each question's coefficients, by level; articles are resampled."""
    if not samples:
        return [{} for _ in compared]
    parts = [part for each in compared for part in each.rated.parts]
    given = iter((yield from told(bootstraps(parts, samples, seed), "intervals", of=2)))
    return [
        {level: found for _ in each.rated.parts for level, found in next(given).items()}
        for each in compared
    ]


def _line(compared: Compared, intervals: Intervals, threshold: float) -> VariableAgreement:
    rated, question = compared.rated, compared.question
    coefficient, percent = headline(rated)
    values, reasons = statistics(rated, intervals, with_units=False)
    interval = None if coefficient.value is None else intervals.get(rated.headline)
    ratings = compared.ratings
    articles = compared.units.articles[ratings.pairable]
    return VariableAgreement(
        name=question.name,
        label=question.label,
        table=question.table,
        level=rated.level,
        n_units=coefficient.n_units,
        n_values=coefficient.n_values,
        n_articles=len(np.unique(articles)),
        coverage=compared.coverage,
        percent=percent.value,
        alpha=coefficient.value,
        reason=coefficient.reason,
        interval=interval,
        verdict=verdict(interval, threshold),
        missing=compared.counts,
        statistics=values,
        reasons=reasons,
    )

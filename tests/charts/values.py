"""Report values to draw, made up but of the right shape."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from annotator.model.agreement import (
    NO_VARIATION,
    DriftPoint,
    Estimate,
    EventAgreement,
    Interval,
    PairAgreement,
    VariableAgreement,
    verdict,
)

CODERS = ("ana", "ben", "王小明", "codificadora-con-un-nombre-largo")
LABELS = (
    "Event type",
    "A label of a variable that is far longer than what any chart has room for",
    "与会者的职务级别与所属机构",
    "مستوى المشاركين",
    "Cost in $x_2$ <b>& more</b>",
    "two\nlines \u200e\x07 and \U000e0fff",
)


def a_variable(
    alpha: float | None = 0.85,
    *,
    label: str = "Event type",
    name: str = "event_type",
    half_width: float | None = 0.04,
    n_units: int = 120,
) -> VariableAgreement:
    interval = None
    if alpha is not None and half_width is not None:
        low, high = alpha - half_width, min(alpha + half_width, 1.0)
        interval = Interval(low, high, half_width / 2, 1000)
    return VariableAgreement(
        name=name,
        label=label,
        table="event",
        level="nominal",
        n_units=n_units,
        n_values=2 * n_units,
        n_articles=n_units,
        coverage=1.0,
        percent=None,
        alpha=alpha,
        reason=NO_VARIATION if alpha is None else "",
        interval=interval,
        verdict=verdict(interval, 0.8),
    )


def variables(n: int = 6) -> list[VariableAgreement]:
    alphas = (0.95, 0.81, 0.5, None, -0.15, -0.9)
    return [
        a_variable(alphas[at % 6], label=LABELS[at % 6], name=f"v{at}", n_units=at + 2)
        for at in range(n)
    ]


def pairs(coders: Sequence[str] = CODERS) -> list[PairAgreement]:
    found = [(first, second) for at, first in enumerate(coders) for second in coders[at + 1 :]]
    estimates = (Estimate(0.9), Estimate(0.4), Estimate(None, NO_VARIATION), Estimate(-0.2))
    return [
        PairAgreement(first, second, 40 + at, 0.7, estimates[at % 4])
        for at, (first, second) in enumerate(found)
    ]


def weeks(alphas: Sequence[float | None]) -> list[DriftPoint]:
    monday = date(2025, 12, 1)
    points = []
    for at, alpha in enumerate(alphas):
        estimate = Estimate(alpha, NO_VARIATION if alpha is None else "")
        interval = None if alpha is None else Interval(alpha - 0.1, min(alpha + 0.1, 1), 0.05, 99)
        week = (monday + timedelta(weeks=at)).isoformat()
        points.append(DriftPoint(week, at + 5, estimate, interval))
    return points


def events(*, is_undefined: bool = False) -> EventAgreement:
    def number(value: float) -> Estimate:
        return Estimate(None, NO_VARIATION) if is_undefined else Estimate(value)

    return EventAgreement(
        n_articles=40,
        n_events=130,
        n_clusters=52,
        coverage=0.8,
        f1=number(0.82),
        soft_f1=number(0.7),
        alpha=number(0.61),
        interval=None if is_undefined else Interval(0.5, 0.7, 0.05, 1000),
        relevance=number(0.9),
        count=number(0.75),
        recall=dict.fromkeys(CODERS, None if is_undefined else 0.9),
        precision=dict.fromkeys(CODERS, None if is_undefined else 0.8),
        matrix={("ana", "ben"): 0.82},
    )


def matrix(n: int) -> list[list[float]]:
    return [[50.0 * n if at == to else float((at * to) % 4) for to in range(n)] for at in range(n)]

"""How a goal is measured: ours and its floor in turn, medians, a table, another try when missed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

Step = Callable[[], object]

TRIES = 3
"""A goal missed on a shared machine is measured again; the median of the tries counts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one measurement gave. `floor` None: the goal is absolute, in the unit of `ours`."""

    ours: float
    floor: float | None = None

    @property
    def ratio(self) -> float:
        """What is held against the goal."""
        return self.ours if self.floor is None else self.ours / self.floor


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table: what is measured, how, and how much it may be at most."""

    name: str
    at_most: float
    unit: str
    measure: Callable[[], Figure]


def milliseconds(step: Step) -> float:
    """How long a step takes."""
    began = perf_counter()
    step()
    return (perf_counter() - began) * 1000


def alternate(ours: Iterable[Step], floor: Iterable[Step]) -> Figure:
    """The medians of two rows of steps, carried out in turn; who goes first changes as well."""
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    for number, pair in enumerate(zip(ours, floor, strict=True)):
        for side in (0, 1) if number % 2 == 0 else (1, 0):
            times[side].append(milliseconds(pair[side]))
    return Figure(median(times[0]), median(times[1]))


def p95(times: list[float]) -> float:
    """What 95 of 100 stay below."""
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def judge(goals: Iterable[Goal], tell: Callable[[str], None], tries: int = TRIES) -> list[str]:
    """Measure every goal, tell a table, and give the names of those that are missed."""
    tell(f"{'':44} {'ours':>10} {'floor':>10} {'':4} {'ratio':>7} {'goal':>7}")
    missed: list[str] = []
    for goal in goals:
        figure = _tried(goal, tries)
        reached = figure.ratio <= goal.at_most
        floor = "" if figure.floor is None else f"{figure.floor:.2f}"
        ratio = "" if figure.floor is None else _shown(figure.ratio, goal, 2)
        mark = "ok" if reached else "missed"
        tell(
            f"{goal.name:44} {figure.ours:10.2f} {floor:>10} {goal.unit:4} {ratio:>7} "
            f"{_shown(goal.at_most, goal, 1):>7}  {mark}"
        )
        if not reached:
            missed.append(goal.name)
    return missed


def _shown(ratio: float, goal: Goal, places: int) -> str:
    """A ratio; where the goal is a small part of the floor, which part."""
    return f"1/{1 / ratio:.0f}" if goal.at_most < 0.1 else f"{ratio:.{places}f}"


def _tried(goal: Goal, tries: int) -> Figure:
    figures = [goal.measure()]
    if figures[0].ratio > goal.at_most:
        figures += [goal.measure() for _ in range(tries - 1)]
    return sorted(figures, key=lambda figure: figure.ratio)[len(figures) // 2]

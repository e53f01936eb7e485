"""How far the coders of a project are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from annotator.model.study import Coder


@dataclass(frozen=True, slots=True)
class Week:
    """What one coder did in the week of this Monday (UTC): articles by what became of them."""

    monday: date
    assigned: int
    begun: int
    submitted: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """How far a coder is: articles, each counted once where it stands now.

    assigned: given to them now (training and repeats count as articles of their own). begun: begun
    and not finished. minutes: the median time of a coded article; None if it cannot be told. weeks:
    in order, those in which something happened.
    """

    coder: Coder
    assigned: int
    begun: int
    submitted: int
    set_aside: int
    minutes: float | None
    weeks: tuple[Week, ...]

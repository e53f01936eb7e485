"""What a lead plans: who is to code which articles, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from annotator.model.study import Assignment

Pair = tuple[UUID, UUID]
"""Two coders, in the order of their ids."""

_NO_PAIRS: Mapping[Pair, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Plan:
    """How articles are to be shared out among coders.

    coder_ids: who gets some. to_everyone: each article goes to each of them; else each goes to one,
    and of a share of `overlap` (0 to 1) to `depth` of them, for reliability. repeats: the share of
    each coder's articles that they get again later, unnamed, to see whether they drift. The same
    seed gives the same plan of the same project.
    """

    coder_ids: tuple[UUID, ...]
    to_everyone: bool = False
    overlap: float = 0.0
    depth: int = 2
    repeats: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Load:
    """What a plan comes to for one coder, with what they had before.

    n_had: articles assigned to them already, or begun without that. n_new: given now. n_lost: taken
    back. n_shared: of all they then have, those that another coder has, too. n_repeats: given a
    second time now.
    """

    coder_id: UUID
    n_had: int
    n_new: int
    n_lost: int
    n_shared: int
    n_repeats: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Assignments as they would be made: to be looked at first.

    n_articles: that are given to somebody. pairs: how many articles each two coders share once this
    is made. notes: what a lead should know, in sentences. n_before: how many rows of assignments
    there were when this was proposed; it fits as long as there are no more.
    """

    assignments: tuple[Assignment, ...]
    n_articles: int
    loads: tuple[Load, ...]
    pairs: Mapping[Pair, int] = field(default_factory=lambda: _NO_PAIRS)
    notes: tuple[str, ...] = ()
    n_before: int = 0

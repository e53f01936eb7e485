"""How far the coders are, and how long an article takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from annotator.model.progress import CoderProgress, Week
from annotator.model.saved import Coded, SavedRow, Standing, minutes_each, standings
from annotator.model.study import Coder, Role, State
from annotator.stages.project import Project
from annotator.stages.results import Job, Progress

_ASSIGNED = "assigned"


def progress(project: Project, by: Coder | None = None) -> Job[tuple[CoderProgress, ...]]:
    """How far everybody is, in the order they came, for a lead; for others only their own line.

    by: who asks; None for whoever works with the project here, which in a lab's own file is
    anybody. A round of an article counts as an article. What a lead keeps from coders counts as
    assigned only to those who have begun it. Weeks begin on Monday, UTC.
    """
    asks = by or project.owner
    with project.store.transaction() as records:
        people = records.coders()
        shown = [each for each in people if asks is None or _may_see(asks, each)]
        kept = records.kept_from_coders()
        lines: list[CoderProgress] = []
        for coder in shown:
            yield Progress(len(lines), len(shown), coder.handle)
            given = {(row.article, row.round): row.made_at for row in records.given_rows(coder.id)}
            rows: list[SavedRow] = []
            for piece in records.saved_rows(coder.id):
                rows += piece
                yield Progress(len(lines), len(shown), coder.handle)
            rows.sort()
            lines.append(_line(coder, given, rows, kept))
    return tuple(lines)


def _may_see(asks: Coder, other: Coder) -> bool:
    return asks.role is Role.LEAD or asks.id == other.id


def _line(
    coder: Coder, given: Mapping[Coded, str], rows: Sequence[SavedRow], kept: set[str]
) -> CoderProgress:
    standing = standings(rows)
    mine = {coded: at for coded, at in given.items() if coded in standing or coded[0] not in kept}
    states = Counter(each.state for each in standing.values())
    return CoderProgress(
        coder=coder,
        assigned=len(mine),
        begun=states[State.IN_PROGRESS],
        submitted=states[State.SUBMITTED],
        set_aside=states[State.SET_ASIDE],
        minutes=minutes_each(rows, standing),
        weeks=_weeks(mine, standing),
    )


def _weeks(given: Mapping[Coded, str], standing: Mapping[Coded, Standing]) -> tuple[Week, ...]:
    """What happened in each week, in order: an article in the week in which it came to stand so."""
    counts: Counter[tuple[date, str]] = Counter()
    counts.update((_monday(made_at[:10]), _ASSIGNED) for made_at in given.values())
    counts.update((_monday(at.made_at[:10]), at.state.value) for at in standing.values())
    return tuple(
        Week(
            monday=monday,
            assigned=counts[monday, _ASSIGNED],
            begun=counts[monday, State.IN_PROGRESS.value],
            submitted=counts[monday, State.SUBMITTED.value],
            set_aside=counts[monday, State.SET_ASIDE.value],
        )
        for monday in sorted({monday for monday, _ in counts})
    )


@lru_cache
def _monday(day: str) -> date:
    """The Monday of a day's week."""
    found = date.fromisoformat(day)
    return found - timedelta(days=found.weekday())

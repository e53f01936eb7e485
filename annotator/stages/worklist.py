"""A coder's worklist: one line an article, in the round in which they work on it now."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from annotator.model.article import REMOVED, ArticleRow
from annotator.model.study import (
    ABSENT,
    FINISHED,
    FIRST_ROUND,
    STATES,
    TRAINING_ROUND,
    Coder,
    Standing,
    State,
    Worklist,
    current_round,
)
from annotator.stages.project import Project

if TYPE_CHECKING:
    from annotator.store.assignment_records import Given

_States = Mapping[int, State | None]
"""By the number of an article, where its coding stands."""


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One article on a coder's worklist, as it stands in this round.

    is_training: feedback follows when it is submitted.
    """

    number: int
    article_id: UUID
    title: str
    state: State | None
    n_events: int
    publisher: str
    published: str
    round: int = FIRST_ROUND

    @property
    def is_training(self) -> bool:
        """Whether the coder learns by it."""
        return self.round == TRAINING_ROUND


def worklist_numbers(project: Project, coder: Coder) -> Worklist:
    """The articles this coder is to code or has begun: first those given to them, in their order.

    Training comes before all others. An article that is assigned to nobody is everybody's, in the
    order of the import. What the lead set aside or marked as repeating another is on the list of
    those who have begun it; what the lead took off all lists, of those who have submitted it. An
    article that is given again (a hidden repeat) stands there as new, at its own place, once the
    round before is finished; until then it only counts, as one more coding to do.
    """
    with project.store.transaction() as records:
        n_articles = records.n_articles()
        decided = records.decided()
        by_round = records.begun(coder.id)
        given = records.given(coder.id)
        given_to_anybody = records.given_to_anybody()
    rounds = _current_rounds(given, by_round)
    begun = _begun(by_round, rounds)
    mine = _in_order(given, rounds)
    states = bytearray(n_articles + 1)  # all to do; numbers count from 1
    states[0] = ABSENT
    for number, state in begun.items():
        states[number] = STATES.index(state)
    for number in given_to_anybody.difference(mine, begun):
        states[number] = ABSENT
    for number, decision in decided.items():
        if not _is_listed(decision, begun.get(number)):
            states[number] = ABSENT
    n_others, n_others_done = _other_rounds(given, by_round, rounds, decided)
    own = set(mine)
    rest = (number for number in range(1, n_articles + 1) if number not in own)
    listed = [number for number in chain(mine, rest) if states[number] != ABSENT]
    special = {number: round for number, round in rounds.items() if round != FIRST_ROUND}
    return Worklist(array("l", listed), states, special, n_others, n_others_done)


def worklist_rows(
    project: Project,
    coder: Coder,
    numbers: Sequence[int],
    asked: Mapping[UUID, int] = MappingProxyType({}),
) -> list[WorklistRow]:
    """The lines of the worklist for articles of these numbers, in this order.

    asked: the rounds to be told of, of articles that are not to be shown as they stand now.
    """
    with project.store.transaction() as records:
        rows = records.article_rows(numbers)
        ids = [row.id for row in rows]
        rounds = {**records.current_rounds(ids, coder.id), **asked}
        standings = {s.article_id: s for s in records.standings(ids, coder.id, rounds)}
    return [_row(row, standings.get(row.id), rounds) for row in rows]


def worklist(project: Project, coder: Coder) -> list[WorklistRow]:
    """The whole worklist, line by line; for few articles."""
    return worklist_rows(project, coder, worklist_numbers(project, coder).numbers)


def numbers_of(project: Project, ids: Sequence[UUID]) -> dict[UUID, int]:
    """The numbers of those of these articles that the project has."""
    with project.store.transaction() as records:
        return records.numbers(ids)


def _row(row: ArticleRow, standing: Standing | None, rounds: Mapping[UUID, int]) -> WorklistRow:
    state, n_events = (standing.state, standing.n_events) if standing else (None, 0)
    about = (row.title, state, n_events, row.publisher, row.published)
    return WorklistRow(row.number, row.id, *about, rounds.get(row.id, FIRST_ROUND))


def _current_rounds(given: Iterable[Given], by_round: Mapping[int, _States]) -> dict[int, int]:
    """The round in which the coder works, by number, of articles with another than the first."""
    special = {each.number for each in given if each.round != FIRST_ROUND}
    special.update(*(own for round, own in by_round.items() if round != FIRST_ROUND))
    if not special:
        return {}
    rounds: dict[int, list[int]] = {number: [] for number in special}
    for each in given:
        if each.number in special:
            rounds[each.number].append(each.round)
    return {number: _current_round(number, rounds[number], by_round) for number in special}


def _current_round(number: int, given: Collection[int], by_round: Mapping[int, _States]) -> int:
    states = {round: own[number] for round, own in by_round.items() if number in own}
    finished = [round for round, state in states.items() if state in FINISHED]
    return current_round(given, finished, states)


def _begun(by_round: Mapping[int, _States], rounds: Mapping[int, int]) -> _States:
    """The articles begun in the round that counts now."""
    if not rounds:
        return by_round[FIRST_ROUND]
    begun = {
        number: state for number, state in by_round[FIRST_ROUND].items() if number not in rounds
    }
    for number, round in rounds.items():
        own = by_round.get(round, {})
        if number in own:
            begun[number] = own[number]
    return begun


def _other_rounds(
    given: Iterable[Given],
    by_round: Mapping[int, _States],
    rounds: Mapping[int, int],
    decided: Mapping[int, str],
) -> tuple[int, int]:
    """The codings in rounds that do not stand on the list: how many, and how many are finished."""
    others = {(each.number, each.round) for each in given if each.number in rounds}
    for round, own in by_round.items():
        others |= {
            (number, round) for number, now in rounds.items() if own.get(number) and now != round
        }
    n = n_done = 0
    for number, round in others:
        state = by_round.get(round, {}).get(number)
        if rounds[number] != round and _is_listed(decided.get(number, ""), state):
            n += 1
            n_done += state in FINISHED
    return n, n_done


def _in_order(given: Iterable[Given], rounds: Mapping[int, int]) -> list[int]:
    """The articles given to the coder in the round that counts now, training first."""
    now = [each for each in given if each.round == rounds.get(each.number, FIRST_ROUND)]
    if rounds:
        now.sort(key=lambda each: each.round != TRAINING_ROUND)  # the rest keeps its order
    return [each.number for each in now]


def _is_listed(decision: str, state: State | None) -> bool:
    """Whether what the lead decided leaves an article to a coder who stands so with it."""
    if decision == REMOVED:
        return state is State.SUBMITTED
    return not decision or state is not None

"""A study as it stands, in small numbers, for `assigning`; and a proposal as it is put together."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from uuid import UUID, uuid4

from annotator.model.assigning import Load, Proposal
from annotator.model.dealing import Hands
from annotator.model.errors import NotFound
from annotator.model.list_order import ListOrder, Placed
from annotator.model.saved import Standing, standings
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND, Assignment, Coder, State
from annotator.stages.project import Project
from annotator.stages.results import Job, Progress

_NOBODY: frozenset[int] = frozenset()

Turn = tuple[int, int]
"""An article and a round."""


@contextmanager
def no_collecting() -> Iterator[None]:
    """Let what is thrown away wait: among so many small things, looking for it takes a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(slots=True)
class Study:
    """Articles by their places among all ids in order, coders by those among all handles.

    So chance meets them in the same order in every copy of a project. articles: those that are to
    be dealt. given: for each coder, what they have and where in their list. standing: for each
    coder, how far they are with what they have begun. taken_back: for each coder, what they were
    given and have no longer. n_left_out: wanted, but not to be coded.
    """

    project: str
    people: list[Coder]
    ids: list[str]
    articles: list[int]
    given: list[dict[Turn, int]]
    standing: list[dict[Turn, Standing]]
    taken_back: list[set[Turn]]
    n_before: int
    made_at: datetime
    n_left_out: int
    _numbers: dict[str, int]
    _seats: dict[UUID, int]
    _coded: dict[int, set[int]] = field(default_factory=dict)
    _trained: dict[int, set[int]] = field(default_factory=dict)
    _to_be_coded: frozenset[int] = _NOBODY

    def __post_init__(self) -> None:
        self._to_be_coded = frozenset(self.articles)
        for coder, standing in enumerate(self.standing):
            for article, round in standing:
                if round == FIRST_ROUND:
                    self._coded.setdefault(article, set()).add(coder)
        for coder, given in enumerate(self.given):
            for article, round in given:
                if round == TRAINING_ROUND:
                    self._trained.setdefault(article, set()).add(coder)

    def seats_of(self, coder_ids: Iterable[UUID]) -> list[int]:
        """The places of these coders, each once, in order; NotFound if one is none of them."""
        for coder_id in coder_ids:
            if coder_id not in self._seats:
                raise NotFound(f"{self.project} has no coder {coder_id}. Add them first.")
        return sorted({self._seats[coder_id] for coder_id in coder_ids})

    def number(self, article: str) -> int:
        """The place of an article, by its id in hexadecimal."""
        return self._numbers[article]

    def number_of(self, article_id: UUID) -> int:
        """The place of an article; NotFound if it is none of them."""
        number = self._numbers.get(article_id.hex)
        if number is None:
            raise NotFound(f"{self.project} has no article {article_id}. Import it first.")
        return number

    def hands(self) -> Hands:
        """Who has what in the first round, given or not."""
        hands = Hands(len(self.people))
        for coder, given in enumerate(self.given):
            for article, round in given:
                if round == FIRST_ROUND:
                    hands.hold(article, coder)
            for article in sorted(self.own_of(coder)):
                hands.hold(article, coder)
        return hands

    def own_of(self, coder: int) -> set[int]:
        """The articles that are a coder's in the first round without being given to them.

        What they have submitted; and what they have begun, unless it was taken back from them.
        """
        given, gone = self.given[coder], self.taken_back[coder]
        return {
            article
            for (article, round), standing in self.standing[coder].items()
            if round == FIRST_ROUND
            and (article, round) not in given
            and (standing.state is State.SUBMITTED or (article, round) not in gone)
        }

    def is_given(self, article: int) -> bool:
        """Whether an article is given to anybody to be coded."""
        return any((article, FIRST_ROUND) in given for given in self.given)

    def has_work(self, coder: int) -> bool:
        """Whether a coder has been given something that is to be coded and is not done with it."""
        due, standing = self._to_be_coded, self.standing[coder]
        return any(
            article in due
            and (
                (article, round) not in standing
                or standing[article, round].state is State.IN_PROGRESS
            )
            for article, round in self.given[coder]
        )

    def coded_by(self, article: int) -> set[int] | frozenset[int]:
        """Who has begun to code an article as their own."""
        return self._coded.get(article, _NOBODY)

    def trained_on(self, article: int) -> set[int] | frozenset[int]:
        """Who has an article as training."""
        return self._trained.get(article, _NOBODY)

    def is_submitted(self, article: int, round: int, coder: int) -> bool:
        """Whether a coder has submitted an article."""
        standing = self.standing[coder].get((article, round))
        return standing is not None and standing.state is State.SUBMITTED

    def without_training(self, notes: list[str]) -> list[int]:
        """The articles on which nobody is trained; the others are told."""
        found = [article for article in self.articles if article not in self._trained]
        if n_trained := len(self.articles) - len(found):
            notes.append(f"{n_trained} articles are given as training, and so to nobody as work.")
        return found


def read_study(project: Project, article_ids: Sequence[UUID] | None) -> Job[Study]:
    """The study as it stands; `articles` are those of these that are to be coded, or all.

    Raises NotFound for an article that it has not got. What was set aside for everybody, repeats
    another or was removed is left out.
    """
    with project.store.transaction() as records:
        n_before, made_at = records.n_assignments(), records.next_assignment_time()
        people = sorted(records.coders(), key=lambda each: (each.handle.casefold(), each.handle))
        decided: dict[str, str] = {}
        total = 2 * len(people) + 1
        for piece in records.all_listed():
            decided.update((article, state) for _, article, state in piece)
            yield Progress(0, total, "articles")
        ids = sorted(decided)
        numbers = {id: number for number, id in enumerate(ids)}
        given: list[dict[Turn, int]] = []
        standing: list[dict[Turn, Standing]] = []
        taken_back: list[set[Turn]] = []
        for coder in people:
            yield Progress(1 + 2 * len(given), total, coder.handle)
            rows = records.ever_given_rows(coder.id)
            given.append(
                {(numbers[row.article], row.round): row.place for row in rows if row.active}
            )
            taken_back.append({(numbers[row.article], row.round) for row in rows if not row.active})
            saved = []
            for saves in records.saved_rows(coder.id):
                yield Progress(2 * len(given), total, coder.handle)
                saved += saves
            found = standings(sorted(saved))
            standing.append({(numbers[id], round): at for (id, round), at in found.items()})
    wanted = range(len(ids)) if article_ids is None else _wanted(project, numbers, article_ids)
    articles = [number for number in wanted if not decided[ids[number]]]
    return Study(
        project=project.name,
        people=people,
        ids=ids,
        articles=articles,
        given=given,
        standing=standing,
        taken_back=taken_back,
        n_before=n_before,
        made_at=made_at,
        n_left_out=0 if article_ids is None else len(wanted) - len(articles),
        _numbers=numbers,
        _seats={coder.id: seat for seat, coder in enumerate(people)},
    )


def _wanted(
    project: Project, numbers: dict[str, int], article_ids: Sequence[UUID]
) -> Sequence[int]:
    for article_id in article_ids:
        if article_id.hex not in numbers:
            raise NotFound(f"{project.name} has no article {article_id}. Import it first.")
    return sorted({numbers[article_id.hex] for article_id in article_ids})


class Draft:
    """A proposal that is being put together. notes: what the lead should know, to be added to."""

    def __init__(self, study: Study, lead: Coder, seed: int) -> None:
        self.study = study
        self.notes: list[str] = []
        self._lead_id = lead.id
        self._orders = [ListOrder(seed, coder.id) for coder in study.people]
        self._assignments: list[Assignment] = []
        self._new: list[list[Placed]] = [[] for _ in study.people]
        self._n_own = [0] * len(study.people)
        self._n_lost = [0] * len(study.people)
        self._n_repeats = [0] * len(study.people)
        self._article_ids: dict[int, UUID] = {}
        self._given: set[int] = set()

    @property
    def n_assignments(self) -> int:
        """How many assignments there are in it so far."""
        return len(self._assignments)

    def give(self, dealt: Iterable[Turn]) -> None:
        """Give articles to coders as their own: article, then coder."""
        for article, coder in dealt:
            self.add(article, coder, FIRST_ROUND)

    def confirm(self, began: Iterable[Turn]) -> None:
        """Give articles to coders who have begun them without being given them: theirs already."""
        for article, coder in began:
            self.add(article, coder, FIRST_ROUND)
            self._n_own[coder] += 1

    def add(self, article: int, coder: int, round: int) -> None:
        """Give an article to a coder, to be coded as their own or as training."""
        id, order = self.study.ids[article], self._orders[coder]
        place = order.of_training(id) if round == TRAINING_ROUND else order.of_own(id)
        self._new[coder].append((place, id))
        self._put(article, coder, round, place)

    def take_back(self, article: int, coder: int, round: int) -> None:
        """Take an article back from a coder."""
        self._n_lost[coder] += round <= FIRST_ROUND
        self._put(article, coder, round, self.study.given[coder][article, round], active=False)

    def repeat(self, coder: int, round: int, found: Iterable[tuple[str, int, int | None]]) -> None:
        """Give articles again: the id of each, where it stood, and what is to lie before it."""
        for id, first, after in found:
            place = self._orders[coder].of_repeat(id, first, after)
            self._n_repeats[coder] += 1
            self._put(self.study.number(id), coder, round, place)

    def list_of(self, coder: int, round: int) -> list[Placed]:
        """What a coder has in a round, with what is given now in the first."""
        study = self.study
        given = study.given[coder].items()
        found = [(place, study.ids[article]) for (article, of), place in given if of == round]
        return found + self._new[coder] if round == FIRST_ROUND else found

    def _put(self, article: int, coder: int, round: int, place: int, active: bool = True) -> None:
        study = self.study
        article_id = self._article_ids.get(article)
        if article_id is None:
            article_id = self._article_ids[article] = UUID(study.ids[article])
        if active:
            self._given.add(article)
        self._assignments.append(
            Assignment(
                uuid4(),
                article_id,
                study.people[coder].id,
                active,
                round,
                self._lead_id,
                study.made_at,
                place,
            )
        )

    def proposal(self, coders: Sequence[int], hands: Hands) -> Proposal:
        """What it comes to for these coders; a note says so where there is nothing to do."""
        study, n_shared = self.study, hands.n_shared()
        loads = [
            Load(
                coder_id=study.people[coder].id,
                n_had=len(study.own_of(coder).union(article for article, _ in study.given[coder])),
                n_new=len(self._new[coder]) - self._n_own[coder],
                n_lost=self._n_lost[coder],
                n_shared=n_shared[coder],
                n_repeats=self._n_repeats[coder],
            )
            for coder in coders
        ]
        return Proposal(
            assignments=tuple(self._assignments),
            n_articles=len(self._given),
            loads=tuple(loads),
            pairs=self._pairs(coders, hands),
            notes=tuple(self._all_notes()),
            n_before=study.n_before,
        )

    def _pairs(self, coders: Sequence[int], hands: Hands) -> dict[tuple[UUID, UUID], int]:
        ordered = sorted(coders, key=lambda coder: self.study.people[coder].id)
        ids = [coder.id for coder in self.study.people]
        return {
            (ids[one], ids[other]): hands.shared[one][other]
            for one, other in combinations(ordered, 2)
        }

    def _all_notes(self) -> list[str]:
        notes = list(self.notes)
        if self.study.n_left_out:
            notes.append(
                f"{self.study.n_left_out} of these articles are set aside, removed or repeat "
                "another: they are left out."
            )
        if not self.study.ids:
            notes.append("There are no articles yet: import some first.")
        elif not self._assignments and not notes:
            notes.append("Nothing to assign: all this is assigned already.")
        return notes

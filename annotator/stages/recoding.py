"""A codebook changes in a running project: what that touches, and what has to be coded again.

Nothing coded is changed by it. Every coding stays under the codebook with which it was made, and is
on its coder's list as long as it holds something that the codebook in force means differently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from annotator.model.codebook import Codebook
from annotator.model.codebook_diff import Change, codebook_diff
from annotator.model.codebook_proposal import proposed, proposed_event, renamed_event
from annotator.model.codebook_review import Review
from annotator.model.errors import NotSaved, NotYours
from annotator.model.event import Event, Lane
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND, Coder, Role, State
from annotator.stages.project import Project, adoption_refusal, coders
from annotator.stages.results import Job, Progress, finish
from annotator.stages.versions import Versions

if TYPE_CHECKING:
    from annotator.store.recoding_records import StandingCoding, StandingEvent

__all__ = [
    "CoderTouched",
    "Due",
    "Touch",
    "Touched",
    "due",
    "due_job",
    "due_of",
    "offered",
    "proposed",
    "touched",
]

PIECE = 100
"""Articles looked at in one go: some 20 ms."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A change, and how many codings and events hold something that it concerns."""

    change: Change
    codings: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class CoderTouched:
    """How much of one coder's work has to be looked at again."""

    handle: str
    codings: int
    events: int


@dataclass(frozen=True, slots=True)
class Touched:
    """What adopting a codebook touches.

    A coding is one article by one coder. touches: every change. codings, events, coders: what has
    to be looked at again under the new codebook; what is no longer asked stays as it was coded.
    is_other: whether it is no version of the codebook in force, but one of another name.
    """

    codebook: Codebook
    in_force: bool
    touches: tuple[Touch, ...]
    codings: int
    events: int
    coders: tuple[CoderTouched, ...]
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A coding that has to be looked at again under the codebook in force.

    number: of the article. event_ids: the events that it is about; none where it is the answers
    about the article. reasons: in the codebook's words.
    """

    article_id: UUID
    number: int
    coder_id: UUID
    lane: Lane
    event_ids: tuple[UUID, ...]
    reasons: tuple[str, ...]
    round: int = FIRST_ROUND


def touched(project: Project, codebook: Codebook) -> Job[Touched]:
    """What putting `codebook` in force would touch of all that is coded; nothing is changed.

    Raises NotYours if who works alone here is no lead: it counts everybody's work. Raises NotSaved
    if the codebook cannot be adopted at all, as the project has another of its name and version.
    """
    owner = project.owner
    if owner is not None and owner.role is not Role.LEAD:
        raise NotYours(f"{owner.handle} is no lead of {project.name}. A lead adopts codebooks.")
    if refusal := adoption_refusal(project, codebook, other=True):
        raise NotSaved(refusal)
    handles = {each.id: each.handle for each in coders(project)}
    changes = codebook_diff(project.codebook, codebook)
    if not changes:
        return Touched(codebook, True, (), 0, 0, ())
    reviews = _Reviews(project, codebook)
    changes = [change for change in changes if not reviews.is_known(change)]
    places = {(change.where, change.text): place for place, change in enumerate(changes)}
    tally = _Tally()
    for first, last in _pieces(project):
        yield Progress(first - 1, _n_articles(project))
        with project.store.transaction() as records:
            codings = records.standing_codings(first, last)
        for coding in codings:
            looked = _looked_at(coding, reviews)
            tally.count(handles[coding.coder_id], looked, places)
    return Touched(
        codebook,
        codebook.id == project.codebook.id,
        tuple(
            Touch(change, tally.codings[place], tally.events[place])
            for place, change in enumerate(changes)
        ),
        sum(tally.by_coder.values()),
        sum(tally.events_by_coder.values()),
        tuple(
            CoderTouched(handle, count, tally.events_by_coder[handle])
            for handle, count in sorted(tally.by_coder.items())
        ),
        codebook.name != project.codebook.name,
    )


def due(
    project: Project,
    coder: Coder | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Due, ...]:
    """The codings, of one coder or of all, that have to be looked at again; by import order.

    A project that only ever had one codebook has none, and says so at once.
    """
    return finish(due_job(project, coder), on_progress)


def due_job(project: Project, coder: Coder | None = None) -> Job[tuple[Due, ...]]:
    """What `due` gives, piece by piece. Who works alone here is told of their own codings only."""
    owner = project.owner
    if owner is not None and owner.role is Role.CODER:
        if coder is not None and coder.id != owner.id:
            raise NotYours(f"{owner.handle} is told of their own codings. Leave the coder out.")
        coder = owner
    with project.store.transaction() as records:
        if records.n_codebooks() < 2:
            return ()
    reviews = _Reviews(project, project.codebook)
    found: list[Due] = []
    for first, last in _pieces(project):
        yield Progress(first - 1, _n_articles(project))
        found += _due_between(project, reviews, first, last, coder)
    return tuple(found)


def due_of(
    project: Project, coder: Coder, article_id: UUID, lane: Lane = Lane.CODING
) -> tuple[Due, ...]:
    """What of one article this coder has to look at again, round by round; mostly nothing."""
    with project.store.transaction() as records:
        if records.n_codebooks() < 2:
            return ()
        number = records.numbers([article_id]).get(article_id)
    if number is None:
        return ()
    reviews = _Reviews(project, project.codebook)
    found = _due_between(project, reviews, number, number, coder if lane is Lane.CODING else None)
    return tuple(each for each in found if each.lane is lane)


def offered(
    project: Project,
    coder: Coder,
    article_id: UUID,
    lane: Lane = Lane.CODING,
    round: int = FIRST_ROUND,
) -> tuple[Event, ...]:
    """The events of an article that renamed and merged codes make others, as they would be then.

    For the coder to confirm: nothing is saved. Events saved on two machines are left out.
    """
    owner = coder.id if lane is Lane.CODING else None
    with project.store.transaction() as records:
        heads = records.article_heads(article_id, lane, owner, round=round)
    several = Counter(head.event.id for head in heads)
    versions = Versions(project, project.codebook)
    found: list[Event] = []
    for head in heads:
        if head.codebook_id == project.codebook.id or several[head.event.id] > 1:
            continue
        lineage = versions.lineage(head.codebook_id)
        later = proposed_event(head.event, lineage)
        if later != renamed_event(head.event, lineage):
            found.append(later)
    return tuple(found)


class _Reviews:
    """Looks at codings made under any codebook with one in mind; made once for each."""

    def __init__(self, project: Project, codebook: Codebook) -> None:
        self._codebook = codebook
        self._versions = Versions(project, codebook)
        self._known: dict[UUID, Review | None] = {}
        self._older: list[Review] | None = None

    def of(self, codebook_id: UUID) -> Review | None:
        """The review of codings made under this codebook; None if nothing can touch them."""
        if codebook_id not in self._known:
            same = self.is_new(codebook_id)
            self._known[codebook_id] = None if same else Review(self._versions.lineage(codebook_id))
        return self._known[codebook_id]

    def older(self) -> list[Review]:
        """The reviews of the codebooks that were in force before, the newest first."""
        if self._older is None:
            ids = self._versions.adopted() - {self._codebook.id}
            found = map(self.of, self._versions.newest_first(list(ids)))
            self._older = [each for each in found if each is not None]
        return self._older

    def is_known(self, change: Change) -> bool:
        """Whether what a notice says is nowhere, is in a version that the project had before."""
        if not change.is_notice:
            return False
        said = [{_notice(each) for each in review.changes} for review in self.older()]
        return not all(_notice(change) in each for each in said)

    def is_new(self, codebook_id: UUID | None) -> bool:
        """Whether this is the codebook in mind."""
        return codebook_id == self._codebook.id


def _notice(change: Change) -> tuple[object, ...]:
    """A notice, whatever version it is told of; each other change is none."""
    return (change.of, change.old, change.new) if change.is_notice else ()


@dataclass(frozen=True, slots=True)
class _Looked:
    """The changes that touch a coding, and each of its events that any change touches."""

    changes: tuple[Change, ...]
    events: dict[UUID, tuple[Change, ...]]

    def reasons(self) -> tuple[str, ...]:
        """Why it has to be looked at again; nothing if it has not."""
        every = [*self.changes, *(c for changes in self.events.values() for c in changes)]
        return tuple(dict.fromkeys(c.reason for c in every if c.asks_for_recoding))

    def event_ids(self) -> tuple[UUID, ...]:
        """The events that have to be looked at again."""
        return tuple(
            event
            for event, changes in self.events.items()
            if any(change.asks_for_recoding for change in changes)
        )


def _looked_at(coding: StandingCoding, reviews: _Reviews) -> _Looked:
    """What touches a coding; only its work for the dataset counts, and what it was last seen as."""
    if coding.round == TRAINING_ROUND or coding.state is State.SET_ASIDE:
        return _Looked((), {})
    events: dict[UUID, tuple[Change, ...]] = {}
    about = _about(coding, reviews)
    for event in coding.events:
        if _is_confirmed(coding, event.made_at, reviews):
            continue
        if changes := _changes_of(event, reviews):
            events[event.event_id] = (*events.get(event.event_id, ()), *changes)
    if coding.state is State.IN_PROGRESS:
        # Whoever has begun to go over it is not done before they submit it.
        standing = {event.event_id for event in coding.events}
        for event_id, before in coding.before.events.items():
            changes = _changes_of(before, reviews)
            if event_id not in standing:
                about = (*about, *changes)
            elif changes:
                events.setdefault(event_id, changes)
    return _Looked(about, events)


def _about(coding: StandingCoding, reviews: _Reviews) -> tuple[Change, ...]:
    """What touches the answers about the article."""
    made, answers = coding.codebook_id, coding.answers
    if coding.state is State.IN_PROGRESS and reviews.is_new(made) and coding.before.codebook_id:
        made, answers = coding.before.codebook_id, coding.before.answers
    own = reviews.of(made) if made is not None else None
    return _changes(own, own.article(answers)) if own is not None else ()


def _changes_of(event: StandingEvent, reviews: _Reviews) -> tuple[Change, ...]:
    """What touches an event; of one under the codebook in mind, the codes that this lacks."""
    review = reviews.of(event.codebook_id)
    if review is not None:
        return _changes(review, review.event(event.body))
    found = (_changes(each, each.left_over(event.body)) for each in reviews.older())
    return next(filter(None, found), ())


def _changes(review: Review, found: set[int]) -> tuple[Change, ...]:
    return tuple(review.changes[place] for place in sorted(found))


def _is_confirmed(coding: StandingCoding, made_at: datetime, reviews: _Reviews) -> bool:
    """Whether the coding was handed in under the codebook in mind, after the event was saved."""
    if coding.state is not State.SUBMITTED or not reviews.is_new(coding.codebook_id):
        return False
    return coding.made_at is not None and coding.made_at >= made_at


class _Tally:
    """Counts of codings and events: by the place of a change, and by coder what is due."""

    def __init__(self) -> None:
        self.codings: Counter[int] = Counter()
        self.events: Counter[int] = Counter()
        self.by_coder: Counter[str] = Counter()
        self.events_by_coder: Counter[str] = Counter()

    def count(self, handle: str, looked: _Looked, places: Mapping[tuple[str, str], int]) -> None:
        """Take up one coding; a change that only touches a still older coding has no place."""

        def placed(changes: tuple[Change, ...]) -> set[int]:
            found = (places.get((change.where, change.text)) for change in changes)
            return {place for place in found if place is not None}

        of_events = [placed(changes) for changes in looked.events.values()]
        self.codings.update(placed(looked.changes).union(*of_events))
        for each in of_events:
            self.events.update(each)
        if looked.reasons():
            self.by_coder[handle] += 1
            self.events_by_coder[handle] += len(looked.event_ids())


def _due_between(
    project: Project, reviews: _Reviews, first: int, last: int, coder: Coder | None
) -> Iterator[Due]:
    """What is due in the articles from number `first` to `last`."""
    with project.store.transaction() as records:
        whose = coder.id if coder is not None else None
        codings = records.standing_codings(first, last, whose, project.codebook.id)
    for coding in codings:
        looked = _looked_at(coding, reviews)
        if reasons := looked.reasons():
            yield Due(
                coding.article_id,
                coding.number,
                coding.coder_id,
                coding.lane,
                looked.event_ids(),
                reasons,
                coding.round,
            )


def _pieces(project: Project) -> Iterator[tuple[int, int]]:
    """The numbers of all articles, some at a time: first and last."""
    last = _n_articles(project)
    for first in range(1, last + 1, PIECE):
        yield first, min(first + PIECE - 1, last)


def _n_articles(project: Project) -> int:
    with project.store.transaction() as records:
        return records.last_number()

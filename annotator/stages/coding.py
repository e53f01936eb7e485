"""One coder's work on one article: events are saved and taken back, the article is submitted.

Every step is one transaction and writes only what differs: saving what already stands changes
nothing. Saving replaces all heads of an event, so that what was saved on two machines comes
together at the next save.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from annotator.model.article import REMOVED, Article, ArticleRow
from annotator.model.checks import Problem, article_problems, problems
from annotator.model.codebook import Kind
from annotator.model.errors import AnnotatorError, Incomplete, NotFound, NotYours
from annotator.model.event import NO_ANSWERS, Entry, Event, Lane, Revision, in_order
from annotator.model.recoding import Hand, recoded, retracted, saved
from annotator.model.study import (
    ABSENT,
    STATES,
    Coder,
    Role,
    Standing,
    State,
    Submission,
    Worklist,
)
from annotator.model.wording import changed
from annotator.stages.project import Project, coders
from annotator.stages.results import Changes

if TYPE_CHECKING:
    from annotator.store.records import Records


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article with everything one coder has coded of it; gold is everybody's.

    state: None while nothing is coded.
    """

    article: Article
    events: tuple[Event, ...]
    answers: Entry
    state: State | None
    reason: str


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One article on a coder's worklist."""

    number: int
    article_id: UUID
    title: str
    state: State | None
    n_events: int
    publisher: str
    published: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One saved state of an event: when, by whom, and what it changed, in words."""

    made_at: datetime
    coder: str
    changed: tuple[str, ...]


def opened(
    project: Project, coder: Coder, article_id: UUID, lane: Lane = Lane.CODING
) -> OpenArticle:
    """The article as this coder left it; raises NotFound."""
    with project.store.transaction() as records:
        article = _article(records, article_id)
        events = in_order(head.event for head in _standing(records, coder, article_id, lane))
        standing = records.submission(article_id, _owner(coder, lane), lane)
    if standing is None:
        state = _state(None, len(events))
        return OpenArticle(article, tuple(events), NO_ANSWERS, state, "")
    state = _state(standing, len(events))
    return OpenArticle(article, tuple(events), standing.answers, state, standing.reason)


def worklist_numbers(project: Project, coder: Coder) -> Worklist:
    """The articles this coder is to code or has begun: first those given to them, in their order.

    An article that is assigned to nobody is everybody's, in the order of the import. What the lead
    set aside or marked as repeating another is on the list of those who have begun it; what the
    lead took off all lists, of those who have submitted it.
    """
    with project.store.transaction() as records:
        n_articles = records.n_articles()
        decided = records.decided()
        begun = records.begun(coder.id)
        mine = list(dict.fromkeys(each.number for each in records.given(coder.id)))
        given = records.given_to_anybody()
    states = bytearray(n_articles + 1)  # all to do; numbers count from 1
    states[0] = ABSENT
    for number, state in begun.items():
        states[number] = STATES.index(state)
    for number in given.difference(mine, begun):
        states[number] = ABSENT
    for number, decision in decided.items():
        if not _is_listed(decision, begun.get(number)):
            states[number] = ABSENT
    own = set(mine)
    rest = (number for number in range(1, n_articles + 1) if number not in own)
    listed = [number for number in chain(mine, rest) if states[number] != ABSENT]
    return Worklist(array("l", listed), states)


def worklist_rows(project: Project, coder: Coder, numbers: Sequence[int]) -> list[WorklistRow]:
    """The lines of the worklist for articles of these numbers, in this order."""
    with project.store.transaction() as records:
        return [_worklist_row(*each) for each in records.rows_and_standings(numbers, coder.id)]


def worklist(project: Project, coder: Coder) -> list[WorklistRow]:
    """The whole worklist, line by line; for few articles."""
    return worklist_rows(project, coder, worklist_numbers(project, coder).numbers)


def _worklist_row(row: ArticleRow, standing: Standing | None) -> WorklistRow:
    state, n_events = (standing.state, standing.n_events) if standing else (None, 0)
    return WorklistRow(row.number, row.id, row.title, state, n_events, row.publisher, row.published)


def numbers_of(project: Project, ids: Sequence[UUID]) -> dict[UUID, int]:
    """The numbers of those of these articles that the project has."""
    with project.store.transaction() as records:
        return records.numbers(ids)


def _is_listed(decision: str, state: State | None) -> bool:
    """Whether what the lead decided leaves an article to a coder who stands so with it."""
    if decision == REMOVED:
        return state is State.SUBMITTED
    return not decision or state is not None


def save_event(project: Project, coder: Coder, event: Event, lane: Lane = Lane.CODING) -> Changes:
    """Store `event` as a new revision by `coder`; saving what already stands changes nothing.

    Raises NotYours if the event is another coder's. Gold belongs to every adjudicator.
    """
    hand = _hand(project, coder, lane)
    with project.store.transaction() as records:
        heads = _own_heads(records, coder, event.id, lane)
        return _written(records, saved(hand, heads, event))


def retract_event(
    project: Project, coder: Coder, event_id: UUID, lane: Lane = Lane.CODING
) -> Changes:
    """Take an event back; it stays in the history. Taking it back twice changes nothing."""
    hand = _hand(project, coder, lane)
    with project.store.transaction() as records:
        heads = _own_heads(records, coder, event_id, lane)
        return _written(records, retracted(hand, heads))


def save_article_answers(
    project: Project,
    coder: Coder,
    article_id: UUID,
    answers: Entry,
    lane: Lane = Lane.CODING,
) -> Changes:
    """Store what was answered about the article itself; where its coding stands is kept."""
    hand = _hand(project, coder, lane)
    with project.store.transaction() as records:
        return _stood(records, hand, article_id, answers=answers)


def save_coding(
    project: Project,
    coder: Coder,
    article_id: UUID,
    events: Iterable[Event],
    answers: Entry,
    lane: Lane = Lane.CODING,
) -> Changes:
    """Store a whole coding of an article at once; events that are not in it are taken back."""
    hand = _hand(project, coder, lane)
    events = list(events)
    with project.store.transaction() as records:
        heads = records.article_heads(article_id, lane, _owner(coder, lane), True)
        known = {head.event.id for head in heads}
        for event in events:
            if event.article_id != article_id:
                raise AnnotatorError(f"event {event.id} belongs to another article.")
            if event.id not in known:
                heads += _own_heads(records, coder, event.id, lane)
        changes = _written(records, recoded(hand, heads, events))
        return changes | _stood(records, hand, article_id, answers=answers)


def submit(project: Project, coder: Coder, article_id: UUID, lane: Lane = Lane.CODING) -> Changes:
    """Hand the coding of an article in.

    Raises Incomplete with everything that is missing or contradictory.
    """
    hand = _hand(project, coder, lane)
    with project.store.transaction() as records:
        article = _article(records, article_id)
        events = in_order(head.event for head in _standing(records, coder, article_id, lane))
        standing = records.submission(article_id, _owner(coder, lane), lane)
        answers = standing.answers if standing else NO_ANSWERS
        found: list[Problem] = [
            problem
            for event in events
            for problem in problems(event, project.codebook, article.text)
        ]
        found += article_problems(answers, events, project.codebook, article.text)
        if found:
            raise Incomplete(found)
        return _stood(records, hand, article_id, state=State.SUBMITTED)


def reopen(project: Project, coder: Coder, article_id: UUID, lane: Lane = Lane.CODING) -> Changes:
    """Take a submitted or set-aside article back to work on it."""
    hand = _hand(project, coder, lane)
    with project.store.transaction() as records:
        return _stood(records, hand, article_id, state=State.IN_PROGRESS)


def set_aside(
    project: Project,
    coder: Coder,
    article_id: UUID,
    reason: str,
    lane: Lane = Lane.CODING,
) -> Changes:
    """Put an article aside as not coded, for a reason in the coder's words."""
    if not reason.strip():
        raise AnnotatorError("an article is set aside for a reason. Write a few words.")
    hand = _hand(project, coder, lane)
    with project.store.transaction() as records:
        return _stood(records, hand, article_id, state=State.SET_ASIDE, reason=reason.strip())


def persons(project: Project, coder: Coder) -> list[str]:
    """The persons named in this coder's own events, each once, in order."""
    found: set[str] = set()
    names = {
        (table, variable.name)
        for table, variable in project.codebook.all_variables()
        if variable.kind is Kind.PERSON
    }
    with project.store.transaction() as records:
        own = sorted(records.begun(coder.id))
        for standing in records.codings(Lane.CODING, coder.id, own):
            for event in standing.events:
                answers = event.all_answers()
                told = (a.value for group, _, name, a in answers if (group, name) in names)
                found.update(value for value in told if isinstance(value, str))
    return sorted(found)


def history(project: Project, event_id: UUID) -> list[HistoryEntry]:
    """Every saved state of an event, oldest first, with what each changed."""
    with project.store.transaction() as records:
        revisions = records.history(event_id)
    handles = {coder.id: coder.handle for coder in coders(project)}
    by_id = {revision.id: revision for revision in revisions}
    return [
        HistoryEntry(
            revision.made_at,
            handles.get(revision.coder_id, str(revision.coder_id)),
            tuple(_words(project, revision, by_id)),
        )
        for revision in revisions
    ]


def _words(project: Project, revision: Revision, known: dict[UUID, Revision]) -> list[str]:
    """What a revision changed of the newest that it replaces."""
    before = [known[old] for old in revision.replaces if old in known]
    if revision.retracted:
        return ["Event deleted"]
    last = max(before, key=lambda old: (old.made_at, old.id), default=None)
    codebook = project.codebook_by_id(revision.codebook_id)
    if last is None:
        return ["Event added", *changed(None, revision.event, codebook)]
    words = changed(last.event, revision.event, codebook)
    return ["Event restored", *words] if last.retracted else words or ["Nothing but its form"]


def _state(standing: Submission | None, n_events: int) -> State | None:
    """Where a coding stands; None while nothing is coded, also if all was taken back."""
    if standing is not None and standing.state is not State.IN_PROGRESS:
        return standing.state
    is_begun = n_events or (standing is not None and standing.answers)
    return State.IN_PROGRESS if is_begun else None


def _hand(project: Project, coder: Coder, lane: Lane) -> Hand:
    """What this coder signs with; raises NotYours if they may not settle gold."""
    if lane is Lane.GOLD and coder.role is Role.CODER:
        raise NotYours(
            f"{coder.handle} codes, and gold is settled by adjudicators. Sign in as one of them."
        )
    return Hand(coder.id, lane, project.codebook.id)


def _owner(coder: Coder, lane: Lane) -> UUID | None:
    """Whose codings to look at in a lane: the coder's own; gold is everybody's."""
    return coder.id if lane is Lane.CODING else None


def _article(records: Records, article_id: UUID) -> Article:
    """The article; raises NotFound."""
    article = records.article(article_id)
    if article is None:
        raise NotFound(f"article {article_id} is not in this project. Import it first.")
    return article


def _standing(records: Records, coder: Coder, article_id: UUID, lane: Lane) -> list[Revision]:
    """The newest head of each event that stands in the article."""
    heads = records.article_heads(article_id, lane, _owner(coder, lane))
    newest = {head.event.id: head for head in sorted(heads, key=lambda h: (h.made_at, h.id))}
    return list(newest.values())


def _own_heads(records: Records, coder: Coder, event_id: UUID, lane: Lane) -> list[Revision]:
    """The heads of an event that this coder may replace; raises NotYours."""
    heads = records.heads(event_id)
    for head in heads:
        if head.lane is not lane or (lane is Lane.CODING and head.coder_id != coder.id):
            raise NotYours(
                f"event {event_id} was coded by somebody else. Copy it to make it your own."
            )
    return heads


def _written(records: Records, revisions: Iterable[Revision]) -> Changes:
    """Store revisions and tell what they touched."""
    changes = Changes()
    for revision in revisions:
        records.add_revision(revision)
        event = revision.event
        changes |= Changes(frozenset({event.article_id}), frozenset({event.id}))
    return changes


def _stood(
    records: Records,
    hand: Hand,
    article_id: UUID,
    *,
    state: State | None = None,
    reason: str | None = None,
    answers: Entry | None = None,
) -> Changes:
    """Store where a coding stands, if that is new; what is not given stays as it was."""
    owner = hand.coder_id if hand.lane is Lane.CODING else None
    last = records.submission(article_id, owner, hand.lane, hand.round)
    if last is None and state is None and not answers:
        return Changes()
    blank = Submission(
        uuid4(), article_id, hand.coder_id, hand.lane, hand.round, State.IN_PROGRESS, ""
    )
    base = last or blank
    wanted = replace(
        base,
        state=state or base.state,
        reason=reason if reason is not None else ("" if state else base.reason),
        answers=base.answers if answers is None else answers,
    )
    if last is not None and wanted == last:
        return Changes()
    new = replace(wanted, id=uuid4(), coder_id=hand.coder_id, codebook_id=hand.codebook_id)
    records.add_submission(replace(new, made_at=None))
    return Changes(articles=frozenset({article_id}))

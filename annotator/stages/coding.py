"""One coder's work on one article: events are saved and taken back, the article is submitted.

Every step is one transaction and writes only what differs: saving what already stands changes
nothing. Saving replaces all heads of an event. What was saved on two machines, differently, is
shown and waits for its coder: it comes together when that event is saved or settled.

Every step is about one round of the article: the one that is named, else that of the event, else
the coder's current one. Gold has but one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

from annotator.model.article import Article
from annotator.model.checks import article_problems, problems
from annotator.model.codebook import Kind
from annotator.model.errors import AnnotatorError, Incomplete
from annotator.model.event import NO_ANSWERS, Entry, Event, Lane
from annotator.model.recoding import differing, recoded, retracted, saved, signed
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND, Coder, State
from annotator.stages.history import HistoryEntry, history
from annotator.stages.own_coding import (
    NO_HEADS,
    Heads,
    article_of,
    events_of,
    hand_of,
    heads_by_event,
    in_round,
    own_heads,
    owner,
    round_of,
    signing,
    state_of,
    stood,
    two_heads,
    unsettled,
    written,
)
from annotator.stages.project import Project
from annotator.stages.results import Changes
from annotator.stages.versions import answers_now, asked_now
from annotator.stages.worklist import (
    WorklistRow,
    numbers_of,
    worklist,
    worklist_numbers,
    worklist_rows,
)

__all__ = [
    "DoubleHead",
    "HistoryEntry",
    "OpenArticle",
    "WorklistRow",
    "double_heads",
    "history",
    "numbers_of",
    "opened",
    "persons",
    "reopen",
    "retract_event",
    "save_article_answers",
    "save_coding",
    "save_event",
    "set_aside",
    "settle_heads",
    "submit",
    "worklist",
    "worklist_numbers",
    "worklist_rows",
]


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article with everything one coder has coded of it in one round; gold is everybody's.

    state: None while nothing is coded. events: the newest state of each that stands.
    two_heads: by event, the states that say different things, oldest first (also that it is taken
        back), where it was coded on several machines and the coder has not chosen yet.
    """

    article: Article
    events: tuple[Event, ...]
    answers: Entry
    state: State | None
    reason: str
    round: int = FIRST_ROUND
    two_heads: Heads = field(default_factory=lambda: NO_HEADS)

    @property
    def is_training(self) -> bool:
        """Whether feedback follows when it is submitted."""
        return self.round == TRAINING_ROUND


class DoubleHead(NamedTuple):
    """An event that was coded on several machines, differently, and waits for its coder."""

    coder_id: UUID
    article_id: UUID
    event_id: UUID
    round: int


def opened(
    project: Project,
    coder: Coder,
    article_id: UUID,
    lane: Lane = Lane.CODING,
    round: int | None = None,
) -> OpenArticle:
    """The article as this coder left it; raises NotFound."""
    with project.store.transaction() as records:
        article = article_of(records, article_id)
        round = round_of(records, coder, article_id, lane) if round is None else round
        heads = heads_by_event(records, coder, article_id, lane, round)
        standing = records.submission(article_id, owner(coder, lane), lane, round)
    heads = asked_now(project, heads)
    events = events_of(heads)
    return OpenArticle(
        article,
        tuple(events),
        answers_now(project, standing.answers, standing.codebook_id) if standing else NO_ANSWERS,
        state_of(standing, len(events)),
        standing.reason if standing else "",
        round,
        two_heads(heads),
    )


def save_event(
    project: Project,
    coder: Coder,
    event: Event,
    lane: Lane = Lane.CODING,
    round: int | None = None,
) -> Changes:
    """Store `event` as a new revision by `coder`; saving what already stands changes nothing.

    Raises NotYours if the event is another coder's. Gold belongs to every adjudicator.
    """
    hand = hand_of(project, coder, lane)
    with project.store.transaction(coder.id) as records:
        heads = own_heads(records, coder, event.id, lane)
        hand = in_round(records, hand, coder, event.article_id, round, heads)
        return written(records, saved(hand, heads, event))


def retract_event(
    project: Project, coder: Coder, event_id: UUID, lane: Lane = Lane.CODING
) -> Changes:
    """Take an event back; it stays in the history. Taking it back twice changes nothing."""
    return settle_heads(project, coder, None, event_id, lane)


def settle_heads(
    project: Project,
    coder: Coder,
    event: Event | None,
    event_id: UUID,
    lane: Lane = Lane.CODING,
) -> Changes:
    """Let this be the one state of an event, whatever was saved on which machine.

    event: None takes it back. Raises NotYours if the event is another coder's.
    """
    if event is not None and event.id != event_id:
        raise AnnotatorError(f"event {event.id} is not {event_id}. Choose one of its own states.")
    hand = hand_of(project, coder, lane)
    with project.store.transaction(coder.id) as records:
        heads = own_heads(records, coder, event_id, lane)
        if not heads:
            return Changes()
        hand = replace(hand, round=heads[-1].round)
        revisions = retracted(hand, heads) if event is None else saved(hand, heads, event)
        return written(records, revisions)


def double_heads(project: Project, coder: Coder | None = None) -> list[DoubleHead]:
    """The events that wait for their coder to choose; of one coder, or of all."""
    found: list[DoubleHead] = []
    with project.store.transaction() as records:
        for article_id, event_id in records.double_heads(Lane.CODING, coder.id if coder else None):
            heads = differing(records.heads(event_id))
            if heads:
                found.append(DoubleHead(heads[-1].coder_id, article_id, event_id, heads[-1].round))
    return found


def save_article_answers(
    project: Project,
    coder: Coder,
    article_id: UUID,
    answers: Entry,
    lane: Lane = Lane.CODING,
    round: int | None = None,
) -> Changes:
    """Store what was answered about the article itself; where its coding stands is kept."""
    with signing(project, coder, article_id, lane, round) as (records, hand):
        return stood(records, hand, article_id, answers=answers)


def save_coding(
    project: Project,
    coder: Coder,
    article_id: UUID,
    events: Iterable[Event],
    answers: Entry,
    lane: Lane = Lane.CODING,
    round: int | None = None,
    seen: Collection[UUID] | None = None,
) -> Changes:
    """Store a whole coding of an article at once; events that are not in it are taken back.

    seen: the events that the coder had before them: others, which came from another machine
    meanwhile, are left alone. None for all.
    """
    hand = hand_of(project, coder, lane)
    events = list(events)
    with project.store.transaction(coder.id) as records:
        heads = records.article_heads(article_id, lane, owner(coder, lane), True)
        ids = {event.id for event in events}
        known = {head.event.id for head in heads}
        for event in events:
            if event.article_id != article_id:
                raise AnnotatorError(f"event {event.id} belongs to another article.")
            if event.id not in known:
                heads += own_heads(records, coder, event.id, lane)
        theirs = [head for head in heads if head.event.id in ids]
        hand = in_round(records, hand, coder, article_id, round, theirs)
        if seen is not None:
            ids.update(seen)
            heads = [head for head in heads if head.event.id in ids]
        heads = [head for head in heads if head.round == hand.round]
        changes = written(records, recoded(hand, heads, events))
        return changes | stood(records, hand, article_id, answers=answers)


def submit(
    project: Project,
    coder: Coder,
    article_id: UUID,
    lane: Lane = Lane.CODING,
    round: int | None = None,
) -> Changes:
    """Hand the coding of an article in, all of it under the codebook in force.

    Raises Incomplete with everything that is missing or contradictory, or waits for a choice.
    """
    with signing(project, coder, article_id, lane, round) as (records, hand):
        article = article_of(records, article_id)
        heads = asked_now(project, heads_by_event(records, coder, article_id, lane, hand.round))
        standing = records.submission(article_id, owner(coder, lane), lane, hand.round)
        events = events_of(heads)
        answers = NO_ANSWERS
        if standing is not None:
            answers = answers_now(project, standing.answers, standing.codebook_id)
        found = [unsettled(event_id, project.codebook) for event_id in two_heads(heads)]
        for event in events:
            found += problems(event, project.codebook, article.text)
        found += article_problems(answers, events, project.codebook, article.text)
        if found:
            raise Incomplete(found)
        confirmed = [revision for own in heads.values() for revision in signed(hand, own)]
        changes = written(records, confirmed)
        return changes | stood(records, hand, article_id, state=State.SUBMITTED, answers=answers)


def reopen(
    project: Project,
    coder: Coder,
    article_id: UUID,
    lane: Lane = Lane.CODING,
    round: int | None = None,
) -> Changes:
    """Take a submitted or set-aside article back to work on it."""
    with signing(project, coder, article_id, lane, round) as (records, hand):
        return stood(records, hand, article_id, state=State.IN_PROGRESS)


def set_aside(
    project: Project,
    coder: Coder,
    article_id: UUID,
    reason: str,
    lane: Lane = Lane.CODING,
    round: int | None = None,
) -> Changes:
    """Put an article aside as not coded, for a reason in the coder's words."""
    if not reason.strip():
        raise AnnotatorError("an article is set aside for a reason. Write a few words.")
    with signing(project, coder, article_id, lane, round) as (records, hand):
        return stood(records, hand, article_id, state=State.SET_ASIDE, reason=reason.strip())


def persons(project: Project, coder: Coder) -> list[str]:
    """The persons named in this coder's own events, each once, in order."""
    found: set[str] = set()
    names = {
        (table, variable.name)
        for table, variable in project.codebook.all_variables()
        if variable.kind is Kind.PERSON
    }
    with project.store.transaction() as records:
        own = sorted(set().union(*records.begun(coder.id).values()))
        for standing in records.codings(Lane.CODING, coder.id, own):
            for event in standing.events:
                answers = event.all_answers()
                told = (a.value for group, _, name, a in answers if (group, name) in names)
                found.update(value for value in told if isinstance(value, str))
    return sorted(found)

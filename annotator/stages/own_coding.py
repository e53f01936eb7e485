"""The rows of one coding in one round, looked up and written: what the steps of coding share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from annotator.model.article import Article
from annotator.model.checks import UNSETTLED, Problem
from annotator.model.codebook import Codebook
from annotator.model.errors import AnnotatorError, NotFound, NotYours
from annotator.model.event import Entry, Event, Lane, Revision, in_order
from annotator.model.recoding import Hand, differing, shown
from annotator.model.study import FIRST_ROUND, Coder, Role, State, Submission
from annotator.stages.project import Project
from annotator.stages.results import Changes

if TYPE_CHECKING:
    from annotator.store.records import Records

Heads = Mapping[UUID, tuple[Revision, ...]]
"""By event, the states that say different things, oldest first."""

NO_HEADS: Heads = MappingProxyType({})


def state_of(standing: Submission | None, n_events: int) -> State | None:
    """Where a coding stands; None while nothing is coded, also if all was taken back."""
    if standing is not None and standing.state is not State.IN_PROGRESS:
        return standing.state
    is_begun = n_events or (standing is not None and standing.answers)
    return State.IN_PROGRESS if is_begun else None


def hand_of(project: Project, coder: Coder, lane: Lane) -> Hand:
    """What this coder signs with; raises NotYours if they may not settle gold."""
    if lane is Lane.GOLD and coder.role is Role.CODER:
        raise NotYours(
            f"{coder.handle} codes, and gold is settled by adjudicators. Sign in as one of them."
        )
    return Hand(coder.id, lane, project.codebook.id)


def owner(coder: Coder, lane: Lane) -> UUID | None:
    """Whose codings to look at in a lane: the coder's own; gold is everybody's."""
    return coder.id if lane is Lane.CODING else None


def article_of(records: Records, article_id: UUID) -> Article:
    """The article; raises NotFound."""
    article = records.article(article_id)
    if article is None:
        raise NotFound(f"article {article_id} is not in this project. Import it first.")
    return article


def round_of(records: Records, coder: Coder, article_id: UUID, lane: Lane) -> int:
    """In which round this coder works on the article now; gold has one."""
    if lane is Lane.GOLD:
        return FIRST_ROUND
    return records.current_rounds([article_id], coder.id).get(article_id, FIRST_ROUND)


def in_round(
    records: Records,
    hand: Hand,
    coder: Coder,
    article_id: UUID,
    round: int | None,
    heads: Iterable[Revision] = (),
) -> Hand:
    """The hand in the round that is named, else that of what stands, else the current one.

    heads: of the events that are to be saved. AnnotatorError if they are of another round.
    """
    rounds = {head.round for head in heads}
    if round is None:
        round = max(rounds) if rounds else round_of(records, coder, article_id, hand.lane)
    if rounds - {round}:
        raise AnnotatorError(
            f"article {article_id}: an event belongs to another round of coding. Open the article"
            " again, and code there."
        )
    return replace(hand, round=round)


@contextmanager
def signing(
    project: Project, coder: Coder, article_id: UUID, lane: Lane, round: int | None
) -> Iterator[tuple[Records, Hand]]:
    """One transaction in this coder's turn, with what they sign with in this round."""
    hand = hand_of(project, coder, lane)
    with project.store.transaction(coder.id) as records:
        yield records, in_round(records, hand, coder, article_id, round)


def heads_by_event(
    records: Records, coder: Coder, article_id: UUID, lane: Lane, round: int
) -> dict[UUID, list[Revision]]:
    """The heads of each event of a coding, oldest first, also those that take it back."""
    found: defaultdict[UUID, list[Revision]] = defaultdict(list)
    for head in records.article_heads(article_id, lane, owner(coder, lane), True, round):
        found[head.event.id].append(head)
    return found


def events_of(heads: Mapping[UUID, list[Revision]]) -> list[Event]:
    """The newest state of each event that stands."""
    return in_order(last.event for own in heads.values() if (last := shown(own)))


def two_heads(heads: Mapping[UUID, list[Revision]]) -> Heads:
    """The events that wait for a choice, with the states to choose from."""
    return {event_id: each for event_id, own in heads.items() if (each := differing(own))}


def unsettled(event_id: UUID, codebook: Codebook) -> Problem:
    """That an event waits for a choice, shown at its first variable."""
    first = codebook.variables[0].name if codebook.variables else ""
    words = "This event was coded on two machines, differently. Choose one."
    return Problem(event_id, "", 0, first, UNSETTLED, words)


def own_heads(records: Records, coder: Coder, event_id: UUID, lane: Lane) -> list[Revision]:
    """The heads of an event that this coder may replace; raises NotYours."""
    heads = records.heads(event_id)
    for head in heads:
        if head.lane is not lane or (lane is Lane.CODING and head.coder_id != coder.id):
            raise NotYours(
                f"event {event_id} was coded by somebody else. Copy it to make it your own."
            )
    return heads


def written(records: Records, revisions: Iterable[Revision]) -> Changes:
    """Store revisions and tell what they touched."""
    changes = Changes()
    for revision in revisions:
        records.add_revision(revision)
        event = revision.event
        changes |= Changes(frozenset({event.article_id}), frozenset({event.id}))
    return changes


def stood(
    records: Records,
    hand: Hand,
    article_id: UUID,
    *,
    state: State | None = None,
    reason: str | None = None,
    answers: Entry | None = None,
) -> Changes:
    """Store where a coding stands, if that is new; what is not given stays as it was.

    The answers are those under the hand's codebook once they are changed or submitted.
    """
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
    is_signed = last is None or state is State.SUBMITTED or wanted.answers != last.answers
    book = hand.codebook_id if is_signed else base.codebook_id
    if last is not None and wanted == last and book == last.codebook_id:
        return Changes()
    new = replace(wanted, id=uuid4(), coder_id=hand.coder_id, codebook_id=book)
    records.add_submission(replace(new, made_at=None))
    return Changes(articles=frozenset({article_id}))

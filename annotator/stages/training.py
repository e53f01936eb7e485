"""Training: what a coder submitted of an article, held against gold, answer by answer.

Events are laid beside each other as in a comparison of coders (exactly, by all roles), and so are
the entries of groups. Free text is not compared, and what the codebook filled in for both, or
derived from other answers, is left out: nobody answered it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from annotator.model.codebook import Codebook, Group
from annotator.model.event import NO_ANSWERS, Entry, Event, Lane
from annotator.model.event_title import event_title
from annotator.model.feedback import Feedback, FeedbackHappening, FeedbackLine, TrainingSummary
from annotator.model.filled import filled, filled_article
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND, Coder, State
from annotator.model.wording import answer_in_words
from annotator.reliability.alignment import align_prepared, prepare
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.entries import match_all
from annotator.reliability.partition import Patience
from annotator.stages.comparing.questions import (
    ARTICLE,
    EVENT,
    NOT_ASKED,
    UNANSWERED,
    Cells,
    questions,
)
from annotator.stages.own_coding import events_of, heads_by_event, owner
from annotator.stages.project import Project

if TYPE_CHECKING:
    from annotator.store.records import Records

_YOURS, _GOLD = "coder", "gold"
_NOTHING = {NOT_ASKED, UNANSWERED}


class _Coding(NamedTuple):
    """A submitted coding: the answers about the article, and the events."""

    answers: Entry
    events: Sequence[Event]


class _Given(NamedTuple):
    """A table of answers of one side: filled in, as it was given, and the event's, filled in.

    entry: the number of the entry from 0. lacking: in words, what is not there, or "".
    """

    entry: int
    whole: Entry
    given: Entry
    event_answers: Entry
    lacking: str = ""


def feedback(project: Project, coder: Coder, article_id: UUID) -> Feedback | None:
    """What this coder answered in training beside what gold says.

    None before they have submitted it, or where there is no submitted gold.
    """
    with project.store.transaction() as records:
        yours = _submitted(records, coder, article_id, Lane.CODING, TRAINING_ROUND)
        gold = _submitted(records, coder, article_id, Lane.GOLD, FIRST_ROUND) if yours else None
    if yours is None or gold is None:
        return None
    return _Reading(project.codebook).feedback(article_id, yours, gold)


def training_summary(project: Project, coder: Coder) -> TrainingSummary:
    """How much of what this coder submitted in training agrees with gold."""
    with project.store.transaction() as records:
        told = records.submissions(Lane.CODING, coder.id, TRAINING_ROUND)
    found = [feedback(project, coder, each.article_id) for each in told]
    known = [each for each in found if each is not None]
    return TrainingSummary(
        len(known), sum(each.n_answers for each in known), sum(each.n_agreeing for each in known)
    )


def _submitted(
    records: Records, coder: Coder, article_id: UUID, lane: Lane, round: int
) -> _Coding | None:
    standing = records.submission(article_id, owner(coder, lane), lane, round)
    if standing is None or standing.state is not State.SUBMITTED:
        return None
    heads = heads_by_event(records, coder, article_id, lane, round)
    return _Coding(standing.answers, events_of(heads))


class _Reading:
    """Two codings of one article, read with one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._rules = AlignmentRules.of(codebook)
        self._cells: dict[str, list[Cells]] = {}
        for each in questions(codebook, {}):
            if not each.is_set:
                self._cells.setdefault(each.table, []).append(Cells(each))

    def feedback(self, article_id: UUID, yours: _Coding, gold: _Coding) -> Feedback:
        """All answers of both, happening by happening."""
        about = self._lines(ARTICLE, self._about(yours), self._about(gold))
        given = {event.id: event for each in (yours, gold) for event in each.events}
        whole = {
            name: [filled(event, self._codebook) for event in each.events]
            for name, each in ((_YOURS, yours), (_GOLD, gold))
        }
        found = align_prepared(prepare(whole, self._rules), self._rules)
        happenings = (
            self._happening(cluster.get(_YOURS), cluster.get(_GOLD), given)
            for cluster in found.clusters
        )
        return Feedback(article_id, tuple(about), tuple(happenings))

    def _about(self, coding: _Coding) -> _Given:
        whole = filled_article(coding.answers, self._codebook)
        return _Given(-1, whole, coding.answers, NO_ANSWERS)

    def _happening(
        self, yours: Event | None, gold: Event | None, given: Mapping[UUID, Event]
    ) -> FeedbackHappening:
        """yours, gold: filled in; given: the events as they were coded, by id."""
        first, second = (given[each.id] if each else None for each in (yours, gold))
        lines = [
            *self._lines(EVENT, _of_event(yours, first), _of_event(gold, second)),
            *(
                line
                for group in self._codebook.groups
                for line in self._of(group, yours, gold, given)
            ),
        ]
        named = second or first
        title = event_title(named, self._codebook) if named else ""
        return FeedbackHappening(title, first, second, tuple(lines))

    def _of(
        self, group: Group, yours: Event | None, gold: Event | None, given: Mapping[UUID, Event]
    ) -> Iterator[FeedbackLine]:
        """The answers in the entries of a group, those that mean the same beside each other."""
        both = {_YOURS: yours, _GOLD: gold}
        entries = {name: event.entries(group.name) if event else () for name, event in both.items()}
        (matched,) = match_all([entries], group, self._rules, [""], [Patience()])[""]
        for unit in matched:
            own = _of_entry(yours, given, group, unit.get(_YOURS, -1))
            other = _of_entry(gold, given, group, unit.get(_GOLD, -1))
            yield from self._lines(group.name, own, other, group)

    def _lines(
        self, table: str, yours: _Given, gold: _Given, group: Group | None = None
    ) -> Iterator[FeedbackLine]:
        """A line for each question that one of the two answered."""
        for cells in self._cells.get(table, ()):
            variable = cells.question.variable
            places = (_place(cells, yours), _place(cells, gold))
            is_given = variable.name in yours.given or variable.name in gold.given
            agrees = places[0] == places[1]
            if set(places) <= _NOTHING or not is_given:
                continue
            own, other = yours.whole.get(variable.name), gold.whole.get(variable.name)
            yield FeedbackLine(
                "" if table == EVENT else table,
                yours.entry,
                gold.entry,
                variable.name,
                _label(variable.label, group, yours.entry, gold.entry),
                yours.lacking or answer_in_words(own, variable),
                gold.lacking or answer_in_words(other, variable),
                agrees,
                own.evidence if own else (),
                other.evidence if other else (),
                bool(yours.lacking),
                bool(gold.lacking),
            )


def _place(cells: Cells, side: _Given) -> int:
    """The place of an answer among the different ones; below 0 if there is none."""
    return NOT_ASKED if side.lacking else cells.place(side.whole, side.given, side.event_answers)


def _of_event(whole: Event | None, given: Event | None) -> _Given:
    if whole is None or given is None:
        return _Given(-1, NO_ANSWERS, NO_ANSWERS, NO_ANSWERS, "no such event")
    return _Given(-1, whole.answers, given.answers, whole.answers)


def _of_entry(whole: Event | None, given: Mapping[UUID, Event], group: Group, entry: int) -> _Given:
    if whole is None or entry < 0:
        lacking = f"no such {group.singular}" if whole else "no such event"
        return _Given(-1, NO_ANSWERS, NO_ANSWERS, NO_ANSWERS, lacking)
    raw = given[whole.id].entries(group.name)[entry]
    return _Given(entry, whole.entries(group.name)[entry], raw, whole.answers)


def _label(label: str, group: Group | None, entry: int, gold_entry: int) -> str:
    """The question, with gold's entry by its number, or with the coder's own that gold lacks."""
    if group is None:
        return label
    if gold_entry < 0:
        return f"{label} of your {group.singular} {entry + 1}"
    return f"{label} of {group.singular} {gold_entry + 1}"

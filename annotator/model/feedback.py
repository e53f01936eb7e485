"""What a coder in training is told about an article: their answers beside gold's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from annotator.model.event import Event
from annotator.model.span import Span


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One question, as the coder and as gold answered it, in the codebook's words.

    group: "" for the event, "article" for the article, else a group's name. entry, gold_entry: the
        number of the entry from 0, the coder's and gold's; -1 where there is none.
    label: "Stance of position 2". evidence, gold_evidence: what bears each answer out.
    is_lacking, is_lacking_in_gold: whether one has no such event or entry at all; the answer then
        says so.
    """

    group: str
    entry: int
    gold_entry: int
    variable: str
    label: str
    yours: str
    gold: str
    agrees: bool
    evidence: tuple[Span, ...] = ()
    gold_evidence: tuple[Span, ...] = ()
    is_lacking: bool = False
    is_lacking_in_gold: bool = False


@dataclass(frozen=True, slots=True)
class FeedbackHappening:
    """One happening: the coder's event, gold's, or both, and all answers about it.

    title: of gold's event if there is one. yours, gold: None where one of them has no such event.
    """

    title: str
    yours: Event | None
    gold: Event | None
    lines: tuple[FeedbackLine, ...]

    @property
    def differing(self) -> tuple[FeedbackLine, ...]:
        """The answers that are not gold's."""
        return tuple(line for line in self.lines if not line.agrees)


@dataclass(frozen=True, slots=True)
class Feedback:
    """An article of training beside gold. about: the answers about the article itself.

    happenings: in the order of the text.
    """

    article_id: UUID
    about: tuple[FeedbackLine, ...]
    happenings: tuple[FeedbackHappening, ...]

    @property
    def lines(self) -> Iterator[FeedbackLine]:
        """All answers that were compared."""
        yield from self.about
        for happening in self.happenings:
            yield from happening.lines

    @property
    def n_answers(self) -> int:
        """How many answers the coder or gold gave."""
        return sum(1 for _ in self.lines)

    @property
    def n_agreeing(self) -> int:
        """How many of them are the same."""
        return sum(line.agrees for line in self.lines)

    @property
    def share(self) -> float | None:
        """The share of answers that agree; None if there are none."""
        return self.n_agreeing / self.n_answers if self.n_answers else None


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """How a coder's training goes: articles with feedback, and the answers that agree with gold."""

    n_articles: int
    n_answers: int
    n_agreeing: int

    @property
    def share(self) -> float | None:
        """The share of answers that agree; None if there are none."""
        return self.n_agreeing / self.n_answers if self.n_answers else None

"""What coders saw, article by article: their events and marked words, as the numbers need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from annotator.model.agreement import EventAgreement, SpanAgreement
from annotator.model.event import Answer, Entry, Event
from annotator.reliability.alignment import Alignment, Prepared
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.alpha import alpha
from annotator.reliability.events import AlignedArticle, agree_on_events
from annotator.reliability.spans import Marked, MarkedDocument, agreeing_on_spans
from annotator.stages.comparing.happenings import Happenings
from annotator.stages.comparing.progress import told
from annotator.stages.comparing.questions import ARTICLE, EVENT
from annotator.stages.comparing.ratings import Compared
from annotator.stages.comparing.reading import CodedArticle
from annotator.stages.results import Job


class Seen:
    """The aligned events and the marked words of all articles, in few bytes."""

    def __init__(self, raters: Sequence[str], groups: Iterable[str], rules: AlignmentRules) -> None:
        self.raters, self.rules = tuple(raters), rules
        self.labels = (EVENT, *groups, ARTICLE)
        self.articles: list[AlignedArticle] = []
        self.marked: list[MarkedDocument] = []

    def add(
        self,
        article: CodedArticle,
        events: Mapping[str, Sequence[Event]],
        prepared: Prepared,
        alignment: Alignment,
    ) -> None:
        """Take in an article with its events, filled in and aligned by all roles."""
        self.articles.append(_without_answers(article.key, prepared, alignment))
        spans = {
            name: [
                *_spans(coding.answers, ARTICLE),
                *chain.from_iterable(map(_spans_of_event, events[name])),
            ]
            for name, coding in article.codings.items()
        }
        self.marked.append(MarkedDocument(article.length, spans))


def _without_answers(key: str, prepared: Prepared, alignment: Alignment) -> AlignedArticle:
    """An aligned article whose events are but their ids: answers of thousands would fill memory."""
    bare = {
        event.id: Event(event.id, event.article_id)
        for events in prepared.events
        for event in events
    }
    lists = tuple(tuple(bare[event.id] for event in events) for events in prepared.events)
    clusters = tuple(
        {name: bare[event.id] for name, event in cluster.items()} for cluster in alignment.clusters
    )
    pairings = tuple(
        replace(
            pairing,
            matches=tuple(
                match._replace(first=bare[match.first.id], second=bare[match.second.id])
                for match in pairing.matches
            ),
        )
        for pairing in alignment.pairings
    )
    return AlignedArticle(
        key,
        Prepared(prepared.coders, lists, prepared.features),
        replace(alignment, clusters=clusters, pairings=pairings),
    )


def _spans_of_event(event: Event) -> Iterator[Marked]:
    """The words of an event's evidence, labelled by the table of what they bear out."""
    yield from _spans(event.answers, EVENT)
    for name, entries in event.groups.items():
        for entry in entries:
            yield from _spans(entry, name)


def _spans(entry: Entry, label: str) -> Iterator[Marked]:
    answers: Iterable[Answer] = entry.values()
    return ((span.start, span.end, label) for answer in answers for span in answer.evidence)


def event_agreement(
    seen: Seen,
    happenings: Happenings,
    attributes: Sequence[tuple[Compared, Compared]],
    samples: int,
    seed: int,
) -> Job[EventAgreement]:
    """Whether coders saw the same events, and how far they agree on what aligned events are.

    attributes: each question about events, on the alignment without what it says, and with it.
    """
    steps = agree_on_events(seen.articles, seen.rules, seen.raters, samples, seed)
    found = yield from told(steps, "events")
    statistics, reasons = dict(found.statistics), dict(found.reasons)
    for without, whole in attributes:
        for name, each in (("alpha_attr", without), ("alpha_attr_full", whole)):
            estimate = alpha(each.ratings, each.rated.headline)
            statistics[f"{name}:{each.question.name}"] = estimate.value
            if estimate.reason:
                reasons[f"{name}:{each.question.name}"] = estimate.reason
    return replace(
        found,
        joined=happenings.n_joined,
        parted=happenings.n_parted,
        n_unproved=len(happenings.unproved),
        statistics=statistics,
        reasons=reasons,
    )


def span_agreements(seen: Seen) -> Job[tuple[SpanAgreement, ...]]:
    """How far coders marked the same words: all together, then by what the words bear out."""
    labels = {label for each in seen.marked for own in each.spans.values() for *_, label in own}
    used = [label for label in seen.labels if label in labels]
    found: list[SpanAgreement] = []
    for label in (None, *used):
        steps = agreeing_on_spans(seen.marked, label)
        found.append((yield from told(steps, "marked words", len(found), len(used) + 1)))
    return tuple(found)

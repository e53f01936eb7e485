"""Why events of an article were taken for one happening: every pair of them, role by role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from annotator.model.agreement import ArticleAlignment, EventLine, EventPair, Part
from annotator.model.codebook import Codebook
from annotator.model.errors import NotFound
from annotator.model.event import Event
from annotator.model.event_title import event_title
from annotator.model.filled import filled
from annotator.model.wording import answer_in_words
from annotator.reliability import alignment
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.choices import Choice
from annotator.stages.comparing.comparison import Comparison
from annotator.stages.comparing.reading import unpacked

_LONG = 80
"""Characters of evidence that are quoted."""

_NO_TITLE = "an event"


def alignment_of(comparison: Comparison, article_id: UUID) -> ArticleAlignment:
    """Which events of an article are one happening, and why; raises NotFound for others' articles.

    It is what the comparison was made from, without reading the project again.
    """
    places = [at for at, line in enumerate(comparison.articles) if line.article_id == article_id]
    if not places:
        raise NotFound(f"Article {article_id} is not compared.")
    gathered, rules = comparison.gathered, comparison.happenings.rules
    events: dict[str, list[Event]] = {
        gathered.raters[at]: [] for at in gathered.raters_of(places[0])
    }
    for kept in gathered.events_of(places[0]):
        event = filled(unpacked(kept.packed, kept.id, article_id), gathered.codebook)
        events[gathered.raters[kept.rater]].append(event)
    choices = comparison.happenings.heeded.get(article_id, ())
    clusters = tuple(
        tuple(_line(name, event, gathered.codebook) for name, event in cluster)
        for cluster in _clusters(comparison, places[0], events)
    )
    happening = {line.event_id: at for at, cluster in enumerate(clusters) for line in cluster}
    pairs = [
        _pair(each, happening, choices, rules, gathered.codebook)
        for each in alignment.every_pair(alignment.prepare(events, rules), rules)
    ]
    pairs.sort(key=lambda pair: (pair.distance, happening[pair.first], happening[pair.second]))
    title = comparison.articles[places[0]].title
    return ArticleAlignment(article_id, title, rules.theta, clusters, tuple(pairs))


def _clusters(
    comparison: Comparison, article: int, events: Mapping[str, Sequence[Event]]
) -> list[list[tuple[str, Event]]]:
    """The happenings of the article at this place: each coder of one, with the event."""
    gathered, happenings = comparison.gathered, comparison.happenings.events()
    by_id = {event.id: event for own in events.values() for event in own}
    return [
        [
            (name, by_id[gathered.events[place].id])
            for name, place in zip(gathered.raters, row, strict=True)
            if place >= 0
        ]
        for row in happenings.rows[happenings.articles == article].tolist()
    ]


def _line(coder: str, event: Event, codebook: Codebook) -> EventLine:
    spans = event.spans()
    first = spans[0] if spans else None
    words = event_title(event, codebook) or _NO_TITLE
    if first is None:
        return EventLine(event.id, coder, words)
    return EventLine(event.id, coder, words, first.start, first.end)


def _pair(
    found: alignment.EventPair,
    happening: Mapping[UUID, int],
    choices: Sequence[Choice],
    rules: AlignmentRules,
    codebook: Codebook,
) -> EventPair:
    """A pair, the coder first whose name is first."""
    first, second = found.first, found.second
    if found.coder > found.other:
        first, second = second, first
    parts = tuple(
        Part(
            part.role,
            part.weight,
            part.distance,
            _said(first, part.role, rules, codebook),
            _said(second, part.role, rules, codebook),
        )
        for part in found.parts
    )
    together = happening[first.id] == happening[second.id]
    by_hand = _by_hand({first.id, second.id}, choices)
    return EventPair(first.id, second.id, found.distance, together, parts, by_hand)


def _by_hand(pair: set[UUID], choices: Sequence[Choice]) -> str:
    """What a reviewer said about the two themselves."""
    said = [each.joined for each in choices if {each.first, each.second} == pair]
    if not said:
        return ""
    return "joined" if said[-1] else "parted"


def _said(event: Event, role: str, rules: AlignmentRules, codebook: Codebook) -> str:
    """What an event says in a role, in words; "" if nothing."""
    source = rules.sources.get(role)
    if source is None:
        quote = " … ".join(" ".join(span.quote.split()) for span in event.spans())
        return quote if len(quote) <= _LONG else quote[: _LONG - 1].rstrip() + "…"
    variable = codebook.variable(source.variable, source.group)
    entries = event.entries(source.group) if source.group else (event.answers,)
    answers = [answer for entry in entries if (answer := entry.get(source.variable))]
    if variable is None:
        return ""
    return ", ".join(dict.fromkeys(answer_in_words(answer, variable) for answer in answers))

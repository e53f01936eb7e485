"""Quotes that others wrote down, found in the text: the words count, not their numbers."""

from __future__ import annotations

from dataclasses import replace

from annotator.model.article import canonical_text
from annotator.model.errors import CodingRefused
from annotator.model.event import Answer, Entry, Event
from annotator.model.span import Span


def placed(event: Event, text: str) -> Event:
    """The event with every quote at its place in the text; raises CodingRefused."""
    if all(span.fits(text) for span in event.spans()):
        return event
    return replace(
        event,
        answers=placed_entry(event.answers, text),
        groups={
            name: tuple(placed_entry(entry, text) for entry in entries)
            for name, entries in event.groups.items()
        },
    )


def placed_entry(entry: Entry, text: str) -> Entry:
    """The answers with every quote at its place in the text; raises CodingRefused."""
    return {
        name: Answer(
            answer.value, tuple(_found(span, text, name) for span in answer.evidence), answer.note
        )
        for name, answer in entry.items()
    }


def _found(span: Span, text: str, variable: str) -> Span:
    """The span where its words are: at its place, else at the only place that has them."""
    if span.fits(text):
        return span
    quote = canonical_text(span.quote)
    at = text.find(quote)
    shown = quote if len(quote) <= 60 else quote[:59] + "…"
    if at < 0:
        raise CodingRefused(f"{variable}: the quote {shown!r} is not in the article.")
    if text.find(quote, at + 1) >= 0:
        raise CodingRefused(
            f"{variable}: the quote {shown!r} is not at {span.start} and stands in the article "
            "more than once. Correct its start and end."
        )
    return Span.of(text, at, at + len(quote))

"""Builders: whole values in one line, for tests that only care about a part of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from annotator.model.article import Article
from annotator.model.codebook import Codebook
from annotator.model.codebook_file import read_codebook
from annotator.model.event import Answer, Entry, Event, Missing, Value
from annotator.model.span import Span
from annotator.resources import resource, seeds
from tests.databases import new_project

if TYPE_CHECKING:
    from annotator.stages.project import Project

NOT_STATED = Answer(Missing.NOT_STATED)


@cache
def the_codebook(name: str = "diplomatic") -> Codebook:
    """A codebook that is shipped."""
    return read_codebook(resource(f"codebooks/{name}"))


def a_project(folder: Path, codebook: str = "diplomatic", lead: str = "me") -> Project:
    """A new project in `folder`."""
    return new_project(folder / "talks.annotator", the_codebook(codebook), lead)


def with_article(project: Project, text: str) -> UUID:
    """The id of an article that the project now has; nobody asks which language it is in."""
    article = an_article(text)
    with project.store.transaction() as records:
        records.add_article(article, records.coders()[0].id)
    return article.id


def seed(number: int) -> Path:
    """The file of a seed article."""
    return sorted(seeds().glob("*.txt"))[number]


def an_article(text: str = "Wang Yi received Sergey Lavrov in Beijing.", **known: str) -> Article:
    """An article with this text."""
    return Article.from_text(text, **known)


def an_answer(value: Value | Missing, text: str = "", words: str = "", note: str = "") -> Answer:
    """An answer, borne out by the first `words` in `text` if any are given."""
    if not words:
        return Answer(value, (), note)
    start = text.index(words)
    return Answer(value, (Span.of(text, start, start + len(words)),), note)


def entries(**values: Value | Missing) -> Entry:
    """An entry with these values."""
    return {name: Answer(value) for name, value in values.items()}


def an_event(
    article_id: UUID,
    answers: Mapping[str, Answer] | None = None,
    *,
    event_id: UUID | None = None,
    groups: Mapping[str, tuple[Entry, ...]] | None = None,
    **values: Value | Missing,
) -> Event:
    """An event with these answers; plain values by keyword."""
    given = {**{name: Answer(value) for name, value in values.items()}, **(answers or {})}
    return Event(event_id or uuid4(), article_id, given, dict(groups or {}))


def a_whole_event(article: Article) -> Event:
    """An event of the default codebook with all that every coder is asked."""
    words = article.text.split(" ")[0]
    span = (Span.of(article.text, 0, len(words)),)
    participants = tuple(
        {"actor": Answer(code, span), "role": Answer(role)}
        for code, role in (("CHN", "host"), ("RUS", "visitor"))
    )
    return an_event(
        article.id,
        {"event_type": Answer("CONSULT", span)},
        status="held",
        date=Missing.NOT_STATED,
        place=Missing.NOT_STATED,
        groups={
            "participants": participants,
            "topics": ({"topic": Answer("SEC.WAR", span)},),
            "outcomes": ({"outcome_type": Answer("none_reported")},),
        },
    )

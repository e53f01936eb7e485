"""Talks that coders coded alike or not, and what a comparison says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from annotator.model.article import Article
from annotator.model.canonical import canonical_json
from annotator.model.codebook import Codebook, codebook_id
from annotator.model.codebook_plain import codebook_to_plain
from annotator.model.event import Answer, Date, Event, Missing, Value
from annotator.model.span import Span
from annotator.stages.agreement import Comparison, compare
from annotator.stages.project import (
    Project,
    create_project,
)
from annotator.stages.results import finish
from tests.build import entries
from tests.databases import place

TEXT = "Wang Yi received Sergey Lavrov in Beijing. They spoke about Ukraine. France objected."


def an_article_of(project: Project, number: int = 0) -> UUID:
    """A new article; its identifier is "story" and the number."""
    article = Article.from_text(f"{TEXT} {number}", f"story{number}", title=f"Story {number}")
    with project.store.transaction() as records:
        records.add_article(article, records.coders()[0].id)
    return article.id


def a_talk(
    article_id: UUID,
    kind: str = "CONSULT",
    *,
    actors: Sequence[str] = ("CHN", "RUS"),
    at: tuple[int, int] = (0, 42),
    day: str = "2025-12-02",
    topics: Sequence[str] = (),
    stances: Sequence[str | Missing] = (),
    **values: Value | Missing,
) -> Event:
    """An event with its evidence at some place of the text."""
    span = Span.of(TEXT, *at)
    given = {name: Answer(value) for name, value in values.items()}
    event = replace(
        Event.new(article_id),
        answers={
            "event_type": Answer(kind, (span,)),
            "date": Answer(Date(day, day, "day", "stated") if day else Missing.NOT_STATED),
            **given,
        },
    )
    event = event.with_entries("participants", [entries(actor=a, role="host") for a in actors])
    event = event.with_entries("topics", [entries(topic=topic) for topic in topics])
    positions = [entries(holder="CHN", topic="SEC.WAR", stance=stance) for stance in stances]
    return event.with_entries("positions", positions)


def compared(project: Project, **options: object) -> Comparison:
    return finish(compare(project, **{"samples": 50, **options}))  # type: ignore[arg-type]


def alpha_of(comparison: Comparison, name: str) -> float | None:
    line = comparison.report.variable(name)
    assert line is not None
    return line.alpha


def with_codebook(folder: Path, book: Codebook) -> Project:
    """A project whose codebook has questions that no shipped one has."""
    return create_project(place(folder / "own.annotator"), own(book), "Own")


def own(book: Codebook) -> Codebook:
    """A codebook under the id of its content."""
    return replace(book, id=codebook_id(canonical_json(codebook_to_plain(book))))

"""The shipped codings of the seed articles, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from annotator.model.article import Article
from annotator.model.event import Entry, Event
from annotator.model.plain import entry_from_plain, event_from_plain
from annotator.resources import resource, seeds


@dataclass(frozen=True, slots=True)
class Shipped:
    """One article as one of the demo's coders coded it."""

    text: str
    answers: Entry
    events: tuple[Event, ...]


def shipped(name: str) -> list[Shipped]:
    """The codings of `gold`, `ana`, `ben` or `chen`."""
    path = resource("demo") / f"{name}.jsonl"
    return [_coding(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _coding(line: dict[str, object]) -> Shipped:
    wanted, raws = line["article"], line["events"]
    assert isinstance(wanted, dict)
    assert isinstance(raws, list)
    texts = (path.read_text(encoding="utf-8") for path in seeds().glob("*.txt"))
    made = (Article.from_text(text, wanted["source_id"]) for text in texts)
    article = next(article for article in made if str(article.id) == wanted["id"])
    events = tuple(event_from_plain(raw, UUID(raw["id"]), article.id) for raw in raws)
    answers = line["article_answers"]
    assert isinstance(answers, dict)
    return Shipped(article.text, entry_from_plain(answers), events)

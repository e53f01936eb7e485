"""A small project to work on, and the ways to look at its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from annotator.model.article import Article
from annotator.model.codebook import Codebook
from annotator.model.event import Answer, Event, Lane, Revision
from annotator.model.span import Span
from annotator.model.study import Coder, Role, State, Submission
from annotator.store.store import Store
from tests.build import the_codebook
from tests.databases import database, place, pytest_generate_tests
from tests.server import a_database, drop_database

__all__ = ["Small", "database", "pytest_generate_tests", "shared", "small", "url"]

TEXT = "Wang Yi received Sergey Lavrov in Beijing 🤝.\n王毅 met him on Sunday.\u2028It rained."


@dataclass
class Small:
    """A project with one coder, one article and the small codebook."""

    path: Path
    store: Store
    coder: Coder
    codebook: Codebook
    article: Article

    def event(self, value: str = "meeting", words: str = "Beijing 🤝") -> Event:
        """A new event of the article."""
        start = self.article.text.index(words)
        span = Span.of(self.article.text, start, start + len(words))
        return Event(uuid4(), self.article.id, {"event_type": Answer(value, (span,))}, {})

    def revision(self, event: Event, *replaced: Revision, retracted: bool = False) -> Revision:
        """A revision of `event` by the coder."""
        ids = tuple(each.id for each in replaced)
        coder, book = self.coder.id, self.codebook.id
        return Revision(uuid4(), event, coder, Lane.CODING, book, replaces=ids, retracted=retracted)

    def save(self, event: Event) -> Revision:
        """Save a state of an event in place of all its heads."""
        with self.store.transaction() as records:
            new = self.revision(event, *records.heads(event.id))
            records.add_revision(new)
        return new

    def submission(self, state: State) -> Submission:
        """A new state of the coder's coding."""
        answers = {"article_status": Answer("codable")}
        return Submission(
            uuid4(),
            self.article.id,
            self.coder.id,
            Lane.CODING,
            1,
            state,
            "",
            answers,
            self.codebook.id,
        )

    def findings(self) -> list[str]:
        """What `check` finds."""
        return [str(each) for piece in self.store.check() for each in piece.findings]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A new small project in a folder of its own."""
    path = tmp_path / "lab" / "talks.annotator"
    path.parent.mkdir()
    made = _filled(path, Store.create(place(path), "Talks"))
    yield made
    made.store.close()


@pytest.fixture
def url() -> Iterator[str]:
    """The address of an empty database."""
    made = a_database()
    yield made
    drop_database(made)


@pytest.fixture
def shared(url: str) -> Iterator[Small]:
    """The small project in a database."""
    made = _filled(Path(), Store.create(url, "Talks"))
    yield made
    made.store.close()


def _filled(path: Path, store: Store) -> Small:
    coder = Coder(uuid4(), "ana", "", Role.LEAD, datetime.now(UTC))
    article = Article.from_text(TEXT, title="Talks in Beijing", publisher="Xinhua")
    codebook = the_codebook("minimal")
    with store.transaction() as records:
        records.add_coder(coder)
        records.add_codebook(codebook)
        records.adopt(codebook.id, coder.id)
        records.add_article(article, coder.id, {"file": "talks.txt"})
        records.set_up_access(coder)
    return Small(path, store, coder, codebook, article)

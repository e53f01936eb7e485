"""Articles and what is known about them, in and out of one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from annotator.model.article import METADATA, Article, ArticleRow, text_sha256
from annotator.model.canonical import sorted_json
from annotator.store.bulk import Cells, insert_all
from annotator.store.failures import damaged
from annotator.store.indexes import are_stale, make_stale, rebuild_indexes
from annotator.store.listing import LISTED, ROW, change_lines, line_of, pieces, row_of
from annotator.store.rows import (
    Rows,
    digest_of,
    moment_cell,
    refuse_what_cannot_be_stored,
)
from annotator.store.tables import table
from annotator.store.words import Form, add_words, change_title, form_of

_metadata = attrgetter(*METADATA)
_article = table("article").c
_note = table("article_note").c
_line = table("article_listing").c
_IMPORTED = (_article.number, _article.id)

TEXTS = 20
"""Texts read at a time, of which each may be 2 MB."""

Given = tuple[Article, Mapping[str, str]]
"""An article, and more to know about it, such as the name of its `file`."""


@dataclass(slots=True)
class _Batch:
    """Rows of new articles, by table, as they go to the disk together."""

    articles: list[Cells] = field(default_factory=list)
    notes: list[Cells] = field(default_factory=list)
    lines: list[Cells] = field(default_factory=list)
    words: list[Form] = field(default_factory=list)


class ArticleRecords(Rows):
    """The part of `Records` that is about articles."""

    _number: int | None = None

    def add_article(
        self, article: Article, by: UUID, extra: Mapping[str, str] | None = None
    ) -> bool:
        """Take in an article with what is known about it; False if the project has it already.

        extra: more to know about it, such as the name of its `file`.
        """
        return self.add_articles([(article, extra or {})], by)[0] > 0

    def add_articles(self, batch: Sequence[Given], by: UUID) -> list[int]:
        """Take in articles with what is known about them; some hundreds at a time.

        Gives the number of each, below zero where the project, or the batch, had it already.
        """
        self._give_numbers()
        numbers = self._numbers_of([article.id.hex for article, _ in batch])
        last = self._last_number()
        new = _Batch()
        given: list[int] = []
        made_at, coder = moment_cell(datetime.now(UTC)), by.hex
        for article, extra in batch:
            id = article.id.hex
            known = numbers.get(id)
            if known is not None:
                given.append(-known)
                continue
            last += 1
            numbers[id] = last
            given.append(last)
            _gather(new, last, article, extra, coder, made_at)
        insert_all(self._connection, "article", new.articles)
        insert_all(self._connection, "article_note", new.notes)
        insert_all(self._connection, "article_listing", new.lines)
        add_words(self._connection, new.words)
        self._number = last
        return given

    def _numbers_of(self, ids: Sequence[str]) -> dict[str, int]:
        """`numbers`, by ids in hexadecimal; asked for every article that comes in."""
        if self._connection.dialect.name != "sqlite":
            return {id.hex: number for id, number in self.numbers(list(map(UUID, ids))).items()}
        found: dict[str, int] = {}
        for piece in pieces(ids):
            query = f"SELECT id, number FROM article WHERE id IN ({', '.join('?' * len(piece))})"
            found.update(map(tuple, self._connection.exec_driver_sql(query, tuple(piece))))
        return found

    def _last_number(self) -> int:
        """The last place in the order of import; asked once, as this one holds the write lock."""
        if self._number is None:
            self._give_numbers()
            ((last,),) = self._all(select(func.max(_article.number)))
            self._number = last or 0
        return self._number

    def renew_indexes(self) -> None:
        """Make listing and words anew, if they are not those of the rows; a quick look tells."""
        if are_stale(self._connection):
            self._begin()
            rebuild_indexes(self._connection)

    def drop_indexes(self) -> None:
        """Have the indexes made anew when the project is next opened for writing."""
        self._begin()
        make_stale(self._connection)

    def note_article(self, article_id: UUID, coder_id: UUID, fields: Mapping[str, str]) -> None:
        """Note what is known about an article; newer words count, "" takes them back."""
        self._begin()
        if not fields:
            return
        for name, words in fields.items():
            refuse_what_cannot_be_stored(words, name)
        if fields.get("title") is not None:
            self._find_by_title(article_id, fields["title"])
        self._insert(
            "article_note",
            {
                "id": uuid4(),
                "article_id": article_id,
                "coder_id": coder_id,
                "fields": dict(fields),
                "made_at": self._now("article_note", _note.article_id == article_id),
            },
        )
        if listed := {name: words for name, words in fields.items() if name in LISTED}:
            change_lines(self._connection, [article_id], listed)

    def _find_by_title(self, article_id: UUID, title: str) -> None:
        query = select(_line.number, _line.title, _article.text).join(
            table("article"), _article.number == _line.number
        )
        for number, old, text in self._all(query.where(_article.id == article_id)):
            if old != title:
                change_title(self._connection, number, old, title, text)

    def set_article_states(
        self,
        article_ids: Sequence[UUID],
        coder_id: UUID,
        state: str,
        other: UUID | None,
        reason: str,
    ) -> None:
        """Note what the lead decided about articles: one of ARTICLE_STATES, "" takes it back.

        other: the article that duplicates repeat.
        """
        self._begin()
        refuse_what_cannot_be_stored(reason, "the reason")
        made_at = self._now("article_state")
        for article_id in article_ids:
            self._insert(
                "article_state",
                {
                    "id": uuid4(),
                    "article_id": article_id,
                    "coder_id": coder_id,
                    "state": state,
                    "duplicate_of": other,
                    "reason": reason,
                    "made_at": made_at,
                },
            )
        number = 0 if other is None else self.numbers([other]).get(other, 0)
        changed = {"state": state, "other": number, "reason": reason}
        change_lines(self._connection, article_ids, changed)

    def _notes(self, *where: ColumnElement[bool]) -> dict[UUID, dict[str, str]]:
        notes: dict[UUID, dict[str, str]] = {}
        query = select(_note.article_id, _note.fields).where(*where)
        for row in self._all(query.order_by(_note.made_at, _note.id)):
            notes.setdefault(row.article_id, {}).update(row.fields)
        return notes

    def article(self, article_id: UUID) -> Article | None:
        """An article with what is known about it, or None.

        Raises ProjectRefused if its text was changed: it no longer bears out what was coded.
        """
        columns = (_article.text, _article.source_id, _article.digest)
        rows = self._all(select(*columns).where(_article.id == article_id))
        if not rows:
            return None
        if text_sha256(rows[0].text) != rows[0].digest:
            raise damaged(self._project, f"the text of article {article_id} was changed")
        notes = self._notes(_note.article_id == article_id).get(article_id, {})
        known: dict[str, Any] = {name: notes.get(name, "") for name in METADATA}
        return Article(article_id, rows[0].text, rows[0].source_id, **known)

    def known_about(self, article_id: UUID) -> dict[str, str]:
        """All that notes say about an article, under the names under which they say it."""
        return self._notes(_note.article_id == article_id).get(article_id, {})

    def article_reason(self, number: int) -> str:
        """Why the lead decided about the article of this number as it stands, or ""."""
        rows = self._all(select(_line.reason).where(_line.number == number))
        return str(rows[0].reason) if rows else ""

    def find_article(
        self, id: UUID | None = None, sha256: str = "", source_id: str = ""
    ) -> list[UUID]:
        """The articles that meet all that is given, in import order; none if nothing is given."""
        where: list[ColumnElement[bool]] = []
        if id is not None:
            where.append(_article.id == id)
        if sha256:
            where.append(_article.digest == sha256)
        if source_id:
            where.append(_article.source_id == source_id)
        if not where:
            return []
        return [row.id for row in self._all(select(_article.id).where(*where).order_by(*_IMPORTED))]

    def articles(self) -> list[ArticleRow]:
        """All articles in the order they were imported, without their texts."""
        return list(self._values("article_listing", select(*ROW).order_by(_line.number), row_of))

    def article_rows(self, numbers: Sequence[int]) -> list[ArticleRow]:
        """The articles of these numbers, in this order; numbers that nothing has are left out."""
        found: dict[int, ArticleRow] = {}
        for piece in pieces(numbers):
            query = select(*ROW).where(_line.number.in_(piece))
            for row in self._values("article_listing", query, row_of):
                found[row.number] = row
        return [found[number] for number in numbers if number in found]

    def numbers(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """The numbers of those of these articles that the project has."""
        found: dict[UUID, int] = {}
        for piece in pieces(ids):
            query = select(_article.id, _article.number).where(_article.id.in_(piece))
            found.update(tuple(row) for row in self._all(query))
        return found

    def n_articles(self) -> int:
        """How many articles there are."""
        ((number,),) = self._all(select(func.count()).select_from(table("article_listing")))
        return int(number)

    def text(self, number: int) -> str:
        """The text of the article of this number, as it stands; KeyError if nothing has it."""
        for _, text in self.texts([number]):
            return text
        raise KeyError(number)

    def texts(self, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Numbers and texts of articles, as they stand, some at a time; in no certain order."""
        for piece in pieces(numbers, TEXTS):
            query = select(_article.number, _article.text).where(_article.number.in_(piece))
            yield from self._all(query)


def _gather(
    new: _Batch, number: int, article: Article, extra: Mapping[str, str], coder: str, made_at: str
) -> None:
    """Make the rows of a new article; NotSaved if there is a letter that cannot be stored."""
    text, source_id, id = article.text, article.source_id, article.id.hex
    known = {name: words for name, words in zip(METADATA, _metadata(article), strict=True) if words}
    known.update({name: words for name, words in extra.items() if words})
    refuse_what_cannot_be_stored(source_id, "the article's identifier")
    refuse_what_cannot_be_stored("".join(known.values()), "what is known about the article")
    encoded = article.encoded or refuse_what_cannot_be_stored(text, "the article")
    if b"\0" in encoded:
        refuse_what_cannot_be_stored(text, "the article")
    sha256 = hashlib.sha256(encoded).hexdigest()
    new.articles.append((id, number, source_id, len(text), sha256, encoded))
    if known:
        note_id = uuid4().hex
        fields = sorted_json(known)
        digest = digest_of((id, coder, fields, note_id, made_at))
        new.notes.append((note_id, id, coder, fields, made_at, digest))
    new.lines.append(line_of(number, id, source_id, len(text), known))
    new.words.append(form_of(number, known.get("title", ""), text, encoded))

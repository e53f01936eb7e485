"""Articles and what is known about them, in and out of one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from annotator.model.article import METADATA, Article, ArticleRow, text_sha256
from annotator.store.failures import damaged, decoding
from annotator.store.rows import Rows, raw, refuse_what_cannot_be_stored, uuid_of
from annotator.store.tables import table

_article = table("article").c
_note = table("article_note").c
_IMPORTED = (_article.number, _article.id)
_KNOWN = select(_article.id).where(_article.id == bindparam("known"))


class ArticleRecords(Rows):
    """The part of `Records` that is about articles."""

    _number: int | None = None

    def add_article(
        self, article: Article, by: UUID, extra: Mapping[str, str] | None = None
    ) -> bool:
        """Take in an article with what is known about it; False if the project has it already.

        extra: more to know about it, such as the name of its `file`.
        """
        self._begin()
        with decoding(self._project, "article"):
            if self._connection.execute(_KNOWN, {"known": article.id}).first():
                return False
        refuse_what_cannot_be_stored(article.text, "the article")
        refuse_what_cannot_be_stored(article.source_id, "the article's identifier")
        self._insert(
            "article",
            {
                "id": article.id,
                "number": self._next_number(),
                "text": article.text,
                "source_id": article.source_id,
                "length": len(article.text),
                "digest": text_sha256(article.text),
            },
        )
        known = {name: getattr(article, name) for name in METADATA} | dict(extra or {})
        self._note(
            article.id, by, {name: word for name, word in known.items() if word}, datetime.now(UTC)
        )
        return True

    def _next_number(self) -> int:
        """The next place in the order of import; asked once, as this one holds the write lock."""
        if self._number is None:
            ((last,),) = self._all(select(func.max(_article.number)))
            self._number = last or 0
        self._number += 1
        return self._number

    def note_article(self, article_id: UUID, coder_id: UUID, fields: Mapping[str, str]) -> None:
        """Note what is known about an article; newer words count, "" takes them back."""
        self._begin()
        made_at = self._now("article_note", _note.article_id == article_id)
        self._note(article_id, coder_id, fields, made_at)

    def _note(
        self, article_id: UUID, coder_id: UUID, fields: Mapping[str, str], made_at: datetime
    ) -> None:
        if not fields:
            return
        for name, words in fields.items():
            refuse_what_cannot_be_stored(words, name)
        self._insert(
            "article_note",
            {
                "id": uuid4(),
                "article_id": article_id,
                "coder_id": coder_id,
                "fields": dict(fields),
                "made_at": made_at,
            },
        )

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
        known = {name: notes.get(name, "") for name in METADATA}
        return Article(article_id, rows[0].text, rows[0].source_id, **known)

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
        with decoding(self._project, "article or article_note"):
            return self._listed(self._raw_notes())

    def _raw_notes(self) -> dict[Any, dict[str, str]]:
        """What is known about each article, by its id as the driver gives it."""
        notes: dict[Any, dict[str, str]] = {}
        query = select(raw(_note.article_id), raw(_note.fields)).order_by(_note.made_at, _note.id)
        for id, fields in self._connection.execute(query).all():
            known = json.loads(fields) if isinstance(fields, (str, bytes)) else dict(fields)
            if id in notes:
                notes[id].update(known)
            else:
                notes[id] = known
        return notes

    def _listed(self, notes: Mapping[Any, Mapping[str, str]]) -> list[ArticleRow]:
        query = select(raw(_article.id), _article.source_id, _article.length)
        nothing: dict[str, str] = {}
        return [
            ArticleRow(
                id=uuid_of(id),
                title=(known := notes.get(id, nothing).get)("title", ""),
                publisher=known("publisher", ""),
                published=known("published", ""),
                language=known("language", ""),
                url=known("url", ""),
                source_id=source_id,
                file=known("file", ""),
                length=length,
            )
            for id, source_id, length in self._connection.execute(query.order_by(*_IMPORTED)).all()
        ]

"""The tables: insert-only rows with portable types, the same on SQLite and PostgreSQL.

A row is never updated or deleted. `digest` covers every other column of its row, so that a changed
letter shows; of an article it covers the text, and the id the text and source. `replacement` only
repeats `event_revision.replaces` so that heads are found by an index; it belongs to this file, like
Alembic's version, and never travels.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


PlainJson = JSON().with_variant(JSONB(), "postgresql")


def _text() -> Any:
    return Field(sa_type=Text)


def _json() -> Any:
    return Field(sa_type=PlainJson)


def _made_at() -> Any:
    return Field(sa_type=UtcTime)


def _key() -> Any:
    return Field(primary_key=True, sa_type=Uuid)


def _link(column: str) -> Any:
    return Field(foreign_key=column, sa_type=Uuid)


class ProjectTable(SQLModel, table=True):
    """The one row that says which project this is."""

    __tablename__ = "project"
    id: UUID = _key()
    name: str = _text()
    made_at: datetime = _made_at()
    digest: str = _text()


class CodebookTable(SQLModel, table=True):
    """Codebooks by content; `content` is their canonical JSON, of which the id is computed."""

    __tablename__ = "codebook"
    id: UUID = _key()
    name: str = _text()
    version: str = _text()
    content: str = _text()
    digest: str = _text()


class CoderTable(SQLModel, table=True):
    """The people of the project."""

    __tablename__ = "coder"
    id: UUID = _key()
    handle: str = Field(sa_type=Text, unique=True)
    name: str = _text()
    role: str = _text()
    made_at: datetime = _made_at()
    digest: str = _text()


class AdoptionTable(SQLModel, table=True):
    """Which codebook was adopted when; the newest is in force."""

    __tablename__ = "adoption"
    id: UUID = _key()
    codebook_id: UUID = _link("codebook.id")
    coder_id: UUID = _link("coder.id")
    made_at: datetime = _made_at()
    digest: str = _text()


class ArticleTable(SQLModel, table=True):
    """Texts as imported; `number` is the place in this file's order of import.

    The text stands last, so that SQLite reads the other columns without walking through it.
    """

    __tablename__ = "article"
    id: UUID = _key()
    number: int = Field(sa_type=Integer, index=True)
    source_id: str = Field(sa_type=Text, index=True)
    length: int = Field(sa_type=Integer)
    digest: str = Field(sa_type=Text, index=True)
    text: str = _text()


class ArticleNoteTable(SQLModel, table=True):
    """What is known about an article, as a JSON object of names and words; newest wins by name."""

    __tablename__ = "article_note"
    id: UUID = _key()
    article_id: UUID = Field(foreign_key="article.id", sa_type=Uuid, index=True)
    coder_id: UUID = _link("coder.id")
    fields: dict[str, str] = _json()
    made_at: datetime = _made_at()
    digest: str = _text()


class ArticleStateTable(SQLModel, table=True):
    """What the lead decided about an article: duplicate of another, or set aside; newest wins."""

    __tablename__ = "article_state"
    id: UUID = _key()
    article_id: UUID = Field(foreign_key="article.id", sa_type=Uuid, index=True)
    coder_id: UUID = _link("coder.id")
    state: str = _text()
    duplicate_of: UUID | None = Field(default=None, sa_type=Uuid)
    reason: str = _text()
    made_at: datetime = _made_at()
    digest: str = _text()


class AssignmentTable(SQLModel, table=True):
    """Articles given to coders; the newest row of an article, coder and round counts."""

    __tablename__ = "assignment"
    id: UUID = _key()
    article_id: UUID = Field(foreign_key="article.id", sa_type=Uuid, index=True)
    coder_id: UUID = Field(foreign_key="coder.id", sa_type=Uuid, index=True)
    round: int = Field(sa_type=Integer)
    active: bool
    by_id: UUID = _link("coder.id")
    made_at: datetime = _made_at()
    digest: str = _text()


class EventRevisionTable(SQLModel, table=True):
    """Saved states of events; `body` holds answers and groups, which the database never reads."""

    __tablename__ = "event_revision"
    __table_args__ = (
        Index(None, "article_id", "lane", "coder_id"),
        Index(None, "coder_id", "lane"),
    )
    id: UUID = _key()
    event_id: UUID = Field(sa_type=Uuid, index=True)
    article_id: UUID = _link("article.id")
    coder_id: UUID = _link("coder.id")
    lane: str = _text()
    round: int = Field(sa_type=Integer)
    codebook_id: UUID = _link("codebook.id")
    replaces: list[str] = _json()
    retracted: bool
    sources: list[str] = _json()
    made_at: datetime = _made_at()
    digest: str = _text()
    body: dict[str, Any] = _json()


class ReplacementTable(SQLModel, table=True):
    """`event_revision.replaces`, row by row. What is replaced may be in another file."""

    __tablename__ = "replacement"
    __table_args__ = (
        PrimaryKeyConstraint("replaced_id", "revision_id"),
        {"sqlite_with_rowid": False},
    )
    replaced_id: UUID = Field(sa_type=Uuid, primary_key=True)
    revision_id: UUID = Field(
        foreign_key="event_revision.id", sa_type=Uuid, primary_key=True, index=True
    )


class SubmissionTable(SQLModel, table=True):
    """Where a coder's coding of an article stands; the newest row counts."""

    __tablename__ = "submission"
    __table_args__ = (
        Index(None, "article_id", "lane", "coder_id"),
        Index(None, "coder_id", "lane"),
    )
    id: UUID = _key()
    article_id: UUID = _link("article.id")
    coder_id: UUID = _link("coder.id")
    lane: str = _text()
    round: int = Field(sa_type=Integer)
    state: str = _text()
    reason: str = _text()
    answers: dict[str, Any] = _json()
    codebook_id: UUID | None = Field(default=None, foreign_key="codebook.id", sa_type=Uuid)
    made_at: datetime = _made_at()
    digest: str = _text()


class SameHappeningTable(SQLModel, table=True):
    """Events of different articles that are one happening; the newest row of an event counts."""

    __tablename__ = "same_happening"
    id: UUID = _key()
    event_id: UUID = Field(sa_type=Uuid, index=True)
    happening_id: UUID = Field(sa_type=Uuid, index=True)
    coder_id: UUID = _link("coder.id")
    made_at: datetime = _made_at()
    digest: str = _text()


class SuggestionLogTable(SQLModel, table=True):
    """What became of a machine's proposals."""

    __tablename__ = "suggestion_log"
    id: UUID = _key()
    article_id: UUID = Field(foreign_key="article.id", sa_type=Uuid, index=True)
    coder_id: UUID = _link("coder.id")
    suggestion: dict[str, Any] = _json()
    outcome: str = _text()
    made_at: datetime = _made_at()
    digest: str = _text()


class ReleaseTable(SQLModel, table=True):
    """When which articles were unblinded."""

    __tablename__ = "release"
    id: UUID = _key()
    article_id: UUID = Field(foreign_key="article.id", sa_type=Uuid, index=True)
    coder_id: UUID = _link("coder.id")
    made_at: datetime = _made_at()
    digest: str = _text()


class AlignmentChoiceTable(SQLModel, table=True):
    """A reviewer's joining or parting of the events of two coders; the newest row counts."""

    __tablename__ = "alignment_choice"
    id: UUID = _key()
    article_id: UUID = Field(foreign_key="article.id", sa_type=Uuid, index=True)
    event_id: UUID = Field(sa_type=Uuid)
    other_id: UUID = Field(sa_type=Uuid)
    joined: bool
    coder_id: UUID = _link("coder.id")
    made_at: datetime = _made_at()
    digest: str = _text()


class SettingTable(SQLModel, table=True):
    """What changes a number in this project, as JSON by name; the newest row of a name counts."""

    __tablename__ = "setting"
    id: UUID = _key()
    name: str = Field(sa_type=Text, index=True)
    value: Any = _json()
    coder_id: UUID | None = Field(default=None, foreign_key="coder.id", sa_type=Uuid)
    made_at: datetime = _made_at()
    digest: str = _text()


METADATA = SQLModel.metadata


def table(name: str) -> Table:
    """The table of this name, for statements."""
    return METADATA.tables[name]

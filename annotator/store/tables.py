"""The tables: insert-only rows with portable types, the same on SQLite and PostgreSQL.

A row is never updated or deleted. `digest` covers every other column of its row, so that a changed
letter shows; of an article it covers the text, and the id the text and source. `replacement` only
repeats `event_revision.replaces` so that heads are found by an index; it belongs to this file, like
Alembic's version, and never travels. So do the tables from ARTICLE_LISTING on, which are kept up to
date instead: whatever they hold can be made anew from the rows, or is a report that concerns nobody
else. The words that are searched are in a virtual table of SQLite beside them (see `words`).

They are plain tables, as rows never are objects here: a class for each of them, with its checks,
would be built at every start and used by nobody. That took a quarter of a second and 25 MiB.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)

from annotator.model.article import METADATA as KNOWN
from annotator.store.column_types import PlainJson, UtcTime

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column(name: str, kind: Any, *links: ForeignKey, **more: Any) -> Column[Any]:
    return Column(name, kind, *links, **{"nullable": False, **more})


def _text(name: str, **more: Any) -> Column[Any]:
    return _column(name, Text, **more)


def _integer(name: str, **more: Any) -> Column[Any]:
    return _column(name, Integer, **more)


def _truth(name: str) -> Column[Any]:
    return _column(name, Boolean)


def _json(name: str) -> Column[Any]:
    return _column(name, PlainJson)


def _id(name: str, **more: Any) -> Column[Any]:
    return _column(name, Uuid, **more)


def _key() -> Column[Any]:
    return _id("id", primary_key=True)


def _link(name: str, column: str, **more: Any) -> Column[Any]:
    return _column(name, Uuid, ForeignKey(column), **more)


def _of_article() -> Column[Any]:
    return _link("article_id", "article.id", index=True)


def _coder() -> Column[Any]:
    return _link("coder_id", "coder.id")


def _made_at() -> Column[Any]:
    return _column("made_at", UtcTime)


def _digest() -> Column[Any]:
    return _text("digest")


def _place(name: str, **more: Any) -> Column[Any]:
    """A number that we give, as part of a key."""
    return _integer(name, primary_key=True, autoincrement=False, **more)


PROJECT = Table("project", METADATA, _key(), _text("name"), _made_at(), _digest())
"""The one row that says which project this is."""

CODEBOOK = Table(
    "codebook",
    METADATA,
    _key(),
    _text("name"),
    _text("version"),
    _text("content"),
    _digest(),
)
"""Codebooks by content; `content` is their canonical JSON, of which the id is computed."""

CODER = Table(
    "coder",
    METADATA,
    _key(),
    _text("handle", unique=True),
    _text("name"),
    _text("role"),
    _made_at(),
    _digest(),
)
"""The people of the project."""

ADOPTION = Table(
    "adoption",
    METADATA,
    _key(),
    _link("codebook_id", "codebook.id"),
    _coder(),
    _made_at(),
    _digest(),
)
"""Which codebook was adopted when; the newest is in force."""

ARTICLE = Table(
    "article",
    METADATA,
    _key(),
    _integer("number", index=True),
    _text("source_id", index=True),
    _integer("length"),
    _text("digest", index=True),
    _text("text"),
)
"""Texts as imported; `number` is the place in this file's order of import.

The text stands last, so that SQLite reads the other columns without walking through it.
"""

ARTICLE_NOTE = Table(
    "article_note",
    METADATA,
    _key(),
    _of_article(),
    _coder(),
    _json("fields"),
    _made_at(),
    _digest(),
)
"""What is known about an article, as a JSON object of names and words; newest wins by name."""

ARTICLE_STATE = Table(
    "article_state",
    METADATA,
    _key(),
    _of_article(),
    _coder(),
    _text("state"),
    _id("duplicate_of", nullable=True),
    _text("reason"),
    _made_at(),
    _digest(),
)
"""What the lead decided about an article: duplicate of another, or set aside; newest wins."""

ASSIGNMENT = Table(
    "assignment",
    METADATA,
    _key(),
    _of_article(),
    _link("coder_id", "coder.id", index=True),
    _integer("round"),
    _truth("active"),
    _integer("place"),
    _link("by_id", "coder.id"),
    _made_at(),
    _digest(),
)
"""Articles given to coders; the newest row of an article, coder and round counts.

`place` orders the articles that are given to a coder on their worklist.
"""

EVENT_REVISION = Table(
    "event_revision",
    METADATA,
    _key(),
    _id("event_id", index=True),
    _link("article_id", "article.id"),
    _coder(),
    _text("lane"),
    _integer("round"),
    _link("codebook_id", "codebook.id"),
    _json("replaces"),
    _truth("retracted"),
    _json("sources"),
    _made_at(),
    _digest(),
    _json("body"),
    Index(None, "article_id", "lane", "coder_id"),
    Index(None, "coder_id", "lane"),
)
"""Saved states of events; `body` holds answers and groups, which the database never reads."""

REPLACEMENT = Table(
    "replacement",
    METADATA,
    _id("replaced_id", primary_key=True),
    _link("revision_id", "event_revision.id", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""`event_revision.replaces`, row by row. What is replaced may be in another file."""

SUBMISSION = Table(
    "submission",
    METADATA,
    _key(),
    _link("article_id", "article.id"),
    _coder(),
    _text("lane"),
    _integer("round"),
    _text("state"),
    _text("reason"),
    _json("answers"),
    _link("codebook_id", "codebook.id", nullable=True),
    _made_at(),
    _digest(),
    Index(None, "article_id", "lane", "coder_id"),
    Index(None, "coder_id", "lane"),
)
"""Where a coder's coding of an article stands; the newest row counts."""

SAME_HAPPENING = Table(
    "same_happening",
    METADATA,
    _key(),
    _id("event_id", index=True),
    _id("happening_id", index=True),
    _coder(),
    _made_at(),
    _digest(),
)
"""Events of different articles that are one happening; the newest row of an event counts."""

SUGGESTION_LOG = Table(
    "suggestion_log",
    METADATA,
    _key(),
    _of_article(),
    _coder(),
    _json("suggestion"),
    _text("outcome"),
    _made_at(),
    _digest(),
)
"""What became of a machine's proposals."""

RELEASE = Table("release", METADATA, _key(), _of_article(), _coder(), _made_at(), _digest())
"""When which articles were unblinded."""

ALIGNMENT_CHOICE = Table(
    "alignment_choice",
    METADATA,
    _key(),
    _of_article(),
    _id("event_id"),
    _id("other_id"),
    _truth("joined"),
    _coder(),
    _made_at(),
    _digest(),
)
"""A reviewer's joining or parting of the events of two coders; the newest row of a pair counts.

The two stand in the order of their ids; the other way round they say that the choice is taken back.
"""

SETTING = Table(
    "setting",
    METADATA,
    _key(),
    _text("name", index=True),
    _json("value"),
    _link("coder_id", "coder.id", nullable=True),
    _made_at(),
    _digest(),
)
"""What was decided for this project, as JSON by name; the newest row of a name counts.

What changes a number in it, which columns of a table are what, which articles are alike and kept.
"""

ARTICLE_LISTING = Table(
    "article_listing",
    METADATA,
    _place("number"),
    _id("article_id"),
    _text("source_id"),
    _integer("length"),
    *(_text(name) for name in KNOWN),
    _text("file"),
    _text("state"),
    _integer("other"),
    _text("reason"),
    _truth("given"),
)
"""What the newest notes and states say of each article: lists never touch the texts.

`other` is the number of the article that a duplicate repeats, or 0; `given` says whether it is
assigned to anybody, which a blind coder of a shared database cannot find out from the rows.
"""

ARTICLE_BAND = Table(
    "article_band",
    METADATA,
    _column("key", BigInteger, primary_key=True, autoincrement=False),
    _place("number"),
    sqlite_with_rowid=False,
)
"""Where an article stands among those that resemble each other: equal keys make candidates."""

ARTICLE_PAIR = Table(
    "article_pair",
    METADATA,
    _place("number"),
    _place("other", index=True),
    _column("alike", Float),
    sqlite_with_rowid=False,
)
"""Two articles that repeat each other, `number` below `other`; `alike` is 1 for equal texts."""

LOGIN = Table(
    "login",
    METADATA,
    _text("name", primary_key=True),
    _link("coder_id", "coder.id"),
    _text("role"),
)
"""Who works here: the coder of each login of a shared database, with their role.

In a file that was handed out to one coder, that coder, under no name; in a lab's own file, nobody.
"""

INDEX_STATE = Table("index_state", METADATA, _text("name", primary_key=True), _integer("number"))
"""How far each index goes: an article's number, or the form in which an index was made."""

IMPORT_REPORT = Table(
    "import_report",
    METADATA,
    _place("number"),
    _column("made_at", UtcTime),
    _coder(),
    _integer("n_added"),
    _integer("n_known"),
    _integer("n_rejected"),
    _text("note"),
)
"""One import: who, when, and what became of its records."""

IMPORT_FILE = Table(
    "import_file",
    METADATA,
    _place("report"),
    _place("file"),
    _text("path"),
    _text("importer"),
    sqlite_with_rowid=False,
)
"""The files of an import, each with what read it."""

IMPORT_ROW = Table(
    "import_row",
    METADATA,
    _place("report"),
    _place("row"),
    _integer("file"),
    _text("record"),
    _text("outcome"),
    _text("reason"),
    _integer("article"),
    sqlite_with_rowid=False,
)
"""What became of each record of an import; `article` is the article's number, or 0."""


def table(name: str) -> Table:
    """The table of this name, for statements."""
    return METADATA.tables[name]

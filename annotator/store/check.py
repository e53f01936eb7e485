"""Looks whether a project holds together: the file, its links, every digest, every quote.

SQLite's own check does not see a changed letter; the digests do. Nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Select

from annotator.model.article import article_id, text_sha256
from annotator.model.codebook import codebook_id
from annotator.model.event import Answer, Entry
from annotator.model.values_plain import entry_from_plain, event_from_plain
from annotator.store.check_indexes import wrong_lines, wrong_pairs, wrong_words
from annotator.store.failures import MANGLED
from annotator.store.rows import WITH_DIGEST, digest_reader, raw
from annotator.store.tables import METADATA, table
from annotator.store.words import WORDS

PIECE = 200
"""Rows read at a time: a few milliseconds, and no lock between them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold together: in which table, in which row, and what."""

    table: str
    row: str
    text: str

    def __str__(self) -> str:
        where = f"{self.table} {self.row}" if self.row else self.table
        return f"{where}: {self.text}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A piece of the check that is done: what it looked at, and what it found."""

    what: str
    findings: tuple[Finding, ...]


_CONTENT = WITH_DIGEST["codebook"].index("content") + 2
"""Where it stands in a row, after id and digest."""

Step = Callable[[Connection], Iterator[list[Finding]]]


def check(connection: Connection, indexes: bool = True) -> Iterator[Checked]:
    """Every check in turn, a piece at a time; a row that cannot be read is a finding too.

    indexes: also look at what is made from the rows, and can be made anew.
    """
    steps: list[tuple[str, Step]] = [("links", _replacements)]
    if connection.dialect.name == "sqlite":
        steps = [("file", _file), ("links", _foreign_keys), *steps]
    steps += [(name, _digests(name)) for name in WITH_DIGEST]
    steps += [("article", _articles), ("event_revision", _quotes), ("submission", _answers)]
    steps += [("alignment_choice", _choices)]
    if indexes:
        steps += [(name, _index(name, *each)) for name, each in _INDEXES.items()]
    yield from _through(connection, steps)


def quick_check(connection: Connection) -> Iterator[Checked]:
    """Whether the pages of the file hold together, a table at a time; much faster than `check`."""
    if connection.dialect.name == "sqlite":
        yield from _through(connection, [(name, _pages(name)) for name in METADATA.tables])


def _through(connection: Connection, steps: list[tuple[str, Step]]) -> Iterator[Checked]:
    for what, step in steps:
        pieces = step(connection)
        while True:
            try:
                findings = next(pieces)
            except StopIteration:
                break
            except (DBAPIError, MemoryError, *MANGLED) as error:
                said, _, _ = str(getattr(error, "orig", None) or error).partition(" with text '")
                words = " ".join(said.split())[:200]  # what the row holds is nobody's to read
                yield Checked(what, (Finding(what, "", f"cannot be read ({words})"),))
                break
            yield Checked(what, tuple(findings))


def _file(connection: Connection) -> Iterator[list[Finding]]:
    rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").all()
    yield [Finding("file", "", " ".join(str(row[0]).split())) for row in rows if row[0] != "ok"]


def _pages(name: str) -> Step:
    def step(connection: Connection) -> Iterator[list[Finding]]:
        rows = connection.exec_driver_sql(f"PRAGMA quick_check({name})").all()
        yield [Finding(name, "", " ".join(str(row[0]).split())) for row in rows if row[0] != "ok"]

    return step


def _foreign_keys(connection: Connection) -> Iterator[list[Finding]]:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    yield [
        Finding(str(row[0]), f"row {row[1]}", f"refers to a {row[2]} that is not there")
        for row in rows[:100]
    ]


def _pieces(connection: Connection, query: Select[Any], key: Any) -> Iterator[list[Any]]:
    """The rows of a query by id, a piece at a time."""
    last = None
    while True:
        piece = query.order_by(key).limit(PIECE)
        rows: list[Any] = list(
            connection.execute(piece if last is None else piece.where(key > last))
        )
        yield rows
        if len(rows) < PIECE:
            return
        last = rows[-1][0]


def _digests(name: str) -> Step:
    def step(connection: Connection) -> Iterator[list[Finding]]:
        there = {each["name"] for each in inspect(connection).get_columns(name)}
        whole = table(name).c
        names = [each for each in WITH_DIGEST[name] if each in there]  # an older file has fewer
        digest_of = digest_reader(name, connection)
        query = select(whole.id, whole.digest, *(raw(whole[each]) for each in names))
        for rows in _pieces(connection, query, whole.id):
            yield [
                Finding(name, str(row[0]), "differs from its digest: it was changed")
                for row in rows
                if digest_of(row[2:]) != row[1] or _mistaken(name, row)
            ]

    return step


def _mistaken(name: str, row: Sequence[Any]) -> bool:
    """Whether an id that is computed from content is not that of the content."""
    return name == "codebook" and codebook_id(row[_CONTENT]) != row[0]


def _articles(connection: Connection) -> Iterator[list[Finding]]:
    whole = table("article")
    for rows in _pieces(connection, select(whole), whole.c.id):
        yield [
            Finding("article", str(row.id), "its text differs from its digest: it was changed")
            for row in rows
            if text_sha256(row.text) != row.digest
            or article_id(row.text, row.source_id) != row.id
            or len(row.text) != row.length
        ]


def _replacements(connection: Connection) -> Iterator[list[Finding]]:
    """`replacement` says what `event_revision.replaces` says: heads are found by it."""
    revision, replacement = table("event_revision").c, table("replacement").c
    n_listed = 0
    for rows in _pieces(connection, select(revision.id, revision.replaces), revision.id):
        ids = [row.id for row in rows]
        query = select(replacement.revision_id, replacement.replaced_id)
        listed: dict[UUID, set[UUID]] = {id: set() for id in ids}
        for owner, replaced in connection.execute(query.where(replacement.revision_id.in_(ids))):
            listed[owner].add(replaced)
        n_listed += sum(len(each) for each in listed.values())
        yield [
            Finding("event_revision", str(row.id), "its list of what it replaces does not agree")
            for row in rows
            if {UUID(each) for each in row.replaces} != listed[row.id]
        ]
    whole = select(func.count()).select_from(table("replacement"))
    if connection.execute(whole).scalar() != n_listed:
        yield [Finding("replacement", "", "lists revisions that are not there")]


_INDEXES = {
    "article_listing": (wrong_lines, "its line does not say what its notes say"),
    WORDS: (wrong_words, "its words are not those of its text"),
    "article_pair": (wrong_pairs, "what it repeats is no article before it"),
}


def _index(name: str, wrong: Callable[[Connection], Iterator[list[int]]], fault: str) -> Step:
    def step(connection: Connection) -> Iterator[list[Finding]]:
        for numbers in wrong(connection):
            yield [
                Finding(name, f"article {number}", f"{fault}: {_ANEW}")
                if number
                else Finding(name, "", f"does not agree with the articles: {_ANEW}")
                for number in numbers
            ]

    return step


_ANEW = "it is made anew when the project is next opened for writing"


def _misquoted(entry: Entry, text: str) -> bool:
    def fits(answer: Answer) -> bool:
        return all(span.fits(text) for span in answer.evidence)

    return not all(fits(answer) for answer in entry.values())


def _quotes(connection: Connection) -> Iterator[list[Finding]]:
    revision = table("event_revision").c
    query = select(revision.id, revision.article_id, revision.event_id, revision.body)
    for rows in _pieces(connection, query, revision.id):
        texts = _texts(connection, {row.article_id for row in rows})
        yield [
            Finding("event_revision", str(row.id), "its quotes are not the words of its article")
            for row in rows
            if _event_misquotes(row, texts.get(row.article_id, ""))
        ]


def _event_misquotes(row: Row[Any], text: str) -> bool:
    event = event_from_plain(row.body, row.event_id, row.article_id)
    entries = [event.answers, *(entry for entries in event.groups.values() for entry in entries)]
    return any(_misquoted(entry, text) for entry in entries)


def _answers(connection: Connection) -> Iterator[list[Finding]]:
    submission = table("submission").c
    query = select(submission.id, submission.article_id, submission.answers)
    for rows in _pieces(connection, query, submission.id):
        texts = _texts(connection, {row.article_id for row in rows})
        yield [
            Finding("submission", str(row.id), "its quotes are not the words of its article")
            for row in rows
            if _misquoted(entry_from_plain(row.answers), texts.get(row.article_id, ""))
        ]


def _choices(connection: Connection) -> Iterator[list[Finding]]:
    """A choice is about two events of its article."""
    choice, revision = table("alignment_choice").c, table("event_revision").c
    columns = (choice.id, choice.article_id, choice.event_id, choice.other_id)
    for rows in _pieces(connection, select(*columns), choice.id):
        ids = {id for row in rows for id in (row.event_id, row.other_id)}
        query = select(revision.event_id, revision.article_id).distinct()
        known = {tuple(row) for row in connection.execute(query.where(revision.event_id.in_(ids)))}
        yield [
            Finding("alignment_choice", str(row.id), "names an event that its article has not")
            for row in rows
            if not {(row.event_id, row.article_id), (row.other_id, row.article_id)} <= known
        ]


def _texts(connection: Connection, ids: set[UUID]) -> dict[UUID, str]:
    article = table("article").c
    rows = connection.execute(select(article.id, article.text).where(article.id.in_(ids)))
    return dict(rows.all())

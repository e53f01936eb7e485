"""Articles come in: from files and folders, or pasted; what is known about them is put right.

An article is known by its text: importing it again adds nothing, whatever the file is called. The
text never changes; title, publisher, date, address and language are notes that a person corrects.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from annotator.extensions.registry import (
    IMPORTERS,
    Columns,
    Imported,
    Importer,
    Refused,
    articles_of,
    faults,
    importers,
)
from annotator.language import LIBRARY
from annotator.model.article import METADATA, Article, metadata_fault
from annotator.model.errors import AnnotatorError, NotFound, UnreadableFile
from annotator.model.headline import described
from annotator.model.intake import ADDED, KNOWN, OUTCOMES, REJECTED, FileChoice, ImportRow
from annotator.model.safe_words import storable
from annotator.model.study import Coder, Role
from annotator.stages.intake_articles import (
    bytes_of,
    completed,
    in_its_language,
)
from annotator.stages.intake_files import (
    columns_of,
    files,
    importer_for,
    importer_named,
    remember,
)
from annotator.stages.intake_reports import ImportReport, report_rows
from annotator.stages.project import Project, coders
from annotator.stages.results import Changes, Job, Progress

if TYPE_CHECKING:
    from annotator.store.records import Records

_BATCH = 100
_BATCH_LETTERS = 2_000_000
"""Articles go to the store so many at a time, or fewer where they are long."""

_PAUSE = 0.025
"""Seconds between two words on how far an import is, while no batch is written."""


def import_articles(
    project: Project,
    paths: Iterable[Path],
    *,
    importer: str = "",
    dry_run: bool = False,
    mapping: Mapping[str, str] | None = None,
    choices: Mapping[Path, FileChoice] | None = None,
    by: Coder | None = None,
) -> Job[ImportReport]:
    """Take in the articles of files, and of folders with all that is in them, in one transaction.

    importer: the name of the one to read every file with; "" lets each file's content decide.
    dry_run: report what would happen and write nothing.
    mapping: what columns of tables are, by name; remembered for tables with the same headings.
    choices: how single files are to be read, where that is not as the others.
    by: who imports; the project's first lead where nobody is named.
    Raises NotFound if there is no importer of that name.
    """
    with ThreadPoolExecutor(1) as loading:
        yield from _until(loading.submit(importers), Progress(0, 0))
    usual = _Reading(importer_named(importer), mapping or {})
    readings = {path: _reading(choice, usual) for path, choice in (choices or {}).items()}
    maker = by or _lead(project)
    asked = list(paths)
    found = list(files(asked))
    with closing(LIBRARY), project.store.transaction() as records:
        taking = (_Rehearsal if dry_run else _Taking)(records, maker.id, asked)
        last = time.monotonic()
        for done, (path, refusal) in enumerate(found):
            yield Progress(done, len(found), path.name)
            refused = iter((_Taken(path, "", "", refusal),))
            for taken in refused if refusal else taking.file(path, readings.get(path, usual)):
                is_full = taking.take(taken)
                if is_full or time.monotonic() - last > _PAUSE:
                    what = f"{path.name}: {taken.record}" if taken.record else path.name
                    yield (so_far := Progress(done, len(found), what))
                    if is_full:
                        yield from taking.flush(so_far)
                    last = time.monotonic()
        yield from taking.flush(Progress(len(found), len(found)))
        return taking.ended(project)


def _until(waited_for: Future[Any], so_far: Progress) -> Iterator[Progress]:
    """Say how far an import is until another thread is done with what it waits for."""
    while not waited_for.done():
        yield so_far
        wait([waited_for], _PAUSE)


def import_text(
    project: Project,
    text: str,
    title: str = "",
    *,
    publisher: str = "",
    published: str = "",
    url: str = "",
    by: Coder | None = None,
) -> ImportRow:
    """Take in one pasted text; raises UnreadableFile if it is blank, too long or no text."""
    bytes_of(text)
    given = {"title": title, "publisher": publisher, "published": published, "url": url}
    known = {**described(text), **{name: value for name, value in given.items() if value}}
    article, extra, is_open = completed(Article.from_text(text, **known), {})
    article = in_its_language(article) if is_open else article
    maker = by or _lead(project)
    with project.store.transaction() as records:
        is_new = records.add_article(article, maker.id, extra)
    taken = _Taken(Path(), "", "", "", article)
    return _row(taken, ADDED if is_new else KNOWN, 0)


def columns(project: Project, path: Path, importer: str = "") -> tuple[str, Columns] | None:
    """The importer of a table and its columns, mapped as last time or as they seem to be.

    None for a file that is no table; raises UnreadableFile for one that cannot be read.
    """
    reader = importer_named(importer) or importer_for(path)
    with project.store.transaction() as records:
        found = columns_of(records, reader, path, {})
    return (reader.name, found) if found else None


def beginning(project: Project, row: ImportRow, choice: FileChoice, letters: int) -> Job[str]:
    """How the text of a record begins that a dry run told of; "" if it is no longer there."""
    with project.store.transaction() as records:
        reader = importer_named(choice.importer) or importer_for(row.path)
        table = columns_of(records, reader, row.path, choice.mapping)
    for given in articles_of(reader, row.path, table.mapping if table else None):
        yield Progress(0, 0, given.record)
        if given.record == row.record and isinstance(given, Imported):
            return given.article.text[:letters]
    return ""


def faulty_importers() -> Mapping[str, str]:
    """The importers that are installed and cannot be loaded, by name, and why."""
    return faults(IMPORTERS)


def correct_metadata(
    project: Project, coder: Coder, article_id: UUID, fields: Mapping[str, str]
) -> Changes:
    """Put right what is known about an article; only what differs is written.

    fields: of `title`, `publisher`, `published`, `url`, `language`; others, and values that are no
    date, address or language, are refused.
    Raises NotFound if there is no such article.
    """
    if unknown := sorted(set(fields) - set(METADATA)):
        raise AnnotatorError(
            f"{', '.join(unknown)}: not known of articles. Use one of {', '.join(METADATA)}."
        )
    with project.store.transaction() as records:
        article = records.article(article_id)
        if article is None:
            raise NotFound(f"article {article_id} is not in this project. Import it first.")
        wanted = {name: " ".join(value.split()) for name, value in fields.items()}
        changed = {name: text for name, text in wanted.items() if getattr(article, name) != text}
        if not changed:
            return Changes()
        if fault := next(filter(None, (metadata_fault(*each) for each in changed.items())), ""):
            raise AnnotatorError(fault)
        records.note_article(article_id, coder.id, changed)
    return Changes(articles=frozenset({article_id}))


class _Reading(NamedTuple):
    """How a file is read: by whom, None where its content decides, and what its columns are."""

    reader: Importer | None
    mapping: Mapping[str, str]


def _reading(choice: FileChoice, usual: _Reading) -> _Reading:
    reader = importer_named(choice.importer) if choice.importer else usual.reader
    return _Reading(reader, choice.mapping or usual.mapping)


class _Taken(NamedTuple):
    """One record of a file: its article and what else is known of it, or why it is refused.

    is_open: whether the library of languages has to be asked about it.
    """

    path: Path
    record: str
    importer: str
    reason: str = ""
    article: Article | None = None
    extra: Mapping[str, str] = MappingProxyType({})
    is_open: bool = False


def _row(taken: _Taken, outcome: str, number: int) -> ImportRow:
    """What a report tells of a record."""
    article = taken.article
    if article is None:
        return ImportRow(taken.path, taken.record, taken.importer, outcome, taken.reason)
    return ImportRow(
        taken.path,
        taken.record,
        taken.importer,
        outcome,
        "",
        article.id,
        article.title,
        article.published,
        article.publisher,
        article.language,
        len(article.text),
        number,
    )


def _taken(path: Path, importer: str, given: Imported | Refused) -> _Taken:
    """A record that an importer gave, as it can be stored."""
    if isinstance(given, Refused):
        return _Taken(path, given.record, importer, given.reason)
    try:
        article, extra, is_open = completed(given.article, given.extra)
    except UnreadableFile as refusal:
        return _Taken(path, given.record, importer, str(refusal))
    extra.setdefault("file", storable(path.name))
    return _Taken(path, given.record, importer, "", article, extra, is_open)


class _Taking:
    """An import under way: reads files, and writes what they give some hundreds at a time."""

    def __init__(self, records: Records, by: UUID, paths: Iterable[Path]) -> None:
        self._records = records
        self._by = by
        self._note = ", ".join(path.name or str(path) for path in paths)[:500]
        self._counts = dict.fromkeys(OUTCOMES, 0)
        self._waiting: list[_Taken] = []
        self._letters = 0
        self._open: list[int] = []
        self._report = 0

    def file(self, path: Path, reading: _Reading) -> Iterator[_Taken]:
        """Every record of a file; what cannot be read is a rejected one."""
        reader, mapping = reading
        name = reader.name if reader else ""
        n_records = 0
        try:
            reader = reader or importer_for(path)
            name = reader.name
            table = columns_of(self._records, reader, path, mapping)
            for given in articles_of(reader, path, table.mapping if table else None):
                n_records += 1
                yield _taken(path, name, given)
            if table and mapping:
                self._remember(table)
        except UnreadableFile as refusal:
            yield _Taken(path, "", name, str(refusal))
            return
        if not n_records:
            yield _Taken(path, "", name, "there is no article in it. Look at the file.")

    def take(self, taken: _Taken) -> bool:
        """Take a record, which is written with others of its batch; whether that is full now."""
        self._waiting.append(taken)
        if taken.article is not None:
            self._letters += len(taken.article.text)
            if taken.is_open:
                self._open.append(len(self._waiting) - 1)
                LIBRARY.wake()
        return len(self._waiting) >= _BATCH or self._letters > _BATCH_LETTERS

    def flush(self, so_far: Progress) -> Iterator[Progress]:
        """Write the batch, once the library has told the languages that are not plain."""
        articles = [each.article for at in self._open if (each := self._waiting[at]).article]
        if articles:
            answer = LIBRARY.ask_later([each.text for each in articles])
            yield from _until(answer, so_far)
            for at, article, language in zip(self._open, articles, answer.result(), strict=True):
                told = replace(article, language=language)
                self._waiting[at] = self._waiting[at]._replace(article=told)
        self._open.clear()
        self._write()

    def _write(self) -> None:
        batch = [(each.article, each.extra) for each in self._waiting if each.article is not None]
        numbers = iter(self._stored(batch))
        rows = []
        for taken in self._waiting:
            number = next(numbers) if taken.article is not None else 0
            outcome = REJECTED if not number else ADDED if number > 0 else KNOWN
            self._counts[outcome] += 1
            rows.append(_row(taken, outcome, abs(number)))
        self._keep(rows)
        self._waiting.clear()
        self._letters = 0

    def _stored(self, batch: list[tuple[Article, Mapping[str, str]]]) -> list[int]:
        """The numbers of the articles, below zero where they were known."""
        return self._records.add_articles(batch, self._by)

    def _keep(self, rows: list[ImportRow]) -> None:
        """Keep rows of the report."""
        self._report = self._report or self._records.begin_report(self._by, self._note)
        self._records.add_report_rows(self._report, rows)

    def _remember(self, table: Columns) -> None:
        """Keep what the columns are, for the next such table."""
        remember(self._records, table, self._by)

    def ended(self, project: Project) -> ImportReport:
        """The report, once all records were taken."""
        self._records.end_report(self._report, self._counts)
        number = self._report
        return ImportReport(number, dict(self._counts), lambda: report_rows(project, number))


class _Rehearsal(_Taking):
    """An import that writes nothing, and holds its report in memory."""

    def __init__(self, records: Records, by: UUID, paths: Iterable[Path]) -> None:
        super().__init__(records, by, paths)
        self._rows: list[ImportRow] = []
        self._seen: dict[UUID, int] = {}

    def _stored(self, batch: list[tuple[Article, Mapping[str, str]]]) -> list[int]:
        known = self._records.numbers([article.id for article, _ in batch])
        given = []
        for article, _ in batch:
            number = known.get(article.id) or self._seen.get(article.id)
            given.append(-number if number else len(self._seen) + 1)
            if not number:
                self._seen[article.id] = len(self._seen) + 1
        return given

    def _keep(self, rows: list[ImportRow]) -> None:
        self._rows += [replace(row, number=0) for row in rows]

    def _remember(self, table: Columns) -> None:
        pass

    def ended(self, project: Project) -> ImportReport:
        return ImportReport(None, dict(self._counts), lambda: iter(self._rows))


def _lead(project: Project) -> Coder:
    """The first lead of the project, in whose name articles come in."""
    known = coders(project)
    return next((coder for coder in known if coder.role is Role.LEAD), known[0])

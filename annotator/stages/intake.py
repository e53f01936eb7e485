"""Articles come in: from files and folders, or pasted; what is known about them is put right.

An article is known by its text: importing it again adds nothing, whatever the file is called. The
text never changes; title, publisher, date, address and language are notes that a person corrects.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from annotator.extensions.registry import Importer, importers
from annotator.language import language_of
from annotator.model.article import (
    MAX_TEXT_BYTES,
    METADATA,
    Article,
    ArticleRow,
    metadata_fault,
)
from annotator.model.errors import AnnotatorError, NotFound, UnreadableFile
from annotator.model.headline import described
from annotator.model.study import Coder, Role
from annotator.stages.project import Project, coders
from annotator.stages.results import Changes, Job, Progress

if TYPE_CHECKING:
    from annotator.store.records import Records

ADDED, KNOWN, REJECTED = "added", "known", "rejected"

_HEAD_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What became of one article, or of a file that gave none.

    outcome: `added`, `known` or `rejected`; `reason` says why it was rejected.
    """

    path: Path
    outcome: str
    reason: str = ""
    article_id: UUID | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, file by file."""

    rows: tuple[ImportRow, ...]
    dry_run: bool = False

    def count(self, outcome: str) -> int:
        """How many rows have this outcome."""
        return sum(row.outcome == outcome for row in self.rows)


def import_articles(
    project: Project,
    paths: Iterable[Path],
    *,
    importer: str = "",
    dry_run: bool = False,
    by: Coder | None = None,
) -> Job[ImportReport]:
    """Take in the articles of files, and of folders with all that is in them, in one transaction.

    importer: the name of the one to read every file with; "" lets each file's content decide.
    dry_run: report what would happen and write nothing.
    by: who imports; the project's first lead where nobody is named.
    Raises NotFound if there is no importer of that name.
    """
    readers = _readers(importer)
    maker = by or _lead(project)
    rows: list[ImportRow] = []
    yield Progress(0, 0)
    found = list(_files(paths))
    with project.store.transaction() as records:
        taking = _Taking(records, maker.id, dry_run)
        for done, row in enumerate(found):
            yield Progress(done, len(found), row.path.name)
            if row.outcome == REJECTED:
                rows.append(row)
            else:
                rows.extend(taking.file(row.path, readers, forced=bool(importer)))
    return ImportReport(tuple(rows), dry_run)


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
    _bytes_of(text)
    given = Article.from_text(text, title=title, publisher=publisher, published=published, url=url)
    article = _completed(given)
    maker = by or _lead(project)
    with project.store.transaction() as records:
        outcome = ADDED if records.add_article(article, maker.id, {}) else KNOWN
    return ImportRow(Path(), outcome, "", article.id, article.title)


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


class _Taking:
    """One import under way: what it has seen, and where it writes."""

    def __init__(self, records: Records, by: UUID, dry_run: bool) -> None:
        self._records = records
        self._by = by
        self._dry_run = dry_run
        self._seen: set[UUID] = set()

    def file(self, path: Path, readers: list[Importer], *, forced: bool) -> Iterator[ImportRow]:
        """A row for each article of the file; what cannot be read is a rejected one."""
        try:
            reader = readers[0] if forced else _reader(path, readers)
            for imported in reader.read(path):
                article = _completed(imported.article)
                extra = {name: _storable(value) for name, value in imported.extra.items()}
                outcome = ADDED if self._add(article, extra) else KNOWN
                yield ImportRow(path, outcome, "", article.id, article.title)
        except UnreadableFile as refusal:
            yield ImportRow(path, REJECTED, str(refusal))

    def _add(self, article: Article, extra: Mapping[str, str]) -> bool:
        """Whether the article is new; it is stored unless this is a dry run."""
        if article.id in self._seen:
            return False
        self._seen.add(article.id)
        if self._dry_run:
            return self._records.article(article.id) is None
        return self._records.add_article(article, self._by, extra)


def _completed(article: Article) -> Article:
    """The article with what its text tells filled in where its source said nothing."""
    if not article.text.strip():
        raise UnreadableFile("it is empty. Remove it, or put the article's text into it.")
    if _bytes_of(article.text) > MAX_TEXT_BYTES:
        raise UnreadableFile(
            f"it holds more than {MAX_TEXT_BYTES // 1_000_000} MB of text, which no article does. "
            "Split it into one file an article."
        )
    known = {name: value for name in METADATA if (value := getattr(article, name))}
    told = {name: _storable(value) for name, value in {**described(article.text), **known}.items()}
    told.setdefault("language", language_of(article.text))
    return Article(article.id, article.text, article.source_id, **told)


def _bytes_of(text: str) -> int:
    """The length of a text in UTF-8; raises UnreadableFile if it is no well-formed text."""
    try:
        return len(text.encode("utf-8"))
    except UnicodeEncodeError as fault:
        place = f"character {fault.start + 1}"
        raise UnreadableFile(
            f"{place} is half of a character. Copy the text again from its source."
        ) from None


def _storable(value: str) -> str:
    """A name as text: bytes of a file name that are no text are written out as escapes."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _lead(project: Project) -> Coder:
    """The first lead of the project, in whose name articles come in."""
    known = coders(project)
    return next((coder for coder in known if coder.role is Role.LEAD), known[0])


def _readers(name: str) -> list[Importer]:
    """All importers, or the one that was named."""
    known = importers()
    if name and name not in known:
        raise NotFound(f"--format {name}: no such importer. Use one of {', '.join(sorted(known))}.")
    return [known[name]] if name else list(known.values())


def _reader(path: Path, readers: list[Importer]) -> Importer:
    """The importer that reads this file; raises UnreadableFile if there is none."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as fault:
        raise UnreadableFile(_in_words(fault)) from None
    for reader in readers:
        if reader.accepts(path, head):
            return reader
    suffix = path.suffix.lower()
    if any(suffix in reader.suffixes for reader in readers):
        raise UnreadableFile(
            "it is not text, whatever its name says. Convert it to text and import that."
        )
    kind = f"{_storable(suffix)} files" if suffix else "this kind of file"
    raise UnreadableFile(
        f"no importer reads {kind}. Save each article as text (.txt) and import that, or name an "
        "importer with --format."
    )


def _files(paths: Iterable[Path]) -> Iterator[ImportRow]:
    """Every file to read, folders opened up, sorted by name; what cannot be is a rejected row.

    Each folder is read once, however many links lead to it. Hidden files in folders are left out.
    """
    opened: set[tuple[int, int]] = set()
    waiting = list(paths)[::-1]
    while waiting:
        path = waiting.pop()
        try:
            about = path.stat()
            if not stat.S_ISDIR(about.st_mode):
                yield _row(path, about)
            elif (about.st_dev, about.st_ino) not in opened:
                opened.add((about.st_dev, about.st_ino))
                inside = sorted(each for each in path.iterdir() if not each.name.startswith("."))
                waiting.extend(reversed(inside))
        except (OSError, ValueError) as fault:
            yield ImportRow(path, REJECTED, _in_words(fault))


def _row(path: Path, about: os.stat_result) -> ImportRow:
    """A file to read, or the reason why it is none."""
    if stat.S_ISREG(about.st_mode):
        return ImportRow(path, KNOWN)
    return ImportRow(
        path, REJECTED, "it is a device, pipe or socket, not a file. Leave it out of the import."
    )


def _in_words(fault: OSError | ValueError) -> str:
    """Why the system did not hand over a file."""
    if isinstance(fault, FileNotFoundError):
        return "there is no such file or folder. Check the name."
    if isinstance(fault, PermissionError):
        return "there is no right to read it. Give yourself that right, or copy it."
    reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return f"{reason}. Check the file."


def listed(project: Project, search: str = "") -> list[ArticleRow]:
    """The articles in the order of their import; with `search`, those that have its words.

    The words are looked for one after another in title and text, in any case.
    """
    words = search.casefold().split()
    with project.store.transaction() as records:
        rows = list(records.articles())
        return [row for row in rows if _has_words(records, row, words)] if words else rows


def _has_words(records: Records, row: ArticleRow, words: list[str]) -> bool:
    article = records.article(row.id)
    text = f"{row.title}\n{article.text if article else ''}".casefold()
    return all(word in text for word in words)

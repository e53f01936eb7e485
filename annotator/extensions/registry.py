"""Finds importers, exporters and suggesters by name, whoever wrote them."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

from annotator.model.article import METADATA, Article
from annotator.model.codebook import Codebook
from annotator.model.dataset import Dataset
from annotator.model.errors import AnnotatorError, ExportRefused, UnreadableFile
from annotator.model.event import Event

IMPORTERS = "annotator.importers"
EXPORTERS = "annotator.exporters"
SUGGESTERS = "annotator.suggesters"

_log = logging.getLogger(__name__)

DATE_RULES = ("blank", "publication", "drop")
"""What a format with one date does with an event that has none (`drop` leaves the event out)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One article out of a file, with all else that its source told.

    extra: what the source gave, under its own names, as it was ("LENGTH": "355 words").
    record: where in the file it stands ("row 12", "2 of 10"); "" where the file is one article.
    """

    article: Article
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    record: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A record of a file that could not be read, and why; the others are."""

    reason: str
    record: str = ""


class Importer(Protocol):
    """Reads articles out of one sort of file.

    `accepts` judges by content; `read` raises UnreadableFile for the file as a whole and gives
    Refused for one record of it. rank: lower is asked first: EXACT for formats with a mark of their
    own, GENERAL for containers that others build upon, LAST for what takes any text.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    rank: int

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file is one of this sort; `head` is how it begins (HEAD_BYTES at most)."""

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the file, in their order; a lab's own may give plain articles."""


EXACT, GENERAL, LAST = 10, 20, 30
HEAD_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table of articles, and which piece of an article each one is.

    names: the headings as they stand. mapping: heading to field, of FIELDS; other columns are kept
    as they are. samples: the cells of the first rows, in the order of `names`.
    """

    names: tuple[str, ...]
    mapping: Mapping[str, str]
    samples: tuple[tuple[str, ...], ...]


FIELDS = ("text", "source_id", *METADATA)
"""What a column of a table can be mapped to."""


@runtime_checkable
class TableImporter(Importer, Protocol):
    """An importer of tables, whose columns a person may map."""

    def columns(self, path: Path) -> Columns:
        """The columns and the mapping guessed from headings and cells; raises UnreadableFile."""

    def read_mapped(self, path: Path, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        """The articles of the table by this mapping; raises UnreadableFile if it has no text."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What whoever exports may choose.

    date_rule: one of DATE_RULES, for the formats that have one date.
    for_excel: a byte order mark, and an apostrophe before text that a spreadsheet would run.
    """

    date_rule: str = "blank"
    for_excel: bool = False


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file that was written, by its name in the folder, with its rows and what it holds."""

    name: str
    rows: int
    about: str


@dataclass(frozen=True, slots=True)
class ExportLog:
    """What an exporter wrote, and the counts of what it filled in, changed or left out."""

    files: tuple[ExportedFile, ...]
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


class Exporter(Protocol):
    """Writes a dataset in one format.

    `needs` names what the codebook lacks for it, empty if nothing. `write` yields the number of
    codings done so far, so that it can be watched and called off, and returns its log.
    """

    name: str
    label: str

    def needs(self, codebook: Codebook) -> list[str]:
        """What the codebook would have to have, in words; empty if the format can be written."""

    def write(
        self, dataset: Dataset, folder: Path, options: ExportOptions
    ) -> Generator[int, None, ExportLog]:
        """Write the dataset into files of `folder`, which is there and is the exporter's alone."""


class Suggester(Protocol):
    """Proposes events for an article; nothing of it counts until a coder accepts it."""

    name: str
    label: str

    def suggest(self, article: Article, codebook: Codebook) -> Iterator[Event]:
        """Proposed events, with the words that led to them as evidence."""


@cache
def importers() -> Mapping[str, Importer]:
    """Every importer by name, in the order in which they are asked: by rank, then by name."""
    found: Mapping[str, Importer] = _loaded(IMPORTERS)[0]
    return MappingProxyType(dict(sorted(found.items(), key=lambda each: (_rank(each[1]), each[0]))))


def exporters() -> Mapping[str, Exporter]:
    """Every exporter by name."""
    return _loaded(EXPORTERS)[0]


def suggesters() -> Mapping[str, Suggester]:
    """Every suggester by name."""
    return _loaded(SUGGESTERS)[0]


def faults(group: str) -> Mapping[str, str]:
    """The extensions of a group that cannot be loaded, by name, and why; they are left out."""
    return _loaded(group)[1]


def importer_of(path: Path, head: bytes) -> Importer | None:
    """The first importer that accepts the file; one that fails at it does not accept it."""
    return next((each for each in importers().values() if _accepts(each, path, head)), None)


def articles_of(
    importer: Importer, path: Path, mapping: Mapping[str, str] | None = None
) -> Iterator[Imported | Refused]:
    """What an importer gives for a file, whoever wrote it: a plain article is one without extra.

    mapping: which columns of a table are what; only for a TableImporter.
    Raises UnreadableFile, and nothing else, whatever the importer raises.
    """
    try:
        with _guarded(f"importer {importer.name}"):
            if mapping is not None and isinstance(importer, TableImporter):
                given = importer.read_mapped(path, mapping)
            else:
                given = importer.read(path)
            for each in given:
                yield Imported(each) if isinstance(each, Article) else each
    except _Failed as failure:
        raise UnreadableFile(
            f"the importer {importer.name!r} failed at it ({failure.kind}). "
            "Convert it to text, or tell whoever made the importer."
        ) from None
    except AnnotatorError as refusal:
        raise UnreadableFile(str(refusal)) from None


def exporter(name: str) -> Exporter:
    """The exporter with this name; ExportRefused with the known names if there is none."""
    known = exporters()
    if name not in known:
        raise ExportRefused(f"Unknown format {name!r}. Known formats: {', '.join(known)}.")
    return known[name]


def _rank(importer: Importer) -> int:
    """When an importer is asked; a lab's own that does not say comes before all others."""
    return getattr(importer, "rank", 0)


def _accepts(importer: Importer, path: Path, head: bytes) -> bool:
    try:
        with _guarded(f"importer {importer.name}"):
            return importer.accepts(path, head)
    except AnnotatorError:
        return False


@cache
def _loaded(group: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The extensions of a group by name, and the names of those that fail to load with why."""
    found: dict[str, Any] = {}
    failed: dict[str, str] = {}
    for point in sorted(entry_points(group=group), key=lambda each: each.name):
        try:
            with _guarded(f"extension {point.name} of {group}"):
                found[point.name] = point.load()()
        except AnnotatorError as fault:
            failed[point.name] = str(fault)
    return MappingProxyType(found), MappingProxyType(failed)


class _Failed(AnnotatorError):
    """An extension did what none may do; kind: which exception it let escape."""

    def __init__(self, fault: Exception) -> None:
        self.kind = type(fault).__name__
        super().__init__(f"{self.kind}: {fault}")


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    """Runs what others wrote; whatever escapes it, but words for a person, becomes `_Failed`.

    An extension may be anyone's and a file anything, so this is the one place below the two doors
    where everything is caught: a lab's importer that fails takes one file with it, not the import.
    """
    try:
        yield
    except AnnotatorError:
        raise
    except Exception as fault:
        _log.exception("%s failed", name)
        raise _Failed(fault) from fault

"""Finds importers, exporters and suggesters by name, whoever wrote them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from annotator.model.article import Article
from annotator.model.codebook import Codebook
from annotator.model.dataset import Dataset
from annotator.model.errors import ExportRefused
from annotator.model.event import Event

IMPORTERS = "annotator.importers"
EXPORTERS = "annotator.exporters"
SUGGESTERS = "annotator.suggesters"

DATE_RULES = ("blank", "publication", "drop")
"""What a format with one date does with an event that has none (`drop` leaves the event out)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One article out of a file, with what is noted beside it (the file's name, say)."""

    article: Article
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Importer(Protocol):
    """Reads articles out of one sort of file.

    `accepts` judges by the name and the first bytes; `read` raises UnreadableFile.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file looks like one of this sort."""

    def read(self, path: Path) -> Iterator[Imported]:
        """The articles of the file, in their order."""


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
    """Every importer by name."""
    return MappingProxyType({point.name: point.load()() for point in _points(IMPORTERS)})


@cache
def exporters() -> Mapping[str, Exporter]:
    """Every exporter by name."""
    return MappingProxyType({point.name: point.load()() for point in _points(EXPORTERS)})


@cache
def suggesters() -> Mapping[str, Suggester]:
    """Every suggester by name."""
    return MappingProxyType({point.name: point.load()() for point in _points(SUGGESTERS)})


def exporter(name: str) -> Exporter:
    """The exporter with this name; ExportRefused with the known names if there is none."""
    known = exporters()
    if name not in known:
        raise ExportRefused(f"Unknown format {name!r}. Known formats: {', '.join(known)}.")
    return known[name]


def _points(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=lambda point: point.name)

"""JSON records as rows of a table: a key is a column, and a value is a cell of text."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from annotator.extensions.articles.table_mapping import (
    MAX_COLUMNS,
    N_SAMPLES,
    Making,
    guessed,
    is_whole,
    patient,
    refuse_twins,
)
from annotator.extensions.registry import Columns, Imported, Refused
from annotator.model.errors import UnreadableFile

_NAMES = (
    *("name", "title", "label", "value", "text", "#text", "#cdata-section"),
    *("rendered", "main", "original", "$date", "$oid", "$numberLong"),
)
"""Where an object stands for one thing ({"id": null, "name": "BBC"}), the keys that name it."""

MAX_KEYS = 400

Record = Mapping[str, Any]


class JsonRecords(ABC):
    """What importers of JSON share: keys are mapped as columns are, in whatever file they stand."""

    _place: ClassVar[str]
    """What a person calls the place of a record: "line"."""

    @abstractmethod
    def _records(self, path: Path) -> Iterator[tuple[int, Record, str]]:
        """Each record of a file with its number, or why it is none; raises UnreadableFile."""

    def columns(self, path: Path) -> Columns:
        """The keys of the first records and what they seem to be; raises UnreadableFile."""
        return columns_of((record, fault) for _, record, fault in self._records(path))

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the file, by the mapping that is guessed; raises UnreadableFile."""
        yield from self.read_mapped(path, self.columns(path).mapping)

    def read_mapped(self, path: Path, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        """The articles of the file by this mapping; raises UnreadableFile if it has no text."""
        yield from patient(self._articles(path, mapping))

    def _articles(self, path: Path, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        columns = self.columns(path)
        refuse_twins(columns.names, columns.names, mapping)
        making = Making.of(columns, mapping)
        for number, record, fault in self._records(path):
            if fault:
                yield Refused(fault, f"{self._place} {number}")
            else:
                yield making.article(cells(record, mapping), f"{self._place} {number}")


def cells(record: Record, mapping: Mapping[str, str]) -> dict[str, str]:
    """The values of a record as text: those of a field in words, all others as they stand."""
    return {
        name: value
        if value.__class__ is str
        else in_words(value, mapping[name])
        if mapping.get(name)
        else as_written(value)
        for name, value in record.items()
    }


def as_written(value: Any) -> str:
    """A value as text: a string as it is, nothing for null, all else as JSON writes it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def in_words(value: Any, field: str) -> str:
    """A value as what a person would read: lists run on, an object is what names it."""
    if isinstance(value, list) and all(isinstance(each, (str, Mapping)) for each in value):
        mark = "\n\n" if field == "text" else ", "
        return mark.join(filter(None, (in_words(each, field) for each in value)))
    if isinstance(value, Mapping):
        names = (value.get(key) for key in _NAMES)
        return next((name for name in names if name and isinstance(name, str)), as_written(value))
    return as_written(value)


def columns_of(records: Iterable[tuple[Record, str]]) -> Columns:
    """The keys of the first records as columns, and what they seem to be.

    Beside each record stands why it is none, or "". Raises UnreadableFile if none can be read.
    """
    names: dict[str, None] = {}
    first: list[Record] = []
    why = ""
    for record, fault in records:
        if fault:
            why = why or fault
            continue
        names.update(dict.fromkeys(record))
        first.append(record)
        if len(first) >= N_SAMPLES or len(names) > MAX_COLUMNS:
            break
    if not first:
        raise UnreadableFile(why or "there is no record in it. Look at the file.")
    headings = list(names)[:MAX_COLUMNS]
    samples = tuple(tuple(_sample(r.get(name)) for name in headings) for r in first)
    mapping = guessed([_sound(name) for name in headings], headings, samples)
    return Columns(tuple(headings), mapping, samples)


def _sample(value: Any) -> str:
    """What a value looks like to whoever guesses; structures that nothing names are left out."""
    words = in_words(value, "text")
    return words if isinstance(value, str) or not words.startswith(("{", "[")) else ""


def _sound(name: str) -> str:
    return name if is_whole(name) else ""


def fault_of(record: Any) -> str:
    """Why this is no record that an article can be made of; "" if it is one."""
    if not isinstance(record, dict):
        return "it is no JSON object. An article is one object, {…}, with its text under a key."
    if len(record) > MAX_KEYS:
        return f"it has {len(record):,} keys, which no article has."
    return ""

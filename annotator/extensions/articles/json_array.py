"""JSON documents: a list of records, one record, records one after the other, or a list within."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.extensions.articles.json_lines import JsonLines, parsed
from annotator.extensions.articles.json_pieces import (
    CUT_OFF,
    MAX_VALUE,
    TOO_LONG,
    Pieces,
    listed,
)
from annotator.extensions.articles.json_values import cells, columns_of, refuse_same_keys
from annotator.extensions.articles.table_mapping import Making, known_headings, patient
from annotator.extensions.articles.text_file import text_file
from annotator.extensions.registry import GENERAL, Columns, Imported, Refused

_BEGINS = re.compile(rb"[\xef\xbb\xbf\s]*(?:\[\s*(?:\{|\])|\{\s*[\"}])")
_INNER_LIST = re.compile(r":\s*\[(?=\s*\{)")
_LONG_DOCUMENT = 4_000_000
"""A single object longer than this, in characters, is a wrapping of many records."""

_DEEPEST = 3
"""How many levels below the outermost a list of records may stand."""

Found = tuple[dict[str, Any], str]
"""A record, or why it is none."""


class Json:
    """Reads JSON however its records are wrapped; their keys are mapped as columns are."""

    name = "json"
    label = "JSON"
    suffixes = (".json", ".jsonl")
    rank = GENERAL

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it begins as a list of objects or an object, and is no JSON lines."""
        begins = begins_as_json(head) or (path.suffix.lower() == ".json" and _is_list(head))
        return begins and not JsonLines().accepts(path, head)

    def columns(self, path: Path) -> Columns:
        """The keys of the first records and what they seem to be; raises UnreadableFile."""
        return columns_of(records(path))

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the file, by the mapping that is guessed; raises UnreadableFile."""
        yield from self.read_mapped(path, self.columns(path).mapping)

    def read_mapped(self, path: Path, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        """The articles of the file by this mapping; raises UnreadableFile if it has no text."""
        yield from patient(self._articles(path, mapping))

    def _articles(self, path: Path, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        columns = self.columns(path)
        refuse_same_keys(columns, mapping)
        making = Making.of(columns, mapping)
        for number, (record, fault) in enumerate(records(path), start=1):
            if fault:
                yield Refused(fault, f"record {number}")
            else:
                yield making.article(cells(record, mapping), f"record {number}")


def begins_as_json(head: bytes) -> bool:
    """Whether a file begins with an object or a list of objects, in UTF-8 or UTF-16."""
    return _BEGINS.match(head.replace(b"\0", b"").lstrip(b"\xff\xfe")) is not None


def _is_list(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"[")


def records(path: Path) -> Iterator[Found]:
    """The records of a JSON file, one by one; raises UnreadableFile."""
    with text_file(path) as file:
        pieces = Pieces(file)
        mark = pieces.next_mark()
        if mark == "[":
            pieces.step()
            yield from map(_read, listed(pieces))
            return
        while pieces.next_mark():
            value, fault = pieces.value(_LONG_DOCUMENT)
            if fault == TOO_LONG and pieces.go_to(_INNER_LIST):
                yield from map(_read, listed(pieces))
                return
            if fault == TOO_LONG:
                value, fault = pieces.value(MAX_VALUE)
            yield from _unwrapped(*_read((value, fault)))
            if fault in (TOO_LONG, CUT_OFF):
                return


def _read(piece: tuple[str, str]) -> Found:
    value, fault = piece
    return ({}, fault) if fault else parsed(value)


def _unwrapped(record: dict[str, Any], fault: str) -> Iterator[Found]:
    """The records within an object that is none itself, else the object."""
    inner = [] if fault or _has_text(record) else _inner(record, _DEEPEST)
    if not inner:
        yield record, fault
    for each in inner:
        yield (each, "") if isinstance(each, dict) else ({}, "it is no JSON object.")


def _has_text(record: dict[str, Any]) -> bool:
    return "text" in known_headings(list(record))


def _inner(record: dict[str, Any], levels: int) -> list[Any]:
    """The first list of objects in an object, one with texts before others; empty if none."""
    lists = [each for each in record.values() if isinstance(each, list) and each]
    lists = [each for each in lists if isinstance(each[0], dict)]
    objects = [each for each in record.values() if isinstance(each, dict)] if levels else []
    lists += [each for each in (_inner(inside, levels - 1) for inside in objects) if each]
    return next((each for each in lists if _has_text(each[0])), lists[0] if lists else [])

"""JSON documents: a list of records, one record, records one after the other, or a list within."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from annotator.extensions.articles.json_shapes import lifted, records_in
from annotator.extensions.articles.json_values import JsonRecords
from annotator.extensions.articles.text_file import text_file
from annotator.extensions.registry import GENERAL

_BEGINS = re.compile(rb"[\xef\xbb\xbf\s]*(?:\[\s*(?:\{|\])|\{\s*[\"}])")
_INNER_LIST = re.compile(r":\s*\[(?=\s*\{)")
_LONG_DOCUMENT = 4_000_000
"""A single object longer than this, in characters, is a wrapping of many records."""

Found = tuple[dict[str, Any], str]
"""A record, or why it is none."""


class Json(JsonRecords):
    """Reads JSON however its records are wrapped; their keys are mapped as columns are."""

    name = "json"
    label = "JSON"
    suffixes = (".json", ".jsonl")
    rank = GENERAL
    _place = "record"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it begins as a list of objects or an object, and is no JSON lines."""
        begins = begins_as_json(head) or (path.suffix.lower() == ".json" and _is_list(head))
        return begins and not JsonLines().accepts(path, head)

    def _records(self, path: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
        """Each record with its number, or why it is none."""
        for number, (record, fault) in enumerate(records(path), start=1):
            yield number, record, fault


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
            yield from map(_lifted, listed(pieces))
            return
        while pieces.next_mark():
            value, fault = pieces.value(_LONG_DOCUMENT)
            if fault == TOO_LONG and pieces.go_to(_INNER_LIST):
                yield from map(_lifted, listed(pieces))
                return
            if fault == TOO_LONG:
                value, fault = pieces.value(MAX_VALUE)
            yield from _unwrapped(*_read((value, fault)))
            if fault in (TOO_LONG, CUT_OFF):
                return


def _read(piece: tuple[str, str]) -> Found:
    value, fault = piece
    return ({}, fault) if fault else parsed(value)


def _lifted(piece: tuple[str, str]) -> Found:
    record, fault = _read(piece)
    return lifted(record), fault


def _unwrapped(record: dict[str, Any], fault: str) -> Iterator[Found]:
    """The records within an object that is none itself, else the object."""
    inner = [] if fault else records_in(record)
    if not inner:
        yield lifted(record), fault
    for each in inner:
        yield (lifted(each), "") if isinstance(each, dict) else ({}, "it is no JSON object.")

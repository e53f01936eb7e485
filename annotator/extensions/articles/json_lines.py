"""JSON lines: a record on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from annotator.extensions.articles.json_shapes import lifted
from annotator.extensions.articles.json_values import JsonRecords, fault_of
from annotator.extensions.articles.text_file import MAX_LINE, text_file, text_lines
from annotator.extensions.registry import GENERAL
from annotator.model.errors import UnreadableFile

_FIRST_LINE = 4_000_000
_LONG = f"it is longer than {MAX_LINE // 1_000_000} million letters, which no article is."


class JsonLines(JsonRecords):
    """Reads files with one JSON object a line; its keys are mapped as columns are."""

    name = "json_lines"
    label = "JSON lines"
    suffixes = (".jsonl", ".ndjson")
    rank = GENERAL
    _place = "line"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the first line is an object of its own that is not a mere wrapping of others."""
        if not head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"{"):
            return False
        try:
            with text_file(path) as file:
                first = _next_line(file)
                is_alone = not _next_line(file)
        except UnreadableFile:
            return False
        is_named_so = path.suffix.lower() in self.suffixes
        if parsed(first)[1]:
            return is_named_so and len(first) > 2 and first.endswith("}")
        return is_named_so or not is_alone

    def _records(self, path: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
        """Each line's number and record, or why it is none; blank lines are passed over."""
        with closing(text_lines(path)) as lines:
            for number, line in enumerate(lines, start=1):
                if line is None:
                    yield number, {}, _LONG
                elif not line.isspace():
                    record, fault = parsed(line)
                    yield number, lifted(record), fault


def _next_line(file: TextIO) -> str:
    """The next line that is not blank, as far as it is looked at; "" at the end."""
    while line := file.readline(_FIRST_LINE):
        if bare := line.strip("\ufeff \t\r\n"):
            return bare
    return ""


def _number(written: str) -> float | Decimal:
    """A number that is written out again as it was."""
    short = float(written)
    return short if repr(short) == written else Decimal(written)


_decode = json.JSONDecoder(parse_float=_number).decode
"""Made once: `json.loads` makes another for every line when it is told how to read numbers."""


def parsed(line: str) -> tuple[dict[str, Any], str]:
    """The object that is written here, or why there is none."""
    try:
        record = _decode(line.removeprefix("\ufeff"))
    except json.JSONDecodeError as fault:
        return {}, f"it is no JSON: {fault.msg} at letter {fault.pos + 1}. Put it right."
    except (ValueError, ArithmeticError):
        return {}, "it has a number longer than any. Put it right."
    except RecursionError:
        return {}, "it is nested deeper than any article."
    why = fault_of(record)
    return ({}, why) if why else (record, "")

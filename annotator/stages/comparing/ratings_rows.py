"""The rows of a table of ratings, sorted by variable as they come in."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import TextIO

from annotator.model.errors import RatingsRefused

COLUMNS = ("unit", "coder", "variable", "value")

_DELIMITERS = ",;\t|"
_LONGEST = 1 << 20
"""Characters in a line."""

csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))

_SHORT, _MOST_LISTED = 40, 20

_Add = Callable[[str, str, str, int], None]


def refusal(text: str) -> RatingsRefused:
    """The error in one line, whatever the names in it are."""
    return RatingsRefused(" ".join(text.split()))


def short(text: str) -> str:
    """A name or value as far as it is needed to find it."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def listed(names: Sequence[str]) -> str:
    """Names beside each other, the first ones of very many."""
    more = ", …" if len(names) > _MOST_LISTED else ""
    return ", ".join(map(short, names[:_MOST_LISTED])) + more


@dataclass(slots=True)
class Column:
    """The ratings of one variable: places of unit, coder and text, and the line of each.

    Places are in the order in which names and texts came first.
    """

    units: dict[str, int] = field(default_factory=dict)
    coders: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    of_units: array[int] = field(default_factory=lambda: array("i"))
    of_coders: array[int] = field(default_factory=lambda: array("i"))
    of_texts: array[int] = field(default_factory=lambda: array("i"))
    lines: array[int] = field(default_factory=lambda: array("q"))

    def adder(self) -> _Add:
        """What adds a rating: called once a row, it has all it needs at hand."""
        units, coders, texts = self.units, self.coders, self.texts
        add_unit, add_coder = self.of_units.append, self.of_coders.append
        add_text, add_line = self.of_texts.append, self.lines.append

        def add(unit: str, coder: str, text: str, line: int) -> None:
            add_unit(units.setdefault(unit, len(units)))
            add_coder(coders.setdefault(coder, len(coders)))
            add_text(texts.setdefault(text, len(texts)))
            add_line(line)

        return add

    def line_of_text(self, text: str) -> int:
        """The line where a text came first."""
        return self.lines[self.of_texts.index(self.texts[text])]


@dataclass(slots=True)
class Table:
    """A table of ratings by its name, and what was read of it.

    n_lines: read so far. others: coders whose ratings do not count.
    """

    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    n_lines: int = 0

    def refused(self, line: int, what: str) -> RatingsRefused:
        """The error that names a row."""
        return refusal(f"{self.name}, row {line}: {what}")

    def read(self, file: TextIO, chosen: frozenset[str]) -> None:
        """Take all rows in; chosen: whose ratings count, empty for all. Raises RatingsRefused."""
        try:
            lines = self._lines(file)
            first = next((each for each in lines if each.strip()), "")
            if not first:
                raise refusal(f"{self.name} is empty. Its first row must be {','.join(COLUMNS)}.")
            delimiter = max(_DELIMITERS, key=first.count)
            rows = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
            self._read(rows, chosen)
        except UnicodeDecodeError as error:
            line = self.n_lines + 1 + error.object[: error.start].count(b"\n")
            what = "this is not UTF-8. Save the table as CSV UTF-8."
            raise self.refused(line, what) from error

    def _lines(self, file: TextIO) -> Iterator[str]:
        """The lines, counted."""
        for line in iter(partial(file.readline, _LONGEST + 1), ""):
            self.n_lines += 1
            if len(line) > _LONGEST:
                what = f"it is longer than {_LONGEST:,} characters. Is this a table of ratings?"
                raise self.refused(self.n_lines, what)
            if "\0" in line:
                what = "it holds a NUL byte. Save the table as CSV UTF-8."
                raise self.refused(self.n_lines, what)
            yield line

    def _read(self, rows: Iterator[list[str]], chosen: frozenset[str]) -> None:
        last = self.n_lines - 1
        adders: dict[str, _Add] = {}
        width, pick = 0, itemgetter(0, 1, 2, 3)
        try:
            for row in rows:
                line, last = last + 1, self.n_lines
                if not width:
                    width, pick = len(row), self._places(row, line)
                    continue
                if len(row) != width:
                    row = self._fitted(row, width, line)
                unit, coder, variable, text = pick(row)
                if not text or text.isspace():
                    continue
                if chosen and coder not in chosen:
                    self.others.add(coder)
                    continue
                add = adders.get(variable)
                if add is None:
                    add = adders[variable] = self.columns.setdefault(variable, Column()).adder()
                add(unit, coder, text, line)
        except csv.Error as error:
            raise self.refused(last + 1, _open_mark(error)) from error

    def _places(self, heading: list[str], line: int) -> itemgetter[tuple[int, int, int, int]]:
        """What takes the four columns out of a row."""
        found = [name.strip().casefold() for name in heading]
        for name in COLUMNS:
            if found.count(name) != 1:
                what = "no column" if name not in found else "more than one column"
                there = listed([each.strip() for each in heading])
                raise self.refused(
                    line, f"{what} `{name}`; there are: {there}. Name them {','.join(COLUMNS)}."
                )
        unit, coder, variable, value = map(found.index, COLUMNS)
        return itemgetter(unit, coder, variable, value)

    def _fitted(self, row: list[str], width: int, line: int) -> list[str]:
        """A row with as many cells as there are headings; empty ones too many are no harm."""
        if not any(cell.strip() for cell in row):
            return [""] * width
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            raise self.refused(
                line,
                f"{len(row)} cells where the heading has {width}."
                " Put a value that holds the delimiter in quotation marks.",
            )
        return row[:width]


def _open_mark(error: csv.Error) -> str:
    if "expected after" in str(error):
        return "text after a closing quotation mark. Double marks that belong to the value."
    return "a quotation mark opens here that never closes. Close it, or double it."

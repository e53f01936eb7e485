"""Reads declared columns: from where a cell comes, to what makes the rows."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from annotator.model.codebook import Codebook, Kind, Option, Variable
from annotator.model.values_plain import ONLY_DATE, Plain

Cell = str | int | float | None
"""What stands in a cell; None and "" are an empty one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column of a table.

    type: "string", "integer", "number" or "date".
    source: where its cells come from; with "" they stay empty:
        `@name`          a fact of the row that the exporter knows (`@event_id`);
        `name`           the answer to a variable of the row's table;
        `name.part`      a part of a date or place (`date.start`);
        `name/column`    what the variable's list says of the chosen code (`actor/cow_code`), also
                         `name/label`, `name/number`, `name/parent`;
        `group*name`     the codes of all entries of a group, each once, joined with `|`.
    title: for the data dictionary; "" takes the variable's label.
    """

    name: str
    type: str
    source: str
    title: str = ""


Reader = Callable[[Plain], Cell]
"""Makes a cell of a plain answer."""

DATE_PARTS = ("start", "end", "precision", "basis", "text")
PLACE_PARTS = ("text", "name", "country", "latitude", "longitude", "precision")
PARTS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {Kind.DATE: DATE_PARTS, Kind.PLACE: PLACE_PARTS}
)
CATEGORIES = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.ACTOR})
_TYPES = {Kind.NUMBER: "number", Kind.FLAG: "integer"}
_PART_TYPES = {"start": "date", "end": "date", "latitude": "number", "longitude": "number"}
_OPTION_FIELDS = ("label", "number", "parent")


def own_columns(variable: Variable) -> list[Column]:
    """The columns that a variable makes by itself: one, or one for each part of a date or place."""
    parts = PARTS.get(variable.kind)
    if parts is None:
        return [Column(variable.name, _TYPES.get(variable.kind, "string"), variable.name)]
    return [
        Column(
            f"{variable.name}_{part}",
            _PART_TYPES.get(part, "string"),
            f"{variable.name}.{part}",
            f"{variable.label}: {part}",
        )
        for part in parts
    ]


def variable_of(column: Column, table: str, codebook: Codebook) -> Variable | None:
    """The variable a column is drawn from, or None (facts, lists of a group, unknown names)."""
    name = column.source.partition("/")[0].partition(".")[0]
    return None if "*" in name or name[:1] == "@" else codebook.variable(name, table)


def is_category(column: Column, table: str, codebook: Codebook) -> bool:
    """Whether the cells are codes, so that the reason for a missing answer stands in the cell."""
    variable = variable_of(column, table, codebook)
    if variable is None or "/" in column.source:
        return False
    part = column.source.partition(".")[2]
    return part in ("precision", "basis") if part else variable.kind in CATEGORIES


def has_inputs(column: Column, table: str, codebook: Codebook, facts: frozenset[str]) -> bool:
    """Whether the codebook has what the column is drawn from."""
    source = column.source
    if source.startswith("@"):
        return source[1:] in facts
    if "*" in source:
        group, _, name = source.partition("*")
        return codebook.variable(name, group) is not None
    variable = variable_of(column, table, codebook)
    if variable is None:
        return False
    if "/" in source:
        return _list_has(variable, source.partition("/")[2])
    part = source.partition(".")[2]
    return part in PARTS.get(variable.kind, ()) if part else variable.kind not in PARTS


def _list_has(variable: Variable, column: str) -> bool:
    if column in _OPTION_FIELDS:
        return True
    return any(option.columns.get(column) for option in variable.options)


class RowMaker:
    """Makes the rows of a table; only what is answered is looked at, the rest stays empty.

    lists: the columns that whoever has all entries has to fill, as (number, group, variable).
    places: the number of the column of each fact.
    """

    def __init__(self, columns: Sequence[Column], table: str, codebook: Codebook) -> None:
        self.lists: list[tuple[int, str, str]] = []
        self._blank: list[Cell] = [""] * len(columns)
        self._facts: list[tuple[int, str]] = []
        self._no_facts: dict[str, Cell] = defaultdict(str)
        self._readers: dict[str, _Readers] = {}
        self.places: dict[str, int] = {}
        for number, column in enumerate(columns):
            variable = variable_of(column, table, codebook)
            if variable is not None:
                readers = self._readers.setdefault(variable.name, _Readers())
                readers.add(number, _reader(column, variable), variable)
            elif column.source.startswith("@"):
                self._facts.append((number, column.source[1:]))
                self.places[column.source[1:]] = number
            elif "*" in column.source:
                group, _, name = column.source.partition("*")
                self.lists.append((number, group, name))

    def template(self, entry: Plain) -> list[Cell]:
        """The row that some answers make by themselves."""
        return self.cells(self._no_facts, entry)

    def cells(
        self, facts: Mapping[str, Cell], entry: Plain, template: list[Cell] | None = None
    ) -> list[Cell]:
        """The cells of one row from its facts and its answers.

        template: a row of other answers to start from.
        """
        row = self.answered(template or self._blank, entry)
        for number, name in self._facts:
            row[number] = facts[name]
        return row

    def answered(self, template: list[Cell], entry: Plain) -> list[Cell]:
        """A copy of a row with the cells of some answers."""
        row = template.copy()
        every = self._readers
        for name, answer in entry.items():
            if name in every:
                readers = every[name]
                value = answer.get("value")
                if value.__class__ is str and value in readers.of_code:
                    for number, cell in readers.of_code[value]:
                        row[number] = cell
                else:
                    for number, read in readers.of_answer:
                        row[number] = read(answer)
        return row


class _Readers:
    """What makes the cells of one variable's answers, by the number of their columns.

    of_code: the cells of each code of a list, as most answers are one. of_answer: for any answer.
    """

    def __init__(self) -> None:
        self.of_answer: list[tuple[int, Reader]] = []
        self.of_code: dict[str, list[tuple[int, Cell]]] = defaultdict(list)

    def add(self, number: int, read: Reader, variable: Variable) -> None:
        """Take up a column of the variable."""
        self.of_answer.append((number, read))
        if variable.kind in CATEGORIES:
            for option in variable.options:
                self.of_code[option.code].append((number, read({"value": option.code})))


def _reader(column: Column, variable: Variable) -> Reader:
    name, of_list, listed = column.source.partition("/")
    if of_list:
        return _option_column(variable, listed)
    part = name.partition(".")[2]
    return _part(variable, part) if part else _answer(variable)


def _option_column(variable: Variable, column: str) -> Reader:
    table = {option.code: _of_option(option, column) for option in variable.options}

    def read(answer: Plain) -> Cell:
        value = answer.get("value")
        return table.get(value, "") if value.__class__ is str else ""

    return read


def _of_option(option: Option, column: str) -> Cell:
    if column in _OPTION_FIELDS:
        cell: Cell = getattr(option, column)
        return cell
    return option.columns.get(column, "")


def _answer(variable: Variable) -> Reader:
    in_words = variable.kind in CATEGORIES

    def read(answer: Plain) -> Cell:
        value = answer.get("value")
        if value.__class__ is str:
            return clean(value)
        if value is None:
            return str(answer["missing"]) if in_words else ""
        return plain_cell(value)

    return read


def plain_cell(value: object) -> Cell:
    """A value that is no composite, as a cell: flags 0 and 1, several codes joined with `|`."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return "|".join(value)
    return value if isinstance(value, (str, int, float)) else ""


def clean(text: str) -> str:
    """A text without the characters that break lines or files apart: carriage return and NUL."""
    if "\r" in text or "\0" in text:
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text


def _part(variable: Variable, part: str) -> Reader:
    is_date = variable.kind is Kind.DATE
    of_value = _DATE_READERS[part] if is_date else _place_part(part)
    nothing = _when_missing(variable, part)

    def read(answer: Plain) -> Cell:
        value = answer.get("value")
        if value is None:
            return nothing(answer)
        return of_value(value) if is_composite(value, is_date) else ""

    return read


def is_composite(value: object, is_date: bool) -> bool:
    """Whether a plain value is a date, or else a place: their names tell."""
    return isinstance(value, dict) and any(key in value for key in ONLY_DATE) is is_date


def _when_missing(variable: Variable, part: str) -> Reader:
    """What a part of a missing date or place says: the reason, its words, or nothing."""
    if part == "precision":
        return lambda answer: str(answer["missing"])
    if part == "basis":
        known = "none" if any(option.code == "none" for option in variable.bases) else ""
        return lambda _: known
    if part == "text":
        return lambda answer: clean("; ".join(at["quote"] for at in answer.get("evidence") or ()))
    return lambda _: ""


def _place_part(part: str) -> Reader:
    def read(place: Plain) -> Cell:
        cell: Cell = place.get(part, "")
        return clean(cell) if isinstance(cell, str) else cell

    return read


def first_day(value: str) -> str:
    """The first day of a day, month or year in ISO 8601; "" for ""."""
    return value + {4: "-01-01", 7: "-01"}.get(len(value), "")


def last_day(value: str) -> str:
    """The last day of a day, month or year in ISO 8601; "" for ""."""
    if len(value) == len("2025"):
        return f"{value}-12-31"
    if len(value) == len("2025-12"):
        year, month = int(value[:4]), int(value[5:])
        return f"{value}-{monthrange(year, month)[1]:02d}"
    return value


def _first_of(date: Plain, *parts: str) -> str:
    return next((str(date[part]) for part in parts if date.get(part)), "")


_DATE_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "start": lambda date: first_day(_first_of(date, "start", "end")),
        "end": lambda date: last_day(_first_of(date, "end", "start")),
        "precision": lambda date: _first_of(date, "precision"),
        "basis": lambda date: _first_of(date, "basis"),
        "text": lambda date: clean(_first_of(date, "text")),
    }
)
"""What a part of a date says, of its plain value."""

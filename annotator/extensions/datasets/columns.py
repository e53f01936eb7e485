"""Reads declared columns: from where a cell comes, to what makes the rows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from annotator.model.codebook import Codebook, Kind, Option, Variable
from annotator.model.event import Answer, Date, Entry, Event, Missing, Place, Value

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


Reader = Callable[[Answer], Cell]
"""Makes a cell of an answer."""

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
    """Makes the rows of a table; only what is answered is looked at, the rest stays empty."""

    def __init__(self, columns: Sequence[Column], table: str, codebook: Codebook) -> None:
        self._blank: list[Cell] = [""] * len(columns)
        self._facts: list[tuple[int, str]] = []
        self._lists: list[tuple[int, str, str]] = []
        self._readers: dict[str, list[tuple[int, Reader]]] = {}
        for number, column in enumerate(columns):
            variable = variable_of(column, table, codebook)
            if variable is not None:
                read = _reader(column, variable)
                self._readers.setdefault(variable.name, []).append((number, read))
            elif column.source.startswith("@"):
                self._facts.append((number, column.source[1:]))
            elif "*" in column.source:
                group, _, name = column.source.partition("*")
                self._lists.append((number, group, name))

    def template(self, entry: Entry) -> list[Cell]:
        """The row that some answers make by themselves."""
        return self._answered(self._blank.copy(), entry)

    def cells(
        self,
        facts: Mapping[str, Cell],
        entry: Entry,
        event: Event | None = None,
        template: list[Cell] | None = None,
    ) -> list[Cell]:
        """The cells of one row from its facts, its answers, and the event for its lists.

        template: a row of other answers to start from.
        """
        row = self._answered((template or self._blank).copy(), entry)
        for number, name in self._facts:
            row[number] = facts[name]
        if event is not None:
            for number, group, name in self._lists:
                row[number] = _codes_of(event, group, name)
        return row

    def _answered(self, row: list[Cell], entry: Entry) -> list[Cell]:
        readers = self._readers
        for name, answer in entry.items():
            if name in readers:
                for number, read in readers[name]:
                    row[number] = read(answer)
        return row


def _codes_of(event: Event, group: str, name: str) -> str:
    answers = [entry[name] for entry in event.groups.get(group, ()) if name in entry]
    values = [str(answer.value) for answer in answers if not isinstance(answer.value, Missing)]
    return "|".join(dict.fromkeys(values))


def _reader(column: Column, variable: Variable) -> Reader:
    name, of_list, listed = column.source.partition("/")
    if of_list:
        return _option_column(variable, listed)
    part = name.partition(".")[2]
    return _part(variable, part) if part else _answer(variable)


def _option_column(variable: Variable, column: str) -> Reader:
    table = {option.code: _of_option(option, column) for option in variable.options}

    def read(answer: Answer) -> Cell:
        value = answer.value
        return table.get(value, "") if isinstance(value, str) else ""

    return read


def _of_option(option: Option, column: str) -> Cell:
    if column in _OPTION_FIELDS:
        cell: Cell = getattr(option, column)
        return cell
    return option.columns.get(column, "")


def _answer(variable: Variable) -> Reader:
    in_words = variable.kind in CATEGORIES

    def read(answer: Answer) -> Cell:
        value = answer.value
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, Missing):
            return value.value if in_words else ""
        return plain_cell(value)

    return read


def plain_cell(value: Value) -> Cell:
    """A value that is no composite, as a cell: flags 0 and 1, several codes joined with `|`."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        return "|".join(value)
    return value if isinstance(value, (str, int, float)) else ""


def clean(text: str) -> str:
    """A text without the characters that break lines or files apart: carriage return and NUL."""
    if "\r" in text or "\0" in text:
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text


def _part(variable: Variable, part: str) -> Reader:
    of_value = _DATE_READERS[part] if variable.kind is Kind.DATE else _place_part(part)
    nothing = _when_missing(variable, part)

    def read(answer: Answer) -> Cell:
        value = answer.value
        return nothing(answer, value) if isinstance(value, Missing) else of_value(value)

    return read


def _when_missing(variable: Variable, part: str) -> Callable[[Answer, Missing], Cell]:
    """What a part of a missing date or place says: the reason, its words, or nothing."""
    if part == "precision":
        return lambda _, reason: reason.value
    if part == "basis":
        known = "none" if any(option.code == "none" for option in variable.bases) else ""
        return lambda _, reason: known
    if part == "text":
        return lambda answer, _: clean("; ".join(span.quote for span in answer.evidence))
    return lambda answer, reason: ""


def _place_part(part: str) -> Callable[[Value], Cell]:
    def read(value: Value) -> Cell:
        cell: Cell = getattr(value, part) if isinstance(value, Place) else ""
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


def _date_reader(read: Callable[[Date], str]) -> Callable[[Value], Cell]:
    return lambda value: read(value) if isinstance(value, Date) else ""


_DATE_READERS: Mapping[str, Callable[[Value], Cell]] = MappingProxyType(
    {
        "start": _date_reader(lambda date: first_day(date.start or date.end)),
        "end": _date_reader(lambda date: last_day(date.end or date.start)),
        "precision": _date_reader(lambda date: date.precision),
        "basis": _date_reader(lambda date: date.basis),
        "text": _date_reader(lambda date: clean(date.text)),
    }
)

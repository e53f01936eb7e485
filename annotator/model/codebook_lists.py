"""The lists of a codebook folder: CSV files of codes, each read once and shared by variables."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from annotator.model.codebook import Condition, Default, Option, When
from annotator.model.codebook_table import Table, conditions, said, shown
from annotator.model.event import Missing

MAX_BYTES = 5_000_000
"""A file of a codebook larger than this is refused: no list that people choose from is."""

MAX_LABEL_BYTES = 120
"""The bytes of a value label that SPSS keeps; it would cut longer ones silently."""

REASONS = frozenset(reason.value for reason in Missing)
"""Codes in a list that are reasons for having no answer, never options."""

_REASON_WAS = "`{}` is a reason for having no answer and takes over no codes. Remove `was`."

_OWN = frozenset(
    (
        "code",
        "label",
        "definition",
        "number",
        "off_scale",
        "aliases",
        "when",
        "parent",
        "default",
        "was",
    )
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of options as a variable takes it, with the defaults that its file declares."""

    options: tuple[Option, ...] = ()
    defaults: tuple[Default, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Read:
    """An option as its file has it: the line, the raw cells and the default conditions."""

    line: int
    cells: Mapping[str, str]
    option: Option
    default: When | None


def read_bytes(folder: Path, name: str, place: str, faults: list[str]) -> bytes | None:
    """The content of a file inside the folder, or None and a fault at the place that names it."""
    place = f"{place}: " if place else ""
    parts = PureWindowsPath(name)
    if "\0" in name or parts.is_absolute() or parts.drive or parts.root or ".." in parts.parts:
        faults.append(
            f"{place}`{shown(name)}`: the file is not in the codebook's folder. Put it there."
        )
        return None
    path = folder / name
    try:
        if not path.exists():
            faults.append(f"{place}`{shown(name)}`: there is no such file in the folder. Add it.")
            return None
        if not path.is_file():
            faults.append(f"{place}`{shown(name)}`: this is no file. Put a text file in its place.")
            return None
        if path.stat().st_size > MAX_BYTES:
            faults.append(f"{place}`{shown(name)}`: larger than 5 MB. Shorten it.")
            return None
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        faults.append(f"{place}`{shown(name)}`: cannot be read ({reason}). Check its rights.")
        return None


def read_text(folder: Path, name: str, place: str, faults: list[str]) -> str | None:
    """The UTF-8 text of a file inside the folder, or None and a fault."""
    data = read_bytes(folder, name, place, faults)
    if data is None:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.append(f"{shown(name)}, line {line}: not UTF-8. Save the file as UTF-8.")
        return None


class Lists:
    """Reads and keeps the lists that a codebook names."""

    def __init__(self, folder: Path, faults: list[str]) -> None:
        self._folder = folder
        self._faults = faults
        self._files: dict[tuple[str, str], tuple[_Read, ...] | None] = {}
        self._named: dict[str, Listed] = {}

    def declare(self, raw: Mapping[str, Any]) -> None:
        """Read the `[lists]` table: name = { file, only, aliases }."""
        for name, given in raw.items():
            place = f"codebook.toml, list `{shown(name)}`"
            if not isinstance(given, dict):
                self._faults.append(f'{place}: {said(given)}. Write {{ file = "name.csv" }}.')
                self._named[name] = Listed()
                continue
            self._named[name] = self._declared(Table(given, place, self._faults))

    def get(self, name: str, table: Table) -> Listed:
        """The list of this name: one of `[lists]`, or else a CSV file."""
        known = self._named.get(name)
        if known is not None:
            return known
        if not name.endswith(".csv"):
            table.fault(f"there is no list `{shown(name)}`. Add it under [lists], or correct it.")
            return Listed()
        self._named[name] = listed = self._picked(name, "", {}, table.place)
        return listed

    def _declared(self, table: Table) -> Listed:
        file, aliases = table.text("file", needed=True), table.text("aliases")
        only = {key: str(value) for key, value in table.table("only").items()}
        table.finish()
        return self._picked(file, aliases, only, table.place) if file else Listed()

    def _picked(self, file: str, aliases: str, only: Mapping[str, str], place: str) -> Listed:
        if (file, aliases) not in self._files:
            self._files[file, aliases] = self._read_file(file, aliases, place)
        read = self._files[file, aliases]
        if read is None:
            return Listed()
        if read and (lacking := [column for column in only if column not in read[0].cells]):
            self._faults.append(f"{place}: {file} has no column `{shown(lacking[0])}`. Correct it.")
            return Listed()
        kept = [r for r in read if all(r.cells[key] == value for key, value in only.items())]
        if not kept:
            self._faults.append(f"{place}: {file} has no row for it. Add rows, or remove the list.")
        self._tell_twice(file, kept)
        defaults = [Default(r.option.code, r.default) for r in kept if r.default is not None]
        defaults.sort(key=lambda default: -len(default.when))
        options = tuple(r.option for r in kept if r.option.code not in REASONS)
        return Listed(options, tuple(defaults))

    def _tell_twice(self, file: str, rows: list[_Read]) -> None:
        seen: dict[str, int] = {}
        numbers: dict[int, int] = {}
        for row in rows:
            option = row.option
            first = seen.setdefault(option.code, row.line)
            if first != row.line:
                code = shown(option.code)
                self._note(file, row.line, f"code `{code}` stands in line {first} too. Remove one.")
            elif option.number is not None:
                first = numbers.setdefault(option.number, row.line)
                if first != row.line:
                    text = f"number {option.number} stands in line {first} too. Change one."
                    self._note(file, row.line, text)

    def _note(self, file: str, line: int, text: str) -> None:
        fault = f"{shown(file)}, line {line}: {text}"
        if fault not in self._faults:
            self._faults.append(fault)

    def _read_file(self, file: str, aliases: str, place: str) -> tuple[_Read, ...] | None:
        rows = self._rows(file, ("code", "label"), place)
        if rows is None:
            return None
        more = self._aliases(aliases, {row.cells["code"] for row in rows}, place) if aliases else {}
        return tuple(self._option(file, row, more.get(row.cells["code"], ())) for row in rows)

    def _aliases(self, file: str, codes: set[str], place: str) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self._rows(file, ("code", "alias"), place) or ():
            code, alias = row.cells["code"], row.cells["alias"]
            if code not in codes:
                self._note(file, row.line, f"code `{shown(code)}` is not in the list. Correct it.")
            elif alias:
                found[code][alias] = None
        return {code: tuple(names) for code, names in found.items()}

    def _option(self, file: str, row: _Row, aliases: Iterable[str]) -> _Read:
        cells = row.cells
        code, label = cells["code"], cells["label"]
        if not code:
            self._note(file, row.line, "the code is empty. Fill it in.")
        if not label:
            self._note(file, row.line, f"`{shown(code)}` has no label. Fill it in.")
        if len(label.encode()) > MAX_LABEL_BYTES:
            self._note(file, row.line, f"the label of `{shown(code)}` is too long. Shorten it.")
        own = tuple(filter(None, cells.get("aliases", "").split("|")))
        option = Option(
            code=code,
            label=label,
            definition=cells.get("definition", ""),
            number=self._number(file, row),
            off_scale=self._yes(file, row),
            aliases=(*own, *aliases),
            when=self._when(file, row, "when"),
            parent=cells.get("parent", ""),
            columns={name: cell for name, cell in cells.items() if name not in _OWN},
            was=tuple(filter(None, map(str.strip, cells.get("was", "").split("|")))),
        )
        if option.was and code in REASONS:
            self._note(file, row.line, _REASON_WAS.format(code))
        default = self._when(file, row, "default") if cells.get("default") else None
        return _Read(row.line, cells, option, default)

    def _number(self, file: str, row: _Row) -> int | None:
        cell = row.cells.get("number", "")
        if not cell:
            return None
        if not cell.removeprefix("-").isdecimal() or len(cell) > 9 or not cell.isascii():
            self._note(file, row.line, f"number `{shown(cell)}` is no whole number. Correct it.")
            return None
        return int(cell)

    def _yes(self, file: str, row: _Row) -> bool:
        cell = row.cells.get("off_scale", "")
        if cell not in ("", "yes", "no"):
            self._note(file, row.line, f"off_scale `{shown(cell)}`. Write yes, no or nothing.")
        return cell == "yes"

    def _when(self, file: str, row: _Row, column: str) -> When:
        cell = row.cells.get(column, "")
        found: list[Condition] = []
        for part in filter(None, cell.split(";")):
            name, sign, values = part.partition("=")
            if not sign:
                text = f"{column} `{shown(part)}`: write variable=value, several as a|b."
                self._note(file, row.line, text)
                continue
            found.append(Condition(name.strip(), tuple(v.strip() for v in values.split("|"))))
        return tuple(found)

    def _rows(self, file: str, needed: tuple[str, ...], place: str) -> list[_Row] | None:
        text = read_text(self._folder, file, place, self._faults)
        if text is None:
            return None
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            if not self._header_fits(file, header, needed):
                return None
            return list(self._fitting(file, header, reader))
        except csv.Error as error:
            self._note(file, reader.line_num, f"{error}. Check the quotation marks.")
            return None

    def _header_fits(self, file: str, header: list[str], needed: tuple[str, ...]) -> bool:
        twice = [name for name, count in Counter(header).items() if count > 1]
        lacking = [name for name in needed if name not in header]
        for name in twice:
            self._note(file, 1, f"column `{shown(name)}` stands twice. Remove one.")
        for name in lacking:
            self._note(file, 1, f"there is no column `{name}`. Add it.")
        return not twice and not lacking

    def _fitting(self, file: str, header: list[str], reader: Any) -> Iterable[_Row]:
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                text = f"{len(cells)} cells where the header has {len(header)}. Check the commas."
                self._note(file, reader.line_num, text)
                continue
            yield _Row(reader.line_num, dict(zip(header, map(str.strip, cells), strict=True)))


def inline_options(rows: Iterable[Mapping[str, Any]], place: str, faults: list[str]) -> Listed:
    """The options written in codebook.toml itself; members it does not know are extra columns."""
    options: list[Option] = []
    for raw in rows:
        code = raw.get("code")
        name = shown(code) if isinstance(code, str) else str(len(options) + 1)
        table = Table(raw, f"{place}, option `{name}`", faults)
        option = _inline(table)
        if any(option.code == other.code for other in options):
            table.fault("listed twice. Remove one.")
        elif option.number is not None and any(option.number == o.number for o in options):
            table.fault(f"number {option.number} stands twice. Change one.")
        options.append(option)
    return Listed(tuple(option for option in options if option.code not in REASONS))


def _inline(table: Table) -> Option:
    label = table.text("label", needed=True)
    if len(label.encode("utf-8", "replace")) > MAX_LABEL_BYTES:
        table.fault(f"the label is longer than {MAX_LABEL_BYTES} bytes. Shorten it.")
    columns = {
        key: ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for key, value in table.raw.items()
        if key not in _OWN and isinstance(value, (str, int, float))
    }
    code = table.text("code", needed=True)
    was = table.names("was") or ()
    if was and code in REASONS:
        table.fault(_REASON_WAS.format(code))
    return Option(
        code=code,
        label=label,
        definition=table.text("definition"),
        number=table.whole("number"),
        off_scale=table.flag("off_scale"),
        aliases=table.names("aliases") or (),
        when=conditions(table.table("when"), table),
        parent=table.text("parent"),
        columns=columns,
        was=tuple(each.strip() for each in was),
    )

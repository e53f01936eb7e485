"""Rows as lines of a package and back: JSON with the keys in alphabetical order, one row a line.

Cells are written as SQLite holds them (ids in 32 hexadecimal letters, moments in UTC), JSON nested,
truths as such; so a file and a server write the same bytes. An article's number is its file's own
and stays at home. What comes back is checked cell by cell: a line is anybody's until its digest is
that of its cells.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json
from sqlalchemy import Boolean, Integer, Uuid

from annotator.model.article import id_of_text
from annotator.model.canonical import canonical_json, sorted_json
from annotator.store.bulk import Cells
from annotator.store.column_types import PlainJson, UtcTime
from annotator.store.failures import MANGLED
from annotator.store.rows import WITH_DIGEST, digest_of, json_cell, moment_cell
from annotator.store.tables import METADATA

TABLES = (
    "project",
    "coder",
    "codebook",
    "adoption",
    "article",
    "article_note",
    "article_state",
    "assignment",
    "event_revision",
    "submission",
    "same_happening",
    "suggestion_log",
    "release",
    "alignment_choice",
    "setting",
)
"""The tables whose rows travel; those that a row names stand before it."""

MAKER: Mapping[str, str] = MappingProxyType(
    {name: "coder_id" for name in TABLES[3:] if name != "article"} | {"assignment": "by_id"}
)
"""The column that says who made a row; of the other tables the rows are nobody's."""

_OWN = frozenset({("article", "number")})
_HEX = re.compile("[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile("[0-9a-f]{64}", re.ASCII)
_LARGEST = 2**63 - 1

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(
            sorted(
                column
                for column in METADATA.tables[name].columns.keys()  # noqa: SIM118 - not a dict
                if (name, column) not in _OWN
            )
        )
        for name in TABLES
    }
)
"""The columns that travel, in the order in which they stand in a line."""

_JSON = {
    name: tuple(c for c in COLUMNS[name] if isinstance(METADATA.tables[name].c[c].type, PlainJson))
    for name in TABLES
}
_TRUTHS = {
    name: tuple(c for c in COLUMNS[name] if isinstance(METADATA.tables[name].c[c].type, Boolean))
    for name in TABLES
}


QUOTING: Mapping[str, str] = MappingProxyType({"event_revision": "body", "submission": "answers"})
"""The columns in which answers stand, and with them words of the article."""


class Row(NamedTuple):
    """A row that came in: its JSON by column, and its cells as SQLite holds them, by column."""

    plain: dict[str, Any]
    cells: dict[str, Any]


class BadRow(ValueError):
    """A line is no row of its table; the text says why, after the row's name."""


# Out


def line_writer(name: str, is_sqlite: bool) -> Callable[[Sequence[Any]], str]:
    """What makes a line, without its end, of a row's cells as the driver gives them.

    They are in the order of COLUMNS.
    """
    writers = [
        (f'"{column}":', _writer(METADATA.tables[name].c[column].type, is_sqlite))
        for column in COLUMNS[name]
    ]

    def line(cells: Sequence[Any]) -> str:
        parts = [key + write(cell) for (key, write), cell in zip(writers, cells, strict=True)]
        return f"{{{','.join(parts)}}}"

    return line


def _writer(kind: Any, is_sqlite: bool) -> Callable[[Any], str]:
    if isinstance(kind, Uuid):
        return _id_words if is_sqlite else lambda cell: _id_words(cell and cell.hex)
    if isinstance(kind, UtcTime):
        return lambda cell: f'"{cell if is_sqlite else moment_cell(cell)}"'
    if isinstance(kind, Boolean):
        return lambda cell: "true" if cell else "false"
    if isinstance(kind, Integer):
        return str
    if isinstance(kind, PlainJson):
        return _json_words if is_sqlite else lambda cell: _json_words(json_cell(cell))
    return canonical_json


def _id_words(cell: str | None) -> str:
    return "null" if cell is None else f'"{cell}"'


def _json_words(cell: Any) -> str:
    """JSON as SQLite holds it: in words already, but a number that stands alone."""
    if isinstance(cell, str):
        return cell
    return canonical_json(int(cell) if float(cell).is_integer() else cell)


# In


def id_of(line: bytes) -> str:
    """The id in a line that could not be read, as far as there is one; to name it."""
    found = re.search(rb'"id":"([0-9a-f]{32})"', line)
    return found[1].decode() if found else ""


def read_line(name: str, line: bytes) -> Row:
    """A line as a row of table `name`; BadRow says what is wrong with it.

    Its columns are those of the table, each cell is of its kind, and its digest covers it.
    """
    try:
        plain = from_json(line, allow_inf_nan=False)
    except ValueError:  # half a letter in JSON: the other reader takes it, or says no too
        plain = _decoded(line)
    return row_of(name, plain, b"\\u0000" in line)


def _decoded(line: bytes) -> Any:
    try:
        return _decode(line.decode())
    except UnicodeDecodeError as error:
        raise BadRow("it is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadRow("it is not JSON") from error


def row_of(name: str, plain: Any, may_hold_nul: bool) -> Row:
    """A JSON object as a row of table `name`; BadRow says what is wrong with it."""
    checks = _CHECKS[name]
    if plain.__class__ is not dict or plain.keys() != checks.keys():
        raise BadRow("its columns are not those of the table")
    for column, check in checks.items():
        if not check(plain[column]):
            raise BadRow(f"its {column} is not what it should be")
    cells = dict(plain)
    try:
        holds_nul = may_hold_nul and _holds_nul(plain)
        is_covered = _fill_in(name, plain, cells)
    except MANGLED as error:  # half a letter, or a number that is none
        raise BadRow("it holds what no database can store") from error
    if holds_nul:
        raise BadRow("it holds the letter NUL, which no database can store")
    if not is_covered:
        raise BadRow("it differs from its digest: it was changed")
    return Row(plain, cells)


def _fill_in(name: str, plain: Mapping[str, Any], cells: dict[str, Any]) -> bool:
    """Put in JSON and truths as SQLite holds them; whether the digest covers the row then."""
    for column in _TRUTHS[name]:
        cells[column] = int(plain[column])
    answers = QUOTING.get(name)
    for column in _JSON[name]:
        if column != answers:
            cells[column] = "[]" if plain[column] == [] else json_cell(plain[column])
    if answers is None:
        return _is_covered(name, cells)
    # Rarely written otherwise than we do, and several times faster; keys stay as they stand.
    cells[answers] = to_json(plain[answers]).decode()
    if _is_covered(name, cells):
        return True
    cells[answers] = json_cell(plain[answers])
    return _is_covered(name, cells)


def _is_covered(name: str, cells: Mapping[str, Any]) -> bool:
    """Whether digest, and computed id, are those of the content."""
    if name != "article":
        return digest_of([cells[column] for column in WITH_DIGEST[name]]) == str(cells["digest"])
    text: str = cells["text"]
    encoded = text.encode()
    is_text = (
        hashlib.sha256(encoded).hexdigest() == cells["digest"] and len(text) == cells["length"]
    )
    return bool(is_text and id_of_text(encoded, cells["source_id"]).hex == cells["id"])


def storable(name: str, cells: Mapping[str, Any], number: int = 0) -> Cells:
    """The cells in the order of the table, as `insert_all` takes them; `number` of an article."""
    if name != "article":
        return _IN_ORDER[name](cells)
    id, source_id, length = cells["id"], cells["source_id"], cells["length"]
    return (id, number, source_id, length, cells["digest"], cells["text"].encode())


_IN_ORDER: Mapping[str, Callable[[Mapping[str, Any]], Cells]] = MappingProxyType(
    {
        name: itemgetter(*METADATA.tables[name].columns.keys())
        for name in TABLES
        if name != "article"
    }
)


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number")


_decode = json.JSONDecoder(parse_constant=_no_number).decode


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(key) or _holds_nul(each) for key, each in value.items())
    return isinstance(value, list) and any(map(_holds_nul, value))


def _is_id(cell: object) -> bool:
    return cell.__class__ is str and _HEX.fullmatch(cell) is not None


def _is_id_or_nothing(cell: object) -> bool:
    return cell is None or _is_id(cell)


def _is_digest(cell: object) -> bool:
    return isinstance(cell, str) and _DIGEST.fullmatch(cell) is not None


def _is_moment(cell: object) -> bool:
    try:
        return isinstance(cell, str) and (
            datetime.fromisoformat(cell).isoformat(" ", "microseconds") == cell
        )
    except ValueError:
        return False


def _is_number(cell: object) -> bool:
    return type(cell) is int and -_LARGEST <= cell <= _LARGEST


def _is_text(cell: object) -> bool:
    return cell.__class__ is str


def _is_truth(cell: object) -> bool:
    return cell is True or cell is False


def _is_json(cell: object) -> bool:
    return cell is not None


def _check(column: Any) -> Callable[[object], bool]:
    if column.name == "digest":
        return _is_digest
    kind = column.type
    if isinstance(kind, Uuid):
        return _is_id_or_nothing if column.nullable else _is_id
    kinds = ((UtcTime, _is_moment), (Boolean, _is_truth), (Integer, _is_number))
    return next((check for each, check in kinds if isinstance(kind, each)), None) or (
        _is_json if isinstance(kind, PlainJson) else _is_text
    )


_CHECKS: Mapping[str, Mapping[str, Callable[[object], bool]]] = MappingProxyType(
    {
        name: {column: _check(METADATA.tables[name].c[column]) for column in COLUMNS[name]}
        for name in TABLES
    }
)


# Without the words of the articles


def without_words(name: str, line: str) -> str:
    """A line of a package without texts: no text, and of each evidence only where it stands."""
    if name not in ("article", *QUOTING):
        return line
    plain = json.loads(line)
    if name == "article":
        del plain["text"]
    else:
        for at in _evidence(name, plain):
            del at["quote"]
    return sorted_json(plain)


def words_put_back(name: str, line: bytes, texts: Mapping[str, str]) -> Row:
    """A row of a package without texts, with the words that the project has; BadRow.

    texts: by the id of the article.
    """
    try:
        plain = _decode(line.decode())
        text = texts[plain["id" if name == "article" else "article_id"]]
        if name == "article":
            plain["text"] = text
        else:
            for at in _evidence(name, plain):
                start = at.pop("start")
                at.update(quote=text[start : at["end"]], start=start)  # keys in their order
    except MANGLED as error:
        raise BadRow("it is not a row without words") from error
    return row_of(name, plain, may_hold_nul=True)


def _evidence(name: str, plain: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every stretch of evidence in the answers of a row."""
    said = plain[QUOTING[name]]
    entries = [said]
    if name == "event_revision":
        entries = [said["answers"], *(one for group in said["groups"].values() for one in group)]
    return [at for entry in entries for each in entry.values() for at in each.get("evidence") or ()]

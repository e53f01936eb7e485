"""Ratings in long form, a row each: `unit,coder,variable,value`, from any program.

Columns may stand in any order and among others; commas, semicolons, tabs or bars part them. A row
with no value is a missing rating, like a row that is not there. Values and names are taken as they
are written: "a" and "a " are two. A value that begins like a JSON list and is none is a word. The
order of rows makes no difference to any number.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.distances import LEVELS, fits, levels_of
from annotator.reliability.ratings import MISSING, Rated, Ratings, key
from annotator.reliability.statistics import MOST_LINES, RatedVariable
from annotator.reliability.typed import number_of, set_or_word, values_of
from annotator.stages.comparing.ratings_rows import Column, Table, listed, refusal, short

SCALES = ("nominal", "ordinal", "interval", "ratio", "jaccard", "masi", "dice")
"""What a variable can be said to be (`--scale v=ordinal`)."""

_WANTED = {
    "ordinal": "a number",
    "interval": "a number",
    "ratio": "a number of zero or more",
    "jaccard": 'a JSON list such as ["CHN", "RUS"]',
    "masi": 'a JSON list such as ["CHN", "RUS"]',
    "dice": 'a JSON list such as ["CHN", "RUS"]',
}

_NA = frozenset(("na", "n/a", "#n/a", "nan", "null", "none", ".", "-", "?"))
"""What other programs write where there is no value, in small letters."""

_MOST_CELLS = 1 << 28
"""Units times coders of one variable, which are laid out as a matrix of 1 GiB at most."""

_MOST_PAIRS = 1 << 25
"""Pairs of ratings of one unit, in all units: those that differ take some 80 bytes each."""


@dataclass(frozen=True, slots=True)
class RatingsFile:
    """What a file of ratings holds. coders: of all variables, in the order of their names.

    variables: in the order in which the file names them. n_ratings: rows with a value.
    findings: what is odd about it, in sentences; the numbers are right nevertheless.
    """

    name: str
    coders: tuple[str, ...]
    variables: tuple[RatedVariable, ...]
    n_ratings: int
    findings: tuple[str, ...] = ()


def read_ratings(
    path: Path | str, coders: Sequence[str] = (), scales: Mapping[str, str] | None = None
) -> RatingsFile:
    """Read a file, or standard input for "-".

    coders: whose ratings count; all, if none is named. scales: by variable, one of SCALES; else
        sets are shown by MASI and all others as nominal, as numbers may be mere codes.
    Raises RatingsRefused, which names the row by the number of the line where it begins.
    """
    table = Table("standard input" if str(path) == "-" else Path(path).name or str(path))
    try:
        with _opened(path) as file:
            table.read(file, frozenset(coders))
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise refusal(f"{table.name}: {why}. Name a CSV file of ratings.") from error
    for name, column in table.columns.items():
        _check_names(table, name, column)
    names = sorted({name for column in table.columns.values() for name in column.coders})
    _check_coders(table, names, coders)
    _check_scales(table, scales or {})
    variables, findings = [], _twin_coders(table, names)
    for name, column in table.columns.items():
        variable = _variable(table, name, column, (scales or {}).get(name, ""))
        variables.append(variable)
        findings += _findings(table, column, variable)
    n_ratings = sum(len(column.lines) for column in table.columns.values())
    return RatingsFile(table.name, tuple(names), tuple(variables), n_ratings, tuple(findings))


def _opened(path: Path | str) -> AbstractContextManager[TextIO]:
    if str(path) == "-":
        return TextIOWrapper(sys.stdin.buffer, "utf-8-sig", newline="")
    return Path(path).open(encoding="utf-8-sig", newline="")


def _check_coders(table: Table, names: Sequence[str], asked: Sequence[str]) -> None:
    for name in asked:
        if name not in names:
            there = listed(sorted({*names, *table.others}))
            raise refusal(f"{table.name}: no ratings by {short(name)}; there are: {there}.")
    if not names:
        raise refusal(f"{table.name} has a heading but no ratings. Export it again.")
    if len(names) == 1:
        lines = [line for column in table.columns.values() for line in column.lines]
        raise refusal(
            f"{table.name}, rows {min(lines)} to {max(lines)}: all ratings are by one coder,"
            f" {short(names[0])}. Agreement needs the ratings of two."
        )


def _check_scales(table: Table, scales: Mapping[str, str]) -> None:
    for name, scale in scales.items():
        if scale not in SCALES:
            raise refusal(f"{short(scale)} is no scale. Choose one of {', '.join(SCALES)}.")
        if name not in table.columns:
            there = listed(list(table.columns))
            raise refusal(f"{table.name}: no variable {short(name)}; there are: {there}.")


def _variable(table: Table, name: str, column: Column, scale: str) -> RatedVariable:
    texts = list(column.texts)
    values = values_of(texts)
    wrong = _first_unfit(texts, values, scale)
    if wrong:
        raise table.refused(
            column.line_of_text(wrong),
            f"{short(name)} is {short(wrong)}, and the scale {scale} needs {_WANTED[scale]}."
            " Correct the value, or name another scale.",
        )
    ratings = _encoded(table, name, column, values)
    levels = levels_of(ratings)
    known = {level.name for level in levels}
    headline = scale or ("masi" if "masi" in known else "nominal")
    return RatedVariable(name, ratings, ratings if len(levels) > 1 else None, levels, headline)


def _first_unfit(texts: Sequence[str], values: Sequence[Rated], scale: str) -> str:
    """The first text whose value is nothing that the scale can measure, or ""."""
    if not scale or fits(values, LEVELS[scale]):
        return ""
    level = LEVELS[scale]
    if "number" not in _WANTED[scale]:
        return next(
            text for text, each in zip(texts, values, strict=True) if not fits([each], level)
        )
    numbers = ((text, number_of(text)) for text in texts)
    return next(text for text, each in numbers if each is None or not fits([each], level))


def _check_names(table: Table, name: str, column: Column) -> None:
    """Raise RatingsRefused for a rating of no unit, by no coder or for no variable."""
    for what, known, places in (
        ("unit", column.units, column.of_units),
        ("coder", column.coders, column.of_coders),
        ("variable", {name: 0}, [0]),
    ):
        for each, place in known.items():
            if not each.strip():
                line = column.lines[places.index(place)]
                raise table.refused(line, f"a value with no {what}. Fill it in.")


def _encoded(table: Table, name: str, column: Column, values: Sequence[Rated]) -> Ratings:
    """The matrix of a variable: units and coders in the order of their names."""
    n_units, n_coders = len(column.units), len(column.coders)
    if n_units * n_coders > _MOST_CELLS:
        raise refusal(
            f"{table.name}: {short(name)} has {n_units:,} units and {n_coders:,} coders, more than"
            " can be compared at once. Compare some of the coders."
        )
    units, unit_places = _in_order(column.units, column.of_units)
    coders, coder_places = _in_order(column.coders, column.of_coders)
    cells = unit_places * n_coders + coder_places
    codes = np.full(n_units * n_coders, MISSING, np.int32)
    known = {key(value): value for value in values}
    order = {each: place for place, each in enumerate(sorted(known))}
    places = np.array([order[key(value)] for value in values], np.int32)
    codes[cells] = places[np.frombuffer(column.of_texts, np.int32)]
    if int((codes != MISSING).sum()) != len(cells):
        _refuse_twice(table, name, column, cells)
    found = tuple(known[each] for each in order)
    ratings = Ratings(units, coders, found, codes.reshape(n_units, n_coders))
    n_pairs = int((ratings.per_unit * (ratings.per_unit - 1)).sum()) // 2
    if n_pairs > _MOST_PAIRS:
        raise refusal(
            f"{table.name}: the units of {short(name)} have {n_pairs:,} pairs of ratings, more than"
            " can be compared at once. Compare some of the coders."
        )
    return ratings


def _in_order(
    known: Mapping[str, int], places: array[int]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names in their order, and of each rating its place among them."""
    names = sorted(known)
    order = np.empty(len(names), np.int64)
    order[[known[name] for name in names]] = np.arange(len(names))
    return tuple(names), order[np.frombuffer(places, np.int32)]


def _refuse_twice(table: Table, name: str, column: Column, cells: NDArray[np.int64]) -> None:
    """Name the first rating in the file that was given before."""
    order = np.argsort(cells, kind="stable")
    repeats = np.flatnonzero(np.diff(cells[order]) == 0)
    at = repeats[np.argmin(order[repeats + 1])]
    first, second = int(order[at]), int(order[at + 1])
    unit = list(column.units)[column.of_units[second]]
    coder = list(column.coders)[column.of_coders[second]]
    raise table.refused(
        column.lines[second],
        f"{short(coder)} rates {short(name)} of unit {short(unit)} a second time, after row"
        f" {column.lines[first]}. Remove one of the two rows.",
    )


def _twin_coders(table: Table, names: Sequence[str]) -> list[str]:
    """That the names of two coders differ by blanks, case or the form of letters alone."""
    alike: dict[str, str] = {}
    for name in names:
        other = alike.setdefault(_as_read(name), name)
        if other != name:
            both = (json.dumps(short(each), ensure_ascii=False) for each in (other, name))
            return [
                f"{table.name}: the coders {' and '.join(both)} are taken for two. If they are one,"
                " write all names alike."
            ]
    return []


def _as_read(name: str) -> str:
    """What a reader tells names by."""
    return " ".join(normalize("NFKC", name).split()).casefold()


def _stands_for_missing(texts: Sequence[str]) -> str:
    """The word that other programs write for a missing value, if all other values are numbers."""
    words = [text for text in texts if number_of(text) is None]
    is_missing = 0 < len(words) < len(texts) and {each.strip().casefold() for each in words} <= _NA
    return words[0] if is_missing else ""


def _findings(table: Table, column: Column, variable: RatedVariable) -> list[str]:
    found = []
    if text := _stands_for_missing(list(column.texts)):
        found.append(
            f"{table.name}, row {column.line_of_text(text)}: {short(variable.name)} is"
            f" {short(text)}, and a number elsewhere. It is taken for a category; leave out the"
            " rows of missing values."
        )
    values = variable.nominal.values
    if len(values) > MOST_LINES:
        text = next(text for text, at in column.texts.items() if at == MOST_LINES)
        found.append(
            f"{table.name}, row {column.line_of_text(text)}: {short(variable.name)} has more than"
            f" {MOST_LINES:,} different values from here on, {len(values):,} in all. Statistics by"
            " category are left out."
        )
    if {isinstance(value, frozenset) for value in values} == {True, False}:
        text = next(text for text in column.texts if isinstance(set_or_word(text), str))
        found.append(
            f"{table.name}, row {column.line_of_text(text)}: {short(variable.name)} is"
            f" {short(text)}, and JSON lists elsewhere. They are compared as categories, not as"
            " sets."
        )
    return found

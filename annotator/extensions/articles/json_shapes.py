"""Records out of the shapes that programs write them in: wrapped, by column, by key, in rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.extensions.articles.column_words import meaning

_DEEPEST = 3
"""How many levels below the outermost a list of records may stand."""


def has_text(record: Mapping[str, Any]) -> bool:
    """Whether one of the keys is what a text is called."""
    return any(_means_text(key) for key in record)


def lifted(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose text stands one level down, with the keys from there beside its own.

    So services wrap their articles: {"_id": "1", "_source": {"title": …, "text": …}}. The key of
    what was lifted is "_source.text".
    """
    if dict not in map(type, record.values()):
        return record
    if any(_means_text(key) and not _is_nested(value) for key, value in record.items()):
        return record
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if _is_nested(value) and has_text(value):
            flat |= {f"{key}.{inner}": what for inner, what in value.items()}
        else:
            flat[key] = value
    return flat


def records_in(record: dict[str, Any]) -> list[Any]:
    """The records within an object that is none itself; empty if there are none."""
    return (
        _split(record) or _by_column(record) or _by_key(record) or _listed(record, _DEEPEST)
        if not has_text(record) or all(map(_is_nested, record.values()))
        else []
    )


def _means_text(key: str) -> bool:
    told = meaning(key)
    return told is not None and told[0] == "text"


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict)


def _split(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows under "data" whose keys stand once, under "columns"."""
    columns, rows = record.get("columns"), record.get("data")
    if not (isinstance(columns, list) and isinstance(rows, list)):
        return []
    names = [str(column) for column in columns]
    whole = [row for row in rows if isinstance(row, list) and len(row) == len(names)]
    is_table = whole and len(whole) == len(rows)
    return [dict(zip(names, row, strict=True)) for row in whole] if is_table else []


def _by_column(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Columns as objects of the same keys: {"title": {"0": …}, "text": {"0": …}}."""
    columns = list(record.values())
    if len(columns) < 2 or not all(map(_is_nested, columns)) or not has_text(record):
        return []
    keys = columns[0].keys()
    if not keys or any(column.keys() != keys for column in columns):
        return []
    return [{name: column[key] for name, column in record.items()} for key in keys]


def _by_key(record: Mapping[str, Any]) -> list[Any]:
    """Records under keys of their own: {"https://a.example/1": {…}, "https://a.example/2": {…}}."""
    values = list(record.values())
    if not values or not all(_is_nested(value) and has_text(value) for value in values):
        return []
    if any(meaning(key) for key in record):
        return []
    return [value if "key" in value else {"key": key, **value} for key, value in record.items()]


def _listed(record: Mapping[str, Any], levels: int) -> list[Any]:
    """The first list of objects in an object, one with texts before others."""
    lists = list(_lists(record, levels))
    return next((each for each in lists if _has_text_within(each[0])), lists[0] if lists else [])


def _lists(record: Mapping[str, Any], levels: int) -> Iterator[list[Any]]:
    for value in record.values():
        if isinstance(value, list) and value and _is_nested(value[0]):
            yield value
    for value in record.values():
        if _is_nested(value) and levels and (inner := _listed(value, levels - 1)):
            yield inner


def _has_text_within(record: dict[str, Any]) -> bool:
    return has_text(lifted(record))

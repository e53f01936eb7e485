"""Describes the tables as a Data Package (version 2), so that programs read them without asking."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.extensions.datasets import profiles
from annotator.extensions.datasets.columns import Column, is_category, variable_of
from annotator.extensions.datasets.layout import Table, categories
from annotator.extensions.registry import ExportedFile
from annotator.model.codebook import Codebook, Kind, Scale
from annotator.model.dataset import THEN, Dataset
from annotator.model.event import Missing

FILE = "datapackage.json"
PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
REASONS = [reason.value for reason in Missing]


def write(
    dataset: Dataset, tables: Iterable[Table], written: Iterable[ExportedFile], folder: Path
) -> ExportedFile:
    """Write `datapackage.json` for the tables in `folder`."""
    codebook = dataset.codebook
    about = {file.name: file.about for file in written}
    resources = [_resource(table, codebook) for table in tables]
    resources.append(_dictionary(about["codebook.csv"]))
    package = {
        "$schema": PACKAGE,
        "name": _slug(f"{codebook.name}-events"),
        "title": dataset.project,
        "description": f"Coded with {codebook.label} ({codebook.name} {codebook.version}).",
        "version": codebook.version,
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False) + "\n"
    (folder / FILE).write_bytes(text.encode("utf-8", "replace"))
    return ExportedFile(FILE, 0, "Describes the tables to programs (Data Package, version 2)")


def _slug(text: str) -> str:
    return "".join(c if (c.isascii() and c.isalnum()) or c in "-._" else "-" for c in text.lower())


def _resource(table: Table, codebook: Codebook) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": SCHEMA,
        "fields": [_field(column, table, codebook) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.foreign:
        schema["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": {"resource": key.table, "fields": list(key.to)},
            }
            for key in table.foreign
        ]
    return _described(table.name, table.about, schema)


def _described(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "title": about,
        "type": "table",
        "path": f"{name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column, table: Table, codebook: Codebook) -> dict[str, Any]:
    variable = variable_of(column, table.of, codebook)
    title = column.title or (variable.label if variable is not None else "")
    field: dict[str, Any] = {"name": column.name, "type": column.type, "title": title}
    if variable is None:
        return field
    if variable.definition and "/" not in column.source:
        field["description"] = variable.definition
    if is_category(column, table.of, codebook):
        field["missingValues"] = ["", *REASONS]
        codes = categories(codebook, table, column)
        # Joined codes are no category, and a list of all actors would dwarf the rest: codebook.csv.
        if codes and variable.kind is Kind.CHOICE:
            field["categories"] = [{"value": code, "label": label} for code, label in codes]
            # Codes of an older version have no place in the order of those in force.
            is_one_order = not any(THEN in option.columns for option in variable.options)
            field["categoriesOrdered"] = variable.scale is Scale.ORDINAL and is_one_order
    return field


def _dictionary(about: str) -> dict[str, Any]:
    numbers = {"required", "position", "number"}
    fields = [
        {"name": name, "type": "integer" if name in numbers else "string"}
        for name in profiles.CODEBOOK
    ]
    schema = {"$schema": SCHEMA, "fields": fields, "missingValues": [""]}
    return _described("codebook", about, schema)

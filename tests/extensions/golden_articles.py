"""Compares what importers give with golden files: one JSON object an article, read by persons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from annotator.extensions.registry import Imported, Importer, Refused

FOLDER = Path(__file__).parent / "articles"


def told(records: Iterable[Imported | Refused]) -> list[dict[str, Any]]:
    """The records as plain values, without what is empty."""
    plain: list[dict[str, Any]] = []
    for record in records:
        if isinstance(record, Refused):
            plain.append({"record": record.record, "refused": record.reason})
            continue
        told_of = {one.name for one in fields(record.article) if one.compare} - {"id"}
        article = {k: v for k, v in asdict(record.article).items() if v and k in told_of}
        lines = article.pop("text").split("\n")
        entry = {"record": record.record, **article, "text": lines, "extra": dict(record.extra)}
        plain.append({key: value for key, value in entry.items() if value})
    return plain


def check_golden(importer: Importer, path: Path, request: pytest.FixtureRequest) -> None:
    """The importer accepts the file and reads it as the golden file beside it says."""
    assert importer.accepts(path, path.read_bytes()[:4_096])
    records = told(importer.read(path))
    golden = path.with_name(path.name + ".json")
    if request.config.getoption("--update-golden"):
        golden.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert records == json.loads(golden.read_text("utf-8"))


def files(pattern: str, folder: str = "") -> list[Path]:
    """The files of ours that match, without golden files."""
    found = sorted((FOLDER / folder).glob(pattern))
    return [path for path in found if path.is_file() and path.suffix != ".json"]


def mutated(raw: bytes, at: int, new: bytes, cut: int) -> bytes:
    """A file with some bytes replaced, and cut short."""
    at %= len(raw)
    return (raw[:at] + new + raw[at + len(new) :])[: max(cut % (2 * len(raw)), 1)]

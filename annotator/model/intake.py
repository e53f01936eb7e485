"""What an import did: record by record, and in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

ADDED, KNOWN, REJECTED = "added", "known", "rejected"
OUTCOMES = (ADDED, KNOWN, REJECTED)
"""What becomes of a record: an article, one that the project has already, or nothing."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What became of one record, or of a file that gave none.

    record: which record of the file ("row 3"), or "". importer: the name of what read it, or "".
    reason: why it was rejected. length: of the text, in code points. number: the place of the
    article in the order of import, or 0.
    """

    path: Path
    record: str
    importer: str
    outcome: str
    reason: str = ""
    article_id: UUID | None = None
    title: str = ""
    published: str = ""
    publisher: str = ""
    language: str = ""
    length: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class FileChoice:
    """How a person wants one file read: by the importer of this name, its columns being these.

    importer: "" where the content decides. mapping: for a table, what columns are, by name.
    """

    importer: str = ""
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One import of the project: its number, who made it when, and how many records became what.

    note: what it took in, in words.
    """

    number: int
    made_at: datetime
    coder_id: UUID
    n_added: int
    n_known: int
    n_rejected: int
    note: str = ""

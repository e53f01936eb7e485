"""The files of an import: folders opened up, and the importer that reads each."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from annotator.extensions.registry import (
    FIELDS,
    HEAD_BYTES,
    IMPORTERS,
    Columns,
    Importer,
    TableImporter,
    faults,
    importer_of,
    importers,
)
from annotator.model.errors import AnnotatorError, NotFound, UnreadableFile
from annotator.model.safe_words import storable

if TYPE_CHECKING:
    from annotator.store.records import Records

SAME_FIELDS = {
    "body": "text",
    "headline": "title",
    "date": "published",
    "source": "publisher",
    "author": "byline",
    "link": "url",
    "id": "source_id",
}
"""What a person may also call a field in --map."""


def files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Every file to read, folders opened up, sorted by name; with why, if it cannot be read.

    Each folder is read once, however many links lead to it. Hidden files in folders are left out.
    """
    opened: set[tuple[int, int]] = set()
    waiting = list(paths)[::-1]
    while waiting:
        path = waiting.pop()
        try:
            about = path.stat()
            if not stat.S_ISDIR(about.st_mode):
                yield path, "" if stat.S_ISREG(about.st_mode) else _NO_FILE
            elif (about.st_dev, about.st_ino) not in opened:
                opened.add((about.st_dev, about.st_ino))
                inside = sorted(each for each in path.iterdir() if not each.name.startswith("."))
                waiting.extend(reversed(inside))
        except (OSError, ValueError) as fault:
            yield path, _in_words(fault)


_NO_FILE = "it is a device, pipe or socket, not a file. Leave it out of the import."


def _in_words(fault: OSError | ValueError) -> str:
    """Why the system did not hand over a file."""
    if isinstance(fault, FileNotFoundError):
        return "there is no such file or folder. Check the name."
    if isinstance(fault, PermissionError):
        return "there is no right to read it. Give yourself that right, or copy it."
    reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return f"{reason}. Check the file."


def importer_named(name: str) -> Importer | None:
    """The importer that reads every file; None for "", where content decides."""
    known = importers()
    if not name:
        return None
    if name in known:
        return known[name]
    if why := faults(IMPORTERS).get(name):
        raise NotFound(f"--format {name}: this importer cannot be loaded ({why}). Reinstall it.")
    raise NotFound(f"--format {name}: no such importer. Use one of {', '.join(sorted(known))}.")


def importer_labels() -> dict[str, str]:
    """Every importer by name, with its label, in the order of the labels."""
    labels = {each.name: each.label for each in importers().values()}
    return dict(sorted(labels.items(), key=lambda each: each[1].casefold()))


def has_columns(importer: str) -> bool:
    """Whether an importer reads tables, whose columns a person may map."""
    return isinstance(importers().get(importer), TableImporter)


def importer_for(path: Path) -> Importer:
    """The importer that reads this file; raises UnreadableFile if there is none."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except (OSError, ValueError) as fault:
        raise UnreadableFile(_in_words(fault)) from None
    found = importer_of(path, head)
    if found is not None:
        return found
    suffix = storable(path.suffix.lower())
    if not head:
        raise UnreadableFile("it is empty. Remove it, or put the article's text into it.")
    if any(suffix in each.suffixes for each in importers().values()):
        raise UnreadableFile(
            "it is not text nor anything else that an importer knows, whatever its name says. "
            "Save it again with the program it comes from, or as text."
        )
    kind = f"{suffix} files" if suffix else "this kind of file"
    raise UnreadableFile(
        f"no importer reads {kind}. Save each article as text (.txt) and import that, or name an "
        "importer with --format."
    )


def columns_of(
    records: Records, reader: Importer, path: Path, given: Mapping[str, str]
) -> Columns | None:
    """The columns of a table and what they are: as said, else as last time, else as guessed.

    given: what a person says of some columns; None for a file that is no table.
    Raises UnreadableFile if the table lacks a column that is named.
    """
    if not isinstance(reader, TableImporter):
        return None
    columns = reader.columns(path)
    kept = records.setting(_key(columns.names)) or columns.mapping
    return Columns(columns.names, _merged(columns.names, kept, given), columns.samples)


def remember(records: Records, columns: Columns, coder_id: UUID) -> None:
    """Keep what the columns of tables with these headings are, for the next such table."""
    if records.setting(_key(columns.names)) != dict(columns.mapping):
        records.set_setting(_key(columns.names), dict(columns.mapping), coder_id)


def _key(names: Iterable[str]) -> str:
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "backslashreplace"))
    return f"mapping:{digest.hexdigest()[:16]}"


def _merged(
    names: tuple[str, ...], known: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """The mapping with what was said of some columns in place of what else was known."""
    said: dict[str, str] = {}
    for column, wanted in given.items():
        what = SAME_FIELDS.get(wanted, wanted)
        if what and what not in FIELDS:
            raise AnnotatorError(
                f"--map {column}={wanted}: {wanted} is no field. Use one of {', '.join(FIELDS)}."
            )
        said[_column(names, column)] = what
    kept = {name: what for name, what in known.items() if what not in said.values()}
    return {**kept, **said}


def _column(names: tuple[str, ...], wanted: str) -> str:
    """The column that is meant: by its name, in any case if that is clear, or by its place."""
    if wanted in names:
        return wanted
    alike = [name for name in names if name.casefold() == wanted.casefold()]
    if len(alike) == 1:
        return alike[0]
    word, _, place = wanted.rpartition(" ")
    if word == "column" and place.isascii() and place.isdigit() and 0 < int(place) <= len(names):
        return names[int(place) - 1]
    shown = ", ".join(f'"{name}"' for name in names[:20])
    raise UnreadableFile(f'it has no column "{wanted}". Its columns are {shown}. Name one of them.')

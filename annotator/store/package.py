"""Packages: some rows of a project as a zip of `manifest.json` and a JSON-lines file a table.

The same rows are the same bytes on every machine: lines sorted by id, members in the order of the
tables, no clock, no name of a person's machine. A package is checked as a zip file before anything
of it is unpacked, and each member by its checksum while it is read.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from annotator import __version__
from annotator.model.canonical import canonical_json
from annotator.model.errors import NotSaved, PackageRefused, UnreadableFile
from annotator.model.study import Coder
from annotator.store.package_rows import TABLES
from annotator.zip_limits import Limits, open_zip

SUFFIX = ".annpack"

FORMAT = 1
"""Grows when packages are made otherwise; older ones are read on."""

SCHEMA = 3
"""Grows with the migration that changes the columns of a row that travels."""

MANIFEST = "manifest.json"
PROGRAM = "diplomatic-annotator"

MAX_LINE_BYTES = 20_000_000
"""No row is longer: a text has 2 MB at most, the coding of an article far less."""

_LIMITS = Limits(entries=len(TABLES) + 1, bytes=4_000_000_000, ratio=250, ratio_from=10_000_000)
_MAX_MANIFEST_BYTES = 1_000_000
_LEVEL = 6
_CREATED = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_BUFFER = 1 << 18
_NAMES = {f"{name}.jsonl": name for name in TABLES}
_KEYS = frozenset(
    {"format", "schema", "kind", "program", "project", "coder", "with_text", "entries"}
)
_DAMAGED = "it is damaged or unfinished. Have it made and sent again."


class Kind(Enum):
    """Whether a package goes to a coder or comes from one."""

    HAND_OUT = "hand-out"
    HAND_IN = "hand-in"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of a member: its checksum, its size unpacked, its rows."""

    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself.

    coder_id, handle: whom it is for, or by whom. entries: by table, those that have rows.
    """

    kind: Kind
    project_id: UUID
    project_name: str
    coder_id: UUID
    handle: str
    with_text: bool
    program: str = f"{PROGRAM} {__version__}"
    entries: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """How many rows it holds."""
        return sum(entry.rows for entry in self.entries.values())


def manifest_for(kind: Kind, project: tuple[UUID, str], coder: Coder, with_text: bool) -> Manifest:
    """The manifest of a package that is about to be written."""
    return Manifest(kind, *project, coder.id, coder.handle, with_text)


# Out


class PackageWriter:
    """A package that is being written beside its place; members in the order of the tables."""

    def __init__(self, archive: ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self._manifest = manifest
        self._entries: dict[str, Entry] = {}

    def write(self, name: str, lines: Iterable[str]) -> Iterator[int]:
        """Write the rows of a table, by id; tells how many are written, now and then."""
        checksum, size, rows = hashlib.sha256(), 0, 0
        with self._archive.open(_info(f"{name}.jsonl"), "w", force_zip64=True) as member:
            buffered = io.BufferedWriter(member, _BUFFER)
            for line in lines:
                raw = line.encode() + b"\n"
                checksum.update(raw)
                size += len(raw)
                rows += 1
                buffered.write(raw)
                if rows % 200 == 0:
                    yield rows
            buffered.flush()
            buffered.detach()
        self._entries[name] = Entry(checksum.hexdigest(), size, rows)
        yield rows

    def finish(self) -> None:
        """Write the manifest, which closes the package."""
        said = _plain(self._manifest, self._entries)
        self._archive.writestr(_info(MANIFEST), json.dumps(said, ensure_ascii=False, indent=1))


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _CREATED)
    info.compress_type = ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _PLAIN_FILE
    return info


def _plain(manifest: Manifest, entries: Mapping[str, Entry]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "schema": SCHEMA,
        "kind": manifest.kind.value,
        "program": manifest.program,
        "project": {"id": str(manifest.project_id), "name": manifest.project_name},
        "coder": {"id": str(manifest.coder_id), "handle": manifest.handle},
        "with_text": manifest.with_text,
        "entries": {
            f"{name}.jsonl": {"sha256": each.sha256, "bytes": each.bytes, "rows": each.rows}
            for name, each in entries.items()
        },
    }


@contextmanager
def writing(target: Path, manifest: Manifest) -> Iterator[PackageWriter]:
    """Write a package beside its place; it takes it at the end of the block, checked.

    Only an earlier package of the same project is replaced. NotSaved says why it cannot be written.
    """
    _refuse_to_overwrite(target, manifest)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                writer = PackageWriter(archive, manifest)
                yield writer
                writer.finish()
            file.flush()
            os.fsync(file.fileno())
        _verify(beside)
        beside.replace(target)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise NotSaved(f"{target}: {reason}. Choose another place, or make room.") from fault
    finally:
        _remove(beside)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # a name that cannot be made cannot be left over


def _verify(path: Path) -> None:
    """Read back what was written; PackageRefused if a disk has changed it."""
    with Package(path) as package:
        for name in package.manifest.entries:
            for _ in package.lines(name):
                pass


def _refuse_to_overwrite(target: Path, manifest: Manifest) -> None:
    if target.name in ("", ".."):
        raise NotSaved(f"{target} is a folder. Name a file in it.")
    try:
        if not os.path.lexists(target):
            return
    except ValueError:
        raise NotSaved(f"{target} is no name for a file. Choose another.") from None
    try:
        with Package(target) as there:
            is_ours = there.manifest.project_id == manifest.project_id and not target.is_symlink()
    except PackageRefused:
        is_ours = False
    if not is_ours:
        raise NotSaved(
            f"{target} exists and is no package of {manifest.project_name}. Choose another name."
        )


# In


class Package:
    """A package that somebody else made, open for reading; PackageRefused says what is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        try:
            self._archive = open_zip(path, _LIMITS)
        except UnreadableFile as fault:
            raise self.refused(_not_ours(path) or str(fault)) from None
        except (OSError, ValueError) as fault:
            reason = getattr(fault, "strerror", None) or str(fault)
            raise self.refused(f"{reason}. Check the file and its rights.") from None
        try:
            self.manifest = self._manifest()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def refused(self, why: str) -> PackageRefused:
        """The refusal of this package as a whole."""
        return PackageRefused(f"{self.name}: {why}")

    def lines(self, name: str) -> Iterator[bytes]:
        """The rows of a table as lines without their ends; PackageRefused if they were changed."""
        entry = self.manifest.entries[name]
        rows = 0
        try:
            with self._archive.open(f"{name}.jsonl") as member:
                watched = _Watched(member, entry.bytes)
                reader = io.BufferedReader(watched, _BUFFER)
                while line := reader.readline(MAX_LINE_BYTES):
                    if not line.endswith(b"\n"):
                        raise self.refused(_DAMAGED)
                    rows += 1
                    yield line[:-1]
        except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error):
            raise self.refused(_DAMAGED) from None
        if (watched.sha256, watched.size, rows) != (entry.sha256, entry.bytes, entry.rows):
            raise self.refused(f"its part {name}.jsonl was changed on the way. Have it sent again.")

    def _manifest(self) -> Manifest:
        """Its manifest, that of a package that can be read; PackageRefused."""
        names = set(self._archive.namelist())
        if MANIFEST not in names:
            raise self.refused(
                "it is no package of Diplomatic Annotator. Choose a file that hand-out or hand-in"
                " has written."
            )
        said = self._said()
        if type(said.get("format")) is not int or type(said.get("schema")) is not int:
            raise self.refused("it is a package of another program.")
        if said["format"] > FORMAT or said["schema"] > SCHEMA:
            raise self.refused("it was made by a newer version of the program. Install that one.")
        if said["format"] < FORMAT or said["schema"] < SCHEMA:
            raise self.refused(
                "it was made by an older version of the program. Have it made anew with this one."
            )
        try:
            manifest = _manifest_of(said)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise self.refused("its manifest is not as the program writes it. " + _AGAIN) from None
        if ("project" in manifest.entries) is not (manifest.kind is Kind.HAND_OUT):
            raise self.refused(f"it calls itself a {manifest.kind.value} and is none. " + _AGAIN)
        listed = {f"{name}.jsonl" for name in manifest.entries} | {MANIFEST}
        for name in sorted(names ^ listed):
            what = "holds" if name in names else "lacks"
            raise self.refused(f"it {what} {name[:60]!r}, against its manifest. " + _AGAIN)
        return manifest

    def _said(self) -> dict[str, Any]:
        try:
            with self._archive.open(MANIFEST) as member:
                raw = member.read(_MAX_MANIFEST_BYTES + 1)
            said = json.loads(raw.decode()) if len(raw) <= _MAX_MANIFEST_BYTES else None
        except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error):
            raise self.refused(_DAMAGED) from None
        except RecursionError:
            said = None
        if not isinstance(said, dict):
            raise self.refused("its manifest is not as the program writes it. " + _AGAIN)
        return said


_AGAIN = "Have it made again."


def _manifest_of(said: Mapping[str, Any]) -> Manifest:
    """The manifest that a JSON object makes; KeyError, ValueError or TypeError if it makes none."""
    project, coder = said["project"], said["coder"]
    if said.keys() != _KEYS or project.keys() != coder.keys() ^ {"handle", "name"}:
        raise ValueError("its keys are others")
    words = (project["name"], coder["handle"], said["program"])
    if not all(isinstance(each, str) and "\0" not in each for each in words):
        raise TypeError("a name is none")
    canonical_json(words).encode()
    if not isinstance(said["with_text"], bool):
        raise TypeError("with_text is neither true nor false")
    return Manifest(
        Kind(said["kind"]),
        UUID(project["id"]),
        project["name"],
        UUID(coder["id"]),
        coder["handle"],
        said["with_text"],
        said["program"],
        {_NAMES[name]: _entry(each) for name, each in said["entries"].items()},
    )


def _entry(said: Mapping[str, Any]) -> Entry:
    sha256, size, rows = said["sha256"], said["bytes"], said["rows"]
    if not (isinstance(sha256, str) and type(size) is int and type(rows) is int):
        raise TypeError("a checksum or a number is none")
    return Entry(sha256, size, rows)


class _Watched(io.RawIOBase):
    """A member of which every byte that is read is counted, and no more read than announced."""

    def __init__(self, member: IO[bytes], most: int) -> None:
        self._member = member
        self._most = most
        self._checksum = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """The checksum of what was read."""
        return self._checksum.hexdigest()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read on; ValueError if there is more than the manifest says."""
        raw = self._member.read(len(buffer))
        self._checksum.update(raw)
        self.size += len(raw)
        if self.size > self._most:
            raise ValueError("more bytes than the manifest says")
        buffer[: len(raw)] = raw
        return len(raw)


_OTHERS = (
    (b"SQLite format 3\0", "it is a project, not a package. Open it, or merge a hand-in"),
    (b"%PDF", "it is a PDF, no package"),
)


def _not_ours(path: Path) -> str:
    """What a file is that is no zip file at all, in words; "" if it may be a damaged one."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except (OSError, ValueError):
        return ""
    if not head:
        return "it is empty. Have it sent again."
    for beginning, words in _OTHERS:
        if head.startswith(beginning):
            return f"{words}. Choose a file that hand-out or hand-in has written."
    if not head.startswith(b"PK"):
        return "it is no package. Choose a file that hand-out or hand-in has written."
    return ""

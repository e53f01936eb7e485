"""What a zip file may ask of us at most, looked at before anything of it is unpacked.

Whoever opens one that somebody else made goes through here; imports nothing of ours but errors.
"""

from __future__ import annotations

import stat
from collections import Counter
from dataclasses import dataclass
from io import FileIO
from itertools import pairwise
from pathlib import Path, PureWindowsPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from annotator.model.errors import UnreadableFile

MAX_FILE_BYTES = 100_000_000
"""No file that must be read as a whole is larger, nor all that an archive holds."""

MAX_ENTRIES = 10_000
MAX_RATIO = 100
"""An archive holds no more files, and none of size is packed tighter than text can be."""

DAMAGED_ZIP = "it is a damaged or unfinished zip file. Get it again from where it came from."

_RATIO_COUNTS_FROM = 1_000_000
_MAX_DIRECTORY_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How many files a zip file may hold, of how many bytes together, packed how tightly.

    ratio_from: of a smaller member nobody asks how tightly it is packed.
    """

    entries: int = MAX_ENTRIES
    bytes: int = MAX_FILE_BYTES
    ratio: int = MAX_RATIO
    ratio_from: int = _RATIO_COUNTS_FROM


ORDINARY = Limits()


class _Guarded(FileIO):
    """A file that is never read in great pieces, as a list of a million members would be."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_DIRECTORY_BYTES:
            raise UnreadableFile(_too_many(MAX_ENTRIES))
        return super().read(size) or b""


class _Archive(ZipFile):
    """A zip file that closes what it was made of."""

    def __init__(self, source: FileIO) -> None:
        self._source = source
        super().__init__(source)

    def close(self) -> None:
        super().close()
        self._source.close()


def open_zip(path: Path, limits: Limits = ORDINARY) -> ZipFile:
    """A zip file whose members are safe to read one by one; raises UnreadableFile.

    Its members are few, of bounded size, not encrypted, no links, each there once, and none has a
    name that leads out of the folder it would be unpacked into. Whoever opens it closes it.
    OSError if the system does not hand over the file.
    """
    file = _Guarded(path)
    try:
        archive = _Archive(file)
        _check(archive, limits)
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        file.close()
        raise UnreadableFile(DAMAGED_ZIP) from None
    except UnreadableFile:
        file.close()
        raise
    return archive


def zip_names(path: Path) -> frozenset[str]:
    """The names in a zip file, safe to open or not, to tell what it is; empty if it is none."""
    try:
        with _Guarded(path) as file, ZipFile(file) as archive:
            return frozenset(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError, UnreadableFile):
        return frozenset()


def megabytes(size: int) -> str:
    """A size in words."""
    return f"{size // 1_000_000} MB"


def _too_many(most: int) -> str:
    return f"it holds more than {most:,} files. Split it into several."


def _check(archive: ZipFile, limits: Limits) -> None:
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise UnreadableFile(_too_many(limits.entries))
    if sum(info.file_size for info in infos) > limits.bytes:
        raise UnreadableFile(
            f"it unpacks to more than {megabytes(limits.bytes)}. Split it into several."
        )
    name, times = Counter(_plain(info) for info in infos).most_common(1)[0] if infos else ("", 0)
    if times > 1:
        raise UnreadableFile(f"it holds {name!r} more than once. Pack it again.")
    for info in infos:
        _check_member(info, limits)
    _check_overlaps(archive, infos)


def _plain(info: ZipInfo) -> str:
    """The name of a member as it was written, with one sort of slash."""
    return info.orig_filename.replace("\\", "/")


def _check_member(info: ZipInfo, limits: Limits) -> None:
    """Refuse the archive for one member that no honest one has."""
    name = _plain(info)
    parts = name.split("/")
    packed = limits.ratio * info.compress_size
    if name.startswith("/") or ".." in parts or PureWindowsPath(name).drive or "\0" in name:
        fault = "has a name that leads out of its folder. Nothing was unpacked"
    elif info.flag_bits & 0x41:
        fault = "is encrypted. Take its password off first"
    elif stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        fault = "is a link, not a file. Pack what it points to"
    elif info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        fault = "is packed in an uncommon way. Pack it as an ordinary zip file"
    elif info.file_size > limits.ratio_from and info.file_size > packed:
        fault = "is packed more tightly than any text can be. Unpack it first, if you trust it"
    else:
        return
    raise UnreadableFile(f"its member {name[:80]!r} {fault}.")


def _check_overlaps(archive: ZipFile, infos: list[ZipInfo]) -> None:
    """Refuse an archive in which several members are made of the same bytes."""
    starts = sorted((info.header_offset, info.compress_size) for info in infos)
    starts.append((archive.start_dir, 0))
    if any(start + size > after for (start, size), (after, _) in pairwise(starts)):
        raise UnreadableFile(DAMAGED_ZIP)

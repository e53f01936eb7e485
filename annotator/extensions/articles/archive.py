"""Zip files of articles: each member goes to the importer that knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from time import perf_counter
from zipfile import ZipFile, ZipInfo

from annotator.extensions.articles.bounds import (
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    archive_names,
    member_pieces,
    open_archive,
)
from annotator.extensions.registry import (
    GENERAL,
    HEAD_BYTES,
    Imported,
    Refused,
    articles_of,
    importer_of,
)
from annotator.model.errors import UnreadableFile

_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_PACKAGES = frozenset({"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"})
"""Members by which zip files are told that are documents, books or programs, not archives."""

_NO_ARTICLES = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_MAX_DEPTH = 1
_MAX_NAME = 60
_NESTED = "it is an archive inside an archive inside an archive. Unpack it first."
_TOO_LARGE = "with it the archive unpacks to more than is allowed. Split it into several."
_TOO_SLOW = (
    "the files before it in the archive took longer to read than articles do, so it was not read. "
    "Unpack the archive and import the files by themselves."
)
_UNKNOWN = "no importer knows this sort of file. Take it out, or convert it to text."


_PATIENCE = 8.0
_SECONDS_FOR_NOTHING, _SECONDS_FOR_A_MEMBER, _SECONDS_FOR_A_RECORD = 0.05, 2.0, 0.05
"""What a member may take that gives no article, and what one that gives some."""


@dataclass(slots=True)
class _Left:
    """What may still be used up by an archive and those in it together.

    bytes, files: that are unpacked. seconds: that members take beyond what is due to them.
    """

    seconds: float
    bytes: int = MAX_FILE_BYTES
    files: int = MAX_ENTRIES

    def timed(self, found: Iterator[Imported | Refused]) -> Iterator[Imported | Refused]:
        """The records of a member, and the time that reading them takes is noted."""
        spent, due = 0.0, _SECONDS_FOR_NOTHING
        try:
            while True:
                start = perf_counter()
                try:
                    each = next(found, None)
                finally:
                    spent += perf_counter() - start
                if each is None:
                    return
                if isinstance(each, Imported):
                    due = max(due, _SECONDS_FOR_A_MEMBER) + _SECONDS_FOR_A_RECORD
                yield each
        finally:
            self.seconds -= max(spent - due, 0.0)


class Archive:
    """Reads zip files of files that other importers read, one level of archives in them too."""

    name = "zip"
    label = "Zip archive of other files"
    suffixes = (".zip",)
    rank = GENERAL

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it is a zip file and no document that is stored as one."""
        if not head.startswith(_MARKS):
            return False
        names = archive_names(path)
        return not names & _PACKAGES if names else path.suffix.lower() == ".zip"

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of every member; raises UnreadableFile for the archive as a whole.

        Once its members together have taken too long, those that are left are refused unread.
        """
        with TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True) as folder:
            yield from self._articles(path, Path(folder), _Left(self._patience), 0)

    def _articles(
        self, path: Path, folder: Path, left: _Left, depth: int
    ) -> Iterator[Imported | Refused]:
        with open_archive(path) as archive:
            for info in archive.infolist():
                if info.is_dir() or _is_by_the_way(info.filename):
                    continue
                try:
                    for found in self._of_member(archive, info, folder, left, depth):
                        yield _placed(found, info.filename)
                except UnreadableFile as fault:
                    yield Refused(str(fault), info.filename)

    def _of_member(
        self, archive: ZipFile, info: ZipInfo, folder: Path, left: _Left, depth: int
    ) -> Iterator[Imported | Refused]:
        """The articles of one member, which is unpacked for as long as it is read."""
        if left.seconds < 0:
            raise UnreadableFile(_TOO_SLOW)
        left.bytes -= info.file_size
        left.files -= 1
        if left.bytes < 0 or left.files < 0:
            raise UnreadableFile(_TOO_LARGE)
        with TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
            path = Path(place, _safe_name(info.filename))
            with path.open("wb") as file:
                for piece in member_pieces(archive, info.filename):
                    file.write(piece)
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            if not head:
                raise UnreadableFile("it is empty. Take it out, or put the article's text into it.")
            if self.accepts(path, head):
                if depth >= _MAX_DEPTH:
                    raise UnreadableFile(_NESTED)
                yield from self._articles(path, Path(place), left, depth + 1)
                return
            importer = importer_of(path, head)
            if importer is None:
                raise UnreadableFile(_UNKNOWN)
            yield from left.timed(iter(articles_of(importer, path)))


def _placed(found: Imported | Refused, member: str) -> Imported | Refused:
    """A record with the member it comes from; where that was unpacked is nobody's business."""
    record = f"{member}: {found.record}" if found.record else member
    if isinstance(found, Refused):
        return replace(found, record=record)
    extra = {name: value for name, value in found.extra.items() if name != "file"}
    return replace(found, record=record, extra=extra)


def _is_by_the_way(name: str) -> bool:
    """Whether a member is what a system puts beside the files: hidden or its own."""
    return any(
        part.startswith(".") or part.casefold() in _NO_ARTICLES
        for part in PurePosixPath(name).parts
    )


def _safe_name(name: str) -> str:
    """A name for a member that every system takes; its beginning and ending stay."""
    path = PurePosixPath(name.replace("\\", "/"))
    stem, suffix = (
        "".join(char if char.isascii() and char.isalnum() else "_" for char in part)
        for part in (path.stem, path.suffix.removeprefix("."))
    )
    return f"_{stem[:_MAX_NAME]}.{suffix[:10]}" if suffix else f"_{stem[:_MAX_NAME]}"

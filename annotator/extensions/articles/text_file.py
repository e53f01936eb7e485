"""A text file read line by line, in whatever encoding it is, without holding it in memory.

Only a file in an encoding from before Unicode is read as a whole, and such a one must be small:
which encoding it is shows in the whole text alone.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import AnyStr, BinaryIO, TextIO

from annotator.extensions.articles.bounds import read_bytes, reading
from annotator.extensions.articles.encodings import decoded
from annotator.model.errors import UnreadableFile

MAX_LINE = 16_000_000
"""No line of a table or of JSON is longer, in characters: eight times the longest article."""

_MAX_OLD_ENCODING = 32_000_000
_LOOKED_AT = 4_000_000
"""Of a file too long for an old encoding so many bytes tell; what is damaged later is refused
record by record."""

_CHUNK = 1 << 20
_BUFFER = 1 << 17
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOST = re.compile("[\udc80-\udcff]")
_FEW_LOST = 20
"""UTF-8 in which at most one letter beyond ASCII in so many is damaged is still UTF-8."""


@contextmanager
def text_file(path: Path, newline: str = "") -> Iterator[TextIO]:
    """The file as text, its line ends as they are; raises UnreadableFile.

    newline: what ends a line; "" for any of the three that there are.

    Bytes that are damaged in a file that is UTF-8 otherwise are lone surrogates in the text, so
    that the one record they stand in can be refused.
    """
    with _in_words(), _opened(path, newline) as file:
        yield file


def text_lines(path: Path) -> Generator[str | None, None, None]:
    """The lines of a file, each with its line feed; None for one longer than MAX_LINE.

    Lone surrogates stand for damaged bytes, as in `text_file`. Raises UnreadableFile.
    """
    with _in_words():
        if _is_wide(path) or not _is_utf8_file(path):
            with _opened(path, "\n") as file:
                yield from _whole(file.readline, "\n")
        else:
            with path.open("rb", _BUFFER) as raw:
                for line in _whole(raw.readline, b"\n"):
                    yield None if line is None else line.decode("utf-8", "surrogateescape")


def _whole(readline: Callable[[int], AnyStr], end: AnyStr) -> Iterator[AnyStr | None]:
    """Each line, or None where it is too long, which is then passed over piece by piece."""
    while line := readline(MAX_LINE):
        if len(line) < MAX_LINE or line.endswith(end):
            yield line
            continue
        while (rest := readline(MAX_LINE)) and not rest.endswith(end):
            pass
        yield None


@contextmanager
def _in_words() -> Iterator[None]:
    """Says why a file cannot be read."""
    try:
        with reading():
            yield
    except UnicodeError:
        raise UnreadableFile(
            "it begins like UTF-16 text but is damaged. Save it as UTF-8 and import it again."
        ) from None


def _opened(path: Path, newline: str) -> TextIO:
    if _is_wide(path):
        return path.open(encoding="utf-16", newline=newline)
    if _is_utf8_file(path):
        return path.open(encoding="utf-8-sig", errors="surrogateescape", newline=newline)
    return io.StringIO(decoded(read_bytes(path, _MAX_OLD_ENCODING)), newline=newline)


def _is_wide(path: Path) -> bool:
    """Whether a file begins with the mark of UTF-16."""
    with path.open("rb") as file:
        head = file.read(4)
    return head.startswith(_WIDE) and head != codecs.BOM_UTF32_LE


def _is_utf8_file(path: Path) -> bool:
    about = path.stat()
    return _is_utf8(path, about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=4)
def _is_utf8(path: Path, size: int, _changed: int) -> bool:
    """Whether the file is UTF-8, all of it or all but a few damaged letters.

    A large file is opened several times in one import; it is looked through once.
    """
    most = size if size <= _MAX_OLD_ENCODING else _LOOKED_AT
    with path.open("rb") as file:
        nothing, is_sound = _is_sound(_chunks(file, most))
        if not is_sound:
            file.seek(0)
            return _is_hardly_damaged(_chunks(file, most))
    return nothing * 5 <= min(size, most)


def _chunks(file: BinaryIO, most: int) -> Iterator[bytes]:
    """The beginning of a file, up to so many bytes."""
    while most > 0 and (raw := file.read(min(_CHUNK, most))):
        most -= len(raw)
        yield raw


def _is_sound(chunks: Iterator[bytes]) -> tuple[int, bool]:
    """How many NUL bytes there are, and whether the rest is UTF-8 without a fault."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    nothing = 0
    for raw in chunks:
        nothing += raw.count(b"\0")
        try:
            decoder.decode(raw)
        except UnicodeDecodeError:
            return nothing, False
    return nothing, True


def _is_hardly_damaged(chunks: Iterator[bytes]) -> bool:
    """Whether most letters beyond ASCII are UTF-8; looks no further than it has to."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = lost = nothing = size = 0
    for raw in chunks:
        size += len(raw)
        nothing += raw.count(b"\0")
        text = decoder.decode(raw)
        lost += len(_LOST.findall(text))
        good += len(raw) - len(text)
        if lost * _FEW_LOST > good + size // 100:
            return False
    return lost * _FEW_LOST <= good and nothing * 5 <= size

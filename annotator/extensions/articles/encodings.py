"""Bytes of a text file to text: the encoding is recognised, or the file is refused in words.

UTF-8 and UTF-16 prove themselves, older encodings are judged by what they make of the bytes
(legacy_encodings). What a file declares of itself is believed if the bytes bear it out.
"""

from __future__ import annotations

import codecs

from annotator.extensions.articles.legacy_encodings import (
    decoded_as,
    judged,
    recognised,
    share_of_common,
)
from annotator.language import language_of
from annotator.model.errors import UnreadableFile

_ASK = 'Save it as UTF-8 (in most editors under "Save as") and import it again.'
_BINARY = "it is not text (it holds bytes that no text has). Convert it to text first."
_UNCERTAIN = f"its encoding is not UTF-8 and cannot be told for certain. {_ASK}"
_SAMPLE = 200_000

_AS_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "cp950",
}
"""What files that declare the one are in, as browsers read them: a larger set of characters."""

_EAST_ASIAN = frozenset({"gb18030", "cp932", "euc_jp", "cp949", "cp950", "big5hkscs"})
_ESCAPES = (
    (b"\x1b$B", "iso2022_jp_2"),
    (b"\x1b$@", "iso2022_jp_2"),
    (b"\x1b$)C", "iso2022_kr"),
)
_XML = {"utf-16-le": b"<\0?\0x\0", "utf-16-be": b"\0<\0?\0x"}
"""How XML begins in UTF-16 without a mark, which no other file does."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(raw: bytes, declared: str = "") -> str:
    """The text that `raw` stands for, without a byte-order mark; raises UnreadableFile.

    declared: the encoding that the file names (in its XML declaration, in its HTML head).
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _marked(raw[len(mark) :], encoding)
    if b"\0" in raw:
        return _unmarked_utf16(raw)
    if raw.startswith((b"%PDF-", b"{\\rtf")):
        raise UnreadableFile(_BINARY)
    for escape, encoding in _ESCAPES:
        if escape in raw:
            return _printable(_escaped(raw, encoding))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _legacy(raw, declared)
    return _printable(text)


def is_text(head: bytes) -> bool:
    """Whether the beginning of a file looks like text in some encoding."""
    if head.startswith(tuple(mark for mark, _ in _BOMS)):
        return True
    return not _controls(head) and (b"\0" not in head or _utf16_of(head) != "")


def _marked(raw: bytes, encoding: str) -> str:
    """Text whose byte-order mark names its encoding."""
    try:
        return _printable(raw.decode(encoding))
    except UnicodeDecodeError as fault:
        place = f"byte {fault.start + 1}"
        raise UnreadableFile(
            f"it begins like {encoding.upper()} text but is damaged at {place}. {_ASK}"
        ) from None


def _utf16_of(raw: bytes) -> str:
    """The byte order of text in UTF-16 without a mark: most of its spaces and breaks tell."""
    whole = raw[: len(raw) // 2 * 2][:_SAMPLE]
    units = {"utf-16-le": (b" \0", b"\n\0"), "utf-16-be": (b"\0 ", b"\0\n")}
    pairs = [whole[at : at + 2] for at in range(0, len(whole), 2)]
    if not pairs or pairs.count(b"\0\0"):
        return ""
    counts = {name: sum(pairs.count(unit) for unit in marks) for name, marks in units.items()}
    name = max(counts, key=lambda encoding: counts[encoding])
    return name if counts[name] * 40 > len(pairs) else ""


def _unmarked_utf16(raw: bytes) -> str:
    """UTF-16 that has lost its mark; anything else with NUL bytes is no text."""
    encoding = next((name for name, mark in _XML.items() if raw.startswith(mark)), "")
    is_xml = bool(encoding)
    encoding = encoding or _utf16_of(raw)
    try:
        text = raw.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        text = ""
    if not text or not (is_xml or language_of(text)):
        raise UnreadableFile(_BINARY)
    return _printable(text)


def _escaped(raw: bytes, encoding: str) -> str:
    """Text whose escape sequences name its character sets, as mails from Japan and Korea."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(_UNCERTAIN) from None


def _legacy(raw: bytes, declared: str) -> str:
    """Text in an encoding from before Unicode."""
    if _controls(raw[:_SAMPLE]):
        raise UnreadableFile(_BINARY)
    text = _as_declared(raw, declared) if declared else None
    if text is None:
        text = recognised(raw)
    if text is None:
        raise UnreadableFile(_UNCERTAIN)
    return text


def _as_declared(raw: bytes, declared: str) -> str | None:
    """The text in the encoding that is declared; None if the bytes contradict it."""
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
    encoding = _AS_MEANT.get(name, name)
    if encoding not in _EAST_ASIAN and not encoding.startswith(("cp", "iso8859", "koi8", "mac")):
        return None
    text = decoded_as(raw, encoding)
    if text is None and encoding == "cp950":
        text = decoded_as(raw, encoding := "big5hkscs")
    if text is None:
        return None
    if encoding in _EAST_ASIAN:
        letters = sum(char > "\x7f" and char.isalpha() for char in text[:_SAMPLE])
        return text if letters < 10 or share_of_common(text) > 0.2 else None
    reading = judged(text)
    return text if reading.is_plausible or not reading.impossible else None


def _controls(raw: bytes) -> bool:
    """Whether there are control characters that no text file holds."""
    return any(code in raw for code in (b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"))


def _printable(text: str) -> str:
    """The text, if it holds no NUL and next to no control characters; else UnreadableFile."""
    sample = text[:_SAMPLE]
    odd = sum(char < " " and char not in "\t\n\r\f\v\x1a\x1b" for char in sample)
    if "\0" in text or odd * 100 > len(sample):
        raise UnreadableFile(_BINARY)
    return text.removeprefix("\ufeff")

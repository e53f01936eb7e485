"""Bytes of a text file to text: the encoding is recognised, or the file is refused in words.

UTF-8 and UTF-16 prove themselves. Older encodings are told apart by how plausible their letters
are, and the Western ones, which differ in a few letters, by the language. Where several readings
remain that differ, none is taken: a wrong letter would go unnoticed into quotes and codes.
"""

from __future__ import annotations

import codecs
import re

from annotator.language import language_of
from annotator.model.errors import UnreadableFile

_ASK = 'Save it as UTF-8 (in most editors under "Save as") and import it again.'
_BINARY = "it is not text (it holds bytes that no text has). Convert it to text first."
_SAMPLE = 200_000

_WESTERN = {
    "cp1250": frozenset({"pl", "cs", "sk", "hu", "hr", "sl", "ro", "bs", "sq"}),
    "cp1252": frozenset(
        {"en", "fr", "de", "es", "it", "pt", "nl", "da", "sv", "nb", "nn", "no", "fi", "is", "ga"}
        | {"ca", "gl", "eu", "af", "lb", "id", "ms", "sw"}
    ),
    "cp1254": frozenset({"tr", "az"}),
    "cp1257": frozenset({"lt", "lv", "et"}),
}
"""Encodings that share most of their letters, and the languages that are written in each."""

_LATIN_9 = re.compile(r"¤|[¦¨¸¼½¾](?=[^\W\d_])")
"""What the euro sign and the letters "Š", "š", "ž", "Œ", "œ", "Ÿ" of ISO 8859-15 look like in
cp1252."""

_LIKE_WESTERN = frozenset({"latin_1", "iso8859_15", "iso8859_9"})
_EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(raw: bytes) -> str:
    """The text that `raw` stands for, without a byte-order mark; raises UnreadableFile."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _marked(raw[len(mark) :], encoding)
    if b"\0" in raw:
        return _unmarked_utf16(raw)
    if raw.startswith((b"%PDF-", b"{\\rtf")):
        raise UnreadableFile(_BINARY)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _legacy(raw)
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
    encoding = _utf16_of(raw)
    try:
        text = raw.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        text = ""
    if not text or not language_of(text):
        raise UnreadableFile(_BINARY)
    return _printable(text)


def _legacy(raw: bytes) -> str:
    """Text in an encoding from before Unicode."""
    from charset_normalizer import from_bytes

    if _controls(raw[:_SAMPLE]):
        raise UnreadableFile(_BINARY)
    best = from_bytes(raw).best()
    encoding = _codec(best.encoding) if best is not None else ""
    if encoding in _WESTERN or encoding in _LIKE_WESTERN:
        encoding = _western(raw, encoding)
    elif _is_latin(_read_as(raw, encoding) or ""):
        encoding = ""  # rare, and most often something else that was taken for it
    text = _read_as(raw, encoding)
    if text is None or not language_of(text):
        text = _read_as(raw, _east_asian(raw))
    if text is None:
        raise UnreadableFile(f"its encoding is not UTF-8 and cannot be told for certain. {_ASK}")
    return text


def _is_latin(text: str) -> bool:
    """Whether most of the letters that ASCII does not have are Latin ones."""
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    return sum(char < "\u0250" for char in letters) * 2 > len(letters)


def _read_as(raw: bytes, encoding: str) -> str | None:
    """The text in this encoding; None if there is no encoding or it does not fit."""
    try:
        return raw.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def _codec(name: str) -> str:
    """The encoding as people use it, where the one recognised is a rarer twin of it."""
    return {"cp1125": "cp866", "euc_jis_2004": "euc_jp", "hp_roman8": ""}.get(name, name)


def _western(raw: bytes, best: str) -> str:
    """The Western encoding whose language the text is in; "" where that stays open."""
    texts: dict[str, str] = {}
    for encoding in _WESTERN:
        try:
            texts[encoding] = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    told = [name for name, text in texts.items() if language_of(text) in _WESTERN[name]]
    is_one = len(set(texts.values())) == 1
    if (is_one or "cp1252" in told) and _may_be_latin_9(raw):
        return ""
    if is_one:
        return next(iter(texts))
    if best in told and len({texts[name] for name in told}) == 1:
        return best
    return told[0] if len({texts[name] for name in told}) == 1 else ""


def _may_be_latin_9(raw: bytes) -> bool:
    """Whether ISO 8859-15, which has nothing but controls from 0x80 to 0x9F, reads it better."""
    if any(0x80 <= byte < 0xA0 for byte in raw):
        return False
    return _LATIN_9.search(raw.decode("latin_1")) is not None


def _east_asian(raw: bytes) -> str:
    """The one East Asian encoding in which all of `raw` is well-formed and mostly ideographs."""
    fitting = []
    for encoding in _EAST_ASIAN:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        ideographs = sum("\u3040" <= char <= "\u9fff" for char in text)
        if ideographs * 10 > len(text) * 3:
            fitting.append(encoding)
    return fitting[0] if len(fitting) == 1 else ""


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

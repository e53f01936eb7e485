"""Rich Text (RTF): paragraphs, headings, lists, tables and notes, in any code page.

Our own reader: the library at hand goes letter by letter, too slowly for an archive of ten
megabytes, and drops what tells headings, lists and table rows from paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from annotator.extensions.articles.bounds import read_bytes
from annotator.extensions.articles.office_blocks import (
    HEADING,
    ITEM,
    PARAGRAPH,
    Block,
    Document,
    table_blocks,
)
from annotator.extensions.articles.plain_forms import one_line
from annotator.model.errors import UnreadableFile

MAX_RTF_BYTES = 20_000_000
_MAX_DEPTH = 1_000
_MAX_TOKENS = 2_000_000
_MOST_UNKNOWN = 0.02
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|((?:\\'[0-9a-fA-F]{2})+)|\\([^a-zA-Z])|([{}])"
    rb"|([^\\{}\r\n]+)"
)
_LETTERS = re.compile(rb"(?:\\u-?\d{1,6} ?(?:\?|\\'[0-9a-fA-F]{2})){1,1000}")
_CODE = re.compile(rb"\\u(-?\d+)")
"""Letters by their numbers, each with a single stand-in for older programs."""

_SIGNS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emdash": "—", "endash": "–", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
    "nestcell": " ",
}  # fmt: skip
_LEFT_OUT = frozenset(
    "colortbl stylesheet pict header headerl headerr headerf footer footerl footerr footerf object"
    " fldinst annotation atnid atnauthor atnref bkmkstart bkmkend xe tc sp shprslt nonshppict"
    " ftnsep ftnsepc aftnsep".split()
)
_KEPT = frozenset("shpinst shptxt shppict fldrslt listtext pntext footnote".split())
_SAID = frozenset({"title", "subject", "author", "company", "keywords"})
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
"""The code page of a font, by the number of its character set."""
_SYSTEMS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_FORMATS = frozenset(
    "par sect page cell row pard intbl outlinelevel ls ilvl v deleted listtext pntext footnote"
    " f plain uc ansicpg mac pc pca".split()
)
_DOS_PAGES = (437, 850, 852, 855, 857, 860, 862, 863, 864, 865, 866, 874, 932, 949, 950)
_PAGES = {65001: "utf-8", 10000: "mac_roman", 10007: "mac_cyrillic", 936: "gbk"} | {
    number: f"cp{number}" for number in (*_DOS_PAGES, *range(1250, 1259))
}
_TOO_RICH = "it holds more formatting than any article. Split it, or save it as plain text."
_DAMAGED = "it is a damaged or unfinished RTF file. Save it again with the program it comes from."


def read_rtf(path: Path) -> Document:
    """The document in an RTF file; raises UnreadableFile."""
    reader = _Reader(read_bytes(path, MAX_RTF_BYTES))
    return Document(tuple(reader.blocks()), "", reader.said)


class _State(NamedTuple):
    """What holds until the end of a group. target: where its words go, "" for the text."""

    target: str = ""
    page: str = ""
    fallback: int = 1
    is_hidden: bool = False
    in_table: bool = False
    level: int = 0
    depth: int = 0
    is_listed: bool = False


class _Reader:
    """Walks once over the words of one RTF file."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._now = _State()
        self._stack: list[_State] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = -1
        self._bytes = bytearray()
        self._skip = 0
        self._is_optional = False
        self._targets: dict[str, list[str]] = {"": []}
        self._sign: str | None = None
        self._cells: list[str] = []
        self._rows: list[list[str]] = []
        self._notes: list[str] = []
        self._blocks: list[Block] = []
        self._unknown = 0
        self.said: Mapping[str, str] = {}

    def blocks(self) -> list[Block]:
        """All blocks of the document; raises UnreadableFile."""
        at, left, has_begun = 0, _MAX_TOKENS, False
        while found := _TOKEN.search(self._raw, at):
            at = found.end()
            left -= 1
            word, number, codes, sign, brace, plain = found.groups()
            if word == b"u" and number:
                at = self._letters_from(found.start(), at, int(number))
            elif word:
                at += self._word(word.decode("ascii"), int(number) if number else None)
            elif codes:
                self._code(bytes.fromhex(codes.replace(b"\\'", b"").decode("ascii")))
            elif plain:
                self._code(plain)
            elif brace == b"{":
                self._open()
                has_begun = True
            elif brace:
                self._close()
                if not self._stack:
                    break
            else:
                self._symbol(sign)
            if not left:
                raise UnreadableFile(_TOO_RICH)
        if self._stack or not has_begun:
            raise UnreadableFile(_DAMAGED)
        return self._finished()

    def _finished(self) -> list[Block]:
        self._end_paragraph()
        self._end_table()
        for number, words in enumerate(self._notes, start=1):
            self._blocks.append(Block(PARAGRAPH, f"[{number}] {one_line(words)}"))
        letters = sum(len(block.text) for block in self._blocks)
        if self._unknown > letters * _MOST_UNKNOWN:
            raise UnreadableFile(
                "its letters are in an encoding that it does not name. "
                "Open it in a word processor and save it as DOCX."
            )
        return self._blocks

    def _open(self) -> None:
        self._flush()
        if len(self._stack) >= _MAX_DEPTH:
            raise UnreadableFile("it is nested deeper than any document. Save it as plain text.")
        self._stack.append(self._now)
        self._is_optional = False

    def _close(self) -> None:
        self._flush()
        if not self._stack:
            raise UnreadableFile(_DAMAGED)
        ended, self._now = self._now, self._stack.pop()
        if ended.target == self._now.target or ended.target not in self._targets:
            return
        words = "".join(self._targets.pop(ended.target))
        if ended.target == "list":
            self._sign = words.strip()
        elif ended.target.startswith("note"):
            self._notes.append(words)
        elif ended.target.startswith("rtf:") and one_line(words):
            self.said = {**self.said, ended.target: one_line(words)}

    def _symbol(self, sign: bytes) -> None:
        if sign == b"*":
            self._is_optional = True
        elif sign in b"{}\\":
            self._code(sign)
        elif sign == b"~":
            self._put("\u00a0")
        elif sign == b"_":
            self._put("\u2011")
        elif sign in b"\r\n":
            self._end_paragraph()

    def _letters_from(self, start: int, end: int, number: int) -> int:
        """Take a letter that is given by its number, or a run of them; returns where it ends."""
        if self._bytes:
            self._flush()
        run = _LETTERS.match(self._raw, start) if self._now.fallback == 1 else None
        if run is not None:
            self._put("".join(chr(int(code) & 0xFFFF) for code in _CODE.findall(run[0])))
            return run.end()
        self._put(chr(number & 0xFFFF))
        self._skip = self._now.fallback
        return end

    def _word(self, word: str, number: int | None) -> int:
        """Do what a control word says; returns how many bytes of data follow it."""
        is_optional, self._is_optional = self._is_optional, False
        if word in _SIGNS:
            self._put(_SIGNS[word])
        elif word == "bin":
            return max(number or 0, 0)
        elif word in _LEFT_OUT or (is_optional and word not in _KEPT):
            self._flush()
            self._now = self._now._replace(target="nowhere")
        elif word in ("fonttbl", "info"):
            self._now = self._now._replace(target=word)
        elif self._now.target in ("info", "fonttbl"):
            self._aside(word, number)
        else:
            self._format(word, number)
        return 0

    def _aside(self, word: str, number: int | None) -> None:
        """A word in the table of fonts or among what the file says about itself."""
        if word == "f" and number is not None:
            self._font = number
        elif word == "fcharset" and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number]
        elif word in _SAID and self._now.target == "info":
            self._send(f"rtf:{word}")
        elif self._now.target == "info" and word.startswith(("operator", "doccomm")):
            self._now = self._now._replace(target="nowhere")

    def _format(self, word: str, number: int | None) -> None:
        """A word that ends something or says how what follows looks."""
        if word not in _FORMATS:
            return
        self._flush()
        now = self._now
        if word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word == "cell":
            self._cells.append(one_line(self._taken()))
        elif word == "row":
            self._rows.append(self._cells)
            self._cells = []
        elif word == "pard":
            self._now = now._replace(in_table=False, is_listed=False, level=0, depth=0)
        elif word in ("listtext", "pntext"):
            self._send("list")
        elif word == "footnote":
            self._put(f"[{len(self._notes) + 1}]")
            self._send(f"note {len(self._notes)}")
        else:
            self._now = self._changed(now, word, number)

    def _changed(self, now: _State, word: str, number: int | None) -> _State:
        """What holds after a word that changes it."""
        is_on, value = number != 0, max(number or 0, 0)
        if word == "intbl":
            return now._replace(in_table=is_on)
        if word == "outlinelevel":
            return now._replace(level=value + 1 if value < 9 else 0)
        if word == "ls":
            return now._replace(is_listed=is_on)
        if word == "ilvl":
            return now._replace(depth=min(value, 8))
        if word in ("v", "deleted"):
            return now._replace(is_hidden=is_on)
        if word == "f":
            return now._replace(page=self._fonts.get(value, ""))
        if word == "plain":
            return now._replace(page="", is_hidden=False)
        if word == "uc":
            return now._replace(fallback=min(value, 10))
        self._page = _PAGES.get(value, self._page) if word == "ansicpg" else _SYSTEMS[word]
        return now

    def _send(self, target: str) -> None:
        """Have the words of this group go somewhere of their own."""
        if self._now.target != "nowhere":
            self._now = self._now._replace(target=target)
            self._targets[target] = []

    def _code(self, codes: bytes) -> None:
        """Bytes of text in the code page of the moment, unless they stand in for a \\u before."""
        if self._skip:
            self._skip, codes = max(self._skip - len(codes), 0), codes[self._skip :]
        self._is_optional = False
        self._bytes += codes

    def _flush(self) -> None:
        """Turn the bytes so far into words."""
        self._skip = 0
        if self._bytes:
            codes, self._bytes = bytes(self._bytes), bytearray()
            words = codes.decode(self._now.page or self._page, "replace")
            if not self._now.is_hidden and not self._now.target:
                self._unknown += words.count("\ufffd")
            self._put(words)

    def _put(self, words: str) -> None:
        if self._bytes:
            self._flush()
        kept = self._targets.get(self._now.target)
        if kept is not None and not self._now.is_hidden:
            kept.append(words)

    def _taken(self) -> str:
        """The words of the paragraph so far, which are taken away; surrogates joined."""
        words = "".join(self._targets[""])
        self._targets[""] = []
        return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _end_paragraph(self) -> None:
        self._flush()
        if self._now.target:
            self._put(" ")
            return
        if self._now.in_table:
            self._put("\n")
            return
        sign, self._sign = self._sign, None
        text = self._taken()
        if not text.strip():
            return
        self._end_table()
        self._blocks.append(self._block(text, sign))

    def _block(self, text: str, sign: str | None) -> Block:
        now = self._now
        if now.level:
            return Block(HEADING, text, now.level)
        if sign is None and not now.is_listed:
            return Block(PARAGRAPH, text)
        digits = "".join(char for char in sign or "" if char.isdecimal())
        number = int(digits) if 0 < len(digits) <= 3 else None
        return Block(ITEM, text, now.depth, number=number)

    def _end_table(self) -> None:
        if self._rows:
            self._blocks.extend(table_blocks(self._rows))
            self._rows = []

"""The form in which texts are searched: how a text is written must not decide what is found.

A text is first made `plain`: composed letters, Arabic without its vowel signs and with one form of
each letter, letters of double width as ordinary ones. Then every character of the scripts that
are written without blanks between words (Chinese, Japanese, Thai, …; Korean too, whose words carry
their particles) becomes a word of its own, so that any stretch of them is found as a phrase.
Capitals and the accents of Latin letters are left to the index.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

ALONE = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"  # Myanmar, Khmer
    "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"  # Korean
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u3099-\u309f"  # Japanese
    "\u30a1-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\U00016f00-\U00018fff"  # Chinese
    "\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
)
"""Characters, as inside a character class, that are each a word of their own."""

_COMPOSED = (
    "\ufb00-\ufdff\ufe70-\ufeff\uff01-\uff9f\uffa0-\uffdc"  # ligatures, Arabic shapes, widths
)
_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
_MARKS += "\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u00ad\u200d\u2060\ufe00-\ufe0f"
_VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d"
_STRAY = (
    "\u0605\u061c\u061d\u20ba-\u20cf\u2066-\u2069\u218a-\u218b\u23f4-\u23ff\u2700"
    "\u2b00-\u2bff\u2e2f-\u2e7f\ufd3e-\ufd4f\ufdcf\ufdfc-\ufdff\U0001f000-\U0001fbff"
)
"""Signs and pictures that some versions of the index take for letters."""


def _forms() -> dict[str, str]:
    """One letter for another that readers do not tell apart when they look for a word."""
    forms = dict(zip("آأإٱىیېةۃکڪёЁİǠǡ", "اااايييههككеЕIAa", strict=True))
    for letter in map(chr, range(0x80, 0x2000)):
        folded = letter.casefold()
        if len(folded) == 1 and folded != letter.lower():
            forms[letter] = folded
    for code in (*range(0x0370, 0x0400), *range(0x1F00, 0x2000)):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) > 1 and parts[0].isalpha():
            forms[chr(code)] = parts[0]
    return forms


class _Later:
    """A pattern that is compiled when it is first used: together they take as long as a window."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def sub(self, way: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with every match replaced."""
        return self._compiled.sub(way, text)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning of a text."""
        return self._compiled.match(text)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match from `start` on."""
        return self._compiled.search(text, start)


_FORMS = _forms()
_JOINING = frozenset("\uff9e\uff9f\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u200c\u200d")
_EVERY_FORM = _Later(f"[{''.join(_FORMS)}]")
_EVERY_COMPOSED = _Later(f"[{_COMPOSED}]+")
_DROPPED = _Later(f"[{_MARKS}]|(?<=[{_VIRAMAS}])\u200c")
_RUN = _Later(f"[{ALONE}]+")
_BELOW = re.compile("([\0-\u0dff]+)")
_SIGN = _Later(f"[{_STRAY}]")
_CHANGING = _Later(f"[{_COMPOSED}{_MARKS}\u200c]")
_SPECIAL = _Later(f"[{_COMPOSED}{_MARKS}\u200c{''.join(_FORMS)}]")
_WORD = re.compile(r"\S+")


def searchable(text: str, encoded: bytes = b"") -> str:
    """A text as the search index takes it; the words that are looked for go the same way.

    encoded: the text in UTF-8, from whoever has it already.
    """
    if text.isascii():
        return text
    beyond, ways = _beyond_ascii(encoded or text.encode(*_UTF8))
    return _made(text, beyond, ways) if ways != _ONLY_STAYS else text


def searchable_utf8(text: str, encoded: bytes) -> bytes:
    """`searchable` in UTF-8, of a text and its UTF-8: mostly the same bytes, which costs least."""
    if len(text) == len(encoded):
        return encoded
    beyond, ways = _beyond_ascii(encoded)
    return _made(text, beyond, ways).encode(*_UTF8) if ways != _ONLY_STAYS else encoded


def _beyond_ascii(encoded: bytes) -> tuple[set[str], set[int]]:
    """The characters beyond ASCII in a text, and the ways in which they are made searchable."""
    beyond = set(encoded.translate(None, _ASCII).decode(*_UTF8))
    return beyond, set(map(_WAYS.__getitem__, beyond))


def _made(text: str, beyond: set[str], ways: set[int]) -> str:
    """A text made searchable in the ways that its characters want."""
    if _WHOLE in ways:
        return whole_way(text)
    for char in beyond if _REPLACED in ways else ():
        if _WAYS[char] == _REPLACED:
            text = text.replace(char, _FORMS.get(char, " "))
    return _spaced(text) if _APART in ways else text


def whole_way(text: str) -> str:
    """What `searchable` gives, for any text; it takes ten times as long."""
    return _SIGN.sub(" ", _RUN.sub(_apart, _unified(_composed(text))))


_ASCII = bytes(range(128))
_UTF8 = ("utf-8", "surrogatepass")
_STAYS, _REPLACED, _APART, _WHOLE = range(4)
_ONLY_STAYS = {_STAYS}


class _Ways(dict[str, int]):
    """How each character beyond ASCII is made searchable, found out when it is first met."""

    def __missing__(self, char: str) -> int:
        way = self[char] = _way_of(char)
        return way


def _way_of(char: str) -> int:
    """How a character is made searchable: by itself, or as part of the whole text.

    Marks and the parts of Korean letters may join the letter before them, so they want the whole.
    """
    if unicodedata.category(char)[0] == "M" or "\u1100" <= char <= "\u11ff":
        return _WHOLE
    if _CHANGING.match(char) or not unicodedata.is_normalized("NFC", char):
        return _WHOLE
    if _RUN.match(char):
        return _APART
    return _REPLACED if char in _FORMS or _SIGN.match(char) else _STAYS


_WAYS = _Ways()


def has_words(text: str) -> bool:
    """Whether there is anything in a text that the index keeps: a letter, digit or sign of one."""
    return any(map(is_letter, searchable(text)))


def is_alone(char: str) -> bool:
    """Whether a character is a word of its own."""
    return _RUN.match(char) is not None


def is_letter(char: str) -> bool:
    """Whether a character is part of a word; all others stand between words."""
    return char.isalnum() or unicodedata.category(char) in ("Mn", "Mc", "Co")


def _spaced(text: str) -> str:
    """A text with blanks around every character that is a word of its own.

    Its long stretches without any are skipped at once: looking at each character there costs more
    than all the rest.
    """
    parts = _BELOW.split(text)
    parts[::2] = [_RUN.sub(_apart, part) for part in parts[::2]]
    return "".join(parts)


def _apart(run: re.Match[str]) -> str:
    return f" {' '.join(run[0])} "


def _composed(text: str) -> str:
    """Letters with their accents as one character, without the signs that do not count."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if not _CHANGING.search(text):
        return text
    text = unicodedata.normalize("NFC", _EVERY_COMPOSED.sub(_compatible, text))
    return _DROPPED.sub("", text)


def _compatible(run: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", run[0])


def _unified(text: str) -> str:
    return _EVERY_FORM.sub(lambda found: _FORMS[found[0]], text)


_Stretch = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text made plain, and where each of its characters stands in the text as it is.

    stretches: what has changed its length, in order: from where to where in the plain text, and
    from where to where in the text as it is.
    """

    text: str
    stretches: tuple[_Stretch, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where `start`-`end` of the plain text stands in the text as it is."""
        if not self.stretches:
            return start, end
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        number = bisect_right(self.stretches, at, key=itemgetter(0))
        if not number:
            return at, at + 1
        _, plain_end, start, end = self.stretches[number - 1]
        if at < plain_end:
            return start, end
        return at - plain_end + end, at - plain_end + end + 1


def reading(text: str) -> Reading:
    """The text with one form of each letter, as `searchable` reads it, and its way back."""
    if text.isascii():
        return Reading(text)
    if not unicodedata.is_normalized("NFC", text):
        return _placed(text)
    found = _SPECIAL.search(text)
    if found is None:
        return Reading(text)
    if not _CHANGING.search(text, found.start()):
        return Reading(_unified(text))
    return _placed(text)


def _placed(text: str) -> Reading:
    """The reading of a text whose characters do not stand for themselves one by one."""
    parts: list[str] = []
    stretches: list[_Stretch] = []
    done = length = 0
    for word in _WORD.finditer(text):
        if word[0].isascii() or (composed := _composed(word[0])) == word[0]:
            continue
        for start, end, letters in _letters(word[0], composed):
            if letters == word[0][start:end]:
                continue
            start, end = start + word.start(), end + word.start()
            parts += (text[done:start], letters)
            length += start - done
            stretches.append((length, length + len(letters), start, end))
            length += len(letters)
            done = end
    parts.append(text[done:])
    return Reading(_unified("".join(parts)), tuple(stretches))


def _letters(word: str, composed: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a word and what each becomes; the whole word where they hang together."""
    bounds = [at for at, char in enumerate(word) if at == 0 or not _belongs(char)]
    stretches = list(pairwise((*bounds, len(word))))
    letters = [_composed(word[start:end]) for start, end in stretches]
    if "".join(letters) != composed:
        yield 0, len(word), composed
        return
    yield from ((start, end, each) for (start, end), each in zip(stretches, letters, strict=True))


def _belongs(char: str) -> bool:
    """Whether a character may become one with the one before it."""
    return bool(unicodedata.combining(char)) or char in _JOINING or "\u1160" <= char <= "\u11ff"

"""Text in an encoding from before Unicode: every reading of the bytes is judged, the best taken.

A reading is judged by its words: letters that its language has, letters that some other language
has in such a place (a name), and what no language has (a sign within a word, scripts mixed, a
capital behind a small letter). Readings that are as good as each other and differ are no answer:
a wrong letter would go unnoticed into quotes and codes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from annotator.extensions.articles.alphabets import (
    COMMON,
    CYRILLIC,
    HANGUL,
    JAPANESE,
    KNOWN_WORDS,
    LETTERS,
    SCRIPTS,
    SIMPLIFIED,
    TRADITIONAL,
    is_a_word,
    script_of,
)
from annotator.language import language_of

_SINGLE_BYTE = (
    "cp1252 iso8859_15 cp1250 iso8859_2 cp1254 cp1257 iso8859_13 iso8859_4 iso8859_3 cp1258"
    " cp1251 koi8_r koi8_u cp866 iso8859_5 cp1253 iso8859_7 cp1256 iso8859_6 cp1255 iso8859_8 cp874"
).split()
_EAST_ASIAN = ("gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949")
_KNOWN = frozenset(LETTERS) | frozenset(CYRILLIC) | frozenset().union(*SCRIPTS.values())
"""The languages whose letters are known here, so that those of another can be told."""

_NO_TEXT = re.compile("[\\x80-\\x9f\ue000-\uf8ff\ufff0-\uffff]")
_WORD = re.compile(r"[^\W\d_]+")
_ASCII_LETTER = re.compile("[A-Za-z]")
_NO_LETTERS = "ªºµƒˆ"
_SIGNS = frozenset("–—‘’“”„‚«»‹›…·•§°€£©®™†‡‰№¿¡ªº×½¼¾²³¹−₪،؛؟٪")
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_WITHIN_WORDS = frozenset("’‘·–—…\u00ad\u05be\u05f3\u05f4") | _JOINERS
"""Signs that stand between letters, also the three of Hebrew: a hyphen and those of short forms."""

_NOT_BEFORE_LETTERS = frozenset("²³¹½¼¾°™‰")
_NOT_AFTER_LETTERS = frozenset("½¼¾¿¡")

_LEAST_IDEOGRAPHS = 10
_LEAST_COMMON = 0.35
_LEAST_COMMON_LETTERS = 0.5
_FEWEST_OF_A_SCRIPT = 60
_IMPOSSIBLE_COUNTS = 10
_ENOUGH_LETTERS, _ENOUGH_OF_THEM = 3, 8
_ONE_SLIP_IN = 50
_FEW_NAMES = 3
_SAMPLE = 100_000
_LONGEST_TOKEN = 400


class Reading(NamedTuple):
    """A text that the bytes may stand for, and what of it speaks for and against that."""

    text: str
    encodings: tuple[str, ...]
    language: str
    natural: int
    foreign: int
    impossible: int

    @property
    def score(self) -> int:
        """How much speaks against it, 0 if nothing."""
        return self.impossible * _IMPOSSIBLE_COUNTS + self.foreign

    @property
    def is_plausible(self) -> bool:
        """Whether it is a text of a known language, but for a slip."""
        words = self.natural + self.foreign + self.impossible
        return (
            bool(self.language)
            and self._has_its_letters()
            and self.impossible * _ONE_SLIP_IN <= words
            and _fits_its_script(self.text[:_SAMPLE], self.language)
        )

    def _has_its_letters(self) -> bool:
        """Whether the words beyond ASCII are mostly of the language, which is known here."""
        if self.language not in _KNOWN:
            return self.foreign == 0
        has_none = not LETTERS.get(self.language, True)
        return has_none or self.foreign <= max(self.natural, _FEW_NAMES)


def recognised(raw: bytes) -> str | None:
    """The text that the bytes stand for; None if that is not certain.

    A large file is judged by its beginning, and must be one text in all encodings that agree there.
    """
    best = _best(_beginning(raw))
    texts = {decoded_as(raw, encoding) for encoding in best.encodings} if best else set()
    return texts.pop() if len(texts) == 1 else None


def _beginning(raw: bytes) -> bytes:
    """The bytes, or as many lines or words as make a sample, which ends where a character does."""
    if len(raw) <= _SAMPLE:
        return raw
    ends = (raw.rfind(mark, 0, _SAMPLE) for mark in (b"\n", b" ", b">"))
    return raw[: next((end + 1 for end in ends if end > 0), _SAMPLE)]


def _best(raw: bytes) -> Reading | None:
    """The reading that is better than all others; None without one."""
    east_asian = _east_asian(raw)
    if east_asian is not None:
        return east_asian
    readings = list(_readings(raw))
    plausible = [reading for reading in readings if reading.is_plausible]
    if not plausible:
        return None
    best = min(plausible, key=lambda reading: reading.score)
    rivals = (reading for reading in readings if reading is not best)
    return None if any(_is_as_good(rival, best) for rival in rivals) else best


def decoded_as(raw: bytes, encoding: str) -> str | None:
    """The text in an encoding; None if it does not fit, or gives what is no text."""
    try:
        text = raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if _NO_TEXT.search(text) else text


def judged(text: str, encodings: tuple[str, ...] = (), language: str = "") -> Reading:
    """A text as a reading, with its words counted by how they fit its language, or this one."""
    language = language or language_of(text) or _language_by_letters(text[:_SAMPLE])
    counts: Counter[str] = Counter()
    tokens = (token[:_LONGEST_TOKEN] for token in text[:_SAMPLE].split() if not token.isascii())
    for token, times in Counter(tokens).items():
        for verdict in _verdicts(token, language):
            counts[verdict] += times
    return Reading(
        text, encodings, language, counts["natural"], counts["foreign"], counts["impossible"]
    )


def _language_by_letters(text: str) -> str:
    """A language in Latin letters that has all letters of a text, if they are many; or ""."""
    held = [char for char in text.lower() if char > "\x7f" and char.isalpha()]
    letters = frozenset(held)
    if len(letters) < _ENOUGH_LETTERS or len(held) < _ENOUGH_OF_THEM:
        return ""
    return next((name for name, known in LETTERS.items() if letters <= known), "")


def _readings(raw: bytes) -> Iterator[Reading]:
    """The different texts that single-byte encodings make of the bytes."""
    texts: dict[str, list[str]] = {}
    for encoding in _SINGLE_BYTE:
        text = decoded_as(raw, encoding)
        if text is not None:
            texts.setdefault(text, []).append(encoding)
    for text, encodings in texts.items():
        yield judged(text, tuple(encodings))


def _is_as_good(rival: Reading, best: Reading) -> bool:
    """Whether another reading is no worse, in its own language or in that of the best."""
    if rival.is_plausible and rival.score <= best.score:
        return True
    if rival.language == best.language or rival.impossible > best.score:
        return False
    same = judged(rival.text, rival.encodings, best.language)
    return same.is_plausible and same.score <= best.score


def _fits_its_script(text: str, language: str) -> bool:
    """Whether the letters are of the script of the language and, beyond Latin, its common ones."""
    letters = Counter(char for char in text.lower() if char > "\x7f" and char.isalpha())
    scripts: Counter[str] = Counter()
    for letter, times in letters.items():
        scripts[script_of(letter)] += times
    script = scripts.most_common(1)[0][0] if scripts else "latin"
    if script == "latin":
        return not any(language in languages for languages in SCRIPTS.values())
    if script not in SCRIPTS or language not in SCRIPTS[script]:
        return False
    common = sum(letters[letter] for letter in COMMON[script])
    is_much = scripts[script] >= _FEWEST_OF_A_SCRIPT
    return is_much and common >= _LEAST_COMMON_LETTERS * scripts[script]


def _verdicts(token: str, language: str) -> Iterator[str]:
    """How each word and each sign beyond ASCII in a token fits: natural, foreign, impossible."""
    for word in _WORD.findall(token.translate(_APART)):
        if not word.isascii():
            yield _verdict_on_word(word, language)
    for place, char in enumerate(token):
        if char > "\x7f" and (char in _NO_LETTERS or not char.isalpha()):
            beside = (token[max(place - 1, 0) : place], token[place + 1 : place + 2])
            verdict = _verdict_on_sign(char, *beside, language)
            if verdict:
                yield verdict


_APART = str.maketrans(dict.fromkeys(_NO_LETTERS, " "))


def _verdict_on_word(word: str, language: str) -> str:
    scripts = {script_of(char) for char in word}
    if len(scripts) > 1 or "" in scripts or _has_capital_within(word):
        return "impossible"
    small = word.lower()
    letters = frozenset(char for char in small if char > "\x7f")
    if scripts == {"latin"}:
        if letters <= LETTERS.get(language, frozenset()) or small in KNOWN_WORDS:
            return "natural"
        return "foreign" if is_a_word(letters, small) else "impossible"
    if language not in SCRIPTS.get(script_of(small[0]), frozenset()):
        return "foreign"
    alphabet = CYRILLIC.get(language)
    return "natural" if alphabet is None or letters <= frozenset(alphabet) else "foreign"


def _has_capital_within(word: str) -> bool:
    """Whether a capital beyond ASCII follows a small letter, as no language writes."""
    return any(
        char > "\x7f" and char.isupper() and word[place].islower()
        for place, char in enumerate(word[1:])
    )


def _verdict_on_sign(char: str, previous: str, following: str, language: str) -> str:
    """How a sign stands between two characters; "" where it says nothing."""
    before, after = previous.isalpha(), following.isalpha()
    if unicodedata.category(char).startswith("M"):
        return _verdict_on_mark(char, previous, following, language)
    if char in _JOINERS and _ASCII_LETTER.search(previous + following):
        return "impossible"
    if char in "‘’" and not before and following.islower() and script_of(following) == "greek":
        return "impossible"  # a capital alpha with its accent, in the other encoding of Greek
    if char in _WITHIN_WORDS:
        return ""
    if before and after:
        return "impossible"
    if (after and char in _NOT_BEFORE_LETTERS) or (before and char in _NOT_AFTER_LETTERS):
        return "impossible"
    if char in _SIGNS:
        return ""
    return "impossible" if before or after else "foreign"


def _verdict_on_mark(mark: str, previous: str, following: str, language: str) -> str:
    """Whether a vowel sign or an accent stands behind what can bear it."""
    bearer = script_of(previous) if previous else ""
    if bearer != "latin" and _ASCII_LETTER.match(following):
        return "impossible"
    if not script_of(mark):
        return "" if bearer == "latin" and language == "vi" else "impossible"
    return "" if bearer == script_of(mark) else "impossible"


def _east_asian(raw: bytes) -> Reading | None:
    """The one East Asian reading whose characters are mostly common ones; None without one."""
    shares: dict[str, tuple[float, str]] = {}
    for encoding in _EAST_ASIAN:
        text = decoded_as(raw, encoding)
        if text is not None and (encoding != "big5hkscs" or decoded_as(raw, "cp950") is None):
            shares[text] = (share_of_common(text), encoding)
    ranked = sorted(shares, key=lambda text: -shares[text][0])
    if not ranked or shares[ranked[0]][0] < _LEAST_COMMON:
        return None
    best, encoding = shares[ranked[0]]
    rival = shares[ranked[1]][0] if len(ranked) > 1 else 0.0
    return Reading(ranked[0], (encoding,), "", 0, 0, 0) if rival * 2 <= best else None


def share_of_common(text: str) -> float:
    """Which part of the letters beyond ASCII are common in Chinese, Japanese or Korean."""
    letters = [char for char in text[:_SAMPLE] if char > "\x7f" and char.isalpha()]
    if len(letters) < _LEAST_IDEOGRAPHS:
        return 0.0
    beside_kana = [char for char in letters if not "\u3041" <= char <= "\u30ff"]
    if len(beside_kana) < _LEAST_IDEOGRAPHS:
        return 1 - len(beside_kana) / len(letters)
    return sum(char in _COMMON_EAST_ASIAN for char in beside_kana) / len(beside_kana)


_COMMON_EAST_ASIAN = SIMPLIFIED | TRADITIONAL | JAPANESE | HANGUL

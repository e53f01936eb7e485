"""Which language a text is in; used where articles come in.

Most texts tell at once: by their script, or by the little words that stand in every sentence.
Those are counted, which costs next to nothing; a library is asked about the rest. Its model takes a
hundred megabytes and half a second to load, so it has a process of its own, which is started when
the first such text turns up, loads while the program goes on, and goes when the import is over.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

from annotator.child import Child, ChildEnded
from annotator.common_words import COMMON_WORDS, SCRIPTS

_ENOUGH_LETTERS = 40
_HEAD = 4_000
_FEW = 400
"""Characters from the beginning, and fewer from the middle, that mostly settle it."""

_NOT_LATIN = re.compile("[\u0370-\u03ff\u0530-\u1dff\u2e80-\ud7ff]")
_LEAST_WORDS = 6
_LEAST_DIFFERENT = 5
_LEAST_SHARE = 0.15
_LEAST_SHARE_OF_MUCH = 0.03
"""Common words a language has if it is sure: how many, how many different ones, and their share
of all; of a long text less of them is enough."""

_FAR_BEHIND = 0.67
"""How near another language in the same script may come, where a word that several languages share
counts for each of them in part."""


_SECONDS = 60
"""How long the library may take, on a machine that does much else."""

_log = logging.getLogger(__name__)


class Library:
    """The library that tells languages; safe to use from any thread."""

    def __init__(self) -> None:
        self._child = Child(Path(__file__).with_name("language_child.py"), _SECONDS)
        self._pool = ThreadPoolExecutor(1, "language")
        self.wake, self.close = self._child.wake, self._child.close

    def ask(self, texts: list[str]) -> list[str]:
        """The language of each text, "" where that is not certain; waits for the answer."""
        try:
            languages: list[str] = self._child.ask([text[:_HEAD] for text in texts])
        except ChildEnded as fault:
            _log.warning("%d languages are not told: %r", len(texts), fault)
            return [""] * len(texts)
        return languages

    def ask_later(self, texts: list[str]) -> Future[list[str]]:
        """The same, while whoever asks does something else."""
        return self._pool.submit(self.ask, texts)


LIBRARY = Library()


def language_of(text: str) -> str:
    """The language of a text as ISO 639-1 ("en", "ru"), or "" where that is not certain."""
    told = told_at_once(text)
    return LIBRARY.ask([text])[0] if told is None else told


def told_at_once(text: str) -> str | None:
    """The same from its letters and little words; None where only the library can tell."""
    head = text[:_HEAD]
    sure = _sure(head[:_FEW])
    if sure and (len(text) <= 2 * _FEW or _sure(_middle(text)) == sure):
        return sure
    if not _has_letters(head[:_FEW]) and not _has_letters(head):
        return ""
    return _sure(head[: 4 * _FEW]) or _sure(head, _LEAST_SHARE_OF_MUCH) or None


def _has_letters(words: str) -> bool:
    return sum(map(str.isalpha, words)) >= _ENOUGH_LETTERS


def _middle(text: str) -> str:
    start = len(text) // 2
    return text[start : start + _FEW * 2 // 3]


def _sure(words: str, least_share: float = _LEAST_SHARE) -> str:
    """The language, if script or common words leave no doubt; else ""."""
    if not words.isascii() and _NOT_LATIN.search(words) and (language := _by_script(words)):
        return language
    found = words.lower().split()
    languages = _languages()
    told = [(word, languages[word]) for word in found if word in languages]
    scores: dict[str, float] = {}
    for _, those in told:
        share = 1 / len(those)
        for language in those:
            scores[language] = scores.get(language, 0) + share
    best = max(scores, key=scores.__getitem__, default="")
    telling = [word for word, those in told if best in those]
    enough = len(telling) >= max(_LEAST_WORDS, least_share * len(found))
    if not enough or len(set(telling)) < _LEAST_DIFFERENT:
        return ""
    near = _FAR_BEHIND * scores[best]
    rivals = [each for each, score in scores.items() if score > near and each != best]
    return "" if any(_alike(best, each) or scores[each] > scores[best] for each in rivals) else best


def _alike(one: str, other: str) -> bool:
    """Whether two languages are written in the same script."""
    return ord(COMMON_WORDS[one][0]) >> 9 == ord(COMMON_WORDS[other][0]) >> 9


def _by_script(words: str) -> str:
    """The language of a script that most letters belong to, if news writes but one in it."""
    letters = [char for char in words[::2] if char.isalpha()]
    scripts = _scripts()
    counts = Counter(scripts.get(ord(char) >> 4, "") for char in letters)
    east_asian = counts["zh"] + counts["ja"]
    if east_asian * 2 > len(letters) >= _ENOUGH_LETTERS // 2:
        return "ja" if counts["ja"] * 12 > east_asian else "zh"
    best, most = counts.most_common(1)[0] if letters else ("", 0)
    if not best or most * 2 <= len(letters) or len(letters) < _ENOUGH_LETTERS // 2:
        return ""
    return "as" if best == "bn" and re.search("[\u09f0\u09f1]", words) else best


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """The languages that each common word belongs to."""
    known: dict[str, tuple[str, ...]] = {}
    for language, words in COMMON_WORDS.items():
        for word in set(words.split()):
            known[word] = (*known.get(word, ()), language)
    return known


@cache
def _scripts() -> dict[int, str]:
    """The language of each block of sixteen letters that belongs to one."""
    scripts = {"zh": "\u3400-\u9fff", "ja": "\u3040-\u30ff", **SCRIPTS}
    return {
        block: language
        for language, span in scripts.items()
        for block in range(ord(span[0]) >> 4, (ord(span[2]) >> 4) + 1)
    }

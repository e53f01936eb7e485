"""Where the words of a query stand in a text, and the stretch of it that shows them best.

The index keeps no text, so the places are found here, for the articles that are looked at. What
counts as a word, and which letters count as one, is the same in both: `searchable` says it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby

from annotator.model.query import Query, Words, terms
from annotator.model.searchable import is_alone, is_letter, reading, searchable
from annotator.model.span import Span

_BLANK = re.compile(r"\s")
_EDGE = 8
_ACCENTED_BLOCKS = (range(0xC0, 0x250), range(0x1E00, 0x1F00))


def hits(text: str, query: Query | None, is_title: bool = False) -> list[Span]:
    """The stretches of a text that a query asks for, by their place; some may overlap.

    is_title: the text is a title, so that what is asked of titles counts as well.
    """
    phrases = _phrases(query, is_title)
    if not phrases:
        return []
    read = reading(text)
    letters = _folded(read.text) if any(phrase.has_case for phrase in phrases) else read.text
    places = {read.place(*place) for phrase in phrases for place in phrase.places(letters)}
    return [Span(start, end, text[start:end]) for start, end in sorted(places)]


def some_hits(text: str, query: Query | None, width: int) -> list[Span]:
    """Hits that stand about `width` characters around one, enough to cut a snippet from.

    Where a word stands as it was typed, only what is around it is read: most lists show little of
    each of many texts.
    """
    best: list[Span] = []
    for phrase in _phrases(query, False):
        at = phrase.seen(text)
        if at >= 0:
            best = max(best, _hits_around(text, query, at, width), key=len)
    return best or hits(text, query)


def _hits_around(text: str, query: Query | None, at: int, width: int) -> list[Span]:
    """The hits around a place; at the edges of what is read, words may be cut, and do not count."""
    start, end = max(0, at - width), min(len(text), at + 2 * width)
    first, last = start + _EDGE if start else 0, end - _EDGE if end < len(text) else end
    return [
        Span(start + span.start, start + span.end, span.quote)
        for span in hits(text[start:end], query)
        if first <= start + span.start and start + span.end <= last
    ]


def snippet(text: str, spans: Sequence[Span], width: int) -> tuple[str, list[Span]]:
    """About `width` characters of a text on one line, where most of the spans are together.

    Gives the line and where the spans stand in it. Without spans it is the beginning of the text.
    """
    start, end = _window(text, spans, width)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    line = before + _BLANK.sub(" ", text[start:end]) + after
    shift = len(before) - start
    inside = (span for span in spans if start <= span.start and span.end <= end)
    return line, [Span.of(line, span.start + shift, span.end + shift) for span in inside]


def _window(text: str, spans: Sequence[Span], width: int) -> tuple[int, int]:
    """The stretch with the most spans, some words before the first of them; whole words."""
    if not spans:
        return 0, _word_end(text, min(width, len(text)))
    starts = [one.start for one in spans]
    together = [bisect_left(starts, start + width) - at for at, start in enumerate(starts)]
    first = spans[together.index(max(together))]
    last = max(one.end for one in spans if first.start <= one.start < first.start + width)
    spare = max(0, width - (min(last, first.start + width) - first.start))
    start = max(0, min(first.start - spare // 3, len(text) - width))
    end = min(len(text), max(start + width, first.end))
    return _word_start(text, start), _word_end(text, end)


def _word_start(text: str, at: int) -> int:
    """The beginning of the word at this place, if it is near."""
    near = max(0, at - 12)
    blanks = [found.end() for found in _BLANK.finditer(text, near, at)]
    return blanks[-1] if blanks else near if near == 0 else at


def _word_end(text: str, at: int) -> int:
    """The end of the word at this place, if it is near."""
    found = _BLANK.search(text, at, at + 12)
    return found.start() if found else len(text) if at + 12 >= len(text) else at


class _Phrase:
    """Words that stand one after the other, each as the index has it."""

    def __init__(self, typed: str, words: Sequence[str], is_prefix: bool) -> None:
        self.has_case = any(word != word.upper() for word in words)
        self._typed = (typed, typed.lower(), typed.capitalize(), typed.title(), typed.upper())
        self._words = words
        self._is_prefix = is_prefix

    def seen(self, text: str) -> int:
        """A place in a text where they stand as typed, maybe within a word; -1 if there is none."""
        return next((at for form in self._typed if (at := text.find(form)) >= 0), -1)

    def places(self, letters: str) -> Iterator[tuple[int, int]]:
        """Where they stand in a folded text."""
        first = self._words[0]
        start = letters.find(first)
        while start >= 0:
            end = None
            if not start or not _goes_on(letters[start - 1]) or not _goes_on(letters[start]):
                end = self._end(letters, start)
            if end is not None:
                yield start, end
            start = letters.find(first, end or start + len(first))

    def _end(self, letters: str, start: int) -> int | None:
        """Where the words that begin at `start` end; None if they do not all stand there."""
        end = start
        for number, word in enumerate(self._words, 1):
            while end > start and end < len(letters) and not _is_letter(letters[end]):
                end += 1
            if not letters.startswith(word, end):
                return None
            end += len(word)
            if _goes_on(letters[end - 1]) and end < len(letters) and _goes_on(letters[end]):
                if not self._is_prefix or number < len(self._words):
                    return None
                while end < len(letters) and _goes_on(letters[end]):
                    end += 1
        return end


_is_letter = cache(is_letter)


@cache
def _goes_on(char: str) -> bool:
    """Whether a word goes on with this character; those that are words of their own do not."""
    return is_letter(char) and not is_alone(char)


@lru_cache(maxsize=64)
def _phrases(query: Query | None, is_title: bool) -> tuple[_Phrase, ...]:
    """What a query asks of a text, each once."""
    asked = {
        (tuple(_tokens(term.text)), term.is_prefix): term.text
        for term in terms(query)
        if isinstance(term, Words) and (is_title or not term.column)
    }
    return tuple(
        _Phrase(typed, words, is_prefix) for (words, is_prefix), typed in asked.items() if words
    )


def _tokens(words: str) -> list[str]:
    """The words as the index has them, one by one."""
    text = _folded(searchable(words))
    return ["".join(run) for is_word, run in groupby(text, is_letter) if is_word]


def _folded(text: str) -> str:
    """The text, letter by letter, without capitals and without the accents of Latin letters."""
    if text.isascii():
        return text.lower()
    letters = text.lower().replace("ς", "σ")
    for accented in set(_accented().findall(letters)):
        letters = letters.replace(accented, _bases()[accented])
    return letters


@cache
def _bases() -> dict[str, str]:
    """The plain letter of each small Latin letter with accents."""
    bases = {}
    for char in (chr(code) for block in _ACCENTED_BLOCKS for code in block):
        base = unicodedata.normalize("NFD", char)[0]
        if base != char and base.isascii() and char.islower():
            bases[char] = base
    return bases


@cache
def _accented() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_bases())}]")

"""Where two texts differ, in words, for showing them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from annotator.model.searchable import ALONE
from annotator.model.span import Span

_WORD = re.compile(rf"[{ALONE}]|[^\W{ALONE}]+|[^\w\s]")
_SENTENCE = re.compile(r"[^\s.!?。！？][^\n.!?。！？]*[.!?。！？]*|[.!?。！？]+")
_MOST_SENTENCES, _MOST_WORDS = 3_000, 1_000
"""Longer texts and stretches differ as a whole: finding out where would take seconds."""

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one text has and the other has not, or has otherwise; None where there is nothing.

    op: "replaced", "removed" (only the first text has it) or "added" (only the second).
    """

    op: str
    first: Span | None
    second: Span | None


def differences(first: str, second: str) -> list[Difference]:
    """The stretches in which two texts differ, in the order of the texts.

    Sentences are laid side by side first, then the words of those that differ. Blanks do not count.
    """
    sentences = [_places(_SENTENCE, text, 0, len(text)) for text in (first, second)]
    if max(map(len, sentences)) > _MOST_SENTENCES:
        return [] if first == second else [_difference(first, second, *sentences)]
    found: list[Difference] = []
    for ours, theirs in _unequal(first, second, *sentences):
        words = _words(first, ours), _words(second, theirs)
        if max(map(len, words)) > _MOST_WORDS:
            found.append(_difference(first, second, ours, theirs))
            continue
        found.extend(
            _difference(first, second, *places) for places in _unequal(first, second, *words)
        )
    return found


def _words(text: str, sentences: Sequence[_Place]) -> list[_Place]:
    return _places(_WORD, text, sentences[0][0], sentences[-1][1]) if sentences else []


def _places(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[_Place]:
    return [found.span() for found in pattern.finditer(text, start, end)]


def _unequal(
    first: str, second: str, ours: Sequence[_Place], theirs: Sequence[_Place]
) -> Iterator[tuple[Sequence[_Place], Sequence[_Place]]]:
    """The pieces of two texts that are not the same, those that stand opposite together.

    What a long text says over and over is no place to begin at: it would take seconds.
    """
    matcher = SequenceMatcher(
        None,
        [" ".join(first[start:end].split()) for start, end in ours],
        [" ".join(second[start:end].split()) for start, end in theirs],
        autojunk=max(len(ours), len(theirs)) > _MOST_WORDS,
    )
    for op, start, end, other_start, other_end in matcher.get_opcodes():
        if op != "equal":
            yield ours[start:end], theirs[other_start:other_end]


def _difference(
    first: str, second: str, ours: Sequence[_Place], theirs: Sequence[_Place]
) -> Difference:
    op = "replaced" if ours and theirs else "removed" if ours else "added"
    return Difference(op, _span(first, ours), _span(second, theirs))


def _span(text: str, places: Sequence[_Place]) -> Span | None:
    return Span.of(text, places[0][0], places[-1][1]) if places else None

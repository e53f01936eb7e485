"""Finding options by what is typed, or by the words that a coder marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from annotator.model.codebook import Option
from annotator.ui.widgets.words import fold

LIMIT = 60
"""More matches than this are never shown: type another letter."""

_KEEP = 64
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Match:
    """An option that was found, and the alias by which it was found ("" if by code or label)."""

    option: Option
    alias: str = ""


@dataclass(frozen=True, slots=True)
class _Term:
    folded: str
    words: str
    place: int
    alias: str


class OptionIndex:
    """The codes, labels and aliases of one list of options, ready to be searched."""

    def __init__(self, options: tuple[Option, ...]) -> None:
        self.options = options
        self._codes = [fold(option.code) for option in options]
        self._labels = [fold(option.label) for option in options]
        self._aliases = [
            _Term(folded, " " + folded.replace("-", " "), place, alias)
            for place, option in enumerate(options)
            for alias in option.aliases
            for folded in (fold(alias),)
        ]
        self._spoken: dict[str, list[tuple[int, str]]] = {}
        self._unspaced: list[tuple[str, int]] = []
        self._akin: dict[str, tuple[set[str], set[str]]] = {}
        for place, option in enumerate(options):
            for name in dict.fromkeys((option.label, *option.aliases)):
                self._hear(name, place)

    def _hear(self, name: str, place: int) -> None:
        if _UNSPACED.search(name):
            self._unspaced.append((name, place))
        elif key := " ".join(_WORD.findall(name)):
            self._spoken.setdefault(fold(key), []).append((place, key))

    def search(self, typed: str, limit: int = LIMIT) -> list[Match]:
        """The options that answer to what is typed, best first; all of them for nothing typed.

        Best is the code itself, then the beginning of the label, of an alias, of the code, of any
        word, and last any letters inside.
        """
        wanted = fold(typed.strip())
        if not wanted:
            return [Match(option) for option in self.options]
        best: dict[int, tuple[int, str]] = {}
        for place, (code, label) in enumerate(zip(self._codes, self._labels, strict=True)):
            rank = _rank_of_option(wanted, code, label)
            if rank is not None:
                best[place] = (rank, "")
        for term in self._aliases:
            if wanted in term.folded:
                rank = _rank_of_alias(wanted, term)
                known = best.get(term.place)
                if known is None or rank < known[0]:
                    best[term.place] = (rank, term.alias)
        ranked = sorted(best.items(), key=lambda item: (item[1][0], item[0]))
        return [Match(self.options[place], alias) for place, (_, alias) in ranked[:limit]]

    def exact(self, typed: str) -> Option | None:
        """The one option whose code, label or alias this is, or None."""
        wanted = fold(typed.strip())
        for names in (self._codes, self._labels):
            if wanted in names:
                return self.options[names.index(wanted)]
        found = {term.place for term in self._aliases if term.folded == wanted}
        return self.options[found.pop()] if len(found) == 1 else None

    def in_words(self, words: str) -> list[Match]:
        """The options named in a stretch of text, in the order in which they are named.

        Names count as whole words; the longest name at a place counts alone ("South Korea" is not
        Korea). Short names in capitals (US, WHO) count only as they are written.
        """
        found = sorted(self._named(words) + self._named_unspaced(words))
        seen: dict[int, str] = {}
        for _, place, name in found:
            seen.setdefault(place, name)
        return [Match(self.options[place], name) for place, name in seen.items()]

    def mentions(self, words: str) -> list[tuple[int, str, Option]]:
        """Every place where a stretch of text names an option: where, the name, the option."""
        found = sorted(self._named(words) + self._named_unspaced(words))
        return [(at, name, self.options[place]) for at, place, name in found]

    def ranked(self, words: str, used: Collection[str] = ()) -> list[Match]:
        """All options: those named in the words first, then those used already, by their codes.

        Then come those akin to the words, then the rest.
        """
        named = self.in_words(words)
        codes = {match.option.code for match in named}
        wanted = _stems(words)
        rest = [option for option in self.options if option.code not in codes]
        if wanted:
            akin = self._stems_of_options()
            rest.sort(key=lambda option: -_kinship(akin[option.code], wanted))
        rest.sort(key=lambda option: option.code not in used)
        return named + [Match(option) for option in rest]

    def akin(self, words: str, most: int) -> list[Option]:
        """The options that a stretch of text names, then those akin to its words, best first.

        Of two that are as much akin the shorter label, which says less besides, comes first. In a
        list with heads only what stands below one is offered: not the heads, nor "other".
        """
        named = [match.option for match in self.in_words(words)]
        stems, wanted, said = self._stems_of_options(), _stems(words), _long_words(words)
        heads = {option.parent for option in self.options if option.parent}
        kin: list[tuple[int, int, Option]] = []
        for option in self.options:
            degree = _kinship(stems[option.code], wanted)
            is_head = option.code in heads or (bool(heads) and not option.parent)
            if degree and not is_head and option not in named:
                degree += len(_long_words(option.label) & said)
                kin.append((-degree, len(option.label), option))
        kin.sort(key=lambda each: each[:2])
        return [*named, *(option for *_, option in kin)][:most]

    def _stems_of_options(self) -> dict[str, tuple[set[str], set[str]]]:
        if not self._akin:
            for option in self.options:
                said = f"{option.label} {option.definition} {' '.join(option.aliases)}"
                self._akin[option.code] = _stems(option.label), _stems(said)
        return self._akin

    def _named(self, words: str) -> list[tuple[int, int, str]]:
        tokens = list(_WORD.finditer(words))
        found = []
        at = 0
        while at < len(tokens):
            step = 1
            for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
                said = " ".join(token.group() for token in tokens[at : at + length])
                places = [p for p, name in self._spoken.get(fold(said), ()) if _same(name, said)]
                if places:
                    found += [(tokens[at].start(), place, said) for place in places]
                    step = length
                    break
            at += step
        return found

    def _named_unspaced(self, words: str) -> list[tuple[int, int, str]]:
        if not _UNSPACED.search(words):
            return []
        hits = [(words.find(name), place, name) for name, place in self._unspaced if name in words]
        return [
            hit
            for hit in hits
            if not any(hit[2] in other[2] and hit[2] != other[2] for other in hits)
        ]


def _rank_of_option(wanted: str, code: str, label: str) -> int | None:
    if wanted == code:
        return 0
    if wanted == label:
        return 1
    if label.startswith(wanted):
        return 2
    if code.startswith(wanted):
        return 5
    if f" {wanted}" in label:
        return 6
    return 8 if wanted in label or wanted in code else None


def _rank_of_alias(wanted: str, term: _Term) -> int:
    if wanted == term.folded:
        return 1
    if term.folded.startswith(wanted):
        return 4
    return 7 if f" {wanted}" in term.words else 9


def _same(name: str, said: str) -> bool:
    """Whether a name is meant: short ones and those in capitals only as they are written."""
    return name == said or not (len(name) <= 3 or name.isupper())


def _long_words(words: str) -> set[str]:
    return {fold(word) for word in _WORD.findall(words) if len(word) > 3}


def _stems(words: str) -> set[str]:
    return {word[:5] for word in _long_words(words)}


def _kinship(stems: tuple[set[str], set[str]], wanted: Iterable[str]) -> int:
    label, own = stems
    return sum((stem in own) + 2 * (stem in label) for stem in wanted)


_made: dict[tuple[int, ...], OptionIndex] = {}


def index_of(options: Sequence[Option]) -> OptionIndex:
    """The index of a list of options, made once for the same options in the same order.

    The index holds its options, so that their identities stand for them as long as it is kept.
    """
    key = tuple(map(id, options))
    known = _made.get(key)
    if known is None:
        if len(_made) >= _KEEP:
            _made.pop(next(iter(_made)))
        known = _made[key] = OptionIndex(tuple(options))
    return known

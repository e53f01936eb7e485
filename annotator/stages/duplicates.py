"""Articles that repeat each other: found as articles come in, and shown in pairs.

Every article gets keys once; those that share keys with it are candidates, and their texts decide.
So an article that comes later is held against few others, however many there are.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from annotator.likeness import ALIKE, Fingerprint, alike, fingerprint
from annotator.model.article import ArticleRow
from annotator.model.errors import NotYours
from annotator.model.study import Coder, Role
from annotator.stages.project import Project
from annotator.stages.results import Changes, Job, Progress

if TYPE_CHECKING:
    from annotator.store.records import Records
    from annotator.store.store import Store

_PIECE_S = 0.015
"""How long a piece of the work may take before progress is told."""

_AT_ONCE = 20
"""Articles that are read, and whose keys are looked up, together."""

_SAVED_AT_ONCE = 5_000
"""Articles after which what was found is saved, and at the end. Some 20 MB until then."""

_KEYS_AT_ONCE = 2_000
"""Keys that are saved together, near each other in the file."""

_N_MARKS = 2**24
"""Marks that say which keys may be saved, a byte each; 100,000 articles set one in ten."""

_CROWDED = 16
"""Articles that may have the same key. What more of them say is a common phrase; and of a story
that came in so often the first ones are enough."""

_MOST_TRIED, _MOST_WRONG = 16, 4
"""Candidates of one article whose texts are compared, and how many in a row may be wrong."""

_KEPT = 1_000_000
"""Numbers of fingerprints kept in memory, eight bytes each."""


@dataclass(frozen=True, slots=True)
class DuplicateReport:
    """What a search for duplicates did: articles looked at, and pairs found among them."""

    n_articles: int
    n_exact: int
    n_near: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that repeat each other; `first` came in first.

    alike: from ALIKE to 1 for equal texts. is_kept: whether a lead wants both coded.
    """

    first: ArticleRow
    second: ArticleRow
    alike: float
    is_kept: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the texts are the same but for capitals, blanks, punctuation and date lines."""
        return self.alike == 1.0

    @property
    def state(self) -> str:
        """What was decided about one of them, of ARTICLE_STATES; the later speaks first."""
        return self.second.state or self.first.state


def find_duplicates(project: Project) -> Job[DuplicateReport]:
    """Look through the articles that came in since the last time.

    What a cancelled search has found is kept, and the next one goes on from there.
    """
    with project.store.transaction() as records:
        search = _Search(records.bands_upto())
        total = records.n_articles()
    begun = search.done
    try:
        while search.done < total:
            yield Progress(search.done, total)
            with project.store.transaction() as records:
                search.look_through(records, total)
            if search.is_full:
                for _ in search.save(project.store):
                    yield Progress(search.done, total)
    finally:
        for _ in search.save(project.store):
            pass
    return DuplicateReport(total - begun, search.n_exact, search.n_near)


def pairs(project: Project, offset: int = 0, limit: int | None = None) -> list[Pair]:
    """The pairs that were found, in the order in which their first articles came in."""
    with project.store.transaction() as records:
        found = records.pairs(offset=offset, limit=limit)
        numbers = sorted({number for pair in found for number in pair[:2]})
        rows = {row.number: row for row in records.article_rows(numbers)}
        names = {pair[:2]: _kept(*(rows[number].id for number in pair[:2])) for pair in found}
        kept = records.settings(list(names.values()))
    return [
        Pair(rows[first], rows[second], share, bool(kept.get(names[first, second])))
        for first, second, share in found
    ]


def keep_both(
    project: Project, lead: Coder, first: UUID, second: UUID, is_kept: bool = True
) -> Changes:
    """Both articles of a pair are to be coded, though alike; or nobody has said so any more."""
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead decides what is coded.")
    name = _kept(first, second)
    with project.store.transaction() as records:
        if bool(records.setting(name)) is is_kept:
            return Changes()
        records.set_setting(name, is_kept, lead.id)
    return Changes(articles=frozenset({first, second}))


def _kept(first: UUID, second: UUID) -> str:
    """The setting that says whether both articles of a pair are to be coded."""
    return "kept:" + ":".join(sorted((first.hex, second.hex)))


def n_pairs(project: Project) -> int:
    """How many pairs were found."""
    with project.store.transaction() as records:
        return records.n_pairs()


def is_up_to_date(project: Project) -> bool:
    """Whether all articles were looked through."""
    with project.store.transaction() as records:
        return records.bands_upto() >= records.n_articles()


class _Prints:
    """Fingerprints by article number; those not asked for lately are let go."""

    def __init__(self) -> None:
        self._prints: OrderedDict[int, Fingerprint] = OrderedDict()
        self._size = 0

    def keep(self, number: int, text: str) -> Fingerprint:
        """The fingerprint of an article, computed and kept."""
        made = self._prints[number] = fingerprint(text)
        self._size += made.sequences.size
        while self._size > _KEPT and len(self._prints) > 1:
            self._size -= self._prints.popitem(last=False)[1].sequences.size
        return made

    def get(self, records: Records, number: int) -> Fingerprint:
        """The fingerprint of an article, kept or made from its text."""
        if number in self._prints:
            self._prints.move_to_end(number)
            return self._prints[number]
        return self.keep(number, records.text(number))

    def keep_all(self, records: Records, numbers: Iterable[int], until: float) -> None:
        """Make fingerprints of those articles that have none, one at least, until it is time."""
        missing = [number for number in numbers if number not in self._prints]
        for number, text in sorted(records.texts(missing)):
            self.keep(number, text)
            if perf_counter() > until:
                break

    def __contains__(self, number: int) -> bool:
        return number in self._prints


class _Met:
    """Which keys may have been met: those that have not need no look at the file.

    It is meant for the first search, in which nearly every key is a new one. Keys share marks, so
    that some are taken for met that were not, never the other way round.
    """

    def __init__(self) -> None:
        self._marks: NDArray[np.bool_] = np.zeros(_N_MARKS, np.bool_)

    def add(self, keys: Iterable[int]) -> None:
        """These keys have been met."""
        self._marks[np.fromiter(keys, np.int64) % _N_MARKS] = True

    def among(self, keys: Iterable[int]) -> list[int]:
        """Those of the keys that may have been met."""
        numbers = np.fromiter(keys, np.int64)
        met: list[int] = numbers[self._marks[numbers % _N_MARKS]].tolist()
        return met


class _Search:
    """A search under way: how far it is, and what it has found and not saved yet.

    Keys lie all over their table. Those of some thousands of articles, sorted, are saved with a
    fraction of the pages read and written that those of some hundreds take each time.
    """

    def __init__(self, done: int) -> None:
        self.done = done
        self.n_exact = 0
        self.n_near = 0
        self._saved = done
        self._prints = _Prints()
        self._met = None if done else _Met()
        self._pairs: list[tuple[int, int, float]] = []
        self._numbers: dict[int, list[int]] = {}

    def look_through(self, records: Records, total: int) -> None:
        """Go on until the piece is long enough."""
        until = perf_counter() + _PIECE_S
        numbers = range(self.done + 1, min(total, self.done + _AT_ONCE) + 1)
        self._prints.keep_all(records, numbers, until)
        known = (self.done + 1, *takewhile(self._prints.__contains__, numbers[1:]))
        keys = {number: self._prints.get(records, number).keys() for number in known}
        at = self._others_at(records, {key for each in keys.values() for key in each})
        for number in keys:
            found = _pairs_of(records, self._prints, number, _candidates(keys[number], at))
            self._pairs += found
            self._add(at, keys[number], number)
            self.done = number
            if perf_counter() > until:
                break

    @property
    def is_full(self) -> bool:
        """Whether what was found should be saved."""
        return self.done - self._saved >= _SAVED_AT_ONCE

    def _others_at(self, records: Records, keys: set[int]) -> dict[int, list[int]]:
        """The articles that have been looked through, by their keys."""
        at: dict[int, list[int]] = {}
        saved = keys if self._met is None else self._met.among(keys)
        for key, number in records.numbers_at(list(saved)):
            if number <= self._saved:
                at.setdefault(key, []).append(number)
        for key in keys & self._numbers.keys():
            at.setdefault(key, []).extend(self._numbers[key])
        return at

    def _add(self, at: dict[int, list[int]], keys: Iterable[int], number: int) -> None:
        """Have an article found under its keys from now on; crowded ones are left out."""
        for key in keys:
            others = at.setdefault(key, [])
            if len(others) < _CROWDED:
                others.append(number)
                self._numbers.setdefault(key, []).append(number)

    def save(self, store: Store) -> Iterator[None]:
        """Keep what was found since the last time, one piece at a time.

        Only the last one says how far it goes: if the others stand alone, they are known already
        when the same articles are looked through again.
        """
        if self.done == self._saved:
            return
        yield
        rows = [(key, number) for key in sorted(self._numbers) for number in self._numbers[key]]
        starts = range(0, len(rows), _KEYS_AT_ONCE)
        *parts, last = [rows[start : start + _KEYS_AT_ONCE] for start in starts] or [rows]
        for part in parts:
            yield
            with store.transaction() as records:
                records.add_bands(part)
        yield
        with store.transaction() as records:
            records.add_pairs(self._pairs)
            if records.bands_upto() >= self._saved:  # else all were made anew meanwhile
                records.add_bands(last, self.done)
            upto = records.bands_upto()
        if upto != self.done:  # another program has gone on meanwhile
            self._met = None
        elif self._met is not None:
            self._met.add(self._numbers)
        self.done = upto
        n_exact = sum(pair[2] == 1.0 for pair in self._pairs)
        self.n_exact += n_exact
        self.n_near += len(self._pairs) - n_exact
        self._saved = self.done
        self._pairs, self._numbers = [], {}


def _candidates(keys: Sequence[int], at: dict[int, list[int]]) -> Iterable[int]:
    """The articles that may repeat the one with these keys, likely ones first."""
    same = at.get(keys[0], []) if keys else []
    telling = [key for key in keys if 0 < len(at.get(key, ())) < _CROWDED]
    if len(telling) < len(keys) // 4:
        telling = [key for key in keys if key in at]
    shared = Counter(number for key in telling for number in at[key])
    needed = 2 if len(keys) > 8 else 1
    likely = [number for number, n in shared.most_common() if n >= needed and number not in same]
    return [*same, *likely]


def _pairs_of(
    records: Records, prints: _Prints, number: int, candidates: Iterable[int]
) -> list[tuple[int, int, float]]:
    """Which of the candidates the texts confirm."""
    found: list[tuple[int, int, float]] = []
    n_wrong = 0
    for tried, other in enumerate(candidates):
        if tried == _MOST_TRIED or n_wrong == _MOST_WRONG:
            break
        share = alike(prints.get(records, number), prints.get(records, other))
        if share >= ALIKE:
            found.append((other, number, share))
            n_wrong = 0
        else:
            n_wrong += 1
    return found

"""Codings as ratings: the answers of each coder to each question, unit by unit.

Every event and entry of a comparison is a row of small numbers, one for each question; a unit is a
line of rows, one for each coder who has it. So the ratings of a question are one look-up.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from annotator.model.codebook import Codebook
from annotator.model.event import NO_ANSWERS, Entry, Event
from annotator.model.filled import filled, filled_article
from annotator.reliability.distances import LEVELS, Level, levels_of
from annotator.reliability.ratings import MISSING, Rated, Ratings, key
from annotator.reliability.statistics import RatedVariable
from annotator.stages.comparing.questions import (
    ARTICLE,
    DATE,
    EVENT,
    INTERVAL,
    NOMINAL,
    NOT_ASKED,
    RATIO,
    SETS,
    Cells,
    Question,
)
from annotator.stages.comparing.reading import CodedArticle

Rows = NDArray[np.int32]
"""Places of rows, or -1."""

ABSENT = -1


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event of a comparison: its place, those of its article and rater, and its packed form."""

    id: UUID
    place: int
    article: int
    rater: int
    packed: bytes


class Units:
    """What is compared with what: shape of `rows` (n_units, n_raters), ABSENT where one has none.

    Made of rows one after the other.

    articles: the place of each unit's article, shape (n_units,).
    """

    def __init__(self, rows: Sequence[int], articles: Sequence[int], n_raters: int) -> None:
        self.rows: Rows = np.array(rows, np.int32).reshape(len(articles), n_raters)
        self.articles: Rows = np.array(articles, np.int32)

    def names(self, keys: Sequence[str]) -> tuple[str, ...]:
        """What each unit is called, by the keys of all articles: key#1, key#2 …"""
        last: Counter[int] = Counter()
        found = []
        for article in self.articles.tolist():
            last[article] += 1
            found.append(f"{keys[article]}#{last[article]}")
        return tuple(found)


class Table:
    """The answers to the questions of one table: one row an article, event or entry, in order."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.cells = [Cells(each) for each in questions]
        self.n_rows = 0
        self._places = array("i")
        self._whole: Rows | None = None

    def add(self, entry: Entry, given: Entry, event_answers: Entry = NO_ANSWERS) -> int:
        """Take in a filled entry, with what the coder gave; its place."""
        self._places.extend([each.place(entry, given, event_answers) for each in self.cells])
        self.n_rows += 1
        return self.n_rows - 1

    def add_places(self, places: Iterable[int]) -> None:
        """Take in a row that is encoded already."""
        self._places.extend(places)
        self.n_rows += 1

    def column(self, at: int) -> Rows:
        """The answers to one question, shape (n_rows,)."""
        if self._whole is None:
            whole = np.frombuffer(self._places, np.int32) if self._places else np.empty(0, np.int32)
            self._whole = whole.reshape(self.n_rows, len(self.cells))
        return self._whole[:, at]


class Gathered:
    """All that coders said of the compared articles.

    keys: of the articles, in order. first_event: the place of each article's first event. events:
    of all articles, each with its article and rater. tables: by name; sets: the sets of groups, a
    row an event. first_entry: by group, the place of each event's first entry in its table.
    event_of_entry: by group, the place of the event of each entry.
    """

    def __init__(
        self, codebook: Codebook, questions: Sequence[Question], raters: Sequence[str]
    ) -> None:
        self.codebook, self.raters = codebook, tuple(raters)
        self.questions = tuple(questions)
        self._places = {name: place for place, name in enumerate(self.raters)}
        self.events: list[KeptEvent] = []
        self.keys: list[str] = []
        self.first_event: list[int] = []
        self._article_rows = array("i")
        self._groups = [group for group in codebook.groups if group.variables]
        self.tables = {
            name: Table(each for each in questions if each.table == name and not each.is_set)
            for name in (ARTICLE, EVENT, *(group.name for group in self._groups))
        }
        self.sets = Table(each for each in questions if each.is_set)
        self.first_entry: dict[str, list[int]] = {group.name: [] for group in self._groups}
        self.event_of_entry = {group.name: array("i") for group in self._groups}

    def add(self, article: CodedArticle) -> dict[str, list[Event]]:
        """Take in an article; gives the events of each rater, filled in, in their order."""
        at = len(self.keys)
        self.keys.append(article.key)
        self.first_event.append(len(self.events))
        rows = [ABSENT] * len(self.raters)
        found: dict[str, list[Event]] = {}
        for name, coding in article.codings.items():
            rater = self._places[name]
            answers = filled_article(coding.answers, self.codebook)
            rows[rater] = self.tables[ARTICLE].add(answers, coding.answers)
            both = zip(coding.events, coding.packed, strict=True)
            found[name] = [self._add_event(event, packed, at, rater) for event, packed in both]
        self._article_rows.extend(rows)
        return found

    def _add_event(self, event: Event, packed: bytes, article: int, rater: int) -> Event:
        whole = filled(event, self.codebook)
        self.events.append(KeptEvent(event.id, len(self.events), article, rater, packed))
        self.tables[EVENT].add(whole.answers, event.answers)
        self.sets.add_places(
            each.place_of_set(whole.entries(each.question.table), whole.answers)
            for each in self.sets.cells
        )
        for group in self._groups:
            table = self.tables[group.name]
            self.first_entry[group.name].append(table.n_rows)
            given = event.entries(group.name)
            for entry, raw in zip(whole.entries(group.name), given, strict=True):
                table.add(entry, raw, whole.answers)
                self.event_of_entry[group.name].append(len(self.events) - 1)
        return whole

    def events_of(self, article: int) -> list[KeptEvent]:
        """The events of the article at this place."""
        ends = [*self.first_event, len(self.events)]
        return self.events[ends[article] : ends[article + 1]]

    def raters_of(self, article: int) -> list[int]:
        """The places of the raters who submitted the article at this place."""
        n = len(self.raters)
        rows = self._article_rows[article * n : (article + 1) * n]
        return [at for at, row in enumerate(rows) if row != ABSENT]

    def article_units(self) -> Units:
        """Articles as units."""
        return Units(self._article_rows, range(len(self.keys)), len(self.raters))

    def cells_of(self, question: Question) -> tuple[Cells, Rows]:
        """The answers to a question, and their places by row."""
        table = self.sets if question.is_set else self.tables[question.table]
        at = next(at for at, each in enumerate(table.cells) if each.question is question)
        return table.cells[at], table.column(at)


@dataclass(frozen=True, slots=True)
class Compared:
    """A question with its units and ratings.

    rated: what statistics are computed from. counts: of missing values, by reason.
    n_asked: units in which at least one coder was asked, and at least two, of whose answers none
        is a code that no longer is on the scale. left: how many values there are of each such code.
    column: by row of the units, the place of the answer in `nominal`, or below 0 why there is none.
    """

    question: Question
    units: Units
    rated: RatedVariable
    counts: Mapping[str, int]
    n_asked: tuple[int, int]
    column: Rows
    nominal: Sequence[Rated]
    left: Mapping[str, int]

    @property
    def ratings(self) -> Ratings:
        """The ratings from which the coefficient that counts is computed."""
        return self.rated.at(self.rated.headline)

    @property
    def coverage(self) -> float | None:
        """The share of units, of those that any coder was asked, that at least two were."""
        any_coder, two_coders = self.n_asked
        return two_coders / any_coder if any_coder else None


_NOMINAL = LEVELS[NOMINAL]


def compared_question(
    question: Question,
    cells: Cells,
    column: Rows,
    units: Units,
    about: tuple[tuple[str, ...], tuple[str, ...]],
    days: float,
) -> Compared:
    """A question's ratings over these units.

    column: places of answers by row of its table. about: the names of the units and of the raters.
    days: dates so far apart differ wholly.
    """
    padded = np.append(column, np.int32(NOT_ASKED))
    places: Rows = padded[units.rows]
    asked = (places != NOT_ASKED).sum(axis=1)
    rated_by = asked - np.isin(places, sorted(cells.left)).sum(axis=1)
    found, counts = (each.tolist() for each in np.unique(places, return_counts=True))
    n_of = dict(zip(found, counts, strict=True))
    missing = cells.missing(n_of)
    left = {str(cells.nominal[at]): n_of[at] for at in sorted(cells.left) if at in n_of}
    nominal = _ratings(places, cells.nominal, (*about, units.articles), question.declared)
    scaled = None
    if question.level != NOMINAL:
        on_scale = question.declared_on_scale
        scaled = _ratings(places, cells.scaled, (*about, units.articles), on_scale)
    levels = _levels(question, scaled, days)
    rated = RatedVariable(question.name, nominal, scaled, levels, question.level)
    n_asked = int((asked > 0).sum()), int((rated_by > 1).sum())
    return Compared(question, units, rated, missing, n_asked, column, cells.nominal, left)


def _ratings(
    places: Rows,
    values: Sequence[Rated | None],
    about: tuple[tuple[str, ...], tuple[str, ...], Rows],
    declared: int,
) -> Ratings:
    """Ratings of places in a list of values; None among them, and places below 0, are missing."""
    used = [place for place in np.unique(places).tolist() if place >= 0]
    known = {key(value): value for place in used if (value := values[place]) is not None}
    order = {each: at for at, each in enumerate(sorted(known))}
    turned = np.full(len(values) + 4, MISSING, np.int32)  # places below 0 are read from its end
    for place in used:
        value = values[place]
        if value is not None:
            turned[place] = order[key(value)]
    names, raters, articles = about
    in_order = tuple(known[each] for each in order)
    return Ratings(names, raters, in_order, turned[places], articles, declared)


def _levels(question: Question, scaled: Ratings | None, days: float) -> tuple[Level, ...]:
    """The levels that are told of a question, nominal first."""
    if scaled is None:
        return (_NOMINAL,)
    if question.level in SETS:
        return tuple(LEVELS[name] for name in (NOMINAL, *SETS))
    if question.level == DATE:
        return (_NOMINAL, Level(DATE, days=days))
    if question.level in (INTERVAL, RATIO):
        return tuple(dict.fromkeys((*levels_of(scaled), LEVELS[question.level])))
    return (_NOMINAL, LEVELS[question.level])

"""What stands behind a line of the table: categories, coders, weeks and costly disagreements."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from annotator.model.agreement import (
    MOST_DISAGREEMENTS,
    Disagreement,
    DriftPoint,
    Estimate,
    VariableDetails,
)
from annotator.model.codebook import Kind
from annotator.model.errors import NotFound
from annotator.model.event import Event
from annotator.model.event_title import event_title
from annotator.model.wording import answer_in_words
from annotator.reliability import contributions
from annotator.reliability.alpha import coincidences
from annotator.reliability.ratings import Rated
from annotator.stages.comparing.comparison import Comparison
from annotator.stages.comparing.lines import (
    category_lines,
    coder_lines,
    confusion_lines,
    frequent,
    needed_lines,
)
from annotator.stages.comparing.questions import ARTICLE, EVENT
from annotator.stages.comparing.ratings import Compared, KeptEvent
from annotator.stages.comparing.reading import ComparedArticle, unpacked
from annotator.stages.comparing.values import reason_in_words, value_in_words

HALF_WIDTHS = (0.10, 0.075, 0.05, 0.025)
"""Of the interval, for which it is told how many more articles they take."""

_MOST_CONFUSIONS = 200
_TITLE = 60
_AS_WRITTEN = (Kind.PERSON, Kind.PLACE)
"""Kinds that are compared in small letters, but shown as the coder wrote them."""


def compared_articles(comparison: Comparison) -> tuple[ComparedArticle, ...]:
    """The articles of a comparison, in the order of their import."""
    return tuple(sorted(comparison.articles, key=attrgetter("number")))


def details(comparison: Comparison, variable: str) -> VariableDetails:
    """What stands behind one line of the table; raises NotFound if there is none of this name."""
    compared = comparison.questions.get(variable)
    if compared is None:
        raise NotFound(f"{variable!r} is not compared.")
    ratings, nominal, level = compared.ratings, compared.rated.nominal, compared.rated.headline
    shares = contributions.unit_shares(ratings, level)
    places = frequent(nominal)

    def in_words(value: Rated) -> str:
        return value_in_words(value, compared.question)

    return VariableDetails(
        variable,
        category_lines(nominal, places, in_words),
        tuple(map(tuple, coincidences(nominal, places).tolist())),
        confusion_lines(ratings, level, _MOST_CONFUSIONS, in_words),
        tuple(contributions.pairs(ratings, level)),
        coder_lines(ratings, level),
        _drift(comparison, compared),
        _disagreements(comparison, compared, shares),
        int(np.count_nonzero(shares)),
        _needed(comparison, variable),
    )


def _drift(comparison: Comparison, compared: Compared) -> tuple[DriftPoint, ...]:
    """The coefficient by week, of the weeks in which a pairable unit was finished."""
    weeks = sorted(set(comparison.weeks))
    number = {week: at for at, week in enumerate(weeks)}
    of_article = np.array([number[week] for week in comparison.weeks], np.int64)
    windows = of_article[compared.units.articles] if len(of_article) else of_article
    windows = np.where(compared.ratings.pairable, windows, -1)
    found = contributions.over_time(compared.ratings, compared.rated.headline, windows)
    return tuple(
        DriftPoint(weeks[at], each.n_units, Estimate(each.value, each.reason))
        for at, each in found.items()
    )


def _needed(comparison: Comparison, variable: str) -> tuple[tuple[float, int], ...]:
    line = comparison.report.variable(variable)
    return needed_lines(line.interval, line.n_articles, HALF_WIDTHS) if line else ()


# Disagreements


def _disagreements(
    comparison: Comparison, compared: Compared, shares: NDArray[np.float64]
) -> tuple[Disagreement, ...]:
    """The units that cost the most, the first of equal ones first."""
    costly = np.argsort(-shares, kind="stable")[:MOST_DISAGREEMENTS]
    return tuple(
        _disagreement(comparison, compared, int(unit), float(shares[unit]))
        for unit in costly
        if shares[unit] > 0
    )


def _disagreement(
    comparison: Comparison, compared: Compared, unit: int, share: float
) -> Disagreement:
    article = comparison.articles[int(compared.units.articles[unit])]
    raters = comparison.gathered.raters
    rows = {
        raters[at]: row for at, row in enumerate(compared.units.rows[unit].tolist()) if row >= 0
    }
    events = _events_of(comparison, compared, rows)
    answers = tuple(
        (name, _answer(comparison, compared, row, events.get(name))) for name, row in rows.items()
    )
    return Disagreement(
        article.article_id,
        article.key,
        _unit_in_words(comparison, compared, article, rows, events),
        share,
        answers,
        {name: event.id for name, event in events.items()},
    )


def _events_of(
    comparison: Comparison, compared: Compared, rows: Mapping[str, int]
) -> dict[str, KeptEvent]:
    """By coder, the event that holds the answer; none for questions about the article."""
    question, gathered = compared.question, comparison.gathered
    if question.table == ARTICLE:
        return {}
    if question.table == EVENT or question.is_set:
        return {name: gathered.events[row] for name, row in rows.items()}
    owners = gathered.event_of_entry[question.table]
    return {name: gathered.events[owners[row]] for name, row in rows.items()}


def _answer(comparison: Comparison, compared: Compared, row: int, kept: KeptEvent | None) -> str:
    question, gathered = compared.question, comparison.gathered
    place = int(compared.column[row])
    if place < 0:
        return reason_in_words(place)
    if kept is None or question.is_set or question.variable.kind not in _AS_WRITTEN:
        return value_in_words(compared.nominal[place], question)
    event = _event(comparison, kept)
    answers = event.answers
    if question.is_of_entries:
        first = gathered.first_entry[question.table][kept.place]
        answers = event.entries(question.table)[row - first]
    given = answers.get(question.variable.name)
    if given is None:
        return value_in_words(compared.nominal[place], question)
    return answer_in_words(given, question.variable)


def _unit_in_words(
    comparison: Comparison,
    compared: Compared,
    article: ComparedArticle,
    rows: Mapping[str, int],
    events: Mapping[str, KeptEvent],
) -> str:
    """The article's title, the event in few words, and the entry."""
    title = article.title
    words = [title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"]
    name = next(iter(events), None)
    if name is not None:
        event = _event(comparison, events[name])
        words.append(event_title(event, comparison.gathered.codebook))
        words.append(_entry_in_words(comparison, compared, rows[name], events[name], event))
    return " · ".join(filter(None, words))


def _entry_in_words(
    comparison: Comparison, compared: Compared, row: int, kept: KeptEvent, event: Event
) -> str:
    """Which entry it is: "participant 2, China"; "" for questions that are of no entry."""
    question, gathered = compared.question, comparison.gathered
    if not question.is_of_entries or question.group is None:
        return ""
    at = row - gathered.first_entry[question.table][kept.place]
    said = f"{question.group.singular} {at + 1}"
    first = question.group.variable(question.group.key[0]) if question.group.key else None
    entry = event.entries(question.table)[at]
    if first is None or first.name == question.variable.name or first.name not in entry:
        return said
    return f"{said}, {answer_in_words(entry[first.name], first)}"


def _event(comparison: Comparison, kept: KeptEvent) -> Event:
    article = comparison.articles[kept.article]
    return _unpacked(kept.packed, kept.id, article.article_id)


@lru_cache(maxsize=2_000)
def _unpacked(packed: bytes, event_id: UUID, article_id: UUID) -> Event:
    """An event of the last ones that were shown."""
    return unpacked(packed, event_id, article_id)

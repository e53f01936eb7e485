"""Codings as a comparison reads them: which articles several coders submitted, and what they said.

Read in pieces, each in a short transaction of its own, so that nobody who writes has to wait.
"""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from annotator.model.article import ArticleRow
from annotator.model.codebook_lineage import Lineage
from annotator.model.codebook_proposal import proposed_body, proposed_entry
from annotator.model.dataset import PlainCoding, article_key
from annotator.model.errors import AnnotatorError, NotFound
from annotator.model.event import ArticleCoding, Entry, Event, Lane
from annotator.model.study import FIRST_ROUND, Coder, State
from annotator.model.values_plain import event_from_plain
from annotator.stages.comparing.questions import ARTICLE
from annotator.stages.project import Project
from annotator.stages.project import coders as people_of
from annotator.stages.versions import Versions

GOLD = Lane.GOLD.value
"""The name of the settled coding among the coders."""

_SURVEYED = 1_000
"""Articles that are looked at together: some milliseconds if all are coded."""

_READ = 40
"""Articles that are read together: some 20 ms."""


class Surveyed(NamedTuple):
    """An article that coders submitted. finished: when the last of them did, by coder."""

    number: int
    article_id: UUID
    finished: dict[str, datetime]


class ComparedArticle(NamedTuple):
    """An article of a comparison, as a line of a list.

    key: as exports name it. number: its place in the order of the import.
    """

    article_id: UUID
    key: str
    title: str
    n_coders: int
    n_events: int
    number: int


class Coding(NamedTuple):
    """What one coder said of an article: answers about it, and events by their evidence.

    They are in the words of the codebook in force: what was renamed or merged since counts as what
    took its place, what was split or retired stays as it was coded. codebook_id: the older one.
    packed: the events once more, small enough to keep thousands of them.
    """

    codebook_id: UUID
    answers: Entry
    events: tuple[Event, ...]
    packed: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """An article with what at least two coders submitted, by their names in order.

    number: its place in the order of the import. key: as exports name it. length: of its text, in
    code points. week: the Monday of the week in which the last of the coders submitted, ISO 8601.
    """

    article_id: UUID
    number: int
    key: str
    title: str
    length: int
    week: str
    codings: Mapping[str, Coding]

    @property
    def n_events(self) -> int:
        """The events of all coders."""
        return sum(len(coding.events) for coding in self.codings.values())

    @property
    def line(self) -> ComparedArticle:
        """As a line of a list."""
        n_coders = len(self.codings)
        return ComparedArticle(
            self.article_id, self.key, self.title, n_coders, self.n_events, self.number
        )


def rater_names(people: Iterable[Coder]) -> dict[UUID, str]:
    """What each person is called in a comparison: "gold" alone is the settled coding."""
    return {
        each.id: each.handle if each.handle != GOLD else f"{each.handle} (coder)" for each in people
    }


def rater_name(name: str, round: int) -> str:
    """A person in a round: "ana", in a repeat "ana:2", in training "ana:0"."""
    return name if round == FIRST_ROUND else f"{name}:{round}"


def person_and_round(rater: str) -> tuple[str, int]:
    """The name of the person, and the round, that a rater's name says."""
    name, sign, number = rater.rpartition(":")
    if sign and number.isascii() and number.isdecimal():
        return name, int(number)
    return rater, FIRST_ROUND


def surveyed(
    project: Project,
    raters: Collection[str] | None = None,
    at_least: int = 2,
    *,
    all_rounds: bool = False,
) -> Iterator[list[Surveyed]]:
    """The articles that at least so many of these coders submitted, a piece at a time, in order.

    raters: None for everybody and gold, in the first round or in all.
    """
    all_rounds = all_rounds or any(rater != person_and_round(rater)[0] for rater in raters or ())
    with project.store.transaction() as records:
        names = rater_names(records.coders())
        last = records.last_number()
    for first in range(1, last + 1, _SURVEYED):
        with project.store.transaction() as records:
            handed = records.handed(first, first + _SURVEYED - 1, all_rounds=all_rounds)
        found: dict[int, Surveyed] = {}
        for each in handed:
            name = rater_name(names.get(each.coder_id, ""), each.round)
            if each.lane is Lane.GOLD:
                name = GOLD
            if each.state is State.SUBMITTED and (raters is None or name in raters):
                one = found.setdefault(each.number, Surveyed(each.number, each.article_id, {}))
                one.finished[name] = each.made_at
        yield [one for one in found.values() if len(one.finished) >= at_least]


def chosen_raters(project: Project, wanted: Sequence[str]) -> tuple[str, ...] | None:
    """The coders asked for, each once, in the order of their names; None if nobody is.

    A coder can be asked for in a round: "ana:2", "ana:0"; "ana:1" is "ana". Raises NotFound for an
    unknown one, AnnotatorError if fewer than two are asked for.
    """
    if not wanted:
        return None
    known = {*rater_names(people_of(project)).values(), GOLD}
    asked = [person_and_round(each) for each in wanted]
    for name, round in asked:
        if name not in known or (name == GOLD and round != FIRST_ROUND):
            there = ", ".join(sorted(known))
            rater = rater_name(name, round)
            raise NotFound(f"There is no coder {rater!r} in {project.name}. There are: {there}.")
    raters = tuple(sorted({rater_name(*each) for each in asked}))
    if len(raters) < 2:
        raise AnnotatorError(f"{raters[0]} alone cannot be compared. Name at least two coders.")
    return raters


def read_articles(
    project: Project, survey: Sequence[Surveyed], raters: Sequence[str]
) -> Iterator[list[CodedArticle]]:
    """What these coders submitted of these articles, in their order, some articles at a time.

    An article that was taken up again meanwhile, so that one coding is left, is left out. Raises
    ProjectRefused at a coding of which something was changed.
    """
    names = rater_names(people_of(project))
    now = _InForce(project)
    lane = None if GOLD in raters else Lane.CODING
    for start in range(0, len(survey), _READ):
        piece = survey[start : start + _READ]
        numbers = [each.number for each in piece]
        with project.store.transaction() as records:
            codings = list(records.codings(lane, None, numbers))
            rows = {row.id: row for row in records.article_rows(numbers)}
            uses = records.source_id_uses([row.source_id for row in rows.values()])
        given = _given(codings, names, raters, now)
        found = [
            (each, rows.get(each.article_id), given.get(each.article_id, {})) for each in piece
        ]
        yield [
            _coded(each, row, article_key(row, uses[row.source_id]), codings_of)
            for each, row, codings_of in found
            if row is not None and len(codings_of) >= 2
        ]


class _InForce:
    """Codings of older codebooks in the words of the one in force."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._versions: Versions | None = None
        self._lineages: dict[UUID, Lineage] = {}

    def coding(self, coding: PlainCoding) -> PlainCoding:
        """A coding as it counts today; one that was made under the codebook in force as it is."""
        made = coding.codebook_id
        if made == self._project.codebook.id:
            return coding
        if made not in self._lineages:
            if self._versions is None:
                self._versions = Versions(self._project, self._project.codebook)
            self._lineages[made] = self._versions.lineage(made)
        lineage = self._lineages[made]
        return PlainCoding(
            coding.article_id,
            coding.coder_id,
            coding.lane,
            coding.round,
            (coding.state, coding.reason),
            proposed_entry(coding.plain_answers, ARTICLE, lineage),
            made,
            [(event_id, proposed_body(body, lineage)) for event_id, body in coding.plain_events],
        )


def _given(
    codings: Iterable[ArticleCoding],
    names: Mapping[UUID, str],
    raters: Collection[str],
    now: _InForce,
) -> dict[UUID, dict[str, Coding]]:
    """By article and rater, what counts in a comparison."""
    found: dict[UUID, dict[str, Coding]] = {}
    for coding in codings:
        name = _rater_of(coding, names)
        if coding.state == State.SUBMITTED.value and name in raters:
            plain = now.coding(PlainCoding.of(coding))
            given = Coding(
                coding.codebook_id,
                plain.answers,
                plain.events,
                tuple(marshal.dumps(body) for _, body in plain.plain_events),
            )
            found.setdefault(coding.article_id, {})[name] = given
    return found


def _rater_of(coding: ArticleCoding, names: Mapping[UUID, str]) -> str:
    """Whose coding it is; "" for a repeat of gold, which is none."""
    if coding.lane is Lane.GOLD:
        return GOLD if coding.round == FIRST_ROUND else ""
    return rater_name(names[coding.coder_id], coding.round)


def _coded(
    survey: Surveyed, row: ArticleRow, key: str, given: Mapping[str, Coding]
) -> CodedArticle:
    last = max(survey.finished.values())
    codings = {name: given[name] for name in sorted(given)}
    return CodedArticle(
        row.id,
        survey.number,
        key,
        row.title or key,
        row.length,
        monday(last).isoformat(),
        codings,
    )


def unpacked(packed: bytes, event_id: UUID, article_id: UUID) -> Event:
    """An event of a coding, as it was coded, from its packed form."""
    return event_from_plain(marshal.loads(packed), event_id, article_id)


def monday(moment: datetime) -> date:
    """The first day of the week of a moment, in UTC."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())

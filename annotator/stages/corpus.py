"""The corpus as a whole: articles are found, listed, and kept from coders where a lead decides so.

What a lead decides is a note beside the article: it can be taken back, and nothing that was coded
is ever touched.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from annotator.model.article import DUPLICATE, METADATA, REMOVED, SET_ASIDE, Article, ArticleRow
from annotator.model.errors import AnnotatorError, NotFound, NotYours
from annotator.model.hits import snippet, some_hits
from annotator.model.query import Field, Query, Words, parse_query, terms
from annotator.model.span import Span
from annotator.model.study import Coder, Role, Standing, State
from annotator.stages.project import Project
from annotator.stages.results import Changes

if TYPE_CHECKING:
    from annotator.store.records import Records

TO_DO = "to_do"

_SNIPPET = 160
"""Characters of a snippet: two lines of a list."""


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of the articles that were found, in order, and what was looked for."""

    numbers: array[int]
    query: Query | None


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """An article in a list with where one coder's coding of it stands; None if not begun."""

    article: ArticleRow
    state: State | None
    n_events: int

    @property
    def status(self) -> str:
        """One of STATUSES: the coder's own, else what the lead decided, else still to do."""
        return self.state.value if self.state else self.article.state or TO_DO


@dataclass(frozen=True, slots=True)
class About:
    """An article with all that is known about it.

    rest: what else its source gave, and the file it came from, under the source's own names.
    reason: why the lead decided about it as its row says, or "".
    """

    row: ArticleRow
    article: Article
    rest: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a lead decided: a state of ARTICLE_STATES or "", the number repeated or 0, and why."""

    state: str
    other: int
    reason: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of an article on one line, and where in it stands what was looked for."""

    text: str
    spans: tuple[Span, ...]


def find(
    project: Project,
    coder: Coder | None,
    words: str,
    sort: str = "",
    descending: bool = False,
    *,
    typing: bool = False,
) -> Found:
    """The articles that a search means; all of them if it asks nothing.

    coder: whose `status:` is meant; anybody's if None. sort: a column of the list, "status", or ""
    for the best first where words are looked for, else the order of import.
    typing: the search is still being typed: what is unfinished in it is passed over.
    Raises QueryFault, and NotFound if `coder:` names nobody; neither of them while typing.
    """
    query = parse_query(words, forgiving=typing)
    coder_id = coder.id if coder else None
    with project.store.transaction() as records:
        people = _people(records, query, project.name, forgiving=typing)
        return Found(records.find(query, sort, descending, coder_id, people), query)


def count(project: Project, coder: Coder | None, words: str, *, typing: bool = False) -> int:
    """How many articles `find` would find; known much sooner, where they are many."""
    query = parse_query(words, forgiving=typing)
    coder_id = coder.id if coder else None
    with project.store.transaction() as records:
        people = _people(records, query, project.name, forgiving=typing)
        return records.count(query, coder_id, people)


def lines(project: Project, coder: Coder, numbers: Sequence[int]) -> list[CorpusLine]:
    """The articles of these numbers, in this order, as this coder's list shows them."""
    with project.store.transaction() as records:
        return [_line(*each) for each in records.rows_and_standings(numbers, coder.id)]


def _line(row: ArticleRow, standing: Standing | None) -> CorpusLine:
    if standing is None:
        return CorpusLine(row, None, 0)
    return CorpusLine(row, standing.state, standing.n_events)


def standings(project: Project, rows: Iterable[ArticleRow]) -> list[Standing]:
    """How far each coder is with these articles; those who have not begun are left out."""
    with project.store.transaction() as records:
        return records.standings([row.id for row in rows])


def n_articles(project: Project) -> int:
    """How many articles there are."""
    with project.store.transaction() as records:
        return records.n_articles()


def rows(project: Project, numbers: Sequence[int]) -> list[ArticleRow]:
    """The articles of these numbers, in this order."""
    with project.store.transaction() as records:
        return records.article_rows(numbers)


def about(project: Project, number: int) -> About:
    """The article of this number with all that is known about it; raises NotFound."""
    with project.store.transaction() as records:
        found = records.article_rows([number])
        article = records.article(found[0].id) if found else None
        if article is None:
            raise NotFound(f"There is no article number {number} in {project.name}.")
        known = records.known_about(article.id)
        reason = records.article_reason(number)
    rest = {name: words for name, words in known.items() if words and name not in METADATA}
    return About(found[0], article, rest, reason)


def values(project: Project, name: str, most: int = 30) -> list[tuple[str, int]]:
    """What articles have as publisher, language or section, and how many; the commonest first."""
    with project.store.transaction() as records:
        return records.values_of(name, most)


def snippets(project: Project, numbers: Sequence[int], query: Query | None) -> list[Snippet]:
    """For each of these articles the stretch that shows best what was looked for.

    Empty where a query asks for no words of the text.
    """
    if not any(isinstance(term, Words) for term in terms(query)):
        return [Snippet("", ())] * len(numbers)
    made: dict[int, Snippet] = {}
    with project.store.transaction() as records:
        for number, text in records.texts(numbers):
            line, spans = snippet(text, some_hits(text, query, _SNIPPET), _SNIPPET)
            made[number] = Snippet(line, tuple(spans))
    return [made[number] for number in numbers]


def set_aside(project: Project, lead: Coder, ids: Iterable[UUID], reason: str) -> Changes:
    """Articles that nobody is to begin; those who have begun one keep it on their worklist."""
    return _decided(project, lead, ids, SET_ASIDE, _given(reason))


def off_worklists(project: Project, lead: Coder, ids: Iterable[UUID], reason: str) -> Changes:
    """Articles off every worklist, also of those who have begun; what is submitted stays there."""
    return _decided(project, lead, ids, REMOVED, _given(reason))


def take_back(project: Project, lead: Coder, ids: Iterable[UUID]) -> Changes:
    """What was decided about articles holds no longer: they are to be coded again."""
    return _decided(project, lead, ids, "", "")


def mark_duplicate(
    project: Project, lead: Coder, article_id: UUID, of: UUID, reason: str = ""
) -> Changes:
    """An article repeats another: nobody is to begin it who could code the other one.

    Where the other one repeats a third, it is the third that both repeat.
    Raises AnnotatorError if they would repeat each other.
    """
    with project.store.transaction() as records:
        wanted = _rows_of(records, [article_id, of])
        row, original = wanted[article_id], wanted[of]
        seen = {row.number}
        while original.state == DUPLICATE and original.other and original.number not in seen:
            seen.add(original.number)
            (original,) = records.article_rows([original.other])
    if original.id == row.id:
        raise AnnotatorError(
            f"“{row.title or row.id}” is what the other one repeats. Mark the other one, or take "
            "its mark back first."
        )
    return _decided(project, lead, [article_id], DUPLICATE, reason.strip(), original)


def decisions(project: Project, ids: Iterable[UUID]) -> dict[Decision, list[UUID]]:
    """What the lead decided about these articles, as it stands."""
    found: dict[Decision, list[UUID]] = {}
    with project.store.transaction() as records:
        for row in _rows_of(records, ids).values():
            reason = records.article_reason(row.number) if row.state else ""
            found.setdefault(Decision(row.state, row.other, reason), []).append(row.id)
    return found


def restore(project: Project, lead: Coder, before: Mapping[Decision, Sequence[UUID]]) -> Changes:
    """What was decided about articles is again what `decisions` gave before; all or nothing."""
    changing: set[UUID] = set()
    with _deciding(project, lead) as records:
        for decision, ids in before.items():
            changing |= _note(records, lead, ids, decision)
    return Changes(articles=frozenset(changing))


def _decided(
    project: Project,
    lead: Coder,
    ids: Iterable[UUID],
    state: str,
    reason: str,
    original: ArticleRow | None = None,
) -> Changes:
    """Note a decision where it is not the one that holds; all or nothing."""
    decision = Decision(state, original.number if original else 0, reason)
    with _deciding(project, lead) as records:
        return Changes(articles=frozenset(_note(records, lead, ids, decision)))


def _deciding(project: Project, lead: Coder) -> AbstractContextManager[Records]:
    """A transaction in which a lead decides."""
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead decides what is coded.")
    return project.store.transaction()


def _note(records: Records, lead: Coder, ids: Iterable[UUID], decision: Decision) -> set[UUID]:
    state, other = decision.state, decision.other
    rows = _rows_of(records, ids).values()
    changing = [row.id for row in rows if (row.state, row.other) != (state, other)]
    repeated = records.article_rows([other])[0].id if other else None
    if changing:
        records.set_article_states(changing, lead.id, state, repeated, decision.reason)
    return set(changing)


def _rows_of(records: Records, ids: Iterable[UUID]) -> dict[UUID, ArticleRow]:
    """The articles of these ids; raises NotFound."""
    wanted = list(dict.fromkeys(ids))
    numbers = records.numbers(wanted)
    if missing := [id for id in wanted if id not in numbers]:
        raise NotFound(f"article {missing[0]} is not in this project. Import it first.")
    return {row.id: row for row in records.article_rows(list(numbers.values()))}


def _given(reason: str) -> str:
    """A reason without blanks around it; refused if there is none."""
    if not reason.strip():
        raise AnnotatorError("Say why these articles are not to be coded: a few words are enough.")
    return reason.strip()


def _people(
    records: Records, query: Query | None, name: str, *, forgiving: bool
) -> Mapping[str, UUID]:
    """Whom `coder:` may name; nobody is asked for if the query names nobody."""
    named = [each.value for each in _fields(query) if each.name == "coder"]
    if not named:
        return {}
    people = {coder.handle: coder.id for coder in records.coders()}
    unknown = [handle for handle in named if handle not in people]
    if unknown and not forgiving:
        known = ", ".join(people)
        raise NotFound(f"There is no coder {unknown[0]!r} in {name}. There are: {known}.")
    return people


def _fields(query: Query | None) -> list[Field]:
    return [term for term in terms(query, ruled_out=True) if isinstance(term, Field)]

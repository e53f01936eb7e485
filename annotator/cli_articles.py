"""The command `articles`: what the project has, found, and what of it repeats what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli_output import USAGE, complain, note, say_json, say_table, watched
from annotator.cli_projects import AsJson, Location, project_at
from annotator.model.query import QueryFault

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.model.article import ArticleRow
    from annotator.stages.duplicates import Pair
    from annotator.stages.project import Project

TO_DO = "to_do"

_PIECE = 500


class Status(StrEnum):
    """Where a coder's coding of an article can stand, or what the lead decided about it."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    SET_ASIDE = "set_aside"
    DUPLICATE = "duplicate"
    REMOVED = "removed"


def articles(
    project: Location,
    search: Annotated[
        str,
        typer.Option(
            metavar="QUERY",
            help='Only those found, the best first: words, "a phrase", begin*, AND, OR, NOT, '
            "title:, publisher:, byline:, section:, language:, date:2025-01..2025-03, status:, "
            "coder:.",
        ),
    ] = "",
    status: Annotated[Status | None, typer.Option(help="Only those that stand so.")] = None,
    coder: Annotated[str, typer.Option(metavar="HANDLE", help="Look at this coder only.")] = "",
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="List what repeats what instead.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List or search the articles and where each coder's coding of them stands.

    Example: annotator articles talks.annotator --search '"trade talks" date:2025-01..2025-03'
    """
    if duplicates and (search or status or coder):
        complain("--duplicates lists all pairs: leave out --search, --status and --coder.")
        raise typer.Exit(USAGE)
    with project_at(project, read_only=not duplicates) as opened:
        if duplicates:
            _say_duplicates(opened, as_json)
            return
        try:
            lines = overview(opened, search, status.value if status else "", coder)
        except QueryFault as fault:
            complain(str(fault))
            raise typer.Exit(USAGE) from None
    if as_json:
        say_json({"count": len(lines), "articles": [line.plain() for line in lines]})
        return
    titles = ["id", "published", "publisher", "title", "status"]
    has_snippets = any(line.snippet for line in lines)
    say_table(
        [*titles, "words"] if has_snippets else titles,
        ((*line.cells(), line.snippet) if has_snippets else line.cells() for line in lines),
    )
    note(f"{len(lines)} articles")


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article of the list; `states` has the coders who have begun, by handle.

    rank: its place in the list, from 1. snippet: what was looked for, in its words.
    """

    article: ArticleRow
    states: dict[str, str]
    rank: int
    snippet: str
    repeats: str

    def plain(self) -> dict[str, object]:
        """The line as JSON."""
        row = self.article
        return {
            "id": str(row.id),
            "title": row.title,
            "byline": row.byline,
            "publisher": row.publisher,
            "published": row.published,
            "section": row.section,
            "url": row.url,
            "language": row.language,
            "source_id": row.source_id,
            "file": row.file,
            "length": row.length,
            "status": self.states,
            "decided": row.state,
            "repeats": self.repeats or None,
            "rank": self.rank,
            "snippet": self.snippet,
        }

    def cells(self) -> tuple[str, ...]:
        """The line as a row of a table."""
        row = self.article
        states = [f"{handle}: {state}" for handle, state in self.states.items()]
        status = ", ".join([*([row.state] if row.state else []), *states]) or TO_DO
        return (str(row.id), row.published, row.publisher, row.title, status)


def overview(project: Project, search: str, status: str, handle: str) -> list[ArticleLine]:
    """The articles that a search finds, the best first, and that stand as `status`.

    handle: look only at this coder; "" for everybody. An article is to do where nobody looked at
    has begun it. Raises QueryFault, and NotFound if there is no such coder.
    """
    from annotator.stages import corpus
    from annotator.stages.project import coder, coders

    person = coder(project, handle) if handle else None
    people = {each.id: each.handle for each in ([person] if person else coders(project))}
    found = corpus.find(project, person, search)
    numbers = list(found.numbers)
    if status:
        standing = set(corpus.find(project, person, f"status:{status}").numbers)
        numbers = [number for number in numbers if number in standing]
    lines: list[ArticleLine] = []
    for start in range(0, len(numbers), _PIECE):
        piece = numbers[start : start + _PIECE]
        rows = corpus.rows(project, piece)
        snippets = corpus.snippets(project, piece, found.query)
        states = _states(project, rows, people)
        repeated = {row.number: str(row.id) for row in corpus.rows(project, _repeated(rows))}
        for row, snippet in zip(rows, snippets, strict=True):
            repeats = repeated.get(row.other, "")
            lines.append(
                ArticleLine(row, states.get(row.id, {}), len(lines) + 1, snippet.text, repeats)
            )
    return lines


def _repeated(rows: list[ArticleRow]) -> list[int]:
    """The articles that these repeat."""
    return sorted({row.other for row in rows if row.other})


def _states(
    project: Project, rows: list[ArticleRow], people: dict[UUID, str]
) -> dict[UUID, dict[str, str]]:
    """Who of these people has begun which article, by handle, and where that stands."""
    from annotator.stages.corpus import standings

    begun: dict[UUID, dict[UUID, str]] = {}
    for each in standings(project, rows):
        begun.setdefault(each.article_id, {})[each.coder_id] = each.state.value
    return {
        article_id: {handle: states[id] for id, handle in people.items() if id in states}
        for article_id, states in begun.items()
    }


def _say_duplicates(project: Project, as_json: bool) -> None:
    """Bring the pairs up to date and tell them."""
    from annotator.stages.duplicates import find_duplicates, pairs

    watched(find_duplicates(project), "duplicates")
    found = pairs(project)
    n_exact = sum(pair.is_exact for pair in found)
    if as_json:
        plain = [_plain(pair) for pair in found]
        say_json({"count": len(found), "exact": n_exact, "pairs": plain})
        return
    say_table(("alike", "first", "second", "title", "decided"), map(_cells, found))
    note(f"{len(found)} pairs, {n_exact} of them with equal texts")


def _plain(pair: Pair) -> dict[str, object]:
    """A pair as JSON."""
    articles = [
        {
            "id": str(row.id),
            "title": row.title,
            "publisher": row.publisher,
            "published": row.published,
            "decided": row.state,
        }
        for row in (pair.first, pair.second)
    ]
    return {
        "first": articles[0],
        "second": articles[1],
        "exact": pair.is_exact,
        "alike": round(pair.alike, 3),
        "decided": _decision(pair),
    }


def _cells(pair: Pair) -> tuple[str, ...]:
    """A pair as a row of a table."""
    alike = "exact" if pair.is_exact else f"{pair.alike:.0%}"
    return (alike, str(pair.first.id), str(pair.second.id), pair.first.title, _decision(pair))


def _decision(pair: Pair) -> str:
    """What was decided about a pair: a state, "kept" where both are to be coded, or ""."""
    return pair.state or ("kept" if pair.is_kept else "")

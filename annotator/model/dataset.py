"""What goes out: the articles and codings of a project as a stream, and the data dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from annotator.model.article import ArticleRow
from annotator.model.codebook import Codebook, Option, Variable
from annotator.model.event import ArticleCoding, Entry, Event, Lane, in_order
from annotator.model.values_plain import (
    Plain,
    entry_from_plain,
    entry_to_plain,
    event_from_plain,
    event_to_plain,
)

THEN = "number in an older version"
"""Among the columns of a code that only an older codebook has: its number there, or ""."""


class PlainCoding(ArticleCoding):
    """A coding as it is stored; its answers and events become values each time they are asked for.

    Whoever makes thousands of rows of them reads the plain ones, which is several times faster.
    plain_answers: those about the article. plain_events: id and `{"answers": …, "groups": …}` of
        each event, in the order of their evidence.
    """

    __slots__ = ("plain_answers", "plain_events")
    plain_answers: Plain
    plain_events: Sequence[tuple[str, Plain]]

    def __init__(
        self,
        article_id: UUID,
        coder_id: UUID,
        lane: Lane,
        round_: int,
        state: tuple[str, str],
        answers: Plain,
        codebook_id: UUID,
        events: Sequence[tuple[str, Plain]],
    ) -> None:
        """State: where it stands and why. The other parts are those of every coding."""
        put = object.__setattr__
        put(self, "article_id", article_id)
        put(self, "coder_id", coder_id)
        put(self, "lane", lane)
        put(self, "round", round_)
        put(self, "state", state[0])
        put(self, "reason", state[1])
        put(self, "plain_answers", answers)
        put(self, "codebook_id", codebook_id)
        put(self, "plain_events", events)

    @classmethod
    def of(cls, coding: ArticleCoding) -> PlainCoding:
        """The same coding, plain."""
        if isinstance(coding, cls):
            return coding
        return cls(
            coding.article_id,
            coding.coder_id,
            coding.lane,
            coding.round,
            (coding.state, coding.reason),
            entry_to_plain(coding.answers),
            coding.codebook_id,
            [(str(event.id), event_to_plain(event)) for event in in_order(coding.events)],
        )

    @property
    def answers(self) -> Entry:
        """The answers about the article."""
        return entry_from_plain(self.plain_answers)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events in the order of their evidence."""
        return tuple(
            [
                event_from_plain(body, UUID(event_id), self.article_id)
                for event_id, body in self.plain_events
            ]
        )


@dataclass(frozen=True, slots=True)
class Dataset:
    """The articles of a project and what was coded in them, in one lane.

    codings: those of some articles, in the order the articles are given; of one article by the
        handle of the coder. Each is coded under any version of the codebook.
    coders: the handle of each coder who occurs. older: by the ids of those versions under which
        some codings were made before, what fills them in: each codebook in the names of this one.
    """

    codebook: Codebook
    project: str
    articles: Sequence[ArticleRow]
    codings: Callable[[Sequence[ArticleRow]], Iterable[ArticleCoding]]
    coders: Mapping[UUID, str]
    lane: Lane
    older: Mapping[UUID, Codebook] = field(default_factory=lambda: MappingProxyType({}))

    def plain_codings(self, articles: Sequence[ArticleRow]) -> Iterator[PlainCoding]:
        """The codings of some articles, in their order, as they are stored."""
        return map(PlainCoding.of, self.codings(articles))

    def coder(self, coding: ArticleCoding) -> str:
        """Who coded, as the tables write it: a handle, or "gold" for the settled coding."""
        if coding.lane is Lane.GOLD:
            return Lane.GOLD.value
        return self.coders.get(coding.coder_id) or str(coding.coder_id)


def article_keys(articles: Iterable[ArticleRow]) -> dict[UUID, str]:
    """How the tables name each article: its identifier in its source where that tells it apart.

    An identifier that several articles carry (a corrected text, say) gets the article's id added.
    """
    known = list(articles)
    uses = Counter(article.source_id for article in known)
    return {article.id: article_key(article, uses[article.source_id]) for article in known}


def article_key(article: ArticleRow, uses: int) -> str:
    """How the tables name an article whose identifier so many articles carry."""
    if not article.source_id:
        return str(article.id)
    return article.source_id if uses == 1 else f"{article.source_id}.{article.id}"


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """A line of the data dictionary: a variable (`code` is "") or one code of it."""

    table: str
    variable: str
    kind: str
    scale: str
    required: bool
    code: str
    position: int
    number: int | None
    label: str
    definition: str
    parent: str = ""


def dictionary(codebook: Codebook) -> Iterator[DictionaryRow]:
    """Every variable with its codes, in the order of the codebook."""
    for table, variable in codebook.all_variables():
        name = {"": "events", "article": "articles"}.get(table, table)
        yield _variable_row(name, variable)
        lists = (("", variable.options), ("_precision", variable.precisions))
        for suffix, options in (*lists, ("_basis", variable.bases)):
            yield from _option_rows(name, variable, suffix, options)


def _variable_row(table: str, variable: Variable) -> DictionaryRow:
    text = variable.definition or variable.question
    kind, scale = variable.kind.value, variable.scale.value
    required = variable.required
    return DictionaryRow(
        table, variable.name, kind, scale, required, "", 0, None, variable.label, text
    )


def _option_rows(
    table: str, variable: Variable, suffix: str, options: tuple[Option, ...]
) -> Iterator[DictionaryRow]:
    for position, option in enumerate(options, start=1):
        yield DictionaryRow(
            table,
            variable.name + suffix,
            variable.kind.value,
            variable.scale.value,
            variable.required,
            option.code,
            position,
            _number(option),
            option.label,
            option.definition,
            option.parent,
        )


def _number(option: Option) -> int | None:
    """A code's number; of an older one that of its version, though a newer code may have it too."""
    then = option.columns.get(THEN)
    return int(then) if then else option.number

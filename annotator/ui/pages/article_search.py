"""What the Articles page asks the corpus, off the window's thread; the last question wins."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from annotator.model.errors import AnnotatorError
from annotator.model.hits import hits
from annotator.model.query import Query, Words, terms
from annotator.model.span import Span
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.widgets.article_line import ArticleLine
from annotator.ui.widgets.paged_table import PAGE

if TYPE_CHECKING:
    from annotator.model.study import Coder
    from annotator.stages.corpus import About
    from annotator.stages.project import Project

_MOST_HITS = 500
"""Places that are marked in the reading pane."""

Lines = list[tuple[int, ArticleLine]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: numbers in order, of `total` articles, and the first rows of them.

    opened: the number of the article that is open, or None.
    """

    words: str
    numbers: array[int]
    total: int
    query: Query | None
    lines: Lines
    opened: int | None

    @property
    def has_words(self) -> bool:
        """Whether words of the text were looked for, so that stretches of it can be shown."""
        return has_words(self.query)


@dataclass(frozen=True, slots=True)
class Read:
    """An article for the reading pane, and where in it stands what was looked for."""

    number: int
    about: About
    hits: list[Span]


def has_words(query: Query | None) -> bool:
    """Whether a query asks for words."""
    return any(isinstance(term, Words) for term in terms(query))


class ArticleSearch(QObject):
    """Finds articles, and reads the rows and the text that are looked at."""

    counted = Signal(object)  # int: how many articles will be found
    found = Signal(object)  # Found
    lines_read = Signal(object)  # Lines
    article_read = Signal(object)  # Read
    values_read = Signal(object)  # dict[str, list[str]]: publishers, languages
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._query: Query | None = None
        self._round = 0
        self._due: dict[int, ArticleLine] = {}
        self._counting = Latest(desk.reader, self)
        self._counting.answered.connect(self.counted)
        self._counting.refused.connect(lambda _: None)  # the search itself says what is wrong
        self._finding = self._latest(self._on_found)
        self._rows = self._latest(self._on_lines, tells_all=True)
        self._stretches = self._latest(self._on_stretches, tells_all=True)
        self._reading = self._latest(self.article_read.emit)
        self._values = self._latest(self.values_read.emit)

    def _latest(self, on_answer: Any, *, tells_all: bool = False) -> Latest:
        made = Latest(self._desk.reader, self, tells_all=tells_all)
        made.answered.connect(on_answer)
        made.refused.connect(self._on_refused)
        return made

    @property
    def query(self) -> Query | None:
        """What the list shows, as it was last answered."""
        return self._query

    def forget(self) -> None:
        """Nothing that was asked is wanted any more."""
        self._round += 1
        self._query = None
        self._due.clear()
        asking = (self._rows, self._stretches, self._reading, self._values)
        for each in (self._counting, self._finding, *asking):
            each.forget()

    def find(self, words: str, sort: str, is_down: bool, opened: UUID | None = None) -> None:
        """Ask how many articles a search means, which, and the number of the one that is open."""
        open_now = self._open()
        if open_now is not None:
            if words.strip():
                self._counting.ask(partial(_count, *open_now, words))
            self._finding.ask(partial(_find, *open_now, words, (sort, is_down), opened))

    def read_lines(self, numbers: Sequence[int]) -> None:
        """Ask for the rows of these articles."""
        open_now = self._open()
        if open_now is not None:
            query, now = self._query, self._round
            self._rows.ask(lambda: (now, _lines(*open_now, numbers, query)))

    def read_article(self, number: int) -> None:
        """Ask for an article with all that is known about it."""
        open_now = self._open()
        if open_now is not None:
            self._reading.ask(partial(_read, open_now[0], number, self._query))

    def read_values(self) -> None:
        """Ask which publishers and languages there are."""
        open_now = self._open()
        if open_now is not None:
            self._values.ask(partial(_values, open_now[0]))

    def _open(self) -> tuple[Project, Coder] | None:
        if self._desk.project is None or self._desk.coder is None:
            return None
        return self._desk.project, self._desk.coder

    def _on_found(self, found: Found) -> None:
        self._round += 1
        self._query = found.query
        self._due.clear()
        self.found.emit(found)
        self._read_stretches(found.lines)

    def _on_lines(self, answer: tuple[int, Lines]) -> None:
        asked, lines = answer
        if asked == self._round:
            self.lines_read.emit(lines)
            self._read_stretches(lines)

    def _read_stretches(self, lines: Lines) -> None:
        """Have the stretches of the texts read that show what was looked for, newest rows first."""
        if has_words(self._query):
            self._due.update(lines)
            self._read_more_stretches()

    def _read_more_stretches(self) -> None:
        open_now = self._open()
        if open_now is None or not self._due or self._stretches.is_busy:
            return
        lines = [self._due.popitem() for _ in range(min(PAGE, len(self._due)))]
        query, now = self._query, self._round
        self._stretches.ask(lambda: (now, _with_stretches(open_now[0], lines, query)))

    def _on_stretches(self, answer: tuple[int, Lines]) -> None:
        if answer[0] == self._round:
            self.lines_read.emit(answer[1])
        self._read_more_stretches()

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.refused.emit(str(error))


def _count(project: Project, coder: Coder, words: str) -> int:
    from annotator.stages import corpus

    return corpus.count(project, coder, words, typing=True)


def _find(
    project: Project, coder: Coder, words: str, order: tuple[str, bool], opened: UUID | None
) -> Found:
    """Find articles; a search that finds nothing because it is wrong says so."""
    from annotator.stages import coding, corpus

    found = corpus.find(project, coder, words, *order, typing=True)
    if not found.numbers:
        found = corpus.find(project, coder, words, *order)
    number = coding.numbers_of(project, [opened]).get(opened) if opened else None
    lines = _lines(project, coder, found.numbers[:PAGE], found.query)
    total = corpus.n_articles(project)
    return Found(words, found.numbers, total, found.query, lines, number)


def _lines(project: Project, coder: Coder, numbers: Sequence[int], query: Query | None) -> Lines:
    from annotator.stages import corpus

    lines = corpus.lines(project, coder, numbers)
    repeated = [line.article.other for line in lines if line.article.other]
    titles = {row.number: row.title for row in corpus.rows(project, repeated)}
    return [
        (
            line.article.number,
            ArticleLine(
                line.article,
                line.status,
                line.n_events,
                titles.get(line.article.other, ""),
                tuple(hits(line.article.title, query, is_title=True)),
            ),
        )
        for line in lines
    ]


def _with_stretches(project: Project, lines: Lines, query: Query | None) -> Lines:
    from annotator.stages import corpus

    found = corpus.snippets(project, [number for number, _ in lines], query)
    return [
        (number, replace(line, stretch=each.text, hits=each.spans))
        for (number, line), each in zip(lines, found, strict=True)
    ]


def _read(project: Project, number: int, query: Query | None) -> Read:
    from annotator.stages import corpus

    about = corpus.about(project, number)
    return Read(number, about, hits(about.article.text, query)[:_MOST_HITS])


def _values(project: Project) -> dict[str, list[str]]:
    from annotator.stages import corpus

    names = ("publisher", "language")
    return {name: [words for words, _ in corpus.values(project, name)] for name in names}

"""Search beside a bare FTS5 query, and the duplicates planted in a corpus that are found.

The bare side keeps the texts in its index and has SQLite cut the snippets. One article in ten is
printed again: as it is in capitals, edited, cut short, extended or updated.
`python -m tests.bench.finding --articles 100000` prints the table alone.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from annotator.model.article import Article
from annotator.model.searchable import searchable
from annotator.stages import corpus
from annotator.stages.duplicates import find_duplicates, pairs
from annotator.stages.project import Project, coder
from tests.bench.corpus import articles
from tests.bench.measure import TRIES, Figure, Goal, Step, alternate, judge, milliseconds
from tests.build import a_project

RARE, COMMON, CHINESE = '"Zanzibar communiqué"', "minister", "北京"
BARE = """
CREATE VIRTUAL TABLE words USING fts5(title, text,
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
"""
BARE_SEARCH = (
    "SELECT rowid, snippet(words, 1, '[', ']', '…', 24) FROM words WHERE words MATCH ?"
    " ORDER BY rank LIMIT 50"
)
KINDS = ("equal", "edited", "cut", "extended", "updated")
ONE_IN, RARE_IN = 10, 500


class Corpus:
    """A project with a corpus in which stories repeat each other, and the same texts in FTS5."""

    def __init__(self, folder: Path, number: int) -> None:
        (folder / "finding").mkdir()
        self.project: Project = a_project(folder / "finding")
        self.person = coder(self.project, "me")
        self.planted: set[tuple[int, int]] = set()
        self.bare = sqlite3.connect(folder / "finding" / "bare.sqlite")
        self.bare.executescript(BARE)
        self.n_articles = 0
        self.take_in(self._printed(number))

    def take_in(self, made: Iterable[Article]) -> None:
        """Add articles to both sides."""
        for batch in _batches(made):
            with self.project.store.transaction() as records:
                records.add_articles([(article, {}) for article in batch], self.person.id)
            rows = [(searchable(each.title), searchable(each.text)) for each in batch]
            self.bare.executemany("INSERT INTO words VALUES (?, ?)", rows)
            self.bare.commit()

    def _printed(self, number: int) -> Iterator[Article]:
        """So many articles, and some of them once more."""
        chance = random.Random(5)
        for at, article in enumerate(articles(number)):
            text = article.text
            if at % RARE_IN == 0:
                text += "\nThe Zanzibar communiqué was signed.\n外交部长在北京会见代表团。\n"
            self.n_articles += 1
            yield Article.from_text(text, article.source_id, title=article.title)
            if at % ONE_IN == 0:
                self.n_articles += 1
                self.planted.add((self.n_articles - 1, self.n_articles))
                again = reprinted(chance, text, KINDS[at // ONE_IN % len(KINDS)])
                yield Article.from_text(again, f"again-{at}", title=article.title)


def reprinted(chance: random.Random, text: str, kind: str) -> str:
    """A text as another paper prints it."""
    if kind == "equal":
        return text.upper().replace(", ", " ")
    if kind == "edited":
        return " ".join("new" if chance.random() < 0.07 else word for word in text.split(" "))
    if kind == "cut":
        return text[: int(len(text) * chance.uniform(0.35, 0.7))]
    sentences = text.split(". ")
    if kind == "updated":
        return ". ".join(
            _invented(chance) if chance.random() < 0.2 else sentence for sentence in sentences
        )
    return ". ".join([*sentences, *(_invented(chance) for _ in sentences[::2])])


def _invented(chance: random.Random) -> str:
    return " ".join(f"word{chance.randrange(10**6)}" for _ in range(22))


def _batches(made: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in made:
        batch.append(article)
        if len(batch) == 500:
            yield batch
            batch = []
    yield batch


class Finding:
    """What is measured of one corpus."""

    def __init__(self, folder: Path, number: int, rounds: int) -> None:
        self._rounds = rounds
        self._corpus = Corpus(folder, number)
        self._seed = 1_000

    def search(self, words: str) -> Callable[[], Figure]:
        """The best 50 with snippets, beside FTS5."""

        def ours() -> None:
            found = corpus.find(self._corpus.project, self._corpus.person, words)
            assert len(corpus.snippets(self._corpus.project, found.numbers[:50], found.query))

        def bare() -> None:
            asked = words if words.isascii() or words == RARE else f'"{searchable(words)}"'
            assert self._corpus.bare.execute(BARE_SEARCH, (asked,)).fetchall()

        steps: list[Step] = [ours] * (3 * self._rounds)
        return lambda: alternate(steps, [bare] * len(steps))

    def page(self) -> Figure:
        """A page of the list, somewhere in the middle."""
        start = self._corpus.n_articles // 2
        numbers = range(start, start + 60)
        project, person = self._corpus.project, self._corpus.person
        return _typical(lambda: corpus.lines(project, person, numbers), 3 * self._rounds)

    def sorted(self) -> Figure:
        """All articles in the order of a column."""
        project, person = self._corpus.project, self._corpus.person
        return _typical(lambda: corpus.find(project, person, "", "title"), self._rounds)

    @cached_property
    def _gaps(self) -> list[float]:
        """Looking through everything: how long each piece took, in ms."""
        times = [perf_counter()]
        times.extend(perf_counter() for _ in find_duplicates(self._corpus.project))
        return [(end - start) * 1000 for start, end in pairwise([*times, perf_counter()])]

    def through(self) -> Figure:
        """Looking through everything, for each article."""
        return Figure(sum(self._gaps) / self._corpus.n_articles)

    def piece(self) -> Figure:
        """The longest time without progress told, one piece in a hundred left aside."""
        return Figure(sorted(self._gaps)[-1 - len(self._gaps) // 100])

    def one_more(self) -> Figure:
        """An article that comes in alone."""
        times = []
        for article in articles(3 * self._rounds, self._seed):
            self._corpus.take_in([article])
            times.append(milliseconds(lambda: list(find_duplicates(self._corpus.project))))
        self._seed += 1
        return Figure(median(times))

    def missed(self) -> Figure:
        """Planted pairs that were not found."""
        return Figure(100 * len(self._corpus.planted - self._found) / len(self._corpus.planted))

    def wrong(self) -> Figure:
        """Pairs that were found and not planted."""
        return Figure(100 * len(self._found - self._corpus.planted) / max(1, len(self._found)))

    @cached_property
    def _found(self) -> set[tuple[int, int]]:
        assert self._gaps
        found = pairs(self._corpus.project)
        return {(pair.first.number, pair.second.number) for pair in found}

    def close(self) -> None:
        """Let go of both sides."""
        self._corpus.project.close()
        self._corpus.bare.close()


def _typical(step: Step, times: int) -> Figure:
    return Figure(median(milliseconds(step) for _ in range(times)))


def goals(folder: Path, number: int, rounds: int) -> Iterator[Goal]:
    """The goals of finding things among so many articles."""
    finding = Finding(folder, number, rounds)
    yield Goal("search, rare phrase / FTS5", 2, "ms", finding.search(RARE))
    yield Goal("search, common word / FTS5", 2, "ms", finding.search(COMMON))
    yield Goal("search, Chinese / FTS5", 2, "ms", finding.search(CHINESE))
    yield Goal("page of the list", 5, "ms", finding.page)
    yield Goal("whole list sorted", 150, "ms", finding.sorted)
    yield Goal("duplicates, each article of all", 1.8, "ms", finding.through)
    yield Goal("... longest piece (of 99 in 100)", 50, "ms", finding.piece)
    yield Goal("... planted and missed", 3, "%", finding.missed)
    yield Goal("... found and wrong", 1, "%", finding.wrong)
    yield Goal("... an article that comes in alone", 20, "ms", finding.one_more)
    finding.close()


def main(words: list[str] | None = None, tell: Callable[[str], None] = print) -> int:
    """Run this part alone; 0 if every goal is reached."""
    parser = argparse.ArgumentParser(prog="finding", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="how many articles")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        missed = judge(goals(Path(name), chosen.articles, chosen.rounds), tell, TRIES)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

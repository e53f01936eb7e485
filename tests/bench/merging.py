"""Merging a hand-in of many coded articles, beside raw inserts of the same rows.

The project holds as many events of another coder as one of 100,000 articles with an event in each:
what an insert costs depends on how large the indexes are.

Both write into copies of one project, with all its tables and indexes, in one durable transaction.
The raw side is given its rows ready made and checks nothing. The checked copy that is made before a
merge is measured apart. `python -m tests.bench.merging --articles 100000` prints the table alone.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cached_property
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from uuid import uuid4

from annotator.model.article import Article
from annotator.model.event import Answer, Entry, Event, Lane, Missing, Revision
from annotator.model.span import Span
from annotator.model.study import Coder, State, Submission
from annotator.stages import sharing
from annotator.stages.project import Project, add_coder, create_project, open_project
from annotator.stages.results import finish
from tests.bench.corpus import articles, places
from tests.bench.measure import Figure, Goal, judge
from tests.build import the_codebook

CODED = 1_000
EVENTS, ENTRIES = 3, 5
TABLES = ("event_revision", "submission")
SAVED, MOST = 100_000, 10


class Merges:
    """A project of so many articles, and what a coder handed in of it."""

    def __init__(self, folder: Path, number: int, rounds: int) -> None:
        self._folder = folder
        self._rounds = rounds
        self._number = number
        self._n_coded = min(CODED, number)
        self._rows: dict[str, list[tuple[object, ...]]] = {}

    def beside_raw(self) -> Figure:
        """The merge beside raw inserts; the copy before it is left out."""
        merged, raw, _ = self._times
        return Figure(merged, raw)

    def backup(self) -> Figure:
        """The checked copy that is made before a merge, in seconds."""
        return Figure(self._times[2] / 1000)

    @cached_property
    def _package(self) -> tuple[Path, Path]:
        """The project, and the package of a coder's codings; made in a copy of it."""
        corpus = list(articles(self._number))
        path = self._folder / "lab.annotator"
        lab = create_project(path, the_codebook(), "bench", "lea")
        whose = add_coder(lab, "ana")
        with lab.store.transaction() as records:
            lead = records.coders()[0]
            for start in range(0, len(corpus), 500):
                records.add_articles([(each, {}) for each in corpus[start : start + 500]], lead.id)
        _code(lab, lead, corpus, min(MOST, max(1, SAVED // self._number)), 0)
        lab.close()
        package = self._folder / "ana.annpack"
        chosen = Random(1).sample(corpus, self._n_coded)
        theirs = self._folder / "ana.annotator"
        with closing(_opened(shutil.copy(path, theirs))) as own:
            _code(own, whose, chosen, EVENTS, ENTRIES)
            finish(sharing.hand_in(own, whose, package))
        self._rows = _rows_of(theirs, whose)
        theirs.unlink()
        return path, package

    @cached_property
    def _times(self) -> tuple[float, float, float]:
        """The medians of merges, of raw inserts and of copies, in ms, measured in turn."""
        path, package = self._package
        times: tuple[list[float], list[float], list[float]] = ([], [], [])
        for _ in range(self._rounds):
            times[1].append(self._raw(path))
            spent, copied = self._merge(path, package)
            times[0].append(spent)
            times[2].append(copied)
        return median(times[0]), median(times[1]), median(times[2])

    def _merge(self, path: Path, package: Path) -> tuple[float, float]:
        """A merge into a copy of the project, and how long the backup before it took, in ms."""
        place = self._folder / "merged"
        place.mkdir()
        copied = 0.0
        backup = sharing.backup

        def timed(project: Project, target: Path | None = None, why: str = "") -> Path:
            nonlocal copied
            began = perf_counter()
            made = backup(project, target, why)
            copied += perf_counter() - began
            return made

        sharing.backup = timed
        try:
            with closing(_opened(shutil.copy(path, place / path.name))) as lab:
                began = perf_counter()
                report = finish(sharing.merge(lab, [package]))
                spent = perf_counter() - began
        finally:
            sharing.backup = backup
            shutil.rmtree(place)
        if report.n_new != self._n_coded * (EVENTS + 1):
            raise RuntimeError("the bench's own package did not come in whole")
        return (spent - copied) * 1000, copied * 1000

    def _raw(self, path: Path) -> float:
        """Raw inserts of the same rows into a copy of the project, in ms."""
        target = shutil.copy(path, self._folder / "raw.annotator")
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("SELECT count(*) FROM coder").fetchall()
            began = perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            for name, cells in self._rows.items():
                if cells:
                    marks = ", ".join("?" * len(cells[0]))
                    connection.executemany(f"INSERT INTO {name} VALUES ({marks})", cells)
            connection.execute("COMMIT")
            spent = perf_counter() - began
        Path(target).unlink()
        return spent * 1000


def _opened(path: str | Path) -> Project:
    return open_project(Path(path))


def _rows_of(path: Path, whose: Coder) -> dict[str, list[tuple[object, ...]]]:
    """What a coder made, by table, as SQLite holds it; in the order of a package."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: connection.execute(
                f"SELECT * FROM {name} WHERE coder_id = ? ORDER BY id", (whose.id.hex,)
            ).fetchall()
            for name in TABLES
        }


def _code(
    project: Project, whose: Coder, chosen: list[Article], n_events: int, entries: int
) -> None:
    """Events in each article, each with so many participants, topics and positions."""
    book = project.codebook.id
    with project.store.transaction() as records:
        for article in chosen:
            spans = [Span.of(article.text, *place) for place in places(article.text, 18)]
            for number in range(n_events):
                event = _event(article, spans, number, entries)
                records.add_revision(Revision(uuid4(), event, whose.id, Lane.CODING, book))
            answers = {"article_status": Answer("codable")}
            state = State.SUBMITTED
            records.add_submission(
                Submission(uuid4(), article.id, whose.id, Lane.CODING, 1, state, "", answers, book)
            )


def _event(article: Article, spans: list[Span], number: int, entries: int) -> Event:
    def said(at: int) -> tuple[Span, ...]:
        return (spans[(at + 5 * number) % len(spans)],)

    topics: list[Entry] = [{"topic": Answer("SEC.WAR", said(n))} for n in range(entries)]
    sides: list[Entry] = [
        {"actor": Answer("CHN", said(n)), "role": Answer("host")} for n in range(entries)
    ]
    positions: list[Entry] = [
        {"holder": Answer("RUS"), "topic": Answer("SEC.WAR"), "stance": Answer("1", said(n))}
        for n in range(entries)
    ]
    answers = {
        "event_type": Answer("CONSULT", said(0)),
        "status": Answer("held"),
        "date": Answer(Missing.NOT_STATED),
        "place": Answer(Missing.NOT_STATED),
    }
    event = Event(uuid4(), article.id, answers)
    for group, entries in (("participants", sides), ("topics", topics), ("positions", positions)):
        event = event.with_entries(group, entries)
    return event


def goals(folder: Path, number: int, rounds: int) -> Iterator[Goal]:
    """The goals of merging into a project of so many articles."""
    place = folder / "merging"
    place.mkdir(exist_ok=True)
    merges = Merges(place, number, rounds)
    name = f"merge of {min(CODED, number)} coded articles / raw inserts"
    yield Goal(name, 3, "ms", merges.beside_raw)
    yield Goal("... the checked copy before it", 600, "s", merges.backup)


def main(words: list[str] | None = None) -> int:
    """Measure the goals of merging alone."""
    parser = argparse.ArgumentParser(prog="merging", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="how many articles")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        missed = judge(goals(Path(folder), chosen.articles, chosen.rounds), print, tries=1)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Imports of JSON lines beside raw SQLite, which takes the same texts into a table and an index.

Each import runs in a process of its own, so that its peak of memory is its own; processor time is
compared, since that is what a loaded machine leaves as it is. The raw side is not charged for
reading the lines. `python -m tests.bench.importing --articles 100000` prints the table alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from tests.bench.corpus import articles
from tests.bench.measure import Figure, Goal, judge

BATCH = 200
ROOT = Path(__file__).parents[2]
RAW = """
CREATE TABLE article (id TEXT PRIMARY KEY, title TEXT, publisher TEXT, date TEXT, language TEXT,
    text TEXT);
CREATE VIRTUAL TABLE words USING fts5(title, text, content='', tokenize='unicode61');
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one import cost: processor time in ms, peak of memory in MiB, size of file in bytes."""

    spent: float
    peak: float
    size: int


class Imports:
    """Imports of a corpus, of a tenth of it and of nothing."""

    def __init__(self, folder: Path, number: int, rounds: int) -> None:
        self._folder = folder
        self._rounds = rounds
        self._surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        self._surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        self._whole = write_corpus(folder / "whole.jsonl", number)
        self._unnamed = write_corpus(folder / "unnamed.jsonl", number, language=False)
        self._tenth = write_corpus(folder / "tenth.jsonl", max(1, number // 10))

    def stage(self) -> Figure:
        """The whole import beside raw SQLite."""
        return Figure(self._spent("stage"), self._spent("raw"))

    def unnamed(self) -> Figure:
        """The import of lines that name no language, beside raw SQLite."""
        return Figure(self._spent("unnamed"), self._spent("raw"))

    def growth(self) -> Figure:
        """The whole import beside that of a tenth."""
        return Figure(self._spent("stage"), self._spent("tenth"))

    def memory(self) -> Figure:
        """The peak of memory above that with an empty project open."""
        nothing = self._run("nothing", self._whole)
        peaks = [run.peak for kind in ("stage", "unnamed") for run in self._runs[kind]]
        return Figure(max(peaks) - nothing.peak)

    def size(self) -> Figure:
        """The file beside the JSON lines, in MB."""
        return Figure(self._runs["stage"][0].size / 1e6, self._whole.stat().st_size / 1e6)

    def _spent(self, kind: str) -> float:
        return median(run.spent for run in self._runs[kind])

    @cached_property
    def _runs(self) -> dict[str, list[Run]]:
        """Every kind of import in turn, so that whatever else the machine does meets them all."""
        runs: dict[str, list[Run]] = {"raw": [], "stage": [], "unnamed": [], "tenth": []}
        for _ in range(self._rounds):
            runs["raw"].append(self._run("raw", self._whole))
            runs["stage"].append(self._run("stage", self._whole))
            runs["unnamed"].append(self._run("stage", self._unnamed))
            runs["tenth"].append(self._run("stage", self._tenth))
        return runs

    def _run(self, kind: str, corpus: Path) -> Run:
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            command = [sys.executable, "-m", "tests.bench.importing", kind, corpus, place]
            done = subprocess.run(
                [str(word) for word in command],
                cwd=ROOT,
                env=self._surroundings,
                check=True,
                capture_output=True,
            )
            return Run(**json.loads(done.stdout))


def goals(folder: Path, number: int, rounds: int) -> Iterator[Goal]:
    """The goals of importing so many articles."""
    imports = Imports(folder, number, rounds)
    yield Goal(f"import of {number} / raw insert + FTS5", 2.5, "ms", imports.stage)
    yield Goal("... of lines that name no language", 4, "ms", imports.unnamed)
    yield Goal("... / import of a tenth", 13, "ms", imports.growth)
    yield Goal("... memory above an empty project", 64, "MiB", imports.memory)
    yield Goal("... file / JSON lines", 2, "MB", imports.size)


def write_corpus(path: Path, number: int, language: bool = True) -> Path:
    """The corpus as JSON lines, which name the language or do not."""
    with path.open("w", encoding="utf-8") as file:
        for article in articles(number):
            known = {
                "id": article.source_id,
                "title": article.title,
                "publisher": article.publisher,
                "date": article.published,
                "language": article.language,
                "text": article.text,
            }
            if not language:
                del known["language"]
            file.write(json.dumps(known, ensure_ascii=False) + "\n")
    return path


# What the child processes do


def _raw(corpus: Path, folder: Path) -> tuple[float, Path]:
    path = folder / "raw.db"
    spent = 0.0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(RAW)
        connection.execute("BEGIN")
        for number, batch in enumerate(_batches(corpus)):
            rows = [tuple(record.values()) for record in batch]
            words = [(number * BATCH + n, row[1], row[5]) for n, row in enumerate(rows, 1)]
            began = process_time()
            connection.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", rows)
            connection.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", words)
            spent += process_time() - began
        began = process_time()
        connection.execute("COMMIT")
        return spent + process_time() - began, path


def _stage(corpus: Path, folder: Path) -> tuple[float, Path]:
    from annotator.stages.intake import import_articles
    from annotator.stages.results import finish
    from tests.build import a_project

    project = a_project(folder)
    began = process_time()
    finish(import_articles(project, [corpus]))
    spent = process_time() - began
    with project.store.transaction() as records:
        if records.n_articles() == 0:
            raise RuntimeError("the bench's own corpus is refused")
    return spent, project.path


def _nothing(_corpus: Path, folder: Path) -> tuple[float, Path]:
    from annotator.stages import intake  # as whoever is about to import has it
    from tests.build import a_project

    project = a_project(folder)
    with project.store.transaction() as records:
        if records.n_articles():
            raise RuntimeError(f"{intake.__name__} was not asked for anything")
    return 0.0, project.path


_KINDS: dict[str, Callable[[Path, Path], tuple[float, Path]]] = {
    "raw": _raw,
    "stage": _stage,
    "nothing": _nothing,
}


def _batches(corpus: Path) -> Iterator[list[dict[str, Any]]]:
    with corpus.open(encoding="utf-8") as file:
        while lines := list(islice(file, BATCH)):
            yield [json.loads(line) for line in lines]


def _peak() -> float:
    """The most memory that this process ever had, in MiB; a child's `ru_maxrss` is not its own."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell the peak of memory")


def main(words: list[str]) -> int:
    """Be one of the child processes, or measure all goals of importing."""
    if words and words[0] in _KINDS:
        spent, path = _KINDS[words[0]](Path(words[1]), Path(words[2]))
        print(json.dumps({"spent": spent * 1000, "peak": _peak(), "size": path.stat().st_size}))
        return 0
    parser = argparse.ArgumentParser(prog="importing", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="how many articles")
    parser.add_argument("--rounds", type=int, default=3, help="how often each import is run")
    chosen = parser.parse_args(words)
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    try:
        return bool(judge(goals(folder, chosen.articles, chosen.rounds), print, tries=1))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

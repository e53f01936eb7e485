"""Assigning a large corpus to twenty coders, and telling how far they are.

`python -m tests.bench.assigning --articles 10000` prints the table alone; ten times as many short
articles are assigned.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from annotator.model.article import Article
from annotator.model.assigning import Plan
from annotator.model.event import Lane
from annotator.model.study import FIRST_ROUND, State, Submission
from annotator.stages.assigning import assign, propose
from annotator.stages.progress import progress
from annotator.stages.project import Project, add_coder, coders, open_project
from annotator.stages.results import finish
from tests.bench.measure import TRIES, Figure, Goal, judge, milliseconds
from tests.build import a_project

CODERS, TIMES = 20, 10
_BATCH = 500


class Assigning:
    """A project with many articles, assigned in a copy each time."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder / "assigning"
        self._folder.mkdir()
        project = a_project(self._folder)
        self._path = project.path
        self._ids: list[Article] = [
            Article.from_text(f"Envoy {at} met the minister.") for at in range(TIMES * number)
        ]
        lead = coders(project)[0]
        for start in range(0, len(self._ids), _BATCH):
            with project.store.transaction() as records:
                batch = self._ids[start : start + _BATCH]
                records.add_articles([(each, {}) for each in batch], lead.id)
        people = [add_coder(project, f"coder{at:02}") for at in range(CODERS)]
        self._plan = Plan(tuple(each.id for each in people), overlap=0.2, repeats=0.05)
        project.close()

    def assigned(self) -> Figure:
        """Proposed and made, in seconds."""
        project = self._copy("assigned")
        lead = coders(project)[0]
        began = perf_counter()
        finish(assign(project, lead, finish(propose(project, lead, self._plan))))
        seconds = perf_counter() - began
        project.close()
        return Figure(seconds)

    def told(self, number: int) -> Callable[[], Figure]:
        """How far twenty coders are who submitted so many articles."""
        project = self._copy("told")
        with project.store.transaction() as records:
            codebook_id = project.codebook.id
            for at, article in enumerate(self._ids[:number]):
                coder_id = self._plan.coder_ids[at % CODERS]
                row = Submission(
                    uuid4(), article.id, coder_id, Lane.CODING, FIRST_ROUND, State.SUBMITTED, ""
                )
                records.add_submission(replace(row, codebook_id=codebook_id))
        return lambda: Figure(milliseconds(lambda: finish(progress(project))))

    def _copy(self, name: str) -> Project:
        target = self._folder / f"{name}.annotator"
        shutil.copy(self._path, target)
        return open_project(target)


def goals(folder: Path, number: int) -> Iterator[Goal]:
    """The goals of a lead with many coders."""
    assigning = Assigning(folder, number)
    name = f"assign {TIMES * number:,} articles to {CODERS} coders"
    yield Goal(name, 5, "s", assigning.assigned)
    told = assigning.told(number)
    yield Goal(f"progress with {number:,} submissions", 200, "ms", told)


def main(words: list[str] | None = None, tell: Callable[[str], None] = print) -> int:
    """Run this part alone; 0 if every goal is reached."""
    parser = argparse.ArgumentParser(prog="assigning", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="a tenth of them")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        missed = judge(goals(Path(name), chosen.articles), tell, TRIES)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

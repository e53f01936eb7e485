"""`make bench`: every goal of speed and memory beside its floor, in one run.

Exits with 1 if a goal is missed. The absolute times say little on a machine that does other work;
the ratios do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench import assigning, finding, importing, merging, server
from tests.bench.keys import Keys
from tests.bench.measure import TRIES, Goal, judge
from tests.bench.saving import CODER, Exports, Saves
from tests.bench.start import Starts

SWITCHES = 5_000


def goals(
    folder: Path,
    number: int,
    rounds: int,
    switches: int,
    tell: Callable[[str], None],
    peers: bool = True,
) -> Iterator[Goal]:
    """All goals; what one needs is made when its turn comes. peers: beside other libraries, too.

    What starts the program stands first, while this process holds no Qt: it would share pages with
    one side of the comparison more than with the other.
    """
    saves = Saves(folder, number)
    project = shutil.copy(saves.few.path, folder / "start.annotator")
    starts = Starts(project, CODER, folder, rounds)
    yield Goal("start: painted / bare window", 2, "ms", starts.painted)
    yield Goal("start: article shown / bare window", 6, "ms", starts.shown)
    yield Goal("start: first key answered / bare window", 6, "ms", starts.answered)
    yield Goal("memory with an article shown / bare window", 2.5, "MiB", starts.memory)
    keys = Keys(folder, project, CODER)
    yield Goal("key in the article, median", 16, "ms", keys.article_median)
    yield Goal("key in the article, p95", 33, "ms", keys.article_p95)
    yield Goal("key in the form, saved, median", 16, "ms", keys.form_median)
    yield Goal("key in the form, saved, p95", 33, "ms", keys.form_p95)
    yield Goal("durable save / raw commit", 5, "ms", saves.beside_raw)
    yield Goal("... among all annotations / in a new project", 1.3, "ms", saves.beside_empty)
    exports = Exports(saves.many, folder, rounds)
    yield Goal("native export / csv.writer from SQLite", 3, "ms", exports.beside_csv_writer)
    saves.close()
    yield from importing.goals(folder, number, min(rounds, 3))
    yield from finding.goals(folder, number, rounds)
    yield from assigning.goals(folder, number)
    yield from server.goals(number)
    yield from merging.goals(folder, number, min(rounds, 3))
    yield from _goals_of_agreement(folder, number, min(rounds, 3), tell, peers)
    yield from _goals_of_pages(number, switches)


def _goals_of_agreement(
    folder: Path, number: int, rounds: int, tell: Callable[[str], None], peers: bool
) -> Iterator[Goal]:
    """The goals of arithmetic, whose libraries are not loaded before the starts were measured."""
    from tests.bench import agreeing

    yield from agreeing.goals(folder, rounds, tell, min(1.0, number / 10_000), peers)


def _goals_of_pages(number: int, switches: int) -> Iterator[Goal]:
    """The goals that are painted in this process."""
    from PySide6.QtWidgets import QApplication

    from tests.bench.painting import Pages

    app = QApplication.instance() or QApplication([])
    pages = Pages(number)
    yield Goal("switch articles / QTextBrowser", 3, "ms", pages.switch)
    yield Goal("article of 200 kB / QTextBrowser", 2, "ms", pages.long)
    yield Goal("growth over the switches", 50, "MiB", lambda: pages.growth(switches))
    app.processEvents()


def main(words: list[str] | None = None, tell: Callable[[str], None] = print) -> int:
    """Run the benchmark; 0 if every goal is reached."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="how many articles")
    parser.add_argument("--rounds", type=int, default=5, help="how often the long ones are run")
    parser.add_argument("--tries", type=int, default=TRIES, help="for a goal that is missed")
    parser.add_argument("--switches", type=int, default=SWITCHES, help="for the growth of memory")
    parser.add_argument("--no-peers", action="store_true", help="not beside other libraries")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        folder = Path(name)
        all_goals = goals(
            folder, chosen.articles, chosen.rounds, chosen.switches, tell, not chosen.no_peers
        )
        missed = judge(all_goals, tell, chosen.tries)
    tell(f"missed: {', '.join(missed)}" if missed else "every goal is reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

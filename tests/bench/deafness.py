"""How long the window hears nothing while articles are looked at and taken in.

A timer of ten milliseconds runs in the real window, off screen; the gaps between its beats, less
those ten, are what a key would have had to wait. `python -m tests.bench.deafness --articles 100000`
prints the table alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.importing import ROOT, write_corpus
from tests.bench.measure import TRIES, Figure, Goal, judge

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

BEAT_MS = 10
PATIENCE = 1_800.0


@dataclass(frozen=True, slots=True)
class Deaf:
    """The longest gap in ms, and what 99 in 100 stay below; while looking, and while importing."""

    looking: float
    looking_p99: float
    importing: float
    importing_p99: float


class Deafness:
    """Imports through the window, each in a process of its own.

    One tells all numbers; a goal that asks again was missed, and gets an import of its own.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder
        self._corpus = write_corpus(folder / "deaf.jsonl", number)
        self._told: set[str] = set()
        self._last: Deaf | None = None

    def figure(self, name: str) -> Callable[[], Figure]:
        """One of the numbers of `Deaf`."""
        return lambda: Figure(getattr(self._measured(name), name))

    def _measured(self, name: str) -> Deaf:
        if self._last is None or name in self._told:
            self._last = self._import()
        self._told.add(name)
        return self._last

    def _import(self) -> Deaf:
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            command = [sys.executable, "-m", "tests.bench.deafness", str(self._corpus), place]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            return Deaf(**json.loads(done.stdout))


def goals(folder: Path, number: int) -> Iterator[Goal]:
    """The goals of staying awake while so many articles come in."""
    deafness = Deafness(folder, number)
    yield Goal("deaf while looking at files, longest", 100, "ms", deafness.figure("looking"))
    yield Goal("... p99", 50, "ms", deafness.figure("looking_p99"))
    yield Goal("deaf while importing, longest", 100, "ms", deafness.figure("importing"))
    yield Goal("... p99", 50, "ms", deafness.figure("importing_p99"))


# What the child process does


class _Beats:
    """The gaps between the beats of a timer in the window's thread."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtWidgets import QApplication

        app, precise = QApplication.instance(), Qt.TimerType.PreciseTimer
        self._timer = QTimer(app, interval=BEAT_MS, timerType=precise)
        self._timer.timeout.connect(self._beat)
        self._last = perf_counter()
        self._gaps: list[float] = []
        self._timer.start()

    def _beat(self) -> None:
        now = perf_counter()
        self._gaps.append((now - self._last) * 1000 - BEAT_MS)
        self._last = now

    def taken(self) -> tuple[float, float]:
        """The longest gap and the 99th in a hundred since the last time; begins anew."""
        gaps, self._gaps = sorted(self._gaps), []
        return gaps[-1], gaps[len(gaps) * 99 // 100]


def _wait(is_so: Callable[[], bool]) -> None:
    """Let the window live until something is so; looked at with every beat, as nothing is asked."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    until = perf_counter() + PATIENCE
    loop = QEventLoop(QApplication.instance())
    timer = QTimer(loop, interval=BEAT_MS)  # of the loop, so that no other thread destroys it
    timer.timeout.connect(lambda: loop.quit() if is_so() or perf_counter() > until else None)
    timer.start()
    loop.exec()
    loop.deleteLater()
    if not is_so():
        raise RuntimeError("the import does not end")


def _window(folder: Path) -> MainWindow:
    from annotator.stages.intake import import_text
    from annotator.ui.desk import Desk
    from annotator.ui.jobs import Worker
    from annotator.ui.main_window import MainWindow
    from annotator.ui.settings import Settings
    from tests.build import a_project

    project = a_project(folder)
    import_text(project, "They met in Geneva.")  # so that an article is open, as it is in a lab
    path = project.path
    project.close()
    settings = Settings()
    window = MainWindow(settings)
    window.furnish(Desk(Worker(), settings))
    window.resize(1280, 800)
    window.show()
    window.projects.open(str(path))
    _wait(lambda: window.desk.current is not None)
    return window


def _import(corpus: Path, folder: Path) -> Deaf:
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    window = _window(folder)
    intake, beats = window.intake, _Beats()
    intake.import_paths([corpus])
    assert intake.session is not None
    preview = intake.session.preview
    _wait(lambda: preview.verb.isEnabled())
    looking = beats.taken()
    preview.verb.click()
    _wait(lambda: intake.shown is not None and intake.shown.rows.row() is not None)
    _wait(lambda: window.coding.worklist.model.n_articles > 1)
    importing = beats.taken()
    window.desk.close_project(lambda: None)
    _wait(lambda: window.desk.project is None)
    window.close()
    return Deaf(*looking, *importing)


def main(words: list[str] | None = None, tell: Callable[[str], None] = print) -> int:
    """Run this part alone; 0 if every goal is reached."""
    parser = argparse.ArgumentParser(prog="deafness", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="how many articles")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        missed = judge(goals(Path(name), chosen.articles), tell, TRIES)
    return 1 if missed else 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if len(sys.argv) == 3 and not sys.argv[1].startswith("-"):
        print(json.dumps(asdict(_import(Path(sys.argv[1]), Path(sys.argv[2])))))
        sys.exit(0)
    sys.exit(main())

"""Starting the program, in a process of its own, beside a bare window of PySide6.

Both tell on the clock of the machine when they have painted; ours also when the article is shown
and when it has answered the first key.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic, monotonic_ns, sleep

from tests.bench.measure import Figure

BARE = Path(__file__).with_name("bare_window.py")
PRESSED = Path(__file__).with_name("first_key.py")
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Started:
    """Milliseconds from the start of the process to each stamp, and what it holds then (MiB)."""

    stamps: dict[str, float]
    memory: float


class Starts:
    """Starts of ours and of the bare window in turn, carried out once for all goals.

    A goal that asks again was missed, and gets starts of its own.
    """

    def __init__(self, project: Path, coder: str, folder: Path, rounds: int) -> None:
        self._project, self._coder = project, coder
        self._folder, self._rounds = folder, rounds
        self._runs: list[tuple[Started, Started]] = []
        self._told: set[str] = set()

    def painted(self) -> Figure:
        """From nothing to a painted window."""
        return self._figure("painted")

    def shown(self) -> Figure:
        """From nothing to the first article painted."""
        return self._figure("shown")

    def answered(self) -> Figure:
        """From nothing to the first key answered in the article."""
        return self._figure("answered")

    def memory(self) -> Figure:
        """What an idle window with an article holds."""
        runs = self._measured("memory")
        return Figure(median(o.memory for o, _ in runs), median(f.memory for _, f in runs))

    def _figure(self, stamp: str) -> Figure:
        runs = self._measured(stamp)
        return Figure(
            median(ours.stamps[stamp] for ours, _ in runs),
            median(floor.stamps["painted"] for _, floor in runs),
        )

    def _measured(self, goal: str) -> list[tuple[Started, Started]]:
        words = [str(PRESSED), str(self._project), "--coder", self._coder]
        if not self._runs:
            self._start(words, "answered")  # byte code is written once; that is nobody's start
        if goal in self._told or not self._runs:
            self._runs = [self._both(words, number % 2 == 0) for number in range(self._rounds)]
        self._told.add(goal)
        return self._runs

    def _both(self, words: list[str], is_ours_first: bool) -> tuple[Started, Started]:
        """One start of each; who goes first changes with every round."""
        if is_ours_first:
            return self._start(words, "answered"), self._start([str(BARE)], "painted")
        floor = self._start([str(BARE)], "painted")
        return self._start(words, "answered"), floor

    def _start(self, words: Sequence[str], last: str) -> Started:
        trace = self._folder / "trace"
        trace.unlink(missing_ok=True)
        home = self._folder / "home"
        cached = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
        environment = {
            **cached,
            "ANNOTATOR_TRACE": str(trace),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        began = monotonic_ns()
        process = subprocess.Popen(
            [sys.executable, *words], env=environment, stderr=subprocess.PIPE, text=True
        )
        try:
            stamps = _wait_for(last, trace, process)
            sleep(0.5)
            memory = own_memory(process.pid)
        finally:
            process.kill()
            process.communicate()
        return Started({name: (at - began) / 1e6 for name, at in stamps.items()}, memory)


def _wait_for(last: str, trace: Path, process: subprocess.Popen[str]) -> dict[str, int]:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if process.poll() is not None:
            _, told = process.communicate()
            raise RuntimeError(f"ended before it had {last}: {told[-2000:]}")
        if (stamps := read_trace(trace)).keys() >= {last}:
            return stamps
        sleep(0.01)
    raise RuntimeError(f"not {last} after {PATIENCE:.0f} s; so far {sorted(read_trace(trace))}")


def read_trace(trace: Path) -> dict[str, int]:
    """The stamps in a trace file, each at its first time; a half-written line is left out."""
    stamps: dict[str, int] = {}
    if trace.exists():
        for line in trace.read_text().splitlines(keepends=True):
            name, _, at = line.partition(" ")
            if line.endswith("\n") and at.strip().isdigit():
                stamps.setdefault(name, int(at))
    return stamps


def own_memory(pid: int) -> float:
    """What a process holds in MiB: its PSS on a machine that runs nothing else.

    The PSS itself falls for both sides alike while other programs map the same libraries, and so
    says how many of them run; with nobody to share with it is the resident size.
    """
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel tells no resident size")

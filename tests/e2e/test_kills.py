"""A coder works at random and the program is killed at random: nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from annotator import cli
from annotator.stages import coding
from annotator.stages.drafts import Drafts
from annotator.stages.project import coder, open_project
from tests.e2e.begun import a_begun_project, parts

KILLS = int(os.environ.get("ANNOTATOR_KILLS", "10"))
SEED = int(os.environ.get("ANNOTATOR_KILLS_SEED", "2"))
WAIT = 40
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(60 + 12 * KILLS)

MOVING = {"submit", "no_event", "go", "undo", "redo"}
"""Steps that may end in another article."""


def test_nothing_acknowledged_is_lost(tmp_path: Path, home: Path) -> None:
    chance = random.Random(SEED)
    path = a_begun_project(tmp_path)
    ledger = Ledger()
    ledger.take({"told": "start", **in_project(path)})
    for number in range(KILLS):
        until = "state" if chance.random() < 0.3 else ""
        program = Program(path, chance.randrange(1 << 30), 10_000, until)
        if not until and chance.random() < 0.15:
            sleep(chance.uniform(0.1, 2.0))  # while it starts
        else:
            ledger.check(program.next("start"), f"before kill {number}")
            for line in program.follow(250 if until else chance.randrange(1, 120)):
                ledger.take(line)
            sleep(chance.uniform(0, 0.05))
        for line in program.kill():
            if line["told"] == "start":
                ledger.check(line, f"before kill {number}")
            ledger.take(line)
        if chance.random() < 0.5:
            check(path)
    program = Program(path, chance.randrange(1 << 30), 20)
    ledger.check(program.next("start"), "at last")
    while (line := program.next())["told"] != "end":
        ledger.take(line)
    program.finish()
    check(path)
    ledger.check({**in_project(path), "open": ledger.place["open"]}, "in the project")
    assert not list((home / ".local").rglob("*damaged*"))
    assert ledger.acks > 5 * KILLS


def in_project(path: Path) -> dict[str, Any]:
    """How every article stands in the project, drafts left out of account.

    No draft is left but of what waits for an answer.
    """
    project = open_project(path, read_only=True)
    me = coder(project, "me")
    rows = coding.worklist(project, me)
    found = {str(row.article_id): parts(coding.opened(project, me, row.article_id)) for row in rows}
    drafts = Drafts()
    left = [draft.key for draft in drafts.all(project.id, me.id)]
    assert [key for key in left if not key.startswith("waiting:")] == []
    drafts.close()
    project.close()
    return {"articles": found, "read_only": False, "open": "", "going": ""}


def check(path: Path) -> None:
    """The project holds together, for us and for SQLite, once it has been opened again."""
    open_project(path).close()
    assert cli.run(["check", str(path)]) == 0
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


class Ledger:
    """What the program has acknowledged, and what may be on the disk beyond that.

    For each part of each article the values it may have: the acknowledged one, and those of
    drafts that were begun since.
    """

    def __init__(self) -> None:
        self.parts: dict[str, dict[str, list[str]]] = {}
        self.place = {"open": "", "going": ""}
        self.step = ""
        self.acks = 0
        self._is_walking = False

    def take(self, line: dict[str, Any]) -> None:
        """Note one line that the program has told."""
        told = line["told"]
        if told == "start":
            for article_id, found in line["articles"].items():
                self._acknowledge(article_id, found)
        elif told == "step":
            self.step = line["name"]
        elif told == "draft":
            values = self.parts[line["article"]].setdefault(line["part"], [words(None)])
            values.append(words(line["value"]))
        elif told == "ack":
            self.acks += 1
            self._acknowledge(line["open"], line["coding"])
            # An undo that goes to another article first is done after it was acknowledged.
            walks = self.step in ("undo", "redo") or self._is_walking
            self._is_walking = walks and bool(line["going"])
            self.step = ""
        if told in ("start", "ack"):
            self.place = {"open": line["open"], "going": line["going"]}

    def _acknowledge(self, article_id: str, found: dict[str, Any]) -> None:
        known = self.parts.setdefault(article_id, {})
        for name in {*known, *found}:
            known[name] = [words(found.get(name))]

    def check(self, found: dict[str, Any], when: str) -> None:
        """All that was acknowledged is there, and the coder is where they were."""
        assert not found["read_only"], f"{when}: a lock was left behind"
        assert found["articles"].keys() == self.parts.keys()
        for article_id, there in found["articles"].items():
            known = self.parts[article_id]
            for name in {*known, *there}:
                value, values = words(there.get(name)), known.get(name, [words(None)])
                assert value in values, (
                    f"{when}: {name} of {article_id} is {value}, acknowledged was {values[0]}, "
                    f"{len(values) - 1} drafts since; the last step was {self.step or 'done'}"
                )
        if self.place["open"] and self.step not in MOVING and not self._is_walking:
            assert found["open"] in self.place.values(), f"{when}: another article is open"


def words(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


class Program:
    """The program in a process of its own, and what its coder tells."""

    def __init__(self, path: Path, seed: int, steps: int, until: str = "") -> None:
        out, into = os.pipe()
        self._trace = path.with_name("trace")
        self._trace.unlink(missing_ok=True)
        self._errors = path.with_name("errors.txt")
        errors = self._errors.open("wb")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.e2e.kills",
                path,
                str(seed),
                str(steps),
                str(into),
                until,
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "ANNOTATOR_TRACE": str(self._trace),
                "ANNOTATOR_TRACEBACK": "1",
                "PYTHONFAULTHANDLER": "1",
            },
            stderr=errors,
            pass_fds=(into,),
        )
        os.close(into)
        errors.close()
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(out,), daemon=True)
        self._reader.start()

    def _read(self, out: int) -> None:
        with os.fdopen(out, "rb") as pipe:
            for raw in pipe:
                if raw.endswith(b"\n"):  # the last line may be cut
                    self._lines.put(json.loads(raw))
        self._lines.put(None)

    def _line(self) -> dict[str, Any] | None:
        try:
            return self._lines.get(timeout=WAIT)
        except queue.Empty:
            self._process.send_signal(signal.SIGABRT)  # faulthandler writes where it hangs
            self._process.wait()
            raise AssertionError(f"the program hangs: {self._said()}") from None

    def next(self, told: str = "") -> dict[str, Any]:
        """The next line; it must tell this."""
        line = self._line()
        assert line is not None, f"the program ended: {self._said()}"
        assert told in ("", line["told"])
        return line

    def follow(self, most: int) -> Iterator[dict[str, Any]]:
        """The next lines, so many at most; fewer if it ends."""
        for line in iter(self._line, None):
            yield line
            most -= 1
            if not most:
                return
        self._lines.put(None)

    def kill(self) -> list[dict[str, Any]]:
        """Kill it, if it has not done so itself; what it still told."""
        self._process.kill()
        assert self._process.wait() == -signal.SIGKILL, self._said()
        self._reader.join()
        rest = list(iter(self._lines.get, None))
        assert "Traceback" not in self._said()
        return rest

    def finish(self) -> None:
        """Wait until it has ended by itself."""
        assert self._process.wait(60) == 0, self._said()
        assert "Traceback" not in self._said()

    def _said(self) -> str:
        return self._errors.read_text("utf-8", "replace")

"""A program of ours in a process of its own, asked through a pipe, so that it may fail alone.

So files are read that may be made to harm, and so a library is asked that takes much memory. The
program is a file that imports nothing else of ours; question and answers are lines of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import weakref
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, RLock, Timer
from typing import Any


class ChildEnded(Exception):
    """The process ended before it had answered, mostly because it wanted too much memory."""


class ChildLate(ChildEnded):
    """The process took too long to answer, and was ended."""


class Child:
    """The process, from the side of those who ask; any thread may.

    It starts with the first question and is kept for the next ones; another takes its place where
    it has ended. It goes with `close`, with this object, or with the program that asks.
    seconds: how long an answer, or the first of several, may take.
    longest: bytes of a line of the answer, which is cut off there; below 0 for any number.
    """

    def __init__(self, program: Path, seconds: float, longest: int = -1) -> None:
        self._program, self._seconds, self._longest = program, seconds, longest
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = RLock()

    def wake(self) -> None:
        """Have the process start, if it does not run; does not wait for it."""
        with self._lock:
            self._running()

    def ask(self, question: Any) -> Any:
        """The answer; raises ChildEnded or ChildLate."""
        with self._lock, closing(self.answers(question)) as answers:
            return next(answers)

    def answers(self, question: Any) -> Generator[Any, None, None]:
        """The answers as they come; whoever asks knows the last one and goes on no further.

        For a process that nobody else asks. Raises ChildEnded or ChildLate.
        """
        process, is_late = self._running(), Event()
        timer = Timer(self._seconds, _stop, (process, is_late))
        timer.start()
        try:
            for line in _lines(process, json.dumps(question), self._longest):
                timer.cancel()
                yield json.loads(line)
        except (OSError, ValueError):
            pass  # it went away while it was asked, or said what is no answer
        finally:
            timer.cancel()
        self.close()
        raise ChildLate if is_late.is_set() else ChildEnded

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(self._program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._end = weakref.finalize(self, _end, self._process)
        return self._process

    def close(self) -> None:
        """Have the process end; the next question starts another."""
        with self._lock:
            if self._process is not None:
                self._process = None
                self._end()


def _lines(process: subprocess.Popen[bytes], question: str, longest: int) -> Iterator[bytes]:
    """The lines with which a process answers, up to one that is cut off."""
    if process.stdin is None or process.stdout is None:
        return
    process.stdin.write(question.encode() + b"\n")
    process.stdin.flush()
    while (line := process.stdout.readline(longest)).endswith(b"\n"):
        yield line


def _stop(process: subprocess.Popen[bytes], is_late: Event) -> None:
    """Have a process end that takes too long."""
    is_late.set()
    process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have a process end, and forget it."""
    process.kill()
    process.communicate()

"""The library that tells languages, in a process of its own that is asked through a pipe.

Its model takes a hundred megabytes and half a second to load, for the few texts of an import that
do not tell their language at once. So it is started when the first of them turns up, loads while
the program goes on, and goes when the import is over. Run as a script this file is that process.
"""

from __future__ import annotations

import atexit
import json
import logging
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from threading import RLock
from typing import Any

_CONFIDENT = 0.9
_LENGTHS = (400, 4_000)
"""Characters from the beginning that are looked at; more only where fewer do not tell."""

_log = logging.getLogger(__name__)


class Library:
    """The process, from the side of those who ask; safe to use from any thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = RLock()
        self._pool = ThreadPoolExecutor(1, "language")

    def wake(self) -> None:
        """Have the process start, if it does not run yet; does not wait for it."""
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", __file__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )

    def ask(self, texts: list[str]) -> list[str]:
        """The language of each text, "" where that is not certain; waits for the answer."""
        with self._lock:
            try:
                self.wake()
                return self._answers([text[: _LENGTHS[-1]] for text in texts])
            except (OSError, ValueError) as fault:
                _log.warning("%d languages are not told: %s", len(texts), fault)
                self.close()
                return [""] * len(texts)

    def ask_later(self, texts: list[str]) -> Future[list[str]]:
        """The same, while whoever asks does something else."""
        return self._pool.submit(self.ask, texts)

    def _answers(self, texts: list[str]) -> list[str]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise OSError("there is no process to ask")
        process.stdin.write(json.dumps(texts).encode() + b"\n")
        process.stdin.flush()
        answers: list[str] = json.loads(process.stdout.readline())
        return answers

    def close(self) -> None:
        """Have the process end; the next question starts another."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                process.kill()
                process.communicate()


LIBRARY = Library()
atexit.register(LIBRARY.close)


@cache
def _identifier() -> Any:
    """The identifier, of languages in ISO 639-1 only."""
    from py3langid.langid import (  # type: ignore[import-untyped]  # ships no types
        MODEL_FILE,
        LanguageIdentifier,
    )

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [str(code) for code, _ in identifier.rank("")]
    identifier.set_languages([code for code in known if len(code) == 2])
    return identifier


def _told(text: str) -> str:
    """What the library is confident of, from a few letters if they are enough for it."""
    for length in _LENGTHS if len(text) > _LENGTHS[0] else _LENGTHS[1:]:
        code, confidence = _identifier().classify(text[:length])
        if confidence >= _CONFIDENT:
            return str(code)
    return ""


def main() -> None:
    """Answer lists of texts, a line of JSON each, until nobody asks any more."""
    _identifier()
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps([_told(text) for text in json.loads(line)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

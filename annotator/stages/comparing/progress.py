"""Arithmetic that tells the share that is done, as a job of the stages that tells its progress."""

from __future__ import annotations

from collections.abc import Generator

from annotator.stages.results import Job, Progress, T

_WHOLE = 1000
"""Of progress that is told in shares."""


def told(steps: Generator[float, None, T], what: str, done: int = 0, of: int = 1) -> Job[T]:
    """Steps, each told as progress, and what they return.

    done, of: how many such pieces of work came before, and how many there are in all.
    """
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            found: T = end.value
            return found
        yield Progress(round(_WHOLE * (done + share)), _WHOLE * of, what)

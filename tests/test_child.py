"""A process that is asked through a pipe may fail alone, and another takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.child import Child, ChildEnded, ChildLate

PROGRAM = """
import json, os, sys, time
for line in sys.stdin:
    asked = json.loads(line)
    if asked == "end":
        sys.stdout.write("half an ans")
        sys.stdout.flush()
        os._exit(1)
    if asked == "wait":
        time.sleep(60)
    for each in asked if isinstance(asked, list) else ["no JSON" if asked == "odd" else asked]:
        sys.stdout.write((each if each == "no JSON" else json.dumps(each)) + "\\n")
        sys.stdout.flush()
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


@pytest.fixture
def child(program: Path) -> Iterator[Child]:
    with closing(Child(program, seconds=30)) as asked:
        yield asked


def test_one_process_answers_many_questions(child: Child) -> None:
    child.wake()
    process = child._process
    assert child.ask("t\udcffalks") == "t\udcffalks"
    answers = child.answers([1, 2, 3])
    assert [next(answers), next(answers), next(answers)] == [1, 2, 3]
    answers.close()
    assert child.ask({"a": None}) == {"a": None}
    assert child._process is process


@pytest.mark.parametrize("fatal", ["end", "odd"])
def test_after_an_answer_that_is_none_another_process_is_asked(child: Child, fatal: str) -> None:
    with pytest.raises(ChildEnded):
        child.ask(fatal)
    assert child.ask("and now?") == "and now?"


def test_a_process_that_takes_too_long_is_ended(program: Path) -> None:
    with closing(Child(program, seconds=0.2)) as child:
        child.wake()
        process = child._process
        with pytest.raises(ChildLate):
            child.ask("wait")
    assert process is not None
    assert process.poll() is not None


def test_a_line_longer_than_any_answer_is_none(program: Path) -> None:
    with closing(Child(program, seconds=30, longest=100)) as child, pytest.raises(ChildEnded):
        child.ask("x" * 200)


def test_the_process_goes_with_whoever_asked_it(program: Path) -> None:
    child = Child(program, seconds=30)
    child.wake()
    process = child._process
    del child
    assert process is not None
    assert process.poll() is not None

"""The command line as a person calls it, in this process."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotator import cli
from annotator.demo import demo_project

Command = Callable[..., "Ran"]


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit status and what it printed on either stream."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def annotator(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `annotator WORDS…`; what `stdin` holds can be read by it."""

    def run(*words: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = cli.run([str(word) for word in words])
        sys.stdout.flush()
        printed = capfd.readouterr()
        assert "Traceback" not in printed.err
        return Ran(status, printed.out, printed.err)

    return run


@pytest.fixture
def project(annotator: Command, tmp_path: Path) -> Path:
    """A new project without articles."""
    path = tmp_path / "talks.annotator"
    assert annotator("new", path).status == 0
    return path


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, made once; nobody writes to it."""
    return demo_project(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def coded(sample: Path, tmp_path: Path) -> Path:
    """A sample project of one's own: the seeds, coded by three coders, and gold."""
    (tmp_path / "coded").mkdir()
    return Path(shutil.copy(sample, tmp_path / "coded"))

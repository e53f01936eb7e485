"""Nothing that a file holds costs more than a refusal in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.extensions.hostile import HOSTILE, REFUSED, SECRET, write_hostile

MOST_TELLING = (
    "flat_bomb.zip",
    "climbing.zip",
    "many_members.zip",
    "entities.docx",
    "outside_file.docx",
    "deep.docx",
    "deep.rtf",
    "pages.pdf",
    "bomb.pdf",
    "deep.html",
    "quadratic.xml",
    "one_cell.csv",
)
"""The files that are always tried; the others want `make hostile`."""
TRIED = HOSTILE if os.environ.get("ANNOTATOR_HOSTILE") else MOST_TELLING
ROOT = Path(__file__).parents[2]
MOST_SECONDS = 10
MOST_MEBIBYTES = 400


def read(path: Path, temporary: Path) -> dict[str, Any]:
    """How the import of a file went, by a process that was watched."""
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.extensions.reading", str(path)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    account: dict[str, Any] = json.loads(done.stdout)
    return account


@pytest.mark.parametrize("name", TRIED)
def test_a_hostile_file_costs_little_and_reaches_nothing(name: str, tmp_path: Path) -> None:
    path = write_hostile(name, tmp_path)
    account = read(path, tmp_path / "temporary")
    if name in REFUSED:
        assert account["articles"] == 0, account
        assert account["refused"]
    for reason in account["refused"]:
        assert reason.endswith("."), reason
        assert "failed at it" not in reason, reason
        assert len(reason) < 300
    assert account["seconds"] < MOST_SECONDS, account
    assert account["mebibytes"] < MOST_MEBIBYTES, account
    assert not account["touched"], account
    assert SECRET not in json.dumps(account)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        {name, "secret.txt", "temporary"}
    )
    assert not list((tmp_path / "temporary").iterdir())

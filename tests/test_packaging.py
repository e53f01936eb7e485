"""What is packed finds its way: the folder without Python starts the processes it needs."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import annotator

ROOT = Path(__file__).resolve().parents[1]
START = ROOT / "packaging" / "pyinstaller" / "start.py"


def started(*words: str, asked: str = "") -> str:
    """What the start of the folder prints, called as the program in it is."""
    ran = subprocess.run(
        [sys.executable, str(START), *words],
        input=asked.encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return ran.stdout.decode()


def test_every_process_of_ours_is_known_to_the_start() -> None:
    children = (ROOT / "annotator").rglob("*_child.py")
    assert runpy.run_path(str(START))["CHILDREN"] == {
        path.stem: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in children
    }


def test_the_start_is_the_program_or_a_process_that_it_asks_for() -> None:
    assert annotator.__version__ in started("--version")
    texts = ["The ministers met in Oslo and talked about fish for the whole of the day."]
    told = started("-P", "/nowhere/language_child.py", asked=json.dumps(texts) + "\n")
    assert json.loads(told) == ["en"]

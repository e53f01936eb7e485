"""What the house promises as a whole: who imports whom, and what a start brings along."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

ROOT = Path(__file__).parents[1]

BEFORE_PAINT = "import annotator.ui.app, annotator.ui.main_window"
"""What is imported before the window is painted."""

NOT_BEFORE_PAINT = ("sqlalchemy", "alembic", "pydantic", "numpy", "scipy", "matplotlib", "typer")


def loaded_after(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after a statement."""
    code = (
        f"{statement}\nimport sys\nprint('\\n'.join({{n.partition('.')[0] for n in sys.modules}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_every_import_goes_where_the_house_allows() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("statement", ["import annotator.cli", "import annotator.__main__"])
def test_the_command_line_brings_no_qt(statement: str) -> None:
    assert "PySide6" not in loaded_after(statement)


@pytest.mark.parametrize("name", ["sqlalchemy", "alembic", "numpy", "scipy", "matplotlib"])
def test_help_waits_for_no_library_of_the_jobs(name: str) -> None:
    assert name not in loaded_after("import annotator.cli")


@pytest.mark.parametrize("name", NOT_BEFORE_PAINT)
def test_the_window_is_painted_before_the_libraries_come(name: str) -> None:
    assert name not in loaded_after(BEFORE_PAINT)


def test_the_model_stands_on_the_standard_library() -> None:
    values = "import annotator.model.event, annotator.model.article, annotator.model.codebook"
    assert not {"PySide6", "sqlite3", "pydantic", "pandas"} & loaded_after(values)


@pytest.mark.parametrize("group", ["importers", "exporters"])
def test_every_extension_can_be_loaded(group: str) -> None:
    ours = list(entry_points(group=f"annotator.{group}"))
    assert ours
    for entry in ours:
        extension = entry.load()()
        assert extension.name.replace("-", "_") == entry.name
        assert extension.label


class Bell(QObject):
    """Rings with a value."""

    rung = Signal(object)
    counted = Signal(int)


@pytest.mark.parametrize("value", [None, True])
def test_five_thousand_signals_cost_no_reference(value: object) -> None:
    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(lambda _value: heard.append(1))
    bell.counted.connect(lambda _number: None)
    before = sys.getrefcount(value)
    for number in range(5_000):
        bell.rung.emit(value)
        bell.counted.emit(number)
        bell.objectName()
    assert len(heard) == 5_000
    # Some hundred references come and go by themselves; a leak would be thousands.
    assert abs(sys.getrefcount(value) - before) < 500

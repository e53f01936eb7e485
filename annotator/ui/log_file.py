"""The log: a small file in the user's log folder; ids and counts, never texts, answers or names."""

from __future__ import annotations

import faulthandler
import logging
import platform
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

MAX_BYTES = 500_000
_fault_file: list[IO[str]] = []


def log_folder() -> Path:
    """Where the log is kept."""
    import platformdirs

    return Path(platformdirs.user_log_dir("diplomatic-annotator", appauthor=False))


def start_log(folder: Path | None = None) -> None:
    """Write the log into its file, and what the interpreter says when it falls over beside it."""
    folder = log_folder() if folder is None else folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "annotator.log", maxBytes=MAX_BYTES, backupCount=2, encoding="utf-8"
        )
        crash = (folder / "crash.log").open("w", encoding="utf-8")
    except OSError:
        return  # a machine where nothing can be logged can still be coded on
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    ours = logging.getLogger("annotator")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    faulthandler.enable(crash)
    _fault_file.append(crash)


def in_short(error: BaseException) -> str:
    """Where an error came from and its kind; its words may hold answers and are left out."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames]
    return "\n".join([*lines, type(error).__name__])


def report_of(error: BaseException) -> str:
    """What is passed on about a mistake of the program."""
    from PySide6 import __version__ as pyside

    about = f"Python {platform.python_version()}, PySide6 {pyside}, {platform.platform()}"
    return f"Diplomatic Annotator\n{about}\n\n{in_short(error)}"

"""Finds the files that come with the program: codebooks, demo, help, translations and seeds.

They lie beside the package in a checkout, in `annotator/_data` in an installed wheel, and in the
unpacked folder of a frozen build.
"""

from __future__ import annotations

import sys
from pathlib import Path

from annotator.model.errors import NotFound

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """A file or folder under `resources/`, such as "codebooks/diplomatic"; NotFound if none."""
    return _found("resources", name)


def seeds() -> Path:
    """The folder of the seed articles; NotFound if the installation lacks it."""
    return _found("seeds", "")


def _found(folder: str, name: str) -> Path:
    for root in _roots():
        path = root / folder / name
        if path.exists():
            return path
    raise NotFound(
        f"{folder}/{name}: not among the program's files; the installation is incomplete."
        " Install the program again."
    )


def _roots() -> list[Path]:
    frozen = getattr(sys, "_MEIPASS", "")
    roots = [Path(frozen), Path(frozen, "annotator", "_data")] if frozen else []
    return [*roots, _PACKAGE / "_data", _PACKAGE.parent]

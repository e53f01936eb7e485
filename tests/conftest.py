"""What holds for every test: no display unless it is marked so, and a home of its own."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

# Before Qt is imported anywhere, and before QSettings has looked for the user's folder.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="annotator-tests-", ignore_cleanup_errors=True)
_FOLDERS = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}
for _name, _folder in _FOLDERS.items():
    os.environ[_name] = f"{_HOME.name}/{_folder}"
os.environ["HOME"] = _HOME.name

# Files of other programs are not ours to ship: their tests run where they are at hand.
collect_ignore = [] if os.environ.get("ANNOTATOR_SAMPLES") else ["samples"]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without drafts, settings or recent projects, for each test."""
    path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(path))
    for name, folder in _FOLDERS.items():
        monkeypatch.setenv(name, str(path / folder))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, str(path / ".config"))
    return path


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` rewrites the golden files; a person reads the difference."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")

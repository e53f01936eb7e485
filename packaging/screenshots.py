"""`make screenshots`: pictures of the real window with the sample project, light and dark.

Run without words it makes the sample project and starts itself once a theme, on a virtual display
where there is no other; started so, it opens the window and takes the pictures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "resources" / "help" / "images"
THEMES = ("light", "dark")
CODER = "ana"
WIDTH, HEIGHT = 1440, 900
SCREEN = f"-screen 0 {WIDTH}x{HEIGHT}x24"


def take_all() -> int:
    """The pictures of both themes; 1 if a window could not be photographed."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="annotator-screenshots-") as name:
        folder = Path(name)
        sample = folder / "sample"
        annotator = [sys.executable, "-m", "annotator"]
        subprocess.run(
            [*annotator, "demo", str(sample), "--no-window"],
            check=True,
            stdout=subprocess.DEVNULL,
            env=_environment(folder),
        )
        project = next(sample.rglob("*.annotator"))
        return max(_start(theme, project, folder) for theme in THEMES)


def _start(theme: str, project: Path, folder: Path) -> int:
    trace = folder / f"{theme}.trace"
    environment = {
        **_environment(folder / theme),
        "ANNOTATOR_THEME": theme,
        "ANNOTATOR_TRACE": str(trace),
    }
    command = [sys.executable, str(Path(__file__).resolve()), theme, str(project)]
    if not os.environ.get("DISPLAY"):
        if shutil.which("xvfb-run"):
            command = ["xvfb-run", "-a", "-s", SCREEN, *command]
        else:
            environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run(command, env=environment, timeout=120, check=False).returncode


def _environment(home: Path) -> dict[str, str]:
    """A home of its own: no recent projects, drafts or settings of whoever takes the pictures."""
    home.mkdir(exist_ok=True)
    folders = {"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share"}
    return {
        **os.environ,
        **{name: str(home / folder) for name, folder in folders.items()},
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }


def take(theme: str, project: str) -> int:
    """The pictures of one theme, in this process."""
    from PySide6.QtGui import QAction
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    from tests.hand import run_with_hand

    def choose(window: QWidget, *names: str) -> None:
        """Carry out entries of the menus: a window nobody manages gets no shortcuts."""
        for name in names:
            action = window.findChild(QAction, name)
            if not isinstance(action, QAction):
                raise LookupError(f"no menu entry is called {name}")
            action.trigger()
            QTest.qWait(700)

    def keep(window: QWidget, name: str) -> None:
        path = IMAGES / f"{name}-{theme}.png"
        if not window.grab().save(str(path)):
            raise OSError(f"{path} could not be written")

    def photograph(window: QWidget) -> None:
        window.resize(WIDTH, HEIGHT)
        QTest.qWait(700)
        choose(window, "next", "next")
        keep(window, "coding")
        choose(window, "previous", "to_form", "next_event")
        keep(window, "event")
        choose(window, "view_articles")
        keep(window, "articles")
        window.close()
        QApplication.quit()

    return run_with_hand([project, "--coder", CODER], photograph)


if __name__ == "__main__":
    sys.exit(take(*sys.argv[1:]) if len(sys.argv) == 3 else take_all())

"""`make screenshots`: pictures of the real window with the sample project, light and dark.

Run without words it makes the sample project and starts itself for each theme and each round of
pictures, on a virtual display where there is no other; started so, it opens the window and takes
them. The articles that are imported for the pictures are those of `tests/newsroom.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "resources" / "help" / "images"
THEMES = ("light", "dark")
CODERS = {
    "coding": "ana",
    "corpus": "me",
    "agreement": "me",
    "study": "me",
    "assigning": "me",
    "progress": "me",
}
"""The rounds of pictures, and who sits at the window: coding is a coder's, the others a lead's."""

STUDY = 2_000
"""Articles of the made-up study, which three coders coded."""

LAB, TEAM = 240, ("ana", "ben", "chen", "dina", "emre")
"""Articles of the project that is assigned, and to whom."""

WIDTH, HEIGHT = 1440, 900
QUERY = "(talks OR trade) date:2025-01..2025-03"
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
        projects = dict.fromkeys(CODERS, next(sample.rglob("*.annotator")))
        projects["study"] = _study(folder)
        projects["assigning"] = _lab(folder / "talks.annotator", is_coded=False)
        projects["progress"] = _lab(folder / "months.annotator", is_coded=True)
        return max(
            _start(each, theme, projects[each], folder) for theme in THEMES for each in CODERS
        )


def _study(folder: Path) -> Path:
    """A project as a lab has it after some months."""
    sys.path.insert(0, str(ROOT))
    from tests.raters import a_coded_project

    return a_coded_project(folder / "study.annotator", STUDY)


def _lab(path: Path, is_coded: bool) -> Path:
    """A project of five coders: about to begin, or after some months."""
    sys.path.insert(0, str(ROOT))
    from annotator.model.assigning import Plan
    from annotator.stages.assigning import assign, propose
    from annotator.stages.project import add_coder, coders, create_project, open_project
    from annotator.stages.results import finish
    from tests.bench.corpus import articles
    from tests.build import the_codebook
    from tests.raters import a_coded_project

    if is_coded:
        project = open_project(a_coded_project(path, LAB, TEAM))
        lead, *people = coders(project)
        plan = Plan(tuple(each.id for each in people), to_everyone=True)
        finish(assign(project, lead, finish(propose(project, lead, plan))))
        with project.store.transaction() as records:  # and one that nobody was given yet
            records.add_articles([(each, {}) for each in articles(1, seed=2)], lead.id)
    else:
        project = create_project(path, the_codebook(), "Talks")
        (lead,) = coders(project)
        with project.store.transaction() as records:
            records.add_articles([(each, {}) for each in articles(LAB, seed=1)], lead.id)
        for handle in TEAM:
            add_coder(project, handle)
    project.close()
    return path


def _start(each: str, theme: str, project: Path, folder: Path) -> int:
    """One round in one theme, on a copy of the project; the exit status."""
    home = folder / f"{each}-{theme}"
    trace = folder / f"{each}-{theme}.trace"
    environment = {
        **_environment(home),
        "ANNOTATOR_THEME": theme,
        "ANNOTATOR_TRACE": str(trace),
    }
    copied = shutil.copy(project, home)
    command = [sys.executable, str(Path(__file__).resolve()), each, theme, str(copied)]
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


def take(each: str, theme: str, project: str) -> int:
    """The pictures of one round in one theme, in this process."""
    from tests.hand import run_with_hand

    work = {
        "coding": photograph_coding,
        "corpus": photograph_corpus,
        "agreement": photograph_agreement,
        "study": photograph_study,
        "assigning": photograph_assigning,
        "progress": photograph_progress,
    }[each]
    words = [project, "--coder", CODERS[each]]
    return run_with_hand(words, lambda window: work(window, theme))


def photograph_coding(window: QWidget, theme: str) -> None:
    """The article with its form, and an event with its evidence."""
    begin(window)
    choose(window, "next", "next")
    keep(window, f"coding-{theme}")
    choose(window, "previous", "to_form", "next_event")
    keep(window, f"event-{theme}")
    end(window)


def photograph_corpus(window: Any, theme: str) -> None:
    """What an import would bring and what it did, a search, and articles that repeat others."""
    from tests.newsroom import write_newsroom

    begin(window)
    choose(window, "view_articles")
    window.intake.import_paths([write_newsroom(Path.home() / "newsroom")])
    preview = window.intake.session.preview
    until(lambda: preview.verb.isEnabled())
    preview.rows.table.selectRow(place(preview.rows.model, "wires.csv"))
    until(lambda: preview.text.toPlainText() != "")
    keep(preview, f"import-{theme}")
    keep_next(f"columns-{theme}")
    preview.columns.click()
    wait(3_000)
    preview.verb.click()
    until(lambda: window.intake.shown is not None)
    report = window.intake.shown
    until(lambda: report.rows.row() is not None)
    keep(report, f"report-{theme}")
    report.reject()
    articles = window.articles
    articles.list.field.ask(QUERY)
    until(lambda: "Tromso" in articles.list.preview.text.toPlainText())
    keep(window, f"articles-{theme}")
    articles.show_view(1)
    until(lambda: "Joint" in articles.pairs.texts.first.text.toPlainText())
    articles.pairs.step(1)
    until(lambda: "Tromso" in articles.pairs.texts.second.text.toPlainText())
    keep(window, f"duplicates-{theme}")
    end(window)


def photograph_agreement(window: Any, theme: str) -> None:
    """The variables with a confusion matrix, the events of an article, and a disagreement."""
    begin(window)
    choose(window, "view_agreement")
    page = window.agreement
    panel = page.variables.panel
    until(lambda: panel.details is not None)
    page.variables.table.choose("participants.role", 4)
    until(lambda: panel.details is not None and panel.details.name == "participants.role")
    panel.show_view(1)
    wait()
    keep(window, f"agreement-{theme}")
    page.show_view(1)
    until(lambda: page.events.alignment is not None)
    wait()
    keep(window, f"events-{theme}")
    page.show_view(0)
    page.read(panel.disagreements.current())
    until(lambda: page.reading.view.text.toPlainText() != "")
    wait(2_000)
    keep(window, f"disagreement-{theme}")
    end(window)


def photograph_study(window: Any, theme: str) -> None:
    """A large study: where its coders agree, and how that went from week to week."""
    begin(window)
    choose(window, "view_agreement")
    panel = window.agreement.variables.panel
    until(lambda: panel.details is not None)
    panel.show_view(3)
    wait(2_000)
    keep(window, f"study-{theme}")
    end(window)


def photograph_assigning(window: Any, theme: str) -> None:
    """What would be given to whom, before it is."""
    begin(window)
    until(lambda: window.desk.project is not None)
    choose(window, "view_articles")
    window.people.assign()
    until(lambda: window.people.dialog is not None)
    dialog = window.people.dialog
    dialog.overlap.setValue(30)
    until(dialog.verb.isEnabled)
    wait(1_500)
    keep(dialog, f"assign-{theme}")
    dialog.reject()
    end(window)


def photograph_progress(window: Any, theme: str) -> None:
    """How far each coder is, and in which weeks."""
    begin(window)
    until(lambda: window.desk.project is not None)
    window.people.show_progress()
    wait(4_000)
    keep(window, f"progress-{theme}")
    end(window)


def begin(window: QWidget) -> None:
    """Give the window the size of the pictures."""
    window.resize(WIDTH, HEIGHT)
    wait()


def end(window: QWidget) -> None:
    """Close the window and end the program."""
    from PySide6.QtWidgets import QApplication

    window.close()
    QApplication.quit()


def wait(milliseconds: int = 700) -> None:
    """Let the window go on by itself, and the other threads, which `QTest.qWait` keeps waiting."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for a minute at most."""
    for _ in range(600):
        if is_so():
            return
        wait(100)
    raise TimeoutError("the window did not get so far")


def choose(window: QWidget, *names: str) -> None:
    """Carry out entries of the menus: a window nobody manages gets no shortcuts."""
    from PySide6.QtGui import QAction

    for name in names:
        action = window.findChild(QAction, name)
        if not isinstance(action, QAction):
            raise LookupError(f"no menu entry is called {name}")
        action.trigger()
        wait()


def place(model: Any, words: str) -> int:
    """The first row of a model that has these words in a cell."""
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            if words in str(model.data(model.index(row, column)) or ""):
                return row
    raise LookupError(f"no row has {words}")


def keep(widget: QWidget, name: str) -> None:
    """Write the picture of a widget."""
    path = IMAGES / f"{name}.png"
    if not widget.grab().save(str(path)):
        raise OSError(f"{path} could not be written")


def keep_next(name: str) -> None:
    """Write the picture of the dialog that asks next, and close it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or dialog.objectName() != "import_columns":
            QTimer.singleShot(200, look)
            return
        keep(dialog, name)
        dialog.close()

    QTimer.singleShot(200, look)


if __name__ == "__main__":
    sys.exit(take(*sys.argv[1:]) if len(sys.argv) == 4 else take_all())

"""The program with a window: theme, language, log, the last resort for mistakes of ours."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator.ui import theme
from annotator.ui.main_window import NAME, MainWindow
from annotator.ui.settings import THEME, Settings


class FirstPaint(QObject):
    """Tells once when the window has been painted for the first time."""

    painted = Signal()

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint event, then let go of the window."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self.painted.emit)
        return False


class LastResort:
    """What happens when the program makes a mistake: logged, one dialog, and on we go."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._is_telling = False

    def __call__(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Handle what nothing else has handled."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        import logging

        from annotator.ui.log_file import in_short, report_of
        from annotator.ui.messages import OurMistake

        logging.getLogger(__name__).error("a mistake of ours\n%s", in_short(error))
        if self._is_telling or os.environ.get("ANNOTATOR_TRACEBACK"):
            sys.__excepthook__(kind, error, trace)
            return
        self._is_telling = True
        try:
            if self._window.is_furnished:
                self._window.desk.flush()
            OurMistake.ask(self._window, report_of(error))
        except Exception:  # noqa: BLE001  the last resort must not fall over itself
            sys.__excepthook__(kind, error, trace)
        finally:
            self._is_telling = False


def main(project: str | None = None, coder: str | None = None) -> int:
    """Show the window, with a project where one is named; gives the exit code."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setDesktopFileName("diplomatic-annotator")
    settings = Settings()
    theme.apply(app, theme.chosen(settings.get(THEME)))
    _translate(app)
    window = MainWindow(settings)
    sys.excepthook = LastResort(window)
    if project:
        window.show_opening()
    first = FirstPaint(window)
    first.painted.connect(lambda: _begin(window, project, coder))
    window.show()
    code = app.exec()
    if window.is_furnished:
        window.desk.worker.wait(10)
    return code


def _begin(window: MainWindow, project: str | None, coder: str | None) -> None:
    """All that may wait until the window is there."""
    _trace("painted")
    from annotator.resources import resource
    from annotator.ui.desk import Desk
    from annotator.ui.jobs import Worker
    from annotator.ui.log_file import start_log

    start_log()
    window.setWindowIcon(QIcon(str(resource("window/diplomatic-annotator.svg"))))
    worker = Worker()
    worker.call(_warm_up)
    window.furnish(Desk(worker, window.settings))
    window.projects.on_shown = lambda: _trace_when_painted(window, "shown")
    if project:
        window.projects.open(project, coder or "")


def _warm_up() -> None:
    """Load what opening a project needs, while the window is furnished or looked at."""
    from annotator.stages import coding, drafts, project  # noqa: F401


def _translate(app: QApplication) -> None:
    """Speak the language of the system where there is a translation."""
    if QLocale().language() in (QLocale.Language.English, QLocale.Language.C):
        return
    from annotator.model.errors import AnnotatorError
    from annotator.resources import resource

    translator = QTranslator(app)
    try:
        folder = resource("i18n")
    except AnnotatorError:
        return
    if translator.load(QLocale(), "annotator", "_", str(folder)):
        app.installTranslator(translator)


def _trace_when_painted(window: MainWindow, what: str) -> None:
    window.coding.view.repaint()
    _trace(what)


def _trace(what: str) -> None:
    """Note a moment for the benchmark, where it asks for that."""
    path = os.environ.get("ANNOTATOR_TRACE")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{what} {time.monotonic_ns()}\n")

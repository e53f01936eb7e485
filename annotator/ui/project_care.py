"""What is done for a project while it is coded: its place, its file, a backup once a day."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QTimer

from annotator.model.errors import AnnotatorError
from annotator.ui.jobs import Worker
from annotator.ui.messages import Tell
from annotator.ui.settings import DAILY_BACKUP, TOLD_PLACES
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

log = logging.getLogger(__name__)

QUICK_CHECK_MS = 500
BACKUP_MS = 5_000
_MOST_PLACES = 50


class ProjectCare(WindowSteps):
    """Begins once the first article is shown, and never asks the coder to wait.

    The backup has a thread of its own, so that no save queues up behind it: it reads the file by
    itself, and copies what is saved.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.copier = Worker(self)

    def begin(self) -> None:
        """Look after the project that was just opened."""
        project = self.desk.project
        if project is None:
            return
        self._later(QUICK_CHECK_MS, project.id, self.quick_check)
        self._later(BACKUP_MS, project.id, self.back_up)
        self.warn_of_place()

    def _later(self, milliseconds: int, project_id: UUID, act: Callable[[], None]) -> None:
        """Do something soon, if the same project is still open then."""

        def do() -> None:
            if self.desk.project is not None and self.desk.project.id == project_id:
                act()

        QTimer.singleShot(milliseconds, self, do)

    # --- place ---------------------------------------------------------------------------

    def warn_of_place(self) -> None:
        """Say once of each folder that sync clients or other machines can get at it."""
        from annotator.stages.project import place_warning

        project = self.desk.project
        if project is None or project.store.path is None:
            return
        place = str(project.path.absolute().parent)
        told = self.settings.get(TOLD_PLACES)
        if place in told:
            return
        words = place_warning(project.path)
        if words:
            self.settings.set(TOLD_PLACES, [*told, place][-_MOST_PLACES:])
            Tell.ask(self.window, self.tr("This project is in a shared folder"), words)

    # --- file ----------------------------------------------------------------------------

    def quick_check(self) -> None:
        """Look over the file's pages on the worker; a damaged file is not written to."""
        project = self.desk.project
        if project is None or self.desk.is_remote:  # a server looks after its own pages
            return
        from annotator.stages.project import quick_check

        task = self.desk.worker.run(lambda: quick_check(project))
        task.done.connect(lambda findings: self._on_checked(project.id, findings))
        task.refused.connect(lambda error: self._on_checked(project.id, [error]))

    def _on_checked(self, project_id: UUID, findings: list[Any]) -> None:
        project = self.desk.project
        if not findings or project is None or project.id != project_id:
            return
        log.error("the quick check found %d faults", len(findings))
        project.stop_writing()
        window = self.window
        window.menus.refresh()
        if window.articles is not None:
            window.articles.show_writable(False)
        window.coding.refresh()
        window.coding.banner.show_words(
            self.tr("Read-only: the project is damaged. Go on with a backup."), "note"
        )
        Tell.ask(
            window,
            self.tr("The project is damaged"),
            self.tr(
                "{name} does not hold together. It is open for reading only, so that nothing "
                "gets worse; what you coded since is kept as a draft on this machine. Keep the "
                "file as it is, and go on with the newest file in {folder}."
            ).format(name=project.path.name, folder=f"{project.path.name}.backups"),
            "\n".join(str(each) for each in findings),
        )

    # --- backup --------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make today's backup, if there is none yet."""
        project = self.desk.project
        if project is None or project.read_only or not self.settings.get(DAILY_BACKUP):
            return
        from annotator.stages.project import daily_backup

        task = self.copier.call(lambda: daily_backup(project))
        task.refused.connect(lambda error: self._on_not_backed_up(project.id, error))

    def _on_not_backed_up(self, project_id: UUID, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        log.warning("no backup was made today")
        banner, project = self.window.coding.banner, self.desk.project
        if project is not None and project.id == project_id and banner.isHidden():
            words = self.tr("No backup was made today. {why}").format(why=error)
            banner.show_words(words, "note")

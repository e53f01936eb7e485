"""A codebook is put in force while people code: what it touches is shown first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from annotator.stages.results import Changes, Job, Progress
from annotator.ui.messages import Tell
from annotator.ui.rights import why_no_lead
from annotator.ui.settings import LAST_FOLDER
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.stages.recoding import Touched
    from annotator.ui.adopt_dialog import AdoptDialog
    from annotator.ui.main_window import MainWindow


class CodebookSteps(WindowSteps):
    """Nothing is in force before somebody has seen what it changes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.dialog: AdoptDialog | None = None
        self.desk.project_closing.connect(self._on_closing)
        self.desk.stored.connect(self._on_stored)

    def _on_stored(self, changes: Changes) -> None:
        """Another codebook is in force, adopted here or merged: its questions are asked now."""
        if changes.codebook:
            self.window.coding.ask_anew()

    def _on_closing(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def adopt(self) -> None:
        """Ask for the folder of a codebook and show what it changes."""
        if why_no_lead(self.desk):
            return
        folder = QFileDialog.getExistingDirectory(
            self.window, self.tr("Folder of the codebook"), self.settings.get(LAST_FOLDER)
        )
        if folder:
            self.settings.set(LAST_FOLDER, str(Path(folder).parent))
            self.adopt_from(Path(folder))

    def adopt_from(self, folder: Path) -> None:
        """Show what the codebook in a folder changes, and what that touches; all faults if any."""
        project = self.desk.project
        if project is None or self.dialog is not None:
            return

        def job() -> Job[Touched]:
            from annotator.stages.codebooks import read_codebook
            from annotator.stages.recoding import touched

            yield Progress(0, 0, folder.name)
            return (yield from touched(project, read_codebook(folder)))

        self.run(self.tr("Reading the codebook"), job, self._on_touched)

    def _on_touched(self, touched: Touched) -> None:
        if touched.in_force:
            words = self.tr("{name} {version} is in force already. Nothing was changed.")
            codebook = touched.codebook
            told = words.format(name=codebook.label or codebook.name, version=codebook.version)
            Tell.ask(self.window, self.tr("Nothing to adopt"), told)
            return
        from annotator.ui.adopt_dialog import AdoptDialog

        assert self.desk.project is not None
        dialog = self.dialog = AdoptDialog(self.window, touched, self.desk.project.codebook)
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        dialog.agreed.connect(lambda: self._adopt(dialog, touched.codebook))
        dialog.open()

    def _on_closed(self, dialog: AdoptDialog) -> None:
        dialog.deleteLater()
        if self.dialog is dialog:
            self.dialog = None

    def _adopt(self, dialog: AdoptDialog, codebook: Codebook) -> None:
        project, lead = self.desk.project, self.desk.coder
        if project is None or lead is None:
            return
        dialog.accept()

        def job() -> Job[Changes]:
            from annotator.stages.project import adopt_codebook

            yield Progress(0, 0, codebook.name)
            # The dialog has said so if it is no version of the one in force.
            return adopt_codebook(project, lead, codebook, other=True)

        self.run(self.tr("Adopting the codebook"), job, self._on_adopted)

    def _on_adopted(self, changes: Changes) -> None:
        self.desk.stored.emit(changes)
        project = self.desk.project
        if project is not None and self.window.articles is not None:
            codebook = project.codebook
            words = self.tr("Now in force: {name} {version}")
            name = codebook.label or codebook.name
            self.window.articles.say(words.format(name=name, version=codebook.version))

"""What is done with whole projects: open one, make one, take the sample, close."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.model.study import Coder, Worklist
from annotator.ui.dialogs import NewPlan, NewProject, WhoCodes
from annotator.ui.messages import Question, Tell
from annotator.ui.server_address import is_address
from annotator.ui.server_steps import ServerSteps
from annotator.ui.settings import LAST_FOLDER
from annotator.ui.sharing_steps import is_package
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.stages.project import Project
    from annotator.ui.main_window import MainWindow

log = logging.getLogger(__name__)

Then = Callable[[], None]
Opened = tuple["Project", list[Coder]]


class ProjectSteps(WindowSteps):
    """Opens what is asked for; what was open stays until the other one is, and is saved first."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.on_shown: Then | None = None
        self.servers = ServerSteps(self)

    # --- opening -------------------------------------------------------------------------

    def open_asked(self, path: str) -> None:
        """Open a project that was named, or ask which."""
        if path:
            self.open(path)
        else:
            self.choose()

    def choose(self) -> None:
        """Ask for a project, or a package that makes one, and open it."""
        path, _ = QFileDialog.getOpenFileName(
            self.window,
            self.tr("Open a project"),
            self.settings.get(LAST_FOLDER),
            self.tr("Projects and packages (*.annotator *.annpack);;All files (*)"),
        )
        if path:
            self.settings.set(LAST_FOLDER, str(Path(path).parent))
            self.open(path)

    def forget(self, path: str) -> None:
        """Take a project that is gone off the list of recent ones, if that is wanted."""
        if Question.ask(
            self.window,
            self.tr("This project is not where it was"),
            self.tr("{path}\n\nIt may have been moved, or its drive is not there.").format(
                path=path
            ),
            self.tr("Take it off the list"),
            self.tr("Keep it"),
        ):
            self.settings.forget(path)
            self.window.start.show_recent(self.settings.recent())

    def open(self, path: str, handle: str = "") -> None:
        """Open a project: a file, the address of one on a server, or one made of a package."""
        if is_package(Path(path)):
            self.window.sharing.make_project(Path(path))
            return
        if is_address(path):
            self.servers.open(path, handle)
            return
        heading = self.tr("The project cannot be opened")
        self._make(lambda: path, self.tr("Opening…"), heading, handle)

    def new(self, before: NewPlan | None = None) -> None:
        """Ask what a new project is to be, and make it; `before`: a plan that did not work."""
        from annotator.stages.codebooks import shipped_codebooks

        codebooks = [(label, str(folder)) for label, folder in shipped_codebooks()]
        plan = NewProject.ask(self.window, self.settings.get(LAST_FOLDER), codebooks, before)
        if plan is None:
            return
        self.settings.set(LAST_FOLDER, str(Path(plan.path).parent))

        def make() -> str:
            from annotator.model.codebook_file import read_codebook
            from annotator.stages.project import create_project

            codebook = read_codebook(Path(plan.codebook))
            create_project(Path(plan.path), codebook, plan.name, plan.handle).close()
            return plan.path

        heading = self.tr("The project was not made")
        self._make(
            make, self.tr("Making the project…"), heading, plan.handle, lambda: self.new(plan)
        )

    def sample(self) -> None:
        """Make a sample project of the four seed articles, and open it."""

        def make() -> str:
            from annotator.demo import demo_folder, demo_project

            return str(demo_project(demo_folder()))

        heading = self.tr("The sample project was not made")
        self._make(make, self.tr("Making the sample project…"), heading, "ana")

    def _make(
        self,
        make: Callable[[], str],
        words: str,
        heading: str,
        handle: str,
        on_refused: Then | None = None,
    ) -> None:
        """Have a project made or found, open it, and only then close the one that is open.

        on_refused: what is done once the coder has read why there is none.
        """
        self.window.start.show_busy(words)
        QApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        now = self.desk.project.path if self.desk.project is not None else None

        def work() -> Opened | None:
            location = make()
            return None if now is not None and _is_same(now, location) else opened_project(location)

        def on_no(error: BaseException) -> None:
            QApplication.restoreOverrideCursor()
            self.window.start.show_busy("")
            if self.desk.project is None:
                self.window.show_start()
            self.tell(heading, error)
            if on_refused is not None:
                on_refused()

        task = self.desk.worker.call(work)
        task.done.connect(lambda opened: self._on_made(opened, handle))
        task.refused.connect(on_no)

    def _on_made(self, opened: Opened | None, handle: str) -> None:
        QApplication.restoreOverrideCursor()
        self.window.start.show_busy("")
        self.take(opened, handle)

    def take(self, opened: Opened | None, handle: str) -> None:
        """Show a project that was opened, once the one that is open is saved; None: it is that."""
        if opened is None:
            self.window.show_code()
            return
        project, coders = opened
        coder = self._who(project, coders, handle)
        if coder is None:
            project.close()
            if self.desk.project is None:
                self.window.show_start()
        elif self.desk.project is None:
            self._show(project, coder)
        else:
            self.window.coding.flush_typing()
            self.desk.close_project(lambda: self._show(project, coder), project.close)

    def _show(self, project: Project, coder: Coder) -> None:
        def read() -> Worklist:
            from annotator.stages.coding import worklist_numbers

            return worklist_numbers(project, coder)

        task = self.desk.worker.call(read)
        task.done.connect(lambda listed: self._on_read(project, coder, listed))
        task.refused.connect(lambda error: self._on_unreadable(project, error))

    def _on_unreadable(self, project: Project, error: BaseException) -> None:
        project.close()
        self.window.show_start()
        self.tell(self.tr("The project cannot be opened"), error)

    def _who(self, project: Project, coders: list[Coder], handle: str) -> Coder | None:
        if project.owner is not None:
            self._say_whose(project.owner, handle)
            return project.owner
        by_handle = {coder.handle: coder for coder in coders}
        if handle and handle not in by_handle:
            Tell.ask(
                self.window,
                self.tr("There is no coder {handle}").format(handle=handle),
                self.tr("This project knows: {names}.").format(names=", ".join(by_handle)),
            )
        remembered = self.settings.place(str(project.id)).get("coder", "")
        known = by_handle.get(handle) or by_handle.get(remembered)
        if known is not None:
            return known
        if len(coders) == 1:
            return coders[0]
        return by_handle.get(WhoCodes.ask(self.window, list(by_handle)))

    def _say_whose(self, owner: Coder, handle: str) -> None:
        """Say that nobody else codes in this project, if somebody else was named."""
        if handle and handle != owner.handle:
            Tell.ask(
                self.window,
                self.tr("Here only {owner} codes").format(owner=owner.handle),
                self.tr(
                    "This project, or this login, belongs to one coder. {handle} codes in a "
                    "project or with a login of their own."
                ).format(handle=handle),
            )

    def _on_read(self, project: Project, coder: Coder, listed: Worklist) -> None:
        log.info("opened a worklist of %d articles", len(listed.numbers))
        page = self.window.coding
        self.desk.open_project(project, coder)
        page.show_worklist(listed)
        self.window.show_code()
        target = self._last_article(project)
        if target is None:
            target = page.worklist.next_to_do(None) or page.worklist.first()
        if target is None:
            self.window.show_articles()
            self.window.care.begin()
        else:
            self.desk.go(target, self._on_first_article)

    def _last_article(self, project: Project) -> UUID | None:
        """The article that was open last, if it is still on the worklist."""
        try:
            last = UUID(self.settings.place(str(project.id)).get("article", ""))
        except ValueError:
            return None
        is_listed = self.window.coding.worklist.model.number_of(last) is not None
        return last if is_listed else None

    def _on_first_article(self) -> None:
        self.window.show_code()
        self.window.garbage.keep()
        if self.on_shown is not None:
            self.on_shown()
        self.window.care.begin()

    def change_coder(self) -> None:
        """Go on as another coder of the project."""
        from annotator.stages.project import coders

        project, coder = self.desk.project, self.desk.coder
        if project is None or coder is None or project.owner is not None:
            return
        handles = [each.handle for each in coders(project)]
        chosen = WhoCodes.ask(self.window, handles, coder.handle)
        if chosen and chosen != coder.handle:
            path = str(project.path)
            self.window.coding.flush_typing()
            self.desk.close_project(lambda: self.open(path, chosen))

    def close(self) -> None:
        """Save everything and go back to the start page."""
        self.window.coding.flush_typing()
        self.desk.close_project(lambda: None)


def opened_project(location: str) -> Opened:
    """A project and its coders; run off the window's thread, with all that opening one needs."""
    from annotator.stages import coding, drafts  # noqa: F401  loaded here, off the window's thread
    from annotator.stages.project import coders, open_project
    from annotator.ui import saving  # noqa: F401

    project = open_project(location, hold=True)
    return project, list(coders(project))


def _is_same(path: Path, location: str) -> bool:
    """Whether a location names the file at `path`; on a server, nothing is said."""
    try:
        return path.samefile(location)
    except (OSError, ValueError):
        return False

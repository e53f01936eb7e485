"""Opening a project on a server: asked for, waited for without a frozen window, called off."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer

from annotator.model.errors import PasswordRefused
from annotator.ui.dialogs import JobProgress
from annotator.ui.jobs import Worker
from annotator.ui.server_address import login_of, with_password
from annotator.ui.server_dialog import AskPassword, OpenOnServer
from annotator.ui.window_steps import BLINK_MS

if TYPE_CHECKING:
    from annotator.ui.project_steps import Opened, ProjectSteps


class ServerSteps(QObject):
    """Each opening has a thread of its own: a server that does not answer holds up no save."""

    def __init__(self, steps: ProjectSteps) -> None:
        super().__init__(steps)
        self._steps = steps
        self._window = steps.window

    def choose(self) -> None:
        """Ask for the address of a project, and open it."""
        address = OpenOnServer.ask(self._window)
        if address:
            self.open(address)

    def open(self, address: str, handle: str = "", *, is_second: bool = False) -> None:
        """Open a project; is_second: with a password that was just asked for."""
        desk = self._steps.desk
        if desk.project is not None and desk.project.location == with_password(address, ""):
            self._steps.take(None, handle)
            return
        Opening(self, address, handle, is_second=is_second).begin()

    def on_opened(self, opened: Opened, handle: str) -> None:
        """Show it."""
        self._steps.take(opened, handle)

    def on_refused(
        self, address: str, handle: str, error: BaseException, *, is_second: bool
    ) -> None:
        """Ask for the password if that is what is lacking; else say why it cannot be opened."""
        if isinstance(error, PasswordRefused):
            why = self.tr("The server does not take this login with this password.")
            where = urlsplit(with_password(address, "")).netloc.rpartition("@")[2]
            said = why if is_second else ""
            password = AskPassword.ask(self._window, where, login_of(address), said)
            if password is not None:
                self.open(with_password(address, password), handle, is_second=True)
                return
        self.on_left()
        if not isinstance(error, PasswordRefused):
            self._steps.tell(self.tr("The project cannot be opened"), error)

    def on_left(self) -> None:
        """Nothing was opened: what was there stays."""
        if self._steps.desk.project is None:
            self._window.show_start()


class Opening(QObject):
    """One opening, behind a dialog with Cancel if it takes longer than a blink."""

    def __init__(self, steps: ServerSteps, address: str, handle: str, *, is_second: bool) -> None:
        super().__init__(steps)
        self._steps, self._address, self._handle = steps, address, handle
        self._is_second = is_second
        self._is_off = False
        self._worker = Worker(self)
        self.dialog = JobProgress(steps._window, self.tr("Opening the project"))
        self.dialog.stop_asked.connect(self._call_off)
        self._patience = QTimer(self, singleShot=True, interval=BLINK_MS)
        self._patience.timeout.connect(self.dialog.open)

    def begin(self) -> None:
        """Ask the server."""
        from annotator.ui.project_steps import opened_project

        self._patience.start()
        where = urlsplit(with_password(self._address, "")).netloc.rpartition("@")[2]
        self.dialog.show_progress(0, 0, self.tr("Asking {server}").format(server=where))
        task = self._worker.call(lambda: opened_project(self._address))
        task.done.connect(self._on_opened)
        task.refused.connect(self._on_refused)

    def _call_off(self) -> None:
        """Go on without it: whatever the server says later is let go."""
        self._is_off = True
        self._end()
        self._steps.on_left()

    def _end(self) -> None:
        self._patience.stop()
        self.dialog.end()
        self.dialog.deleteLater()

    def _on_opened(self, opened: Opened) -> None:
        if self._is_off:
            opened[0].close()
        else:
            self._end()
            self._steps.on_opened(opened, self._handle)
        self.deleteLater()

    def _on_refused(self, error: BaseException) -> None:
        if not self._is_off:
            self._end()
            self._steps.on_refused(self._address, self._handle, error, is_second=self._is_second)
        self.deleteLater()

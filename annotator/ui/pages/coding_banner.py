"""The line under the article: what is not saved, what was refused, and what there is to know."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from annotator.ui.pages.coding import CodingPage

TICK_MS = 5_000


class CodingBanner(QObject):
    """Says on the coding page what the desk tells, with a button for what can be done about it."""

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self._page, self._desk, self._banner = page, page.desk, page.banner
        self._why = ""
        self._act: Callable[[], object] = self._banner.hide
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_lost)
        desk = page.desk
        desk.saved.connect(self._on_saved)
        desk.failed.connect(self._on_failed)
        desk.lost.connect(self._on_lost)
        desk.refused.connect(self._on_refused)
        desk.article_opened.connect(self._on_article_opened)
        desk.project_closed.connect(self._on_project_closed)
        self._banner.acted.connect(self._on_acted)

    def show_read_only(self) -> None:
        """Say, if nothing can be saved in this project, why."""
        project = self._desk.project
        if project is None or not project.read_only:
            return
        if project.held_by:
            words = self.tr("Read-only: {who} has it open.").format(who=project.held_by)
        elif self._desk.is_remote:
            words = self.tr("Read-only: your login on this server may not write.")
        else:
            words = self.tr("Read-only: the file may not be written. Copy it to change it.")
        self._banner.show_words(words, "note")

    def say(self, words: str, verb: str = "", act: Callable[[], object] | None = None) -> None:
        """Say something, unless there is something worse to say; `act` is done by its button."""
        if not self._is_error:
            self._act = act or self._banner.hide
            self._banner.show_words(words, "note", verb)

    def hush(self) -> None:
        """What was said is no longer so; what is wrong stays."""
        if not self._is_error:
            self._banner.hide()

    @property
    def _is_error(self) -> bool:
        return not self._banner.isHidden() and self._banner.property("look") == "banner-error"

    def _on_acted(self) -> None:
        if not self._is_error:
            self._banner.hide()
        self._act()

    def _on_saved(self, is_saved: bool) -> None:
        self._tick.stop()
        self._page.panel.show_saved(is_saved, not self._desk.is_read_only)
        if is_saved and self._is_error:
            self._banner.hide()

    def _on_failed(self, words: str) -> None:
        self._tick.stop()
        self._show_error(words, self.tr("Try again"))

    def _on_lost(self, words: str) -> None:
        self._why = words
        self._tick.start()
        self._show_lost()

    def _show_lost(self) -> None:
        words = self.tr("{why} What you code is kept on this machine; last saved {when}.")
        self._show_error(words.format(why=self._why, when=self._ago()), self.tr("Try now"))
        self._banner.setAccessibleName(self._why)  # what changes by the second is not read out

    def _ago(self) -> str:
        seconds = round(monotonic() - self._desk.flushing.saved_at)
        if seconds < 10:
            return self.tr("just now")
        if seconds < 90:
            return self.tr("{n} seconds ago").format(n=seconds)
        return self.tr("{n} minutes ago").format(n=round(seconds / 60))

    def _show_error(self, words: str, verb: str) -> None:
        self._page.panel.show_saved(False, True)
        self._act = self._desk.try_again
        self._banner.show_words(words, "error", verb)

    def _on_refused(self, words: str) -> None:
        self._act = self._page.steps.reopen
        can_reopen = not self._desk.is_read_only and not self._desk.can_edit
        self._banner.show_words(words, "note", self.tr("Reopen") if can_reopen else "")

    def _on_article_opened(self) -> None:
        if not self._is_error and not self._desk.is_read_only:
            self._banner.hide()

    def _on_project_closed(self) -> None:
        self._tick.stop()
        self._banner.hide()

"""What others do to the open article and its codebook: shown without disturbing who codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.stages.results import Changes
from annotator.ui.jobs import Latest

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.stages.coding import OpenArticle
    from annotator.ui.pages.coding import CodingPage

    Found = tuple[OpenArticle | None, Codebook, OpenArticle | None]


class CodingOthers(QObject):
    """Reads again what is open when the project has grown; while somebody codes it, later."""

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self._codebook: Codebook | None = None
        self._asking = Latest(page.desk.reader, self)
        self._asking.answered.connect(self._on_found)
        self._asking.refused.connect(page.desk.fail)
        page.desk.added.connect(lambda _: self._ask())
        page.desk.article_opened.connect(self._take_codebook)
        page.desk.project_closing.connect(self._forget)

    def _ask(self) -> None:
        project, coder, before = self._desk.project, self._desk.coder, self._desk.current
        if project is None or coder is None:
            return

        def read() -> Found:
            from annotator.stages import coding
            from annotator.stages.project import codebook_in_force

            now = None
            if before is not None:
                now = coding.opened(project, coder, before.article.id, round=before.round)
            return before, codebook_in_force(project), now

        self._asking.ask(read)

    def _on_found(self, found: Found) -> None:
        before, codebook, now = found
        desk = self._desk
        if desk.project is None:
            return
        if codebook.id != desk.codebook.id:
            self._codebook = codebook
            if self._is_being_coded():
                self._page.told.say(
                    self.tr("A new codebook is in force. It is used from the next article on."),
                    self.tr("Use it now"),
                    self._take_codebook,
                )
            else:
                self._take_codebook()
        is_other = now is not None and desk.current is before and now != before
        if is_other and now is not None and not self._is_being_coded():
            desk.follow(now)

    def _is_being_coded(self) -> bool:
        """Whether somebody is in the middle of coding the open article here."""
        page = self._page
        focused = page.window().focusWidget()
        return self._desk.is_dirty or (
            focused is not None and page.isVisible() and page.panel.pages.isAncestorOf(focused)
        )

    def _take_codebook(self) -> None:
        """Code under the codebook that is in force now."""
        project, codebook = self._desk.project, self._codebook
        self._codebook = None
        if project is not None and codebook is not None and codebook.id != project.codebook.id:
            self._page.flush_typing()
            project.codebook = codebook
            self._desk.stored.emit(Changes(codebook=True))

    def _forget(self) -> None:
        self._codebook = None
        self._asking.forget()

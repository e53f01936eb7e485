"""The manual: the pages of `resources/help`, read in a window beside the work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QImage, QKeySequence, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import theme

FIRST = "start.md"
ORDER = (
    FIRST,
    "coding.md",
    "keys.md",
    "import.md",
    "formats.md",
    "tables.md",
    "articles.md",
    "searching.md",
    "duplicates.md",
    "coders.md",
    "server.md",
    "codebook.md",
    "agreement.md",
    "agreement_numbers.md",
    "export.md",
    "command_line.md",
    "troubleshooting.md",
)
"""The pages as they are read; others follow in the order of their names."""

IMAGE_WIDTH = 620
_HEADING = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
_PAGE = Qt.ItemDataRole.UserRole


class Pages(QTextBrowser):
    """Shows one page; of images it draws those of the manual and nothing else."""

    page_asked = Signal(str)  # the name of a page

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = folder / "images"
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setProperty("look", "page")
        self.document().setDocumentMargin(24)
        self.anchorClicked.connect(self._on_link)

    def show_page(self, markdown: str) -> None:
        """Show a page from its beginning, with the pictures of the theme in force."""
        if theme.current().is_dark:
            markdown = markdown.replace("-light.png)", "-dark.png)")
        self.document().setDefaultStyleSheet(f"a {{ color: {theme.current().accent}; }}")
        self.document().setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.moveCursor(QTextCursor.MoveOperation.Start)  # where it is, the first layout scrolls to
        self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of the manual, as wide as the page is; nothing from anywhere else."""
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value or not url.isRelative():
            return None
        path = self._images / url.fileName()
        if url.path() != f"images/{path.name}" or not path.is_file():
            return None
        scale = self.devicePixelRatioF()
        image = QImage(str(path)).scaledToWidth(
            round(IMAGE_WIDTH * scale), Qt.TransformationMode.SmoothTransformation
        )
        image.setDevicePixelRatio(scale)
        return image

    def _on_link(self, url: QUrl) -> None:
        if url.isRelative() and url.path().endswith(".md"):
            self.page_asked.emit(url.fileName())


class Manual(QDialog):
    """A list of the pages, the page, and the way back; not modal."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("manual")
        self.setWindowTitle(self.tr("Manual"))
        self.resize(960, 720)
        self._texts = _read(folder)
        self._been: list[str] = []
        self._place = -1
        self.contents = QListWidget()
        self.contents.setObjectName("manual_contents")
        self.contents.setAccessibleName(self.tr("Contents"))
        self.contents.setProperty("look", "roomy")
        self.contents.setSpacing(4)
        for name, text in self._texts.items():
            item = QListWidgetItem(_title(name, text))
            item.setData(_PAGE, name)
            self.contents.addItem(item)
        self.pages = Pages(folder)
        self.pages.setObjectName("manual_page")
        self.pages.setAccessibleName(self.tr("Page"))
        split = QSplitter()
        split.setHandleWidth(1)
        split.addWidget(self.contents)
        split.addWidget(self.pages)
        split.setSizes([230, 730])
        split.setStretchFactor(1, 1)
        split.setCollapsible(1, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._buttons())
        layout.addWidget(split, 1)
        self.contents.currentItemChanged.connect(self._on_chosen)
        self.pages.page_asked.connect(self.show_page)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        self.back, self.forward = QPushButton(self.tr("Back")), QPushButton(self.tr("Forward"))
        for button, name, key, step in (
            (self.back, "manual_back", QKeySequence.StandardKey.Back, -1),
            (self.forward, "manual_forward", QKeySequence.StandardKey.Forward, 1),
        ):
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, by=step: self._walk(by))
            action = QAction(self)
            action.setShortcuts(key)
            action.triggered.connect(lambda _=False, by=step: self._walk(by))
            self.addAction(action)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def open_page(self, name: str = "") -> None:
        """Show the window, with a page, or the one that was read last."""
        self.show_page(name or (self._been[self._place] if self._been else FIRST))
        self.show()
        self.activateWindow()
        self.pages.setFocus()

    def show_page(self, name: str) -> None:
        """Show a page and remember it; a name that is none changes nothing."""
        if name not in self._texts:
            return
        if not self._been or self._been[self._place] != name:
            self._been[self._place + 1 :] = [name]
            self._place += 1
        self._show()

    def _walk(self, by: int) -> None:
        if 0 <= self._place + by < len(self._been):
            self._place += by
            self._show()

    def _show(self) -> None:
        name = self._been[self._place]
        self.pages.show_page(self._texts[name])
        self.back.setEnabled(self._place > 0)
        self.forward.setEnabled(self._place < len(self._been) - 1)
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(list(self._texts).index(name))
        self.contents.blockSignals(False)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_page(item.data(_PAGE))


def _read(folder: Path) -> dict[str, str]:
    """The text of each page by its name, in the order they are read."""
    found = {path.name: path for path in sorted(folder.glob("*.md"))}
    names = [*(name for name in ORDER if name in found), *(n for n in found if n not in ORDER)]
    return {name: found[name].read_text(encoding="utf-8") for name in names}


def _title(name: str, text: str) -> str:
    heading = _HEADING.search(text)
    return heading[1] if heading else name

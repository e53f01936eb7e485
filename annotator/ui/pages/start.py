"""The start page: recent projects, a new one, an existing one, the sample."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.settings import Recent

_PATH = Qt.ItemDataRole.UserRole
_IS_THERE = Qt.ItemDataRole.UserRole + 1


class StartPage(QWidget):
    """Shows what can be opened and tells what was chosen."""

    open_asked = Signal(str)  # a path, or "" for: let me choose
    forget_asked = Signal(str)  # the path of a project that is not where it was
    server_asked = Signal()
    new_asked = Signal()
    sample_asked = Signal()
    package_asked = Signal()  # a project is to be made of one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        column = QWidget()
        column.setFixedWidth(560)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(column)
        outer.addStretch(1)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 24, 0, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        title = QLabel("Diplomatic Annotator")
        title.setProperty("look", "title")
        layout.addWidget(title)
        sentence = QLabel(
            self.tr(
                "Read news articles, code their diplomatic events with the words that bear them "
                "out, and take a dataset home."
            )
        )
        sentence.setProperty("look", "soft")
        sentence.setWordWrap(True)
        layout.addWidget(sentence)
        layout.addSpacing(16)
        layout.addLayout(self._buttons())
        layout.addLayout(self._of_package())
        layout.addSpacing(20)
        self._heading = QLabel(self.tr("Recent projects"))
        self._heading.setProperty("look", "heading")
        layout.addWidget(self._heading)
        self.recent = QListWidget()
        self.recent.setObjectName("recent_projects")
        self.recent.setProperty("look", "roomy")
        self.recent.setAccessibleName(self.tr("Recent projects"))
        self.recent.setSpacing(1)
        self.recent.itemActivated.connect(self._on_activated)
        self.recent.itemClicked.connect(self._on_activated)
        layout.addWidget(self.recent)
        self.nothing = QLabel(
            self.tr("Projects you open will be listed here. The sample needs no preparation.")
        )
        self.nothing.setProperty("look", "soft")
        layout.addWidget(self.nothing)
        self.busy = QLabel("")
        self.busy.setObjectName("start_busy")
        self.busy.setProperty("look", "soft")
        layout.addWidget(self.busy)
        layout.addStretch(2)
        self.show_recent([])

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.sample = QPushButton(self.tr("&Try the sample project"))
        self.new = QPushButton(self.tr("&New project…"))
        self.open = QPushButton(self.tr("&Open…"))
        self.server = QPushButton(self.tr("Open on a &server…"))
        self.sample.setProperty("look", "main")
        for name, button in (
            ("sample", self.sample),
            ("new", self.new),
            ("open", self.open),
            ("server", self.server),
        ):
            button.setObjectName(f"start_{name}")
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        self.sample.clicked.connect(self.sample_asked)
        self.new.clicked.connect(self.new_asked)
        self.open.clicked.connect(lambda: self.open_asked.emit(""))
        self.server.clicked.connect(self.server_asked)
        return row

    def _of_package(self) -> QHBoxLayout:
        """What a coder does who was sent their articles."""
        self.package = QPushButton(self.tr("Open a &package that you were sent…"))
        self.package.setObjectName("start_package")
        self.package.setProperty("look", "quiet")
        self.package.setAutoDefault(True)
        self.package.setToolTip(self.tr("Or drop it on this window."))
        self.package.clicked.connect(self.package_asked)
        row = QHBoxLayout()
        row.addWidget(self.package)
        row.addStretch(1)
        return row

    def show_recent(self, projects: list[Recent]) -> None:
        """List the projects; one that is not where it was is grey and says so."""
        self.recent.clear()
        for project in projects:
            is_there = "://" in project.path or Path(project.path).exists()
            words = project.path if is_there else self.tr("%s (not found)") % project.path
            item = QListWidgetItem(f"{project.name}\n{words}")
            item.setData(_PATH, project.path)
            item.setToolTip(f"<span>{escape(project.path)}</span>")
            item.setData(_IS_THERE, is_there)
            if not is_there:
                item.setForeground(self.palette().placeholderText())
            self.recent.addItem(item)
        rows = len(projects)
        self.recent.setVisible(rows > 0)
        self._heading.setVisible(rows > 0)
        self.nothing.setVisible(rows == 0)
        height = max(self.recent.sizeHintForRow(0), 40) + 2
        self.recent.setFixedHeight(min(rows, 6) * height + 8)

    def take_focus(self) -> None:
        """Put the focus on the project that was open last, else on the sample."""
        if self.recent.count():
            self.recent.setCurrentRow(0)
            self.recent.setFocus()
        else:
            self.sample.setFocus()

    def show_busy(self, words: str) -> None:
        """Say what is being done, with the buttons off; "" when it is done."""
        self.busy.setText(words)
        for widget in (
            self.sample,
            self.new,
            self.open,
            self.server,
            self.package,
            self.recent,
        ):
            widget.setEnabled(not words)

    def _on_activated(self, item: QListWidgetItem) -> None:
        asked = self.open_asked if item.data(_IS_THERE) else self.forget_asked
        asked.emit(item.data(_PATH))

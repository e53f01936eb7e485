"""The questions the window asks before it does something: who, what, where to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.messages import label


def _tr(text: str) -> str:
    return QCoreApplication.translate("dialogs", text)


class Form(QDialog):
    """A heading, rows to fill in, a verb and Cancel."""

    def __init__(self, parent: QWidget | None, title: str, verb: str, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "heading"))
        self.rows = QFormLayout()
        self.rows.setSpacing(8)
        layout.addLayout(self.rows)
        layout.addStretch(1)
        self.buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        cancel = self.buttons.addButton(self.tr("Cancel"), role.RejectRole)
        self.verb = self.buttons.addButton(verb, role.AcceptRole)
        self.verb.setProperty("look", "main")
        self.verb.setObjectName(f"{name}_ok")
        self.verb.setDefault(True)
        cancel.setAutoDefault(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)

    def add_line(self, words: str, name: str, value: str = "", hint: str = "") -> QLineEdit:
        """Add a line to fill in."""
        line = QLineEdit(value)
        line.setObjectName(name)
        line.setAccessibleName(words)
        line.setPlaceholderText(hint)
        self.rows.addRow(words, line)
        return line

    @property
    def was_accepted(self) -> bool:
        """Show the form; whether the verb was chosen."""
        return self.exec() == QDialog.DialogCode.Accepted


class WhoCodes(Form):
    """Which of the project's coders sits here."""

    @classmethod
    def ask(cls, parent: QWidget | None, handles: Sequence[str]) -> str:
        """The handle that was chosen, or ""."""
        form = cls(parent, _tr("Who is coding?"), _tr("Go on"), "who_codes")
        box = QComboBox()
        box.setObjectName("coder")
        box.setAccessibleName(_tr("Coder"))
        box.addItems(list(handles))
        form.rows.addRow(_tr("Coder"), box)
        return box.currentText() if form.was_accepted else ""


class NewProject(Form):
    """Where a new project will be, and who leads it."""

    def __init__(self, parent: QWidget | None, folder: str) -> None:
        super().__init__(parent, self.tr("New project"), self.tr("Create"), "new_project")
        start = str(Path(folder or Path.home()) / self.tr("events.annotator"))
        self.path = QLineEdit(start)
        self.path.setObjectName("project_file")
        self.path.setAccessibleName(self.tr("File"))
        choose = QPushButton(self.tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(choose)
        self.rows.addRow(self.tr("File"), row)
        self.handle = self.add_line(self.tr("Your handle"), "handle", "me")
        self.rows.addRow(
            label(
                self.tr("A short name that your codings carry. The codebook is Diplomatic events."),
                "soft",
            )
        )

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("New project"), self.path.text(), self.tr("Projects (*.annotator)")
        )
        if chosen:
            self.path.setText(chosen)

    @classmethod
    def ask(cls, parent: QWidget | None, folder: str) -> tuple[str, str] | None:
        """The file and the lead's handle, or None."""
        form = cls(parent, folder)
        if not form.was_accepted or not form.path.text().strip():
            return None
        path = Path(form.path.text().strip())
        if not path.suffix:
            path = path.with_suffix(".annotator")
        return str(path), form.handle.text().strip() or "me"


class Details(Form):
    """What is known about an article beside its text."""

    @classmethod
    def ask(cls, parent: QWidget | None, known: Mapping[str, str]) -> dict[str, str] | None:
        """The fields as they are to be, or None."""
        form = cls(parent, _tr("Details of the article"), _tr("Save"), "details")
        form.setMinimumWidth(560)
        words = (
            ("title", _tr("Title"), ""),
            ("publisher", _tr("Publisher"), ""),
            ("published", _tr("Date"), _tr("2025-12-02, or 2025-12")),
            ("url", _tr("URL"), ""),
            ("language", _tr("Language"), _tr("two letters: en, fr, zh")),
        )
        lines = {
            name: form.add_line(text, f"details_{name}", known.get(name, ""), hint)
            for name, text, hint in words
        }
        if not form.was_accepted:
            return None
        return {name: line.text().strip() for name, line in lines.items()}


class Paste(Form):
    """A text from elsewhere, as an article."""

    @classmethod
    def ask(cls, parent: QWidget | None, text: str) -> dict[str, str] | None:
        """`text` and what is known about it, or None."""
        form = cls(parent, _tr("Paste as article"), _tr("Add"), "paste")
        form.resize(620, 560)
        title = form.add_line(
            _tr("Title"), "paste_title", hint=_tr("left empty: taken from the text")
        )
        publisher = form.add_line(_tr("Publisher"), "paste_publisher")
        published = form.add_line(_tr("Date"), "paste_date", hint=_tr("2025-12-02, or 2025-12"))
        url = form.add_line(_tr("URL"), "paste_url")
        body = QPlainTextEdit(text)
        body.setObjectName("paste_text")
        body.setAccessibleName(_tr("Text"))
        body.setTabChangesFocus(True)
        form.rows.addRow(_tr("Text"), body)
        if not form.was_accepted:
            return None
        # the widget turns no-break spaces into spaces: what was not edited is taken as it came
        kept = text if not body.document().isModified() else body.toPlainText()
        return {
            "text": kept,
            "title": title.text().strip(),
            "publisher": publisher.text().strip(),
            "published": published.text().strip(),
            "url": url.text().strip(),
        }


class Export(Form):
    """Which formats, whose codings, and where to."""

    def __init__(
        self,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str]],
        ticked: Sequence[str],
        folder: str,
    ) -> None:
        super().__init__(parent, self.tr("Export the dataset"), self.tr("Export"), "export")
        self.boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout()
        for name, words in formats:
            box = QCheckBox(words)
            box.setObjectName(f"format_{name}")
            box.setChecked(name in ticked)
            box.toggled.connect(self._check)
            column.addWidget(box)
            self.boxes[name] = box
        self.rows.addRow(self.tr("Formats"), column)
        self.lane = QComboBox()
        self.lane.setObjectName("lane")
        self.lane.setAccessibleName(self.tr("Codings"))
        for words, lane in (
            (self.tr("Gold where there is any, else the coders’"), ""),
            (self.tr("The coders'"), "coding"),
            (self.tr("Gold only"), "gold"),
        ):
            self.lane.addItem(words, lane)
        self.rows.addRow(self.tr("Codings"), self.lane)
        self.folder = QLineEdit(folder)
        self.folder.setObjectName("folder")
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.textChanged.connect(self._check)
        choose = QPushButton(self.tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self.rows.addRow(self.tr("Folder"), row)
        self._check()

    def _check(self) -> None:
        any_format = any(box.isChecked() for box in self.boxes.values())
        self.verb.setEnabled(any_format and bool(self.folder.text().strip()))

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str]],
        ticked: Sequence[str],
        folder: str,
    ) -> tuple[list[str], str, str] | None:
        """The formats, the lane ("" for both) and the folder, or None."""
        form = cls(parent, formats, ticked, folder)
        if not form.was_accepted:
            return None
        chosen = [name for name, box in form.boxes.items() if box.isChecked()]
        return chosen, str(form.lane.currentData()), form.folder.text().strip()


class JobProgress(QDialog):
    """What a job is doing, with Cancel; it closes when the job has ended."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setObjectName("job")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "heading"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        layout.addWidget(self.bar)
        self.what = label(" ", "soft")
        self.what.setWordWrap(False)
        layout.addWidget(self.what)
        row = QHBoxLayout()
        row.addStretch(1)
        self.stop = QPushButton(self.tr("Cancel"))
        self.stop.setObjectName("job_cancel")
        self.stop.clicked.connect(self.reject)
        row.addWidget(self.stop)
        layout.addLayout(row)

    def show_progress(self, done: int, total: int, what: str) -> None:
        """Show how far the job is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        metrics = self.what.fontMetrics()
        self.what.setText(metrics.elidedText(what, Qt.TextElideMode.ElideMiddle, 390) or " ")

    def reject(self) -> None:
        """Escape and the window's cross ask the job to stop; it ends the dialog when it has."""
        self.stop.setEnabled(False)
        self.what.setText(self.tr("Stopping…"))
        self.stop_asked.emit()

    def end(self) -> None:
        """The job has ended."""
        super().accept()

"""The questions the window asks before it does something: who, what, where to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.messages import label

Check = Callable[[str], str]
"""What is wrong with what was typed, in words, or ""."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("dialogs", text)


class Form(QDialog):
    """A heading, rows to fill in, a verb and Cancel.

    What is typed is checked when the verb is chosen; what is wrong is said under its line, and
    the form stays open.
    """

    def __init__(self, parent: QWidget | None, title: str, verb: str, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._checked: list[tuple[QLineEdit, QLabel, Check]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "heading"))
        self.rows = QFormLayout()
        self.rows.setHorizontalSpacing(12)
        self.rows.setVerticalSpacing(8)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.addLayout(self.rows, 1)
        layout.addSpacing(4)
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

    def add_line(
        self, words: str, name: str, value: str = "", hint: str = "", check: Check | None = None
    ) -> QLineEdit:
        """Add a line to fill in."""
        line = QLineEdit(value)
        line.setObjectName(name)
        line.setAccessibleName(words)
        line.setPlaceholderText(hint)
        line.setCursorPosition(0)
        self.rows.addRow(words, line)
        if check is not None:
            self.check_line(line, check)
        return line

    def check_line(self, line: QLineEdit, check: Check) -> None:
        """Check a line when the verb is chosen; the fault stands in a row of its own."""
        fault = label("", "error")
        fault.setObjectName(f"{line.objectName()}_fault")
        self.rows.addRow("", fault)
        self.rows.setRowVisible(fault, False)
        self._checked.append((line, fault, check))

    def choose_button(self, line: QLineEdit, choose: Callable[[], None], words: str) -> QHBoxLayout:
        """A line beside a button that fills it in from a file dialog."""
        button = QPushButton(self.tr("Choose…"))
        button.setObjectName(f"{line.objectName()}_choose")
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: choose())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(line, 1)
        row.addWidget(button)
        return row

    def accept(self) -> None:
        """Close, unless something typed is wrong: then say so and go there."""
        first: QLineEdit | None = None
        for line, fault, check in self._checked:
            words = check(line.text().strip())
            fault.setText(words)
            line.setAccessibleDescription(words)
            self.rows.setRowVisible(fault, bool(words))
            if words and first is None:
                first = line
        self.grow()
        if first is None:
            super().accept()
        else:
            first.setFocus()
            first.selectAll()

    def grow(self) -> None:
        """Make room for rows that have come up: no row is squeezed."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        wanted = max(layout.totalHeightForWidth(self.width()), layout.totalSizeHint().height())
        if wanted > self.height():
            self.resize(self.width(), wanted)

    @property
    def was_accepted(self) -> bool:
        """Show the form with the focus on its first field; whether the verb was chosen."""
        fields = (QLineEdit, QComboBox, QCheckBox)
        first = next((w for w in self.findChildren(QWidget) if isinstance(w, fields)), None)
        if first is not None:
            first.setFocus()
        return self.exec() == QDialog.DialogCode.Accepted


class WhoCodes(Form):
    """Which of the project's coders sits here."""

    @classmethod
    def ask(cls, parent: QWidget | None, handles: Sequence[str], now: str = "") -> str:
        """The handle that was chosen, or ""; `now` is the one that codes now."""
        form = cls(parent, _tr("Who is coding?"), _tr("Go on"), "who_codes")
        box = QComboBox()
        box.setObjectName("coder")
        box.setAccessibleName(_tr("Coder"))
        box.addItems(list(handles))
        box.setCurrentText(now or handles[0])
        form.rows.addRow(_tr("Coder"), box)
        return box.currentText() if form.was_accepted else ""


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a new project is to be: its file, what it is called, its lead, its codebook's folder."""

    path: str
    name: str
    handle: str
    codebook: str


class NewProject(Form):
    """Where a new project will be, what it asks, and who leads it."""

    def __init__(
        self,
        parent: QWidget | None,
        folder: str,
        codebooks: Sequence[tuple[str, str]],
        before: NewPlan | None = None,
    ) -> None:
        super().__init__(parent, self.tr("New project"), self.tr("Create"), "new_project")
        start = str(Path(folder or Path.home()) / self.tr("events.annotator"))
        self.path = QLineEdit(before.path if before else start)
        self.path.setObjectName("project_file")
        self.path.setAccessibleName(self.tr("File"))
        row = self.choose_button(self.path, self._on_choose, self.tr("Choose the file"))
        self.rows.addRow(self.tr("File"), row)
        self.check_line(self.path, self._file_fault)
        self.name = self.add_line(
            self.tr("Name"),
            "project_name",
            before.name if before else "",
            self.tr("left empty: that of the file"),
        )
        self.codebook = QComboBox()
        self.codebook.setObjectName("codebook")
        self.codebook.setAccessibleName(self.tr("Codebook"))
        for words, place in codebooks:
            self.codebook.addItem(words, place)
        self.codebook.addItem(self.tr("A folder of your own…"), "")
        if before is not None:
            self._show_codebook(before.codebook)
        self.codebook.activated.connect(self._on_codebook)
        self.rows.addRow(self.tr("Codebook"), self.codebook)
        self.handle = self.add_line(
            self.tr("Your handle"),
            "handle",
            before.handle if before else "me",
            check=self._handle_fault,
        )
        note = self.tr("A short name that your codings carry. You are the project's lead.")
        self.rows.addRow("", label(note, "soft"))

    def _file_fault(self, text: str) -> str:
        if not text:
            return self.tr("Name the file the project is to be kept in.")
        path = with_suffix(text)
        if path.exists():
            return self.tr("There is a file of this name already. Choose another name.")
        if not path.absolute().parent.is_dir():
            return self.tr("There is no such folder. Choose one that is there.")
        return ""

    def _handle_fault(self, text: str) -> str:
        if text and len(text) <= 60 and all(c.isalnum() or c in "._-@" for c in text):
            return ""
        return self.tr("Use up to 60 letters, digits, dots, dashes, underscores or @, no blanks.")

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("New project"), self.path.text(), self.tr("Projects (*.annotator)")
        )
        if chosen:
            self.path.setText(chosen)

    def _on_codebook(self, index: int) -> None:
        if self.codebook.itemData(index):
            return
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of the codebook"))
        self._show_codebook(chosen or str(self.codebook.itemData(0)))

    def _show_codebook(self, place: str) -> None:
        """Choose a codebook; a folder that is not in the list is put there."""
        index = self.codebook.findData(place)
        if index < 0:
            index = self.codebook.count() - 1
            self.codebook.insertItem(index, place, place)
        self.codebook.setCurrentIndex(index)

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        folder: str,
        codebooks: Sequence[tuple[str, str]],
        before: NewPlan | None = None,
    ) -> NewPlan | None:
        """The plan, or None. codebooks: label and folder; before: a plan that did not work."""
        form = cls(parent, folder, codebooks, before)
        if not form.was_accepted:
            return None
        return NewPlan(
            str(with_suffix(form.path.text().strip())),
            form.name.text().strip(),
            form.handle.text().strip(),
            str(form.codebook.currentData()),
        )


def with_suffix(text: str) -> Path:
    """A project's file from what was typed; without a suffix it gets ours."""
    path = Path(text).expanduser()
    return path if path.suffix else path.with_suffix(".annotator")


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
        """Show how far the job is; once it was asked to stop, nothing changes any more."""
        if not self.stop.isEnabled():
            return
        self.bar.setRange(0, total if total > 1 else 0)  # one thing does not tell how far it is
        self.bar.setValue(done)
        metrics = self.what.fontMetrics()
        line = " ".join(what.split())
        self.what.setText(metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, 390) or " ")

    def reject(self) -> None:
        """Escape and the window's cross ask the job to stop; it ends the dialog when it has."""
        self.stop.setEnabled(False)
        self.what.setText(self.tr("Stopping…"))
        self.stop_asked.emit()

    def end(self) -> None:
        """The job has ended."""
        super().accept()

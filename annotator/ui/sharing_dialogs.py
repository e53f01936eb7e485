"""What is asked before packages go out or come in: for whom, with or without texts, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from annotator.model.study import Coder
from annotator.ui.dialogs import Form
from annotator.ui.messages import label
from annotator.ui.widgets.tick_list import TickList

SUFFIX = ".annpack"


def _tr(text: str) -> str:
    return QCoreApplication.translate("sharing_dialogs", text)


@dataclass(frozen=True, slots=True)
class HandOutPlan:
    """Who gets a package, in which folder, and whether the texts are in it."""

    coders: tuple[Coder, ...]
    folder: str
    with_text: bool = True


@dataclass(frozen=True, slots=True)
class HandInPlan:
    """In which file a coder's work goes back, and whether the texts are in it."""

    path: str
    with_text: bool = True


class HandOut(Form):
    """For whom packages are made, and where."""

    def __init__(self, parent: QWidget | None, rows: Sequence[tuple[Coder, str]]) -> None:
        super().__init__(parent, _tr("Hand out to coders"), _tr("Hand out"), "hand_out")
        self.resize(600, 520)
        self.rows.addRow(
            label(
                _tr(
                    "Each coder gets one file with the articles given to them, the codebook and "
                    "their own codings. Nothing of any other coder is in it."
                )
            )
        )
        self.ticks = TickList("hand_out_coders", _tr("Coders who get a package"))
        self.ticks.show_rows([(coder, words) for coder, words in rows], ())
        self.ticks.changed.connect(self._look)
        self.rows.addRow(_tr("Coders"), self.ticks)
        self.why = label("", "soft")
        self.why.setObjectName("hand_out_why")
        self.rows.addRow("", self.why)
        self._has_given = True
        self.folder = QLineEdit()
        self.folder.setObjectName("hand_out_folder")
        self.folder.setAccessibleName(_tr("Folder"))
        row = self.choose_button(self.folder, self._on_choose, _tr("Choose the folder"))
        self.rows.addRow(_tr("Folder"), row)
        self.check_line(self.folder, _folder_fault)
        self.text = _text_box("hand_out_text")
        self.rows.addRow("", self.text)
        self.rows.addRow("", label(_without_words(), "soft"))

    def show_plan(self, plan: HandOutPlan) -> None:
        """Show what was chosen before."""
        known = [self.ticks.list.item(row) for row in range(self.ticks.list.count())]
        rows = [(item.data(_VALUE), item.text()) for item in known]
        self.ticks.show_rows(rows, plan.coders)
        self.folder.setText(plan.folder)
        self.text.setChecked(plan.with_text)
        self._has_given = bool(plan.coders)
        self._look()

    def _look(self) -> None:
        n = len(self.ticks.ticked)
        words = _tr("Hand out 1 package") if n == 1 else _tr("Hand out {n} packages").format(n=n)
        self.verb.setText(words if n else _tr("Hand out"))
        self.verb.setEnabled(bool(n))
        self.why.setText(self._why() or " ")  # the row keeps its place
        self.verb.setToolTip(self._why())

    def _why(self) -> str:
        """Why nothing can be handed out, or would be empty."""
        if self.ticks.ticked:
            return ""
        if self._has_given:
            return _tr("Tick at least one coder.")
        return _tr("Nobody is given an article yet. Assign articles first, or tick whom you want.")

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _tr("Folder"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    @classmethod
    def ask(
        cls, parent: QWidget | None, rows: Sequence[tuple[Coder, str]], plan: HandOutPlan
    ) -> HandOutPlan | None:
        """What is to be handed out, or None. rows: coders with their words; plan: shown first."""
        form = cls(parent, rows)
        form.show_plan(plan)
        if not form.was_accepted:
            return None
        return HandOutPlan(form.ticks.ticked, form.folder.text().strip(), form.text.isChecked())


class HandIn(Form):
    """Says what goes back, and asks for the file."""

    @classmethod
    def ask(cls, parent: QWidget | None, words: str, plan: HandInPlan) -> HandInPlan | None:
        """Where the work of a coder goes, or None. words: what is in it."""
        form = cls(parent, _tr("Hand in your work"), _tr("Hand in"), "hand_in")
        form.setMinimumWidth(600)
        form.rows.addRow(label(words))
        line = QLineEdit(plan.path)
        line.setObjectName("hand_in_file")
        line.setAccessibleName(_tr("File"))

        def choose() -> None:
            chosen, _ = QFileDialog.getSaveFileName(
                form,
                _tr("Hand in your work"),
                line.text(),
                _tr("Packages (*.annpack)"),
                options=QFileDialog.Option.DontConfirmOverwrite,  # it is asked on the way out
            )
            if chosen:
                line.setText(chosen)

        form.rows.addRow(_tr("File"), form.choose_button(line, choose, _tr("Choose the file")))
        form.check_line(line, _file_fault)
        text = _text_box("hand_in_text")
        text.setChecked(plan.with_text)
        form.rows.addRow("", text)
        form.rows.addRow("", label(_without_words(), "soft"))
        if not form.was_accepted:
            return None
        return HandInPlan(str(with_suffix(line.text().strip())), text.isChecked())


_VALUE = 0x0100  # Qt.ItemDataRole.UserRole


def _text_box(name: str) -> QCheckBox:
    box = QCheckBox(_tr("With the texts of the articles"))
    box.setObjectName(name)
    box.setChecked(True)
    return box


def _without_words() -> str:
    return _tr(
        "Without them no text and no quotation leaves this machine; such a package can only be "
        "merged into a project that holds the articles."
    )


def _folder_fault(text: str) -> str:
    if text and Path(text).expanduser().is_dir():
        return ""
    return _tr("There is no such folder. Choose one that is there.")


def _file_fault(text: str) -> str:
    if not text:
        return _tr("Name the file the package is to be kept in.")
    if not Path(text).expanduser().absolute().parent.is_dir():
        return _tr("There is no such folder. Choose one that is there.")
    return ""


def with_suffix(text: str) -> Path:
    """A package's file from what was typed; without a suffix it gets ours."""
    path = Path(text).expanduser()
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

"""What is asked before a dataset goes out: formats, whose codings, under which names, where to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.dialogs import Form
from annotator.ui.messages import label


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What goes out where.

    formats: their names. lane: "" for gold if there is any, else the coders' codings. key: the file
    that says which coder is behind which random name, "" for none.
    """

    formats: tuple[str, ...]
    folder: str
    lane: str = ""
    pseudonyms: bool = False
    key: str = ""


class Export(Form):
    """Which formats, whose codings, under which names, and where to."""

    def __init__(
        self,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str, str]],
        plan: ExportPlan,
        why_no_pseudonyms: str = "",
    ) -> None:
        super().__init__(parent, self.tr("Export the dataset"), self.tr("Export"), "export")
        self.boxes: dict[str, QCheckBox] = {}
        self._add_formats(formats, plan.formats)
        self.lane = QComboBox()
        self.lane.setObjectName("lane")
        self.lane.setAccessibleName(self.tr("Codings"))
        for words, lane in (
            (self.tr("Gold if there is any, else the coders’ codings"), ""),
            (self.tr("The coders’ codings"), "coding"),
            (self.tr("Gold only"), "gold"),
        ):
            self.lane.addItem(words, lane)
        self.lane.setCurrentIndex(max(self.lane.findData(plan.lane), 0))
        self.rows.addRow(self.tr("Codings"), self.lane)
        self.folder = QLineEdit(plan.folder)
        self.folder.setObjectName("folder")
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.textChanged.connect(self._look)
        row = self.choose_button(self.folder, self._on_choose, self.tr("Choose the folder"))
        self.rows.addRow(self.tr("Folder"), row)
        note = self.tr("A new or empty folder, or one that holds an earlier export.")
        self.rows.addRow("", label(note, "soft"))
        self._add_pseudonyms(plan, why_no_pseudonyms)
        self._look()

    def _add_pseudonyms(self, plan: ExportPlan, why_not: str) -> None:
        """The box for random names, and the file in which the key to them is kept."""
        self.pseudonyms = QCheckBox(self.tr("Stable random names for coders"))
        self.pseudonyms.setObjectName("export_pseudonyms")
        self.pseudonyms.setChecked(plan.pseudonyms and not why_not)
        self.pseudonyms.setEnabled(not why_not)
        self.pseudonyms.setToolTip(why_not)
        self.pseudonyms.toggled.connect(self._look_for_key)
        self.rows.addRow(self.tr("Coders"), self.pseudonyms)
        self.key = QLineEdit(plan.key)
        self.key.setObjectName("export_key")
        self.key.setAccessibleName(self.tr("File of the key"))
        self.key.setPlaceholderText(self.tr("left empty: no key is written"))
        self._key_row = self.choose_button(
            self.key, self._on_choose_key, self.tr("Choose the file of the key")
        )
        self.rows.addRow(self.tr("Key"), self._key_row)
        self.check_line(self.key, self._key_fault)
        note = self.tr(
            "The same name at every export. The key says who is who: keep it out of the folder. "
            "Names that coders wrote in notes and answers stay."
        )
        self._key_note = label(note, "soft")
        self.rows.addRow("", self._key_note)
        self._look_for_key()

    def _key_fault(self, text: str) -> str:
        """Why a key cannot be written there."""
        if not text or not self.pseudonyms.isChecked():
            return ""
        path = Path(text).expanduser().absolute()
        if not path.parent.is_dir():
            return self.tr("There is no such folder. Choose one that is there.")
        if path.is_relative_to(Path(self.folder.text().strip()).expanduser().absolute()):
            return self.tr("Keep the key outside the folder that goes out.")
        return ""

    def _add_formats(self, formats: Sequence[tuple[str, str, str]], ticked: Sequence[str]) -> None:
        """A box for each format; one that the codebook cannot fill is off and says why."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(6)
        for name, words, lacks in formats:
            box = QCheckBox(words.replace("&", "&&"))
            box.setObjectName(f"format_{name}")
            box.setChecked(name in ticked and not lacks)
            box.setEnabled(not lacks)
            box.toggled.connect(self._look)
            column.addWidget(box)
            self.boxes[name] = box
            if lacks:
                why = label(self.tr("The codebook lacks {names}.").format(names=lacks), "soft")
                why.setContentsMargins(24, 0, 0, 0)
                column.addWidget(why)
        self.rows.addRow(self.tr("Formats"), holder)

    def _look(self) -> None:
        any_format = any(box.isChecked() for box in self.boxes.values())
        self.verb.setEnabled(any_format and bool(self.folder.text().strip()))

    def _look_for_key(self) -> None:
        """The key is asked for only where names are random."""
        for row in (self._key_row, self._key_note):
            self.rows.setRowVisible(row, self.pseudonyms.isChecked())
        if self.isVisible():
            self.grow()

    def _on_choose_key(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("File of the key"), self.key.text(), self.tr("CSV (*.csv)")
        )
        if chosen:
            self.key.setText(chosen)

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str, str]],
        plan: ExportPlan,
        why_no_pseudonyms: str = "",
    ) -> ExportPlan | None:
        """What is to go out, or None; `plan` is shown first.

        formats: name, label, and what the codebook lacks for it ("" for nothing).
        """
        form = cls(parent, formats, plan, why_no_pseudonyms)
        if not form.was_accepted:
            return None
        is_hidden = form.pseudonyms.isChecked()
        return ExportPlan(
            tuple(name for name, box in form.boxes.items() if box.isChecked()),
            form.folder.text().strip(),
            str(form.lane.currentData()),
            is_hidden,
            form.key.text().strip() if is_hidden else "",
        )

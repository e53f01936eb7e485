"""What is asked before a dataset goes out: formats, whose codings, and where to."""

from __future__ import annotations

from collections.abc import Sequence

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


class Export(Form):
    """Which formats, whose codings, and where to."""

    def __init__(
        self,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str, str]],
        ticked: Sequence[str],
        folder: str,
    ) -> None:
        super().__init__(parent, self.tr("Export the dataset"), self.tr("Export"), "export")
        self.boxes: dict[str, QCheckBox] = {}
        self._add_formats(formats, ticked)
        self.lane = QComboBox()
        self.lane.setObjectName("lane")
        self.lane.setAccessibleName(self.tr("Codings"))
        for words, lane in (
            (self.tr("Gold if there is any, else the coders’ codings"), ""),
            (self.tr("The coders’ codings"), "coding"),
            (self.tr("Gold only"), "gold"),
        ):
            self.lane.addItem(words, lane)
        self.rows.addRow(self.tr("Codings"), self.lane)
        self.folder = QLineEdit(folder)
        self.folder.setObjectName("folder")
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.textChanged.connect(self._look)
        row = self.choose_button(self.folder, self._on_choose, self.tr("Choose the folder"))
        self.rows.addRow(self.tr("Folder"), row)
        note = self.tr("A new or empty folder, or one that holds an earlier export.")
        self.rows.addRow("", label(note, "soft"))
        self._look()

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

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str, str]],
        ticked: Sequence[str],
        folder: str,
        lane: str = "",
    ) -> tuple[list[str], str, str] | None:
        """The formats, the lane ("" for either) and the folder, or None.

        formats: name, label, and what the codebook lacks for it ("" for nothing).
        """
        form = cls(parent, formats, ticked, folder)
        form.lane.setCurrentIndex(max(form.lane.findData(lane), 0))
        if not form.was_accepted:
            return None
        chosen = [name for name, box in form.boxes.items() if box.isChecked()]
        return chosen, str(form.lane.currentData()), form.folder.text().strip()

"""What the columns of a table of articles are: headings, samples, and a choice for each."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QWidget,
)
from PySide6.QtWidgets import QVBoxLayout as Column

from annotator.ui.messages import label
from annotator.ui.widgets.import_table import one_line

_SAMPLES = 2
_LONGEST = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("import_columns", text)


def field_words() -> dict[str, str]:
    """What a column can be, in words."""
    return {
        "": _tr("Kept beside the article"),
        "text": _tr("Text"),
        "title": _tr("Title"),
        "byline": _tr("Byline"),
        "publisher": _tr("Publisher"),
        "published": _tr("Date"),
        "section": _tr("Section"),
        "url": _tr("URL"),
        "language": _tr("Language"),
        "source_id": _tr("Identifier in the source"),
    }


def _cut(words: str) -> str:
    """The beginning of a heading or cell, in one line."""
    line = one_line(words)
    return line if len(line) <= _LONGEST else line[:_LONGEST].rstrip() + "…"


class ImportColumns(QDialog):
    """One line a column: its heading, the first cells, and what it is."""

    def __init__(
        self,
        parent: QWidget | None,
        file: str,
        names: tuple[str, ...],
        samples: tuple[tuple[str, ...], ...],
        mapping: Mapping[str, str],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import_columns")
        self.setWindowTitle(_tr("Columns of {file}").format(file=one_line(file)))
        self.resize(760, min(560, 230 + 44 * len(names)))
        self._combos: dict[str, QComboBox] = {}
        layout = Column(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(self.windowTitle(), "heading"))
        layout.addWidget(
            label(
                _tr("Say what each column is. It is remembered for tables with the same headings."),
                "soft",
            )
        )
        layout.addWidget(self._grid(names, samples, mapping), 1)
        self.fault = label("", "error")
        self.fault.setObjectName("columns_fault")
        layout.addWidget(self.fault)
        layout.addWidget(self._buttons())
        self._on_chosen()
        unsaid = [combo for combo in self._combos.values() if not combo.currentData()]
        (unsaid or list(self._combos.values()))[0].setFocus()

    def _grid(
        self,
        names: tuple[str, ...],
        samples: tuple[tuple[str, ...], ...],
        mapping: Mapping[str, str],
    ) -> QScrollArea:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, words in enumerate((_tr("Column"), _tr("First cells"), _tr("What it is"))):
            grid.addWidget(label(words, "soft"), 0, place)
        for row, name in enumerate(names, 1):
            cells = [one[row - 1] for one in samples[:_SAMPLES] if row <= len(one)]
            lines = "\n".join(map(_cut, cells))
            heading = label(_cut(name))
            grid.addWidget(heading, row, 0, Qt.AlignmentFlag.AlignTop)
            shown = QLabel(lines)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setProperty("look", "soft")
            grid.addWidget(shown, row, 1)
            grid.addWidget(self._combo(name, mapping.get(name, "")), row, 2)
        grid.setRowStretch(len(names) + 1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _combo(self, name: str, chosen: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(_tr("What {column} is").format(column=one_line(name)))
        for field, words in field_words().items():
            combo.addItem(words, field)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        combo.currentIndexChanged.connect(self._on_chosen)
        self._combos[name] = combo
        return combo

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        cancel = buttons.addButton(_tr("Cancel"), role.RejectRole)
        cancel.setAutoDefault(False)
        self.verb = buttons.addButton(_tr("Read it so"), role.AcceptRole)
        self.verb.setObjectName("columns_ok")
        self.verb.setProperty("look", "main")
        self.verb.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def mapping(self) -> dict[str, str]:
        """What each column is, by name; "" where it is kept as it is."""
        return {name: str(combo.currentData()) for name, combo in self._combos.items()}

    def _on_chosen(self) -> None:
        """Each piece of an article comes from one column, and the text has to come from one."""
        given = [field for field in self.mapping().values() if field]
        twice = next((field for field in given if given.count(field) > 1), "")
        words = ""
        if twice:
            words = _tr("Two columns are “{what}”. Leave one of them.")
            words = words.format(what=field_words()[twice])
        elif "text" not in given:
            words = _tr("Say which column is the text.")
        self.fault.setText(words)
        self.verb.setEnabled(not words)

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        file: str,
        names: tuple[str, ...],
        samples: tuple[tuple[str, ...], ...],
        mapping: Mapping[str, str],
    ) -> dict[str, str] | None:
        """What the columns are to be, or None."""
        dialog = cls(parent, file, names, samples, mapping)
        is_wanted = dialog.exec() == QDialog.DialogCode.Accepted
        return dialog.mapping() if is_wanted else None

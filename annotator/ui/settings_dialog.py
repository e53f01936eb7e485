"""The settings a person chooses, as a form built from the list of all settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from annotator.ui.dialogs import Form
from annotator.ui.settings import ALL, Setting, Settings

Read = Callable[[], Any]


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class SettingsDialog(Form):
    """A row for each setting that has a label; they concern this machine, no project."""

    def __init__(self, parent: QWidget | None, settings: Settings) -> None:
        super().__init__(parent, _tr("Settings"), _tr("Save"), "settings_dialog")
        self._rows: list[tuple[Setting[Any], Read]] = [
            (setting, self._row(setting, settings.get(setting))) for setting in ALL if setting.label
        ]

    def _row(self, setting: Setting[Any], value: Any) -> Read:
        """Add the row of a setting; gives how its value is read."""
        words = _tr(setting.label)
        if isinstance(setting.default, bool):
            box = QCheckBox(words)
            box.setChecked(value)
            self._add("", box, setting, words)
            return box.isChecked
        smallest, largest = setting.bounds
        numbers = range(round(smallest), round(largest) + 1) if largest else ()
        combo = QComboBox()
        for choice, label in setting.choices:
            combo.addItem(_tr(label), choice)
        for number in numbers:
            combo.addItem(f"{number:n}", float(number))
        combo.setCurrentIndex(max(combo.findData(round(value) if numbers else value), 0))
        self._add(words, combo, setting, words)
        return combo.currentData

    def _add(self, words: str, widget: QWidget, setting: Setting[Any], name: str) -> None:
        widget.setObjectName(f"setting_{setting.name}")
        widget.setAccessibleName(name)
        self.rows.addRow(words, widget)

    @classmethod
    def ask(cls, parent: QWidget | None, settings: Settings) -> bool:
        """Show it; whether something was chosen, which is remembered then."""
        form = cls(parent, settings)
        if not form.was_accepted:
            return False
        for setting, read in form._rows:
            settings.set(setting, read())
        settings.write()
        return True

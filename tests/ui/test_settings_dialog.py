"""The settings dialog is the list of settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui import theme
from annotator.ui.settings import ALL, DAILY_BACKUP, TEXT_POINTS, THEME, Settings
from annotator.ui.settings_dialog import SettingsDialog
from tests.ui.at_work import a_window


def test_each_setting_with_a_label_has_a_named_row(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = SettingsDialog(None, Settings(str(tmp_path / "s.ini")))
    qtbot.addWidget(dialog)
    rows = [widget for s in ALL if (widget := dialog.findChild(QWidget, f"setting_{s.name}"))]
    assert len(rows) == sum(bool(setting.label) for setting in ALL) == 3
    assert all(row.accessibleName() for row in rows)


def test_what_is_chosen_is_taken_on_and_remembered(qtbot: QtBot) -> None:
    window = a_window(qtbot)

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        combo = dialog.findChild(QComboBox, "setting_theme")
        points = dialog.findChild(QComboBox, "setting_text_points")
        backup = dialog.findChild(QCheckBox, "setting_daily_backup")
        assert isinstance(combo, QComboBox)
        assert isinstance(points, QComboBox)
        assert isinstance(backup, QCheckBox)
        combo.setCurrentIndex(combo.findData("dark"))
        assert points.currentText() == "12"
        points.setCurrentText("16")
        backup.setChecked(False)
        dialog.verb.click()

    QTimer.singleShot(0, window, fill)
    window.help.settings()
    assert theme.current().is_dark
    again = Settings()
    assert again.get(THEME) == "dark"
    assert again.get(TEXT_POINTS) == 16
    assert again.get(DAILY_BACKUP) is False
    window.choose_theme("light")


def test_leaving_the_settings_changes_nothing(qtbot: QtBot) -> None:
    window = a_window(qtbot)

    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        dialog.reject()

    QTimer.singleShot(0, window, leave)
    window.help.settings()
    assert window.settings.get(THEME) == THEME.default

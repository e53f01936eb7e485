"""Errors and questions, shown to the person at the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

_MOST_LINES = 14
_LINE = 64
"""About as many characters stand on a line of the details."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)


class Message(QDialog):
    """A heading, what happened, perhaps details that can be scrolled, and buttons with verbs."""

    def __init__(
        self, parent: QWidget | None, heading: str, text: str = "", details: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setWindowTitle(heading)
        self.setAccessibleDescription(text)
        self.setMinimumWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(heading, "heading"))
        if text:
            layout.addWidget(label(text))
        self.details = QPlainTextEdit(details)
        self.details.setObjectName("message_details")
        self.details.setAccessibleName(_tr("Details"))
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setVisible(bool(details))
        wrapped = sum(1 + len(line) // _LINE for line in details.split("\n"))
        lines = min(max(wrapped, 2), _MOST_LINES)
        height = lines * self.details.fontMetrics().lineSpacing() + 24
        self.details.setMinimumHeight(height)
        if lines < _MOST_LINES:
            self.details.setMaximumHeight(height)
        if details:
            self.setMinimumWidth(560)
        layout.addWidget(self.details)
        self.buttons = QDialogButtonBox()
        layout.addSpacing(8)
        layout.addWidget(self.buttons)

    def add_button(self, text: str, *, accepts: bool, is_main: bool = False) -> QPushButton:
        """Add a button that closes the message with this outcome."""
        role = QDialogButtonBox.ButtonRole
        button = QPushButton(text)
        if is_main:
            button.setProperty("look", "main")
        button.setDefault(is_main)
        self.buttons.addButton(button, role.AcceptRole if accepts else role.RejectRole)
        button.clicked.connect(self.accept if accepts else self.reject)
        if is_main:
            button.setFocus()
        return button

    def add_copy(self, verb: str, text: str) -> None:
        """Add a button that puts the details on the clipboard and leaves the message open."""
        copy = QPushButton(verb)
        copy.setObjectName("message_copy")
        copy.setAutoDefault(False)
        self.buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))


def label(text: str, look: str = "") -> QLabel:
    """A line or paragraph of plain words; nothing in it is read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if look:
        made.setProperty("look", look)
    return made


class Tell(Message):
    """Says what happened and waits until it was read."""

    @classmethod
    def ask(cls, parent: QWidget | None, heading: str, text: str = "", details: str = "") -> None:
        """Show it until it is closed."""
        dialog = cls(parent, heading, text, details)
        if details:
            dialog.add_copy(_tr("Copy"), "\n\n".join(filter(None, (heading, text, details))))
        dialog.add_button(_tr("Close"), accepts=True, is_main=True)
        dialog.exec()


class Question(Message):
    """A yes or a no, each with its verb."""

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        heading: str,
        text: str,
        yes: str,
        no: str,
        details: str = "",
        *,
        is_final: bool = False,
    ) -> bool:
        """Whether the answer was yes; is_final: that cannot be taken back, so Enter means no."""
        dialog = cls(parent, heading, text, details)
        dialog.add_button(no, accepts=False, is_main=is_final)
        dialog.add_button(yes, accepts=True, is_main=not is_final)
        return dialog.exec() == QDialog.DialogCode.Accepted


class OurMistake(Message):
    """The program made a mistake: nothing coded is lost, and the report can be copied."""

    @classmethod
    def ask(cls, parent: QWidget | None, report: str) -> None:
        """Show it until it is closed; `report` holds no texts, names or answers."""
        dialog = cls(
            parent,
            _tr("The program made a mistake"),
            _tr(
                "What you coded is safe. You can go on; if something looks wrong, close the "
                "program and open it again. Please pass on the report below: it holds no article "
                "text, no names and no answers."
            ),
            report,
        )
        dialog.add_copy(_tr("Copy report"), report)
        dialog.add_button(_tr("Go on"), accepts=True, is_main=True)
        dialog.exec()

"""Setting an article aside: it is not coded, for a reason in the coder's words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs import Form


def _tr(text: str) -> str:
    return QCoreApplication.translate("aside", text)


class SetAside(Form):
    """Asks why the open article is not coded."""

    @classmethod
    def ask(cls, parent: QWidget | None) -> str:
        """The reason, or "" where the article is coded after all."""
        form = cls(parent, _tr("Set this article aside"), _tr("Set aside"), "set_aside")
        line = form.add_line(
            _tr("Reason"),
            "aside_reason",
            hint=_tr("such as: wants a second opinion, text is cut off"),
            check=lambda text: "" if text else _tr("Write a few words, so that others know why."),
        )
        return line.text().strip() if form.was_accepted else ""

"""Who joins a project, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QWidget

from annotator.model.study import Role
from annotator.ui.dialogs import Form
from annotator.ui.messages import label

_MOST = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("coder_dialog", text)


@dataclass(frozen=True, slots=True)
class NewCoder:
    """Who is to join. login: their name on the server, "" for none."""

    handle: str
    role: Role
    login: str = ""


class AddCoder(Form):
    """A handle, a role and, on a server, a login."""

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        known: Sequence[str],
        before: NewCoder | None = None,
        *,
        with_login: bool = False,
    ) -> NewCoder | None:
        """The new coder, or None. known: the handles there are; before: what did not work."""
        form = cls(parent, _tr("Add a coder"), _tr("Add"), "add_coder")
        taken = {handle.casefold() for handle in known}

        def fault(text: str) -> str:
            if not text or len(text) > _MOST or not all(c.isalnum() or c in "._-@" for c in text):
                return _tr(
                    "Use up to 60 letters, digits, dots, dashes, underscores or @, no blanks."
                )
            if text.casefold() in taken:
                return _tr("There is a coder of this handle already. Choose another one.")
            return ""

        now = before or NewCoder("", Role.CODER)
        line = form.add_line(
            _tr("Handle"), "coder_handle", now.handle, _tr("for example: ana"), fault
        )
        role = QComboBox()
        role.setObjectName("coder_role")
        role.setAccessibleName(_tr("Role"))
        for words, each in (
            (_tr("Coder: codes articles"), Role.CODER),
            (_tr("Adjudicator: also settles gold"), Role.ADJUDICATOR),
            (_tr("Lead: also assigns, merges and decides"), Role.LEAD),
        ):
            role.addItem(words, each.value)
        role.setCurrentIndex(role.findData(now.role.value))
        form.rows.addRow(_tr("Role"), role)
        login = None
        if with_login:
            hint = _tr("left empty: no login of their own yet")
            login = form.add_line(_tr("Login"), "coder_login", now.login, hint)
            words = _tr("Their name on the server. The password is shown once, after this.")
            form.rows.addRow("", label(words, "soft"))
        if not form.was_accepted:
            return None
        name = login.text().strip() if login is not None else ""
        return NewCoder(line.text().strip(), Role(role.currentData()), name)

"""The questions before a project on a server is opened: which database, and the password."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from annotator.ui.dialogs import Form
from annotator.ui.messages import label
from annotator.ui.server_address import PORT, ServerPlan, is_address, plan_of


def _tr(text: str) -> str:
    return QCoreApplication.translate("server", text)


class OpenOnServer(Form):
    """Where the database is: an address pasted whole, or piece by piece; each follows the other."""

    def __init__(self, parent: QWidget | None, address: str = "") -> None:
        title = self.tr("Open a project on a server")
        super().__init__(parent, title, self.tr("Open"), "open_on_server")
        self._is_following = False
        self.address = self.add_line(
            self.tr("Address"),
            "server_address",
            hint="postgresql://login@host/database",
            check=self._address_fault,
        )
        self.rows.addRow("", label(self.tr("Paste it as the lead gave it, or fill in:"), "soft"))
        self.host = self.add_line(self.tr("Server"), "server_host", hint="db.example.org")
        self.port = self.add_line(self.tr("Port"), "server_port", str(PORT), check=self._port_fault)
        self.database = self.add_line(self.tr("Database"), "server_database")
        self.login = self.add_line(self.tr("Login"), "server_login")
        self._add_tls()
        note = self.tr("The password is asked for if the server wants one. It is never kept.")
        self.rows.addRow("", label(note, "soft"))
        self.address.textEdited.connect(self._on_address)
        for line in (self.host, self.port, self.database, self.login, self.certificate):
            line.textEdited.connect(self._on_piece)
        self.tls.activated.connect(self._on_piece)
        if address:
            self.address.setText(address)
            self._on_address()
        self._show_certificate()

    def _add_tls(self) -> None:
        self.tls = QComboBox()
        self.tls.setObjectName("server_tls")
        self.tls.setAccessibleName(self.tr("Encryption"))
        for words, mode in (
            (self.tr("On, except on this machine"), ""),
            (self.tr("On, and the server proves who it is"), "verify-full"),
            (self.tr("On in any case"), "require"),
            (self.tr("Off: only where the network is safe"), "disable"),
        ):
            self.tls.addItem(words, mode)
        self.rows.addRow(self.tr("Encryption"), self.tls)
        self.certificate = QLineEdit()
        self.certificate.setObjectName("server_certificate")
        self.certificate.setAccessibleName(self.tr("Certificate"))
        self.certificate.setPlaceholderText(self.tr("the file that vouches for the server (.crt)"))
        words = self.tr("Choose the certificate")
        self._certificate_row = self.choose_button(self.certificate, self._on_choose, words)
        self.rows.addRow(self.tr("Certificate"), self._certificate_row)

    def _plan(self) -> ServerPlan:
        port = self.port.text().strip()
        return ServerPlan(
            self.host.text().strip(),
            self.database.text().strip(),
            self.login.text().strip(),
            int(port) if port.isdecimal() else PORT,
            str(self.tls.currentData()),
            self.certificate.text().strip(),
        )

    def _on_piece(self) -> None:
        plan = self._plan()
        self.address.setText(plan.address if plan.host or plan.database else "")
        self._show_certificate()

    def _on_address(self) -> None:
        plan = plan_of(self.address.text())
        if plan is None:
            return
        for line, text in (
            (self.host, plan.host),
            (self.port, str(plan.port)),
            (self.database, plan.database),
            (self.login, plan.login),
            (self.certificate, plan.certificate),
        ):
            line.setText(text)
        self.tls.setCurrentIndex(max(self.tls.findData(plan.tls), 0))
        self._show_certificate()

    def _show_certificate(self) -> None:
        self.rows.setRowVisible(self._certificate_row, self.tls.currentData() == "verify-full")

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Certificate"), "", self.tr("Certificates (*.crt *.pem);;All files (*)")
        )
        if chosen:
            self.certificate.setText(chosen)
            self._on_piece()

    def _address_fault(self, text: str) -> str:
        if not is_address(text):
            return self.tr("Write it as postgresql://login@host/database.")
        plan = plan_of(text)
        if plan is not None and not (plan.host and plan.database):
            return self.tr("Name the server and the database.")
        return ""

    def _port_fault(self, text: str) -> str:
        if text.isdecimal() and 0 < int(text) < 65_536:
            return ""
        return self.tr("A port is a number up to 65535; most servers have 5432.")

    @classmethod
    def ask(cls, parent: QWidget | None, address: str = "") -> str:
        """The address, or "" if none is to be opened."""
        form = cls(parent, address)
        return form.address.text().strip() if form.was_accepted else ""


class AskPassword(Form):
    """The password of a login on a server; it is used once and kept nowhere."""

    @classmethod
    def ask(cls, parent: QWidget | None, where: str, login: str, why: str = "") -> str | None:
        """The password, or None. why: what was wrong with the one before, or ""."""
        form = cls(parent, _tr("Password"), _tr("Open"), "ask_password")
        asked = _tr("{login} at {where}") if login else "{where}"
        form.rows.addRow(label(asked.format(login=login, where=where), "soft"))
        line = form.add_line(_tr("Password"), "password")
        line.setEchoMode(QLineEdit.EchoMode.Password)
        if why:
            form.rows.addRow("", label(why, "error"))
        return line.text() if form.was_accepted else None

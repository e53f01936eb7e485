"""Where a project on a server is: typed whole or piece by piece; no password is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from annotator.ui.server_address import ServerPlan, is_address, login_of, plan_of, with_password
from annotator.ui.server_dialog import OpenOnServer

_names = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
_plans = st.builds(
    ServerPlan,
    st.sampled_from(("db.example.org", "10.0.0.7", "::1", "localhost")),
    _names,
    st.one_of(st.just(""), _names),
    st.integers(1, 65_535),
    st.sampled_from(("", "require", "disable", "prefer")),
)


@given(_plans)
def test_an_address_says_what_was_filled_in(plan: ServerPlan) -> None:
    assert is_address(plan.address)
    assert plan_of(plan.address) == plan
    assert login_of(plan.address) == plan.login


@given(_plans, _names)
def test_a_password_goes_into_an_address_and_out_of_it(plan: ServerPlan, password: str) -> None:
    whole = with_password(plan.address, password)
    assert plan_of(whole) == plan
    assert with_password(whole, "") == with_password(plan.address, "")


@pytest.mark.parametrize(
    "text", ["", "talks.annotator", "C:\\talks", "http://x/y", "postgresql:", "/a/b://c"]
)
def test_a_file_is_no_address(text: str) -> None:
    assert not is_address(text)


@pytest.fixture
def form(qtbot: QtBot) -> OpenOnServer:
    made = OpenOnServer(None)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_pieces_follow_the_address(qtbot: QtBot, form: OpenOnServer) -> None:
    form.address.setFocus()
    qtbot.keyClicks(form.address, "postgresql://ana@db.example.org:6000/lab?sslmode=disable")
    pieces = (form.host.text(), form.port.text(), form.database.text(), form.login.text())
    assert pieces == ("db.example.org", "6000", "lab", "ana")
    assert form.tls.currentData() == "disable"


def test_the_address_follows_the_pieces(qtbot: QtBot, form: OpenOnServer) -> None:
    for line, text in ((form.host, "db.example.org"), (form.database, "lab"), (form.login, "ana")):
        qtbot.keyClicks(line, text)
    assert form.address.text() == "postgresql://ana@db.example.org/lab"
    assert not form.certificate.isVisible()
    form.tls.setCurrentIndex(form.tls.findData("verify-full"))
    form.tls.activated.emit(form.tls.currentIndex())
    assert form.certificate.isVisible()
    qtbot.keyClicks(form.certificate, "/etc/lab.crt")
    assert form.address.text().endswith("?sslmode=verify-full&sslrootcert=%2Fetc%2Flab.crt")


@pytest.mark.parametrize(
    ("address", "port", "fault"),
    [
        ("talks.annotator", "5432", "Write it as"),
        ("postgresql://db.example.org", "5432", "Name the server and the database."),
        ("postgresql://db.example.org/lab", "70000", "A port is"),
    ],
)
def test_what_cannot_be_an_address_is_said_in_the_form(
    form: OpenOnServer, address: str, port: str, fault: str
) -> None:
    form.address.setText(address)
    form.port.setText(port)
    form.accept()
    assert form.isVisible()
    told = form.address.accessibleDescription() + form.port.accessibleDescription()
    assert fault in told

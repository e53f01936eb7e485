"""The search field: what it asks, when, and what it says is wrong."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from annotator.model.query import Field, parse_query, terms
from annotator.ui.widgets.query_field import QueryField, with_field


@pytest.fixture
def field(qtbot: QtBot) -> QueryField:
    made = QueryField()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("text", "value", "wanted"),
    [
        ("", "Reuters", "publisher:Reuters"),
        ("talks", "New York Times", 'talks publisher:"New York Times"'),
        (
            'talks publisher:"New York Times" date:2025',
            "Reuters",
            "talks date:2025 publisher:Reuters",
        ),
        ("talks PUBLISHER:Reuters", "", "talks"),
        ("-publisher:Reuters", "Reuters", "publisher:Reuters"),
    ],
)
def test_a_filter_replaces_what_was_asked_of_its_field(text: str, value: str, wanted: str) -> None:
    assert with_field(text, "publisher", value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ('The "Times"', "Times"),
        ("Xinhua (English)", "Xinhua (English)"),
        ("新华社", "新华社"),
        ("a:b", "a:b"),
        ("AND", "AND"),
        ("-x", "-x"),
    ],
)
def test_what_a_filter_writes_is_read_as_it_was_meant(value: str, wanted: str) -> None:
    asked = terms(parse_query(with_field("talks", "publisher", value)))
    assert [term.value for term in asked if isinstance(term, Field)] == [wanted]


def test_every_letter_asks_anew_once_there_is_a_word(qtbot: QtBot, field: QueryField) -> None:
    asked: list[str] = []
    field.asked.connect(asked.append)
    qtbot.keyClicks(field.line, "talks")
    assert asked == ["tal", "talk", "talks"]
    field.line.setText("会")
    assert asked[-1] == "会"
    field.line.setText("UN")
    with qtbot.waitSignal(field.asked):
        pass
    assert asked[-1] == "UN"


def test_a_word_that_may_name_a_field_is_waited_for(qtbot: QtBot, field: QueryField) -> None:
    asked: list[str] = []
    field.asked.connect(asked.append)
    qtbot.keyClicks(field.line, "status:to_do")
    assert "status" not in asked
    assert asked[-1] == "status:to_do"
    field.line.setText("language")
    with qtbot.waitSignal(field.asked):
        pass
    assert asked[-1] == "language"


@pytest.mark.parametrize(
    "text", ['"wang yi', "(talks OR visit", "talks AND", "status:", "date:202"]
)
def test_what_is_still_being_typed_is_no_fault_at_once(
    qtbot: QtBot, field: QueryField, text: str
) -> None:
    field.line.setText(text)
    assert not field.fault.isVisible()
    qtbot.waitUntil(lambda: field.fault.isVisible())
    assert field.line.accessibleDescription() == field.fault.text()


@pytest.mark.parametrize("text", ["colour:red talks", "status:nothing talks", "talks ) visit"])
def test_what_is_plainly_wrong_is_said_and_not_asked(field: QueryField, text: str) -> None:
    asked: list[str] = []
    field.asked.connect(asked.append)
    field.line.setText(text)
    assert "character" in field.fault.text()
    assert field.fault.isVisible()
    assert not asked

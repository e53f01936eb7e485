"""A code that only an older codebook had is shown as such, and stays until another is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.model.codebook import Kind, Option, Scale, Variable
from annotator.ui.widgets.field import Field, FieldContext
from annotator.ui.widgets.fields import FIELDS

OPTIONS = (Option("warm", "Warm", number=1), Option("cool", "Cool", number=2, was=("frank",)))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def _field(window: QWidget, kind: Kind, scale: Scale = Scale.NOMINAL) -> tuple[Field, list[object]]:
    variable = Variable("tone", kind, "Tone", options=OPTIONS, scale=scale)
    field = FIELDS[kind](variable, FieldContext(tuple, OPTIONS), window)
    told: list[object] = []
    field.answered.connect(told.append)
    window.show()
    return field, told


def test_a_choice_shows_the_old_code_and_that_it_is_old(window: QWidget) -> None:
    field, told = _field(window, Kind.CHOICE)
    field.show_answer("hostile", None)
    (line,) = (each for each in field.stops() if isinstance(each, QLineEdit))
    assert line.text() == "hostile (no longer a code)"
    field.flush()
    assert (field.value, told) == ("hostile", [])
    field.show_answer("warm", None)
    assert line.text() == "Warm"
    field.show_answer("frank", None)
    assert line.text() == "frank (now Cool)"


def test_of_several_the_old_one_has_its_chip(window: QWidget) -> None:
    field, told = _field(window, Kind.CHOICES)
    field.show_answer(("warm", "hostile"), None)
    chips = [each.text() for each in field.findChildren(QPushButton) if not each.isHidden()]
    assert "hostile (no longer a code)  ×" in chips
    assert told == []


def test_a_scale_has_a_button_for_it_as_long_as_it_is_chosen(window: QWidget) -> None:
    field, told = _field(window, Kind.CHOICE, Scale.ORDINAL)
    field.show_answer("hostile", None)

    def chosen() -> list[str]:
        buttons = field.findChildren(QAbstractButton)
        return [each.text() for each in buttons if each.isChecked() and not each.isHidden()]

    assert chosen() == ["hostile (no longer a code)"]
    assert told == []
    field.show_answer("warm", None)
    assert chosen() == ["Warm"]
    buttons = field.findChildren(QAbstractButton)
    assert not any("hostile" in each.text() for each in buttons if not each.isHidden())

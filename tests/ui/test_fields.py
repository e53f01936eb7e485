from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.model.codebook import Kind, Option, Scale, Variable
from annotator.model.event import Date, Missing, Place, Value
from annotator.ui.widgets.dates import precision_of, read_span
from annotator.ui.widgets.field import Field, FieldContext
from annotator.ui.widgets.fields import FIELDS
from annotator.ui.widgets.segments import Segments

STATUS = (Option("held", "Held"), Option("planned", "Planned"), Option("cancelled", "Cancelled"))
ACTORS = (
    Option("CHN", "China", aliases=("Beijing", "Chinese", "中国"), columns={"capital": "Beijing"}),
    Option("DEU", "Germany", aliases=("Berlin", "German"), columns={"capital": "Berlin"}),
    Option("NER", "Niger", aliases=("Niamey",), columns={"capital": "Niamey"}),
    Option("RUS", "Russia", aliases=("Moscow", "Россия"), columns={"capital": "Moscow"}),
)
STANCE = (
    Option("supports", "Supports", number=2),
    Option("conditional", "Supports with conditions", number=1),
    Option("neutral", "Neutral", number=0),
    Option("reserved", "Reserved", number=-1),
    Option("opposes", "Opposes", number=-2),
    Option("denies", "Denies", number=8, off_scale=True),
    Option("silent", "Silent", number=9, off_scale=True),
)
PRECISIONS = tuple(
    Option(code, code.title())
    for code in ("day", "days", "week", "month", "year", "before_after", "city", "country")
)
BASES = (Option("stated", "Stated"), Option("relative", "Relative"), Option("order", "Order"))


class Shown:
    """A field in a window, and what it told."""

    def __init__(self, qtbot: QtBot, variable: Variable, persons: tuple[str, ...] = ()) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(400, 400)
        context = FieldContext(lambda: persons, ACTORS)
        self.field: Field = FIELDS[variable.kind](variable, context, self.window)
        self.field.setGeometry(10, 10, 240, 160)
        self.field.name_it(variable.label)
        self.other = QLineEdit(self.window)
        self.told: list[object] = []
        self.steps: list[int] = []
        self.faults: list[str] = []
        self.field.answered.connect(self.told.append)
        self.field.stepped.connect(self.steps.append)
        self.field.faulted.connect(self.faults.append)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        self.input = self.field.stops()[0]
        self.input.setFocus()
        qtbot.waitUntil(self.input.hasFocus)

    def type(self, text: str) -> None:
        for char in text:
            if char.isascii():
                self.qtbot.keyClicks(self.input, char)
            else:
                nothing = Qt.KeyboardModifier.NoModifier
                press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, nothing, char)
                QApplication.sendEvent(self.input, press)

    def press(self, key: Qt.Key, alt: bool = False) -> None:
        held = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
        self.qtbot.keyClick(self.input, key, held)

    @property
    def text(self) -> str:
        assert isinstance(self.input, QLineEdit | QPlainTextEdit)
        return self.input.text() if isinstance(self.input, QLineEdit) else self.input.toPlainText()


@pytest.fixture
def choice(qtbot: QtBot) -> Shown:
    return Shown(qtbot, Variable("status", Kind.CHOICE, "Status", options=STATUS))


def test_every_kind_has_a_field() -> None:
    assert set(FIELDS) == set(Kind)


def test_typing_finds_an_option_and_enter_takes_it_and_goes_on(choice: Shown) -> None:
    choice.type("can")
    choice.press(Qt.Key.Key_Return)
    assert choice.told == ["cancelled"]
    assert choice.steps == [1]
    assert choice.text == "Cancelled"


def test_a_digit_chooses_at_once_even_while_the_list_is_filtered(choice: Shown) -> None:
    choice.type("2")
    choice.type("hel")
    choice.type("3")
    assert choice.told[0] == "planned"
    assert choice.told[-1] == "cancelled"


def test_escape_goes_back_to_what_stood(choice: Shown) -> None:
    choice.field.show_answer("held", None)
    choice.type("pla")
    choice.press(Qt.Key.Key_Escape)
    assert choice.text == "Held"
    assert choice.told == []


def test_leaving_with_tab_takes_what_is_marked_and_a_click_elsewhere_does_not(
    choice: Shown,
) -> None:
    choice.type("pla")
    choice.other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert choice.told == []
    assert choice.text == ""
    choice.input.setFocus()
    choice.type("pla")
    choice.other.setFocus(Qt.FocusReason.TabFocusReason)
    assert choice.told == ["planned"]


def test_an_emptied_line_takes_the_answer_back_and_the_default_stands_softly(
    choice: Shown,
) -> None:
    choice.field.show_answer("held", "planned")
    choice.press(Qt.Key.Key_Backspace)
    assert choice.told == [None]
    assert isinstance(choice.input, QLineEdit)
    assert choice.input.placeholderText() == "Planned"


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (Qt.Key.Key_S, Missing.NOT_STATED),
        (Qt.Key.Key_U, Missing.UNDECIDED),
        (Qt.Key.Key_A, Missing.NOT_APPLICABLE),
    ],
)
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.CHOICES])
def test_every_reason_has_a_key_in_every_field(
    qtbot: QtBot, kind: Kind, key: Qt.Key, reason: Missing
) -> None:
    shown = Shown(qtbot, Variable("x", kind, "X", options=ACTORS))
    shown.press(key, alt=True)
    assert shown.told == [reason]
    shown.press(Qt.Key.Key_Backspace, alt=True)
    assert shown.told == [reason, None]


def test_a_reason_that_the_variable_does_not_allow_has_no_key(qtbot: QtBot) -> None:
    variable = Variable("x", Kind.CHOICE, "X", options=STATUS, missing=("undecided",))
    shown = Shown(qtbot, variable)
    shown.press(Qt.Key.Key_S, alt=True)
    assert shown.told == []


def test_typing_not_stated_chooses_it(choice: Shown) -> None:
    choice.type("not sta")
    choice.press(Qt.Key.Key_Return)
    assert choice.told == [Missing.NOT_STATED]
    assert choice.text == "Not stated"


def test_the_wheel_changes_nothing(choice: Shown) -> None:
    choice.field.show_answer("held", None)
    at = QPointF(5, 5)
    wheel = QWheelEvent(
        at,
        at,
        QPointF(0, -120).toPoint(),
        QPointF(0, -120).toPoint(),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice.input, wheel)
    assert choice.told == []
    assert wheel.type() == QEvent.Type.Wheel


@pytest.mark.parametrize(
    ("typed", "code"), [("chn", "CHN"), ("ger", "DEU"), ("росс", "RUS"), ("中", "CHN")]
)
def test_an_actor_is_found_by_code_name_and_alias(qtbot: QtBot, typed: str, code: str) -> None:
    shown = Shown(qtbot, Variable("actor", Kind.ACTOR, "Actor", options=ACTORS))
    shown.type(typed)
    shown.press(Qt.Key.Key_Return)
    assert shown.told == [code]
    assert shown.text.startswith(f"{code} · ")


def test_a_scale_runs_from_low_to_high_and_answers_to_arrows_and_digits(qtbot: QtBot) -> None:
    variable = Variable(
        "stance", Kind.CHOICE, "Stance", scale=Scale.ORDINAL, options=STANCE, required=True
    )
    shown = Shown(qtbot, variable)
    assert isinstance(shown.input, Segments)
    shown.type("1")
    shown.press(Qt.Key.Key_Right)
    shown.type("5")
    shown.type("9")
    assert shown.told == ["opposes", "reserved", "supports", "silent"]
    names = [button.accessibleName() for button in shown.input.findChildren(QAbstractButton)]
    assert "Stance: Denies" in names
    assert "Stance: Undecided" in names


def test_a_scale_of_many_points_is_a_list(qtbot: QtBot) -> None:
    ranks = tuple(Option(f"R{n}", f"Rank {n}", number=n) for n in range(12))
    variable = Variable("rank", Kind.CHOICE, "Rank", scale=Scale.ORDINAL, options=ranks)
    assert isinstance(Shown(qtbot, variable).input, QLineEdit)


def test_several_options_are_chosen_and_taken_back(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("x", Kind.CHOICES, "X", options=STATUS))
    shown.type("pla")
    shown.press(Qt.Key.Key_Return)
    shown.type("hel")
    shown.press(Qt.Key.Key_Return)
    assert shown.told == [("planned",), ("held", "planned")]
    shown.press(Qt.Key.Key_Backspace)
    assert shown.told[-1] == ("held",)
    shown.press(Qt.Key.Key_Return)
    assert shown.steps == [1]


def test_text_is_told_when_typing_pauses_and_when_asked_for(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("issue", Kind.TEXT, "Issue"))
    shown.type("war in")
    assert shown.told == []
    qtbot.waitUntil(lambda: shown.told == ["war in"], timeout=1000)
    shown.type(" Gaza")
    shown.field.flush()
    assert shown.told == ["war in", "war in Gaza"]


def test_typing_is_kept_when_the_same_answer_is_shown_again(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("issue", Kind.TEXT, "Issue"))
    shown.field.show_answer("war", None)
    assert isinstance(shown.input, QLineEdit)
    shown.input.setCursorPosition(1)
    shown.type("x")
    shown.field.show_answer("war", None)
    assert shown.text == "wxar"
    assert shown.input.cursorPosition() == 2
    shown.field.show_answer("peace", None)
    assert shown.text == "peace"
    shown.field.flush()
    assert shown.told == []


def test_a_note_has_several_lines_and_enter_goes_on(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("note", Kind.TEXT, "Note"))
    shown.type("one")
    shown.press(Qt.Key.Key_Return, alt=True)
    shown.type("two")
    shown.press(Qt.Key.Key_Return)
    assert shown.told == ["one\ntwo"]
    assert shown.steps == [1]


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("3.5", 3.5), ("\u22127", -7)])
def test_a_number_is_read(qtbot: QtBot, typed: str, number: float) -> None:
    shown = Shown(qtbot, Variable("n", Kind.NUMBER, "N", minimum=-10, maximum=20))
    shown.type(typed)
    shown.field.flush()
    assert shown.told == [number]


def test_a_number_out_of_bounds_is_refused_in_words_and_stays_to_be_mended(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("n", Kind.NUMBER, "N", minimum=0, maximum=20))
    shown.type("21")
    shown.field.flush()
    assert shown.told == []
    assert shown.faults == ["Type a number from 0 to 20."]
    assert shown.text == "21"


def test_a_person_is_completed_from_those_known(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("p", Kind.PERSON, "Person"), ("Sergey Lavrov", "Wang Yi"))
    shown.type("lav")
    shown.press(Qt.Key.Key_Down)
    shown.press(Qt.Key.Key_Return)
    assert shown.told == ["Sergey Lavrov"]


def test_a_person_may_be_anybody(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("p", Kind.PERSON, "Person"), ("Sergey Lavrov",))
    shown.type("Lav Diaz")
    shown.press(Qt.Key.Key_Return)
    assert shown.told == ["Lav Diaz"]


@pytest.mark.parametrize(
    ("typed", "span", "precision"),
    [
        ("2025-12-02", ("2025-12-02", "2025-12-02"), "day"),
        ("2 Dec 2025", ("2025-12-02", "2025-12-02"), "day"),
        ("December 2nd, 2025", ("2025-12-02", "2025-12-02"), "day"),
        ("02.12.2025", ("2025-12-02", "2025-12-02"), "day"),
        ("2025-12", ("2025-12", "2025-12"), "month"),
        ("Dec 2025", ("2025-12", "2025-12"), "month"),
        ("2025", ("2025", "2025"), "year"),
        ("2025-12-01/2025-12-03", ("2025-12-01", "2025-12-03"), "days"),
        ("1-7 December 2025", ("2025-12-01", "2025-12-07"), "week"),
    ],
)
def test_a_date_is_read_as_people_write_it(
    qtbot: QtBot, typed: str, span: tuple[str, str], precision: str
) -> None:
    assert read_span(typed) == span
    assert precision_of(*span) == precision
    shown = Shown(qtbot, Variable("date", Kind.DATE, "Date", precisions=PRECISIONS, bases=BASES))
    shown.type(typed)
    shown.press(Qt.Key.Key_Return)
    assert shown.told[-1] == Date(*span, precision, "stated")


@pytest.mark.parametrize("typed", ["2025-13", "2025-02-30", "soon", "2025-12-03/2025-12-01"])
def test_what_is_no_date_is_refused_in_words(qtbot: QtBot, typed: str) -> None:
    shown = Shown(qtbot, Variable("date", Kind.DATE, "Date", precisions=PRECISIONS))
    shown.type(typed)
    shown.press(Qt.Key.Key_Return)
    assert shown.told == []
    assert shown.faults[-1].startswith("Not a date.")
    assert shown.text == typed


def test_a_date_known_by_order_only(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("date", Kind.DATE, "Date", precisions=PRECISIONS, bases=BASES))
    shown.type("before")
    shown.press(Qt.Key.Key_Return)
    assert shown.told == [Date("", "", "before_after", "order")]


def test_a_date_is_not_stated(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("date", Kind.DATE, "Date", precisions=PRECISIONS))
    shown.type("not stated")
    shown.press(Qt.Key.Key_Return)
    assert shown.told == [Missing.NOT_STATED]


def test_the_parts_of_a_date_unfold_and_can_be_changed(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("date", Kind.DATE, "Date", precisions=PRECISIONS, bases=BASES))
    shown.type("2025-12-02")
    shown.press(Qt.Key.Key_Return)
    fold = shown.field.stops()[1]
    qtbot.keyClick(fold, Qt.Key.Key_Space)
    basis = next(stop for stop in shown.field.stops() if stop.accessibleName() == "Date: Basis")
    basis.setFocus()
    qtbot.keyClicks(basis, "rel")
    qtbot.keyClick(basis, Qt.Key.Key_Return)
    assert shown.told[-1] == Date("2025-12-02", "2025-12-02", "day", "relative")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("beij", Place("Beijing", "", "CHN", "city")),
        ("russ", Place("Russia", "", "RUS", "country")),
        ("Sanya", Place("Sanya")),
    ],
)
def test_a_place_brings_its_country_along(qtbot: QtBot, typed: str, place: Place) -> None:
    variable = Variable("place", Kind.PLACE, "Place", options=ACTORS, precisions=PRECISIONS)
    shown = Shown(qtbot, variable)
    shown.type(typed)
    shown.press(Qt.Key.Key_Return)
    assert shown.told == [place]


def test_yes_and_no_show_their_default_and_turn_over(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Variable("f", Kind.FLAG, "Conflicting"))
    shown.field.show_answer(None, False)
    shown.press(Qt.Key.Key_Space)
    shown.type("n")
    shown.press(Qt.Key.Key_Delete)
    assert shown.told == [True, False, None]


def test_showing_tells_nothing(qtbot: QtBot) -> None:
    values: dict[Kind, Value] = {
        Kind.CHOICE: "held",
        Kind.CHOICES: ("held",),
        Kind.TEXT: "words",
        Kind.NUMBER: 3,
        Kind.DATE: Date("2025", "2025", "year"),
        Kind.ACTOR: "CHN",
        Kind.PERSON: "Wang Yi",
        Kind.PLACE: Place("Beijing"),
        Kind.FLAG: True,
    }
    for kind, value in values.items():
        shown = Shown(qtbot, Variable("x", kind, "X", options=STATUS))
        each: Value | Missing | None
        for each in (value, Missing.UNDECIDED, None, value):
            shown.field.show_answer(each, None)
        shown.field.flush()
        assert shown.told == []

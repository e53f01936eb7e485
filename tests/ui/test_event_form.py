from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.model.checks import problems
from annotator.model.codebook import Codebook
from annotator.model.event import Answer, Date, Event, Missing, Place
from annotator.model.span import Span
from annotator.ui import theme
from annotator.ui.widgets.answer_row import AnswerRow
from annotator.ui.widgets.article_form import ArticleForm
from annotator.ui.widgets.entry_card import EntryCard
from annotator.ui.widgets.event_form import EventForm
from annotator.ui.widgets.segments import Segments
from annotator.ui.widgets.target import Target
from tests.build import the_codebook

TEXT = "Wang Yi met Sergey Lavrov in Beijing on 2 December 2025."
WANG, LAVROV = Span.of(TEXT, 0, 7), Span.of(TEXT, 12, 25)
BEIJING, DAY = Span.of(TEXT, 29, 36), Span.of(TEXT, 40, 55)
WHOLE = Span.of(TEXT, 0, 36)


def a_meeting() -> Event:
    event = Event.new(uuid4())
    event = event.with_answer("event_type", Answer("CONSULT", (WHOLE, WANG)))
    event = event.with_answer("status", Answer("held"))
    event = event.with_answer("date", Answer(Missing.NOT_STATED))
    entries = [
        {"actor": Answer("CHN", (WANG,)), "role": Answer("host"), "person": Answer("Wang Yi")},
        {"actor": Answer("RUS", (LAVROV,)), "role": Answer("visitor")},
    ]
    return event.with_entries("participants", entries)


class Coder:
    """Somebody at the form; what they change is shown again, as the page does."""

    def __init__(self, qtbot: QtBot, event: Event | None = None, show: bool = True) -> None:
        self.qtbot = qtbot
        self.codebook: Codebook = the_codebook()
        self.form = EventForm(self.codebook, lambda: ["Sergey Lavrov", "Wang Yi"])
        self.form.resize(400, 800)
        self.events: list[Event] = []
        self.targets: list[Target | None] = []
        self.evidence: list[tuple[Span, Target]] = []
        self.asked: list[Target] = []
        self.form.edited.connect(self._on_edited if show else self.events.append)
        self.form.focus_changed.connect(self.targets.append)
        self.form.evidence_activated.connect(lambda span, at: self.evidence.append((span, at)))
        self.form.definition_asked.connect(self.asked.append)
        qtbot.addWidget(self.form)
        self.form.show()
        self.form.activateWindow()
        qtbot.waitUntil(self.form.isActiveWindow)
        if event is not None:
            self.show(event)

    def _on_edited(self, event: Event) -> None:
        self.events.append(event)
        self.show(event)

    def show(self, event: Event) -> None:
        self.event = event
        self.form.show_event(event, problems(event, self.codebook, TEXT))

    def go(self, variable: str, group: str = "", index: int = 0) -> QWidget:
        assert self.form.focus_target(Target(self.event.id, group, index, variable))
        return self.at()

    def at(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.at(), text)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.qtbot.keyClick(self.at(), key, held)

    def line(self, name: str) -> QLineEdit:
        found = [w for w in self.form.findChildren(QLineEdit) if w.accessibleName() == name]
        assert len(found) == 1
        return found[0]

    def cards(self, group: str) -> list[EntryCard]:
        return [
            card
            for card in self.form.findChildren(EntryCard)
            if card.objectName().startswith(f"card_{group}_") and not card.isHidden()
        ]

    def row(self, variable: str) -> AnswerRow | None:
        return next(iter(self.form.findChildren(AnswerRow, f"row_{variable}")), None)


def test_showing_an_event_tells_nothing(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.show(a_meeting())
    coder.form.show_event(None)
    assert coder.events == []
    assert coder.evidence == []


def test_without_an_event_the_form_says_what_to_do(qtbot: QtBot) -> None:
    coder = Coder(qtbot)
    coder.form.show_event(None)
    texts = [label.text() for label in coder.form.findChildren(QLabel) if label.isVisible()]
    assert texts == ["No event yet. Press e in the article to code one."]
    assert not coder.form.attach(WANG)
    assert coder.form.add_entry("participants") is None


def test_an_event_is_coded_by_keyboard_alone(qtbot: QtBot) -> None:
    coder = Coder(qtbot, Event.new(uuid4()))
    coder.go("event_type")
    coder.type("cons")
    coder.press(Qt.Key.Key_Return)
    coder.type("vis")
    coder.press(Qt.Key.Key_Return)
    coder.type("held")
    coder.press(Qt.Key.Key_Return)
    coder.type("not st")
    coder.press(Qt.Key.Key_Return)
    coder.type("beij")
    coder.press(Qt.Key.Key_Return)
    coder.press(Qt.Key.Key_Return)
    coder.type("chn")
    coder.press(Qt.Key.Key_Return)
    coder.type("host")
    coder.press(Qt.Key.Key_Return)
    coder.type("wang")
    coder.press(Qt.Key.Key_Return)
    event = coder.event
    assert {name: answer.value for name, answer in event.answers.items()} == {
        "event_type": "CONSULT",
        "event_mode": "visit",
        "status": "held",
        "date": Missing.NOT_STATED,
        "place": Place("Beijing", "", "CHN", "city"),
    }
    (entry,) = event.entries("participants")
    assert {name: answer.value for name, answer in entry.items()} == {
        "actor": "CHN",
        "role": "host",
        "person": "wang",
    }


def test_changing_a_value_keeps_its_evidence_and_note(qtbot: QtBot) -> None:
    event = a_meeting().with_answer("status", Answer("held", (WHOLE,), "unsure"))
    coder = Coder(qtbot, event)
    coder.go("status")
    coder.type("plan")
    coder.press(Qt.Key.Key_Return)
    assert coder.event.answers["status"] == Answer("planned", (WHOLE,), "unsure")


def test_evidence_of_a_cleared_answer_waits_for_the_next(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting().with_answer("status", Answer("held", (WHOLE,))))
    coder.go("status")
    coder.press(Qt.Key.Key_Backspace)
    assert "status" not in coder.event.answers
    coder.type("plan")
    coder.press(Qt.Key.Key_Return)
    assert coder.event.answers["status"] == Answer("planned", (WHOLE,))


def test_the_same_event_shown_again_keeps_focus_cursor_and_scroll(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    line = coder.go("person", "participants", 1)
    coder.type("Serg")
    assert isinstance(line, QLineEdit)
    line.setCursorPosition(2)
    coder.form.resize(400, 300)
    bar = coder.form.findChildren(QScrollArea)[0].verticalScrollBar()
    QApplication.processEvents()
    before = bar.value()
    coder.show(coder.event.with_answer("status", Answer("planned")))
    QApplication.processEvents()
    assert line.hasFocus()
    assert (line.text(), line.cursorPosition()) == ("Serg", 2)
    assert bar.value() == before
    assert coder.line("Status").text() == "Planned"


def test_typing_is_told_at_once_when_the_page_asks(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("person", "participants", 1)
    coder.type("Sergey")
    assert coder.events == []
    coder.form.flush_typing()
    assert coder.event.entries("participants")[1]["person"] == Answer("Sergey")
    coder.form.flush_typing()
    assert len(coder.events) == 1


def test_undo_shows_the_earlier_answer_in_place(qtbot: QtBot) -> None:
    event = a_meeting()
    coder = Coder(qtbot, event)
    coder.go("status")
    coder.type("plan")
    coder.press(Qt.Key.Key_Return)
    coder.show(event)
    assert coder.line("Status").text() == "Held"


def test_an_entry_is_added_moved_and_removed_by_keyboard(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("", "participants", 0)
    coder.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    actors = [entry["actor"].value for entry in coder.event.entries("participants")]
    assert actors == ["RUS", "CHN"]
    assert coder.at().accessibleName().startswith("Participant 2: CHN")
    coder.press(Qt.Key.Key_Delete)
    assert [e["actor"].value for e in coder.event.entries("participants")] == ["RUS"]
    coder.press(Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert coder.event.entries("participants") == ()
    assert coder.at().accessibleName() == "Add participant"
    coder.press(Qt.Key.Key_Space)
    assert len(coder.event.entries("participants")) == 1
    assert coder.at().accessibleName() == "Participant 1: Actor"


def test_moving_from_within_a_field_keeps_what_is_typed(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("person", "participants", 1)
    coder.type("Lavrov")
    coder.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    first = coder.event.entries("participants")[0]
    assert first["person"] == Answer("Lavrov")
    assert coder.at().accessibleName() == "Participant 1: Person"


def test_only_one_card_is_open(qtbot: QtBot) -> None:
    event = a_meeting().with_entries("topics", [{"topic": Answer("SEC.WAR")}])
    coder = Coder(qtbot, event)
    for group, index in (("participants", 0), ("topics", 0), ("participants", 1)):
        coder.go("", group, index)
        cards = coder.cards("participants") + coder.cards("topics")
        opened = [card.objectName() for card in cards if card.is_open]
        assert opened == [f"card_{group}_{index + 1}"]


def test_add_entry_of_the_page_keeps_the_focus_where_it_is(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("status")
    target = coder.form.add_entry("participants", LAVROV, "UKR")
    assert target == Target(coder.event.id, "participants", 2, "actor")
    assert coder.event.entries("participants")[2] == {"actor": Answer("UKR", (LAVROV,))}
    assert coder.at() is coder.line("Status")


def test_the_span_of_an_entry_without_value_waits_for_it(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    target = coder.form.add_entry("participants", LAVROV)
    assert target is not None
    assert coder.event.entries("participants")[2] == {}
    coder.form.focus_target(target)
    coder.type("ukr")
    coder.press(Qt.Key.Key_Return)
    assert coder.event.entries("participants")[2] == {"actor": Answer("UKR", (LAVROV,))}


def test_a_passage_goes_to_the_answer_the_coder_was_last_at(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    assert coder.form.attach(LAVROV)
    assert coder.event.answers["event_type"].evidence == (WANG, WHOLE, LAVROV)
    coder.go("", "participants", 1)
    assert coder.form.attach(WANG)
    assert coder.event.entries("participants")[1]["actor"].evidence == (WANG, LAVROV)
    coder.go("date")
    coder.form.attach(DAY)
    assert coder.event.answers["date"] == Answer(Missing.NOT_STATED, (DAY,))


def test_words_answer_an_unanswered_date_and_place(qtbot: QtBot) -> None:
    coder = Coder(qtbot, Event.new(uuid4()))
    coder.go("date")
    coder.form.attach(DAY)
    coder.go("place")
    coder.form.attach(BEIJING)
    date, place = coder.event.answers["date"], coder.event.answers["place"]
    assert date.value == Date("2025-12-02", "2025-12-02", "day", "stated", DAY.quote)
    assert place.value == Place("Beijing", "Beijing", "CHN", "city")
    assert date.evidence == (DAY,)


def test_evidence_is_told_one_passage_after_the_other_and_can_be_removed(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("event_type")
    coder.press(Qt.Key.Key_F4)
    coder.press(Qt.Key.Key_F4)
    target = Target(coder.event.id, "", 0, "event_type")
    assert coder.evidence == [(WHOLE, target), (WANG, target)]
    row = coder.row("event_type")
    assert row is not None
    drop = [a for a in row.make_menu().actions() if a.text() == "Remove “Wang Yi”"]
    drop[0].trigger()
    assert coder.event.answers["event_type"].evidence == (WHOLE,)


def test_a_card_tells_the_evidence_of_its_entry(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("", "participants", 1)
    coder.press(Qt.Key.Key_F4)
    assert coder.evidence == [(LAVROV, Target(coder.event.id, "participants", 1, "actor"))]


def test_a_note_opens_under_its_answer(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("status")
    coder.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert isinstance(coder.at(), QPlainTextEdit)
    assert coder.at().accessibleName() == "Status: note"
    coder.type("or not")
    coder.press(Qt.Key.Key_Return)
    assert coder.event.answers["status"] == Answer("held", (), "or not")


def test_f1_asks_for_the_definition_of_where_the_coder_is(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("role", "participants", 1)
    coder.press(Qt.Key.Key_F1)
    coder.go("status")
    coder.press(Qt.Key.Key_F1)
    assert coder.asked == [
        Target(coder.event.id, "participants", 1, "role"),
        Target(coder.event.id, "", 0, "status"),
    ]


def test_the_focus_is_told(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("status")
    coder.go("role", "participants", 0)
    assert coder.targets[-1] == Target(coder.event.id, "participants", 0, "role")
    assert Target(coder.event.id, "", 0, "status") in coder.targets


def test_enter_walks_forward_and_shift_enter_back(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("event_type")
    coder.press(Qt.Key.Key_Return)
    assert coder.at().accessibleName() == "Mode"
    coder.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert coder.at().accessibleName() == "Event type"


def test_tab_follows_sight(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("person", "participants", 0)
    seen = []
    coder.go("event_type")
    for _ in range(60):
        coder.press(Qt.Key.Key_Tab)
        if coder.at().accessibleName() == "Event type":
            break
        seen.append(coder.at())
    tops = [widget.mapTo(coder.form, widget.rect().topLeft()).y() for widget in seen[:6]]
    assert tops == sorted(tops)
    names = [widget.accessibleName() for widget in seen]
    assert names.index("Status") < names.index("Date") < names.index("Add participant")


def test_a_question_that_does_not_apply_is_not_seen_but_its_answer_stays(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    row = coder.row("event_mode")
    assert row is not None
    assert row.isVisible()
    coder.show(coder.event.with_answer("event_type", Answer("SUPPORT")))
    assert not row.isVisible()
    answered = coder.event.with_answer("event_mode", Answer("visit"))
    coder.show(answered)
    assert row.isVisible()


def test_the_rest_of_the_codebook_is_one_key_away(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    assert coder.row("confidence") is None
    more = next(b for b in coder.form.findChildren(QAbstractButton, "more") if b.isVisible())
    qtbot.keyClick(more, Qt.Key.Key_Space)
    row = coder.row("confidence")
    assert row is not None
    assert row.isVisible()
    assert coder.line("Channel").placeholderText() == "In person"


def test_what_is_missing_is_spelled_out_when_asked(qtbot: QtBot) -> None:
    coder = Coder(qtbot, Event.new(uuid4()))
    found = problems(coder.event, coder.codebook, TEXT)

    def warnings() -> list[str]:
        labels = coder.form.findChildren(QLabel)
        return [w.text() for w in labels if w.property("look") == "warn" and w.isVisible()]

    assert warnings() == []
    coder.form.show_problems(found, spelled_out=True)
    assert len(warnings()) >= 4


def test_every_input_has_a_name_and_all_text_is_plain(qtbot: QtBot) -> None:
    hostile = "<img src='file:///etc/passwd'><b>x</b>"
    event = a_meeting().with_answer("setting_name", Answer(hostile))
    coder = Coder(qtbot, event)
    for group in coder.codebook.groups:
        coder.form.add_entry(group.name, None, None)
        coder.form.focus_target(
            Target(coder.event.id, group.name, len(coder.event.entries(group.name)) - 1, "")
        )
    inputs: list[QWidget] = [
        *coder.form.findChildren(QLineEdit),
        *coder.form.findChildren(QPlainTextEdit),
        *coder.form.findChildren(Segments),
        *coder.form.findChildren(EntryCard),
    ]
    assert [w.objectName() for w in inputs if not w.accessibleName()] == []
    formats = {label.textFormat() for label in coder.form.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("width", [400, 340])
def test_nothing_is_wider_than_the_form(qtbot: QtBot, qapp: QApplication, width: int) -> None:
    theme.apply(qapp, dark=False)
    coder = Coder(qtbot, a_meeting())
    coder.form.add_entry("positions", WANG, "CHN")
    coder.go("stance", "positions", 0)
    coder.form.resize(width, 700)
    QApplication.processEvents()
    body = coder.form.findChildren(QScrollArea)[0].widget()
    assert body is not None
    assert body.minimumSizeHint().width() <= width - 10


def test_the_article_form_asks_about_the_article(qtbot: QtBot) -> None:
    form = ArticleForm(the_codebook())
    form.resize(400, 300)
    told: list[object] = []
    form.edited.connect(told.append)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.show_answers({})
    assert told == []
    assert form.focus_target(Target(None, "article", 0, "article_status"))
    line = QApplication.focusWidget()
    qtbot.keyClicks(line, "no cod")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert told == [{"article_status": Answer("no_codable_event")}]
    assert QApplication.focusWidget().accessibleName() == "Why no event"
    form.attach(WANG)
    qtbot.keyClicks(QApplication.focusWidget(), "2")
    assert isinstance(told[-1], dict)
    assert told[-1]["status_reason"].evidence == (WANG,)


def test_a_form_whose_page_does_not_answer_shows_the_change_itself(qtbot: QtBot) -> None:
    coder = Coder(qtbot, show=False)
    event = a_meeting()
    coder.event = event
    coder.form.show_event(event)
    coder.form.add_entry("participants", LAVROV, "UKR")
    assert len(coder.cards("participants")) == 3


def test_another_event_never_gets_what_was_typed_for_the_one_before(qtbot: QtBot) -> None:
    coder = Coder(qtbot, a_meeting())
    coder.go("actor", "participants", 0)
    coder.type("ger")
    other = replace(a_meeting(), id=uuid4())
    coder.show(other)
    assert coder.events == []
    assert [card.is_open for card in coder.cards("participants")] == [False, False]
    qtbot.wait(400)
    assert coder.events == []

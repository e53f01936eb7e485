"""Single keys in the article: the codebook's own, and the few of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Signal

from annotator.model.codebook import Evidence, Group, Kind, Option, Scale, Variable
from annotator.model.event import Answer, Entry, Missing, Value, with_answer
from annotator.model.filled import filled, holds, offered
from annotator.model.span import Span
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.ui.pages.coding import CodingPage

_PICKED = (Kind.CHOICE, Kind.ACTOR)
_DIGITS = 9
"""A scale of so many options has a digit for each."""

_SHORT_LIST = 20
"""Lists as short as this keep the codebook's order: a digit means the same option, always."""

Chosen = Callable[[str | Missing], None]


class ArticleKeys(QObject):
    """Turns a key pressed in the article into a step of coding, at the marked words.

    Where nothing is marked, an answer that needs evidence takes the sentence the cursor is in. What
    else every coder is asked of an entry is asked at once, list after list.
    """

    help_asked = Signal()
    done = Signal()  # all that was to be asked is answered
    cancelled = Signal()  # a list was left without an answer

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self.page = page
        self._picker: QObject | None = None

    def reading_hints(self) -> list[tuple[str, str]]:
        """The keys for an article whose answers cannot be changed."""
        return [
            ("Alt+→", self.tr("next article")),
            ("Alt+←", self.tr("previous article")),
            ("Ctrl+F", self.tr("find")),
            ("1 … 9", self.tr("event")),
            ("0", self.tr("article")),
            ("?", self.tr("all keys")),
        ]

    def choosing_hints(self) -> list[tuple[str, str]]:
        """The keys where two machines have an event differently."""
        return [
            ("F2", self.tr("to the versions")),
            ("1", self.tr("take the earlier")),
            ("2", self.tr("take the later")),
            ("← →", self.tr("answer by answer")),
            ("↵", self.tr("use what is marked")),
            ("?", self.tr("all keys")),
        ]

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the codebook in force, the most used first."""
        codebook = self.page.desk.codebook
        groups = [
            (g.shortcut, g.singular or g.label.casefold()) for g in codebook.groups if g.shortcut
        ]
        variables = [(v.shortcut, v.label.casefold()) for v in codebook.variables if v.shortcut]
        return [
            ("e", self.tr("new event")),
            *groups[:3],
            ("Ctrl+↵", self.tr("submit, next")),
            *variables[:2],
            ("Enter", self.tr("words to answer")),
            ("F2", self.tr("form")),
            *groups[3:],
            *variables[2:],
            ("?", self.tr("all keys")),
        ]

    def all_keys(self) -> list[tuple[str, str]]:
        """Every key of the codebook in force."""
        codebook = self.page.desk.codebook
        keys = [
            (g.shortcut, self.tr("add: {what}").format(what=g.singular)) for g in codebook.groups
        ]
        keys += [(v.shortcut, v.label) for v in codebook.variables]
        return [(key, words) for key, words in keys if key]

    def form_keys(self) -> list[tuple[str, str]]:
        """The keys that act in the form."""
        return [
            ("Enter", self.tr("Next question; on a card: into it")),
            ("1 … 9", self.tr("Choose from a short list")),
            ("Alt+S", self.tr("Not stated")),
            ("Alt+U", self.tr("Undecided")),
            ("Alt+A", self.tr("Not applicable")),
            ("Alt+Backspace", self.tr("Take the answer back")),
            ("Alt+N", self.tr("A note on the answer")),
            ("F4", self.tr("Show the words that bear the answer out")),
            ("F6", self.tr("Everything that can be done with the answer")),
            ("Alt+↑ ↓", self.tr("Move a card")),
            ("Delete", self.tr("Remove a card")),
        ]

    def take(self, key: str) -> None:
        """Act on a key the article had no use for."""
        desk = self.page.desk
        if desk.project is None or desk.current is None:
            return
        codebook = desk.codebook
        group = next((g for g in codebook.groups if g.shortcut == key), None)
        variable = next((v for v in codebook.variables if v.shortcut == key), None)
        if group is not None:
            self.open_group(group)
        elif variable is not None:
            self._open_variable(variable)
        elif key == "e":
            self.page.steps.new_event()
        elif key == "?":
            self.help_asked.emit()
        elif key == "Enter":
            self.attach()
        elif key == "0":
            self.page.steps.ask_about_article()
        elif key.isdigit():
            self.page.steps.choose_number(int(key))

    def _ready(self) -> bool:
        """Whether there is an event to code into; begins one where there is none."""
        if not self.page.desk.can_edit or self.page.event_id is None:
            return self.page.steps.new_event() is not None
        return True

    def attach(self) -> None:
        """Let the marked words bear out the answer the coder was last at in the form."""
        page = self.page
        span = page.view.selection()
        form = page.form if page.desk.event_of(page.event_id) else page.article_form
        if span is not None and form is not None and page.desk.can_edit and form.attach(span):
            page.view.select(None)

    # --- entries -------------------------------------------------------------------------

    def open_group(self, group: Group) -> None:
        """Ask what a new entry of a group is about, and add it at the marked words."""
        span = self.page.view.selection()
        first = group.variable(group.key[0]) if group.key else None
        if not self._ready():
            return
        if first is None or first.kind not in _PICKED:
            self._add(group, span, None)
            return
        title = self.tr("Add {what}").format(what=group.singular)
        self.pick(title, first, partial(self._add, group, span))

    def _add(self, group: Group, marked: Span | None, value: str | Missing | None) -> None:
        form = self.page.form
        if form is None:
            return
        span = marked or self._words_for(group, value)
        code = None if isinstance(value, Missing) else value
        target = form.add_entry(group.name, span, code)
        if target is None:
            return
        self.page.view.select(None)
        if isinstance(value, Missing):
            self._answer_entry(target, value, span)
        else:
            self._ask_next(target, is_asked=value is not None)

    def add(self, group: Group, span: Span, values: Mapping[str, str]) -> None:
        """Add an entry that these words bear out, with its first answers; ask for the others."""
        (first, *others), form = values.items(), self.page.form
        if form is None or not self._ready():
            return
        target = form.add_entry(group.name, span, first[1])
        if target is None:
            return
        self.page.view.select(None)
        for name, value in others:
            self._put_answer(replace(target, variable=name), value)
        self._ask_next(target)

    def _words_for(self, group: Group, value: str | Missing | None) -> Span | None:
        """The words taken for a new entry where none are marked: the sentence.

        Only the name, where the words of an entry are themselves an answer (`quote`).
        """
        first = group.variable(group.key[0]) if group.key else None
        sentence = self.page.view.sentence()
        if first is None or sentence is None or not _needs_words(first, value):
            return None
        is_quoted = any(v.derive is not None and v.derive.rule == "quote" for v in group.variables)
        if is_quoted:
            from annotator.ui.widgets.borne_out import naming

            return naming(first, str(value), sentence)
        return sentence

    def _ask_next(self, target: Target, *, is_asked: bool = True) -> None:
        """Ask what else every coder is asked of an entry; in the form where no list answers it."""
        desk, form = self.page.desk, self.page.form
        event, group = desk.event_of(target.event_id), desk.codebook.group(target.group)
        if event is None or group is None or form is None:
            return
        whole = filled(event, desk.codebook)
        rows = whole.entries(group.name)
        entry: Entry = rows[target.index] if target.index < len(rows) else {}
        wanted = next(
            (
                v
                for v in group.variables
                if v.required
                and v.name not in entry
                and holds(v.when, entry, whole.answers)
                and not (is_asked and v.name == target.variable)
            ),
            None,
        )
        if wanted is None:
            form.recall(replace(target, variable=group.key[0] if group.key else target.variable))
            self.done.emit()
        elif wanted.kind not in _PICKED:
            form.focus_target(replace(target, variable=wanted.name))
        else:
            title = f"{group.singular[:1].upper()}{group.singular[1:]} {target.index + 1}"
            at = replace(target, variable=wanted.name)
            answer = partial(self._answer_entry, at)
            self.pick(f"{title}: {wanted.label}", wanted, answer, entry, whole.answers)

    def _answer_entry(
        self, target: Target, value: Value | Missing, span: Span | None = None
    ) -> None:
        self._put_answer(target, value, span)
        self._ask_next(target)

    def _put_answer(self, target: Target, value: Value | Missing, span: Span | None = None) -> None:
        desk = self.page.desk
        event = desk.event_of(target.event_id)
        variable = desk.codebook.variable(target.variable, target.group)
        if event is None or variable is None or target.index >= len(event.entries(target.group)):
            return
        spans = () if span is None else (span,)
        entry = event.entries(target.group)[target.index]
        entry = with_answer(entry, target.variable, Answer(value, spans))
        words = self.tr("Change {what}").format(what=variable.label)
        desk.change(event, event.with_entry(target.group, target.index, entry), words)

    # --- answers about the event ---------------------------------------------------------

    def _open_variable(self, variable: Variable) -> None:
        span = self.page.view.selection()
        if not self._ready():
            return
        if variable.kind in _PICKED:
            self.pick(variable.label, variable, partial(self._answer, variable, span))
        elif span is not None or not self._found(variable):
            self._go_to(variable, span)
        else:
            self._pick_found(variable)

    def ask(self, variable: Variable) -> None:
        """Ask for an answer about the event, from a list wherever that can be done."""
        if variable.kind in (Kind.PLACE, Kind.DATE):
            self._pick_found(variable)
        else:
            self._open_variable(variable)

    def _go_to(self, variable: Variable, span: Span | None) -> None:
        form = self.page.form
        if form is None:
            return
        form.focus_target(Target(self.page.event_id, "", 0, variable.name))
        if span is not None and form.attach(span):
            self.page.view.select(None)

    def _found(self, variable: Variable) -> list[tuple[Span, Value]]:
        """The places that the sentence names, each with the words that name it."""
        from annotator.ui.widgets.borne_out import places_in

        sentence = self.page.view.sentence()
        if variable.kind is not Kind.PLACE or sentence is None:
            return []
        return list(places_in(variable, sentence))

    def _pick_found(self, variable: Variable) -> None:
        """Offer what the sentence names, the reasons for none, and the way to the form."""
        from annotator.ui.widgets.answer_words import value_words

        found = {
            value_words(variable, value): (span, value) for span, value in self._found(variable)
        }
        other = self.tr("Another, in the form…") if found else self.tr("In the form…")

        def take(code: str | Missing) -> None:
            if isinstance(code, Missing):
                self._answer(variable, None, code)
            elif code == other:
                self._go_to(variable, None)
            else:
                self._answer(variable, *found[code])

        options = tuple(Option(words, words) for words in (*found, other))
        self.pick(variable.label, replace(variable, kind=Kind.CHOICE, options=options), take)

    def _answer(self, variable: Variable, span: Span | None, value: Value | Missing) -> None:
        desk, view = self.page.desk, self.page.view
        event = desk.event_of(self.page.event_id)
        if event is None:
            return
        old = event.answers.get(variable.name)
        evidence = old.evidence if old else ()
        if span is None and not evidence and _needs_words(variable, value):
            span = view.sentence()
        if span is not None:
            evidence = tuple(sorted({*evidence, span}))
        after = event.with_answer(variable.name, Answer(value, evidence, old.note if old else ""))
        words = self.tr("Change {what}").format(what=variable.label)
        desk.change(event, after, words)
        view.select(None)
        if self.page.form is not None:
            self.page.form.recall(Target(event.id, "", 0, variable.name))
        self.done.emit()

    # --- the list at the text ------------------------------------------------------------

    def pick(
        self,
        title: str,
        variable: Variable,
        chosen: Chosen,
        entry: Entry | None = None,
        around: Entry | None = None,
    ) -> None:
        """Let one of the options of a variable be chosen at the marked words, or the sentence.

        entry, around: the filled answers that decide which options are offered; without them those
        of the event on the form.
        """
        from annotator.ui.widgets.answer_words import reasons_of
        from annotator.ui.widgets.fields_scale import scale_keys
        from annotator.ui.widgets.picker import Picker

        view = self.page.view
        words = view.selection() or view.sentence()
        options = self.options(variable, entry, around)
        is_ranked = len(options) > _SHORT_LIST and words is not None
        picker = Picker(self.page.window())
        picker.chosen.connect(chosen)
        picker.cancelled.connect(self.cancelled)
        self._picker = picker
        quote = words.quote if is_ranked and words else ""
        digits = None
        if variable.scale is Scale.ORDINAL and len(options) <= _DIGITS:
            keys = {option.code: (option, digit) for option, digit in scale_keys(options)}
            options = [option for option, _ in keys.values()]
            digits = {code: digit for code, (_, digit) in keys.items() if digit}
        reasons, used = reasons_of(variable), self.used(variable)
        picker.open_at(self._place_of(words), title, options, quote, reasons, used, digits)

    def used(self, variable: Variable) -> set[str]:
        """The actors that the article's events have named so far: they are likely named again."""
        opened = self.page.desk.current
        if opened is None or variable.kind is not Kind.ACTOR:
            return set()
        found = {a.value for event in opened.events for *_, a in event.all_answers()}
        return {value for value in found if isinstance(value, str) and variable.option(value)}

    def options(
        self, variable: Variable, entry: Entry | None = None, around: Entry | None = None
    ) -> Sequence[Option]:
        """The options that go with the answers around; see `pick`."""
        if entry is not None:
            return offered(variable, entry, around or {})
        event = self.page.desk.event_of(self.page.event_id)
        answers = filled(event, self.page.desk.codebook).answers if event else {}
        return offered(variable, answers)

    def _place_of(self, words: Span | None) -> QRect | QPoint:
        view = self.page.view
        area = view.area_of(words) if words is not None else QRect()
        port = QRect(view.mapToGlobal(QPoint(0, 0)), view.size())
        if area.isEmpty() or not port.intersects(area):
            return port.center() - QPoint(160, port.height() // 4)
        return area.intersected(port)


def _needs_words(variable: Variable, value: Value | Missing | None) -> bool:
    """Whether an answer is asked for its evidence: reasons and answers such as "none" are not."""
    if variable.evidence is not Evidence.REQUIRED or not isinstance(value, str):
        return False
    option = variable.option(value)
    return option is None or option.columns.get("evidence") != "none"

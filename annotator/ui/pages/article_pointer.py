"""Coding with the pointer: one click an answer, without the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from annotator.model.codebook import Group, Kind, Option, Variable
from annotator.model.span import Span
from annotator.ui.widgets.words_menu import Meaning, WordsMenu

if TYPE_CHECKING:
    from annotator.ui.pages.article_keys import ArticleKeys
    from annotator.ui.pages.coding import CodingPage

_ACTORS, _OPTIONS = 2, 2
"""So many likely actors, and options of another list, are offered at most for a group."""


class ArticlePointer(QObject):
    """Offers what marked words may mean, and asks on after each answer.

    The button for a new event asks all that is missing, list after list. Words that were marked
    with the pointer stay marked until something else is done: they may mean more than one thing.
    """

    def __init__(self, page: CodingPage, keys: ArticleKeys) -> None:
        super().__init__(page)
        self.page, self._keys = page, keys
        self._words: Span | None = None
        self._asks_on = False
        self._menu: WordsMenu | None = None
        keys.done.connect(self._on_done)
        keys.cancelled.connect(self._forget)
        page.view.pointed.connect(self._on_pointed)
        page.view.span_selected.connect(lambda _: self._forget())
        page.view.command.connect(lambda _: self._forget())
        page.view.text.verticalScrollBar().valueChanged.connect(lambda _: self._hide())
        for moved in (page.desk.article_opened, page.desk.project_closed):
            moved.connect(self._forget)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def begin(self) -> None:
        """Begin an event, and ask what every coder is asked of it."""
        if self.page.steps.new_event() is None:
            return
        self._forget()
        self.page.view.setFocus()
        self._asks_on = True
        self._ask_on()

    def _ask_on(self) -> None:
        """Ask for what is missing first; stop where no list can ask for it."""
        page, codebook = self.page, self.page.desk.codebook
        event = page.desk.event_of(page.event_id)
        found = page.problems.of(event) if event is not None else []
        missing = next((problem for problem in found if problem.kind == "missing"), None)
        if missing is None:
            self._asks_on = False
            return
        group = codebook.group(missing.group)
        variable = codebook.variable(missing.variable, missing.group)
        if group is not None:
            self._keys.open_group(group)
        elif variable is not None:
            self._keys.ask(variable)

    def _on_done(self) -> None:
        if self._asks_on:
            self._ask_on()
        elif self._words is not None:
            self.page.view.select(self._words)
            self._show_menu(self._words)

    def _forget(self) -> None:
        self._words, self._asks_on = None, False
        self._hide()

    def _hide(self) -> None:
        if self._menu is not None:
            self._menu.hide()

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and not self.page.view.isAncestorOf(now):
            self._hide()

    # --- what marked words may mean --------------------------------------------------------

    def _on_pointed(self, span: Span | None) -> None:
        self._forget()
        if span is not None and self.page.desk.can_edit:
            self._words = span
            self._show_menu(span)

    def _show_menu(self, span: Span) -> None:
        if self._menu is None:
            self._menu = WordsMenu(self.page.window())
        meanings = [*self._likely(span), *self._all()]
        self._menu.open_beside(self.page.view.area_of(span), meanings)

    def _likely(self, span: Span) -> Iterator[Meaning]:
        """Entries that the words name, or are akin to."""
        for group in self.page.desk.codebook.groups:
            keys = [variable for name in group.key if (variable := group.variable(name))]
            if not keys or keys[0].kind not in (Kind.ACTOR, Kind.CHOICE):
                continue
            asked = (v for v in keys[1:] if v.required and v.kind is Kind.CHOICE)
            more = [(v, o) for v in asked for o in self._likely_options(v, span)[:1]][:1]
            for option in self._likely_first(group, keys[0], span):
                one = (keys[0], option)
                if more:
                    yield self._entry(group, span, [one, *more])
                yield self._entry(group, span, [one])

    def _likely_first(self, group: Group, first: Variable, span: Span) -> list[Option]:
        """Likely options; of actors those that take part, or where that is asked, others."""
        likely = self._likely_options(first, span)
        if first.kind is not Kind.ACTOR:
            return likely
        if first.identifies:
            coded = self._coded(group, first)
            return [option for option in likely if option.code not in coded][:_ACTORS]
        used = self._keys.used(first)
        named = [option for option in likely if option.code in used]
        rest = [option for option in first.options if option.code in used and option not in named]
        return [*named, *rest, *(o for o in likely if o not in named)][:_ACTORS]

    def _coded(self, group: Group, first: Variable) -> set[object]:
        event = self.page.desk.event_of(self.page.event_id)
        rows = event.entries(group.name) if event is not None else ()
        return {row[first.name].value for row in rows if first.name in row}

    def _likely_options(self, variable: Variable, span: Span) -> list[Option]:
        from annotator.ui.widgets.option_index import index_of

        index = index_of(self._keys.options(variable))
        if variable.kind is Kind.ACTOR:
            return [match.option for match in index.in_words(span.quote)]
        return index.akin(span.quote, _OPTIONS)

    def _entry(
        self, group: Group, span: Span, values: Sequence[tuple[Variable, Option]]
    ) -> Meaning:
        what = f"{group.singular[:1].upper()}{group.singular[1:]}"
        labels = " · ".join(option.label for _, option in values)
        codes = {variable.name: option.code for variable, option in values}
        asks_on = any(v.required and v.name not in codes for v in group.variables)
        words = self.tr("{what}: {options}…") if asks_on else self.tr("{what}: {options}")
        take = partial(self._keys.add, group, span, codes)
        return Meaning(words.format(what=what, options=labels), "", take)

    def _all(self) -> Iterator[Meaning]:
        """Everything the codebook has a key for, and the answer that the coder was last at."""
        codebook = self.page.desk.codebook
        names = [(g.shortcut, g.singular or g.label) for g in codebook.groups]
        names += [(v.shortcut, v.label) for v in codebook.variables]
        steps: list[tuple[str, str, Callable[[], None]]] = [
            (key, f"{name[:1].upper()}{name[1:]}…", partial(self._keys.take, key))
            for key, name in names
            if key
        ]
        steps.append(("Enter", self.tr("Words to the answer in hand"), self._keys.attach))
        for place, (key, words, take) in enumerate(steps):
            yield Meaning(words, key, take, ruled=not place)

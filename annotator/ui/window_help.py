"""Help where one is: the codebook's definition, the keys, the finder, the history of an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QAction

from annotator.model.codebook import Variable
from annotator.model.errors import AnnotatorError
from annotator.ui.find_articles import ArticlesFound
from annotator.ui.messages import Tell
from annotator.ui.widgets.definition import DefinitionSheet
from annotator.ui.widgets.finder import Finder, Found
from annotator.ui.widgets.lists import ListDialog
from annotator.ui.widgets.option_index import index_of
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.manual import Manual

MAX_CODES = 5


class WindowHelp(QObject):
    """Everything that explains, and nothing that changes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._sheet: DefinitionSheet | None = None
        self._manual: Manual | None = None

    def close(self) -> None:
        """Put the codebook sheet and the manual away."""
        for each in (self._sheet, self._manual):
            if each is not None:
                each.close()

    # --- codebook ------------------------------------------------------------------------

    def define_here(self) -> None:
        """Show the codebook's words on the question one is at; of a coefficient, what it means."""
        agreement = self.window.agreement
        if agreement is not None and self.window.stack.currentWidget() is agreement:
            agreement.explain_here()
        else:
            self.define(self.window.coding.target)

    def define(self, target: Target | None) -> None:
        """Show the codebook's words on a question; without one, its general rules."""
        if self.window.desk.project is None:
            return
        if self._sheet is None:
            self._sheet = DefinitionSheet(self.window)
        self._fill(target)
        self._sheet.show()
        self._sheet.raise_()

    def follow(self, target: Target) -> None:
        """Keep an open sheet at the question that has the focus."""
        if self._sheet is not None and self._sheet.isVisible():
            self._fill(target)

    def _fill(self, target: Target | None) -> None:
        assert self._sheet is not None
        codebook = self.window.desk.codebook
        if target is None:
            self._sheet.show_rules(codebook)
            return
        name = target.variable
        group = codebook.group(target.group)
        if not name and group is not None and group.key:
            name = group.key[0]
        variable = codebook.variable(name, target.group)
        if variable is None:
            self._sheet.show_rules(codebook)
        else:
            self._sheet.show_variable(codebook, variable, group.label if group else "")

    # --- lists ---------------------------------------------------------------------------

    def keys(self) -> None:
        """Show every key, those of the Articles page included."""
        self.window.need_articles()
        sections: list[tuple[str, list[tuple[str, str]]]] = []
        if self.window.desk.project is not None:
            sections.append((self.tr("In the article"), self._article_keys()))
            sections.append((self.tr("In the form"), self.window.coding.keys.form_keys()))
        for heading, actions in self.window.menus.sections():
            rows = [(_keys(action), _words(action)) for action in actions if _keys(action)]
            sections.append((heading, rows))
        ListDialog.ask(self.window, self.tr("All keys"), "keys", sections, "keycap")

    def _article_keys(self) -> list[tuple[str, str]]:
        return [
            *self.window.coding.keys.all_keys(),
            ("e", self.tr("New event")),
            ("0", self.tr("Answer the questions about the article itself")),
            ("Enter", self.tr("Let the marked words bear out the answer last worked at")),
            ("1 … 9", self.tr("Show the event with this number")),
            ("↓ ↑", self.tr("Next or previous sentence")),
            ("Shift+← →", self.tr("Mark letter by letter; with Ctrl word by word")),
            ("Shift+↓ ↑", self.tr("Mark sentence by sentence")),
            ("Esc", self.tr("Back to the article from anywhere")),
            ("?", self.tr("This list")),
        ]

    def history(self) -> None:
        """Show who changed the event on the form, when, and what."""
        from annotator.stages.coding import HistoryEntry, history

        desk, event_id = self.window.desk, self.window.coding.event_id
        if desk.project is None or event_id is None:
            return
        project = desk.project
        self.window.coding.flush_typing()

        def refuse(error: BaseException) -> None:
            if not isinstance(error, AnnotatorError):
                raise error
            Tell.ask(self.window, self.tr("The history cannot be read"), str(error))

        def show(entries: Sequence[HistoryEntry]) -> None:
            sections = []
            for number, entry in enumerate(reversed(entries)):
                local = entry.made_at.astimezone()
                form = QLocale.FormatType.ShortFormat
                when = QLocale().toString(local.date(), form)  # type: ignore[call-overload]
                heading = f"{entry.coder} · {when} {local:%H:%M}"
                sections.append((heading, [(str(len(entries) - number), w) for w in entry.changed]))
            if not sections:
                sections = [(self.tr("Nothing is saved yet."), [])]
            ListDialog.ask(
                self.window, self.tr("History of this event"), "history", sections, "soft"
            )

        def read() -> None:
            task = desk.reader.call(lambda: history(project, event_id))
            task.done.connect(show)
            task.refused.connect(refuse)

        desk.flush(read)

    def about(self) -> None:
        """Say what the program is and where its files are."""
        import platform

        from PySide6 import __version__ as pyside
        from PySide6.QtCore import qVersion

        from annotator import __version__
        from annotator.ui.log_file import log_folder

        lines = (
            self.tr("Licence: Apache License 2.0."),
            self.tr("The window is made with Qt {qt} and Qt for Python {pyside} (LGPL-3.0)."),
            self.tr("Python {python}. Log: {folder}"),
        )
        Tell.ask(
            self.window,
            f"Diplomatic Annotator {__version__}",
            self.tr(
                "Turns news articles into a coded dataset of diplomatic events. Works offline."
            ),
            "\n".join(lines).format(
                qt=qVersion(),
                pyside=pyside,
                python=platform.python_version(),
                folder=log_folder(),
            ),
        )

    def manual(self) -> None:
        """Show the manual that came with the program."""
        from annotator.resources import resource
        from annotator.ui.manual import Manual

        if self._manual is None:
            try:
                self._manual = Manual(resource("help"), self.window)
            except AnnotatorError as error:
                Tell.ask(self.window, self.tr("The manual is missing"), str(error))
                return
        self._manual.open_page()

    def settings(self) -> None:
        """Ask how the program is to be on this machine."""
        from annotator.ui.settings import TEXT_POINTS, THEME
        from annotator.ui.settings_dialog import SettingsDialog

        settings, window = self.window.settings, self.window
        if SettingsDialog.ask(window, settings):
            window.choose_theme(settings.get(THEME))
            window.coding.view.set_zoom(settings.get(TEXT_POINTS))

    # --- finder --------------------------------------------------------------------------

    def find(self) -> None:
        """Find any article, command or code."""
        articles = ArticlesFound(self.window)
        finder = Finder(self.window, [articles.look_for, self._commands, self._codes])
        articles.changed.connect(finder.look_again)
        finder.exec()
        articles.deleteLater()

    def _commands(self, words: str) -> list[Found]:
        actions = [action for _, group in self.window.menus.sections() for action in group]
        return [
            Found(_words(action), _keys(action), action.trigger)
            for action in actions
            if action.isEnabled() and all(w in _words(action).casefold() for w in words.split())
        ]

    def _codes(self, words: str) -> list[Found]:
        if self.window.desk.project is None or len(words) < 2:
            return []
        wanted = words.split()
        found: list[Found] = []
        for table, variable in self.window.desk.codebook.all_variables():
            found += self._of_variable(table, variable, wanted)
        return list({hit.words: hit for hit in reversed(found)}.values())[::-1]

    def _of_variable(self, table: str, variable: Variable, wanted: list[str]) -> list[Found]:
        target = Target(None, table, 0, variable.name)
        act = lambda: self.define(target)  # noqa: E731
        if all(word in variable.label.casefold() for word in wanted):
            return [Found(variable.label, self.tr("question"), act)]
        hits = index_of(variable.options).search(" ".join(wanted), MAX_CODES)
        return [
            Found(hit.option.label, " · ".join(filter(None, (variable.label, hit.alias))), act)
            for hit in hits
        ]


def _keys(action: QAction) -> str:
    return action.shortcut().toString()


def _words(action: QAction) -> str:
    return action.text().replace("&", "").rstrip("…")

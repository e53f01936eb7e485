"""The menus: every command of the window with its key, on only where it can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from annotator.ui.rights import why_no_lead, why_no_merge, why_nothing
from annotator.ui.settings import THEME
from annotator.ui.widgets.worklist import RECODE, SETTLE

if TYPE_CHECKING:
    from annotator.ui.desk import Desk
    from annotator.ui.main_window import MainWindow

    Why = Callable[[Desk], str]


class Menus(QObject):
    """Builds the menu bar and keeps the actions in step with what is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._sections: dict[str, list[QAction]] = {}
        self._menu: QMenu | None = None
        self._needs_project: list[QAction] = []
        self._needs_writing: list[QAction] = []
        self._needs_article: list[QAction] = []
        self._needs_editing: list[QAction] = []
        self._reasons: list[tuple[QAction, Why]] = []
        self._of_leads: list[QAction] = []
        self._file()
        self._edit()
        self._late()
        self._code()
        self._view()
        self._help()

    def sections(self) -> list[tuple[str, list[QAction]]]:
        """The actions of each menu; those of a page made late once that page is there."""
        return [
            (title.title().replace("&", ""), self._sections[name])
            for name, title in self.window.titles.items()
            if name in self._sections
        ]

    def _begin(self, name: str) -> None:
        """Fill a menu whose title is in the bar already."""
        self._menu = self.window.titles[name]
        self._section = self._sections[name] = []

    def _add(self, text: str, keys: str, act: object, name: str, *needs: list[QAction]) -> QAction:
        assert self._menu is not None
        assert callable(act)
        action = self.window.add_action(text, keys, act, name)
        self._menu.addAction(action)
        self._section.append(action)
        for need in needs:
            need.append(action)
        return action

    def _line(self) -> None:
        assert self._menu is not None
        self._menu.addSeparator()

    def _file(self) -> None:
        window, tr = self.window, self.tr
        steps = window.projects
        self._begin("file")
        window.titles["file"].setToolTipsVisible(True)
        self._add(tr("&New project…"), "Ctrl+N", lambda: steps.new(), "new_project")
        self._add(tr("&Open…"), "Ctrl+O", steps.choose, "open_project")
        self._add(tr("Open on a ser&ver…"), "", steps.servers.choose, "open_on_server")
        assert self._menu is not None
        self.recent = self._menu.addMenu(tr("Open &recent"))
        self.recent.aboutToShow.connect(self._fill_recent)
        self._add(tr("Open the &sample project"), "", steps.sample, "sample")
        sharing = window.sharing
        self._add(tr("New project from a pac&kage…"), "", sharing.choose_package, "new_from")
        self._line()
        writing, project = self._needs_writing, self._needs_project
        self._add(tr("&Import articles…"), "Ctrl+I", window.intake.import_files, "import", writing)
        self._add(
            tr("Import a &folder…"), "", window.intake.import_folder, "import_folder", writing
        )
        self._add(
            tr("I&mport reports…"),
            "",
            lambda: window.intake.show_reports(),
            "import_reports_action",
            project,
        )
        self._line()
        self.hand_in = self._add(tr("&Hand in…"), "Ctrl+Shift+H", sharing.hand_in, "hand_in")
        self.merge = self._add(tr("Mer&ge packages…"), "Ctrl+Shift+M", sharing.merge, "merge")
        self._reasons += [(self.hand_in, why_nothing), (self.merge, why_no_merge)]
        self._line()
        self._add(tr("&Export the dataset…"), "Ctrl+E", window.exports.export, "export", project)
        self._add(tr("&Back up the project"), "", window.exports.backup, "backup", project)
        self._line()
        self.change_coder = self._add(
            tr("Code as another co&der…"), "", steps.change_coder, "change_coder"
        )
        self._add(tr("&Close project"), "Ctrl+W", steps.close, "close_project", project)
        self._add(tr("&Quit"), "Ctrl+Q", window.close, "quit")

    def _edit(self) -> None:
        desk, page, tr = self.window.desk, self.window.coding, self.tr
        self._begin("edit")
        self.undo = self._add(tr("&Undo"), "Ctrl+Z", desk.undo, "undo")
        self.redo = self._add(tr("&Redo"), "Ctrl+Shift+Z | Ctrl+Y", desk.redo, "redo")
        self._line()
        article = self._needs_article
        find = self._add(tr("&Find in the article"), "Ctrl+F", page.view.show_find, "find", article)
        find.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.window.removeAction(find)  # the article has the key itself
        page.panel.addAction(find)
        page.worklist.addAction(find)
        self._add(tr("Find &anything…"), "Ctrl+K", self.window.help.find, "find_anything")
        self._line()
        self._add(
            tr("&Paste as article…"),
            "Ctrl+Shift+V",
            self.window.intake.paste,
            "paste",
            self._needs_writing,
        )
        self._line()
        self._add(tr("Se&ttings…"), "Ctrl+,", self.window.help.settings, "settings")

    def _late(self) -> None:
        """The menus of pages that are made late; that of the Articles page is always in the bar."""
        articles, agreement = (self.window.titles[name] for name in ("articles", "agreement"))
        articles.setToolTipsVisible(True)
        articles.addAction("…")  # macOS hides a menu in which nothing stands
        articles.aboutToShow.connect(lambda: self.window.need_articles())
        agreement.menuAction().setVisible(False)
        self._for_leads()

    def _for_leads(self) -> None:
        """What is done about coders; it stands in the menu of the Articles page."""
        window, tr = self.window, self.tr
        people, sharing = window.people, window.sharing
        for text, keys, act, name, why in (
            (tr("Assi&gn…"), "Ctrl+Shift+A", people.assign, "assign_action", why_no_lead),
            (tr("Add a &coder…"), "", lambda: people.add_coder(), "add_coder", why_no_lead),
            (tr("&Progress"), "Ctrl+Shift+P", people.show_progress, "show_progress", why_nothing),
            (tr("Hand &out…"), "Ctrl+Shift+O", sharing.hand_out, "hand_out_action", why_no_lead),
            (tr("Adop&t a codebook…"), "", window.codebooks.adopt, "adopt", why_no_lead),
        ):
            action = window.add_action(text, keys, act, name)
            self._of_leads.append(action)
            self._reasons.append((action, why))
        self._of_leads.insert(-1, self.merge)

    def add_page(self, name: str, groups: Iterable[Iterable[QAction]]) -> None:
        """What a page can do, now that it is there; its keys hold on that page alone."""
        self._begin(name)
        assert self._menu is not None
        self._menu.clear()
        self._menu.menuAction().setVisible(True)
        of_window = [self._of_leads] if name == "articles" else []
        for actions in (*groups, *of_window):
            self._line()
            for action in actions:
                self._menu.addAction(action)
                self._section.append(action)

    def _code(self) -> None:
        steps, tr = self.window.coding.steps, self.tr
        article, editing = self._needs_article, self._needs_editing
        self._begin("code")
        self._add(tr("&New event"), "", steps.new_event, "new_event_action", editing)
        self._add(tr("&Copy event"), "Ctrl+D", steps.copy_event, "copy_event", editing)
        self._add(tr("&Delete event"), "Ctrl+Del", steps.delete_event, "delete_event", editing)
        self._add(
            tr("Next &event"), "Ctrl+Down", lambda: steps.step_event(1), "next_event", article
        )
        self._add(
            tr("P&revious event"), "Ctrl+Up", lambda: steps.step_event(-1), "last_event", article
        )
        self._add(tr("&History of this event…"), "", self.window.help.history, "history", article)
        self._line()
        self._add(
            tr("&Submit and next"), "Ctrl+Return | Ctrl+Enter", steps.submit, "submit", editing
        )
        self._add(
            tr("No codable e&vent…"),
            "Ctrl+Shift+Return | Ctrl+Shift+Enter",
            steps.no_event,
            "no_event",
            editing,
        )
        self._add(tr("Set &aside…"), "", steps.set_aside, "set_aside_action", editing)
        self.reopen = self._add(tr("&Reopen"), "Ctrl+R", steps.reopen, "reopen")
        self._add(tr("Next &problem"), "F7", steps.next_problem, "next_problem", article)
        self._line()
        self._add(tr("Next &article"), "Alt+Right", lambda: steps.step_article(1), "next", article)
        self._add(
            tr("Previous artic&le"), "Alt+Left", lambda: steps.step_article(-1), "previous", article
        )
        for text, why in (
            (tr("To recode: show them alone"), RECODE),
            (tr("To choose: show them alone"), SETTLE),
        ):
            self._add(text, "", partial(steps.show_waiting, why), f"show_{why}", article)
        self._add(tr("Go to the article"), "", steps.focus_article, "to_article", article)
        self._add(tr("Go to the &form"), "F2", steps.focus_form, "to_form", article)
        self._line()
        assert self._menu is not None
        self._menu.addAction(self.hand_in)

    def _view(self) -> None:
        window, tr = self.window, self.tr
        article, project = self._needs_article, self._needs_project
        self._begin("view")
        self._add(tr("&Articles"), "Ctrl+1", window.show_articles, "view_articles", project)
        self._add(tr("&Code"), "Ctrl+2", window.show_code, "view_code", project)
        self._add(tr("A&greement"), "Ctrl+3", window.show_agreement, "view_agreement", project)
        self._line()
        steps = window.coding.steps
        self._add(tr("&Larger text"), "Ctrl++ | Ctrl+=", lambda: steps.zoom(1), "larger", article)
        self._add(tr("&Smaller text"), "Ctrl+-", lambda: steps.zoom(-1), "smaller", article)
        self._add(tr("&Normal text"), "Ctrl+0", lambda: steps.zoom(0), "normal", article)
        self._line()
        self._add(tr("Fold the &worklist"), "F9", window.toggle_worklist, "fold_worklist", project)
        self._add(tr("Fold the &form or text"), "F8", window.toggle_form, "fold_form", project)
        self._line()
        assert self._menu is not None
        themes = self._menu.addMenu(tr("&Theme"))
        group = QActionGroup(self)
        self._themes: dict[str, QAction] = {}
        themes.aboutToShow.connect(self._tick_theme)
        for name, words in (
            ("system", tr("Like the &desktop")),
            ("light", tr("&Light")),
            ("dark", tr("Dar&k")),
        ):
            action = themes.addAction(words)
            action.setCheckable(True)
            self._themes[name] = action
            action.triggered.connect(lambda _=False, chosen=name: window.choose_theme(chosen))
            group.addAction(action)

    def _help(self) -> None:
        helper, tr = self.window.help, self.tr
        self._begin("help")
        self._add(tr("&Definition"), "F1", helper.define_here, "define", self._needs_project)
        self._add(tr("&Manual"), "Shift+F1", helper.manual, "manual")
        self._add(tr("All &keys"), "Ctrl+?", helper.keys, "all_keys")
        self._line()
        self._add(tr("&About"), "", helper.about, "about")

    def _tick_theme(self) -> None:
        chosen = self._themes.get(self.window.settings.get(THEME))
        if chosen is not None:
            chosen.setChecked(True)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for project in self.window.settings.recent():
            words = f"{project.name}  {project.path}".replace("\t", " ").replace("&", "&&")
            action = self.recent.addAction(words)
            path = project.path
            action.triggered.connect(lambda _=False, p=path: self.window.projects.open(p))
        if self.recent.isEmpty():
            self.recent.addAction(self.tr("No project was open yet")).setEnabled(False)

    def refresh(self) -> None:
        """Turn on what can be done now."""
        window, desk = self.window, self.window.desk
        has_project = desk.project is not None
        can_write = has_project and not desk.is_read_only
        is_coding = window.is_coding
        for actions, is_on in (
            (self._needs_project, has_project),
            (self._needs_writing, can_write),
            (self._needs_article, is_coding),
            (self._needs_editing, is_coding and desk.can_edit),
        ):
            for action in actions:
                action.setEnabled(is_on)
        for action, why_not in self._reasons:
            why = why_not(desk)
            action.setEnabled(not why)
            action.setToolTip(why or action.text().replace("&", ""))
            action.setStatusTip(why)
        owner = desk.project.owner if desk.project is not None else None
        self.change_coder.setEnabled(has_project and owner is None)
        self.change_coder.setToolTip(
            self.tr("This project, or this login, is {owner}’s.").format(owner=owner.handle)
            if owner is not None
            else ""
        )
        self.reopen.setEnabled(is_coding and can_write and not desk.can_edit)
        stack = desk.undo_stack
        for action, can, words, text in (
            (self.undo, stack.canUndo(), self.tr("&Undo"), stack.undoText()),
            (self.redo, stack.canRedo(), self.tr("&Redo"), stack.redoText()),
        ):
            action.setEnabled(can and can_write)
            quoted = text[:1].lower() + text[1:]
            action.setText(self.tr("{do}: {what}").format(do=words, what=quoted) if text else words)

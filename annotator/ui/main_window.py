"""The window: the bar at the left, the pages, the menus, and where everything was last time.

It is painted with the start page alone; the Code page, the menus and what lies beneath them are
put in by `furnish`, which is why they are imported there. The Articles and the Agreement page are
made when they are first needed, so that nobody waits for them who begins to code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import theme
from annotator.ui.icons import SIZE, icon
from annotator.ui.pages.start import StartPage
from annotator.ui.settings import FORM_SHOWN, GEOMETRY, SPLITTER, THEME, WORKLIST_SHOWN, Settings

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.model.query import Query
    from annotator.ui.agreement_steps import AgreementSteps
    from annotator.ui.codebook_steps import CodebookSteps
    from annotator.ui.corpus_steps import CorpusSteps
    from annotator.ui.desk import Desk
    from annotator.ui.drops import Drops
    from annotator.ui.export_steps import ExportSteps
    from annotator.ui.garbage import Garbage
    from annotator.ui.intake_steps import IntakeSteps
    from annotator.ui.menus import Menus
    from annotator.ui.pages.agreement import AgreementPage
    from annotator.ui.pages.articles import ArticlesPage
    from annotator.ui.pages.coding import CodingPage
    from annotator.ui.people_steps import PeopleSteps
    from annotator.ui.project_care import ProjectCare
    from annotator.ui.project_steps import ProjectSteps
    from annotator.ui.sharing_steps import SharingSteps
    from annotator.ui.window_help import WindowHelp

NAME = "Diplomatic Annotator"


class MainWindow(QMainWindow):
    """The pages in a stack: start, coding, and articles and agreement once they are needed."""

    desk: Desk
    coding: CodingPage
    projects: ProjectSteps
    intake: IntakeSteps
    corpus: CorpusSteps
    people: PeopleSteps
    sharing: SharingSteps
    codebooks: CodebookSteps
    exports: ExportSteps
    care: ProjectCare
    help: WindowHelp
    drops: Drops
    garbage: Garbage
    menus: Menus

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.settings = settings
        self.is_furnished = False
        self._is_closing = False
        self.articles: ArticlesPage | None = None
        self.agreement: AgreementPage | None = None
        self.agreeing: AgreementSteps | None = None
        self.start = StartPage()
        self.opening = self._opening()
        self.stack = QStackedWidget()
        for page in (self.start, self.opening):
            self.stack.addWidget(page)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.bar = self._bar()
        row.addWidget(self.bar)
        row.addWidget(self.stack, 1)
        self.setCentralWidget(middle)
        self.titles: dict[str, QMenu] = {
            name: self.menuBar().addMenu(words)
            for name, words in (
                ("file", self.tr("&File")),
                ("edit", self.tr("&Edit")),
                ("articles", self.tr("&Articles")),
                ("code", self.tr("&Code")),
                ("agreement", self.tr("A&greement")),
                ("view", self.tr("&View")),
                ("help", self.tr("&Help")),
            )
        }
        if not self.restoreGeometry(settings.bytes(GEOMETRY)):
            room = self.screen().availableGeometry()
            wide, high = round(0.85 * room.width()), round(0.85 * room.height())
            wide, high = max(min(wide, 1680), 1280), max(min(high, 1000), 800)
            self.resize(min(wide, room.width()), min(high, room.height() - 60))
        self.show_start()

    def furnish(self, desk: Desk) -> None:
        """Put in the pages and the menus; called once, when the window has been painted."""
        from annotator.ui.codebook_steps import CodebookSteps
        from annotator.ui.corpus_steps import CorpusSteps
        from annotator.ui.drops import Drops
        from annotator.ui.export_steps import ExportSteps
        from annotator.ui.garbage import Garbage
        from annotator.ui.intake_steps import IntakeSteps
        from annotator.ui.menus import Menus
        from annotator.ui.pages.coding import CodingPage
        from annotator.ui.people_steps import PeopleSteps
        from annotator.ui.project_care import ProjectCare
        from annotator.ui.project_steps import ProjectSteps
        from annotator.ui.sharing_steps import SharingSteps
        from annotator.ui.window_help import WindowHelp

        self.garbage = Garbage(self)
        self.desk = desk
        self.coding = CodingPage(desk)
        self.stack.addWidget(self.coding)
        self.projects = ProjectSteps(self)
        self.intake = IntakeSteps(self)
        self.corpus = CorpusSteps(self)
        self.people = PeopleSteps(self)
        self.sharing = SharingSteps(self)
        self.codebooks = CodebookSteps(self)
        self.exports = ExportSteps(self)
        self.care = ProjectCare(self)
        self.help = WindowHelp(self)
        self.menus = Menus(self)
        self.is_furnished = True
        self._wire()
        self.coding.splitter.restoreState(self.settings.bytes(SPLITTER))
        self.coding.worklist.setVisible(self.settings.get(WORKLIST_SHOWN))
        self.coding.panel.setVisible(self.settings.get(FORM_SHOWN))
        self.drops = Drops(self)
        self.menus.refresh()
        self.garbage.keep()

    # --- building ------------------------------------------------------------------------

    def _opening(self) -> QLabel:
        """What stands in the window until the project does."""
        words = QLabel(self.tr("Opening…"))
        words.setProperty("look", "soft")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return words

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("bar")
        bar.setProperty("look", "bar")
        bar.setFixedWidth(88)
        column = QVBoxLayout(bar)
        column.setContentsMargins(6, 12, 6, 12)
        column.setSpacing(6)
        self._nav: dict[str, QToolButton] = {}
        for name, words, show in (
            ("articles", self.tr("Articles"), self.show_articles),
            ("code", self.tr("Code"), self.show_code),
            ("agreement", self.tr("Agreement"), self.show_agreement),
        ):
            button = QToolButton()
            button.setObjectName(f"nav_{name}")
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setProperty("look", "nav")
            button.setCheckable(True)
            button.setFixedSize(76, 58)
            button.setIconSize(QSize(SIZE, SIZE))
            button.clicked.connect(show)
            column.addWidget(button)
            self._nav[name] = button
        column.addStretch(1)
        self._draw_icons()
        return bar

    def _draw_icons(self) -> None:
        for name, button in self._nav.items():
            button.setIcon(icon(name))

    def _wire(self) -> None:
        desk, start = self.desk, self.start
        start.open_asked.connect(self.projects.open_asked)
        start.server_asked.connect(self.projects.servers.choose)
        start.new_asked.connect(lambda: self.projects.new())
        start.forget_asked.connect(self.projects.forget)
        start.sample_asked.connect(self.projects.sample)
        start.package_asked.connect(self.sharing.choose_package)
        desk.project_opened.connect(self._on_project)
        desk.project_closed.connect(self.show_start)
        desk.project_closed.connect(self.garbage.look_everywhere)
        desk.undo_stack.indexChanged.connect(lambda _: self.menus.refresh())
        desk.undo_stack.walked.connect(self._on_walked)
        desk.changed.connect(lambda _: self.menus.refresh())
        desk.article_opened.connect(self.menus.refresh)
        self.coding.definition_asked.connect(self.help.define)
        self.coding.target_changed.connect(self.help.follow)
        self.coding.keys.help_asked.connect(self.help.keys)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.styleHints().colorSchemeChanged.connect(lambda _: self.dress())

    def dress(self) -> None:
        """Put on the theme that is chosen, or that of the desktop."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, theme.chosen(self.settings.get(THEME)))
            self._draw_icons()
            if self.is_furnished:
                for page in (self.coding, self.articles, self.agreement):
                    if page is not None:
                        page.dress()

    # --- pages ---------------------------------------------------------------------------

    def _show(self, page: QWidget, name: str) -> None:
        self.stack.setCurrentWidget(page)
        self.bar.setVisible(bool(name))
        self._tick(name)
        if self.is_furnished:
            self.menus.refresh()

    def _tick(self, name: str) -> None:
        """Mark the page that is shown in the bar."""
        for key, button in self._nav.items():
            button.setChecked(key == name)

    def show_start(self) -> None:
        """Show the start page."""
        self.setWindowTitle(NAME)
        self.start.show_busy("")
        self.start.show_recent(self.settings.recent())
        self._show(self.start, "")
        self.start.take_focus()

    def show_opening(self) -> None:
        """Show an empty page while a project is being opened."""
        self._show(self.opening, "code")

    def show_articles(self) -> None:
        """Show the list of all articles."""
        if not self.is_furnished or self.desk.project is None:
            return
        self.coding.flush_typing()
        self.desk.flush()
        page = self.need_articles()
        self._show(page, "articles")
        page.take_focus()

    def show_code(self) -> None:
        """Show the article beside the form."""
        self._show(self.coding, "code")
        self.coding.view.setFocus()

    def show_agreement(self) -> None:
        """Show how far coders agree."""
        if not self.is_furnished or self.desk.project is None:
            self._tick("code")
            return
        self.coding.flush_typing()
        self.desk.flush()
        page = self.need_agreement()
        self._show(page, "agreement")
        page.take_focus()

    def need_articles(self) -> ArticlesPage:
        """The Articles page, made when it is first needed."""
        if self.articles is None:
            from annotator.ui.pages.articles import ArticlesPage

            page = self.articles = ArticlesPage(self.desk)
            page.article_chosen.connect(self.open_article)
            page.import_asked.connect(self.intake.import_files)
            page.paste_asked.connect(self.intake.paste)
            page.edit_asked.connect(self.intake.edit_details)
            for steps in (self.corpus, self.people, self.sharing):
                steps.follow(page)
            self._add("articles", page)
        return self.articles

    def need_agreement(self) -> AgreementPage:
        """The Agreement page, made when it is first needed."""
        if self.agreement is None:
            from annotator.ui.agreement_steps import AgreementSteps
            from annotator.ui.pages.agreement import AgreementPage

            page = self.agreement = AgreementPage(self.desk, self.stack)
            self.agreeing = AgreementSteps(self, page)
            self._add("agreement", page)
        return self.agreement

    def _add(self, name: str, page: ArticlesPage | AgreementPage) -> None:
        """Put in a page that was made late, with its menu."""
        self.stack.addWidget(page)
        self.menus.add_page(name, page.menu_actions())

    def _on_walked(self) -> None:
        """A step was undone in the open article: it is to be seen."""
        if self.stack.currentWidget() is not self.coding:
            self.show_code()

    @property
    def is_coding(self) -> bool:
        """Whether the coding page is shown with an article."""
        return self.stack.currentWidget() is self.coding and self.desk.current is not None

    def _on_project(self) -> None:
        project = self.desk.project
        assert project is not None
        self.setWindowTitle(f"{project.name} — {NAME}")
        self.menus.refresh()

    def open_article(self, article_id: UUID, query: Query | None = None) -> None:
        """Show an article on the Code page; `query`: what it was found by, marked in it."""
        self.coding.steps.go(article_id, query)
        self.show_code()

    def toggle_worklist(self) -> None:
        """Fold the worklist, or show it again."""
        is_shown = not self.coding.worklist.isVisible()
        self.coding.worklist.setVisible(is_shown)
        self.settings.set(WORKLIST_SHOWN, is_shown)

    def toggle_form(self) -> None:
        """Fold the form, on the Articles page the text, or show it again."""
        if self.articles is not None and self.stack.currentWidget() is self.articles:
            self.articles.fold()
            return
        is_shown = not self.coding.panel.isVisible()
        self.coding.panel.setVisible(is_shown)
        self.settings.set(FORM_SHOWN, is_shown)

    def choose_theme(self, name: str) -> None:
        """Take a theme: system, light or dark."""
        self.settings.set(THEME, name)
        self.dress()

    # --- events --------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save everything, then close; what cannot be saved is asked about."""
        self.settings.set_bytes(GEOMETRY, self.saveGeometry())
        self.settings.write()
        if not self.is_furnished:
            event.accept()
            return
        if self.desk.project is None or self._is_closing:
            self.help.close()
            event.accept()
            return
        event.ignore()
        self.coding.flush_typing()
        self.desk.close_project(self._close_now, self._on_not_closed)

    def _close_now(self) -> None:
        self._is_closing = True
        QTimer.singleShot(0, self.close)  # Qt closes no window that is being closed

    def _on_not_closed(self) -> None:
        from annotator.ui.messages import Question

        if Question.ask(
            self,
            self.tr("The project could not be saved"),
            self.tr(
                "What you coded is kept as a draft on this machine and comes back when you open "
                "the project here again."
            ),
            self.tr("Close all the same"),
            self.tr("Stay"),
        ):
            self._close_now()

    def add_action(self, text: str, keys: str, act: Callable[[], object], name: str) -> QAction:
        """An action of the window with its key."""
        action = QAction(text, self)
        action.setObjectName(name)
        if keys:
            action.setShortcuts([QKeySequence(key) for key in keys.split(" | ")])
        action.triggered.connect(lambda: act())
        self.addAction(action)
        return action

"""What a lead does about people: they join, are given articles, and it is seen how far they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QLocale

from annotator.model.errors import AnnotatorError
from annotator.model.study import Coder
from annotator.stages.results import Changes, Job, Progress
from annotator.ui.jobs import Worker
from annotator.ui.messages import Tell
from annotator.ui.rights import why_no_lead
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.model.assigning import Proposal
    from annotator.stages.project import Project
    from annotator.ui.assign_choice import AssignChoice
    from annotator.ui.assign_dialog import AssignDialog
    from annotator.ui.coder_dialog import NewCoder
    from annotator.ui.main_window import MainWindow
    from annotator.ui.pages.articles import ArticlesPage


class PeopleSteps(WindowSteps):
    """What is worked out before it is decided has a thread of its own: nobody's save waits."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.planner = Worker(self)
        self.dialog: AssignDialog | None = None
        self.desk.project_closing.connect(self._on_closing)

    def follow(self, page: ArticlesPage) -> None:
        """Do what is asked for on the Articles page, now that it is there."""
        page.assign_asked.connect(self.assign)
        page.coder_asked.connect(lambda: self.add_coder())

    def _on_closing(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self.planner.wait()

    def show_progress(self) -> None:
        """Show how far coders are."""
        self.window.show_articles()
        if self.window.articles is not None:
            self.window.articles.show_progress()

    # --- coders --------------------------------------------------------------------------

    def add_coder(self, then: Callable[[Coder], None] | None = None) -> None:
        """Ask who joins, and take them into the project."""
        project = self.desk.project
        if project is None or why_no_lead(self.desk):
            return
        self._read_coders(lambda coders: self._ask_coder(project, coders, None, then))

    def _read_coders(self, then: Callable[[list[Coder]], None]) -> None:
        project = self.desk.project
        if project is None:
            return

        def read() -> list[Coder]:
            from annotator.stages.project import coders

            return coders(project)

        task = self.desk.reader.call(read)
        task.done.connect(then)
        task.refused.connect(lambda error: self.tell(self.tr("That was not possible"), error))

    def _ask_coder(
        self,
        project: Project,
        coders: Sequence[Coder],
        before: NewCoder | None,
        then: Callable[[Coder], None] | None,
    ) -> None:
        """Ask until the coder is added, or nobody is to be."""
        from annotator.ui.coder_dialog import AddCoder

        lead = self.desk.coder
        parent = self.dialog or self.window
        is_served = project.store.path is None
        new = AddCoder.ask(parent, [each.handle for each in coders], before, with_login=is_served)
        if new is None or lead is None or self.desk.project is not project:
            return

        def work() -> tuple[Coder, str, str]:
            from annotator.stages.project import add_coder

            added = add_coder(project, new.handle, new.role)
            try:
                return added, _login(project, lead, added, new.login), ""
            except AnnotatorError as error:
                return added, "", str(error)

        def on_refused(error: BaseException) -> None:
            self.tell(self.tr("The coder was not added"), error)
            self._read_coders(lambda now: self._ask_coder(project, now, new, then))

        task = self.desk.worker.call(work)
        task.done.connect(lambda made: self._on_added(new, made, then))
        task.refused.connect(on_refused)

    def _on_added(
        self,
        new: NewCoder,
        made: tuple[Coder, str, str],
        then: Callable[[Coder], None] | None,
    ) -> None:
        """Say that they joined, what their password is, or why they have no login."""
        coder, password, fault = made
        self.desk.stored.emit(Changes(coders=frozenset({coder.id})))
        self._say(self.tr("Added: {handle}").format(handle=coder.handle))
        parent = self.dialog or self.window
        if fault:
            heading = self.tr("{handle} was added, but has no login").format(handle=coder.handle)
            Tell.ask(parent, heading, fault)
        elif password:
            words = self.tr(
                "Pass the password on to {handle} by a safe way. It is shown only now."
            ).format(handle=coder.handle)
            login = self.tr("Login: {name}").format(name=new.login)
            secret = self.tr("Password: {word}").format(word=password)
            Tell.ask(parent, self.tr("The login was made"), words, f"{login}\n{secret}")
        elif new.login:
            words = self.tr("{name} was a login of the server already and keeps its password.")
            Tell.ask(parent, self.tr("The login may work here"), words.format(name=new.login))
        if then is not None:
            then(coder)

    # --- assigning -----------------------------------------------------------------------

    def assign(self) -> None:
        """Show what assigning would come to, and assign once that is wanted."""
        if self.desk.project is None or why_no_lead(self.desk) or self.dialog is not None:
            return
        self.window.coding.flush_typing()
        self.desk.flush()
        self._read_coders(self._show_dialog)

    def _show_dialog(self, coders: list[Coder]) -> None:
        from annotator.ui.assign_dialog import AssignDialog

        project, lead = self.desk.project, self.desk.coder
        if project is None or lead is None or self.dialog is not None:
            return
        dialog = self.dialog = AssignDialog(
            self.window,
            self.planner,
            lambda choice: _proposing(project, lead, choice),
            self._articles(),
        )
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        dialog.add_asked.connect(lambda: self.add_coder(self._on_coder_for_dialog))
        dialog.assign_asked.connect(self._assign)
        dialog.show_coders(coders)
        dialog.open()

    def _articles(self) -> dict[str, tuple[int, ...] | None]:
        """The articles that can be meant: all, and those that are chosen or listed on the page."""
        from annotator.ui.assign_choice import ALL, CHOSEN, FOUND

        articles: dict[str, tuple[int, ...] | None] = {ALL: None}
        page = self.window.articles
        if page is None:
            return articles
        chosen = tuple(page.list.selected())
        if len(chosen) > 1:
            articles[CHOSEN] = chosen
        if page.list.n_found < page.list.total:
            articles[FOUND] = tuple(page.list.table.articles.numbers)
        return articles

    def _on_closed(self, dialog: AssignDialog) -> None:
        dialog.deleteLater()
        if self.dialog is dialog:
            self.dialog = None

    def _on_coder_for_dialog(self, coder: Coder) -> None:
        def show(coders: list[Coder]) -> None:
            if self.dialog is not None:
                self.dialog.show_coders(coders, coder.id)

        self._read_coders(show)

    def _assign(self, proposal: Proposal) -> None:
        """Make the assignments; where that is refused or called off, the dialog is there again."""
        from annotator.stages.assigning import assign

        project, lead, dialog = self.desk.project, self.desk.coder, self.dialog
        if project is None or lead is None or dialog is None:
            return
        dialog.hide()

        def show_again() -> None:
            dialog.open()
            dialog.renew()

        self.run(
            self.tr("Assigning articles"),
            lambda: assign(project, lead, proposal),
            lambda changes: self._on_assigned(dialog, proposal, changes),
            show_again,
            show_again,
        )

    def _on_assigned(self, dialog: AssignDialog, proposal: Proposal, changes: Changes) -> None:
        dialog.accept()
        self.desk.stored.emit(changes)
        self.window.coding.work.reload()
        given = [each for each in proposal.assignments if each.active]
        words = self.tr("Assigned: {n} articles to {coders} coders").format(
            n=QLocale().toString(proposal.n_articles),
            coders=QLocale().toString(len({each.coder_id for each in given})),
        )
        self._say(words)

    def _say(self, words: str) -> None:
        if self.window.articles is not None:
            self.window.articles.say(words)


def _login(project: Project, lead: Coder, coder: Coder, name: str) -> str:
    """The password of a new login; "" if there is to be none, or it was there already."""
    if not name:
        return ""
    from annotator.stages.logins import add_login

    return add_login(project, lead, coder, name)


def _proposing(project: Project, lead: Coder, choice: AssignChoice) -> Job[Any]:
    """The proposal for what was chosen; its articles are looked up on the way."""
    from annotator.model.assigning import Plan
    from annotator.stages import assigning
    from annotator.ui.assign_choice import BY_LIST, CODING, LEAVE, TRAINING

    if choice.kind == BY_LIST:
        return _by_list(project, lead, Path(choice.file), choice.seed)
    coders = choice.coder_ids
    if choice.kind == LEAVE:
        assert choice.leaver is not None
        return assigning.propose_leave(project, lead, choice.leaver, coders, choice.seed)
    ids = _ids(project, choice.numbers)
    if choice.kind == TRAINING:
        return assigning.propose_training(project, lead, coders, ids)
    if choice.kind == CODING:
        plan = Plan(
            coders,
            choice.to_everyone,
            0.0 if choice.to_everyone else choice.overlap,
            choice.depth,
            choice.repeats,
            choice.seed,
        )
        return assigning.propose(project, lead, plan, ids)
    return assigning.propose_tie_breaks(project, lead, coders, ids, choice.seed)


def _by_list(project: Project, lead: Coder, path: Path, seed: int) -> Job[Any]:
    from annotator.stages.assigning import propose_list
    from annotator.stages.assigning_list import read_assignment_list

    yield Progress(0, 0, path.name)
    return (yield from propose_list(project, lead, read_assignment_list(project, path), seed))


def _ids(project: Project, numbers: tuple[int, ...] | None) -> list[UUID] | None:
    if numbers is None:
        return None
    from annotator.stages.corpus import rows

    return [row.id for row in rows(project, numbers)]

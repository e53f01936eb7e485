"""Work that goes to coders and comes back as packages: handed out, handed in, merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog

from annotator.model.errors import PackageRefused
from annotator.model.study import Coder
from annotator.stages.results import Job, Progress
from annotator.ui.messages import Question, Tell
from annotator.ui.rights import why_no_lead, why_no_merge, why_nothing
from annotator.ui.settings import LAST_FOLDER
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.model.progress import CoderProgress
    from annotator.stages.sharing import MergeReport, PackageReport
    from annotator.ui.main_window import MainWindow
    from annotator.ui.merge_dialog import MergeDialog
    from annotator.ui.pages.articles import ArticlesPage
    from annotator.ui.sharing_dialogs import HandInPlan, HandOutPlan

SUFFIX = ".annpack"

_MOST_FAULTS = 1_000
"""More are counted, and not listed: nobody reads them."""

_NO_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
"""What may not stand in the name of a file on every system."""


class SharingSteps(WindowSteps):
    """What is typed is saved before anything goes out or comes in."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.dialog: MergeDialog | None = None
        self.desk.project_closing.connect(self._on_closing)

    def follow(self, page: ArticlesPage) -> None:
        """Do what is asked for on the Articles page, now that it is there."""
        page.hand_out_asked.connect(self.hand_out)
        page.hand_in_asked.connect(self.hand_in)
        page.merge_asked.connect(self.merge)

    def tell(self, heading: str, error: BaseException) -> None:
        """Say why something was refused; of a package, all that is wrong with it."""
        if isinstance(error, PackageRefused):
            words = self.tr("What was found: {n}").format(n=QLocale().toString(len(error.faults)))
            refused = self.tr("Refused: nothing was changed")
            Tell.ask(self.window, refused, words, "\n\n".join(error.faults[:_MOST_FAULTS]))
        else:
            super().tell(heading, error)

    def _on_closing(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    # --- handing out ---------------------------------------------------------------------

    def hand_out(self) -> None:
        """Ask which coders get a package, and make them."""
        if not why_no_lead(self.desk):
            self._read_progress(self._offer)

    def _read_progress(self, then: Callable[[tuple[CoderProgress, ...]], None]) -> None:
        """How far those coders are whom this one may see, drafts included."""
        from annotator.stages.progress import progress

        project, coder = self.desk.project, self.desk.coder
        if project is not None:
            title = self.tr("Looking how far everybody is")
            self.run(title, lambda: progress(project, by=coder), then)

    def _offer(self, lines: Sequence[CoderProgress]) -> None:
        from annotator.ui.sharing_dialogs import HandOutPlan

        me = self.desk.coder
        others = [each for each in lines if me is None or each.coder.id != me.id]
        if not others:
            Tell.ask(
                self.window,
                self.tr("There is nobody to hand out to"),
                self.tr("Add your coders first: Articles, Add a coder."),
            )
            return
        words = self.tr("{handle} · {n} assigned")
        rows = [
            (
                each.coder,
                words.format(handle=each.coder.handle, n=QLocale().toString(each.assigned)),
            )
            for each in others
        ]
        given = tuple(each.coder for each in others if each.assigned)
        folder = self.settings.get(LAST_FOLDER) or str(Path.home())
        self._ask_hand_out(rows, HandOutPlan(given, folder))

    def _ask_hand_out(self, rows: Sequence[tuple[Coder, str]], before: HandOutPlan) -> None:
        """Ask until the packages are made, or given up."""
        from annotator.ui.sharing_dialogs import HandOut

        project, lead = self.desk.project, self.desk.coder
        plan = HandOut.ask(self.window, rows, before)
        if plan is None or project is None or lead is None:
            return
        folder = Path(plan.folder).expanduser()
        self.settings.set(LAST_FOLDER, str(folder))

        made: list[tuple[Path, PackageReport]] = []

        def job() -> Job[list[tuple[Path, PackageReport]]]:
            from annotator.stages.sharing import hand_out

            for done, coder in enumerate(plan.coders):
                path = folder / package_name(project.name, coder.handle)
                yield Progress(done, len(plan.coders), path.name)
                report = yield from hand_out(project, lead, coder, path, plan.with_text)
                made.append((path, report))
            return made

        self.run(
            self.tr("Handing out"),
            job,
            lambda _: self._on_handed_out(folder, made),
            lambda: self._ask_hand_out(rows, plan),
            lambda: self._on_called_off(folder, made),
        )

    def _on_called_off(self, folder: Path, made: Sequence[tuple[Path, PackageReport]]) -> None:
        """What was finished before is whole, and stays."""
        if made:
            names = "\n".join(path.name for path, _ in made)
            words = self.tr("These were finished before, and are in {folder}:")
            Tell.ask(
                self.window,
                self.tr("Handing out was cancelled"),
                words.format(folder=folder),
                names,
            )

    def _on_handed_out(self, folder: Path, made: Sequence[tuple[Path, PackageReport]]) -> None:
        from annotator.ui.package_words import held, next_command

        n = QLocale().toString(len(made))
        one = self.tr("1 package is in {folder}.").format(folder=folder)
        many = self.tr("{n} packages are in {folder}.").format(n=n, folder=folder)
        words = self.tr(
            "Give each coder their own. The coder opens it by dropping it on the window, or with"
        )
        path = made[0][0]
        command = next_command(f"{path.stem}.annotator", path.name)
        details = "\n".join(f"{each.name}\n    {held(report)}" for each, report in made)
        told = f"{one if len(made) == 1 else many}\n{words}\n{command}"
        Tell.ask(self.window, self.tr("Handed out"), told, details)

    # --- handing in ----------------------------------------------------------------------

    def hand_in(self) -> None:
        """Say what a coder has, ask for the file, and write it."""
        if not why_nothing(self.desk):
            self._read_progress(self._ask_own)

    def _ask_own(self, lines: Sequence[CoderProgress]) -> None:
        from annotator.ui.package_words import own_work
        from annotator.ui.sharing_dialogs import HandInPlan

        project, coder = self.desk.project, self.desk.coder
        if project is None or coder is None:
            return
        mine = next((each for each in lines if each.coder.id == coder.id), None)
        folder = Path(self.settings.get(LAST_FOLDER) or Path.home())
        name = package_name(project.name, f"{coder.handle}-in")
        self._ask_hand_in(own_work(mine), HandInPlan(str(folder / name)))

    def _ask_hand_in(self, words: str, before: HandInPlan) -> None:
        """Ask until the package is written, or given up."""
        from annotator.ui.sharing_dialogs import HandIn

        project, coder = self.desk.project, self.desk.coder
        plan = HandIn.ask(self.window, words, before)
        if plan is None or project is None or coder is None:
            return
        path = Path(plan.path)
        self.settings.set(LAST_FOLDER, str(path.parent))
        if path.exists() and not self._may_replace(path):
            self._ask_hand_in(words, plan)
            return

        def job() -> Job[PackageReport]:
            from annotator.stages.sharing import hand_in

            return hand_in(project, coder, path, plan.with_text)

        self.run(
            self.tr("Handing in"),
            job,
            lambda report: self._on_handed_in(path, report),
            lambda: self._ask_hand_in(words, plan),
        )

    def _may_replace(self, path: Path) -> bool:
        """Whether a file that is there already may be written over."""
        return Question.ask(
            self.window,
            self.tr("There is a file of this name already"),
            self.tr("{file}, in {folder}").format(file=path.name, folder=path.parent),
            self.tr("Replace it"),
            self.tr("Choose another name"),
            is_final=True,
        )

    def _on_handed_in(self, path: Path, report: PackageReport) -> None:
        from annotator.ui.package_words import held

        words = self.tr("{file}, in {folder}\n{held}\n\nSend it to your lead, who merges it.")
        told = words.format(file=path.name, folder=path.parent, held=held(report))
        Tell.ask(self.window, self.tr("Handed in"), told)

    # --- merging -------------------------------------------------------------------------

    def merge(self) -> None:
        """Ask for packages and merge them."""
        if why_no_merge(self.desk):
            return
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window,
            self.tr("Merge packages"),
            self.settings.get(LAST_FOLDER),
            self.tr("Packages (*.annpack);;All files (*)"),
        )
        if chosen:
            self.settings.set(LAST_FOLDER, str(Path(chosen[0]).parent))
            self.merge_paths([Path(path) for path in chosen])

    def take(self, paths: Sequence[Path]) -> None:
        """Packages were dropped: merge them, or make a project of the one there is."""
        packages = [path for path in paths if is_package(path)]
        n_rest = len(paths) - len(packages)
        if n_rest:
            words = self.tr(
                "Only the packages are taken now. Drop the other files ({n}) by themselves to "
                "import them as articles."
            )
            Tell.ask(
                self.window,
                self.tr("Packages and other files were dropped together"),
                words.format(n=QLocale().toString(n_rest)),
                "\n".join(path.name for path in paths if not is_package(path)),
            )
        if self.desk.project is not None:
            self.merge_paths(packages)
        elif len(packages) == 1:
            self.make_project(packages[0])
        else:
            Tell.ask(
                self.window,
                self.tr("Which project are these for?"),
                self.tr("Open the project they are to be merged into, and drop them again."),
            )

    def merge_paths(self, paths: Sequence[Path]) -> None:
        """Show what packages would bring; merge them once that is wanted."""
        project, coder = self.desk.project, self.desk.coder
        if project is None or coder is None or not paths or self.dialog is not None:
            return
        if why := why_no_merge(self.desk):
            Tell.ask(self.window, self.tr("Packages cannot be merged here"), why)
            return

        def job(dry_run: bool) -> Job[MergeReport]:
            from annotator.stages.sharing import merge

            return merge(project, paths, by=coder, dry_run=dry_run)

        self.run(
            self.tr("Looking at the packages"),
            lambda: job(True),
            lambda report: self._on_looked(paths, report, coder.handle, lambda: job(False)),
        )

    def _on_looked(
        self,
        paths: Sequence[Path],
        report: MergeReport,
        who: str,
        make_job: Callable[[], Job[MergeReport]],
    ) -> None:
        from annotator.ui.merge_dialog import MergeDialog

        dialog = self.dialog = MergeDialog(self.window, paths, report, who)
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        dialog.agreed.connect(lambda: self._merge(dialog, make_job))
        dialog.open()

    def _on_closed(self, dialog: MergeDialog) -> None:
        dialog.deleteLater()
        if self.dialog is dialog:
            self.dialog = None

    def _merge(self, dialog: MergeDialog, make_job: Callable[[], Job[MergeReport]]) -> None:
        """Merge what was shown; if it is called off, what it would do is shown again."""
        dialog.hide()
        self.run(
            self.tr("Merging packages"),
            make_job,
            lambda report: self._on_merged(dialog, report),
            dialog.reject,
            dialog.open,
        )

    def _on_merged(self, dialog: MergeDialog, report: MergeReport) -> None:
        self.desk.added.emit(report.changes)
        dialog.show_done(report)
        dialog.open()

    # --- a project of a package ----------------------------------------------------------

    def choose_package(self) -> None:
        """Ask for a package that was handed out, and make a project of it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self.window,
            self.tr("New project from a package"),
            self.settings.get(LAST_FOLDER),
            self.tr("Packages (*.annpack);;All files (*)"),
        )
        if chosen:
            self.settings.set(LAST_FOLDER, str(Path(chosen).parent))
            self.make_project(Path(chosen))

    def make_project(self, package: Path) -> None:
        """Look at a package; only if a project can be made of it, ask where that is kept."""

        def job() -> Job[tuple[str, str]]:
            from annotator.stages.sharing import look_into

            return look_into(package)

        self.run(
            self.tr("Looking at the package"),
            job,
            lambda _: self._keep_project(package),
            self._back_to_start,
            self._back_to_start,
        )

    def _back_to_start(self) -> None:
        """Nothing came of it: where no project is open, there is the start page."""
        if self.desk.project is None:
            self.window.show_start()

    def _keep_project(self, package: Path) -> None:
        """Ask where the project of a package is to be kept, make it, and open it."""
        start = str(package.with_suffix(".annotator"))
        chosen, _ = QFileDialog.getSaveFileName(
            self.window,
            self.tr("Keep the project as"),
            start,
            self.tr("Projects (*.annotator)"),
        )
        if not chosen:
            self._back_to_start()
            return
        target = Path(chosen)
        target = target if target.suffix else target.with_suffix(".annotator")

        def job() -> Job[Any]:
            from annotator.stages.sharing import new_from

            project = yield from new_from(target, package)
            handle = project.owner.handle if project.owner is not None else ""
            project.close()
            return handle

        def on_done(handle: str) -> None:
            self.window.projects.open(str(target), handle)

        self.run(
            self.tr("Making the project"), job, on_done, self._back_to_start, self._back_to_start
        )


def is_package(path: Path) -> bool:
    """Whether a file is called as packages are."""
    return path.suffix.casefold() == SUFFIX


def package_name(project: str, handle: str) -> str:
    """What a package is called: nothing in it that a system has no file name for."""
    name = _NO_NAME.sub("-", f"{project}-{handle}").strip(" .")
    return f"{name or handle}{SUFFIX}"

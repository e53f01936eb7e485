"""What leaves the window: the dataset, and a backup of the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.model.errors import NotSaved
from annotator.stages.results import Job, Progress
from annotator.ui.export_dialog import Export, ExportPlan
from annotator.ui.messages import Tell
from annotator.ui.rights import why_no_lead
from annotator.ui.settings import EXPORT_FORMATS, LAST_FOLDER
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.stages.release import ExportReport

_FIRST = "native"


class ExportSteps(WindowSteps):
    """Writes files, and says which and where."""

    def export(self) -> None:
        """Ask for formats and a folder, export, and say what came out."""
        project = self.desk.project
        if project is None:
            return
        folder = Path(self.settings.get(LAST_FOLDER) or Path.home()) / f"{project.name}-export"
        ticked = self.settings.get(EXPORT_FORMATS)
        self._ask(ExportPlan(tuple(ticked), str(folder)))

    def _ask(self, before: ExportPlan) -> None:
        """Ask until the export is made, or given up."""
        from annotator.model.event import Lane
        from annotator.stages.formats import formats
        from annotator.stages.pseudonyms import refuse_key, write_key
        from annotator.stages.release import export

        project = self.desk.project
        if project is None:
            return
        found = sorted(formats(project), key=lambda each: (each.name != _FIRST, each.name))
        offered = [(each.name, each.label, ", ".join(each.lacks)) for each in found]
        plan = Export.ask(self.window, offered, before, why_no_lead(self.desk))
        if plan is None:
            return
        self.settings.set(EXPORT_FORMATS, list(plan.formats))

        def job() -> Job[ExportReport]:
            key = Path(plan.key).expanduser()
            if plan.key:
                refuse_key(key, Path(plan.folder))
            report = yield from export(
                project,
                plan.formats,
                Path(plan.folder),
                lane=Lane(plan.lane) if plan.lane else None,
                pseudonyms=plan.pseudonyms,
            )
            if plan.key:
                try:
                    write_key(project, key)
                except OSError as fault:
                    raise NotSaved(
                        f"The dataset is in {plan.folder}, but not its key: {key} cannot be "
                        f"written ({fault.strerror or fault}). Export again with another place."
                    ) from fault
            return report

        self.run(self.tr("Exporting the dataset"), job, self._on_exported, lambda: self._ask(plan))

    def _on_exported(self, report: ExportReport) -> None:
        from annotator.model.event import Lane

        is_gold = report.lane is Lane.GOLD
        words = (
            self.tr("The gold of {n} articles, in {files} files, in {folder}")
            if is_gold
            else self.tr("{n} codings by coders, in {files} files, in {folder}")
        )
        told = words.format(n=report.codings, files=len(report.files), folder=report.folder)
        if report.unsettled:
            more = self.tr(
                "Attention: {n} events were saved differently on two machines, and nobody has "
                "chosen yet. The newer version went out. See Progress for whom to ask."
            )
            told = f"{told}\n\n{more.format(n=report.unsettled)}"
        lines = [f"{each.name}: {each.about}" for each in report.files]
        for name, log in report.logs.items():
            if log.counts:
                lines += ["", name, *(f"  {what}: {n}" for what, n in log.counts.items())]
        Tell.ask(self.window, self.tr("Exported"), told, "\n".join(lines))

    def backup(self) -> None:
        """Copy the project beside itself, checked."""
        from annotator.stages.project import backup

        project = self.desk.project
        if project is None:
            return

        def job() -> Job[Path]:
            yield Progress(0, 0)
            return backup(project, None)

        def on_done(path: Path) -> None:
            words = self.tr("{file}, in {folder}").format(file=path.name, folder=path.parent)
            Tell.ask(self.window, self.tr("Backed up and checked"), words)

        self.run(self.tr("Backing up the project"), job, on_done)

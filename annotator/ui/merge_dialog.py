"""What packages bring, shown before they are merged, and what they brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from annotator.model.packages import Arrived, StateChange, TwoHeads
from annotator.ui.package_words import kind_words, state_words
from annotator.ui.review_dialog import ReviewDialog, count_column
from annotator.ui.widgets.fact_table import FactColumn

if TYPE_CHECKING:
    from annotator.stages.sharing import MergeReport

_CODER = 240
_NAMED = 6
_COUNTED = ("codings", "events")
"""What is counted beside the rows of which it consists."""


@dataclass(frozen=True, slots=True)
class OfCoder:
    """What came from one person; known: entries that were there already."""

    handle: str
    codings: int
    events: int
    new: int
    known: int


@dataclass(frozen=True, slots=True)
class OfKind:
    """What came in of one kind."""

    kind: str
    new: int
    known: int


class MergeDialog(ReviewDialog):
    """By coder and by kind what is new and what was known; what then stands twice or elsewhere."""

    def __init__(
        self, parent: QWidget, paths: Sequence[Path], report: MergeReport, who: str = ""
    ) -> None:
        """who: the handle of whoever merges."""
        super().__init__(parent, "", "merge", "")
        self._who_merges = who
        self._files = self._names([path.name for path in paths])
        n = len(paths)
        one, many = self.tr("Merge this package?"), self.tr("Merge these {n} packages?")
        self._name(one if n == 1 else many.format(n=QLocale().toString(n)))
        self.verb.setText(self.tr("Merge"))
        if report.n_new:
            self._show(report, self.tr("New entries: {new}. Known already: {known}."))
            self.verb.setFocus()
        else:
            known = self.tr("All of it is in the project already ({known}). Nothing changes.")
            self._show(report, known)
            self.end(self.tr("Nothing new to merge"))

    def _names(self, names: Sequence[str]) -> str:
        """The names of files, as many as can be read at a glance."""
        shown, rest = ", ".join(names[:_NAMED]), len(names) - _NAMED
        words = self.tr("{names} and {n} more")
        return words.format(names=shown, n=QLocale().toString(rest)) if rest > 0 else shown

    def _name(self, title: str) -> None:
        self.setWindowTitle(title)
        self.heading.setText(title)

    def show_done(self, report: MergeReport) -> None:
        """Show what was merged."""
        self._show(report, self.tr("New entries: {new}. Known already: {known}."), report.backup)
        self.end(self.tr("Merged"))

    def _show(self, report: MergeReport, words: str, backup: Path | None = None) -> None:
        """Show a report; words: of how many entries are new and known."""
        self.clear()
        self.summary.setText("\n".join(self._lines(report, words, backup)))
        coders, kinds = _by_coder(report.arrived), _by_kind(report.arrived)
        self.add_table("merge_coders", self.tr("By coder"), self._coders(), coders, id)
        heads = self.tr("Events with two versions")
        self.add_table("merge_heads", heads, self._heads(), report.two_heads, id)
        states = self.tr("Codings whose state changed")
        self.add_table("merge_states", states, self._states(), report.states, id)
        self.add_table("merge_kinds", self.tr("By kind"), self._kinds(), kinds, id)
        self.fit()

    def _lines(self, report: MergeReport, words: str, backup: Path | None) -> Iterator[str]:
        n = QLocale().toString
        yield self._files
        yield words.format(new=n(report.n_new), known=n(report.n_known))
        if report.two_heads and {each.coder for each in report.two_heads} == {self._who_merges}:
            yield self.tr(
                "Events that you saved differently on two machines have two versions until you "
                "choose one: “To choose” on the Code page."
            )
        elif report.two_heads:
            yield self.tr(
                "Events that were saved differently on two machines have two versions until their "
                "coder chooses one."
            )
        if backup is not None:
            yield self.tr("How the project was before is kept as {file}.").format(file=backup.name)

    def _coders(self) -> list[FactColumn[OfCoder]]:
        return [
            FactColumn("coder", self.tr("Coder"), self._who, width=0),
            count_column("codings", self.tr("Codings"), lambda each: each.codings),
            count_column("events", self.tr("Events"), lambda each: each.events),
            count_column("new", self.tr("New entries"), lambda each: each.new),
            count_column("known", self.tr("Known already"), lambda each: each.known),
        ]

    def _who(self, each: OfCoder) -> str:
        return each.handle or self.tr("Nobody’s: articles and codebooks")

    def _kinds(self) -> list[FactColumn[OfKind]]:
        return [
            FactColumn("kind", self.tr("What"), lambda each: kind_words(each.kind), width=0),
            count_column("new", self.tr("New"), lambda each: each.new),
            count_column("known", self.tr("Known already"), lambda each: each.known),
        ]

    def _heads(self) -> list[FactColumn[TwoHeads]]:
        return [
            FactColumn("coder", self.tr("Coder"), lambda each: each.coder, width=_CODER),
            FactColumn("title", self.tr("Article"), lambda each: each.title, width=0),
            count_column("heads", self.tr("Versions"), lambda each: each.n_heads),
        ]

    def _states(self) -> list[FactColumn[StateChange]]:
        return [
            FactColumn("coder", self.tr("Coder"), lambda each: each.coder, width=_CODER),
            FactColumn("title", self.tr("Article"), lambda each: each.title, width=0),
            FactColumn("before", self.tr("Was"), lambda each: state_words(each.before), 100),
            FactColumn("after", self.tr("Is"), lambda each: state_words(each.after), 100),
        ]


def _by_coder(arrived: Sequence[Arrived]) -> list[OfCoder]:
    """What came from each person, and at the end what is nobody's."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in arrived:
        is_counted = each.kind in _COUNTED
        counts[each.coder, each.kind if is_counted else "new"] += each.n_new
        counts[each.coder, "" if is_counted else "known"] += each.n_known
    handles = sorted({each.coder for each in arrived}, key=lambda handle: (not handle, handle))
    return [
        OfCoder(handle, *(counts[handle, what] for what in (*_COUNTED, "new", "known")))
        for handle in handles
    ]


def _by_kind(arrived: Sequence[Arrived]) -> list[OfKind]:
    """What came of each kind, in the order of the report."""
    kinds = dict.fromkeys(each.kind for each in arrived if each.kind != "project")
    return [
        OfKind(
            kind,
            sum(each.n_new for each in arrived if each.kind == kind),
            sum(each.n_known for each in arrived if each.kind == kind),
        )
        for kind in kinds
    ]

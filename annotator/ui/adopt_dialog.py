"""What a new codebook changes, and whose codings that touches, before it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from annotator.ui.review_dialog import ReviewDialog, count_column
from annotator.ui.widgets.fact_table import FactColumn

if TYPE_CHECKING:
    from annotator.stages.recoding import CoderTouched, Touch, Touched


class AdoptDialog(ReviewDialog):
    """The changes that touch codings first; each tells how many."""

    def __init__(self, parent: QWidget, touched: Touched) -> None:
        codebook = touched.codebook
        super().__init__(parent, "", "adopt_codebook", "")
        title = self.tr("Adopt {label} {version}?").format(
            label=codebook.label or codebook.name, version=codebook.version
        )
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Adopt"))
        self.summary.setText(self._summary(touched))
        rows = sorted(touched.touches, key=lambda each: (-each.codings, not each.change.touches))
        self.add_table("adopt_changes", self.tr("What changes"), self._changes(), rows, id)
        self.add_table(
            "adopt_coders",
            self.tr("To be looked at again"),
            self._coders(),
            touched.coders,
            lambda each: each.handle,
        )
        self.fit()
        self.verb.setFocus()

    def _summary(self, touched: Touched) -> str:
        n = QLocale().toString
        lines = [self.tr("Changes: {n}").format(n=n(len(touched.touches)))]
        if touched.codings:
            words = self.tr(
                "{codings} codings with {events} events have to be looked at again. They stay as "
                "they are, readable under their own codebook, and come onto their coders’ lists."
            )
            lines.append(words.format(codings=n(touched.codings), events=n(touched.events)))
        else:
            lines.append(self.tr("Nothing that is coded has to be looked at again."))
        return "\n".join(lines)

    def _changes(self) -> list[FactColumn[Touch]]:
        return [
            FactColumn("where", self.tr("Where"), lambda each: each.change.where, width=190),
            FactColumn("what", self.tr("What changes"), lambda each: each.change.text, width=0),
            count_column("codings", self.tr("Codings"), lambda each: each.codings),
            count_column("events", self.tr("Events"), lambda each: each.events),
        ]

    def _coders(self) -> list[FactColumn[CoderTouched]]:
        return [
            FactColumn("coder", self.tr("Coder"), lambda each: each.handle, width=0),
            count_column("codings", self.tr("Codings"), lambda each: each.codings),
            count_column("events", self.tr("Events"), lambda each: each.events),
        ]

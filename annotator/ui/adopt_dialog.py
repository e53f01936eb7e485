"""What a new codebook changes, and whose codings that touches, before it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from annotator.ui.change_words import change_words
from annotator.ui.review_dialog import ReviewDialog, count_column
from annotator.ui.widgets.fact_table import FactColumn

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.stages.recoding import CoderTouched, Touch, Touched


class AdoptDialog(ReviewDialog):
    """The changes that touch codings first; each tells how many."""

    def __init__(self, parent: QWidget, touched: Touched, in_force: Codebook) -> None:
        """in_force: the codebook whose place the other one would take."""
        codebook, self._in_force = touched.codebook, in_force
        super().__init__(parent, "", "adopt_codebook", "")
        title = self.tr("Adopt {label} {version}?").format(
            label=codebook.label or codebook.name, version=codebook.version
        )
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Adopt"))
        self.summary.setText(self._summary(touched))
        changes = self._changes(codebook)
        rows = sorted(touched.touches, key=lambda each: (-each.codings, not each.change.touches))
        self.add_table("adopt_changes", self.tr("What changes"), changes, rows, id)
        self.add_table(
            "adopt_coders",
            self.tr("To be looked at again"),
            self._coders(),
            touched.coders,
            lambda each: each.handle,
        )
        self.fit()
        if touched.is_other:
            self.verb.setText(self.tr("Adopt the other codebook"))
            self.no.setDefault(True)
        (self.no if touched.is_other else self.verb).setFocus()

    def _summary(self, touched: Touched) -> str:
        n = QLocale().toString
        lines = [self.tr("Changes: {n}").format(n=n(len(touched.touches)))]
        if touched.is_other:
            other = self.tr(
                "{new} is another codebook than {old}, which is in force, and no newer version "
                "of it. Is that meant?"
            )
            lines.insert(0, other.format(new=_name(touched.codebook), old=_name(self._in_force)))
        if touched.codings:
            words = self.tr(
                "{codings} codings with {events} events have to be looked at again. They stay as "
                "they are, readable under their own codebook, and come onto their coders’ lists."
            )
            lines.append(words.format(codings=n(touched.codings), events=n(touched.events)))
        else:
            lines.append(self.tr("Nothing that is coded has to be looked at again."))
        return "\n".join(lines)

    def _changes(self, new: Codebook) -> list[FactColumn[Touch]]:
        def words(each: Touch) -> str:
            return change_words(each.change, self._in_force, new)

        return [
            FactColumn("where", self.tr("Where"), _where, width=190),
            FactColumn("what", self.tr("What changes"), words, width=0),
            count_column("codings", self.tr("Codings"), lambda each: each.codings),
            count_column("events", self.tr("Events"), lambda each: each.events),
        ]

    def _coders(self) -> list[FactColumn[CoderTouched]]:
        return [
            FactColumn("coder", self.tr("Coder"), lambda each: each.handle, width=0),
            count_column("codings", self.tr("Codings"), lambda each: each.codings),
            count_column("events", self.tr("Events"), lambda each: each.events),
        ]


def _where(touch: Touch) -> str:
    """The place of a change, without the marks that set names apart in plain text."""
    return touch.change.where.replace("`", "")


def _name(codebook: Codebook) -> str:
    return f"{codebook.name} {codebook.version}"

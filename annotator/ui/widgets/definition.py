"""What the codebook says of the question one is at; stays beside the work while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from annotator.model.codebook import Codebook, Option, Variable
from annotator.ui import theme

MAX_OPTIONS = 60


class DefinitionSheet(QDialog):
    """Not modal: it follows the field that has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("definition_sheet")
        self.setWindowTitle(self.tr("Codebook"))
        self.resize(420, 560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.text = QTextBrowser()
        self.text.setObjectName("definition_text")
        self.text.setAccessibleName(self.tr("Definition"))
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(16)
        layout.addWidget(self.text)

    def show_variable(self, codebook: Codebook, variable: Variable, where: str = "") -> None:
        """Show one question with its rules and options."""
        self.setWindowTitle(self.tr("Codebook: {label}").format(label=variable.label))
        self.text.setHtml("".join(self._variable(variable, where)))

    def show_rules(self, codebook: Codebook) -> None:
        """Show what holds for the whole codebook."""
        self.setWindowTitle(codebook.label or codebook.name)
        self.text.setHtml("".join(self._rules(codebook)))

    def _rules(self, codebook: Codebook) -> Iterator[str]:
        yield f"<h3>{escape(codebook.label or codebook.name)} {escape(codebook.version)}</h3>"
        yield f"<p>{escape(codebook.definition)}</p>"
        for rule in codebook.rules:
            yield f"<p><b>{escape(rule.title)}.</b> {escape(rule.text)}</p>"

    def _variable(self, variable: Variable, where: str) -> Iterator[str]:
        soft = theme.current().soft
        yield f"<h3>{escape(variable.label)}</h3>"
        place = " · ".join(filter(None, (where, variable.name)))
        yield f"<p style='color:{soft}'>{escape(place)}</p>"
        if variable.question:
            yield f"<p><b>{escape(variable.question)}</b></p>"
        if variable.definition:
            yield f"<p>{escape(variable.definition)}</p>"
        for heading, words in (
            (self.tr("Counts"), variable.include),
            (self.tr("Does not count"), variable.exclude),
            (self.tr("Example"), variable.example),
        ):
            if words:
                yield f"<p><b>{heading}:</b> {escape(words)}</p>"
        yield from self._options(variable.options)
        for heading, options in (
            (self.tr("How exact"), variable.precisions),
            (self.tr("Known from"), variable.bases),
        ):
            if options:
                yield f"<p><b>{heading}</b></p>"
                yield from self._options(options)

    def _options(self, options: tuple[Option, ...]) -> Iterator[str]:
        for option in options[:MAX_OPTIONS]:
            more = f": {escape(option.definition)}" if option.definition else ""
            yield f"<p style='margin:4px 0'><b>{escape(option.label)}</b>{more}</p>"
        if (rest := len(options) - MAX_OPTIONS) > 0:
            yield f"<p>{self.tr('and {n} more').format(n=rest)}</p>"

"""What is asked about one article: its details, or a text that is pasted in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from annotator.model.article import metadata_fault
from annotator.ui.dialogs import Form


def _tr(text: str) -> str:
    return QCoreApplication.translate("article_dialogs", text)


def _hints() -> dict[str, tuple[str, str]]:
    """The label and the hint of each piece of metadata."""
    return {
        "title": (_tr("Title"), ""),
        "byline": (_tr("Byline"), _tr("who wrote it")),
        "publisher": (_tr("Publisher"), ""),
        "published": (_tr("Date"), _tr("2025-12-02, or 2025-12")),
        "section": (_tr("Section"), _tr("the part of the paper or site")),
        "url": (_tr("URL"), "https://"),
        "language": (_tr("Language"), _tr("two letters: en, fr, zh")),
    }


def _add(form: Form, prefix: str, name: str, value: str = "", hint: str = "") -> QLineEdit:
    words, usual = _hints()[name]
    check = partial(metadata_fault, name) if name in ("published", "url", "language") else None
    return form.add_line(words, f"{prefix}_{name}", value, hint or usual, check)


class Details(Form):
    """What is known about an article beside its text."""

    @classmethod
    def ask(
        cls, parent: QWidget | None, known: Mapping[str, str], rest: Mapping[str, str]
    ) -> dict[str, str] | None:
        """The fields as they are to be, or None; `rest`: what else its source gave, to be read."""
        form = cls(parent, _tr("Details of the article"), _tr("Save"), "details")
        form.setMinimumWidth(620)
        lines = {name: _add(form, "details", name, known.get(name, "")) for name in _hints()}
        if rest:
            form.rows.addRow(_tr("Also given"), _read_only(rest))
        if not form.was_accepted:
            return None
        return {name: line.text().strip() for name, line in lines.items()}


def _read_only(rest: Mapping[str, str]) -> QPlainTextEdit:
    """What the source gave beside, as it was: to be read and copied, not changed."""
    shown = QPlainTextEdit("\n".join(f"{name}: {words}" for name, words in rest.items()))
    shown.setObjectName("details_rest")
    shown.setAccessibleName(_tr("Also given by the source"))
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    shown.setMinimumHeight(110)
    return shown


class Paste(Form):
    """A text from elsewhere, as an article."""

    @classmethod
    def ask(
        cls, parent: QWidget | None, text: str, known: Mapping[str, str] | None = None
    ) -> dict[str, str] | None:
        """`text` and what is known about it, or None; `known`: what was given before."""
        form = cls(parent, _tr("Paste as article"), _tr("Add"), "paste")
        form.resize(660, 600)
        given = known or {}
        lines = {
            name: _add(form, "paste", name, given.get(name, ""), hint)
            for name, hint in (
                ("title", _tr("left empty: taken from the text")),
                ("publisher", ""),
                ("published", ""),
                ("url", ""),
            )
        }
        body = QPlainTextEdit(text)
        body.setObjectName("paste_text")
        body.setAccessibleName(_tr("Text"))
        body.setTabChangesFocus(True)
        body.setPlaceholderText(_tr("Paste the text of the article here."))
        body.setMinimumHeight(200)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        form.rows.addRow(_tr("Text"), body)
        body.textChanged.connect(lambda: form.verb.setEnabled(not body.document().isEmpty()))
        form.verb.setEnabled(bool(text.strip()))
        if not form.was_accepted:
            return None
        # the widget turns no-break spaces into spaces: what was not edited is taken as it came
        kept = text if not body.document().isModified() else body.toPlainText()
        return {"text": kept, **{name: line.text().strip() for name, line in lines.items()}}

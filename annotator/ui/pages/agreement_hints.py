"""The keys of the Agreement page, as its bar of hints shows them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

Hints = list[tuple[str, str]]


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


def hints_of(view: int) -> Hints:
    """The keys of the variables (0), of the events (1) or of the marked words (2)."""
    own = (_of_variables, _of_events, lambda: [("s", _tr("sort"))])[view]()
    views = [("v h m", _tr("variables, events, words")), ("c", _tr("who is compared"))]
    return [*own, *views, ("F1", _tr("what it means"))]


def _of_variables() -> Hints:
    return [
        ("↑ ↓", _tr("variable")),
        ("1 … 5", _tr("what stands behind it")),
        ("d", _tr("disagreements")),
        ("↵", _tr("read one")),
        ("s", _tr("sort")),
    ]


def _of_events() -> Hints:
    return [
        ("↵", _tr("events of the article")),
        ("j", _tr("join")),
        ("p", _tr("pull apart")),
        ("t", _tr("take back")),
    ]


def hints_of_reading() -> Hints:
    """The keys beside an article."""
    return [
        ("n", _tr("next disagreement")),
        ("Shift+n", _tr("the one before")),
        ("↓ ↑", _tr("sentences")),
        ("o", _tr("open on the Code page")),
        ("Esc", _tr("back to the list")),
    ]

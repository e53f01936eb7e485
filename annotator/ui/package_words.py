"""Packages in words: what is in them, what came of merging them."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from annotator.model.study import State

if TYPE_CHECKING:
    from annotator.model.progress import CoderProgress
    from annotator.stages.sharing import PackageReport


def _tr(text: str) -> str:
    return QCoreApplication.translate("package_words", text)


def kind_words(kind: str) -> str:
    """What is called so in a package, for people."""
    words = {
        "adoptions": _tr("Codebooks put in force"),
        "alignment choices": _tr("Events joined or pulled apart"),
        "article notes": _tr("Details of articles"),
        "articles": _tr("Articles"),
        "assignments": _tr("Assignments"),
        "codebooks": _tr("Codebooks"),
        "codings": _tr("Codings"),
        "decisions about articles": _tr("Decisions about articles"),
        "events": _tr("Events"),
        "people": _tr("People"),
        "project": _tr("The project"),
        "releases": _tr("Releases to reviewers"),
        "same happenings": _tr("Same happenings"),
        "saved states": _tr("Saved versions of events"),
        "settings": _tr("Settings"),
        "submissions": _tr("Steps: begun, submitted, set aside"),
        "suggestions": _tr("Suggestions"),
    }
    return words.get(kind, kind[:1].upper() + kind[1:])


def state_words(state: State | None) -> str:
    """Where a coding stands."""
    words = {
        None: _tr("to do"),
        State.IN_PROGRESS: _tr("begun"),
        State.SUBMITTED: _tr("submitted"),
        State.SET_ASIDE: _tr("set aside"),
    }
    return words[state]


def own_work(line: CoderProgress | None) -> str:
    """What a coder would hand in, in sentences."""
    n = QLocale().toString
    if line is None or not line.submitted + line.set_aside + line.begun:
        return _tr("Nothing is coded yet. You can hand in all the same.")
    words = _tr(
        "{submitted} articles are submitted, {aside} set aside and {begun} begun. What is begun "
        "goes along and stays yours to finish."
    )
    return words.format(submitted=n(line.submitted), aside=n(line.set_aside), begun=n(line.begun))


def next_command(name: str, package: str) -> str:
    """What a coder types to make a project of a package, also where names hold blanks."""
    return f"annotator new {quote(name)} --from {quote(package)}"


def held(report: PackageReport) -> str:
    """What is in a package, in one line."""
    words = _tr("{kind}: {n}")
    shown = [
        words.format(kind=kind_words(kind), n=QLocale().toString(n))
        for kind, n in report.held.items()
        if n and kind not in _NOT_TOLD
    ]
    if not report.with_text:
        shown.append(_tr("without texts"))
    shown.append(QLocale().formattedDataSize(report.n_bytes))
    return " · ".join(shown)


_NOT_TOLD = frozenset({"project", "adoptions", "people", "settings"})
"""What every package holds."""

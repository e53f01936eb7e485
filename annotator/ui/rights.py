"""What may not be done at this desk, and why, in words that fit beside what is turned off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from annotator.model.study import Role

if TYPE_CHECKING:
    from annotator.ui.desk import Desk


def _tr(text: str) -> str:
    return QCoreApplication.translate("rights", text)


def is_handed_out(desk: Desk) -> bool:
    """Whether the open project is a file that was handed out to one coder."""
    project = desk.project
    return project is not None and project.owner is not None and project.store.path is not None


def why_nothing(desk: Desk) -> str:
    """Why nothing can be done with a project; "" if there is one."""
    return _tr("No project is open.") if desk.project is None else ""


def why_no_writing(desk: Desk) -> str:
    """Why nothing can be written; "" if it can."""
    if desk.is_read_only and desk.project is not None:
        return _tr("The project is open for reading only.")
    return why_nothing(desk)


def why_no_lead(desk: Desk) -> str:
    """Why what a lead does cannot be done here; "" if it can."""
    if why := why_no_writing(desk):
        return why
    if is_handed_out(desk):
        return _tr("This file was handed out to one coder. Do it in the lab’s own project.")
    if desk.coder is None or desk.coder.role is not Role.LEAD:
        return _tr("Only a lead can do this.")
    return ""


def why_no_merge(desk: Desk) -> str:
    """Why no package can be merged; in a file that was handed out its coder merges their own."""
    if is_handed_out(desk):
        return why_no_writing(desk)
    return why_no_lead(desk)

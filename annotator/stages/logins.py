"""The logins of a shared project: one for each person, with the rights of their role."""

from __future__ import annotations

import secrets

from annotator.model.errors import AnnotatorError, NotYours
from annotator.model.study import Coder, Role
from annotator.stages.project import Project

_LENGTH = 15
"""Random bytes of a password: twenty letters, which nobody guesses."""


def add_login(project: Project, lead: Coder, coder: Coder, name: str, password: str = "") -> str:
    """Let a login of the server into the project as this coder; gives the password that was set.

    password: for a login that the server does not know; made up if none is given. "" comes back
    if the server knew the login already, which then keeps its own. NotYours if a lead is needed, or
    a login with more rights; NotSaved if the name cannot be taken. Adding it twice changes nothing.
    """
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead adds logins.")
    if project.store.path is not None:
        raise AnnotatorError(
            f"{project.name} is a file, which needs no logins. Put the project on a server first,"
            " with `annotator copy`."
        )
    chosen = password or secrets.token_urlsafe(_LENGTH)
    with project.store.transaction() as records:
        is_new = records.admit(name, chosen, coder)
    return chosen if is_new else ""

"""The logins of a shared project: one for each person, with the rights of their role."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from annotator.model.errors import AnnotatorError, NotSaved, NotYours
from annotator.model.study import Coder, Role
from annotator.stages.project import Project, enrol

if TYPE_CHECKING:
    from annotator.store.records import Records

_LENGTH = 15
"""Random bytes of a password: twenty letters, which nobody guesses."""


def add_login(project: Project, lead: Coder, coder: Coder, name: str, password: str = "") -> str:
    """Let a login of the server into the project as this coder; gives the password that was set.

    password: for a login that the server does not know; made up if none is given. "" comes back
    if the server knew the login already, which then keeps its own. NotYours if a lead is needed, or
    a login with more rights; NotSaved if the name cannot be taken. Adding it twice changes nothing.
    """
    _refuse(project, lead)
    with project.store.transaction() as records:
        return _admit(records, coder, name, password)


def add_person(
    project: Project, lead: Coder, handle: str, role: Role | None, name: str, password: str = ""
) -> str:
    """The same for a person who is named, and who is taken into the project if they are not in it.

    role: of somebody new, None for a coder; NotSaved if somebody who is in it has another. If the
    login is refused, nobody was added.
    """
    _refuse(project, lead)
    with project.store.transaction() as records:
        person = next((each for each in records.coders() if each.handle == handle.strip()), None)
        if person is None:
            person = enrol(records, project, handle, role or Role.CODER)
        elif role not in (None, person.role):
            raise NotSaved(
                f"{person.handle} is in {project.name} already, with the role {person.role.value},"
                " which stays. Leave --role out, or choose another handle."
            )
        return _admit(records, person, name, password)


def _refuse(project: Project, lead: Coder) -> None:
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead adds logins.")
    if project.store.path is not None:
        raise AnnotatorError(
            f"{project.name} is a file, which needs no logins. Put the project on a server first,"
            " with `annotator copy`."
        )


def _admit(records: Records, coder: Coder, name: str, password: str) -> str:
    chosen = password or secrets.token_urlsafe(_LENGTH)
    return chosen if records.admit(name, chosen, coder) else ""

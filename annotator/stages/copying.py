"""A whole project copied between a file and a server, in either direction, and verified."""

from __future__ import annotations

from pathlib import Path

from annotator.model.errors import NotYours
from annotator.model.study import Role
from annotator.stages.project import Project
from annotator.stages.results import Job, Progress


def copy_project(project: Project, location: str | Path) -> Job[int]:
    """Copy everything into a new file or an empty database; gives the number of rows.

    All of it arrives and is verified, or nothing is made. Raises NotYours if the project here is
    one coder's part of it, ProjectRefused and NotSaved as making a project does.
    """
    if project.owner is not None and project.owner.role is not Role.LEAD:
        raise NotYours(
            f"Here is what {project.owner.handle} may see of {project.name}, not all of it. A lead"
            " can copy the whole project."
        )
    n_rows = 0
    for what, n in project.store.copy_to(location):
        n_rows += n
        yield Progress(n_rows, 0, what)
    return n_rows

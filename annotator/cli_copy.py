"""The command `copy`: a whole project from a file to a server, or back."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli_output import say, say_json, shown, watched
from annotator.cli_projects import AsJson, Location, new_path, project_at


def copy(
    project: Location,
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="A new file, or postgresql://LOGIN@HOST/DATABASE of an empty database.",
            show_default=False,
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Copy a whole project, verified row by row; the first stays as it is.

    Example: annotator copy talks.annotator postgresql://lena@db.example.org/talks
    """
    from annotator.stages.copying import copy_project
    from annotator.stages.project import open_project

    with project_at(project, read_only=True) as opened:
        n_rows = watched(copy_project(opened, new_path(target)), "copy")
    made = open_project(new_path(target), read_only=True)
    try:
        about = {"project": str(made.location), "id": str(made.id), "rows": n_rows}
    finally:
        made.close()
    if as_json:
        say_json(about)
    else:
        say(f"Copied {n_rows} rows to {shown(about['project'])} and verified them.")

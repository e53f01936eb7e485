"""The formats a dataset can go out in, as far as the codebook has what they need."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.extensions.registry import exporters
from annotator.stages.project import Project


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name on the command line, its label, and what the codebook lacks for it."""

    name: str
    label: str
    lacks: tuple[str, ...]


def formats(project: Project) -> list[Format]:
    """Every format that is installed, in the order in which they are offered."""
    return [
        Format(each.name, each.label, tuple(each.needs(project.codebook)))
        for each in exporters().values()
    ]

"""By what events of several coders are recognised as one happening: `[alignment]` of a codebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from annotator.model.codebook import Codebook, Kind, Variable

ROLES = ("type", "date", "participants", "evidence")
"""What can tell two events apart, in the order in which parts of a distance stand."""

THETA, DAYS = 0.6, 7.0
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"type": 2.0, "date": 2.0, "participants": 2.0, "evidence": 4.0}
)
"""What holds where a codebook does not say otherwise."""


@dataclass(frozen=True, slots=True)
class RoleSource:
    """The variable that plays a role. is_folded: of names, whose case does not count."""

    variable: str
    group: str = ""
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class AlignmentRules:
    """How far apart two events are, and when that is too far.

    theta: events so far apart are no match. days: dates so far apart differ wholly.
    weights: of the roles in force; others drop out. sources: the variables of the roles but
        evidence, which is all spans of the event.
    """

    theta: float = THETA
    days: float = DAYS
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    sources: Mapping[str, RoleSource] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, codebook: Codebook) -> AlignmentRules:
        """The rules of a codebook.

        Without an `[alignment]` table, the roles are those of the variables marked `identifies`: a
        choice of the event (type), a date of the event, and an actor, person or choice of a group
        (participants), the first of each; beside them the evidence, or that alone.
        """
        said = codebook.alignment
        if not said:
            sources = _identifying(codebook)
            weights = {role: WEIGHTS[role] for role in ROLES if role in {*sources, "evidence"}}
            return cls(weights=weights, sources=sources)
        roles = {role: said[role] for role in ROLES if role in said}
        return cls(
            float(said.get("theta", THETA)),
            float(said.get("days", DAYS)),
            {role: float(raw["weight"]) for role, raw in roles.items()},
            {role: _source(raw, codebook) for role, raw in roles.items() if role != "evidence"},
        )

    @property
    def vector(self) -> tuple[float, ...]:
        """The weights in the order of `ROLES`; 0 for a role that is not in force."""
        return tuple(self.weights.get(role, 0.0) for role in ROLES)

    def without(self, role: str) -> AlignmentRules:
        """The same rules, blind to a role: what it says cannot make coders agree on it."""
        weights = {name: weight for name, weight in self.weights.items() if name != role}
        return replace(self, weights=weights)

    def role_of(self, variable: str, group: str = "") -> str:
        """The role that a variable plays, or ""."""
        for role, source in self.sources.items():
            if role in self.weights and (source.variable, source.group) == (variable, group):
                return role
        return ""


def _source(raw: Mapping[str, Any], codebook: Codebook) -> RoleSource:
    name, group = str(raw["variable"]), str(raw.get("group", ""))
    return RoleSource(name, group, is_folded(codebook.variable(name, group)))


def is_folded(variable: Variable | None) -> bool:
    """Whether it takes words rather than codes, so that case and outer blanks do not count."""
    return variable is not None and variable.kind in (Kind.TEXT, Kind.PERSON)


def _identifying(codebook: Codebook) -> dict[str, RoleSource]:
    """The roles that follow from the variables marked `identifies`."""
    found: dict[str, RoleSource] = {}
    choices = (Kind.CHOICE, Kind.CHOICES)
    for variable in _marked(codebook.variables):
        if variable.kind is Kind.DATE:
            found.setdefault("date", RoleSource(variable.name))
        elif variable.kind in choices:
            found.setdefault("type", RoleSource(variable.name))
    for group in codebook.groups:
        for variable in _marked(group.variables):
            if variable.kind in (Kind.ACTOR, Kind.PERSON, *choices):
                source = RoleSource(variable.name, group.name, is_folded(variable))
                found.setdefault("participants", source)
    return found


def _marked(variables: Iterable[Variable]) -> Iterable[Variable]:
    return (variable for variable in variables if variable.identifies)

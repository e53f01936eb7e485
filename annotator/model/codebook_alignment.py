"""The `[alignment]` table of a codebook: how the events of two coders are matched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.model.codebook import Codebook
from annotator.model.codebook_table import is_number, near, said, shown

NUMBERS = ("theta", "days")
MEMBERS = {
    "type": ("variable", "group", "weight"),
    "date": ("variable", "group", "weight"),
    "participants": ("variable", "group", "weight"),
    "evidence": ("weight",),
}
"""The roles that tell events apart, and what may be said of each."""


def alignment_faults(codebook: Codebook) -> Iterator[str]:
    """All that is wrong with the table, each with its place."""
    place = "[alignment]"
    for name, raw in codebook.alignment.items():
        if name in NUMBERS:
            if not is_number(raw) or raw <= 0:
                yield f"{place}: `{name}` is {said(raw)}. Give a number above 0."
            elif name == "theta" and raw > 1:
                yield f"{place}: `theta` is {said(raw)}. No events are further apart than 1."
        elif name not in MEMBERS:
            yield f"{place}: `{shown(name)}` is unknown here.{near(name, (*MEMBERS, *NUMBERS))}"
        elif not isinstance(raw, dict):
            yield f"{place}, {name}: {said(raw)} is no table. Write {{ variable = …, weight = … }}."
        else:
            yield from _role_faults(name, raw, codebook)


def _role_faults(role: str, raw: Mapping[str, Any], codebook: Codebook) -> Iterator[str]:
    place = f"[alignment], {role}"
    for key in raw:
        if key not in MEMBERS[role]:
            yield f"{place}: `{shown(key)}` is unknown here.{near(key, MEMBERS[role])}"
    weight = raw.get("weight")
    if not is_number(weight) or weight < 0:
        yield f"{place}: weight {said(weight)}. Give a number, 0 or more."
    if role == "evidence":
        return
    group = raw.get("group", "")
    variables = codebook.variables_of(group) if isinstance(group, str) else ()
    if not any(variable.name == raw.get("variable") for variable in variables):
        yield f"{place}: there is no variable `{shown(raw.get('variable'))}`. Correct it."

"""An event in few words; follows the codebook, knows no variable."""

from __future__ import annotations

from annotator.model.codebook import Codebook, Kind
from annotator.model.event import Event

MAX_ACTORS = 4


def event_title(event: Event, codebook: Codebook) -> str:
    """What the event is and between whom: "Consult · CHN–RUS"; "" while neither is known."""
    return " · ".join(filter(None, (_what(event, codebook), "–".join(_who(event, codebook)))))


def _what(event: Event, codebook: Codebook) -> str:
    choices = (v for v in codebook.variables if v.kind is Kind.CHOICE)
    chosen = next((v for v in choices if v.identifies), None)
    answer = event.answers.get(chosen.name) if chosen else None
    if chosen is None or answer is None or not isinstance(answer.value, str):
        return ""
    option = chosen.option(answer.value)
    return (option.label if option else answer.value).split(" (")[0].split(":")[0]


def _who(event: Event, codebook: Codebook) -> list[str]:
    for group in codebook.groups:
        actors = [v.name for v in group.variables if v.kind is Kind.ACTOR and v.name in group.key]
        if not actors:
            continue
        values = (
            entry[actors[0]].value for entry in event.entries(group.name) if actors[0] in entry
        )
        codes = list(dict.fromkeys(value for value in values if isinstance(value, str)))
        more = ["…"] if len(codes) > MAX_ACTORS else []
        return codes[:MAX_ACTORS] + more
    return []

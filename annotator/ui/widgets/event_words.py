"""An event in few words and as marks in its article; follows the codebook, knows no variable."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.model.codebook import Codebook, Group, Kind, Variable
from annotator.model.event import Entry, Event
from annotator.ui.widgets.article_view import Mark
from annotator.ui.widgets.target import Target

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


def event_marks(event: Event, codebook: Codebook) -> list[Mark]:
    """Every evidence span of the event, with the answer it bears out."""
    return list(_marks(event, codebook))


def _marks(event: Event, codebook: Codebook) -> Iterator[Mark]:
    variables = {variable.name: variable for variable in codebook.variables}
    yield from _entry_marks(event.answers, variables, None, Target(event.id))
    for group in codebook.groups:
        inner = {variable.name: variable for variable in group.variables}
        for index, entry in enumerate(event.entries(group.name)):
            place = Target(event.id, group.name, index)
            yield from _entry_marks(entry, inner, group, place)


def article_marks(answers: Entry, codebook: Codebook) -> list[Mark]:
    """The evidence of the answers about the article itself."""
    variables = {variable.name: variable for variable in codebook.article}
    place = Target(None, "article")
    return list(_entry_marks(answers, variables, None, place))


def _entry_marks(
    entry: Entry, variables: dict[str, Variable], group: Group | None, place: Target
) -> Iterator[Mark]:
    for name, answer in entry.items():
        variable = variables.get(name)
        if variable is None:
            continue
        target = Target(place.event_id, place.group, place.index, name)
        family = (group.mark or group.name) if group else (variable.mark or place.group or "event")
        key = group.shortcut if group else variable.shortcut
        label = f"{group.singular}: {variable.label}" if group else variable.label
        letter = (key or label)[:1].upper()
        for span in answer.evidence:
            yield Mark(span, family, letter, label, target)

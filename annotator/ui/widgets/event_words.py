"""An event in few words and as marks in its article; follows the codebook, knows no variable."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.model.codebook import Codebook, Group, Variable
from annotator.model.event import Entry, Event
from annotator.model.event_title import event_title
from annotator.ui.widgets.article_view import Mark
from annotator.ui.widgets.target import Target

__all__ = ["article_marks", "event_marks", "event_title"]


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

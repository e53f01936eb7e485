"""POLECAT: one row an event, actors and recipients as lists, PLOVER types and scores."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from pathlib import Path

from annotator.extensions.datasets import profiles
from annotator.extensions.datasets.diplomacy import Lists, code_of, lacking
from annotator.extensions.datasets.filling import FilledEvent
from annotator.extensions.datasets.foreign import (
    PAUSE,
    Facts,
    ForeignFile,
    Story,
    city_and_province,
)
from annotator.extensions.registry import ExportLog, ExportOptions
from annotator.model.codebook import Codebook
from annotator.model.dataset import Dataset
from annotator.model.values_plain import Plain


class Polecat:
    """Writes `polecat.tsv`: 40 columns, tabs, `;` between several values, None for nothing."""

    name = "polecat"
    label = "POLECAT (tab-separated, one row an event)"

    def needs(self, codebook: Codebook) -> list[str]:
        """The variables and lists that the format is made from and this codebook has not."""
        topics = codebook.variable("topic", "topics")
        return lacking(codebook) + ([] if topics else ["the variable topics.topic"])

    def write(
        self, dataset: Dataset, folder: Path, options: ExportOptions
    ) -> Generator[int, None, ExportLog]:
        """Write the file; the log counts what the date rule and the status rules did."""
        path = folder / "polecat.tsv"
        with closing(ForeignFile(dataset, path, profiles.POLECAT, "None", options)) as file:
            for number, story in enumerate(file.stories(), start=1):
                _write_story(file, story)
                if not number % PAUSE:
                    yield number
            return file.finish("Events in the layout of POLECAT, one row each")


def _write_story(file: ForeignFile, story: Story) -> None:
    codebook = file.dataset.codebook
    facts = story.facts()
    facts["people"] = _joined(_people(event for _, event in story.events))
    facts["version"] = f"{codebook.name}-{codebook.version}"
    for number, event in story.events:
        act = file.act(event)
        date = None if act is None else file.date(event, story)
        if act is None or date is None:
            continue
        facts |= {"date": date, "event_id": _event_id(story, act[0], number)}
        facts |= _type_facts(file.lists, act[0], act[1])
        facts["contexts"] = _joined(_contexts(event, file.lists))
        for side, roles in (
            ("actor", profiles.POLECAT_ACTORS),
            ("recipient", profiles.POLECAT_RECIPIENTS),
        ):
            facts |= _side(event.entries("participants"), side, roles, file.lists)
        file.write(facts | city_and_province(event), event)


def _event_id(story: Story, event_type: str, number: int) -> str:
    """Article, type and number: what stands before the first underscore names the story."""
    plain = f"{story.key.replace('_', '-')}_{event_type}_{number}"
    return f"{plain}_{story.coder}" if story.coder else plain


def _type_facts(lists: Lists, event_type: str, mode: str) -> Facts:
    score = lists.score(event_type, mode)
    return {
        "type": event_type,
        "mode": mode,
        "intensity": str(float(score)) if score else "",
        "quad": lists.type(event_type, "quad_class").upper(),
    }


def _contexts(event: FilledEvent, lists: Lists) -> list[str]:
    """The first context of each topic, in order, without repeats."""
    topics = (code_of(entry, "topic") for entry in event.entries("topics"))
    first = (lists.topic(topic, "plover_contexts").partition("|")[0] for topic in topics)
    return [context for context in dict.fromkeys(first) if context]


def _people(events: Iterable[FilledEvent]) -> list[str]:
    """The persons named in the events of a story, in order, each once."""
    names: dict[str, None] = {}
    for event in events:
        for group, variable in (("participants", "person"), ("positions", "holder_person")):
            names |= dict.fromkeys(code_of(entry, variable) for entry in event.entries(group))
    return [name for name in names if name]


def _side(participants: list[Plain], side: str, roles: frozenset[str], lists: Lists) -> Facts:
    entries = [entry for entry in participants if code_of(entry, "role") in roles]

    def each(read: Callable[[Plain], str]) -> str:
        return _joined([read(entry) for entry in entries])

    def of_actor(column: str) -> Callable[[Plain], str]:
        return lambda entry: lists.actor(code_of(entry, "actor"), column)

    name = of_actor("label")
    return {
        f"{side}_name": each(lambda entry: code_of(entry, "person") or name(entry)),
        f"{side}_country": each(of_actor("plover_country")),
        f"{side}_cow": each(of_actor("cow_code")),
        f"{side}_sector": each(lambda entry: code_of(entry, "sector")),
        f"{side}_title": each(lambda entry: code_of(entry, "title_text")),
        f"{side}_text": each(lambda entry: code_of(entry, "actor_text")),
    }


def _joined(values: list[str]) -> str:
    """The values with `;` between them, nothing if all are empty."""
    return ";".join(value.replace(";", ",") for value in values) if any(values) else ""

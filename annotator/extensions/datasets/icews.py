"""ICEWS: one row a pair of actors and direction, CAMEO codes and Goldstein scores."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from annotator.extensions.datasets import profiles
from annotator.extensions.datasets.diplomacy import Lists, code_of, dyads, lacking
from annotator.extensions.datasets.filling import FilledEvent
from annotator.extensions.datasets.foreign import (
    PAUSE,
    Facts,
    ForeignFile,
    Story,
    city_and_province,
    place_of,
)
from annotator.extensions.datasets.profiles import Act
from annotator.extensions.registry import ExportLog, ExportOptions
from annotator.model.codebook import Codebook
from annotator.model.dataset import Dataset
from annotator.model.values_plain import Plain

GOVERNMENT = "GOV"


class Icews:
    """Writes `icews.tsv`: 20 columns, tabs, NA for nothing."""

    name = "icews"
    label = "ICEWS (tab-separated, one row a pair of actors)"

    def needs(self, codebook: Codebook) -> list[str]:
        """The variables and lists that the format is made from and this codebook has not."""
        return lacking(codebook)

    def write(
        self, dataset: Dataset, folder: Path, options: ExportOptions
    ) -> Generator[int, None, ExportLog]:
        """Write the file; the log counts what the date rule and the status rules did."""
        path = folder / "icews.tsv"
        with closing(
            ForeignFile(dataset, path, profiles.ICEWS, "NA", options, numbered=True)
        ) as file:
            for number, story in enumerate(file.stories(), start=1):
                _write_story(file, story)
                if not number % PAUSE:
                    yield number
            return file.finish("Events in the layout of ICEWS, one row a pair and direction")


def _write_story(file: ForeignFile, story: Story) -> None:
    facts = story.facts()
    facts["story"] = story.number
    for _, event in story.events:
        act = file.act(event)
        date = None if act is None else file.date(event, story)
        if act is None or date is None:
            continue
        place = place_of(event)
        facts |= {"date": date, "place_country": _country(place.get("country", ""), file.lists)}
        facts |= city_and_province(event)
        rows = list(_rows(event, act, file.lists))
        for row in rows:
            file.write(facts | row, event)
        if not rows:
            file.counts["left out: without two sides"] += 1


def _rows(event: FilledEvent, act: Act, lists: Lists) -> Iterator[Facts]:
    """A row for each direction of each pair."""
    participants = event.entries("participants")
    _, mode, code = act
    for dyad in dyads(participants, mode, code):
        source, target = participants[dyad.source], participants[dyad.target]
        what = {
            "event_text": lists.cameo(dyad.cameo_code, "name"),
            "cameo_code": dyad.cameo_code,
            "goldstein": lists.cameo(dyad.cameo_code, "goldstein_icews"),
        }
        yield what | _side("source", source, lists) | _side("target", target, lists)
        if not dyad.directed:
            yield what | _side("source", target, lists) | _side("target", source, lists)


def _side(side: str, participant: Plain, lists: Lists) -> Facts:
    actor = code_of(participant, "actor")
    return {
        f"{side}_name": _name(participant, lists),
        f"{side}_sectors": _sectors(participant, lists),
        f"{side}_country": _country(actor, lists),
    }


def _name(participant: Plain, lists: Lists) -> str:
    """The person, else a name such as "Government (China)"; organizations by their own name."""
    person = code_of(participant, "person")
    actor = code_of(participant, "actor")
    label = lists.actor(actor, "label")
    if person or lists.actor(actor, "kind") == "organization":
        return person or label
    sector = lists.sector(code_of(participant, "sector"), "label")
    return f"{sector} ({label})" if sector else label


def _sectors(participant: Plain, lists: Lists) -> str:
    """The sector text; of a government it follows the rank."""
    sector = code_of(participant, "sector")
    if sector == GOVERNMENT:
        return profiles.ICEWS_OFFICES.get(code_of(participant, "rank"), "Government")
    return lists.sector(sector, "icews_sector_text").partition("|")[0]


def _country(actor: str, lists: Lists) -> str:
    """The country's name as ICEWS writes it; organizations have none."""
    if lists.actor(actor, "kind") == "organization":
        return ""
    return lists.actor(actor, "icews_name") or lists.actor(actor, "label")

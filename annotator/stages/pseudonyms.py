"""Coders go out under random names that stay the same; only the key says who is who.

A pseudonym is drawn once, kept in the project, and tells nothing: it is computed from nothing, and
neither its letters nor its place among the others follow the coders' names or order.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from uuid import UUID, uuid5

from annotator.model.errors import ExportRefused, NotYours
from annotator.model.event import EVENTS, ArticleCoding, Lane
from annotator.model.study import Coder, Role
from annotator.stages.project import Project, coders
from annotator.store.pseudonym_records import PSEUDONYMS
from annotator.whole_file import write_whole

PREFIX = "coder-"
LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""None that are mistaken for another, and no vowels, so that no words arise."""

LENGTH = 4
KEY_COLUMNS = ("handle", "pseudonym", "coder_id")


def pseudonyms(project: Project) -> dict[UUID, str]:
    """The pseudonym of every coder; who has none yet is given one, which is kept.

    Raises NotYours if who works here is no lead, ExportRefused if names lack and none can be kept.
    """
    _refuse_others(project)
    people = coders(project)
    with project.store.transaction() as records:
        known = records.pseudonyms()
    lacking = [each for each in people if each.id not in known]
    if not lacking:
        return known
    if project.read_only:
        raise ExportRefused(
            f"{lacking[0].handle} has no pseudonym yet, and {project.name} is open for reading"
            " only. Close it elsewhere, or see to the right to write, and export again."
        )
    lead = next((each for each in people if each.role is Role.LEAD), people[0])
    with project.store.transaction() as records:
        new = _drawn(lacking, {*known.values(), *(each.handle.casefold() for each in people)})
        records.set_setting(PSEUDONYMS, new, lead.id)
    with project.store.transaction() as records:
        return records.pseudonyms()  # somebody else may have given some at the same moment


def _refuse_others(project: Project) -> None:
    owner = project.owner
    if owner is not None and owner.role is not Role.LEAD:
        raise NotYours(
            f"{owner.handle} is no lead of {project.name}. Only a lead may know the pseudonyms;"
            " export without them."
        )


def _drawn(lacking: Collection[Coder], taken: set[str]) -> dict[str, str]:
    """A new name for each of these coders, by id."""
    found: dict[str, str] = {}
    for coder in lacking:
        name = ""
        while not name or name in taken:
            name = PREFIX + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        taken.add(name)
        found[str(coder.id)] = name
    return found


def by_pseudonym(
    codings: Iterable[ArticleCoding], names: Mapping[UUID, str]
) -> Iterator[ArticleCoding]:
    """Codings that come by article, those of an article in the order of lanes and pseudonyms."""

    def place(coding: ArticleCoding) -> tuple[bool, str, int]:
        return coding.lane is Lane.GOLD, names[coding.coder_id], coding.round

    for _, of_article in groupby(codings, key=lambda coding: coding.article_id):
        yield from sorted(of_article, key=place)


def with_ids_of(coding: ArticleCoding, handle: str) -> ArticleCoding:
    """The coding with ids of its events that follow from this handle alone."""
    salt = f"{coding.article_id}\0{handle}\0{coding.lane.value}\0{coding.round}"
    events = [
        replace(event, id=uuid5(EVENTS, f"{salt}\0{position}"))
        for position, event in enumerate(coding.events)
    ]
    return ArticleCoding(
        coding.article_id,
        coding.coder_id,
        coding.lane,
        coding.round,
        coding.state,
        coding.reason,
        coding.answers,
        coding.codebook_id,
        tuple(events),
    )


def refuse_key(key: Path, dataset: Path | None = None) -> None:
    """ExportRefused if the key cannot be written there, or would go out with the dataset."""
    place = key.expanduser().resolve()
    if dataset is not None and place.is_relative_to(dataset.expanduser().resolve()):
        raise ExportRefused(f"{key}: the key does not go out with the dataset. Put it elsewhere.")
    if place.is_dir() or not place.parent.is_dir():
        raise ExportRefused(f"{key}: no file can be written there. Name a file in a folder.")


def write_key(project: Project, key: Path) -> None:
    """Write who is who as CSV: handle, pseudonym, coder_id; by pseudonym."""
    names = pseudonyms(project)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(KEY_COLUMNS)
    for each in sorted(coders(project), key=lambda coder: names[coder.id]):
        writer.writerow((each.handle, names[each.id], str(each.id)))
    write_whole(key, [text.getvalue().encode("utf-8")])

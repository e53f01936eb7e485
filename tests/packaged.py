"""A lab with coders whose work travels in packages, and ways to look into and alter these."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select

from annotator.model.article import Article
from annotator.model.canonical import sorted_json
from annotator.model.event import Event
from annotator.model.study import Assignment, Coder, Role
from annotator.stages import coding, sharing
from annotator.stages.project import Project, add_coder, check, coder
from annotator.stages.results import finish
from annotator.store.package_rows import COLUMNS, TABLES
from annotator.store.rows import row_digest
from annotator.store.tables import table
from tests.build import a_project, an_answer, an_event

TEXT = "Wang Yi received Sergey Lavrov in Beijing 🤝. They met again on day {}."
Row = dict[str, Any]


@dataclass
class Lab:
    """A project with a lead and the coders ana and ben, six articles, two for each of them."""

    folder: Path
    project: Project
    articles: list[UUID]
    opened: list[Project] = field(default_factory=list)

    @property
    def lead(self) -> Coder:
        return coder(self.project, "lea")

    def coder(self, handle: str) -> Coder:
        return coder(self.project, handle)

    def hand_out(self, handle: str = "ana", name: str = "", with_text: bool = True) -> Path:
        """A package for this coder."""
        path = self.folder / (name or f"{handle}.annpack")
        whose = self.coder(handle)
        finish(sharing.hand_out(self.project, self.lead, whose, path, with_text))
        return path

    def machine(self, handle: str = "ana", number: int = 1) -> Project:
        """A coder's own project, made of what is handed out to them."""
        package = self.hand_out(handle, f"{handle}-{number}.annpack")
        made = finish(sharing.new_from(self.folder / f"{handle}{number}.annotator", package))
        self.opened.append(made)
        return made

    def merge(self, *paths: Path, **options: Any) -> sharing.MergeReport:
        """Take packages into the lab's project."""
        return finish(sharing.merge(self.project, paths, **options))

    def close(self) -> None:
        for each in (self.project, *self.opened):
            each.close()


def a_lab(folder: Path) -> Lab:
    """The lab, in a folder or in a database."""
    project = a_project(folder, "minimal", "lea")
    lead = coder(project, "lea")
    for handle in ("ana", "ben"):
        add_coder(project, handle)
    add_coder(project, "ada", Role.ADJUDICATOR)
    articles = [
        Article.from_text(TEXT.format(n), f"story{n}", title=f"Story {n}") for n in range(6)
    ]
    with project.store.transaction() as records:
        records.add_articles([(each, {"file": "stories.txt"}) for each in articles], lead.id)
    ids = [each.id for each in articles]
    lab = Lab(folder, project, ids)
    for at, handle in enumerate(("ana", "ana", "ben", "ben")):
        assign(project, lab.coder(handle), ids[at])
    return lab


def assign(
    project: Project, whose: Coder, article_id: UUID, round: int = 1, active: bool = True
) -> None:
    """Give an article to a coder, or take it back."""
    lead = coder(project, "lea")
    new = Assignment(
        uuid4(), article_id, whose.id, active, round, lead.id, datetime.now(UTC), place=round
    )
    with project.store.transaction() as records:
        records.add_assignments([new])


def an_encounter(article_id: UUID, text: str, kind: str = "meeting") -> Event:
    """An event of the small codebook with evidence that ends beyond U+FFFF."""
    return an_event(article_id, {"contact": an_answer(kind, text, "Beijing 🤝")})


def code(project: Project, whose: Coder, article_id: UUID, kind: str = "meeting") -> Event:
    """Code an event of an article."""
    text = coding.opened(project, whose, article_id).article.text
    event = an_encounter(article_id, text, kind)
    coding.save_event(project, whose, event)
    return event


def hand_in(project: Project, path: Path, whose: Coder | None = None, **options: Any) -> Path:
    """A package of what this person made, or whose project it is."""
    maker = whose or project.owner
    assert maker is not None
    finish(sharing.hand_in(project, maker, path, **options))
    return path


def merge(project: Project, *paths: Path, **options: Any) -> sharing.MergeReport:
    """Take packages into a project."""
    return finish(sharing.merge(project, paths, **options))


def rows_of(project: Project) -> dict[tuple[str, UUID], str]:
    """Every row that travels: its digest by table and id."""
    with project.store.transaction() as records:
        return {
            (name, id): digest
            for name in TABLES
            for id, digest in records._all(select(table(name).c.id, table(name).c.digest))
        }


def heads_of(project: Project) -> dict[UUID, set[UUID]]:
    """The heads of every event, by event."""
    with project.store.transaction() as records:
        ids = records._all(select(table("event_revision").c.event_id).distinct())
        return {id: {head.id for head in records.heads(id)} for (id,) in ids}


def findings(project: Project) -> list[str]:
    """What `check` finds."""
    return [str(each) for each in finish(check(project))]


# Looking into packages, and altering them


def rows_in(path: Path, name: str) -> list[Row]:
    """The rows of a table in a package."""
    with ZipFile(path) as archive:
        if f"{name}.jsonl" not in archive.namelist():
            return []
        return [json.loads(line) for line in archive.read(f"{name}.jsonl").split(b"\n") if line]


def manifest_of(path: Path) -> dict[str, Any]:
    """What a package says of itself."""
    with ZipFile(path) as archive:
        said: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return said


def members_of(path: Path) -> dict[str, bytes]:
    """The members of a package, unpacked."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, members: dict[str, bytes] | Sequence[tuple[str, bytes]]) -> Path:
    """A zip file of these members; names may stand twice."""
    pairs = members.items() if isinstance(members, dict) else members
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, raw in pairs:
            archive.writestr(name, raw)
    return path


def altered(
    path: Path, target: Path, name: str, change: Callable[[list[Row]], object], sign: bool = True
) -> Path:
    """A copy of a package with other rows in a table, whose manifest fits.

    sign: the digests of rows are made anew, as who has this program could do.
    """
    rows = rows_in(path, name)
    change(rows)
    if sign:
        for row in rows:
            row["digest"] = signed(name, row)
    members = members_of(path)
    lines = [sorted_json(row) for row in sorted(rows, key=lambda row: str(row.get("id")))]
    raw = b"".join(line.encode() + b"\n" for line in lines)
    members[f"{name}.jsonl"] = raw
    said = json.loads(members["manifest.json"])
    said["entries"][f"{name}.jsonl"] = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "bytes": len(raw),
        "rows": len(lines),
    }
    members["manifest.json"] = json.dumps(said).encode()
    return packed(target, members)


def signed(name: str, row: Row) -> str:
    """The digest of a row of a package."""
    if name == "article":
        return hashlib.sha256(row["text"].encode()).hexdigest()
    return row_digest(name, {column: row.get(column, "") for column in COLUMNS[name]})

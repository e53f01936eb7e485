"""Work goes out to coders as packages and comes back, in any order and as often as they like.

A package is written beside its place and checked; it is merged whole or not at all: everything in
it is looked at before the project is touched, then written in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from annotator.model.codebook import Codebook
from annotator.model.errors import NotYours, PackageRefused, ProjectRefused
from annotator.model.packages import Arrived, StateChange, TwoHeads
from annotator.model.study import Coder, Role
from annotator.stages.project import Project, backup, open_project
from annotator.stages.results import Changes, Job, Progress
from annotator.store.making import creating
from annotator.store.merge_records import KINDS
from annotator.store.merging import Merging, Taker
from annotator.store.package import Kind, Package, manifest_for, writing

if TYPE_CHECKING:
    from annotator.store.package_records import Chosen
    from annotator.store.records import Records

__all__ = [
    "Arrived",
    "MergeReport",
    "PackageReport",
    "StateChange",
    "TwoHeads",
    "hand_in",
    "hand_out",
    "look_into",
    "merge",
    "new_from",
]


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What was written where. kind: "hand-out" or "hand-in". held: how much, by kind, in words."""

    path: Path
    kind: str
    coder: str
    with_text: bool
    held: Mapping[str, int]
    n_bytes: int


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What merging came to, or would come to.

    arrived: what came in, and what was known already, by kind and person. two_heads: events of
    these packages that were saved on two machines. states: codings whose state changed. backup:
    of how the project was; None if nothing changed, or on a server.
    """

    paths: tuple[Path, ...]
    arrived: tuple[Arrived, ...]
    two_heads: tuple[TwoHeads, ...]
    states: tuple[StateChange, ...]
    changes: Changes
    dry_run: bool
    backup: Path | None = None

    @property
    def n_new(self) -> int:
        """How many rows came in."""
        return sum(each.n_new for each in self.arrived if each.kind in _ROW_KINDS)

    @property
    def n_known(self) -> int:
        """How many rows were known already."""
        return sum(each.n_known for each in self.arrived if each.kind in _ROW_KINDS)


_ROW_KINDS = frozenset(KINDS.values())


def hand_out(
    project: Project, lead: Coder, coder: Coder, path: Path, with_text: bool = True
) -> Job[PackageReport]:
    """Write a package for one coder: their articles and their own work, nothing of any other coder.

    with_text: else it goes only to who has the articles. Raises NotYours if `lead` is none.
    """
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead hands out.")
    if _is_handed_out(project):
        raise NotYours(
            f"{project.path.name} was handed out itself. Hand out from the lab's project."
        )
    with project.store.transaction() as records:
        chosen = records.for_hand_out(coder, with_text)
        return (yield from _write(project, records, Kind.HAND_OUT, coder, chosen, path, with_text))


def hand_in(
    project: Project, coder: Coder, path: Path, with_text: bool = True
) -> Job[PackageReport]:
    """Write a package of what this person made, and nobody else, for whoever merges it.

    Raises NotYours in the file, or under the login, of another coder; a lead may for anybody.
    """
    owner = project.owner
    is_lead = owner is not None and owner.role is Role.LEAD and not _is_handed_out(project)
    if owner is not None and owner.id != coder.id and not is_lead:
        raise NotYours(
            f"{project.name} is {owner.handle}'s here. {coder.handle} hands in their own."
        )
    with project.store.transaction() as records:
        chosen = records.for_hand_in(coder, with_text)
        return (yield from _write(project, records, Kind.HAND_IN, coder, chosen, path, with_text))


def _write(
    project: Project,
    records: Records,
    kind: Kind,
    coder: Coder,
    chosen: Chosen,
    path: Path,
    with_text: bool,
) -> Job[PackageReport]:
    """Write these rows as a package."""
    manifest = manifest_for(kind, (project.id, project.name), coder, with_text)
    total = sum(map(len, chosen.values()))
    done = 0
    yield Progress(0, total, path.name)
    with writing(path, manifest) as writer:
        for name, ids in chosen.items():
            for n in writer.write(name, records.package_lines(name, ids, with_text)):
                yield Progress(done + n, total, KINDS[name])
            done += len(ids)
    held = {KINDS[name]: len(ids) for name, ids in chosen.items()}
    return PackageReport(path, kind.value, coder.handle, with_text, held, path.stat().st_size)


def merge(
    project: Project, paths: Sequence[Path], *, by: Coder | None = None, dry_run: bool = False
) -> Job[MergeReport]:
    """Take packages in, all of them or none, in one transaction; a checked backup is made first.

    by: who merges; else the owner of the file, or a lead. dry_run: tell the same and write nothing.
    Raises PackageRefused with everything that may not come in, NotYours if they may not merge.
    """
    _refuse_to_merge(project, by)
    with ExitStack() as open_files:
        packages, damaged = _opened(paths)
        for package in packages:
            open_files.enter_context(package)
        total = 2 * sum(each.manifest.n_rows for each in packages)
        with project.store.transaction() as records:
            if not dry_run:
                records.hold_for_merging()
            owner = project.owner.id if project.owner and _is_handed_out(project) else None
            merging = records.merging(project.info, owner)
            open_files.callback(merging.close)
            done = 0
            for package in packages:
                for n in merging.check(package):
                    yield Progress(done + n, total, package.name)
                done += package.manifest.n_rows
            if damaged:
                raise PackageRefused([*damaged, *merging.faults])
            merging.finish()
            report = _report(records, merging, tuple(paths), dry_run)
            if dry_run or not merging.changes_something:
                return report
            kept = _backed_up(project)
            for n in records.take_in(merging):
                yield Progress(done + n, total, project.name)
    if report.changes.codebook:
        project.codebook = _codebook_in_force(project)
    return replace(report, backup=kept)


def _refuse_to_merge(project: Project, by: Coder | None) -> None:
    """Raise NotYours unless a lead merges, or the one whose file it is."""
    who = by or project.owner
    if _is_handed_out(project):
        if project.owner is not None and who is not None and who.id != project.owner.id:
            raise NotYours(
                f"{project.path.name} is {project.owner.handle}'s, who alone merges here."
            )
        return
    if who is not None and who.role is not Role.LEAD:
        raise NotYours(f"{who.handle} is no lead of {project.name}. A lead merges.")


def _is_handed_out(project: Project) -> bool:
    """Whether this is a file that was handed out to one coder."""
    return project.owner is not None and project.store.path is not None


def _opened(paths: Sequence[Path]) -> tuple[list[Package], list[str]]:
    """The packages, those that tell most about people first, and what is wrong with the others.

    So it does not matter in which order they are given.
    """
    found: list[Package] = []
    faults: list[str] = []
    for path in dict.fromkeys(paths):
        try:
            found.append(Package(path))
        except PackageRefused as refused:
            faults += refused.faults
    return sorted(found, key=_rank), faults


def _rank(package: Package) -> tuple[bool, bool, str, str]:
    manifest = package.manifest
    sums = sorted(entry.sha256 for entry in manifest.entries.values())
    is_lead_s = manifest.kind is Kind.HAND_IN and "adoption" in manifest.entries
    return not is_lead_s, manifest.kind is Kind.HAND_IN, manifest.coder_id.hex, "".join(sums)


def _backed_up(project: Project) -> Path | None:
    """A checked copy of how the project was; None on a server, where the lab makes its own."""
    return None if project.store.path is None else backup(project, why="before merge")


def _codebook_in_force(project: Project) -> Codebook:
    with project.store.transaction() as records:
        return records.codebook_in_force()


def _report(
    records: Records, merging: Merging, paths: tuple[Path, ...], dry_run: bool
) -> MergeReport:
    return MergeReport(
        paths,
        tuple(records.arrived(merging)),
        tuple(records.two_heads(merging)),
        tuple(records.state_changes(merging)),
        _changes(merging),
        dry_run,
    )


def _changes(merging: Merging) -> Changes:
    """What open pages have to look at again."""
    articles = {article for article, *_ in merging.noted.codings}
    articles |= merging.noted.touched | merging.ids["article"].keys()
    states = merging.ids["event_revision"].keys()
    events = {id for id, event in merging.events.seen.items() if event.states.keys() & states}
    return Changes(
        frozenset(_ids(articles)),
        frozenset(_ids(events)),
        frozenset(_ids(merging.ids["coder"])),
        bool(merging.ids["adoption"]),
    )


def _ids(hexes: Iterable[str]) -> Iterator[UUID]:
    return (UUID(each) for each in hexes)


def look_into(package: Path) -> Job[tuple[str, str]]:
    """Whose project a package would make, looked at whole: the project's name, and a handle.

    Raises PackageRefused as `new_from` would.
    """
    with ExitStack() as open_files:
        given = open_files.enter_context(Package(package))
        yield from _looked_at(given, open_files)
        return given.manifest.project_name, given.manifest.handle


def _looked_at(given: Package, open_files: ExitStack) -> Job[Merging]:
    """All that a package brings of which a project is to be made; PackageRefused."""
    manifest = given.manifest
    if manifest.kind is not Kind.HAND_OUT:
        raise given.refused("it is a hand-in. Merge it into the lab's project.")
    taker = Taker(manifest.project_id, manifest.project_name, manifest.coder_id.hex, True)
    merging = Merging(taker)
    open_files.callback(merging.close)
    for n in merging.check(given):
        yield Progress(n, 2 * manifest.n_rows, given.name)
    if not merging.faults and not {"project", "codebook", "adoption"} <= manifest.entries.keys():
        merging.faults.append(f"{given.name}: it lacks the project or its codebook.")
    merging.finish()
    return merging


def new_from(location: str | Path, package: Path) -> Job[Project]:
    """Make a coder's project of a package that was handed out to them; it opens as theirs.

    Raises PackageRefused, with nothing made, if it is none.
    """
    if isinstance(location, str) and "://" in location:
        raise ProjectRefused("A package makes a file, not a project on a server. Name a file.")
    with ExitStack() as open_files:
        given = open_files.enter_context(Package(package))
        merging = yield from _looked_at(given, open_files)
        n_rows, name = given.manifest.n_rows, Path(location).name
        for done in creating(location, lambda records: records.take_in(merging)):
            yield Progress(min(n_rows + done, 2 * n_rows), 2 * n_rows, name)
    return open_project(location)

"""A lab's project: made, opened, its people and codebooks, checked and backed up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from annotator.model.codebook import Codebook
from annotator.model.errors import AnnotatorError, NotFound, NotSaved, NotYours, ProjectRefused
from annotator.model.event import Lane
from annotator.model.study import Coder, ProjectInfo, Role
from annotator.stages.results import Changes, Job, Progress
from annotator.store.backups import backup_folder, backup_name, thin
from annotator.store.check import Finding
from annotator.store.places import shared_place
from annotator.store.server import address_of, is_url
from annotator.store.store import Store

if TYPE_CHECKING:
    from annotator.store.records import Records

__all__ = [
    "Finding",
    "Project",
    "add_coder",
    "adopt_codebook",
    "adoption_refusal",
    "backup",
    "check",
    "codebook_in_force",
    "coder",
    "coders",
    "create_project",
    "daily_backup",
    "enrol",
    "new_coder",
    "open_project",
    "place_warning",
    "pulse",
    "quick_check",
]


class Project:
    """An open project: its store, what it says of itself, and the codebook in force.

    owner: who alone works with it here: the coder of the login on a server, or the one to whom a
    file was handed out; None in a lab's own file, in which everybody may.
    """

    def __init__(
        self, store: Store, codebook: Codebook, info: ProjectInfo, owner: Coder | None = None
    ) -> None:
        self.store = store
        self.codebook = codebook
        self.info = info
        self.owner = owner
        self._codebooks = {codebook.id: codebook}

    @property
    def id(self) -> UUID:
        """The project's id."""
        return self.info.id

    @property
    def name(self) -> str:
        """What the lab calls it."""
        return self.info.name

    @property
    def path(self) -> Path:
        """Its file; of a project on a server, only its name."""
        return self.store.path or Path(self.store.name)

    @property
    def location(self) -> str:
        """Under what it is opened again: its file, or its address without any password."""
        return self.store.location

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved here."""
        return self.store.read_only

    @property
    def held_by(self) -> str:
        """Who has it open for writing, in words, if somebody else has; else ""."""
        return self.store.held_by

    def codebook_by_id(self, codebook_id: UUID) -> Codebook:
        """A codebook that the project has or had in force; NotFound if it never had."""
        if codebook_id not in self._codebooks:
            with self.store.transaction() as records:
                found = records.codebook(codebook_id)
            if found is None:
                raise NotFound(f"{self.name} has no codebook {codebook_id}. Run `annotator check`.")
            self._codebooks[codebook_id] = found
        return self._codebooks[codebook_id]

    def stop_writing(self) -> None:
        """Read only from now on: a damaged file is not written to."""
        self.store.read_only = True

    def close(self) -> None:
        """Let go of the project."""
        self.store.close()


def create_project(
    location: str | Path, codebook: Codebook, name: str = "", lead: str = "me"
) -> Project:
    """Make a project with one lead and a codebook in force; a file that exists is refused.

    location: a file, or postgresql://LOGIN@HOST/DATABASE of an empty database.
    """
    leader = Coder(uuid4(), _checked_handle(lead), "", Role.LEAD, datetime.now(UTC))

    def fill(records: Records) -> None:
        records.add_coder(leader)
        records.add_codebook(codebook)
        records.adopt(codebook.id, leader.id)
        records.set_up_access(leader)

    return _opened(Store.create(location, name or _plain_name(location), fill))


def _plain_name(location: str | Path) -> str:
    """What a project is called that is given no name: like its file or its database."""
    return address_of(str(location)).database if is_url(location) else Path(location).stem


def open_project(location: str | Path, read_only: bool = False, hold: bool = False) -> Project:
    """Open a project; ProjectRefused or ProjectTooNew says why it is none, and it is unchanged.

    hold: as a window does: be the one who writes, or else read only (`held_by` says who writes).
    """
    return _opened(Store.open(location, read_only, hold))


def _opened(store: Store) -> Project:
    try:
        with store.transaction() as records:
            own = records.own_coder_id()
            owner = next((each for each in records.coders() if each.id == own), None)
            return Project(store, records.codebook_in_force(), records.project(), owner)
    except AnnotatorError:
        store.close()
        raise


def coders(project: Project) -> list[Coder]:
    """Everybody in the project, in the order they came."""
    with project.store.transaction() as records:
        return records.coders()


def coder(project: Project, handle: str) -> Coder:
    """The coder with this handle; NotFound names those there are."""
    with project.store.transaction() as records:
        found = records.coder(handle)
        if found is not None:
            return found
        known = ", ".join(each.handle for each in records.coders())
    raise NotFound(f"There is no coder {handle!r} in {project.name}. There are: {known}.")


def add_coder(project: Project, handle: str, role: Role = Role.CODER) -> Coder:
    """Take a person into the project; handles differ in more than capitals."""
    with project.store.transaction() as records:
        return enrol(records, project, handle, role)


def enrol(records: Records, project: Project, handle: str, role: Role) -> Coder:
    """The same within a transaction in which more is done."""
    new = new_coder(handle, role)
    if any(each.handle.casefold() == new.handle.casefold() for each in records.coders()):
        raise NotSaved(f"{project.name} has a coder {handle!r} already. Choose another handle.")
    records.add_coder(new)
    return new


def new_coder(handle: str, role: Role = Role.CODER) -> Coder:
    """A person who is in no project yet; NotSaved if the handle is none, or no coder's."""
    checked = _checked_handle(handle)
    if role is Role.CODER and checked.casefold() == Lane.GOLD.value:
        raise NotSaved(
            f"{checked!r} is what the settled coding is called. Choose another handle for a coder."
        )
    return Coder(uuid4(), checked, "", role, datetime.now(UTC))


def _checked_handle(handle: str) -> str:
    """A handle without blanks around it; it stands in file names, lines and column values."""
    found = handle.strip()
    if not found or len(found) > 60 or not all(c.isalnum() or c in "._-@" for c in found):
        raise NotSaved(
            f"{handle!r} is no handle. Use up to 60 letters, digits, dots, dashes, underscores, @."
        )
    return found


def adopt_codebook(
    project: Project, coder: Coder, codebook: Codebook, *, other: bool = False
) -> Changes:
    """Put a codebook in force; the one already in force changes nothing. Only a lead may.

    other: also one of another name than the one in force, which is no version of it. Raises
    NotSaved without it, and if the project has another codebook of this name and version.
    """
    if coder.role is not Role.LEAD:
        raise NotYours(f"{coder.handle} is no lead of {project.name}. A lead adopts codebooks.")
    if codebook.id == project.codebook.id:
        return Changes()
    with project.store.transaction() as records:
        if refusal := _adoption_refusal(records, project, codebook, other):
            raise NotSaved(refusal)
        records.add_codebook(codebook)
        records.adopt(codebook.id, coder.id)
    project.codebook = codebook
    return Changes(codebook=True)


def adoption_refusal(project: Project, codebook: Codebook, *, other: bool = False) -> str:
    """Why `adopt_codebook` would refuse a codebook, in words; "" if it would not."""
    with project.store.transaction() as records:
        return _adoption_refusal(records, project, codebook, other)


def _adoption_refusal(records: Records, project: Project, codebook: Codebook, other: bool) -> str:
    name, now = f"{codebook.name} {codebook.version}", project.codebook
    # Lines of codings and reports tell codebooks apart by name and version alone.
    twins = records.find_codebook(codebook.name, codebook.version)
    if twins and codebook.id not in twins:
        return f"{name} is in {project.name} already, with other content. Raise the version."
    if codebook.name != now.name and not other:
        return (
            f"{name} is another codebook than {now.name} {now.version}, which is in force, and no"
            " version of it. Nothing was changed. If you mean to go on with it, say --other."
        )
    return ""


def codebook_in_force(project: Project) -> Codebook:
    """The codebook that the project asks with now; somebody else may have put another in force."""
    with project.store.transaction() as records:
        return records.codebook_in_force()


def pulse(project: Project) -> tuple[int, ...]:
    """Numbers that are others once anything was added to the project; milliseconds."""
    with project.store.transaction() as records:
        return records.pulse()


def check(project: Project) -> Job[list[Finding]]:
    """Look whether the project holds together: file, links, digests, quotes. Nothing is mended."""
    findings: list[Finding] = []
    for done, piece in enumerate(project.store.check()):
        findings.extend(piece.findings)
        yield Progress(done, 0, piece.what)
    return findings


def quick_check(project: Project) -> Job[list[Finding]]:
    """Look over the pages of the file, which takes a moment; `check` looks at everything."""
    findings: list[Finding] = []
    for done, piece in enumerate(project.store.quick_check()):
        findings.extend(piece.findings)
        yield Progress(done, 0, piece.what)
    return findings


def backup(project: Project, target: Path | None = None, why: str = "") -> Path:
    """A checked copy, at `target` or in the project's folder of backups; gives where it is.

    why: a word or two that stand in the name of a copy in that folder.
    """
    if target is not None:
        project.store.backup(target)
        return target
    path = _file(project)
    target = backup_name(path, why, datetime.now(UTC).astimezone())
    _make_folder(path)
    project.store.backup(target)
    thin(path)
    return target


def daily_backup(project: Project) -> Path | None:
    """A backup, unless today has one already; then None, as for a project on a server."""
    if project.store.path is None:
        return None
    today = f"{project.path.stem} {datetime.now(UTC).astimezone():%Y-%m-%d} "
    folder = backup_folder(project.path)
    if folder.is_dir() and any(each.name.startswith(today) for each in folder.iterdir()):
        return None
    return backup(project)


def _file(project: Project) -> Path:
    if project.store.path is None:
        raise ProjectRefused(
            f"{project.name} is on a server. Back it up there, with pg_dump, or make a file of it"
            " with `annotator copy URL FILE`."
        )
    return project.store.path


def _make_folder(path: Path) -> None:
    folder = backup_folder(path)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise NotSaved(
            f"No backup was made: {folder} cannot be made ({error.strerror}). Choose another place."
        ) from error


def place_warning(path: Path) -> str:
    """A plain warning if a project stands in a cloud folder or on a network drive, else ""."""
    where = shared_place(path)
    if not where:
        return ""
    return (
        f"{path.name} is on {where}. Other machines and sync clients can damage a project that is"
        " being written. Keep it in a folder of this machine and send work to and fro with"
        " `annotator hand-out`, `hand-in` and `merge`."
    )

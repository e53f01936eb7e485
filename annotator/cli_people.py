"""The commands `assign` and `coders`: who works here, who codes what, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli_output import REFUSED, complain, note, say, say_json, say_table, shown, watched
from annotator.cli_projects import AsJson, DryRun, Location, leading, project_at
from annotator.model.errors import AnnotatorError, ListRefused

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.model.assigning import Proposal
    from annotator.model.progress import CoderProgress
    from annotator.model.study import Coder
    from annotator.stages.project import Project
    from annotator.stages.results import Job

_MOST_PAIRS = 45
"""Pairs of coders that are listed one by one: of ten coders; of more the range is told."""


class RoleName(StrEnum):
    """The roles that a person can have in a project."""

    CODER = "coder"
    ADJUDICATOR = "adjudicator"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What `assign` is asked for."""

    handles: tuple[str, ...]
    overlap: float
    depth: int
    repeats: float
    seed: int
    to_everyone: bool
    list: Path | None
    training: bool
    tie_break: bool
    leave: str
    articles: Path | None


def assign(
    project: Location,
    coders: Annotated[str, typer.Option(metavar="A,B", help="To whom: their handles.")] = "",
    overlap: Annotated[
        float, typer.Option(metavar="SHARE", help="Share of articles that several code: 0.2.")
    ] = 0.0,
    depth: Annotated[int, typer.Option(metavar="N", help="How many code a shared article.")] = 2,
    repeats: Annotated[
        float, typer.Option(metavar="SHARE", help="Share that a coder gets again later, unnamed.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same plan.")] = 1,
    to_everyone: Annotated[
        bool, typer.Option("--to-everyone", help="Each article to each of them.")
    ] = False,
    list_: Annotated[
        Path | None,
        typer.Option(
            "--list", metavar="FILE", help="As a CSV table says, with columns article and coder."
        ),
    ] = None,
    training: Annotated[
        bool, typer.Option("--training", help="Articles with gold, to train them on.")
    ] = False,
    tie_break: Annotated[
        bool, typer.Option("--tie-break", help="Articles that two others have.")
    ] = False,
    leave: Annotated[
        str, typer.Option(metavar="HANDLE", help="Deal what this coder has not submitted.")
    ] = "",
    articles: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Only those of a CSV table with the column article."),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give articles to coders; what is assigned stays, and only what is missing is added.

    Each article goes to one coder, a share of them to several, loads and pairs come out even.

    Example: annotator assign talks.annotator --coders ana,ben,chen --overlap 0.2 --dry-run
    """
    handles = tuple(name.strip() for name in coders.split(",") if name.strip())
    wish = _Wish(
        handles, overlap, depth, repeats, seed, to_everyone, list_, training, tie_break, leave,
        articles,
    )  # fmt: skip
    _check(wish)
    with project_at(project, read_only=dry_run) as opened:
        lead = leading(opened, "assigns articles")
        try:
            proposal = watched(_job(opened, lead, wish), "propose")
        except ListRefused as refusal:
            _complain_of_list(refusal)
            raise typer.Exit(REFUSED) from None
        if not dry_run:
            from annotator.stages.assigning import assign as assigned

            watched(assigned(opened, lead, proposal), "assign")
        handle_of = {each.id: each.handle for each in _people(opened)}
    if as_json:
        say_json(_plain(proposal, handle_of, dry_run))
    else:
        _say(proposal, handle_of, dry_run)


def _check(wish: _Wish) -> None:
    """Refuse what does not go together."""
    ways = {
        "--to-everyone": wish.to_everyone,
        "--list": wish.list is not None,
        "--training": wish.training,
        "--tie-break": wish.tie_break,
        "--leave": bool(wish.leave),
    }
    chosen = [name for name, is_wanted in ways.items() if is_wanted]
    if len(chosen) > 1:
        raise typer.BadParameter(f"{' and '.join(chosen)} are ways of their own. Choose one.")
    if not wish.handles and wish.list is None and not wish.leave:
        raise typer.BadParameter("say to whom, for example ana,ben.", param_hint="--coders")
    if twice := [name for name in dict.fromkeys(wish.handles) if wish.handles.count(name) > 1]:
        raise typer.BadParameter(
            f"{shown(', '.join(twice))}: named more than once. Name each coder once.",
            param_hint="--coders",
        )
    way = chosen[0] if chosen else ""
    if wish.handles and wish.list is not None:
        raise typer.BadParameter("the list says to whom. Leave one out.", param_hint="--coders")
    if wish.overlap and way:
        raise typer.BadParameter(f"{way} knows no overlap. Leave one out.", param_hint="--overlap")
    if wish.repeats and way not in ("", "--to-everyone"):
        raise typer.BadParameter(f"{way} knows no repeats. Leave one out.", param_hint="--repeats")
    if wish.articles is not None and way in ("--list", "--leave"):
        raise typer.BadParameter(f"{way} says which. Leave one out.", param_hint="--articles")


def _job(project: Project, lead: Coder, wish: _Wish) -> Job[Proposal]:
    """What is to be proposed; the tables that are named are read on the way."""
    from annotator.model.assigning import Plan
    from annotator.stages import assigning
    from annotator.stages.assigning_list import read_article_list, read_assignment_list
    from annotator.stages.project import coder

    if wish.list is not None:
        wanted = read_assignment_list(project, wish.list)
        return assigning.propose_list(project, lead, wanted, wish.seed)
    if wish.leave:
        leaver = coder(project, wish.leave)
        takers = [coder(project, each).id for each in wish.handles] or None
        return assigning.propose_leave(project, lead, leaver, takers, wish.seed)
    ids = tuple(coder(project, each).id for each in wish.handles)
    only = None if wish.articles is None else read_article_list(project, wish.articles)
    if wish.training:
        return assigning.propose_training(project, lead, ids, only)
    if wish.tie_break:
        return assigning.propose_tie_breaks(project, lead, ids, only, wish.seed)
    plan = Plan(ids, wish.to_everyone, wish.overlap, wish.depth, wish.repeats, wish.seed)
    return assigning.propose(project, lead, plan, only)


def _complain_of_list(refusal: ListRefused) -> None:
    """Every fault on a line of its own."""
    if len(refusal.faults) == 1:
        complain(f"{refusal.faults[0]} Nothing was assigned.")
        return
    complain(f"the list has {len(refusal.faults)} faults; nothing was assigned.")
    for fault in refusal.faults:
        note(f"  {fault}")


def _plain(proposal: Proposal, handle_of: dict[UUID, str], is_dry: bool) -> dict[str, Any]:
    """A proposal as JSON."""
    n_given = sum(each.active for each in proposal.assignments)
    return {
        "dry_run": is_dry,
        "assigned": n_given,
        "taken_back": len(proposal.assignments) - n_given,
        "articles": proposal.n_articles,
        "coders": [
            {
                "handle": handle_of[load.coder_id],
                "id": str(load.coder_id),
                "had": load.n_had,
                "new": load.n_new,
                "lost": load.n_lost,
                "shared": load.n_shared,
                "repeats": load.n_repeats,
            }
            for load in proposal.loads
        ],
        "pairs": [
            {"first": first, "second": second, "shared": number}
            for first, second, number in _pairs(proposal, handle_of)
        ],
        "notes": list(proposal.notes),
    }


def _pairs(proposal: Proposal, handle_of: dict[UUID, str]) -> list[tuple[str, str, int]]:
    """Each two coders by their handles, with how many articles they share."""
    found = []
    for (one, other), number in proposal.pairs.items():
        first, second = sorted((handle_of[one], handle_of[other]))
        found.append((first, second, number))
    return sorted(found)


def _say(proposal: Proposal, handle_of: dict[UUID, str], is_dry: bool) -> None:
    say_table(
        ("coder", "had", "new", "lost", "shared", "repeats"),
        (
            (
                handle_of[load.coder_id],
                load.n_had,
                load.n_new,
                load.n_lost,
                load.n_shared,
                load.n_repeats,
            )
            for load in proposal.loads
        ),
    )
    pairs = _pairs(proposal, handle_of)
    shared = [number for *_, number in pairs]
    if any(shared) and len(pairs) <= _MOST_PAIRS:
        say()
        say_table(("coder", "and", "share"), pairs)
    elif any(shared):
        say()
        say(f"Each two of them share from {min(shared)} to {max(shared)} articles.")
    for each in proposal.notes:
        note(each)
    n_given = sum(each.active for each in proposal.assignments)
    n_back = len(proposal.assignments) - n_given
    back = f", {n_back} taken back" if n_back else ""
    would = " (dry run: nothing was written)" if is_dry else ""
    say()
    say(f"{n_given} assignments of {proposal.n_articles} articles{back}{would}")


def coders(
    project: Location,
    add: Annotated[str | None, typer.Option(metavar="HANDLE", help="Add this person.")] = None,
    role: Annotated[RoleName | None, typer.Option(help="What they do: coder if not said.")] = None,
    login: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Let this login of the server in as the person."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List who works on a project and how far they are, or add somebody.

    Times are minutes a submitted article, the median; longer pauses are left out.

    Example: annotator coders talks.annotator --add ana --role coder
    """
    if add is None and login is not None:
        raise typer.BadParameter("say with --add whose login it is.", param_hint="--login")
    if add is None and role is not None:
        raise typer.BadParameter("say with --add whose role it is.", param_hint="--role")
    if add is not None and not add.strip():
        raise typer.BadParameter("give a handle, for example ana.", param_hint="--add")
    if login is not None and not login.strip():
        raise typer.BadParameter("give the name of a login.", param_hint="--login")
    let_in: dict[str, str] = {}
    with project_at(project, read_only=add is None) as opened:
        if add is not None:
            let_in = _added(opened, add, role, login or "")
        people = _people(opened)
        lines = {line.coder.id: line for line in _progress(opened)}
    rows = [_row(each, lines.get(each.id)) for each in people]
    if as_json:
        say_json({"coders": rows, **let_in})
        return
    say_table(
        ("handle", "role", "assigned", "begun", "submitted", "set aside", "minutes"),
        (_cells(row) for row in rows),
    )
    if let_in:
        say()
        say(f"Login:    {shown(let_in['login'])}")
        say(f"Password: {let_in['password'] or 'the one it has had'}")


def _added(project: Project, handle: str, role: RoleName | None, login: str) -> dict[str, str]:
    """Add a person, or let the login of one in; the login and its password, if there is one.

    A person who is known already is only given the login.
    """
    from annotator.model.study import Role
    from annotator.stages import project as projects

    if login and "://" not in project.location:
        raise AnnotatorError(
            f"{project.name} is a file: a login is for a project on a server. Leave --login out."
        )
    chosen = None if role is None else Role(role.value)
    if not login:
        projects.add_coder(project, handle, chosen or Role.CODER)
        return {}
    from annotator.stages.logins import add_person

    lead = leading(project, "adds logins")
    return {"login": login, "password": add_person(project, lead, handle, chosen, login)}


def _people(project: Project) -> list[Coder]:
    from annotator.stages import project as projects

    return projects.coders(project)


def _progress(project: Project) -> tuple[CoderProgress, ...]:
    from annotator.stages.progress import progress

    return watched(progress(project), "progress")


def _row(coder: Coder, line: CoderProgress | None) -> dict[str, Any]:
    """A person as JSON; how far those are whose work may not be seen here is null."""
    row: dict[str, Any] = {
        "handle": coder.handle,
        "name": coder.name,
        "role": coder.role.value,
        "id": str(coder.id),
    }
    counts = ("assigned", "begun", "submitted", "set_aside")
    row |= {name: None if line is None else getattr(line, name) for name in counts}
    minutes = None if line is None else line.minutes
    row["minutes"] = None if minutes is None else round(minutes, 2)
    row["weeks"] = [
        {"week": week.monday.isoformat(), **{name: getattr(week, name) for name in counts}}
        for week in (() if line is None else line.weeks)
    ]
    return row


def _cells(row: dict[str, Any]) -> Sequence[object]:
    """A person as a row of a table."""
    names = ("handle", "role", "assigned", "begun", "submitted", "set_aside", "minutes")
    return ["" if row[name] is None else row[name] for name in names]

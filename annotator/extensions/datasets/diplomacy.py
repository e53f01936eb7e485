"""What a codebook's lists say of event types, codes and actors, and who acts towards whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.extensions.datasets import profiles
from annotator.model.codebook import Codebook
from annotator.model.values_plain import Plain

ORGANIZATION = "organization"


def code_of(entry: Plain, name: str) -> str:
    """The code or words answered to a variable; "" if it is missing or unanswered."""
    if name in entry:
        value: object = entry[name].get("value")
        if isinstance(value, str):
            return value
    return ""


class Lists:
    """Looks up what the codebook's lists say of a code; "" where they say nothing."""

    def __init__(self, codebook: Codebook) -> None:
        self.actor = self._reader(codebook, "participants", "actor")
        self.sector = self._reader(codebook, "participants", "sector")
        self.topic = self._reader(codebook, "topics", "topic")
        self.cameo = self._reader(codebook, "", "cameo_code")
        self.type = self._reader(codebook, "", "event_type")
        self._mode = self._reader(codebook, "", "event_mode")
        self._scores: dict[tuple[str, str], str] = {}
        self._cameo_actors: dict[tuple[str, str, str], str] = {}

    @staticmethod
    def _reader(codebook: Codebook, group: str, name: str) -> Callable[[str, str], str]:
        variable = codebook.variable(name, group)
        options = {} if variable is None else {o.code: o for o in variable.options}

        def read(code: str, column: str) -> str:
            option = options.get(code)
            if option is None:
                return ""
            return option.label if column == "label" else option.columns.get(column, "")

        return read

    def score(self, event_type: str, mode: str) -> str:
        """The PLOVER score of a type and mode; the type's own where the mode has none."""
        known = self._scores.get((event_type, mode))
        if known is None:
            by_type = _pairs(self._mode(mode, "scores")).get(event_type, "")
            known = by_type or self.type(event_type, "score")
            self._scores[event_type, mode] = known
        return known

    def cameo_actor(self, participant: Plain) -> str:
        """The CAMEO code of an actor with its role (CHNGOV); organizations have no role."""
        key = (
            code_of(participant, "actor"),
            code_of(participant, "sector"),
            code_of(participant, "rank"),
        )
        known = self._cameo_actors.get(key)
        if known is None:
            known = self._cameo_actors[key] = self._with_role(*key)
        return known

    def _with_role(self, actor: str, sector: str, rank: str) -> str:
        cameo = self.actor(actor, "cameo")
        if self.actor(actor, "kind") == ORGANIZATION:
            return cameo or "IGO"
        if not cameo:
            return ""
        role = self.sector(sector, "other_scheme_code")
        defence = role == "GOV" and rank in profiles.DEFENCE_RANKS
        return f"{cameo}{role}MIL" if defence else cameo + role


def _pairs(text: str) -> Mapping[str, str]:
    """What `REQUEST=0|REJECT=-2` says, as a mapping."""
    return dict(part.split("=", 1) for part in text.split("|") if "=" in part)


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two participants, by number, with the CAMEO code seen from the first.

    directed: whether the direction has meaning; if not, the pair stands here once.
    """

    source: int
    target: int
    cameo_code: str
    directed: bool


def dyads(participants: Sequence[Plain], mode: str, cameo_code: str) -> list[Dyad]:
    """Who acts towards whom: one-sided acts, visits in both directions, or each pair once."""
    roles = [code_of(entry, "role") for entry in participants]
    actors = [code_of(entry, "actor") for entry in participants]

    def numbers(wanted: frozenset[str]) -> list[int]:
        return [n for n, role in enumerate(roles) if role in wanted and actors[n]]

    def pairs(first: list[int], second: list[int]) -> Iterator[tuple[int, int]]:
        return ((a, b) for a in first for b in second if actors[a] != actors[b])

    senders = numbers(profiles.SENDERS)
    if senders:
        receivers = numbers(profiles.RECEIVERS)
        return [Dyad(a, b, cameo_code, True) for a, b in pairs(senders, receivers)]
    parties = numbers(profiles.PARTIES)
    if mode == "visit" and cameo_code in ("", profiles.MEETS, *profiles.VISIT_CODES):
        visits = list(pairs(numbers(profiles.VISITORS), numbers(profiles.HOSTS)))
        if visits:
            return [dyad for a, b in visits for dyad in _visit(a, b)]
        cameo_code = profiles.MEETS
    return [Dyad(a, b, cameo_code, False) for a, b in pairs(parties, parties) if a < b]


def _visit(visitor: int, host: int) -> tuple[Dyad, Dyad]:
    there = Dyad(visitor, host, profiles.VISIT, True)
    return there, Dyad(host, visitor, profiles.HOSTS_A_VISIT, True)


def one_each(participants: Sequence[Plain]) -> list[Plain]:
    """The first entry of each actor in each role: a dyad is between actors, not persons."""
    first: dict[tuple[str, str], Plain] = {}
    for entry in participants:
        first.setdefault((code_of(entry, "actor"), code_of(entry, "role")), entry)
    return list(first.values())


def lacking(codebook: Codebook) -> list[str]:
    """What the formats of others need of a codebook and this one has not, in words."""
    wanted = [("", name) for name in profiles.EVENT_INPUTS]
    wanted += [("participants", name) for name in profiles.PARTICIPANT_INPUTS]
    lacks = [
        f"the variable {f'{group}.{name}' if group else name}"
        for group, name in wanted
        if codebook.variable(name, group) is None
    ]
    return lacks or _lacking_columns(codebook)


def _lacking_columns(codebook: Codebook) -> list[str]:
    columns = (
        ("", "event_type", ("score", "quad_class")),
        ("", "cameo_code", ("goldstein_icews",)),
        ("participants", "actor", ("cow_code", "plover_country")),
    )
    return [
        f"the column {column} in the list of {name}"
        for group, name, names in columns
        for column in names
        if (variable := codebook.variable(name, group)) is not None
        and not any(option.columns.get(column) for option in variable.options)
    ]

"""What is missing, contradictory or impossible in a coding, in words, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from annotator.model.check_values import value_faults
from annotator.model.codebook import Check, Codebook, Evidence, Group, Variable, When
from annotator.model.event import NO_ANSWERS, Answer, Entry, Event, Missing
from annotator.model.filled import filled, filled_article, holds

ARTICLE = "article"

UNSETTLED = "heads"
"""The kind of problem that an event was coded on two machines, differently, and none is chosen."""

REFUSED = frozenset({"value", "span"})
"""The kinds of problem with which a codings line is not taken in; the others are incomplete."""

_REASONS = {
    "not_stated": "not stated",
    "not_applicable": "not applicable",
    "undecided": "undecided",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend before an article can be submitted.

    group: "" for the event, "article" for the article's answers, else a group's name. index: the
    number of the entry from 0; where an entry is lacking, the one it would have. kind: `missing`,
    `evidence`, `contradiction`, `option` (not offered here), `value` (impossible), `span`, or
    UNSETTLED.
    """

    event_id: UUID | None
    group: str
    index: int
    variable: str
    kind: str
    text: str


def problems(event: Event, codebook: Codebook, text: str) -> list[Problem]:
    """All that is missing or contradictory in an event, in codebook order."""
    whole = filled(event, codebook)
    found: list[Problem] = []
    table = _Table(event.id, "", 0, "", text)
    found += table.problems(event.answers, whole.answers, codebook.variables, NO_ANSWERS)
    for group in codebook.groups:
        found += _group_problems(event, whole, group, text)
    for name in event.groups:
        if codebook.group(name) is None:
            found.append(_unknown(event.id, name, 0, "", f"The group `{name}`"))
    for check in codebook.checks:
        if check.group != ARTICLE:
            found += _contradictions(check, whole, codebook)
    return found


def article_problems(
    answers: Entry, events: Sequence[Event], codebook: Codebook, text: str
) -> list[Problem]:
    """All that is missing or contradictory in what is said of the article itself."""
    whole = filled_article(answers, codebook)
    table = _Table(None, ARTICLE, 0, "", text)
    found = table.problems(answers, whole, codebook.article, NO_ANSWERS)
    for variable in codebook.article:
        found += _against_events(variable, whole.get(variable.name), len(events))
    for check in codebook.checks:
        if check.group == ARTICLE and _contradicts(check, whole, NO_ANSWERS):
            found.append(Problem(None, ARTICLE, 0, check.variable, "contradiction", check.text))
    return found


def refusals(event: Event, codebook: Codebook, text: str) -> list[Problem]:
    """The problems with which an event cannot be taken in at all: impossible values and spans."""
    return [problem for problem in problems(event, codebook, text) if problem.kind in REFUSED]


@dataclass(frozen=True, slots=True)
class _Table:
    """The answers of one event, entry or article, while they are looked at."""

    event_id: UUID | None
    group: str
    index: int
    where: str
    text: str

    def problems(
        self, given: Entry, whole: Entry, variables: Sequence[Variable], event_answers: Entry
    ) -> list[Problem]:
        """What is wrong with the answers `given`, whose filled form is `whole`."""
        found: list[Problem] = []
        for variable in variables:
            for kind, words in self._faults(variable, given, whole, event_answers):
                found.append(self._problem(variable, kind, words))
        known = {variable.name for variable in variables}
        for name in given:
            if name not in known:
                words = f"{self.where}`{name}`"
                found.append(_unknown(self.event_id, self.group, self.index, name, words))
        return found

    def _problem(self, variable: Variable, kind: str, words: str) -> Problem:
        text = f"{self.where}{variable.label}: {words}"
        return Problem(self.event_id, self.group, self.index, variable.name, kind, text)

    def _faults(
        self, variable: Variable, given: Entry, whole: Entry, event_answers: Entry
    ) -> Iterator[tuple[str, str]]:
        asked = holds(variable.when, whole, event_answers)
        answer = given.get(variable.name)
        if answer is None:
            if asked and variable.required and variable.name not in whole:
                yield "missing", f"not answered. {_ask(variable)}"
            return
        if not all(span.fits(self.text) for span in answer.evidence):
            yield "span", "marked words do not stand at their place. Mark them again."
        if isinstance(answer.value, Missing):
            if answer.value.value not in variable.missing:
                yield "value", f"cannot be {_REASONS[answer.value.value]}. {_ask(variable)}"
            return
        if not asked:
            yield "contradiction", "does not apply to the other answers. Take it back."
        yield from value_faults(variable, answer.value)
        yield from self._not_offered(variable, answer, whole, event_answers)
        if asked and _wants_evidence(variable, answer):
            yield "evidence", "no words are marked. Mark those that bear it out."

    @staticmethod
    def _not_offered(
        variable: Variable, answer: Answer, whole: Entry, event_answers: Entry
    ) -> Iterator[tuple[str, str]]:
        codes = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        for code in codes:
            option = variable.option(code) if isinstance(code, str) else None
            if option is not None and not holds(option.when, whole, event_answers):
                label = option.label
                yield "option", f"“{label}” does not go with the other answers. Choose another."


def _wants_evidence(variable: Variable, answer: Answer) -> bool:
    if variable.evidence is not Evidence.REQUIRED or answer.evidence:
        return False
    option = variable.option(answer.value) if isinstance(answer.value, str) else None
    return option is None or option.columns.get("evidence") != "none"


def _ask(variable: Variable) -> str:
    reasons = [_REASONS[reason] for reason in variable.missing if reason != "not_applicable"]
    return f"Give it, or say why not ({', '.join(reasons)})." if reasons else "Give it."


def _unknown(event_id: UUID | None, group: str, index: int, name: str, words: str) -> Problem:
    text = f"{words} is not in the codebook. Take it back."
    return Problem(event_id, group, index, name, "value", text)


def _group_problems(event: Event, whole: Event, group: Group, text: str) -> list[Problem]:
    found: list[Problem] = []
    given, full = event.entries(group.name), whole.entries(group.name)
    asked = holds(group.when, whole.answers)
    first = group.key[0] if group.key else ""
    if given and not asked:
        words = f"{group.label}: do not apply to the other answers. Take them back."
        found.append(Problem(event.id, group.name, 0, first, "contradiction", words))
    if asked and len(given) < group.minimum:
        words = f"{group.label}: {len(given)} of at least {group.minimum}. Add a {group.singular}."
        found.append(Problem(event.id, group.name, len(given), first, "missing", words))
    for index, (entry, filled_one) in enumerate(zip(given, full, strict=True)):
        where = f"{group.singular.capitalize()} {index + 1}, "
        table = _Table(event.id, group.name, index, where, text)
        found += table.problems(entry, filled_one, group.variables, whole.answers)
    return found


def _contradictions(check: Check, whole: Event, codebook: Codebook) -> Iterator[Problem]:
    if check.some is not None:
        if holds(check.when, whole.answers) and not _some(check.some, whole, check.group):
            yield _shown(check, whole, codebook)
    elif check.group == "":
        if _contradicts(check, whole.answers, NO_ANSWERS):
            yield Problem(whole.id, "", 0, check.variable, "contradiction", check.text)
    else:
        for index, entry in enumerate(whole.entries(check.group)):
            if _contradicts(check, entry, whole.answers):
                yield Problem(
                    whole.id, check.group, index, check.variable, "contradiction", check.text
                )


def _some(some: When, whole: Event, group: str) -> bool:
    return any(holds(some, entry, whole.answers) for entry in whole.entries(group))


def _shown(check: Check, whole: Event, codebook: Codebook) -> Problem:
    """A lacking entry: shown at the event's variable, else at the entry that is to be added."""
    at_event = codebook.variable(check.variable) is not None
    group = "" if at_event else check.group
    index = 0 if at_event else len(whole.entries(check.group))
    kind = "contradiction" if check.some or at_event else "missing"
    return Problem(whole.id, group, index, check.variable, kind, check.text)


def _contradicts(check: Check, entry: Entry, event_answers: Entry) -> bool:
    if not holds(check.when, entry, event_answers):
        return False
    given = [
        c for c in check.need if _has_value(c.variable, entry, event_answers) or "" in c.values
    ]
    return not holds(tuple(given), entry, event_answers)


def _has_value(name: str, entry: Entry, event_answers: Entry) -> bool:
    answer = entry.get(name) or event_answers.get(name)
    return answer is not None and not answer.is_missing


def _against_events(variable: Variable, answer: Answer | None, n_events: int) -> list[Problem]:
    option = (
        variable.option(answer.value)
        if answer is not None and isinstance(answer.value, str)
        else None
    )
    wanted = option.columns.get("events", "") if option is not None else ""
    if option is not None and wanted == "some" and n_events == 0:
        words = f"“{option.label}”, but there is no event. Add an event, or say why there is none."
    elif option is not None and wanted == "none" and n_events > 0:
        words = f"“{option.label}”, but there are events. Delete them, or change this answer."
    else:
        return []
    text = f"{variable.label}: {words}"
    return [Problem(None, ARTICLE, 0, variable.name, "contradiction", text)]

"""What a new codebook changes in an old one, in words, and what answers that touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain

from annotator.model.codebook import (
    Codebook,
    Evidence,
    Group,
    Option,
    Variable,
    When,
)
from annotator.model.codebook_lineage import (
    CODED,
    RENAMED,
    RETIRED,
    CodeChange,
    Lineage,
    added_codes,
    code_changes,
)
from annotator.model.codebook_table import near
from annotator.model.codebook_words import code_words, from_to, value_words

ADDED, CHANGED, GONE = "added", "changed", "gone"
WAS = "was"
"""The member of a notice: what it was said to have been before."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two codebooks.

    where: the variable, group or rule it concerns, in words. text: what changed. touches: whether
        codings made under the old codebook hold something that it concerns.
    kind: `renamed`, `split`, `merged`, `retired`, `added`, `gone` (no longer asked) or `changed`.
    of: `option`, `precision`, `basis`, `variable`, `group`, `rule`, `check` or `codebook`.
    table, variable: in the old codebook; of what was added, in the new one. member: what of it
        changed. old, new: the codes, or names, before and after.
    reason: the same in the codebook's own words, for a list of what has to be coded again.
    """

    where: str
    text: str
    touches: bool
    kind: str = CHANGED
    of: str = "codebook"
    table: str = ""
    variable: str = ""
    member: str = ""
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"

    @property
    def is_notice(self) -> bool:
        """Whether it tells of a `was` that names nothing, and is likely a slip."""
        return self.member == WAS

    @property
    def asks_for_recoding(self) -> bool:
        """Whether codings that it touches have to be looked at again.

        What is no longer asked stays as it was coded; of rules nobody can say whom they touch.
        """
        return self.touches and self.kind != GONE and self.of not in ("rule", "check")


def codebook_diff(old: Codebook, new: Codebook) -> list[Change]:
    """What `new` changes in `old`, in the order of `old`; empty if it asks exactly the same."""
    return lineage_diff(Lineage([old, new]))


def lineage_diff(lineage: Lineage) -> list[Change]:
    """What the last of some versions of a codebook changes in the first of them."""
    old, new = lineage.old, lineage.new
    return list(chain(_heading_changes(old, new), _table_changes(lineage), _rule_changes(old, new)))


def _heading_changes(old: Codebook, new: Codebook) -> Iterator[Change]:
    for name in ("name", "version", "label", "definition"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("Codebook", from_to(name, before, after), False, member=name)
    if old.alignment != new.alignment:
        text = "how events of two coders are matched has changed."
        yield Change("Codebook", text, False, member="alignment")


def _table_changes(lineage: Lineage) -> Iterator[Change]:
    old, new = lineage.old, lineage.new
    yield from _variables_changes(lineage, "article", "Article, ", "")
    yield from _variables_changes(lineage, "", "", "")
    kept: set[str] = set()
    for group in old.groups:
        table = lineage.table(group.name)
        later = new.group(table) if table is not None else None
        if later is None:
            text = "is no longer asked. Its entries stay."
            where = f"Group {group.name}"
            yield Change(where, text, True, GONE, "group", group.name, old=(group.name,))
        else:
            kept.add(later.name)
            yield from _group_changes(lineage, group, later)
    for group in new.groups:
        if group.name not in kept:
            needed = group.minimum > 0
            yield Change(
                f"Group {group.name}",
                "is new." + (f" At least {group.minimum} must be coded." if needed else ""),
                needed,
                ADDED,
                "group",
                group.name,
                new=(group.name,),
                reason=f"{group.label} are asked for now and are not coded",
            )
    yield from _unknown_names(old.groups, new.groups, "group", old, "Group ", "")


def _group_changes(lineage: Lineage, old: Group, new: Group) -> Iterator[Change]:
    where = f"Group {old.name}"
    if old.name != new.name:
        text = f"was renamed `{new.name}`."
        names = (old.name,), (new.name,)
        yield Change(where, text, False, RENAMED, "group", old.name, "", "name", *names)
    touching = {
        "when": not lineage.is_same_when(old.when, new.when, ""),
        "minimum": new.minimum > old.minimum,
    }
    for name in ("label", "singular", "definition", "key", "when", "minimum", "shortcut", "mark"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(
                where,
                from_to(name, value_words(before), value_words(after)),
                touching.get(name, False),
                of="group",
                table=old.name,
                member=name,
                reason=f"{new.label}: {_GROUP_REASONS.get(name, '')}",
            )
    yield from _variables_changes(lineage, old.name, f"{where}, ", f"{new.label}, ")


_GROUP_REASONS = {"when": "when they are asked has changed", "minimum": "more are asked for now"}


def _variables_changes(lineage: Lineage, table: str, owner: str, label: str) -> Iterator[Change]:
    """The changes of the variables of an older table.

    owner, label: how its variables are told, by name and in the codebook's words.
    """
    later_table = lineage.table(table)
    old = lineage.old.variables_of(table)
    new = lineage.new.variables_of(later_table) if later_table is not None else ()
    heirs = {variable.name: lineage.variable(table, variable.name) for variable in old}
    for variable in old:
        where, heir = f"{owner}{variable.name}", heirs[variable.name]
        if heir is None:
            text = "is no longer asked. Its answers stay with their events."
            names = (variable.name,)
            yield Change(where, text, True, GONE, "variable", table, *names, old=names)
        else:
            told = _Told(lineage, table, variable, heir, where, f"{label}{heir.label}")
            yield from told.changes()
    kept = [heir.name for heir in heirs.values() if heir is not None]
    for variable in new:
        if variable.name not in kept:
            yield _added(later_table or "", owner, label, variable)
    yield from _unknown_names(old, new, "variable", lineage.old, owner, table)
    if kept != [variable.name for variable in new if variable.name in kept]:
        yield Change(
            owner.rstrip(", ") or "Event",
            "the order of the questions has changed.",
            False,
            of="variable",
            table=table,
            member="order",
        )


def _unknown_names(
    old: Sequence[Variable] | Sequence[Group],
    new: Sequence[Variable] | Sequence[Group],
    what: str,
    book: Codebook,
    owner: str,
    table: str,
) -> Iterator[Change]:
    """What variables of a table, or groups, `was`, and the older codebook never heard of."""
    known = {each.name for each in old} | {each.was for each in old}
    for each in new:
        if each.was and each.was not in known:
            text = _nothing(each.was, what, book)
            place = (what, table, "", WAS, (each.was,), (each.name,))
            yield Change(f"{owner}{each.name}", text, False, CHANGED, *place)


def _added(table: str, owner: str, label: str, variable: Variable) -> Change:
    return Change(
        f"{owner}{variable.name}",
        "is new." + (" It must be answered." if variable.required else ""),
        variable.required,
        ADDED,
        "variable",
        table,
        variable.name,
        new=(variable.name,),
        reason=f"{label}{variable.label} is asked now and is not answered",
    )


_LISTS = {"options": "option", "precisions": "precision", "bases": "basis"}
_PLURALS = {word: part for part, word in _LISTS.items()}
_REASONS = {
    "kind": "what is answered has changed",
    "scale": "its scale has changed",
    "definition": "its definition has changed",
    "include": "what it includes has changed",
    "exclude": "what it excludes has changed",
    "when": "when it is asked has changed",
    "required": "must be answered now",
    "evidence": "words have to be marked now",
    "missing": "a reason for having no answer is no longer offered",
    "minimum": "the least number has changed",
    "maximum": "the greatest number has changed",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """One variable of both codebooks, while its changes are told.

    where: what its changes are told of, by name; label: in the codebook's words.
    """

    lineage: Lineage
    table: str
    old: Variable
    new: Variable
    where: str
    label: str

    def changes(self) -> Iterator[Change]:
        """Its name, its members in their order, and each list of codes."""
        if self.old.name != self.new.name:
            names = (self.old.name,), (self.new.name,)
            text = f"was renamed `{self.new.name}`."
            place = (self.table, self.old.name, "name", *names)
            yield Change(self.where, text, False, RENAMED, "variable", *place)
        for part in fields(Variable):
            before, after = getattr(self.old, part.name), getattr(self.new, part.name)
            if not part.init or part.name in ("name", "was") or before == after:
                continue
            if part.name in _LISTS:
                yield from self._list_changes(part.name, before, after)
            else:
                yield self._changed(part.name, before, after)

    def _changed(self, member: str, before: object, after: object) -> Change:
        return Change(
            self.where,
            from_to(member, value_words(before), value_words(after)),
            member in _REASONS and self._may_touch(member, before, after),
            of="variable",
            table=self.table,
            variable=self.old.name,
            member=member,
            reason=f"{self.label}: {_REASONS.get(member, '')}",
        )

    def _may_touch(self, member: str, before: object, after: object) -> bool:
        """Whether the change can concern an answer; asking less than before does not."""
        if member == "required":
            return bool(after)
        if member == "evidence":
            return after is Evidence.REQUIRED
        if member == "missing":
            return not set(self.old.missing) <= set(self.new.missing)
        if member in ("minimum", "maximum"):
            return after is not None
        return member != "when" or not self._is_same(self.old.when, self.new.when)

    def _is_same(self, old: When, new: When) -> bool:
        return self.lineage.is_same_when(old, new, self.table)

    def _list_changes(
        self, part: str, old: Sequence[Option], new: Sequence[Option]
    ) -> Iterator[Change]:
        word = _LISTS[part]
        if part == "options" and (self.old.kind in CODED) is not (self.new.kind in CODED):
            return  # the change of the kind says it
        changes = list(code_changes(self.lineage.heirs(self.table, self.old.name, part)))
        for change in changes:
            yield self._codes(word, change)
        yield from self._unlikely(word, old, new, changes)
        later = {option.code: option for option in new}
        for option in old:
            if after := later.get(option.code):
                yield from self._option_changes(word, option, after)
        for code in added_codes(old, new):
            place = (word, self.table, self.old.name)
            text = f"{word} `{code}` was added."
            yield Change(self.where, text, False, ADDED, *place, new=(code,))
        kept = [option.code for option in old if option.code in later]
        earlier = {option.code for option in old}
        if kept != [option.code for option in new if option.code in earlier]:
            yield self._of_list(word, "order", f"the order of its {word} list has changed.")

    def _codes(self, word: str, change: CodeChange) -> Change:
        quoted = code_words(change, "`{}`")
        return Change(
            self.where,
            f"{_PLURALS[word] if len(change.old) > 1 else word} {quoted}.",
            True,
            change.kind,
            word,
            self.table,
            self.old.name,
            old=change.old,
            new=change.new,
            reason=f"{self.label}: {code_words(change, '{}', self._labels(word))}",
        )

    def _labels(self, word: str) -> dict[str, str]:
        """By code, its label and the code; a label that says no more than its code is left out."""
        both = (getattr(variable, _PLURALS[word]) for variable in (self.old, self.new))
        return {
            option.code: f"{option.label} ({option.code})"
            for options in both
            for option in options
            if option.label.casefold() not in ("", option.code.casefold())
        }

    def _option_changes(self, word: str, old: Option, new: Option) -> Iterator[Change]:
        for part in fields(Option):
            before, after = getattr(old, part.name), getattr(new, part.name)
            if before == after or part.name == "was":
                continue
            what = from_to(part.name, value_words(before), value_words(after))
            yield Change(
                self.where,
                f"{word} `{old.code}`: {what}",
                part.name in _OPTION_REASONS
                and (part.name != "when" or not self._is_same(old.when, new.when)),
                of=word,
                table=self.table,
                variable=self.old.name,
                member=part.name,
                old=(old.code,),
                new=(new.code,),
                reason=f"{self.label}: {_OPTION_REASONS.get(part.name, '').format(old.code)}",
            )

    def _unlikely(
        self,
        word: str,
        old: Sequence[Option],
        new: Sequence[Option],
        changes: Sequence[CodeChange],
    ) -> Iterator[Change]:
        """Codes that options of the new codebook `was`, and that the old one never heard of."""
        retired = [code for change in changes if change.kind == RETIRED for code in change.old]
        known = {option.code for option in old}.union(*(option.was for option in old))
        for option in new:
            for code in option.was:
                if code not in known:
                    text = f"{word} `{option.code}`: {_nothing(code, 'code', self.lineage.old)}"
                    meant = near(code, retired)
                    text += meant if "`" in meant else ""
                    place = (self.table, self.old.name, WAS)
                    names = (code,), (option.code,)
                    yield Change(self.where, text, False, CHANGED, word, *place, *names)

    def _of_list(self, word: str, member: str, text: str) -> Change:
        place = (self.table, self.old.name)
        return Change(self.where, text, False, CHANGED, word, *place, member=member)


def _nothing(name: str, what: str, old: Codebook) -> str:
    """That what something was said to be before is unknown."""
    return f"`{name}` is no {what} of {old.name} {old.version}: nothing takes over from it."


_OPTION_REASONS = {
    "definition": "the definition of {} has changed",
    "when": "when {} is offered has changed",
}


def _rule_changes(old: Codebook, new: Codebook) -> Iterator[Change]:
    later = {rule.title: rule for rule in new.rules}
    earlier = {rule.title for rule in old.rules}
    for rule in old.rules:
        if rule.title not in later:
            yield Change(f"Rule “{rule.title}”", "is gone.", True, GONE, "rule")
        elif later[rule.title].text != rule.text:
            yield Change(f"Rule “{rule.title}”", "is worded anew.", True, CHANGED, "rule")
    for rule in new.rules:
        if rule.title not in earlier:
            yield Change(f"Rule “{rule.title}”", "is new.", True, ADDED, "rule")
    before = {check.name: check for check in old.checks}
    after = {check.name: check for check in new.checks}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            kind = ADDED if name not in before else GONE if name not in after else CHANGED
            what = {ADDED: "is new.", GONE: "is gone.", CHANGED: "changed."}[kind]
            yield Change(f"Check {name}", what, name in after, kind, "check")

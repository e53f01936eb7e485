"""What a codebook says of where its codes and questions come from, and what is wrong with that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from annotator.model.codebook import Group, Option, Variable
from annotator.model.codebook_table import NAME, shown


def was_faults(variable: Variable, place: str) -> Iterator[str]:
    """All that is wrong with the `was` of a variable's options, precisions and bases.

    What an option `was` may still be an option: then the older code was split, and keeps a part of
    its cases. Only the older codebook tells whether there was such a code; comparing does.
    """
    for part in ("options", "precisions", "bases"):
        where = place if part == "options" else f"{place}, {part}"
        for option in getattr(variable, part):
            yield from _option_faults(option, f"{where}, option `{shown(option.code)}`")


def _option_faults(option: Option, where: str) -> Iterator[str]:
    for code, times in Counter(option.was).items():
        if not code:
            yield f"{where}: `was` holds an empty code. Remove it."
        elif code == option.code:
            yield f"{where}: `was` names the option itself, which stays as it is. Remove it."
        elif set(code) & set("|;=") or not code.isprintable():
            yield f"{where}: `was` holds `{shown(code)}`, which can be no code. Correct it."
        if times > 1:
            yield f"{where}: `was` names `{shown(code)}` twice. Remove one."


def name_was_faults(named: Sequence[Variable] | Sequence[Group], word: str) -> Iterator[str]:
    """All that is wrong with what the variables of one table, or the groups, `was`.

    word: how their place is told. A question has one older name, and hands it on to one.
    """
    names = {each.name for each in named}
    heirs: dict[str, str] = {}
    for each in named:
        if not each.was:
            continue
        where, was = f"{word} `{shown(each.name)}`", shown(each.was)
        if each.was == each.name:
            yield f"{where}: `was` is its own name. Remove it."
        elif not NAME.match(each.was):
            yield f"{where}: `was` is `{was}`, which can be no name. Correct it."
        elif each.was in names:
            yield f"{where}: `was` names `{was}`, which is still asked. Remove one of the two."
        elif each.was in heirs:
            yield f"{where}: `was` names `{was}`, as `{shown(heirs[each.was])}` does. Keep one."
        heirs.setdefault(each.was, each.name)

"""A codebook for reading: as one page, and what a new one changes in an old one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from annotator.model.codebook import Codebook, Group, Kind, Option, Rule, Variable
from annotator.model.codebook_diff import Change, codebook_diff
from annotator.model.codebook_file import read_codebook
from annotator.model.codebook_words import condition_words, value_words
from annotator.resources import resource

__all__ = ["Change", "codebook_diff", "codebook_html", "read_codebook", "shipped_codebooks"]

LONG_LIST = 60
"""Lists longer than this are folded away on the page; nothing is left out of it."""

_STYLE = """
:root{color-scheme:light dark;--soft:#6B6F76;--line:#E3E0DA;--accent:#2B5C8A;--panel:#FBFAF8}
@media(prefers-color-scheme:dark){:root{--soft:#9BA0A8;--line:#363A40;--accent:#7FB2E0;
--panel:#212427}body{background:#25282C;color:#E6E4DF}}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.25;font-weight:600}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
h3{margin:1.75rem 0 .25rem}code{font-size:.9em}.soft{color:var(--soft)}
nav a{margin-right:.75rem}a{color:var(--accent)}dl{margin:.25rem 0}dt{float:left;clear:left;
width:7rem;color:var(--soft)}dd{margin:0 0 .25rem 7.5rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid var(--line)}
summary{cursor:pointer;color:var(--accent)}
"""


def shipped_codebooks() -> list[tuple[str, Path]]:
    """The label and the folder of each codebook that comes with the program, by name."""
    folders = sorted(resource("codebooks").iterdir())
    return [(_label(folder), folder) for folder in folders if (folder / "codebook.toml").is_file()]


def _label(folder: Path) -> str:
    with (folder / "codebook.toml").open("rb") as file:
        head = tomllib.load(file)
    return f"{head['label']} {head['version']}"


def codebook_html(codebook: Codebook) -> str:
    """The codebook as one page that needs nothing else: questions, definitions, rules, lists."""
    sections = [
        f"<h1>{escape(codebook.label)}</h1>",
        f'<p class="soft">{escape(codebook.name)} {escape(codebook.version)}</p>',
        f"<p>{escape(codebook.definition)}</p>",
        _contents(codebook),
        _rules_html(codebook.rules),
        _section("article", "Article", "", codebook.article),
        _section("event", "Event", "", codebook.variables),
        *(
            _section(group.name, group.label, _group_words(group), group.variables)
            for group in codebook.groups
        ),
    ]
    title = escape(f"{codebook.label} {codebook.version}")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in sections if part)
        + "\n</body></html>\n"
    )


def _contents(codebook: Codebook) -> str:
    places = [("rules", "Rules")] if codebook.rules else []
    places += [("article", "Article")] if codebook.article else []
    places += [("event", "Event"), *((group.name, group.label) for group in codebook.groups)]
    links = (f'<a href="#{escape(name)}">{escape(label)}</a>' for name, label in places)
    return f"<nav>{''.join(links)}</nav>"


def _rules_html(rules: Iterable[Rule]) -> str:
    items = [f"<li><b>{escape(rule.title)}.</b> {escape(rule.text)}</li>" for rule in rules]
    return f'<h2 id="rules">Rules</h2>\n<ol>{"".join(items)}</ol>' if items else ""


def _group_words(group: Group) -> str:
    words = [group.definition, f"Called {group.was} before." if group.was else ""]
    if group.minimum:
        words.append(f"At least {group.minimum}.")
    if group.when:
        words.append(f"Asked if {condition_words(group.when)}.")
    words.append(f"Entries of two coders are matched by {', '.join(group.key)}.")
    return " ".join(filter(None, words))


def _section(name: str, label: str, words: str, variables: Sequence[Variable]) -> str:
    if not variables:
        return ""
    body = "\n".join(_variable_html(name, variable) for variable in variables)
    intro = f"\n<p>{escape(words)}</p>" if words else ""
    return f'<h2 id="{escape(name)}">{escape(label)}</h2>{intro}\n{body}'


_KINDS = {
    Kind.CHOICE: "one of a list",
    Kind.CHOICES: "any of a list",
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.ACTOR: "one of the actors",
    Kind.PERSON: "name of a person",
    Kind.PLACE: "place",
    Kind.FLAG: "yes or no",
}


def _variable_html(owner: str, variable: Variable) -> str:
    rows = [(word, text) for word, text in _facts(variable) if text]
    facts = "".join(f"<dt>{word}</dt><dd>{escape(text)}</dd>" for word, text in rows)
    lists = "".join(
        _options_html(word, options)
        for word, options in (
            ("Values", variable.options),
            ("Precision", variable.precisions),
            ("Basis", variable.bases),
        )
    )
    anchor = escape(f"{owner}.{variable.name}")
    heading = (
        f'<h3 id="{anchor}">{escape(variable.label)} <code>{escape(variable.name)}</code></h3>'
    )
    return f"{heading}\n<dl>{facts}</dl>{lists}"


def _facts(variable: Variable) -> Iterator[tuple[str, str]]:
    scale = f", {variable.scale.value}" if variable.scale.value != "nominal" else ""
    unit = f", in {variable.unit}" if variable.unit else ""
    yield "Question", variable.question
    yield "Definition", variable.definition
    yield "Include", variable.include
    yield "Exclude", variable.exclude
    yield "Example", variable.example
    yield "Answer", f"{_KINDS[variable.kind]}{scale}{unit}"
    yield "Required", "an answer, or the reason why there is none" if variable.required else ""
    yield "Evidence", variable.evidence.value if variable.evidence.value == "required" else ""
    yield "Asked if", condition_words(variable.when)
    yield "Default", "; ".join(value_words(d) for d in variable.defaults[:10])
    yield "Derived", variable.derive.rule.replace("_", " ") if variable.derive else ""
    yield "Before", f"called {variable.was}" if variable.was else ""
    yield "May lack", ", ".join(variable.missing).replace("_", " ")


def _options_html(word: str, options: Sequence[Option]) -> str:
    if not options:
        return ""
    numbered = any(option.number is not None for option in options)
    rows = "".join(_option_row(option, numbered) for option in options)
    number = "<th>No.</th>" if numbered else ""
    table = f"<table><tr><th>Code</th>{number}<th>{word}</th><th>Definition</th></tr>{rows}</table>"
    if len(options) <= LONG_LIST:
        return table
    return f"<details><summary>{len(options)} values</summary>{table}</details>"


def _option_row(option: Option, numbered: bool) -> str:
    number = f"<td>{'' if option.number is None else option.number}</td>" if numbered else ""
    notes = [option.definition]
    if option.off_scale:
        notes.append("Off the scale.")
    if option.when:
        notes.append(f"If {condition_words(option.when)}.")
    if option.was:
        notes.append(f"Takes over {', '.join(option.was)}.")
    words = escape(" ".join(filter(None, notes)))
    return (
        f"<tr><td><code>{escape(option.code)}</code></td>{number}"
        f"<td>{escape(option.label)}</td><td>{words}</td></tr>"
    )

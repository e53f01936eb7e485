"""Where the codes of a codebook come from: read, checked, and told in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.codebook import Codebook, Condition, Option
from annotator.model.codebook_diff import Change, codebook_diff, lineage_diff
from annotator.model.codebook_file import read_codebook
from annotator.model.codebook_lineage import Lineage, code_changes
from annotator.model.codebook_plain import codebook_from_plain, codebook_to_plain
from annotator.model.codebook_proposal import proposed
from annotator.model.codebook_whole import whole_codebook
from annotator.model.dataset import PlainCoding
from annotator.model.errors import CodebookError
from annotator.model.event import Answer, ArticleCoding, Date, Event, Lane, Missing
from annotator.model.filled import filled
from tests.build import a_whole_event, an_answer, an_article, an_event, the_codebook

TOML = """
name = "talks"
version = "2"

[lists]
states = { file = "states.csv" }

[[variable]]
name = "kind"
was = "contact"
kind = "choice"
label = "Kind"
options = [
  { code = "VISIT", label = "Visit", was = ["MEETING"] },
  { code = "CONSULT", label = "Consultation", was = ["MEETING", "TALK"] },
]

[[group]]
name = "guests"
was = "participants"
label = "Guests"
key = ["state"]
  [[group.variable]]
  name = "state"
  kind = "actor"
  label = "State"
  list = "states"
"""
STATES = "code,label,was\nDEU,Germany,DDR|BRD\nFRA,France,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "codebook.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "states.csv").write_text(STATES, encoding="utf-8")
    return tmp_path


def _faults(folder: Path, old: str, new: str) -> list[str]:
    toml = folder / "codebook.toml"
    assert old in TOML
    toml.write_text(TOML.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        read_codebook(folder)
    return list(caught.value.faults)


def test_where_codes_come_from_is_read_and_kept(folder: Path) -> None:
    book = read_codebook(folder)
    kind, state = book.variables[0], book.groups[0].variables[0]
    assert (kind.was, book.groups[0].was) == ("contact", "participants")
    assert [option.was for option in kind.options] == [("MEETING",), ("MEETING", "TALK")]
    assert [option.was for option in state.options] == [("DDR", "BRD"), ()]
    assert "was" not in state.options[0].columns
    assert codebook_from_plain(codebook_to_plain(book)) == book


def test_a_codebook_that_says_nothing_of_it_keeps_its_id() -> None:
    assert str(the_codebook().id) == "44d6679c-3e9b-558d-a63d-481422d823d8"
    assert str(the_codebook("minimal").id) == "0d0d593a-7a2d-5cf1-b7b1-3e62e1081a4a"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('was = ["MEETING"]', 'was = ["VISIT"]', "option `VISIT`: `was` names the option itself"),
        ('was = ["MEETING"]', 'was = ["A", "A"]', "option `VISIT`: `was` names `A` twice"),
        ('was = ["MEETING"]', 'was = ["A|B"]', "option `VISIT`: `was` holds `A|B`"),
        ('was = ["MEETING"]', 'was = [""]', "option `VISIT`: `was` holds an empty code"),
        ('was = ["MEETING"]', 'was = "MEETING"', "option `VISIT`: `was` is `MEETING`"),
        ('was = "contact"', 'was = "kind"', "variable `kind`: `was` is its own name"),
        ('was = "contact"', "was = 3", "variable `kind`: `was` is 3, not a text"),
        ('was = "participants"', 'was = "guests"', "group `guests`: `was` is its own name"),
        (
            '{ code = "VISIT", label = "Visit", was = ["MEETING"] }',
            '{ code = "not_stated", label = "None", was = ["MEETING"] }',
            "option `not_stated`: `not_stated` is a reason for having no answer",
        ),
        (
            "[[group]]",
            '[[variable]]\nname = "tone"\nkind = "text"\nlabel = "T"\nwas = "contact"\n[[group]]',
            "variable `tone`: `was` names `contact`, as `kind` does",
        ),
        (
            "[[group]]",
            '[[variable]]\nname = "tone"\nkind = "text"\nlabel = "T"\nwas = "kind"\n[[group]]',
            "variable `tone`: `was` names `kind`, which is still asked",
        ),
    ],
)
def test_every_fault_of_it_has_its_place(folder: Path, old: str, new: str, fault: str) -> None:
    found = _faults(folder, old, new)
    assert any(fault in each for each in found), found


def _with_options(book: Codebook, *options: Option) -> Codebook:
    contact, *others = book.variables
    return replace(book, variables=(replace(contact, options=options), *others))


def _option(code: str, *was: str) -> Option:
    return Option(code, code.title(), was=was)


def _told(changes: list[Change]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(change.kind, change.old, change.new) for change in changes]


def test_codes_are_renamed_split_merged_retired_and_added() -> None:
    old = _with_options(the_codebook("minimal"), *map(_option, "abcdefg"))
    new = _with_options(
        old,
        _option("a"),
        _option("B", "b"),
        _option("c1", "c"),
        _option("c2", "c"),
        _option("de", "d", "e"),
        _option("g", "f"),
        _option("new"),
    )
    changes = [change for change in codebook_diff(old, new) if change.of == "option"]
    assert _told(changes) == [
        ("renamed", ("b",), ("B",)),
        ("split", ("c",), ("c1", "c2")),
        ("merged", ("d", "e"), ("de",)),
        ("merged", ("f",), ("g",)),
        ("added", (), ("new",)),
    ]
    assert [change.touches for change in changes] == [True, True, True, True, False]
    assert changes[1].reason == "Kind of contact: c was split into c1 and c2"
    assert str(changes[2]) == "contact: options `d` and `e` were merged into `de`."
    gone = _with_options(old, *map(_option, "abcdef"))
    assert _told(codebook_diff(old, gone)) == [("retired", ("g",), ())]


def test_a_code_that_stays_and_gives_cases_away_was_split() -> None:
    old = _with_options(the_codebook("minimal"), _option("a"))
    new = _with_options(old, _option("a"), _option("b", "a"))
    assert _told(codebook_diff(old, new)) == [("split", ("a",), ("a", "b"))]


def test_a_slip_of_the_pen_in_was_is_told() -> None:
    old = _with_options(the_codebook("minimal"), _option("meeting"), _option("call"))
    new = _with_options(old, _option("visit", "meetign"), _option("call"))
    texts = [change.text for change in codebook_diff(old, new)]
    slip = "option `visit`: `meetign` is no code of encounters 1.0.0: nothing takes over from it."
    assert f"{slip} Did you mean `meeting`?" in texts
    later = _with_options(new, _option("visit", "meetign"), _option("phone", "call"))
    assert not any(change.is_notice for change in codebook_diff(new, later))  # said before
    named = replace(old.variables[1], was="dya")
    slipped = replace(old, variables=(old.variables[0], named, *old.variables[2:]))
    (notice,) = codebook_diff(old, slipped)
    assert notice.is_notice
    assert notice.text == "`dya` is no variable of encounters 1.0.0: nothing takes over from it."


@pytest.mark.parametrize("wrong", ["Ven ue", "Contact", "2nd"])
def test_what_can_be_no_name_is_refused_as_an_older_one(folder: Path, wrong: str) -> None:
    toml = TOML.replace('was = "contact"', f'was = "{wrong}"')
    (folder / "codebook.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(CodebookError, match="can be no name"):
        read_codebook(folder)


def test_a_variable_and_a_group_are_renamed_with_what_they_hold() -> None:
    old = the_codebook("minimal")
    contact, *others = old.variables
    guests = old.groups[0]
    new = replace(
        old,
        variables=(replace(contact, name="kind", was="contact"), *others),
        groups=(replace(guests, name="sides", was=guests.name), *old.groups[1:]),
    )
    found = [(c.of, c.kind, c.old, c.new, c.touches) for c in codebook_diff(old, new)]
    assert found == [
        ("variable", "renamed", ("contact",), ("kind",), False),
        ("group", "renamed", ("guests",), ("sides",), False),
    ]


def test_a_condition_that_follows_a_renamed_code_touches_nothing() -> None:
    old = the_codebook("minimal")
    contact, day, *others = old.variables
    asked = replace(day, when=(Condition("contact", ("meeting",)),))
    old = replace(old, variables=(contact, asked, *others))
    visit = replace(contact.options[0], code="visit", was=("meeting",))
    later = replace(contact, options=(visit, *contact.options[1:]))
    new = replace(
        old,
        variables=(later, replace(day, when=(Condition("contact", ("visit",)),)), *others),
    )
    assert [(c.member, c.touches) for c in codebook_diff(old, new) if c.variable == "day"] == [
        ("when", False)
    ]


def test_a_code_is_followed_by_way_of_the_versions_in_between() -> None:
    book = the_codebook("minimal")
    first = _with_options(book, _option("a"), _option("x"))
    second = _with_options(book, _option("b", "a"), _option("x"))
    third = _with_options(book, _option("c", "b"), _option("x"))
    assert _told(codebook_diff(first, third)) == [
        ("retired", ("a",), ()),
        ("changed", ("b",), ("c",)),  # the notice that there is no `b`
        ("added", (), ("c",)),
    ]
    changes = lineage_diff(Lineage([first, second, third]))
    assert ("renamed", ("a",), ("c",)) in _told(changes)


def test_what_was_renamed_or_merged_is_proposed_and_what_was_split_is_left_to_the_coder() -> None:
    old = _with_options(the_codebook("minimal"), *map(_option, "abcd"))
    new = _with_options(
        old, _option("A", "a"), _option("b1", "b"), _option("b2", "b"), _option("c")
    )
    contact, *others = new.variables
    new = replace(new, variables=(replace(contact, name="kind", was="contact"), *others))
    article = an_article("Austria met Brazil.")
    given = {code: an_answer(code, article.text, "met", "a note") for code in "abcd"}
    found = {}
    for code, answer in given.items():
        event = an_event(article.id, {"contact": answer}, day=Date("2024-05", "2024-05", "month"))
        later = proposed(event, old, new)
        assert later.answers["day"] == event.answers["day"]
        assert "contact" not in later.answers
        found[code] = later.answers.get("kind")
    assert found == {
        "a": replace(given["a"], value="A"),
        "b": given["b"],
        "c": given["c"],
        "d": given["d"],
    }


def test_what_is_no_longer_asked_is_not_proposed() -> None:
    old = the_codebook("minimal")
    new = replace(old, groups=(), variables=old.variables[:1])
    event = an_event(
        an_article().id,
        contact="call",
        day=Missing.NOT_STATED,
        groups={"guests": ({"state": Answer("at")},)},
    )
    later = proposed(event, old, new)
    assert later == Event(event.id, event.article_id, {"contact": Answer("call")}, {})


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdefgh"), max_size=3)))
def test_every_code_that_does_not_stay_is_told_once(steps: dict[str, set[str]]) -> None:
    heirs = {code: tuple(sorted(found)) for code, found in steps.items()}
    told = [code for change in code_changes(heirs) for code in change.old]
    assert sorted(told) == sorted(code for code, found in heirs.items() if found != (code,))
    for change in code_changes(heirs):
        assert all(heirs[code] == change.new for code in change.old)


def test_a_codebook_proposes_every_event_as_it_is_to_itself() -> None:
    article = an_article()
    event = a_whole_event(article)
    assert proposed(event, the_codebook(), the_codebook()) == event


def _with_rank_renamed(book: Codebook) -> Codebook:
    """The rank of a participant is called otherwise, and so in every condition on it."""
    groups = []
    for group in book.groups:
        variables = tuple(
            replace(v, name="standing", was="rank") if v.name == "rank" else v
            for v in group.variables
        )
        groups.append(replace(group, variables=variables))
    return replace(book, groups=tuple(groups))


def test_an_older_codebook_fills_in_the_same_under_newer_names() -> None:
    old = the_codebook()
    whole, names = whole_codebook(
        _with_rank_renamed(old), [Lineage([old, _with_rank_renamed(old)])]
    )
    event = a_whole_event(an_article())
    ranked = [{**e, "rank": Answer("FM")} for e in event.entries("participants")]
    event = event.with_entries("participants", ranked)
    coding = PlainCoding.of(
        ArticleCoding(
            event.article_id, event.id, Lane.CODING, 1, "submitted", "", {}, old.id, (event,)
        )
    )
    (later,) = names.coding(coding).events
    assert [set(e) for e in later.entries("participants")] == [{"actor", "role", "standing"}] * 2
    before, after = filled(event, old), filled(later, names.codebook(old))
    assert before.answers["level"].value == after.answers["level"].value
    assert before.answers == after.answers
    assert [v.name for _, v in whole.all_variables()].count("rank") == 0


def test_without_older_versions_the_codebook_goes_out_as_it_is() -> None:
    book = the_codebook()
    whole, names = whole_codebook(book, [])
    assert whole is book
    assert names.codebook(book) is book

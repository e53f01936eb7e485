"""A codebook folder is read whole, or refused with every fault at its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model.codebook import Codebook, Kind, Scale
from annotator.model.codebook_file import read_codebook
from annotator.model.codebook_plain import codebook_from_plain, codebook_to_plain
from annotator.model.errors import CodebookError
from annotator.resources import resource

SMALL = """
name = "small"
version = "1"
[[variable]]
name = "contact"
kind = "choice"
label = "Kind of contact"
list = "contacts.csv"
"""
CONTACTS = "code,label\nvisit,Visit\ncall,Call\n"


def folder_of(path: Path, toml: str, **lists: str) -> Path:
    """A codebook folder with this file and these lists."""
    path.mkdir(exist_ok=True)
    (path / "codebook.toml").write_text(toml, encoding="utf-8")
    for name, text in lists.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> tuple[str, ...]:
    """The faults with which a folder is refused."""
    with pytest.raises(CodebookError) as refused:
        read_codebook(path)
    return refused.value.faults


@pytest.fixture(scope="module")
def diplomatic() -> Codebook:
    return read_codebook(resource("codebooks/diplomatic"))


def test_the_default_codebook_asks_all_that_the_field_needs(diplomatic: Codebook) -> None:
    assert (diplomatic.name, diplomatic.version) == ("diplomatic-events", "1.0.0")
    assert len(diplomatic.rules) == 12
    names = {table: [v.name for v in diplomatic.variables_of(table)] for table in ("", "article")}
    assert names["article"] == ["article_status", "status_reason", "duplicate_of", "note"]
    assert names[""][:5] == ["event_type", "event_mode", "status", "date", "place"]
    assert [group.name for group in diplomatic.groups] == [
        "participants",
        "topics",
        "positions",
        "outcomes",
    ]


def test_every_variable_of_the_default_codebook_is_explained(diplomatic: Codebook) -> None:
    for table, variable in diplomatic.all_variables():
        texts = (variable.question, variable.definition, variable.include, variable.exclude)
        assert all((*texts, variable.example)), f"{table} {variable.name}"
        assert len(variable.label) <= 80


def test_every_value_of_the_default_codebook_fits_a_labelled_file(diplomatic: Codebook) -> None:
    for _, variable in diplomatic.all_variables():
        for option in (*variable.options, *variable.precisions, *variable.bases):
            assert option.label
            assert len(option.label.encode()) <= 120


def test_only_what_every_coder_must_answer_is_required(diplomatic: Codebook) -> None:
    required = {f"{table}.{v.name}" for table, v in diplomatic.all_variables() if v.required}
    assert required == {
        "article.article_status",
        "article.status_reason",
        ".event_type",
        ".status",
        ".date",
        ".place",
        "participants.actor",
        "participants.role",
        "topics.topic",
        "positions.holder",
        "positions.topic",
        "positions.stance",
        "outcomes.outcome_type",
    }


def test_reasons_are_never_options_and_points_off_the_scale_are_marked(
    diplomatic: Codebook,
) -> None:
    reasons = {"not_stated", "not_applicable", "undecided"}
    for _, variable in diplomatic.all_variables():
        assert not reasons & {option.code for option in variable.options}
    stance = diplomatic.variable("stance", "positions")
    assert stance is not None
    assert stance.scale is Scale.ORDINAL
    numbers = {option.code: (option.number, option.off_scale) for option in stance.options}
    assert numbers == {
        "supports": (2, False),
        "conditional": (1, False),
        "neutral": (0, False),
        "reserved": (-1, False),
        "opposes": (-2, False),
        "denies": (8, True),
        "silent": (9, True),
    }


def test_actor_lists_are_one_object_with_their_aliases(diplomatic: Codebook) -> None:
    actor = diplomatic.variable("actor", "participants")
    holder = diplomatic.variable("holder", "positions")
    assert actor is not None
    assert holder is not None
    assert actor.options is holder.options
    assert len(actor.options) == 352
    assert sum(len(option.aliases) for option in actor.options) > 4000
    namibia = actor.option("NAM")
    assert namibia is not None
    assert namibia.label == "Namibia"
    assert namibia.columns["iso2"] == "NA"


def test_leading_zeros_of_codes_stay(diplomatic: Codebook) -> None:
    cameo = diplomatic.variable("cameo_code")
    assert cameo is not None
    assert cameo.option("010") is not None
    assert cameo.option("10") is not None


def test_the_small_codebook_has_other_names_and_every_simple_kind() -> None:
    small = read_codebook(resource("codebooks/minimal"))
    kinds = {variable.kind for _, variable in small.all_variables()}
    assert kinds == set(Kind) - {Kind.PERSON, Kind.PLACE}
    assert len(small.variables) == 8


@pytest.mark.parametrize("name", ["diplomatic", "minimal"])
def test_a_codebook_survives_json_with_its_id(name: str) -> None:
    codebook = read_codebook(resource(f"codebooks/{name}"))
    again = codebook_from_plain(codebook_to_plain(codebook))
    assert again == codebook
    assert again.id == codebook.id


def test_a_change_of_a_text_makes_another_codebook(tmp_path: Path) -> None:
    one = read_codebook(folder_of(tmp_path / "a", SMALL, contacts=CONTACTS))
    two = read_codebook(folder_of(tmp_path / "b", SMALL, contacts=CONTACTS + "note,Note\n"))
    same = read_codebook(folder_of(tmp_path / "c", SMALL, contacts=CONTACTS))
    assert one.id != two.id
    assert one.id == same.id


BROKEN = """
name = "broken"
version = "1"
requierd = true

[alignment]
type = { variable = "nothing", weight = 2 }

[[variable]]
name = "Kind"
kind = "choise"
label = "Kind"

[[variable]]
name = "contact"
kind = "choice"
label = "Contact"
shortcut = "e"
default = "vist"
options = [
  { code = "visit", label = "Visit" },
  { code = "visit", label = "Visit again" },
]

[[variable]]
name = "event_id"
kind = "text"
label = "Taken"

[[variable]]
name = "tone"
kind = "choice"
label = "Tone"
scale = "ordinal"
when = { contakt = "visit" }
options = [{ code = "warm", label = "Warm" }]

[[variable]]
name = "away"
kind = "choice"
label = "Away"
list = "../secret.csv"

[[group]]
name = "guests"
label = "Guests"
singular = "guest"
key = ["actor"]

  [[group.variable]]
  name = "state"
  kind = "actor"
  label = "State"
  list = "states.csv"
"""
STATES = "code,label\nfr,France\nfr,France\nde,Germany,extra\n,Nowhere\n"


EXPECTED = [
    "codebook.toml, variable `Kind`: kind `choise` is unknown. Choose one of choice,"
    " choices, text, number, date, actor, person, place, flag.",
    "codebook.toml, variable `contact`, option `visit`: listed twice. Remove one.",
    "codebook.toml, variable `away`: `../secret.csv`: the file is not in the codebook's folder."
    " Put it there.",
    "states.csv, line 4: 3 cells where the header has 2. Check the commas.",
    "states.csv, line 5: the code is empty. Fill it in.",
    "states.csv, line 3: code `fr` stands in line 2 too. Remove one.",
    "codebook.toml: `requierd` is unknown here. Remove it.",
    "codebook.toml, variable `Kind`: a name is small letters a to z, digits and _, a"
    " letter first. Rename it.",
    "codebook.toml, variable `contact`: default `vist` is no option. Did you mean `visit`?",
    "codebook.toml, variable `event_id`: this name is taken by the program, Stata, SPSS"
    " or R. Choose another.",
    "codebook.toml, variable `tone`, option `warm`: it has no number, but the scale is"
    " ordinal. Number every option.",
    "codebook.toml, variable `tone`: the condition names no variable: `contakt`. Did you"
    " mean `contact`?",
    "codebook.toml, group `guests`: key `actor` is no variable of the group. Correct it.",
    "codebook.toml, variable `contact`: shortcut `e` begins a new event. Choose another letter.",
    "codebook.toml, [alignment], type: there is no variable `nothing`. Correct it.",
]


def test_a_broken_codebook_tells_all_its_faults_with_their_places(tmp_path: Path) -> None:
    faults = faults_of(folder_of(tmp_path, BROKEN, states=STATES))
    assert list(faults) == EXPECTED


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("name = ", "codebook.toml, end of document"),
        ('name = "a"\nname = "b"\n', "codebook.toml, line 2"),
        ("a = " + "[" * 5000, "codebook.toml"),
        ("a = " + "9" * 5000, "codebook.toml"),
        ("", "there is no [[variable]]"),
        ('variable = "x"', "Write it as [[variable]] tables"),
        (SMALL.replace("choice", "actor").replace("contacts", "none"), "there is no such file"),
        (SMALL + "when = { contact = 'visit' }", "depends on itself"),
        (SMALL + "default = true", "is no option"),
        (SMALL + f"question = '{'x' * 20_000}'", "Shorten it"),
        (SMALL.replace("contact", "a" * 33, 1), "33 letters, 32 at most"),
        (SMALL.replace('"contact"', '"if"'), "taken by the program, Stata, SPSS or R"),
        (SMALL.replace('"contact"', '"class"'), "taken by the program, Stata, SPSS or R"),
        (
            SMALL.replace("variable", "article").replace('"contact"', '"state"'),
            "`state`: this name",
        ),
        (SMALL + "[alignment]\ntheta = 5\n", "No events are further apart than 1"),
        (SMALL.replace("Kind of contact", "x" * 81), "81 characters, 80 at most"),
    ],
)
def test_a_fault_is_told_in_words(tmp_path: Path, toml: str, fault: str) -> None:
    faults = faults_of(folder_of(tmp_path, toml, contacts=CONTACTS))
    assert any(fault in told for told in faults), faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "there is no column `code`"),
        ("code,label,code\na,A,a\n", "column `code` stands twice"),
        ('code,label\n"a,A\n', "Check the quotation marks"),
        ("code,label,number\na,A,one\n", "line 2: number `one` is no whole number"),
        ("code,label,when\na,A,contact\n", "line 2: when `contact`"),
        ("code,label,when\na,A,contact=b\n", "asks for `b`, which is no answer of `contact`"),
        ("code,label\n" + f"a,{'é' * 61}\n", "line 2: the label of `a` is too long"),
        ("code,label\n", "has no row for it"),
        ("code,label,parent\na,A,b\n", "its parent `b` is no option"),
    ],
)
def test_a_fault_in_a_list_is_told_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    faults = faults_of(folder_of(tmp_path, SMALL, contacts=text))
    assert any(fault in told for told in faults), faults


def test_a_list_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SMALL)
    (folder / "contacts.csv").write_bytes("code,label\na,A\nb,Königin\n".encode("latin-1"))
    assert faults_of(folder) == ("contacts.csv, line 3: not UTF-8. Save the file as UTF-8.",)


def test_huge_files_devices_and_lost_folders_are_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a", SMALL)
    (folder / "contacts.csv").write_bytes(b"x" * 5_000_001)
    assert "larger than 5 MB" in faults_of(folder)[0]
    (folder / "contacts.csv").unlink()
    (folder / "contacts.csv").symlink_to(os.devnull)
    assert "this is no file" in faults_of(folder)[0]
    assert "there is no such folder" in faults_of(tmp_path / "lost")[0]


def test_a_list_may_be_a_link_to_a_shared_file(tmp_path: Path) -> None:
    shared = tmp_path / "shared.csv"
    shared.write_text("\ufeff" + CONTACTS, encoding="utf-8")
    folder = folder_of(tmp_path / "book", SMALL)
    (folder / "contacts.csv").symlink_to(shared)
    assert [option.code for option in read_codebook(folder).variables[0].options] == [
        "visit",
        "call",
    ]


MINIMAL = (resource("codebooks/minimal") / "codebook.toml").read_text(encoding="utf-8")
STATES_LIST = (resource("codebooks/minimal") / "states.csv").read_text(encoding="utf-8")
_WORDS = """[ ] { } " = , true 1 [[group]] when={} é nan -inf 2025-12-01 'x' [] "press" options list
    key 999999999999999999999999999999""".split()
_PIECES = st.sampled_from([*_WORDS, "", "\n", "\0"])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damage_to_a_folder_ends_in_anything_but_words(
    tmp_path: Path, data: st.DataObject
) -> None:
    words = MINIMAL.split(" ")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(_PIECES)
    rows = list(STATES_LIST)
    rows[data.draw(st.integers(0, len(rows) - 1))] = data.draw(_PIECES)
    folder = folder_of(tmp_path, " ".join(words), states="".join(rows))
    try:
        read_codebook(folder)
    except CodebookError as refused:
        faults = refused.faults
    else:
        faults = ("none",)
    assert faults
    assert not any("\n" in fault for fault in faults)

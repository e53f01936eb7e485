"""A codebook changes in a running project: what it touches, and what has to be coded again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from annotator.model.codebook import (
    Codebook,
    Condition,
    Default,
    Group,
    Kind,
    Option,
    Scale,
    Variable,
)
from annotator.model.errors import Incomplete, NotSaved, NotYours
from annotator.model.event import Answer, Event, Lane, Missing
from annotator.stages.coding import (
    history,
    opened,
    reopen,
    retract_event,
    save_article_answers,
    save_event,
    set_aside,
    submit,
)
from annotator.stages.project import (
    Project,
    add_coder,
    adopt_codebook,
    coder,
)
from annotator.stages.recoding import (
    Due,
    Touched,
    due,
    due_of,
    offered,
    proposed,
    touched,
)
from annotator.stages.release import export
from annotator.stages.results import finish
from tests.build import a_project, an_answer, an_article, an_event, the_codebook
from tests.stages.talks import own

TEXT = "Austria met Brazil in Vienna."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = a_project(tmp_path, "minimal")
    for handle in ("ana", "ben"):
        add_coder(made, handle)
    yield made
    made.close()


def _article(project: Project, number: int = 0) -> UUID:
    article = an_article(f"{TEXT} {number}")
    with project.store.transaction() as records:
        records.add_article(article, records.coders()[0].id)
    return article.id


def _event(article_id: UUID, contact: str, **values: str) -> Event:
    guests = tuple({"state": an_answer(code, TEXT, "met")} for code in ("at", "br"))
    given = {name: Answer(value) for name, value in values.items()}
    return an_event(
        article_id,
        {
            "contact": an_answer(contact, TEXT, "met"),
            "day": Answer(Missing.NOT_STATED),
            "tone": Answer("warm"),
            **given,
        },
        groups={"guests": guests},
    )


def _coded(project: Project, handle: str, article_id: UUID, contact: str) -> Event:
    event = _event(article_id, contact)
    who = coder(project, handle)
    save_event(project, who, event)
    submit(project, who, article_id)
    return event


def _options(book: Codebook, *options: Option) -> Codebook:
    """The codebook, of a later version, with other kinds of contact."""
    return _contact(book, options=options)


def _contact(book: Codebook, **members: object) -> Codebook:
    contact, *others = book.variables
    changed = replace(contact, **members)  # type: ignore[arg-type]
    version = f"{book.version}+"
    return own(replace(book, version=version, variables=(changed, *others)))


def _split(book: Codebook) -> Codebook:
    """A meeting becomes a visit or a consultation, a call is called otherwise."""
    known = {option.code: option for option in book.variables[0].options}
    return _options(
        book,
        Option("visit", "Visit", number=1, was=("meeting",)),
        Option("consult", "Consultation", number=4, was=("meeting",)),
        replace(known["letter"]),
        replace(known["call"], code="phone", was=("call",)),
    )


def _adopt(project: Project, book: Codebook) -> None:
    """Put it in force; under a later version if it is only worded otherwise."""
    now = project.codebook
    if book.id != now.id and book.version == now.version:
        book = own(replace(book, version=f"{now.version}+"))
    adopt_codebook(project, coder(project, "me"), book)


def _told(found: Sequence[Due]) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.number, each.reasons) for each in found]


def test_codings_that_hold_a_split_or_renamed_code_are_due_and_no_others(project: Project) -> None:
    events = [
        _coded(project, "ana", _article(project, n), contact)
        for n, contact in enumerate(("letter", "meeting", "call"))
    ]
    assert due(project) == ()
    _adopt(project, _split(project.codebook))
    assert _told(due(project)) == [
        (2, ("Kind of contact: meeting was split into visit and Consultation (consult)",)),
        (3, ("Kind of contact: call was renamed Call (phone)",)),
    ]
    first = due(project)[0]
    assert (first.event_ids, first.lane) == ((events[1].id,), Lane.CODING)
    assert first.coder_id == coder(project, "ana").id
    assert due(project, coder(project, "ben")) == ()
    assert due(project, coder(project, "ana")) == due(project)
    assert due_of(project, coder(project, "ana"), events[1].article_id) == (first,)
    assert due_of(project, coder(project, "ana"), events[0].article_id) == ()


def test_submitting_again_under_the_codebook_in_force_takes_an_article_off(
    project: Project,
) -> None:
    ana, article_id = coder(project, "ana"), _article(project)
    event = _coded(project, "ana", article_id, "meeting")
    _adopt(project, _split(project.codebook))
    reopen(project, ana, article_id)
    with pytest.raises(Incomplete):
        submit(project, ana, article_id)
    assert len(due(project)) == 1
    save_event(project, ana, replace(event, answers=_event(article_id, "visit").answers))
    submit(project, ana, article_id)
    assert due(project) == ()


def test_an_old_coding_stays_readable_under_its_codebook(project: Project) -> None:
    article_id = _article(project)
    event = _coded(project, "ana", article_id, "meeting")
    _adopt(project, _split(project.codebook))
    found = opened(project, coder(project, "ana"), article_id)
    assert found.events == (event,)
    assert any("Meeting" in words for words in history(project, event.id)[0].changed)


def test_a_definition_concerns_those_who_answered_and_a_new_question_those_it_is_asked_of(
    project: Project,
) -> None:
    day = project.codebook.variables[1]
    _coded(project, "ana", _article(project), "meeting")
    _coded(project, "ana", _article(project, 1), "call")
    book = project.codebook
    asked = Variable(
        "mood",
        day.kind,
        "Mood",
        required=True,
        when=(Condition("contact", ("call",)),),
    )
    day = replace(day, definition="Another one.")
    contact, _, *others = book.variables
    _adopt(project, own(replace(book, variables=(contact, day, *others, asked))))
    assert _told(due(project)) == [
        (1, ("Day: its definition has changed",)),
        (2, ("Day: its definition has changed", "Mood is asked now and is not answered")),
    ]


def test_a_question_with_a_default_asks_nothing_again(project: Project) -> None:
    _coded(project, "ana", _article(project), "meeting")
    book = project.codebook
    contact = book.variables[0]
    filled = replace(contact, name="mood", required=True, shortcut="", defaults=(Default("call"),))
    _adopt(project, own(replace(book, variables=(*book.variables, filled))))
    assert due(project) == ()


def test_a_group_that_has_to_be_coded_is_asked_of_every_event(project: Project) -> None:
    event = _coded(project, "ana", _article(project), "meeting")
    book = project.codebook
    note = replace(book.groups[0].variables[0], name="who")
    topics = Group("topics", "Topics", "topic", ("who",), (note,), minimum=1)
    _adopt(project, own(replace(book, groups=(*book.groups, topics))))
    (found,) = due(project)
    assert found.reasons == ("Topics are asked for now and are not coded",)
    assert found.event_ids == (event.id,)


def test_what_is_no_longer_asked_is_counted_and_stays(project: Project) -> None:
    _coded(project, "ana", _article(project), "meeting")
    book = project.codebook
    kept = (book.variables[0], *book.variables[2:])
    later = own(replace(book, version="1.1.0", variables=kept))
    report = finish(touched(project, later))
    gone = next(touch for touch in report.touches if touch.change.kind == "gone")
    assert (gone.codings, gone.events, report.codings) == (1, 1, 0)
    _adopt(project, later)
    assert due(project) == ()


def test_answers_about_the_article_are_due_too(project: Project) -> None:
    ana, article_id = coder(project, "ana"), _article(project)
    save_article_answers(project, ana, article_id, {"reading": Answer("off_topic")})
    submit(project, ana, article_id)
    (reading,) = project.codebook.article
    kept = tuple(o for o in reading.options if o.code != "off_topic")
    _adopt(project, own(replace(project.codebook, article=(replace(reading, options=kept),))))
    assert [(d.event_ids, d.reasons) for d in due(project)] == [
        ((), ("Result of reading: About something else (off_topic) was retired",))
    ]


def test_what_adopting_touches_is_counted_before(project: Project) -> None:
    articles = [_article(project, n) for n in range(3)]
    for number, (handle, contact) in enumerate(
        [("ana", "meeting"), ("ana", "letter"), ("ben", "meeting"), ("ben", "call")]
    ):
        _coded(project, handle, articles[number // 2 if handle == "ana" else number - 2], contact)
    book = _split(project.codebook)
    report = finish(touched(project, book))
    counted = {
        (t.change.kind, t.change.old): (t.codings, t.events) for t in report.touches if t.codings
    }
    assert counted == {
        ("split", ("meeting",)): (2, 2),
        ("renamed", ("call",)): (1, 1),
    }
    assert (report.codings, report.events, report.in_force) == (3, 3, False)
    assert [(c.handle, c.codings) for c in report.coders] == [("ana", 1), ("ben", 2)]
    assert project.codebook.version == "1.0.0"
    _adopt(project, book)
    assert len(due(project)) == report.codings
    assert finish(touched(project, book)) == Touched(book, True, (), 0, 0, ())


def test_codings_of_every_older_version_are_compared_with_the_one_in_force(
    project: Project,
) -> None:
    first = _coded(project, "ana", _article(project), "meeting")
    _adopt(project, _rename(project.codebook, "meeting", "encounter"))
    _coded(project, "ana", _article(project, 1), "encounter")
    _adopt(project, _rename(project.codebook, "encounter", "visit"))
    assert _told(due(project)) == [
        (1, ("Kind of contact: meeting was renamed Meeting (visit)",)),
        (2, ("Kind of contact: Meeting (encounter) was renamed Meeting (visit)",)),
    ]
    ana = coder(project, "ana")
    (later,) = offered(project, ana, first.article_id)
    assert later == first.with_answer("contact", an_answer("visit", TEXT, "met"))
    save_event(project, ana, later)
    assert offered(project, ana, first.article_id) == ()
    assert [each.number for each in due(project)] == [2]


def test_what_was_split_is_not_offered(project: Project) -> None:
    event = _coded(project, "ana", _article(project), "meeting")
    _adopt(project, _split(project.codebook))
    assert offered(project, coder(project, "ana"), event.article_id) == ()


def test_going_back_to_an_older_codebook_lets_its_codings_be(project: Project) -> None:
    book = project.codebook
    _coded(project, "ana", _article(project), "meeting")
    _adopt(project, _split(book))
    assert len(due(project)) == 1
    _adopt(project, book)
    assert due(project) == ()


def test_what_is_taken_back_or_set_aside_is_not_due(project: Project) -> None:
    ana = coder(project, "ana")
    event = _coded(project, "ana", _article(project), "meeting")
    other = _coded(project, "ana", _article(project, 1), "meeting")
    retract_event(project, ana, event.id)
    set_aside(project, ana, other.article_id, "unclear")
    _adopt(project, _split(project.codebook))
    assert due(project) == ()


def test_gold_is_due_under_who_settled_it(project: Project) -> None:
    me = coder(project, "me")
    save_event(project, me, _event(_article(project), "meeting"), Lane.GOLD)
    _adopt(project, _split(project.codebook))
    (found,) = due(project)
    assert (found.lane, found.coder_id) == (Lane.GOLD, me.id)


def test_both_states_of_an_event_saved_on_two_machines_are_looked_at(project: Project) -> None:
    ana = coder(project, "ana")
    event = _event(_article(project), "letter")
    save_event(project, ana, event)
    with project.store.transaction() as records:
        (head,) = records.heads(event.id)
        other = replace(event, answers=_event(event.article_id, "meeting").answers)
        records.add_revision(replace(head, id=UUID(int=1), event=other))
    _adopt(project, _split(project.codebook))
    (found,) = due(project)
    assert found.event_ids == (event.id,)


def test_who_works_alone_here_is_told_of_their_own_codings_only(project: Project) -> None:
    for handle in ("ana", "ben"):
        _coded(project, handle, _article(project, ord(handle[0])), "meeting")
    _adopt(project, _split(project.codebook))
    project.owner = coder(project, "ana")
    assert {each.coder_id for each in due(project)} == {project.owner.id}
    with pytest.raises(NotYours):
        due(project, coder(project, "ben"))
    with pytest.raises(NotYours):
        finish(touched(project, the_codebook("minimal")))


def test_a_codebook_is_adopted_by_a_lead_alone(project: Project) -> None:
    with pytest.raises(NotYours):
        adopt_codebook(project, coder(project, "ana"), _split(project.codebook))
    with project.store.transaction() as records:
        assert records.codebook_in_force().id == the_codebook("minimal").id


def _rename(book: Codebook, old: str, new: str) -> Codebook:
    options = [
        replace(o, code=new, was=(old,)) if o.code == old else replace(o, was=())
        for o in book.variables[0].options
    ]
    return _options(book, *options)


def test_what_goes_out_knows_the_codes_of_every_version(project: Project, tmp_path: Path) -> None:
    for number, contact in enumerate(("meeting", "call", "letter")):
        _coded(project, "ana", _article(project, number), contact)
    before = _export(project, tmp_path)
    book = _split(project.codebook)
    contact, day, venue, tone, *others = book.variables
    renamed = replace(tone, name="mood", was="tone")
    guests = replace(book.groups[0], name="sides", was="guests")
    variables = (contact, day, venue, renamed, *(v for v in others if v.name != "press"))
    alignment = {**book.alignment, "participants": {"group": "sides", "variable": "state"}}
    book = own(replace(book, variables=variables, groups=(guests,), alignment=alignment))
    _adopt(project, book)
    found = _export(project, tmp_path)
    assert sorted(row["contact"] for row in found["events"]) == ["call", "letter", "meeting"]
    assert [row["mood"] for row in found["events"]] == ["warm"] * 3
    assert len(found["sides"]) == len(before["guests"]) == 6
    codes = {(r["variable"], r["code"]): r["definition"] for r in found["codebook"]}
    assert codes["contact", "meeting"].startswith("In 1.0.0; now visit or consult in 1.0.0+.")
    assert ("press", "") in codes
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [each["version"] for each in manifest["older_codebooks"]] == ["1.0.0"]
    assert manifest["codebook"]["id"] == str(book.id)
    _every_code_has_its_meaning(found, tmp_path)


def test_a_scale_with_codes_of_an_older_version_is_not_called_one_order(
    project: Project, tmp_path: Path
) -> None:
    _coded(project, "ana", _article(project), "letter")
    _export(project, tmp_path)
    assert _field(tmp_path, "tone")["categoriesOrdered"] is True
    book = project.codebook
    tone = book.variable("tone")
    assert tone is not None
    hostile, cool, *scale = tone.options
    scale = [replace(each, number=place) for place, each in enumerate(scale, start=2)]
    merged = Option("negative", "Negative", number=1, was=(hostile.code, cool.code))
    later = replace(tone, options=(merged, *scale), when=())
    variables = tuple(later if each.name == "tone" else each for each in book.variables)
    _adopt(project, own(replace(book, variables=variables, checks=())))
    found = _export(project, tmp_path)
    field = _field(tmp_path, "tone")
    assert [each["value"] for each in field["categories"]] == [
        *("negative", "matter_of_fact", "warm", "hostile", "cool")
    ]
    assert field["categoriesOrdered"] is False
    rows = {
        r["code"]: r for r in found["codebook"] if (r["variable"], r["table"]) == ("tone", "events")
    }
    numbers = {code: row["number"] for code, row in rows.items()}
    assert (numbers["hostile"], numbers["cool"], numbers["negative"]) == ("1", "2", "1")
    assert rows["cool"]["definition"].startswith("In 1.0.0; now negative in 1.0.0+.")


def _field(tmp_path: Path, name: str) -> dict[str, object]:
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    (events,) = (each for each in package["resources"] if each["name"] == "events")
    (found,) = (each for each in events["schema"]["fields"] if each["name"] == name)
    return found


def test_what_only_ever_had_one_codebook_goes_out_as_it_was(
    project: Project, tmp_path: Path
) -> None:
    _coded(project, "ana", _article(project), "meeting")
    _export(project, tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    first = project.codebook
    _adopt(project, _split(first))
    _adopt(project, first)
    _export(project, tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_a_question_that_takes_other_values_now_keeps_the_older_ones_beside(
    project: Project, tmp_path: Path
) -> None:
    _coded(project, "ana", _article(project), "meeting")
    contact, day, venue, tone, *others = project.codebook.variables
    number = replace(tone, kind=Kind.NUMBER, options=(), scale=Scale.RATIO)
    _adopt(
        project,
        own(replace(project.codebook, variables=(contact, day, venue, number, *others))),
    )
    (row,) = _export(project, tmp_path)["events"]
    assert (row["tone"], row["tone_choice"]) == ("", "warm")
    assert due(project)[0].reasons == (
        "Tone: what is answered has changed",
        "Tone: its scale has changed",
    )


def _export(project: Project, folder: Path) -> dict[str, list[dict[str, str]]]:
    """Every table of the native format."""
    finish(export(project, ["native"], folder / "out", lane=Lane.CODING))
    found = {}
    for path in (folder / "out").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def _every_code_has_its_meaning(tables: dict[str, list[dict[str, str]]], folder: Path) -> None:
    """Every code in a cell is in the data dictionary and among the categories of its column."""
    known = {(row["table"], row["variable"], row["code"]) for row in tables["codebook"]}
    package = json.loads((folder / "out" / "datapackage.json").read_text(encoding="utf-8"))
    for table in package["resources"]:
        for each in table["schema"]["fields"]:
            cells = {row[each["name"]] for row in tables[table["name"]]} - {"", "not_stated"}
            if listed := {category["value"] for category in each.get("categories", ())}:
                assert cells <= listed
                assert all((table["name"], each["name"], code) in known for code in cells)


def test_what_a_coder_left_open_stays_what_it_was_when_they_did(
    project: Project, tmp_path: Path
) -> None:
    _coded(project, "ana", _article(project), "meeting")
    assert [row["press"] for row in _export(project, tmp_path)["events"]] == ["0"]
    *others, press, remark = project.codebook.variables
    contact, day, venue, tone, *rest = others
    told = replace(
        press,
        name="media",
        was="press",
        defaults=(Default(value=True, when=(Condition("mood", ("warm",)),)),),
    )
    mood = replace(tone, name="mood", was="tone")
    _adopt(
        project,
        own(replace(project.codebook, variables=(contact, day, venue, mood, *rest, told, remark))),
    )
    assert due(project) == ()
    assert [row["media"] for row in _export(project, tmp_path)["events"]] == ["0"]


def test_questions_that_are_called_otherwise_or_gone_do_not_stand_in_the_way(
    project: Project,
) -> None:
    """Nobody could take back an answer that the form does not show."""
    ana, article_id = coder(project, "ana"), _article(project)
    save_article_answers(project, ana, article_id, {"reading": Answer("found")})
    event = _coded(project, "ana", article_id, "meeting")
    book = project.codebook
    contact, _, _, tone, *others = book.variables
    visit = replace(contact.options[0], code="visit", was=("meeting",))
    (reading,) = book.article
    later = own(
        replace(
            book,
            article=(replace(reading, name="result", was="reading"),),
            variables=(
                replace(contact, options=(visit, *contact.options[1:])),
                replace(tone, name="mood", was="tone"),
                *others,
            ),
            groups=(replace(book.groups[0], name="sides", was="guests"),),
        )
    )
    _adopt(project, later)
    found = opened(project, ana, article_id)
    (shown,) = found.events
    assert set(shown.answers) == {"contact", "mood"}
    assert shown.answers["contact"] == event.answers["contact"]
    assert shown.groups["sides"] == event.groups["guests"]
    assert found.answers == {"result": Answer("found")}
    with pytest.raises(Incomplete) as caught:
        submit(project, ana, article_id)
    assert [problem.variable for problem in caught.value.problems] == ["contact"]  # type: ignore[attr-defined]
    save_event(project, ana, proposed(event, book, later))
    submit(project, ana, article_id)
    assert due(project) == ()
    assert len(history(project, event.id)) == 2
    assert opened(project, ana, article_id).answers == {"result": Answer("found")}


def test_an_event_of_which_something_else_was_changed_stays_due(project: Project) -> None:
    ana, article_id = coder(project, "ana"), _article(project)
    event = _coded(project, "ana", article_id, "meeting")
    _adopt(project, _split(project.codebook))
    reopen(project, ana, article_id)
    save_event(project, ana, event.with_answer("remark", Answer("Look again.")))
    (found,) = due(project)
    assert found.event_ids == (event.id,)
    assert found.reasons == (
        "Kind of contact: meeting was split into visit and Consultation (consult)",
    )
    visit = event.with_answer("contact", an_answer("visit", TEXT, "met"))
    save_event(project, ana, visit)
    assert due(project) == (found,)  # in progress: not before it is submitted
    assert due_of(project, ana, article_id) == (found,)
    submit(project, ana, article_id)
    assert due(project) == ()
    reopen(project, ana, article_id)
    save_event(project, ana, visit.with_answer("remark", Answer("Once more.")))
    assert due(project) == ()  # what was confirmed is not asked again


def test_what_is_gone_over_stays_due_until_it_is_submitted(project: Project) -> None:
    ana, article_id = coder(project, "ana"), _article(project)
    event = _coded(project, "ana", article_id, "meeting")
    begun = _article(project, 1)
    save_event(project, ana, _event(begun, "meeting"))
    _adopt(project, _split(project.codebook))
    reopen(project, ana, article_id)
    retract_event(project, ana, event.id)
    save_event(project, ana, _event(article_id, "visit"))
    first, second = due(project)
    assert (first.article_id, first.event_ids) == (article_id, ())
    assert first.reasons == second.reasons
    submit(project, ana, article_id)
    assert due(project) == (second,)


def test_answers_about_an_article_stay_due_until_they_are_submitted(project: Project) -> None:
    ana, article_id = coder(project, "ana"), _article(project)
    reading, *others = project.codebook.article
    worded = replace(reading, definition="Of any sort.")
    book = own(replace(project.codebook, article=(worded, *others)))
    save_article_answers(project, ana, article_id, {"reading": Answer("off_topic")})
    submit(project, ana, article_id)
    _adopt(project, book)
    (found,) = due(project)
    reopen(project, ana, article_id)
    assert due(project) == (found,)
    submit(project, ana, article_id)
    assert due(project) == ()


def test_another_codebook_of_the_same_name_and_version_is_not_adopted(project: Project) -> None:
    book = project.codebook
    twin = own(replace(book, definition="Another."))
    words = "encounters 1.0.0 is in Talks already, with other content. Raise the version."
    with pytest.raises(NotSaved, match=words):
        adopt_codebook(project, coder(project, "me"), twin)
    with pytest.raises(NotSaved, match=words):
        finish(touched(project, twin))
    _adopt(project, _split(book))
    with pytest.raises(NotSaved, match=words):
        adopt_codebook(project, coder(project, "me"), twin)
    _adopt(project, book)
    assert project.codebook.id == book.id


def test_a_was_that_names_nothing_in_any_version_is_noticed(project: Project) -> None:
    book = project.codebook
    _adopt(project, _split(book))
    now = {option.code: option for option in project.codebook.variables[0].options}
    told = replace(now["phone"], was=("call", "nonsense"))
    later = _options(project.codebook, now["visit"], now["consult"], told, now["letter"])
    (notice,) = [
        each.change for each in finish(touched(project, later)).touches if each.change.is_notice
    ]
    text = f"`nonsense` is no code of encounters {project.codebook.version}"
    assert text in notice.text
    again = _options(project.codebook, *now.values(), Option("meet", "Meet", 7, was=("meeting",)))
    assert not any(each.change.is_notice for each in finish(touched(project, again)).touches)

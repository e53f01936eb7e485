from __future__ import annotations

import io
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model.article import Article
from annotator.model.errors import CodingRefused
from annotator.model.event import Lane
from annotator.stages import coding
from annotator.stages.codings import (
    MAX_LINE_BYTES,
    export_codings,
    import_codings,
    import_line,
    raw_lines,
)
from annotator.stages.project import Project, add_coder, check, coder, coders
from annotator.stages.results import finish
from tests.build import a_project, a_whole_event, an_event, with_article
from tests.stages.talks import own

TEXT = "Wang Yi received Sergey Lavrov in Beijing. They spoke about Ukraine."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = a_project(tmp_path)
    with_article(made, TEXT)
    return made


def article_of(project: Project) -> Article:
    return coding.opened(project, coder(project, "me"), Article.from_text(TEXT).id).article


def a_line(**members: object) -> dict[str, object]:
    events = [{"answers": {"event_type": {"value": "CONSULT"}}}]
    article = {"id": str(Article.from_text(TEXT).id)}
    line = {"article": article, "coder": "ana", "lane": "coding", "state": "in_progress"}
    return {**line, "events": events, **members}


def take(project: Project, *lines: object, **options: object) -> object:
    raw = [json.dumps(line) for line in lines]
    return finish(import_codings(project, raw, importer=coder(project, "me"), **options))  # type: ignore[arg-type]


def test_what_was_coded_by_hand_comes_back_from_its_line(project: Project, tmp_path: Path) -> None:
    ana = add_coder(project, "ana")
    coding.save_event(project, ana, a_whole_event(article_of(project)))
    coding.submit(project, ana, article_of(project).id)
    lines = list(export_codings(project))
    (tmp_path / "other").mkdir()
    other = a_project(tmp_path / "other")
    with_article(other, TEXT)

    report = finish(import_codings(other, lines, importer=coder(other, "me")))

    assert (report.taken, report.refused, report.added_coders) == (1, (), ("ana",))
    assert list(export_codings(other)) == lines
    assert not finish(check(other))


def test_events_without_ids_get_the_same_ones_each_time(project: Project) -> None:
    first = take(project, a_line())
    lines = list(export_codings(project))
    second = take(project, a_line())

    assert (first.taken, second.taken, second.unchanged) == (1, 0, 1)  # type: ignore[attr-defined]
    assert list(export_codings(project)) == lines


def test_an_article_is_found_by_each_identifier_and_refused_if_they_disagree(
    project: Project,
) -> None:
    import hashlib

    with_article(project, "Another text")
    right = hashlib.sha256(TEXT.encode()).hexdigest()
    other = hashlib.sha256(b"Another text").hexdigest()
    known = str(Article.from_text(TEXT).id)

    good = take(project, a_line(article={"text_sha256": right.upper(), "id": known}))
    bad = take(project, a_line(article={"text_sha256": other, "id": known}))

    assert not good.refused  # type: ignore[attr-defined]
    assert "different articles" in bad.refused[0][1]  # type: ignore[attr-defined]


def test_only_a_lead_adds_coders_by_import(project: Project) -> None:
    ben = add_coder(project, "ben")

    report = finish(import_codings(project, [json.dumps(a_line())], importer=ben))

    assert "only a lead" in report.refused[0][1]
    assert [each.handle for each in coders(project)] == ["me", "ben"]


@pytest.mark.parametrize("handle", ["", "a b", "x" * 61, "a\u202eb"])
def test_a_handle_that_is_none_is_refused(project: Project, handle: str) -> None:
    report = take(project, a_line(coder=handle))

    assert report.refused  # type: ignore[attr-defined]
    assert len(coders(project)) == 1


def test_an_event_of_somebody_else_is_not_taken_over(project: Project) -> None:
    ana, ben = add_coder(project, "ana"), add_coder(project, "ben")
    event = an_event(article_of(project).id, event_type="CONSULT")
    coding.save_event(project, ana, event)
    stolen = {"id": str(event.id), "answers": {"event_type": {"value": "AGREE"}}}

    report = take(project, a_line(coder="ben", events=[stolen]))

    assert "another coding" in report.refused[0][1]  # type: ignore[attr-defined]
    assert coding.opened(project, ben, event.article_id).events == ()
    assert coding.opened(project, ana, event.article_id).events == (event,)


@pytest.mark.parametrize("dry_run", [False, True])
def test_two_lines_cannot_share_an_event_even_in_a_dry_run(project: Project, dry_run: bool) -> None:
    event = {"id": "11111111-1111-4111-8111-111111111111", "answers": {}}
    lines = [a_line(coder=handle, events=[event]) for handle in ("ana", "ben")]

    report = take(project, *lines, dry_run=dry_run)

    assert [number for number, _ in report.refused] == [2]  # type: ignore[attr-defined]
    assert "another coding" in report.refused[0][1]  # type: ignore[attr-defined]


def test_two_lines_of_gold_about_one_article_are_one_too_many(project: Project) -> None:
    lines = [a_line(coder=handle, lane="gold") for handle in ("judge", "chair")]

    report = take(project, *lines)

    ((number, reason),) = report.refused  # type: ignore[attr-defined]
    assert (number, "the gold coding" in reason) == (2, True)


def test_handles_of_a_file_differ_in_more_than_capitals_too(project: Project) -> None:
    add_coder(project, "ana")

    report = take(project, a_line(coder="Ana"))

    assert "as ana" in report.refused[0][1]  # type: ignore[attr-defined]
    assert [each.handle for each in coders(project)] == ["me", "ana"]


def test_an_article_is_not_set_aside_without_a_reason(project: Project) -> None:
    report = take(
        project,
        a_line(state="set_aside", reason=" ", events=[]),
        a_line(coder="ben", state="set_aside", reason="paywalled", events=[]),
    )

    assert [number for number, _ in report.refused] == [1]  # type: ignore[attr-defined]
    assert report.taken == 1  # type: ignore[attr-defined]


def test_a_submitted_coding_that_is_incomplete_is_taken_and_said_so(project: Project) -> None:
    report = take(project, a_line(state="submitted"))

    assert report.lines[0].incomplete > 0  # type: ignore[attr-defined]
    assert json.loads(next(export_codings(project)))["state"] == "submitted"


def test_gold_is_one_coding_whoever_brings_it(project: Project) -> None:
    take(project, a_line(coder="judge", lane="gold"))
    given = json.loads(next(export_codings(project, lane=Lane.GOLD)))["events"][0]["id"]
    changed = {"id": given, "answers": {"event_type": {"value": "AGREE"}}}

    take(project, a_line(coder="me", lane="gold", events=[changed]))

    (line,) = export_codings(project, lane=Lane.GOLD)
    assert json.loads(line)["events"][0]["answers"]["event_type"]["value"] == "AGREE"


def test_an_acknowledged_line_is_on_disk_for_another_reader(project: Project) -> None:
    from annotator.stages.project import open_project

    import_line(project, json.dumps(a_line()), importer=coder(project, "me"))

    other = open_project(project.location, read_only=True)
    assert len(list(export_codings(other))) == 1
    other.close()


def test_a_line_that_is_too_long_is_refused_without_being_held(project: Project) -> None:
    stream = io.BytesIO(b"x" * (MAX_LINE_BYTES + 9) + b"\n" + json.dumps(a_line()).encode())

    lines = list(raw_lines(stream))

    assert [len(lines[0]), len(lines)] == [MAX_LINE_BYTES + 1, 2]
    report = finish(import_codings(project, lines, importer=coder(project, "me")))
    assert [number for number, _ in report.refused] == [1]
    assert report.taken == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8")))
def test_no_line_whatever_breaks_the_import(project: Project, raw: bytes) -> None:
    with suppress(CodingRefused):
        import_line(project, raw.replace(b"\n", b" "), importer=coder(project, "me"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from([*sorted(a_line()), "article_answers", "round", "codebook", "reason"]),
    value=json_values,
)
def test_a_line_with_anything_in_one_member_is_taken_or_refused(
    project: Project, name: str, value: object
) -> None:
    with suppress(CodingRefused):
        import_line(project, json.dumps(a_line(**{name: value})), importer=coder(project, "me"))


def test_of_two_codebooks_of_one_name_and_version_a_line_is_of_the_newest_that_it_fits(
    project: Project,
) -> None:
    me, older = coder(project, "me"), project.codebook
    kind = older.variables[0]
    options = tuple(each for each in kind.options if each.code != "CONSULT")
    fewer = replace(older, variables=(replace(kind, options=options), *older.variables[1:]))
    newer = own(fewer)
    with project.store.transaction() as records:  # as a merge brings them
        records.add_codebook(newer)
        records.adopt(newer.id, me.id)
    project.codebook = newer

    report = take(project, a_line(), a_line(coder="ben", state="submitted", events=[]))

    assert (report.taken, report.refused) == (2, ())  # type: ignore[attr-defined]
    with project.store.transaction() as records:
        made = {str(each.coder_id): each.codebook_id for each in records.codings(Lane.CODING)}
    assert made == {
        str(coder(project, "ana").id): older.id,
        str(coder(project, "ben").id): newer.id,
    }
    wrong = a_line(events=[{"answers": {"event_type": {"value": "NONE"}}}])
    assert len(take(project, wrong).refused) == 1  # type: ignore[attr-defined]

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.model.query import (
    FIELDS,
    MAX_TERMS,
    And,
    Field,
    Not,
    Or,
    Query,
    QueryFault,
    Words,
    date_bounds,
    parse_query,
    terms,
)

PIECES = [
    "AND",
    "OR",
    "NOT",
    "-",
    "(",
    ")",
    '"',
    "“",
    "*",
    ":",
    " ",
    "a",
    "wort*",
    "北京",
    "..",
    "!",
]
PIECES += [f"{name}:" for name in FIELDS] + ["nobody:", "2025-01", "to_do", "https://x.org/a"]
typed = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join))
typed |= st.lists(st.sampled_from(PIECES)).map("".join)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", None),
        (" \n", None),
        ("— !!", None),
        ("minister", Words("minister")),
        ("minist*", Words("minist", is_prefix=True)),
        ("vice-president*", Words("vice-president", is_prefix=True)),
        ('"trade talks"', Words("trade talks")),
        ("“trade talks”", Words("trade talks")),
        ('"trade ta"*', Words("trade ta", is_prefix=True)),
        ("trade talks", And((Words("trade"), Words("talks")))),
        ("trade AND talks", And((Words("trade"), Words("talks")))),
        ("a b OR c", Or((And((Words("a"), Words("b"))), Words("c")))),
        ("a (b OR c)", And((Words("a"), Or((Words("b"), Words("c")))))),
        ("a -b", And((Words("a"), Not(Words("b"))))),
        ("a NOT (b c)", And((Words("a"), Not(And((Words("b"), Words("c"))))))),
        ("NOT NOT a", Words("a")),
        ("and or not", And((Words("and"), Words("or"), Words("not")))),
        ("title:visit*", Words("visit", True, "title")),
        ('TITLE:"state visit"', Words("state visit", column="title")),
        ('publisher:"New York Times"', Field("publisher", "New York Times")),
        ("status:to-do", Field("status", "to_do")),
        ("date:2025-01..2025-03", Field("date", "2025-01..2025-03")),
        ("-coder:ana", Not(Field("coder", "ana"))),
        ("https://example.org/a", Words("https://example.org/a")),
        ("10:30", Words("10:30")),
        ("北京", Words("北京")),
    ],
)
def test_a_query_is_read_as_it_is_meant(text: str, query: Query | None) -> None:
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        ('peace "trade talks', 6, 'Write "'),
        ("peace (trade", 6, "Write “)”"),
        ("peace trade)", 11, "Remove it"),
        ("peace OR", 6, "Complete it"),
        ("AND peace", 0, "Complete it"),
        ("peace NOT", 6, "Write it behind"),
        ("publsher:Reuters", 0, "publisher"),
        ("date:", 0, "2025-01..2025-03"),
        ("date: 2025", 0, "close behind"),
        ("date:2025-13", 5, "2025-01..2025-03"),
        ("date:2025-03..2025-01", 5, "2025-01..2025-03"),
        ("status:done", 7, "submitted"),
        ("min*ster", 3, "end of a word"),
        (" ".join("abc" for _ in range(MAX_TERMS + 1)), 4 * MAX_TERMS, "Look for fewer"),
        ("a" * 3000, 2000, "Look for less"),
        ("(" * 30 + "a" + ")" * 30, 24, "flatter"),
    ],
)
def test_a_faulty_query_shows_its_place_and_remedy(text: str, place: int, remedy: str) -> None:
    with pytest.raises(QueryFault) as fault:
        parse_query(text)
    assert fault.value.place == place
    assert remedy in str(fault.value)
    assert f"character {place + 1} " in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("minis", Words("minis", is_prefix=True)),
        ("minis ", Words("minis")),
        ('"trade ta', Words("trade ta", is_prefix=True)),
        ("peace (tra", And((Words("peace"), Words("tra", is_prefix=True)))),
        ("peace OR", Words("peace")),
        ("peace AND ", Words("peace")),
        ("peace -", Words("peace")),
        ("peace publisher:", Words("peace")),
        ("peace status:sub", Words("peace")),
        ("peace date:2025-", Words("peace")),
        ("publisher:Reu", Field("publisher", "Reu")),
    ],
)
def test_what_is_still_being_typed_is_passed_over(text: str, query: Query) -> None:
    assert parse_query(text, forgiving=True) == query


@given(typed)
@example("(" * 3000)
@example("NOT " * 400)
@example("a (" * 60)
def test_any_text_gives_a_query_or_a_fault_and_none_while_typing(text: str) -> None:
    place = 0
    try:
        assert len(list(terms(parse_query(text)))) <= MAX_TERMS
    except QueryFault as fault:
        place = fault.place
    assert 0 <= place <= len(text)
    assert len(list(terms(parse_query(text, forgiving=True)))) <= MAX_TERMS


@given(typed)
def test_a_query_without_faults_means_the_same_once_it_is_finished(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryFault:
        return
    assert parse_query(text + " ", forgiving=True) == query


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2025", ("2025-01-01", "2025-12-31")),
        ("2025-02", ("2025-02-01", "2025-02-31")),
        ("2025-02-03", ("2025-02-03", "2025-02-03")),
        ("2025..2026-03", ("2025-01-01", "2026-03-31")),
        ("2025..", ("2025-01-01", "")),
        ("..2025-06", ("", "2025-06-31")),
    ],
)
def test_a_date_asks_for_days_from_to(value: str, bounds: tuple[str, str]) -> None:
    assert date_bounds(value) == bounds


@pytest.mark.parametrize("value", ["", "..", "25", "2025-00", "2025-02-30", "2026..2025", "a..b"])
def test_what_is_no_period_is_refused(value: str) -> None:
    with pytest.raises(ValueError):
        date_bounds(value)

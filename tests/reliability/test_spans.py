"""Published continua, and the laws of agreement on marked words."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.agreement import NEEDS_TWO_CODERS, NO_PAIRABLE, NO_VARIATION, OVERLAPPING
from annotator.reliability.spans import Marked, MarkedDocument, agree_on_spans


def labelled(label: str, *spans: tuple[int, int]) -> list[Marked]:
    return [(start, end, label) for start, end in spans]


UNITIZATION_C = MarkedDocument(
    24,
    {
        "c1": labelled("x", (2, 8), (10, 12), (14, 18), (20, 22)),
        "c2": labelled("x", (0, 2), (4, 8), (10, 14), (16, 18), (20, 22)),
    },
)


def test_unitization_c_of_krippendorff_1995_page_57() -> None:
    found = agree_on_spans([UNITIZATION_C])
    assert found.u_alpha.value == pytest.approx(59 / 168, abs=1e-12)
    assert found.u_alpha_binary.value == pytest.approx(59 / 168, abs=1e-12)
    assert found.char_f1.value == pytest.approx(20 / 28)
    assert found.span_f1_exact.value == pytest.approx(2 / 9)
    assert found.span_f1_overlap.value == pytest.approx(8 / 9)


def test_labels_count_for_u_alpha_and_spans_and_not_for_characters() -> None:
    document = MarkedDocument(
        100, {"a": [(0, 10, "x"), (50, 60, "y")], "b": [(0, 10, "x"), (50, 60, "z")]}
    )
    found = agree_on_spans([document])
    assert found.char_f1.value == found.u_alpha_binary.value == 1
    assert found.span_f1_exact.value == found.span_f1_overlap.value == 0.5
    assert found.u_alpha.value is not None
    assert found.u_alpha.value < 1
    assert agree_on_spans([document], "x").u_alpha.value == 1
    assert agree_on_spans([document], "y").char_f1.value == 0


def test_labels_that_overlap_within_a_coder_leave_the_binary_one() -> None:
    document = MarkedDocument(
        100, {"a": [(0, 20, "x"), (10, 30, "y")], "b": [(0, 30, "x")], "c": []}
    )
    found = agree_on_spans([document])
    assert (found.u_alpha.value, found.u_alpha.reason) == (None, OVERLAPPING)
    assert found.u_alpha_binary.value is not None
    assert agree_on_spans([document], "x").u_alpha.value is not None
    alone = MarkedDocument(100, {name: document.spans[name] for name in "ab"})
    assert agree_on_spans([alone]).u_alpha_binary.value == 1


def test_overlapping_spans_of_one_label_are_one() -> None:
    document = MarkedDocument(
        50, {"a": labelled("x", (0, 10), (5, 20), (5, 20)), "b": labelled("x", (0, 20))}
    )
    found = agree_on_spans([document])
    assert found.span_f1_exact.value == found.u_alpha.value == found.char_f1.value == 1


def test_the_border_of_spans_that_touch_matters_to_the_span_f1_alone() -> None:
    document = MarkedDocument(
        50, {"a": labelled("x", (0, 10), (10, 20)), "b": labelled("x", (0, 20))}
    )
    found = agree_on_spans([document])
    assert found.u_alpha.value == found.char_f1.value == 1
    assert found.span_f1_exact.value == 0
    assert found.span_f1_overlap.value == pytest.approx(2 / 3)


def test_nothing_marked_and_everything_marked_are_no_variation() -> None:
    for spans in ([], labelled("x", (0, 9))):
        found = agree_on_spans([MarkedDocument(9, {"a": spans, "b": spans})])
        assert (found.u_alpha.value, found.u_alpha.reason) == (None, NO_VARIATION)
        assert (found.u_alpha_binary.value, found.u_alpha_binary.reason) == (None, NO_VARIATION)
    assert found.char_f1.value == 1


def test_without_a_second_coder_nothing_is_defined() -> None:
    one = MarkedDocument(9, {"a": labelled("x", (0, 4))})
    other = MarkedDocument(9, {"b": labelled("x", (0, 4))})
    cases = ([one], NEEDS_TWO_CODERS), ([one, other], NO_PAIRABLE), ([], NO_PAIRABLE)
    for documents, why in cases:
        found = agree_on_spans(documents)
        assert {found.u_alpha.reason, found.char_f1.reason, found.span_f1_exact.reason} == {why}
        assert found.n_articles == 0
    empty = agree_on_spans([MarkedDocument(0, {"a": [], "b": []})])
    assert empty.u_alpha.value is None


def by_character(documents: list[MarkedDocument]) -> Fraction | None:
    """u-alpha from its definition, character by character and section by section."""
    values = sorted({label for d in documents for own in d.spans.values() for *_, label in own})
    codes: list[str | None] = [None, *values]
    observed = {(c, k): Fraction(0) for c in codes for k in codes}
    squares = dict.fromkeys(codes, 0)
    for document in documents:
        lines = []
        for own in document.spans.values():
            line: list[str | None] = [None] * document.length
            for start, end, label in own:
                line[start:end] = [label] * (end - start)
                squares[label] += (end - start) ** 2
            squares[None] += line.count(None)
            lines.append(line)
        for at, one in enumerate(lines):
            for place, other in enumerate(lines):
                if at != place:
                    for c, k in zip(one, other, strict=True):
                        observed[c, k] += Fraction(1, len(lines) - 1)
    total = sum(observed.values())
    marginal = {c: sum(observed[c, k] for k in codes) for c in codes}
    rest = total**2 - sum(squares.values())
    expected = {c: total * (marginal[c] ** 2 - squares[c]) / rest for c in codes}
    apart = total - sum(expected.values())
    return 1 - (total - sum(observed[c, c] for c in codes)) / apart if apart else None


def random_document(random: Random, n_coders: int) -> MarkedDocument:
    length = random.randrange(20, 40)
    spans = {}
    for coder in "abcd"[:n_coders]:
        at = 0
        own: list[Marked] = []
        while (start := at + random.randrange(1, 9)) < length - 1:
            at = min(length, start + random.randrange(1, 7))
            own.append((start, at, random.choice("xy")))
        spans[coder] = own
    return MarkedDocument(length, spans)


@given(st.integers(0, 10**6), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_u_alpha_of_several_documents_follows_its_definition(seed: int, n: int) -> None:
    random = Random(seed)
    documents = [random_document(random, random.randrange(2, 5)) for _ in range(n)]
    found = agree_on_spans(documents).u_alpha.value
    wanted = by_character(documents)
    assert found == (None if wanted is None else pytest.approx(float(wanted), abs=1e-9))


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_no_order_changes_a_number(seed: int) -> None:
    random = Random(seed)
    documents = [random_document(random, 3) for _ in range(2)]
    turned = [
        MarkedDocument(
            each.length, {coder: each.spans[coder][::-1] for coder in reversed(each.spans)}
        )
        for each in reversed(documents)
    ]
    before, after = agree_on_spans(documents), agree_on_spans(turned)
    assert after.u_alpha.value == pytest.approx(before.u_alpha.value)
    assert after.char_f1 == before.char_f1
    assert after.span_f1_overlap == before.span_f1_overlap

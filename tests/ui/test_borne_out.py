"""What the words of a sentence say by themselves: the places and actors they name."""

from __future__ import annotations

from annotator.model.span import Span
from annotator.ui.widgets.borne_out import naming, places_in
from tests.build import the_codebook

TEXT = "Yesterday Chinese Foreign Minister Wang Yi met Sergey Lavrov of Russia in Beijing."
SENTENCE = Span.of(TEXT, 10, len(TEXT))


def test_places_of_a_sentence_are_those_named_not_peoples() -> None:
    variable = the_codebook().variable("place", "")
    assert variable is not None
    found = places_in(variable, SENTENCE)
    assert [(span.quote, place.name, place.country) for span, place in found] == [
        ("Russia", "Russia", "RUS"),
        ("Beijing", "Beijing", "CHN"),
    ]
    assert all(TEXT[span.start : span.end] == span.quote for span, _ in found)


def test_an_actor_is_named_where_the_sentence_first_names_it() -> None:
    actor = the_codebook().variable("actor", "participants")
    assert actor is not None
    span = naming(actor, "CHN", SENTENCE)
    assert span is not None
    assert TEXT[span.start : span.end] == span.quote
    assert span.quote.startswith("Chinese")
    assert naming(actor, "FRA", SENTENCE) is None

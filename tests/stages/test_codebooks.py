"""A codebook as a page, and what a new one changes in an old one."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from annotator.model.codebook import Codebook, Condition, Rule
from annotator.stages.codebooks import codebook_diff, codebook_html
from tests.build import the_codebook


@pytest.fixture(scope="module")
def minimal() -> Codebook:
    return the_codebook("minimal")


@pytest.fixture(scope="module")
def diplomatic() -> Codebook:
    return the_codebook()


class Page(HTMLParser):
    """What a browser would see of a page: its words, and tags left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        members = dict(attrs)
        self.anchors.add(members.get("id") or "")
        self.links.add(members.get("href") or "")
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_holds_every_question_rule_and_value(diplomatic: Codebook) -> None:
    page = Page(codebook_html(diplomatic))
    words = "".join(page.words)
    assert page.open == []
    for _, variable in diplomatic.all_variables():
        assert variable.label in words
        assert variable.definition in words
        assert variable.example in words
        assert all(option.label in words for option in variable.options)
    assert all(rule.text in words for rule in diplomatic.rules)
    assert {link.removeprefix("#") for link in page.links} <= page.anchors


def test_the_page_needs_nothing_else(diplomatic: Codebook) -> None:
    html = codebook_html(diplomatic)
    assert not re.search(r"(?:src|href)=\"(?!#)", html)
    assert "<script" not in html


def test_what_a_lab_writes_is_shown_as_text(minimal: Codebook) -> None:
    html = codebook_html(replace(minimal, label="<script>alert(1)</script>"))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_codebook_changes_nothing_in_itself(diplomatic: Codebook) -> None:
    assert codebook_diff(diplomatic, diplomatic) == []


def test_every_change_is_told_and_what_it_touches(minimal: Codebook) -> None:
    contact, day, *others = minimal.variables
    options = (*contact.options[1:], replace(contact.options[0], code="visit"))
    new = replace(
        minimal,
        version="1.1.0",
        variables=(
            replace(contact, label="Contact", options=options),
            *others,
            replace(day, name="date_of_it"),
        ),
        rules=(*minimal.rules, Rule("Mornings", "Count only mornings.")),
    )
    told = [(str(change), change.touches) for change in codebook_diff(minimal, new)]
    assert told == [
        ("Codebook: version was “1.0.0” and is now “1.1.0”.", False),
        ("contact: label was “Kind of contact” and is now “Contact”.", False),
        ("contact: option `meeting` was retired.", True),
        ("contact: option `visit` was added.", False),
        ("day: is no longer asked. Its answers stay with their events.", True),
        ("date_of_it: is new. It must be answered.", True),
        ("Rule “Mornings”: is new.", True),
    ]


def test_a_change_of_a_group_is_told(minimal: Codebook) -> None:
    guests = minimal.groups[0]
    when = (Condition("contact", ("meeting",)),)
    new = replace(minimal, groups=(replace(guests, when=when, minimum=0),))
    assert [str(change) for change in codebook_diff(minimal, new)] == [
        "Group guests: when is now “contact is meeting”.",
        "Group guests: minimum was “2” and is now “0”.",
    ]
    assert [str(change) for change in codebook_diff(minimal, replace(minimal, groups=()))] == [
        "Group guests: is no longer asked. Its entries stay."
    ]


def test_two_unlike_codebooks_can_be_compared(minimal: Codebook, diplomatic: Codebook) -> None:
    assert len(codebook_diff(minimal, diplomatic)) > 30


def test_the_page_says_what_was_called_otherwise(minimal: Codebook) -> None:
    contact, *others = minimal.variables
    options = (replace(contact.options[0], code="visit", was=("meeting",)), *contact.options[1:])
    new = replace(minimal, variables=(replace(contact, options=options, was="encounter"), *others))
    words = "".join(Page(codebook_html(new)).words)
    assert "Takes over meeting." in words
    assert "called encounter" in words

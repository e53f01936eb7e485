"""Encodings from before Unicode are told from the text, or the file is refused; never garbled."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.encodings import decoded
from annotator.model.errors import UnreadableFile
from tests.extensions.paragraphs import PARAGRAPHS

ALL = [
    pytest.param(text, encoding, id=f"{language}-{encoding}")
    for language, (encodings, text) in PARAGRAPHS.items()
    for encoding in (*encodings, "utf-8-sig", "utf-16")
]


@pytest.mark.parametrize(("text", "encoding"), ALL)
def test_a_paragraph_is_read_in_the_encoding_it_is_in(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore")
    assert decoded(raw) == raw.decode(encoding).removeprefix("\ufeff")


def read(raw: bytes) -> str | None:
    """The text of the bytes; None if they are refused."""
    try:
        return decoded(raw)
    except UnreadableFile:
        return None


@pytest.mark.parametrize("size", [40, 90, 160])
def test_a_few_words_are_read_right_or_refused(size: int) -> None:
    for encodings, text in PARAGRAPHS.values():
        for encoding in encodings:
            for start in range(0, len(text) - size, size):
                raw = text[start : start + size].encode(encoding, "ignore")
                assert read(raw) in (raw.decode(encoding), None)


NAMES = {
    "cp1250": ("Dvořák", "Przemyśl", "Petrovič", "Győr", "Ustí"),
    "cp1252": ("Þingvellir", "Conceição", "Sjælland", "Guðrún"),
    "cp1254": ("Erdoğan", "Kadıköy", "Iğdır"),
    "cp1257": ("Grybauskaitė", "Jūratė", "Ķekava"),
}


@pytest.mark.parametrize("language", PARAGRAPHS)
@pytest.mark.parametrize("encoding", NAMES)
def test_a_name_from_elsewhere_is_read_right_or_refused(encoding: str, language: str) -> None:
    paragraph = PARAGRAPHS[language][1].replace("naïve", "naive").replace("£", "$")
    if paragraph.encode(encoding, "ignore").decode(encoding) != paragraph:
        return
    for name in NAMES[encoding]:
        text = f"{paragraph} {name}."
        assert read(text.encode(encoding)) in (text, None)


def test_a_large_file_is_read_to_its_end() -> None:
    paragraph = PARAGRAPHS["fr"][1] + "\n"
    assert read((paragraph * 2_000).encode("cp1252")) == paragraph * 2_000
    wide = PARAGRAPHS["ja"][1] + "\n"
    assert read((wide * 3_000).encode("euc_jp")) == wide * 3_000


def test_what_a_file_declares_is_believed_if_the_bytes_bear_it_out() -> None:
    short = "Genève, où"
    with pytest.raises(UnreadableFile):
        decoded(short.encode("cp1252"))
    assert decoded(short.encode("cp1252"), "iso-8859-1") == short
    russian = PARAGRAPHS["ru"][1]
    assert decoded(russian.encode("koi8-r"), "koi8-r") == russian
    chinese = PARAGRAPHS["zh"][1]
    assert decoded(chinese.encode("gbk"), "GB2312") == chinese


@pytest.mark.parametrize("declared", ["koi8-r", "shift_jis", "no-such", "hex", "utf-8", "a\0b"])
def test_what_a_file_declares_wrongly_is_found_out(declared: str) -> None:
    russian = PARAGRAPHS["ru"][1]
    assert decoded(russian.encode("cp1251"), declared) == russian


def test_utf_8_is_not_mistaken_for_what_a_file_declares() -> None:
    french = PARAGRAPHS["fr"][1]
    assert decoded(french.encode(), "iso-8859-1") == french


def test_a_table_of_all_characters_of_an_encoding_is_refused() -> None:
    for encoding in ("cp1251", "cp1252", "koi8-r", "iso8859-2"):
        with pytest.raises(UnreadableFile):
            decoded(bytes(range(0x20, 0x7F)) + bytes(range(0xA1, 0x100)))
        raw = "".join(
            bytes([code]).decode(encoding, "ignore") for code in range(0x20, 0x100)
        ).encode(encoding, "ignore")
        with pytest.raises(UnreadableFile):
            decoded(raw)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_give_a_text_or_a_refusal(raw: bytes) -> None:
    text = read(raw)
    assert text is None or "\0" not in text


def test_hebrew_short_forms_do_not_make_its_encoding_doubtful() -> None:
    text = (
        "שרי החוץ של שתי המדינות נפגשו ביום שני בז׳נבה והסכימו לחדש את השיחות בנושאי סחר. "
        "דובר צה״ל מסר כי רמת־הגולן נותרה שקטה, ושר החוץ שב מארה״ב אל הארץ ביום רביעי בבוקר."
    )
    assert decoded(text.encode("cp1255")) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_xml_in_utf_16_without_a_mark_is_known_by_its_beginning(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><a>短い</a>'
    assert decoded(text.encode(encoding)) == text

"""Whatever a file holds, an importer reads it or refuses it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.archive import Archive
from annotator.extensions.articles.office import Docx, Odt, Rtf
from annotator.extensions.articles.pdf import Pdf
from annotator.extensions.registry import HEAD_BYTES, Imported, Importer, Refused
from annotator.model.errors import UnreadableFile
from tests.extensions.hostile import WORDS, docx, odt, word_xml, zipped
from tests.extensions.office_files import RTF, docx_paragraph, run
from tests.extensions.pdf_files import column, content, pdf
from tests.extensions.test_office import BODY, ODT_BODY

NAMES = ("docx", "odt", "rtf", "pdf", "zip", "docx parts", "odt parts")


@cache
def importer(name: str) -> Importer:
    """The importer of a sort of file, one for all its examples."""
    made: dict[str, Importer] = {
        "docx": Docx(),
        "odt": Odt(),
        "rtf": Rtf(),
        "pdf": Pdf(),
        "zip": Archive(),
    }
    return made[name.removesuffix(" parts")]


@cache
def sound(name: str) -> bytes:
    """A sound file of this sort, the "parts" without the packing that hides their letters."""
    files = {
        "docx": docx(word_xml(docx_paragraph(run(WORDS)))),
        "odt": odt(ODT_BODY),
        "rtf": RTF.encode("ascii"),
        "pdf": pdf([content(column([WORDS, WORDS]))], b"/Title(a)"),
        "zip": zipped({"a.txt": WORDS, "b.zip": zipped({"c.txt": WORDS})}),
        "docx parts": word_xml(BODY).encode(),
        "odt parts": ODT_BODY.encode(),
    }
    return files[name]


def packed(name: str, raw: bytes) -> bytes:
    """The file that a mutated part makes."""
    text = raw.decode("utf-8", "replace")
    if name == "docx parts":
        return docx(text)
    return odt(text) if name == "odt parts" else raw


def read(name: str, raw: bytes) -> None:
    """Read a file; nothing but a refusal may come out beside articles."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a.{name.removesuffix(' parts')}")
        path.write_bytes(raw)
        one = importer(name)
        one.accepts(path, raw[:HEAD_BYTES])
        try:
            found = list(one.read(path))
        except UnreadableFile as refusal:
            found = [Refused(str(refusal))]
        assert all(isinstance(each, Imported) or each.reason.endswith(".") for each in found)


CHANGES = st.lists(
    st.tuples(st.integers(0, 5_000), st.integers(0, 3), st.binary(max_size=6)), max_size=8
)


def changed(raw: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """The file with some bytes put in, left out or replaced."""
    altered = bytearray(raw)
    for place, length, new in changes:
        at = place % (len(altered) + 1)
        altered[at : at + length] = new
    return bytes(altered)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES, end=st.integers(0, 10_000))
def test_a_mutated_file_is_read_or_refused(
    name: str, changes: list[tuple[int, int, bytes]], end: int
) -> None:
    read(name, packed(name, changed(sound(name), changes)[: end if end % 3 == 0 else None]))


MARKS = (b"", b"PK\x03\x04", b"{\\rtf1", b"%PDF-1.4\n", b"PK\x05\x06")


@pytest.mark.parametrize("name", NAMES[:5])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(mark=st.sampled_from(MARKS), raw=st.binary(max_size=300))
def test_random_bytes_are_refused(name: str, mark: bytes, raw: bytes) -> None:
    read(name, mark + raw)

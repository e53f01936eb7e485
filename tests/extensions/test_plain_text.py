from __future__ import annotations

from pathlib import Path

import pytest

from annotator.extensions.articles.encodings import decoded
from annotator.extensions.articles.plain_text import PlainText
from annotator.model.article import Article
from annotator.model.errors import UnreadableFile

RUSSIAN = (
    "Министр иностранных дел России Сергей Лавров прибыл в Пекин для переговоров. "
    "Стороны обсудили ситуацию на Украине, в Иране и в Газе."
)
FRENCH = (
    "Le ministre des Affaires étrangères a été reçu à Pékin, où il a évoqué la situation au "
    "Moyen-Orient — « une priorité »."
)
TURKISH = (
    "Dışişleri Bakanı Ankara'da Ukraynalı mevkidaşıyla görüştü. Görüşmede iki ülke arasındaki "
    "ilişkiler ve bölgesel güvenlik konuları ele alındı."
)
POLISH = (
    "Minister spraw zagranicznych przyjął w Warszawie swojego ukraińskiego odpowiednika. Rozmowy "
    "dotyczyły bezpieczeństwa w regionie i współpracy gospodarczej."
)
CHINESE = (
    "中国外交部长王毅在北京会见了俄罗斯外长拉夫罗夫。双方就乌克兰问题、伊朗核问题深入交换了意见。"
)
TAIWANESE = (
    "中國外交部長王毅在北京會見了俄羅斯外長拉夫羅夫。雙方就烏克蘭問題、伊朗核問題深入交換了意見。"
)
JAPANESE = (
    "王毅外相は北京でロシアのラブロフ外相と会談した。双方はウクライナ情勢について意見を交換した。"
)
ARABIC = (
    "التقى وزير الخارجية الصيني وانغ يي بنظيره الروسي سيرغي لافروف في بكين وبحث الجانبان الأوضاع."
)


def read(path: Path) -> Article:
    """The one article of a file."""
    (imported,) = PlainText().read(path)
    return imported.article


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (FRENCH, "cp1252"),
        (f"{FRENCH[:60]}. Le prix est de 3 €.", "iso8859-15"),
        (f"{FRENCH[:60]}. Une œuvre commune.", "iso8859-15"),
        (POLISH, "iso8859-2"),
        (TURKISH, "cp1254"),
        (POLISH, "cp1250"),
        (CHINESE, "gbk"),
        (TAIWANESE, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (ARABIC, "cp1256"),
        (ARABIC, "utf-8"),
        (JAPANESE, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (CHINESE, "utf-32"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_is_in(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "raw",
    [
        b"\0" * 100,
        b"\x7fELF" + bytes(range(256)) * 4,
        b"PK\x03\x04" + bytes(range(256)) * 4,
        b"%PDF-1.7\n1 0 obj",
        b"\xff\xfe\x00\xd8A\x00",
        "Genève".encode("cp1252"),
        bytes(range(128, 256)) * 3,
    ],
    ids=[
        "zeros",
        "program",
        "archive",
        "pdf",
        "half a pair",
        "one word",
        "every byte",
    ],
)
def test_what_is_no_text_or_could_be_several_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile):
        decoded(raw)


def test_the_text_is_stored_as_it_is_but_for_line_ends_and_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\n# A\xc2\xa0b\r\nc\xe2\x80\xa8d\re\n")

    assert read(path).text == "---\ntitle: T\n---\n# A\u00a0b\nc\u2028d\ne\n"


def test_html_stays_the_text_that_it_is(tmp_path: Path) -> None:
    page = '<p>Talks <img src="http://example.org/x.png"> in Geneva</p>'
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")

    assert PlainText().accepts(path, page.encode())
    assert read(path).text == page


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    importer = PlainText()

    assert importer.accepts(Path("a.TXT"), b"Talks in Geneva")
    assert importer.accepts(Path("readout"), b"Talks in Geneva")
    assert importer.accepts(Path("readout.2025.12"), b"Talks in Geneva")
    assert importer.accepts(Path("a.HTM"), b"<p>Talks in Geneva</p>")
    assert not importer.accepts(Path("a.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x01\x02")
    assert not importer.accepts(Path("a.log"), b"\0\1\2\3")


@pytest.mark.parametrize(
    "suffix", [".csv", ".JSON", ".jsonl", ".xml", ".rtf", ".eml", ".annotator"]
)
def test_text_that_is_something_else_by_its_name_is_left_to_others(suffix: str) -> None:
    assert not PlainText().accepts(Path(f"a{suffix}"), b"Talks in Geneva")


def test_a_file_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)

    with pytest.raises(UnreadableFile, match="2 MB"):
        read(path)


def test_a_file_that_has_vanished_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read(tmp_path / "gone.txt")


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><story><body>They met.</body></story>',
        "<results>\n<id>7</id></results>\n",
    ],
)
def test_xml_that_nobody_knows_is_not_taken_for_a_text(tmp_path: Path, content: str) -> None:
    path = tmp_path / "story"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="XML"):
        list(PlainText().read(path))


def test_a_text_that_begins_with_a_word_in_brackets_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("<inaudible> said the minister.", encoding="utf-8")
    assert read(path).text == "<inaudible> said the minister."

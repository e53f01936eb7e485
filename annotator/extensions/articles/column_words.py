"""What columns of articles are called, in the languages that political science is written in.

Within a field the words stand by how surely they mean it: where a table has two of them, the first
here is taken.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS = {
    "text": "text fulltext articletext bodytext maintext plaintext newstext storytext doctext"
    " documenttext rawtext cleantext textbody body articlebody content articlecontent contents"
    " maincontent fullcontent newscontent story article document transcript speech statement"
    " texte textecomplet textearticle contenu corps corpsdutexte volltext artikeltext inhalt"
    " beitrag nachricht meldung texto textocompleto cuerpo contenido textodelanoticia noticia"
    " testo testocompleto corpo contenuto articolo conteudo conteúdo materia tekst inhoud"
    " artikel brödtext innehåll brodtekst indhold innhold teksti sisältö tresc treść artykul"
    " obsah clanek szöveg tartalom continut conținut metin icerik içerik haber isi teks noidung"
    " nộidung текст полныйтекст содержание статья текстстатьи текстпубликации зміст стаття"
    " съдържание 正文 内容 內容 全文 文本 文章 文章内容 新闻内容 正文内容 本文 記事 記事本文"
    " テキスト 본문 내용 기사 نص النص المحتوى متن نصالمقال محتوى متنخبر متنکامل خبر κείμενο"
    " περιεχόμενο טקסט תוכן पाठ विषयवस्तु সংবাদ বিষয়বস্তু เนื้อหา ข้อความ",
    "title": "title headline webtitle articletitle newstitle storytitle heading head header"
    " hl subject"
    " titre titredelarticle intitule intitulé grostitre titel überschrift ueberschrift"
    " schlagzeile titulo título titular encabezado titolo intestazione manchete kop krantenkop"
    " rubrik overskrift otsikko tytul tytuł naglowek nagłówek nadpis titulek cim cím titlu"
    " baslik başlık judul tieude tiêuđề заголовок название заглавие назва наслов 标题 標題 题目"
    " 題目 题名 新闻标题 タイトル 見出し 題名 제목 표제 헤드라인 عنوان العنوان تیتر سرخی τίτλος"
    " כותרת शीर्षक শিরোনাম หัวข้อ ชื่อเรื่อง",
    "published": "published publicationdate publisheddate datepublished pubdate publishdate"
    " datepublish webpublicationdate firstpublished publishtime publishedtime publicationtime"
    " publishedat publishedon datetimepublished dateofpublication issuedate articledate newsdate"
    " storydate releasedate date datum fecha data dato datetime day timestamp time posted"
    " postedat postedon dateposted createdat datecreated created year datedepublication"
    " datepublication datedeparution parution jour erscheinungsdatum veröffentlicht"
    " veroeffentlicht veröffentlichungsdatum fechadepublicacion fechapublicacion"
    " datadepublicacao datapublicacao datadipubblicazione publicatiedatum päivämäärä julkaistu"
    " dataopublikowania datapublikacji dátum kelt tarih yayintarihi yayımtarihi tanggal ngay"
    " ngày ngàyđăng dată дата датапубликации опубликовано датапублікації датанапубликуване 日期"
    " 发布日期 發布日期 发表日期 出版日期 时间 時間 发布时间 發布時間 日付 掲載日 公開日 날짜"
    " 일자 발행일 게재일 التاريخ تاريخ تاريخالنشر تاریخ تاریخانتشار ημερομηνία תאריך दिनांक"
    " तारीख তারিখ วันที่",
    "url": "url link articleurl sourceurl weburl storyurl newsurl permalink href uri webaddress"
    " address hyperlink canonicalurl urls links lien adresse weblink enlace vinculo vínculo"
    " collegamento indirizzo ligação ссылка адрес посилання 链接 鏈接 連結 网址 網址 地址 リンク"
    " 링크 주소 الرابط رابط لینک پیوند σύνδεσμος קישור लिंक ลิงก์ bağlantı liênkết",
    "publisher": "publisher publication publicationname publishername sourcename outlet"
    " outletname newsoutlet newspaper newspapername paper journal magazine medianame mediaoutlet"
    " media medium source newssource agency newsagency site sitename metasitename website"
    " sourcehostname sourcedomain domain hostname editeur"
    " éditeur publiépar journalsource nomdusupport titredepresse support verlag zeitung quelle"
    " herausgeber medio diario periodico periódico fuente editorial testata giornale fonte"
    " editore veículo veiculo jornal editora bron krant uitgever källa tidning kilde avis lähde"
    " lehti źródło zrodlo gazeta wydawca zdroj újság forrás sursă publicația kaynak gazete yayin"
    " sumber nguồn báo издание источник газета издатель сми видання джерело източник вестник"
    " 来源 來源 媒体 媒體 报纸 報紙 出版社 发布者 出处 報社 新聞社 媒体名称 掲載紙 出典 メディア"
    " 언론사 출처 신문사 매체 المصدر الناشر الصحيفة الجريدة منبع روزنامه ناشر خبرگزاری πηγή"
    " εφημερίδα מקור עיתון स्रोत समाचारपत्र সংবাদপত্র แหล่งที่มา สำนักข่าว",
    "byline": "byline author authors authorname writer writtenby by journalist reporter"
    " correspondent creator auteur auteurs journaliste redacteur autor autoren autorin verfasser"
    " autores redactor periodista firma autore autori giornalista autora jornalista auteurnaam"
    " journalistnaam författare forfatter toimittaja kirjoittaja autorzy szerző ujsagiro yazar"
    " muhabir penulis tácgiả автор авторы журналист корреспондент автори 作者 记者 記者 撰稿"
    " 责任编辑 著者 筆者 執筆者 기자 저자 글쓴이 الكاتب المؤلف كاتب نویسنده خبرنگار συντάκτης"
    " συγγραφέας כותב מחבר लेखक লেখক প্রতিবেদক ผู้เขียน",
    "section": "section sectionname sections category newsdesk desk rubric rubrique ressort"
    " sparte seccion"
    " sección sezione seção secao rubriek avdelning sektion dział dzial sekcja rovat bölüm"
    " kategori рубрика раздел секция рубрики 版面 版块 栏目 欄目 版名 类别 面名 コーナー 섹션"
    " 분야 القسم باب بخش קטגוריה",
    "language": "language lang languagecode articlelanguage langue sprache idioma lingua língua"
    " taal språk sprog kieli język jezyk jazyk nyelv limba dil bahasa ngônngữ язык мова език"
    " 语言 語言 语种 言語 언어 اللغة لغة زبان γλώσσα שפה भाषा ভাষা ภาษา",
    "source_id": "sourceid accessionnumber accessionno accession guid articleid newsid storyid"
    " storiesid docid documentid recordid uniqueid uuid id an identifier identifiant"
    " identifikator identificador identificativo kennung nummer doi идентификатор номер 编号"
    " 編號 文章编号 記事番号 식별자 المعرف شناسه",
}


def folded(heading: str) -> str:
    """A heading as it is compared: small letters and digits alone, without accents."""
    parts = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(char for char in parts if char.isalnum())


_FIELDS = {
    folded(word): (field, place)
    for field, words in reversed(_WORDS.items())
    for place, word in reversed(list(enumerate(words.split())))
}
_PARTS = re.compile(r"[.:/]")


@lru_cache(maxsize=4096)
def meaning(heading: str) -> tuple[str, int] | None:
    """The field that a heading names and how far behind the surest word it is; None if none."""
    whole = _FIELDS.get(folded(heading))
    return whole or _FIELDS.get(folded(_PARTS.split(heading)[-1]))

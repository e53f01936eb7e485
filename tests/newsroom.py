"""A folder of articles as labs have them: invented stories in the formats they are handed out in.

For the pictures and the examples of the manual: agency stories that papers printed, cut and
changed, articles in five languages, and what has to be refused.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.extensions.office_files import docx_paragraph, run, write_docx
from tests.extensions.pdf_files import column, write_pdf

_TALKS = (
    "Iceland and Norway resumed talks on shared fishing grounds on Tuesday, ending a pause of"
    " eleven months, the foreign ministries of both countries said in a joint statement.",
    "Foreign Minister Sigrun Hallsdottir met her Norwegian counterpart Eirik Solvang in Tromso for"
    " four hours. The two discussed quotas for mackerel and herring, the inspection of vessels at"
    " sea, and a hotline between the two coast guards.",
    '"We have moved closer than in the past three years together," Solvang told reporters after'
    " the meeting. Hallsdottir called the trade talks frank and said that a draft agreement would"
    " be ready by the spring.",
    "Fishing makes up a tenth of the exports of Iceland. The previous round broke down in February"
    " over the share of mackerel that each side may land in the ports of the other.",
    "The delegations agreed to meet again in Reykjavik in March. Observers of the European Union"
    " and of the Faroe Islands are to be invited to that meeting.",
)
_CORRECTED = (
    "Iceland and Norway resumed talks on shared fishing grounds on Tuesday, ending a pause of"
    " eleven months, the foreign ministries of both countries said in a joint statement.",
    "Foreign Minister Sigrun Hallsdottir met her Norwegian counterpart Eirik Solvang in Tromso for"
    " five hours. The two discussed quotas for mackerel and herring, the inspection of vessels at"
    " sea, and a hotline between the two coast guards.",
    *_TALKS[2:],
    "The Faroe Islands welcomed the invitation late on Tuesday.",
)
_BORDER = (
    "The trade ministers of Kenya and Ethiopia opened a joint customs post at Moyale on Monday and"
    " promised to let goods pass within a day.",
    "Ministers Wanjiru Otieno and Dawit Bekele signed a protocol under which lorries are inspected"
    " once, on either side of the border, instead of twice.",
    "Both governments said a second post would follow before the end of the year. Traders in the"
    " town had asked for one since the road was paved.",
)
_LITHIUM = (
    "The special envoy of the European Union for raw materials, Marta Lindqvist, began a visit of"
    " three days to Chile on Thursday.",
    "She is to meet President Tomas Aldunate in Santiago and to speak to miners in Antofagasta. Her"
    " office said the Union wanted to buy lithium under long contracts and to pay for training.",
    "Chile has not decided whether foreign firms may hold a majority in new mines, the minister of"
    " mining told a newspaper on Wednesday.",
)
_CABLE = (
    "The energy ministers of Finland and Estonia inspected the repaired cable between the two"
    " countries in Tallinn and declared it in service.",
    "They announced common patrols along its course and asked their neighbours to join. Latvia is"
    " expected to answer at the summit of the Baltic states.",
)
_CHESS = (
    "The final of the chess league drew a record crowd on Saturday. Sport writers spoke of the best"
    " game in a decade, and the winner of a fair trade of queens.",
)
_TUNIS = (
    "Le ministre tunisien des Affaires étrangères, Karim Belhadj, a été reçu dimanche à Rome par"
    " son homologue italienne, Lucia Ferrante. L'entretien a duré deux heures.",
    "Les deux ministres ont parlé de la pêche en Méditerranée, des visas pour les étudiants et"
    " d'un câble électrique entre la Sicile et le cap Bon. Ils ont signé une déclaration commune.",
    "Une commission mixte se réunira à Tunis au mois de mai. Elle doit préparer un accord sur le"
    " commerce des produits agricoles, a indiqué le ministère italien dans un communiqué.",
    "Rome avait rappelé son ambassadeur pour consultations à l'automne. Il est retourné à son"
    " poste en janvier, après une lettre du président du Conseil.",
)
_HANOI = (
    "中国外交部长李明远周三在河内同越南外交部长阮文海举行会谈。双方就边境贸易、铁路建设和海上渔业合作"
    "交换了意见。",
    "李明远表示，中方愿同越方尽早商定口岸通关的新办法。阮文海说，两国外长将在今年秋天再次会晤。",
    "会谈后，双方签署了关于边境贸易的合作文件。",
)
_AMMAN = (
    "استقبل وزير الخارجية الأردني سامر الحديدي في عمّان اليوم نظيره المصري عادل منصور، وبحث"
    " الوزيران التعاون في مجال الطاقة وتبادل الكهرباء بين البلدين.",
    "وقال الحديدي إن الجانبين اتفقا على تشكيل لجنة مشتركة تجتمع كل ثلاثة أشهر في عمّان والقاهرة"
    " بالتناوب، وإن أول اجتماع لها سيعقد في شهر أيار المقبل.",
)

_WIRE, _BERG = "Northern Wire", "Anna Berg"
_NEXIS = (
    (_WIRE, "January 14, 2025 Tuesday", "Iceland and Norway resume fisheries talks", _BERG, _TALKS),
    (
        _WIRE,
        "January 15, 2025 Wednesday",
        "UPDATE: Iceland, Norway to meet again",
        _BERG,
        _CORRECTED,
    ),
    (_WIRE, "February 20, 2025 Thursday", "EU envoy visits Chile for talks", "P. Reis", _LITHIUM),
)
_ROWS = (
    (
        "H-1",
        "Fishing talks under way in Tromso",
        "The Harbour Times",
        "2025-01-15",
        _TALKS[:4],
    ),
    ("H-2", "Customs post opens at Moyale", "The Harbour Times", "2025-02-03", _BORDER),
    ("H-3", "Record crowd at chess final", "The Harbour Times", "2025-02-08", _CHESS),
    ("H-4", "Ministers to meet in Lima", "The Harbour Times", "2025-02-09", ()),
    ("H-5", "One stop at the border", "East African Daily", "2025-02-04", _BORDER),
    ("H-6", "Envoy in Santiago", "East African Daily", "2199-02-21", _LITHIUM[:2]),
)


def write_newsroom(folder: Path) -> Path:
    """Write the files into a new folder; gives the folder."""
    folder.mkdir(parents=True)
    _write_nexis(folder / "nexis_fisheries.txt")
    _write_table(folder / "wires.csv")
    _write_page(folder / "courrier.html")
    _write_nitf(folder / "hanoi.xml")
    _write_text(folder / "amman.txt", "استقبال في عمّان", *_AMMAN)
    paragraphs = "".join(docx_paragraph(run(each)) for each in _CABLE)
    heading = docx_paragraph(run("Cable in service again"), "Heading1")
    write_docx(folder / "cable.docx", heading + paragraphs)
    write_pdf(folder / "communique.pdf", column(_lines("Joint communique", *_LITHIUM)))
    write_pdf(folder / "scan.pdf", [])
    (folder / "unfinished.docx").write_bytes((folder / "cable.docx").read_bytes()[:700])
    return folder


def _write_nexis(path: Path) -> None:
    parts = []
    for number, (source, day, title, byline, text) in enumerate(_NEXIS, start=1):
        body = "\n\n".join(text)
        parts.append(
            f"\n{' ' * 24}{number} of {len(_NEXIS)} DOCUMENTS\n\n\n{' ' * 28}{source}\n\n"
            f"{' ' * 24}{day}\n\n{title}\n\nBYLINE: By {byline}\n\nSECTION: World\n\n"
            f"LENGTH: {len(body.split())} words\n\nDATELINE: TROMSO\n\n{body}\n\n"
            f"LOAD-DATE: {day.rsplit(' ', 1)[0]}\n\nLANGUAGE: ENGLISH\n\n"
            f"PUBLICATION-TYPE: Newswire\n\n{' ' * 16}Copyright 2025 {source}\n"
            f"{' ' * 22}All Rights Reserved\n"
        )
    path.write_text("\n".join(parts), encoding="utf-8")


def _write_table(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("ID", "Headline", "Newspaper", "Date", "Full text", "Desk"))
        for number, title, paper, day, text in _ROWS:
            rows.writerow((number, title, paper, day, "\n\n".join(text), "foreign"))


def _write_page(path: Path) -> None:
    title = "Le ministre tunisien reçu à Rome"
    paragraphs = "".join(f"<p>{each}</p>" for each in _TUNIS)
    path.write_text(
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta property="og:site_name" content="Le Courrier du Lac">'
        f'<meta property="og:title" content="{title}"><meta name="author" content="Odile Marchand">'
        '<meta property="article:published_time" content="2025-03-02T08:15:00+01:00"></head><body>'
        '<nav><a href="/">Accueil</a> <a href="/sport">Sport</a></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article>"
        '<footer><a href="/contact">Contact</a></footer></body></html>',
        encoding="utf-8",
    )


def _write_nitf(path: Path) -> None:
    paragraphs = "".join(f"<p>{each}</p>" for each in _HANOI)
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><nitf xml:lang="zh"><head><title>外长会谈</title>'
        '<docdata><date.issue norm="20250305"/><doc-id id-string="CB-0305-7"/></docdata>'
        '<pubdata name="晨报"/></head><body><body.head><hedline><hl1>中越外长在河内会谈</hl1>'
        f"</hedline></body.head><body.content>{paragraphs}</body.content></body></nitf>",
        encoding="utf-8",
    )


def _write_text(path: Path, *paragraphs: str) -> None:
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def _lines(*paragraphs: str) -> list[str]:
    """The lines that the paragraphs have on a printed page, an empty one between two."""
    lines: list[str] = []
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) > 70:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines += [line, ""]
    return lines

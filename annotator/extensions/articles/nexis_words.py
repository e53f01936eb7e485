"""The words by which Nexis marks the parts of a record, in its interface languages.

Labels are compared without case, accents and hyphens: `folded` makes them alike.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from annotator.extensions.articles.plain_forms import one_line

_HEADER = {
    "byline": "byline auteur auteurs autor autores autora autore autori door verfasser",
    "section": "section rubrique rubrik ressort seccion sezione secao sectie rubriek",
    "length": "length longueur laenge lange longitud extension lunghezza comprimento extensao"
    " tamanho lengte",
    "title": "headline titre titel titulo titolo schlagzeile",
    "": "dateline highlight abstract series column insert encart intro edition ausgabe edicion"
    " edizione edicao editie lieu ort destacado zusammenfassung resume resumen origine"
    " source quelle fuente fonte bron keywords",
}
_TAIL = {
    "language": "language langue sprache idioma lengua lingua taal",
    "source_id": "acc~no accession~number",
    "url": "url",
    "load": "load~date date~chargement date~de~chargement update ladedatum datum~geladen"
    " fecha~de~carga fecha~carga data~di~caricamento data~caricamento data~de~carregamento"
    " data~carregamento laaddatum laad~datum laatst~bijgewerkt",
    "": "publication~type type~publication pub~type type~de~publication publikationstyp"
    " publikationsart tipo~de~publicacion tipo~di~pubblicazione tipo~de~publicacao"
    " publicatietype subject sujet thema tema asunto materia soggetto argomento assunto onderwerp"
    " graphic graphics graphique grafik grafico graficos illustration illustrations abbildung"
    " afbeelding notes anmerkungen notas opmerkingen correction correction~date"
    " document~type journal~code company societe firma unternehmen empresa societa bedrijf"
    " organization organisation ticker stock~symbol symbole~boursier industry secteur~activite"
    " activity~sector branche person personne personen geographic localisation~geo geographie"
    " geo~localization city state country issn isbn cusip type category file~name pubtype"
    " pub~subject naics~code sic~code transmission~date product distribution",
}
_BODY = (
    "body hauptteil textkorper text corps corps~du~texte texte cuerpo cuerpo~del~texto corpo"
    " corpo~del~testo corpo~do~texto testo hoofdtekst tekst inhoud"
)
_HEADS = (
    "classification klassifizierung classement clasificacion classificazione classificacao"
    " classificatie notes anmerkungen notas note opmerkingen graphic grafik graphique grafico"
    " afbeelding correction"
)
_END = (
    "end~of~document ende~des~dokuments ende~des~dokumentes fin~du~document fin~de~documento"
    " fin~del~documento final~del~documento fine~del~documento fine~documento fim~do~documento"
    " einde~van~document einde~van~het~document"
)


def _table(words: dict[str, str]) -> dict[str, str]:
    return {
        word.replace("~", " "): field for field, known in words.items() for word in known.split()
    }


HEADER_LABELS = _table(_HEADER)
"""Labels between title and text, folded, and what of an article they give ("" for the rest)."""
TAIL_LABELS = _table(_TAIL)
"""Labels after the text, folded, and what of an article they give ("" for the rest)."""
BODY_HEADS = frozenset(word.replace("~", " ") for word in _BODY.split())
"""Lines that stand right before the text in Nexis Uni, folded."""
TAIL_HEADS = frozenset(word.replace("~", " ") for word in _HEADS.split())
"""Lines that stand alone over what follows the text in Nexis Uni, folded."""
END_MARKS = frozenset(word.replace("~", " ") for word in _END.split())
"""Lines that end a record of Nexis Uni, folded."""

_DOCUMENTS = r"do[ck]ument[a-z]*"
_OF = r"(?:of|sur|von|de|di|van|av)"
MARK = re.compile(
    rf"(?:(\d{{1,6}}) {_OF} (\d{{1,6}}) {_DOCUMENTS}|{_DOCUMENTS} (\d{{1,6}}) {_OF} (\d{{1,6}}))",
    re.I,
)
"""The line over a record in the old layout: "1 of 10 DOCUMENTS", "Dokument 1 von 10"."""

COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))\s*(?:copyright|©|\(c\))?\W{0,3}(?:\w+ ){0,3}\d{4}", re.I
)
"""How a copyright line begins."""
RIGHTS = re.compile(
    r"all rights reserved|tous droits r[eé]serv[eé]s|alle rechte vorbehalten|"
    r"(?:todos los|todos os|tutti i) (?:derechos|direitos|diritti) (?:reservados|riservati)|"
    r"alle rechten voorbehouden",
    re.I,
)
"""What a line says that keeps all rights."""
EDITION = re.compile(
    r"\b(?:edition|ausgabe|édition|edici[oó]n|edizione|edi[cç][aã]o|editie)\b", re.I
)
"""The word that an edition is called by."""
PAGE = re.compile(
    r"(?:pages?|p[gp]?|s(?:eite)?|p[aá]gs?|p[aá]gina|pagina|blz|sida|columns?|col|version|part|"
    r"section|spalte)\b[ .:]*[\w, -]{0,12}",
    re.I,
)
"""The part of a section line that is a page, column or version."""

_LABEL = re.compile(r"([^\W\d_][\w .'()/-]{1,28}?)[ \u00a0]?:(?=\s|$)")
_CAPITALS = re.compile(r"[^\W\d_a-zà-öø-ÿ][^a-zà-öø-ÿ]+")


class Label(NamedTuple):
    """What a block says under a label: the label as it stands, folded, and the words after it."""

    name: str
    key: str
    value: str

    @property
    def is_header(self) -> bool:
        """Whether it stands before the text."""
        return self.key in HEADER_LABELS

    @property
    def is_tail(self) -> bool:
        """Whether it stands after the text."""
        return self.key in TAIL_LABELS

    @property
    def is_in_capitals(self) -> bool:
        """Whether it is written as the old layout writes every label."""
        return _CAPITALS.fullmatch(self.name) is not None


def folded(words: str) -> str:
    """Words on one line in small letters without accents, hyphens as blanks."""
    plain = unicodedata.normalize("NFD", one_line(words).casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(bare.replace("-", " ").replace("\u00a0", " ").split())


def label_of(block: str) -> Label | None:
    """The label that a block begins with; None if it begins with none."""
    found = _LABEL.match(block)
    if found is None:
        return None
    return Label(found[1], folded(found[1]), one_line(block[found.end() :]))

"""What news archives call the languages of their articles, in their own interface languages."""

from __future__ import annotations

import re

from annotator.model.folding import folded

_NAMES = {
    "ar": "arabic arabe arabisch arabo árabe arabisches العربية",
    "bg": "bulgarian bulgare bulgarisch bulgaro búlgaro bulgaars",
    "bn": "bengali bangla bengalisch bengalí",
    "ca": "catalan katalanisch catalán catalano catalão catalaans",
    "cs": "czech tchèque tschechisch checo ceco tcheco tsjechisch",
    "da": "danish danois dänisch danés danese dinamarquês deens dansk",
    "de": "german allemand deutsch alemán tedesco alemão duits",
    "el": "greek grec griechisch griego greco grego grieks",
    "en": "english anglais englisch inglés inglese inglês engels",
    "es": "spanish espagnol spanisch español castellano spagnolo espanhol spaans",
    "et": "estonian estonien estnisch estonio estone estoniano estisch",
    "fa": "persian farsi persan persisch persa perzisch",
    "fi": "finnish finnois finnisch finés finlandés finlandese finlandês fins suomi",
    "fr": "french français französisch francés francese francês frans",
    "he": "hebrew hébreu hebräisch hebreo ebraico hebraico hebreeuws",
    "hi": "hindi",
    "hr": "croatian croate kroatisch croata",
    "hu": "hungarian hongrois ungarisch húngaro ungherese hongaars magyar",
    "id": "indonesian indonésien indonesisch indonesio indonesiano indonésio",
    "is": "icelandic islandais isländisch islandés islandese islandês ijslands",
    "it": "italian italien italienisch italiano italiaans",
    "ja": "japanese japonais japanisch japonés giapponese japonês japans 日本語",
    "ko": "korean coréen koreanisch coreano koreaans 한국어",
    "lt": "lithuanian lituanien litauisch lituano litouws",
    "lv": "latvian letton lettisch letón lettone letão lets",
    "ms": "malay malais malaiisch malayo malese malaio maleis",
    "nl": "dutch néerlandais niederländisch neerlandés holandés olandese holandês nederlands",
    "no": "norwegian norvégien norwegisch noruego norvegese norueguês noors norsk",
    "pl": "polish polonais polnisch polaco polacco polonês pools polski",
    "pt": "portuguese portugais portugiesisch portugués portoghese português portugees",
    "ro": "romanian roumain rumänisch rumano rumeno romeno roemeens",
    "ru": "russian russe russisch ruso russo русский",
    "sk": "slovak slovaque slowakisch eslovaco slovacco slowaaks",
    "sl": "slovenian slovène slowenisch esloveno sloveno sloveens",
    "sr": "serbian serbe serbisch serbio serbo sérvio servisch",
    "sv": "swedish suédois schwedisch sueco svedese zweeds svenska",
    "ta": "tamil",
    "th": "thai thaï thailändisch tailandés tailandese thais",
    "tr": "turkish turc türkisch turco turks türkçe",
    "uk": "ukrainian ukrainien ukrainisch ucraniano ucraino oekraïens",
    "ur": "urdu ourdou",
    "vi": "vietnamese vietnamien vietnamesisch vietnamita vietnamees",
    "zh": "chinese chinois chinesisch chino cinese chinês chinees mandarin 中文",
}


_CODES = {folded(word): code for code, words in _NAMES.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+")


def language_code(words: str) -> str:
    """The ISO 639-1 code of a language named in words or by its code, the first if there are more.

    "" if it is none of those that news archives are in.
    """
    for found in _WORD.finditer(words[:200]):
        word = folded(found[0])
        if word in _CODES:
            return _CODES[word]
        if word in _NAMES:
            return word
    return ""

"""Names of months and weekdays, and the small words of dates, in the languages news comes in.

One table for all languages: a date in a French archive may be English. The few names that mean
different months in different languages are in LOCAL_MONTHS and count only in theirs.
"""

from __future__ import annotations

import unicodedata

_MONTHS = """
january jan|february feb febr|march mar|april apr|may|june jun|july jul|august aug
|september sep sept|october oct|november nov|december dec

janvier janv|février fevrier févr fevr fév|mars|avril avr|mai|juin|juillet juil|août aout
|septembre|octobre|novembre|décembre decembre déc

januar jänner jän|februar feber|märz maerz mär mrz|april|mai|juni|juli|august
|september|oktober okt|november|dezember dez

enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago
|septiembre setiembre set|octubre|noviembre|diciembre dic

gennaio gen|febbraio|marzo|aprile|maggio mag|giugno giu|luglio lug|agosto
|settembre sett|ottobre ott|novembre|dicembre

janeiro|fevereiro fev|março marco|abril|maio|junho|julho|agosto
|setembro|outubro out|novembro|dezembro

januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober|november|december

январь января янв|февраль февраля фев февр|март марта мар|апрель апреля апр|май мая
|июнь июня июн|июль июля июл|август августа авг|сентябрь сентября сен сент
|октябрь октября окт|ноябрь ноября ноя нояб|декабрь декабря дек

січень січня січ|лютий лютого лют|березень березня бер|квітень квітня квіт
|травень травня трав|червень червня черв|липень липня лип|серпень серпня серп
|вересень вересня вер|жовтень жовтня жовт|листопад листопада лист|грудень грудня груд

styczeń stycznia stycz|luty lutego|marzec marca|kwiecień kwietnia kwi|maj maja
|czerwiec czerwca cze|lipiec lipca|sierpień sierpnia sie|wrzesień września wrz
|październik października paź||grudzień grudnia gru

ocak oca|şubat şub|mart|nisan nis|mayıs|haziran haz|temmuz tem|ağustos ağu|eylül eyl
|ekim eki|kasım kas|aralık ara

يناير|فبراير|مارس|أبريل ابريل إبريل|مايو|يونيو يونيه|يوليو يوليه|أغسطس اغسطس|سبتمبر
|أكتوبر اكتوبر|نوفمبر|ديسمبر

|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|||

জানুয়ারি জানুয়ারী|ফেব্রুয়ারি ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট আগষ্ট|সেপ্টেম্বর
|অক্টোবর|নভেম্বর|ডিসেম্বর
"""

_LOCAL = {"listopad": ("pl", 11), "listopada": ("pl", 11), "lis": ("pl", 11), "lip": ("pl", 7)}

_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié jue vie sáb dom
lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi venerdì venerdi sabato domenica
gio sab segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta
sexta feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт
сб вс понеділок вівторок середа середу четвер пʼятниця п'ятниця субота суботу неділя неділю нд
poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę
pazartesi salı çarşamba perşembe cuma cumartesi pazar
الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد
সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার
"""

_FILLERS = """
of the on de del du di da la le el den der dem am the il van vom в г г. года год году р р. року рік
року r r. roku yıl yılı yılında tarihli à at um uhr o'clock kl bc cycle published posted date
publié publiée veröffentlicht datum publicado fecha data дата опубликовано
"""


def _plain(words: str) -> list[str]:
    return unicodedata.normalize("NFKC", words).casefold().split()


def _without_marks(name: str) -> str:
    """A name as capitals and old systems have it: "fevrier", "kasim"."""
    parts = unicodedata.normalize("NFD", name.replace("ı", "i"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _months() -> dict[str, int]:
    named: dict[str, int] = {}
    for language in _MONTHS.split("\n\n"):
        for number, names in enumerate(language.split("|"), start=1):
            for name in _plain(names):
                named[name] = number
                named.setdefault(_without_marks(name), number)
    return named


MONTHS = _months()
"""The number of a month by each of its names and abbreviations, in small letters, NFKC."""

LOCAL_MONTHS = _LOCAL
"""Names that another language has for another month: the language they count in, the number."""

MONTHS_OF_TWO_WORDS = {
    "كانون الثاني": "يناير",
    "كانون الأول": "ديسمبر",
    "تشرين الأول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
}
"""Months of the Levant that are told apart by a second word, and their other names."""

WEEKDAYS = frozenset(_plain(_WEEKDAYS))
FILLERS = frozenset(_plain(_FILLERS))

"""Which letters languages are written with beside A to Z, and which of them are common.

For telling encodings apart: a reading of bytes is wrong where it has letters that its language
does not have, in places where no language has them.
"""

from __future__ import annotations

import re
from functools import cache

_LATIN = {
    "en": "",
    "fr": "àâçèéêëîïôœùûüÿ",
    "de": "äöüß",
    "es": "áéíñóúü",
    "pt": "àáâãçéêíóôõúü",
    "it": "àèéìíîòóùú",
    "nl": "éëïöüáíóú",
    "da": "æøåé",
    "no": "æøåéò",
    "nb": "æøåéò",
    "nn": "æøåéò",
    "sv": "åäöé",
    "fi": "äöå",
    "is": "áðéíóúýþæö",
    "ca": "àçèéíïòóúü",
    "gl": "áéíñóúü",
    "eu": "ñüç",
    "ga": "áéíóú",
    "sq": "çë",
    "lb": "äéëöü",
    "af": "êëéèïôöûá",
    "oc": "àáçèéíïòóúü",
    "gd": "àèìòùáéó",
    "cy": "âêîôûáéïö",
    "br": "âêñùüè",
    "fo": "áðíóúýæø",
    "id": "é",
    "ms": "é",
    "sw": "é",
    "tl": "ñé",
    "mg": "àô",
    "ht": "àèòé",
    "la": "æœ",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "bs": "čćđšž",
    "sl": "čšžćđ",
    "ro": "ăâîşţșț",
    "mt": "ċġħżàèìòù",
    "eo": "ĉĝĥĵŝŭ",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöü",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơư",
    "tr": "çğıiöşüâîû\u0307",
    "az": "çğıiöşü\u0307",
}

_MIXED = frozenset({"en", "no", "nb", "nn", "la", "fo"})
"""Languages whose letters come from words of several others, so that they prove nothing."""

LETTERS = {language: frozenset(letters) for language, letters in _LATIN.items()}
"""The letters beyond A to Z of each language in Latin letters, small."""

_WORDS_OF = frozenset(LETTERS[name] for name in LETTERS if name not in _MIXED)

_VOWELS = "aeiouyáéíóúýäöüàèìòùâêîôûãõåæøœ"
_NEVER = re.compile(
    rf"è[{_VOWELS}]|[aeèuy]è$|[ìù](?!$)|ñ(?![{_VOWELS}])|ã(?!o|e|s$|i|$)|(?<=i)æ$"
    rf"|ăo|ń[{_VOWELS}]|ř[brsdgfpth]|ĺ|ŕ|^[œÿšž]$|ÿ(?!$|s$)|^ß"
)
"""Neighbours that a letter has in no language that has it, in words of a foreign language."""

KNOWN_WORDS = frozenset(
    "andré après babiš bahçeli balıkesir belém besançon beşiktaş białystok björn bogdanović"
    " brasília braşov brnabić brontë brătianu bucureşti butkevičius båtsman børsen băsescu bērziņš"
    " camões canción carrière ceauşescu chişinău château citroën cité constanţa covilhã crèche"
    " crème crêpe curaçao częstochowa céline côte davutoğlu dačić demirtaş diyarbakır doña doğan"
    " dvořák décor déjà détente děčín encyclopædia erdoğan eskişehir españa fenerbahçe françois"
    " françoise färöer færøerne færøyene fête garçon gdańsk genève gonçalves grabar-kitarović"
    " grybauskaitė grève guantánamo guimarães gutiérrez guðni gyurcsány győr göteborg gülen"
    " hakkâri havlíček håkan hélène iaşi ibáñez izetbegović i̇mamoğlu i̇stanbul i̇zmir jiří josé"
    " jovanović joão jérôme jóhannsson jõgeva jönköping jørgen jūrmala kaczyńska kaczyński"
    " karadžić kariņš keflavík klaipėda koštunica kraków kučan kwaśniewski köln københavn køln"
    " kılıçdaroğlu liepāja liège logroño luleå lübeck magalhães malmö maranhão marañón maría"
    " milanović milošević miłosz mladić moldovă molière muñoz muğla mère nausėda naïve naïveté"
    " nikolić niña niño niš norrköping noël núñez năstase němcová němec ondřej orbán orléans"
    " ortuño où oğlu panevėžys perú petrović petrovič peña piteşti piñera plenković ploieşti plzeň"
    " poznań požarevac première provençal père põlva příbram québec raphaël rené reykjavík rhône"
    " rzeszów rīga růžička saint-barthélemy scène señor señora skåne szijjártó székesfehérvár são"
    " sébastien søren süddeutsche tadić thérèse timişoara toruń tromsø trøndelag tuđman tête"
    " tórshavn tõnu tőkés třebíč umeå vis-à-vis voilà vučić víctor võru vējonis wałęsa wałęsie"
    " wrocław yıldırım yılmaz zdeněk zoë à åland ålesund ångström århus çanakkale çavuşoğlu çelik"
    " élysée öcalan ölüdeniz östersund øresund østergaard über þingvellir čapek čačak čović đinđić"
    " ķīna łódź śląsk şahin şanlıurfa şimşek šabac šiauliai šimonytė žalgiris".split()
)
"""Names and words that news in any language has; they settle which of two readings is meant."""

CYRILLIC = {
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "uk": "абвгдежзийклмнопрстуфхцчшщьюяєіїґ",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "be": "абвгдежзйклмнопрстуфхцчшыьэюяёіў",
    "sr": "абвгдежзиклмнопрстуфхцчшђјљњћџ",
    "mk": "абвгдежзиклмнопрстуфхцчшѓѕјљњќџ",
}

COMMON = {
    "cyrillic": frozenset("оаеинтсрвлі"),
    "greek": frozenset("αοιετσςνηρπκάίόέή"),
    "arabic": frozenset("اليمنوترهبةدع"),
    "hebrew": frozenset("יוהלאמרתבשנ"),
    "thai": frozenset("านรอกเงมยลวี่ัท"),
}
"""The letters that make up most of any text in these scripts."""

SCRIPTS = {
    "cyrillic": frozenset(CYRILLIC),
    "greek": frozenset({"el"}),
    "arabic": frozenset({"ar", "fa", "ur", "ps", "ug"}),
    "hebrew": frozenset({"he"}),
    "thai": frozenset({"th"}),
}
"""The languages in each script that is not Latin."""

_BLOCKS = (
    ("latin", 0x41, 0x24F),
    ("greek", 0x370, 0x3FF),
    ("cyrillic", 0x400, 0x4FF),
    ("hebrew", 0x590, 0x5FF),
    ("arabic", 0x600, 0x6FF),
    ("thai", 0xE00, 0xE7F),
)

SIMPLIFIED = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政"
    "美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    "解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
)
TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡"
    "用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實"
    "日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政"
    "美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員"
    "解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件"
    "計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象"
    "完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運總議員港"
)
JAPANESE = frozenset(
    "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名"
    "川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動"
    "京目通言理体田主題意不作用度強公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝"
    "運終台広住無真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古"
    "歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢政議民連"
    "対部合市内相定回選米実関決全表戦経最現調化当約首法性的要制治務成期取都和機平加受続進数記初指権支産点報"
    "済活原共得解交資予向際勝面告反判認参利組信在件側任引求所次昨論官増係感情投示変打直両式確果容必演歳争談"
    "能位置流格疑過局放常状球職与供役構割身費付由説難優夫収断石違消神番規術備宅害配警育席訪乗残想声助労例然"
    "限追商葉伝働形景落好退頭負渡失差末守若種美命福望非観察段横深申様財港識呼達良候程満敗値突光路科積他処太"
)
"""The characters that make up most of any text; the reading in a wrong encoding has few of them."""

_HANGUL = "이다는의에을가고로하지도은한사대기정리서인자시수나부일전해국라어상제동장들"
HANGUL = frozenset(_HANGUL + "원회주과그보성으여비선신구조무유관공를있방강미경치민와된했년월")


@cache
def script_of(char: str) -> str:
    """The script of a letter, or "" where it is none of those that matter here."""
    code = ord(char)
    return next((name for name, first, last in _BLOCKS if first <= code <= last), "")


def is_a_word(letters: frozenset[str], word: str) -> bool:
    """Whether some language has all these letters, and has them between such neighbours."""
    return any(letters <= known for known in _WORDS_OF) and _NEVER.search(word) is None

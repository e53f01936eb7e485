"""The language of a text is told, and told cheaply where there is no doubt."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing

import pytest

from annotator.common_words import COMMON_WORDS
from annotator.language import Library, language_of

SENTENCES = {
    "en": (
        "The foreign minister said on Tuesday that the two sides had agreed to hold another "
        "round of talks in Geneva next month, after a long meeting with his counterpart."
    ),
    "fr": (
        "Le ministre des Affaires étrangères a déclaré mardi que les deux parties étaient "
        "convenues de tenir une nouvelle série de pourparlers à Genève le mois prochain."
    ),
    "de": (
        "Der Außenminister sagte am Dienstag, die beiden Seiten hätten sich nach einem "
        "langen Gespräch darauf geeinigt, im kommenden Monat in Genf erneut zu verhandeln."
    ),
    "es": (
        "El ministro de Asuntos Exteriores dijo el martes que las dos partes habían acordado "
        "celebrar otra ronda de conversaciones en Ginebra el próximo mes."
    ),
    "it": (
        "Il ministro degli Esteri ha dichiarato martedì che le due parti hanno concordato di "
        "tenere un altro ciclo di colloqui a Ginevra il mese prossimo."
    ),
    "pt": (
        "O ministro dos Negócios Estrangeiros disse na terça-feira que as duas partes "
        "concordaram em realizar outra ronda de conversações em Genebra no próximo mês."
    ),
    "nl": (
        "De minister van Buitenlandse Zaken zei dinsdag dat de twee partijen zijn "
        "overeengekomen om volgende maand in Genève opnieuw te overleggen over de kwestie."
    ),
    "sv": (
        "Utrikesministern sade på tisdagen att de två parterna hade kommit överens om att "
        "hålla en ny samtalsrunda i Genève nästa månad, efter ett långt möte med sin kollega."
    ),
    "da": (
        "Udenrigsministeren sagde tirsdag, at de to parter var blevet enige om at holde "
        "endnu en runde samtaler i Genève i næste måned efter et langt møde med sin kollega."
    ),
    "no": (
        "Utenriksministeren sa tirsdag at de to partene var blitt enige om å holde en ny "
        "runde med samtaler i Genève neste måned etter et langt møte med sin kollega fra "
        "nabolandet."
    ),
    "fi": (
        "Ulkoministeri sanoi tiistaina, että osapuolet olivat sopineet uudesta "
        "neuvottelukierroksesta Genevessä ensi kuussa pitkän tapaamisen jälkeen, joka oli "
        "hänen mukaansa hyvä."
    ),
    "pl": (
        "Minister spraw zagranicznych powiedział we wtorek, że obie strony zgodziły się na "
        "kolejną rundę rozmów w Genewie w przyszłym miesiącu po długim spotkaniu ze swoim "
        "odpowiednikiem."
    ),
    "cs": (
        "Ministr zahraničí v úterý řekl, že se obě strany dohodly na dalším kole rozhovorů v "
        "Ženevě příští měsíc po dlouhém setkání se svým protějškem, který také hovořil o "
        "míru."
    ),
    "sk": (
        "Minister zahraničných vecí v utorok povedal, že obe strany sa dohodli na ďalšom "
        "kole rozhovorov v Ženeve budúci mesiac po dlhom stretnutí so svojím partnerom, "
        "ktorý tiež hovoril o mieri."
    ),
    "hu": (
        "A külügyminiszter kedden azt mondta, hogy a két fél megállapodott abban, hogy jövő "
        "hónapban újabb tárgyalási fordulót tartanak Genfben, és nem zárta ki a "
        "csúcstalálkozót."
    ),
    "ro": (
        "Ministrul de externe a declarat marți că cele două părți au convenit să organizeze "
        "o nouă rundă de discuții la Geneva luna viitoare, după o întâlnire lungă cu "
        "omologul său."
    ),
    "tr": (
        "Dışişleri bakanı salı günü yaptığı açıklamada, iki tarafın gelecek ay Cenevre'de "
        "yeni bir görüşme turu düzenlemek için anlaştığını ve bunun çok önemli olduğunu "
        "söyledi."
    ),
    "id": (
        "Menteri luar negeri mengatakan pada hari Selasa bahwa kedua pihak telah sepakat "
        "untuk mengadakan putaran pembicaraan lain di Jenewa bulan depan setelah pertemuan "
        "yang panjang."
    ),
    "vi": (
        "Bộ trưởng Ngoại giao cho biết hôm thứ Ba rằng hai bên đã đồng ý tổ chức một vòng "
        "đàm phán khác tại Geneva vào tháng tới sau cuộc gặp dài với người đồng cấp của ông."
    ),
    "ca": (
        "El ministre d'Afers Exteriors va dir dimarts que les dues parts havien acordat "
        "celebrar una altra ronda de converses a Ginebra el mes que ve, després d'una llarga "
        "reunió amb el seu homòleg."
    ),
    "gl": (
        "O ministro de Asuntos Exteriores dixo o martes que as dúas partes acordaron "
        "celebrar outra rolda de conversas en Xenebra o próximo mes, despois dunha longa "
        "xuntanza co seu homólogo."
    ),
    "lt": (
        "Užsienio reikalų ministras antradienį sakė, kad abi pusės susitarė kitą mėnesį "
        "Ženevoje surengti dar vieną derybų ratą po ilgo susitikimo su savo kolega."
    ),
    "lv": (
        "Ārlietu ministrs otrdien sacīja, ka abas puses ir vienojušās nākamajā mēnesī Ženēvā "
        "rīkot vēl vienu sarunu kārtu pēc ilgas tikšanās ar savu kolēģi."
    ),
    "et": (
        "Välisminister ütles teisipäeval, et kaks poolt on kokku leppinud järgmises "
        "kõneluste voorus Genfis järgmisel kuul pärast pikka kohtumist oma kolleegiga."
    ),
    "sq": (
        "Ministri i Jashtëm tha të martën se të dyja palët kanë rënë dakord të mbajnë një "
        "raund tjetër bisedimesh në Gjenevë muajin e ardhshëm pas një takimi të gjatë me "
        "homologun e tij."
    ),
    "sw": (
        "Waziri wa mambo ya nje alisema Jumanne kwamba pande hizo mbili zimekubaliana "
        "kufanya duru nyingine ya mazungumzo huko Geneva mwezi ujao baada ya mkutano mrefu "
        "na mwenzake."
    ),
    "ru": (
        "Министр иностранных дел заявил во вторник, что стороны договорились провести ещё "
        "один раунд переговоров в Женеве в следующем месяце после долгой встречи с коллегой."
    ),
    "uk": (
        "Міністр закордонних справ заявив у вівторок, що сторони домовилися провести ще один "
        "раунд переговорів у Женеві наступного місяця після тривалої зустрічі з колегою."
    ),
    "be": (
        "Міністр замежных спраў заявіў у аўторак, што бакі дамовіліся правесці яшчэ адзін "
        "раўнд перамоваў у Жэневе ў наступным месяцы пасля доўгай сустрэчы з калегам."
    ),
    "bg": (
        "Министърът на външните работи заяви във вторник, че двете страни са се договорили "
        "да проведат още един кръг преговори в Женева следващия месец след дълга среща с "
        "колегата си."
    ),
    "mk": (
        "Министерот за надворешни работи изјави во вторникот дека двете страни се договориле "
        "да одржат уште една рунда преговори во Женева следниот месец по долгата средба со "
        "својот колега."
    ),
    "sr": (
        "Министар спољних послова изјавио је у уторак да су се две стране договориле да "
        "одрже још једну рунду преговора у Женеви следећег месеца после дугог састанка са "
        "својим колегом."
    ),
    "el": (
        "Ο υπουργός Εξωτερικών δήλωσε την Τρίτη ότι οι δύο πλευρές συμφώνησαν να "
        "πραγματοποιήσουν έναν ακόμη γύρο συνομιλιών στη Γενεύη τον επόμενο μήνα."
    ),
    "ar": (
        "قال وزير الخارجية يوم الثلاثاء إن الجانبين اتفقا على عقد جولة أخرى من المحادثات في "
        "جنيف الشهر المقبل بعد اجتماع طويل مع نظيره من الدولة المجاورة."
    ),
    "fa": (
        "وزیر امور خارجه روز سه\u200cشنبه گفت که دو طرف پس از دیداری طولانی با همتای خود توافق "
        "کردند که دور دیگری از گفتگوها را ماه آینده در ژنو برگزار کنند و این را مهم دانست."
    ),
    "ur": (
        "وزیر خارجہ نے منگل کو کہا کہ دونوں فریقوں نے اپنے ہم منصب کے ساتھ طویل ملاقات کے "
        "بعد اگلے مہینے جنیوا میں مذاکرات کا ایک اور دور منعقد کرنے پر اتفاق کیا ہے۔"
    ),
    "ps": (
        "د بهرنیو چارو وزیر د سه شنبې په ورځ وویل چې دواړو خواوو د خپل سیال سره له اوږدې "
        "ناستې وروسته هوکړه وکړه چې په راتلونکې میاشت کې په ژنیو کې د خبرو یو بل پړاو ترسره "
        "کړي."
    ),
    "he": (
        "שר החוץ אמר ביום שלישי כי שני הצדדים הסכימו לקיים סבב שיחות נוסף בז'נבה בחודש הבא "
        "לאחר פגישה ארוכה עם עמיתו."
    ),
    "hi": (
        "विदेश मंत्री ने मंगलवार को कहा कि दोनों पक्षों ने अपने समकक्ष के साथ लंबी बैठक के "
        "बाद अगले महीने जिनेवा में बातचीत का एक और दौर आयोजित करने पर सहमति व्यक्त की है।"
    ),
    "mr": (
        "परराष्ट्र मंत्र्यांनी मंगळवारी सांगितले की दोन्ही बाजूंनी पुढील महिन्यात जिनिव्हा "
        "येथे चर्चेची आणखी एक फेरी घेण्यास सहमती दर्शविली आहे आणि ते समाधानी होते."
    ),
    "ne": (
        "परराष्ट्रमन्त्रीले मंगलबार भने कि दुवै पक्षले अर्को महिना जेनेभामा वार्ताको अर्को "
        "चरण आयोजना गर्न सहमत भएका छन् र यो महत्त्वपूर्ण छ भनेर उनले बताए।"
    ),
    "bn": ("পররাষ্ট্রমন্ত্রী মঙ্গলবার বলেছেন যে দুই পক্ষ আগামী মাসে জেনেভায় আরেক দফা আলোচনা করতে সম্মত হয়েছে।"),
    "ta": (
        "இரு தரப்பினரும் அடுத்த மாதம் ஜெனீவாவில் மற்றொரு சுற்று பேச்சுவார்த்தை நடத்த "
        "ஒப்புக்கொண்டதாக வெளியுறவு அமைச்சர் செவ்வாய்க்கிழமை கூறினார்."
    ),
    "th": (
        "รัฐมนตรีว่าการกระทรวงการต่างประเทศกล่าวเมื่อวันอังคารว่าทั้ง"
        "สองฝ่ายตกลงที่จะจัดการเจรจาอีกรอบในเจนีวาในเดือนหน้า"
    ),
    "ka": (
        "საგარეო საქმეთა მინისტრმა სამშაბათს განაცხადა, რომ ორი მხარე შეთანხმდა მომავალ "
        "თვეში ჟენევაში მოლაპარაკებების კიდევ ერთი რაუნდის ჩატარებაზე."
    ),
    "hy": (
        "Արտաքին գործերի նախարարը երեքշաբթի օրն ասել է, որ երկու կողմերը պայմանավորվել են "
        "հաջորդ ամիս Ժնևում անցկացնել բանակցությունների ևս մեկ փուլ։"
    ),
    "zh": (
        "外交部长周二表示，双方同意下个月在日内瓦举行另一轮会谈，此前"
        "他与对方进行了长时间的会晤，双方就共同关心的国际和地区问题交换了意见。"
    ),
    "ja": (
        "外相は火曜日、カウンターパートとの長い会談の後、双方が来月ジ"
        "ュネーブで次の協議を行うことで合意したと述べた。共同声明はまだ発表されていない。"
    ),
    "ko": (
        "외교부 장관은 화요일 양측이 상대방과의 긴 회담 끝에 다음 달 제네바에서 또 다른 "
        "회담을 갖기로 합의했다고 밝혔다. 공동 성명은 아직 발표되지 않았다."
    ),
    "hr": (
        "Ministar vanjskih poslova rekao je u utorak da su se dvije strane dogovorile da će "
        "sljedeći mjesec u Ženevi održati još jedan krug razgovora nakon dugog sastanka sa "
        "svojim kolegom."
    ),
    "sl": (
        "Zunanji minister je v torek dejal, da sta se strani po dolgem srečanju s svojim "
        "kolegom dogovorili, da bosta prihodnji mesec v Ženevi izvedli še en krog pogovorov."
    ),
    "af": (
        "Die minister van buitelandse sake het Dinsdag gesê dat die twee kante ooreengekom "
        "het om volgende maand nog 'n rondte samesprekings in Genève te hou ná 'n lang "
        "vergadering met sy eweknie."
    ),
    "ms": (
        "Menteri luar berkata pada hari Selasa bahawa kedua-dua pihak telah bersetuju untuk "
        "mengadakan satu lagi pusingan rundingan di Geneva bulan depan selepas mesyuarat "
        "yang panjang."
    ),
    "is": (
        "Utanríkisráðherrann sagði á þriðjudag að aðilarnir tveir hefðu samþykkt að halda "
        "aðra viðræðulotu í Genf í næsta mánuði eftir langan fund með starfsbróður sínum."
    ),
    "my": (
        "နိုင်ငံခြားရေးဝန်ကြီးက နှစ်ဖက်စလုံး လာမည့်လတွင် ဂျီနီဗာ၌ နော"
        "က်ထပ် ဆွေးနွေးပွဲတစ်ကြိမ် ကျင်းပရန် သဘောတူခဲ့ကြောင်း အင်္ဂါနေ့တွင် ပြောကြားခဲ့သည်။"
    ),
    "kk": (
        "Сыртқы істер министрі сейсенбіде екі тарап келесі айда Женевада келіссөздердің тағы "
        "бір кезеңін өткізуге келіскенін айтты."
    ),
    "mn": (
        "Гадаад хэргийн сайд мягмар гарагт хоёр тал ирэх сард Женевт дахин нэг удаа хэлэлцээ "
        "хийхээр тохиролцсон гэж мэдэгдэв."
    ),
    "az": (
        "Xarici işlər naziri çərşənbə axşamı bildirib ki, iki tərəf gələn ay Cenevrədə "
        "danışıqların növbəti raundunu keçirmək barədə razılığa gəlib və bu çox vacibdir."
    ),
    "so": (
        "Wasiirka arrimaha dibadda ayaa sheegay Talaadadii in labada dhinac ay isku raaceen "
        "inay yeeshaan wadahadal kale oo ka dhaca Geneva bisha soo socota kadib kulan dheer "
        "oo uu la yeeshay dhiggiisa."
    ),
    "ha": (
        "Ministan harkokin waje ya bayyana a ranar Talata cewa bangarorin biyu sun amince da "
        "gudanar da wani zagaye na tattaunawa a Geneva a wata mai zuwa bayan doguwar ganawa "
        "da takwaransa."
    ),
    "cy": (
        "Dywedodd y gweinidog tramor ddydd Mawrth fod y ddwy ochr wedi cytuno i gynnal rownd "
        "arall o sgyrsiau yn Genefa fis nesaf ar ôl cyfarfod hir gyda'i gymar."
    ),
    "ga": (
        "Dúirt an t-aire gnóthaí eachtracha Dé Máirt gur aontaigh an dá thaobh babhta eile "
        "cainteanna a reáchtáil sa Ghinéiv an mhí seo chugainn tar éis cruinniú fada lena "
        "chomhghleacaí."
    ),
    "eu": (
        "Atzerri ministroak asteartean esan zuen bi aldeek datorren hilean Genevan beste "
        "elkarrizketa txanda bat egitea adostu dutela bere homologoarekin bilera luze baten "
        "ondoren."
    ),
    "mt": (
        "Il-ministru tal-affarijiet barranin qal it-Tlieta li ż-żewġ naħat qablu li "
        "jorganizzaw rawnd ieħor ta' taħditiet f'Ġinevra x-xahar id-dieħel wara laqgħa twila "
        "mal-kontroparti tiegħu."
    ),
    "tl": (
        "Sinabi ng ministrong panlabas noong Martes na ang dalawang panig ay sumang-ayon na "
        "magsagawa ng isa pang pag-uusap sa Geneva sa susunod na buwan pagkatapos ng "
        "mahabang pulong sa kanyang katapat."
    ),
    "lb": (
        "Den Ausseminister huet en Dënschdeg gesot, datt déi zwou Säite sech eens gi sinn, "
        "nächste Mount zu Genf nach eng Ronn Gespréicher ze féieren, no enger laanger "
        "Reunioun mat sengem Kolleg."
    ),
    "uz": (
        "Tashqi ishlar vaziri seshanba kuni ikki tomon kelasi oy Jenevada muzokaralarning "
        "yana bir bosqichini o'tkazishga kelishib olganini va bu juda muhim ekanini aytdi."
    ),
    "eo": (
        "La ministro pri eksterlandaj aferoj diris mardon, ke la du flankoj konsentis "
        "okazigi plian rondon de paroladoj en Ĝenevo venontmonate post longa renkontiĝo kun "
        "sia kolego."
    ),
    "la": (
        "Minister rerum exterarum die Martis dixit duas partes consensisse ut proximo mense "
        "Genavae alterum colloquium haberent post longum congressum cum collega suo."
    ),
    "zu": (
        "Ungqongqoshe wezangaphandle uthe ngoLwesibili izinhlangothi zombili zivumelene "
        "ngokubamba omunye umzuliswano wezingxoxo eGeneva ngenyanga ezayo ngemva komhlangano "
        "omude nozakwabo."
    ),
    "fy": (
        "De minister fan Bûtenlânske Saken sei tiisdei dat de twa partijen oerienkommen "
        "wiene om takom moanne yn Genève in nije petearrûnde te hâlden nei in lange "
        "gearkomste mei syn kollega."
    ),
    "oc": (
        "Lo ministre dels Afars Estrangièrs diguèt dimars que las doas parts s'èran "
        "acordadas per tenir un autre torn de discussions a Genèva lo mes que ven après una "
        "longa reünion amb son omològ."
    ),
    "ht": (
        "Minis afè etranje a te di madi ke de pati yo te dakò pou yo fè yon lòt wonn "
        "negosyasyon nan Jenèv mwa pwochen apre yon reyinyon long ak omològ li."
    ),
    "tg": (
        "Вазири корҳои хориҷӣ рӯзи сешанбе гуфт, ки ду тараф розӣ шуданд, ки моҳи оянда дар "
        "Женева даври дигари музокиротро баргузор кунанд."
    ),
    "ky": (
        "Тышкы иштер министри шейшемби күнү эки тарап кийинки айда Женевада дагы бир "
        "сүйлөшүү өткөрүүгө макулдашканын билдирди."
    ),
    "ku": (
        "Wezîrê derve roja sêşemê got ku her du alî li hev kirine ku meha bê li Cenevreyê "
        "dewreke din a danûstandinan pêk bînin piştî civîneke dirêj bi hevtayê xwe re."
    ),
    "ug": (
        "تاشقى ئىشلار مىنىستىرى سەيشەنبە كۈنى ئىككى تەرەپنىڭ كېلەر ئايدا جەنۋەدە يەنە بىر "
        "قېتىملىق سۆھبەت ئۆتكۈزۈشكە قوشۇلغانلىقىنى ئېيتتى."
    ),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_the_language_of_a_sentence_is_told(language: str) -> None:
    told = language_of(SENTENCES[language])
    assert told in (language, "") if language in ("id", "hr") else told == language


@pytest.mark.parametrize("language", [each for each in SENTENCES if each not in ("id", "hr")])
def test_the_language_of_a_long_text_is_that_of_its_sentences(language: str) -> None:
    assert language_of("\n\n".join([SENTENCES[language]] * 30)) == language


def test_text_that_is_mostly_of_one_language_is_of_that() -> None:
    mixed = " ".join([SENTENCES["en"]] * 6 + [SENTENCES["ru"]])
    assert language_of(mixed) == "en"


@pytest.mark.parametrize("text", ["", "   ", "12 34 56", "Talks", "| --- | --- |" * 40])
def test_what_is_too_little_has_no_language(text: str) -> None:
    assert language_of(text) == ""


def test_plain_news_is_told_without_the_library() -> None:
    code = (
        "import sys; from annotator.language import language_of;"
        f"assert language_of({' '.join([SENTENCES['en']] * 3)!r}) == 'en';"
        f"assert language_of({SENTENCES['zh']!r}) == 'zh';"
        f"assert language_of({' '.join([SENTENCES['ru']] * 3)!r}) == 'ru';"
        "assert 'py3langid' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_language_has_a_word_twice() -> None:
    for language, words in COMMON_WORDS.items():
        assert len(set(words.split())) >= 15, language


def test_what_only_the_library_can_tell_is_told_by_a_process_that_goes_again() -> None:
    texts = [SENTENCES["fr"], "1 2 3", SENTENCES["de"]]
    was_loaded = "py3langid" in sys.modules
    with closing(Library()) as library:
        later = library.ask_later(texts)
        assert later.result(timeout=60) == ["fr", "", "de"]
        assert library.ask(["Half \ud800 a letter. " + SENTENCES["it"]]) == ["it"]
    assert ("py3langid" in sys.modules) is was_loaded


def test_a_process_that_was_killed_is_started_again() -> None:
    with closing(Library()) as library:
        library.wake()
        process = library._child._process
        assert process is not None
        process.kill()
        process.wait()
        assert library.ask([SENTENCES["es"]]) == ["es"]

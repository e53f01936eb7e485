"""The commonest little words of the languages that news is most written in, and their scripts.

A language stands here with its nearest relations, so that a text that could be in either is known
to be open: words that several languages share count for each of them.
"""

from __future__ import annotations

COMMON_WORDS = {
    "en": "the of and to in that for is was on with as by at from his he it be has have are its"
    " said were this which will their who not they had been would after about but also"
    " during two over more when there them than between",
    "fr": "le la les des et en du que qui dans une un est pour par sur au avec ne pas son ce aux"
    " sont plus cette ses ont été mais leur il elle ces comme nous entre après selon d l",
    "de": "der die und in den von zu mit das des im für ist auf dem nicht eine ein sich auch als"
    " nach bei es an hat sie er wurde einer aus zum zur über wird haben sind dass oder vor",
    "es": "el la los las de que y en del un una por con para se su es al lo como más sus ha este"
    " esta pero fue sobre entre son según también desde hasta tras han sin ante",
    "gl": "o a os as de que e do da en un unha para con non é máis no na polo pola dos das ao se"
    " por como seu súa tamén foi segundo entre sobre ata pero este esta",
    "it": "il la di che e in un una per del della con non si le dei nel alla al è gli delle ha"
    " sono da i lo come più anche dal nella ma degli questo suo tra sulla dopo dalla sul",
    "pt": "o a os as de que e do da em um uma para com não no na se por dos das ao mais foi é como"
    " ou seu sua entre pela pelo também são são nos nas às aos sobre após disse até",
    "nl": "de het een en van in is dat op te voor met zijn niet aan er om ook door bij naar uit"
    " maar heeft worden wordt als zich haar nog over tot hij werd hebben deze tegen tussen",
    "af": "die van en het is dat om te vir nie met n wat was by aan sal na ook word hulle sy hy in"
    " op is se deur maar as oor tussen meer nog wees kan moet haar uit tot",
    "sv": "och att det som en på är av för den till med inte har de om ett han var men från sig"
    " vid så kan skulle när också efter mellan sin enligt mot blev där under",
    "da": "og at det som en på er af for den til med ikke har de om et han var men fra sig ved så"
    " kan skulle når også efter mellem sin ifølge mod blev hvor under eller hun",
    "no": "og at det som en på er av for den til med ikke har de om et han var men fra seg ved så"
    " kan skulle når også etter mellom sin ifølge mot ble hvor under eller hun",
    "nn": "og at det som ein på er av for den til med ikkje har dei om eit han var men frå seg ved"
    " så kan skulle når også etter mellom sin ifølgje mot vart kor under eller ho",
    "fi": "ja on ei että se oli hän myös ovat mutta kun kuin tai joka sen jonka mukaan hänen"
    " kanssa ole olisi jos vuoden sekä niin nyt jo mitä jotka sekä ollut välillä",
    "pl": "i w na z do się nie że jest to o od za po przez oraz jak dla ale przed jego które"
    " która który ze są był była było również między podczas tym tego został roku",
    "cs": "a v na se je že z do s o i to za po pro ve jako by k ale podle také nebo byl byla bylo"
    " jsou který která které při jeho ze však mezi před ještě uvedl aby už",
    "sk": "a v na sa je že z do s o i to za po pre vo ako by k ale podľa tiež alebo bol bola bolo"
    " sú ktorý ktorá ktoré pri jeho zo však medzi pred ešte uviedol aby už",
    "sl": "in v na da je se za od s so ne ki kot kar bo iz do ali pa tudi po z pri še bi ter ob"
    " med le že bil bila leta o ni lahko zaradi dejal",
    "hr": "i u na da je se za od s su ne koji kao što će iz do ali nije o te nakon kako bi sa koja"
    " koje rekao izjavio samo još bio bila između svoje",
    "bs": "i u na da je se za od s su ne koji kao što će iz do ali nije o te nakon kako bi sa koja"
    " koje rekao izjavio samo još bio bila između svoje",
    "sr": "i u na da je se za od s su ne koji kao što će iz do ali nije o te nakon kako bi sa koja"
    " koje rekao izjavio samo još bio bila između svoje"
    " и у на да је се за од са су не који као што ће из до али није о те како би која које рекао"
    " изјавио само још био била између",
    "hu": "a az és hogy nem is egy ez meg volt csak de ki el mint már még szerint azt ezt lesz"
    " van vagy között után pedig kell miniszter amely nagy ha nincs mondta",
    "ro": "și în de la a cu pe că din nu este care un o se pentru mai au al ale lui sau prin"
    " după dar fost fi între către ca sunt cum până fiind precum asupra",
    "tr": "ve bir bu için ile da de olarak daha gibi olan olduğu çok ancak kadar sonra ise ne"
    " değil dedi göre arasında her üzere ilgili tarafından ettiği oldu etti iki",
    "id": "yang dan di untuk dengan dari ini pada itu dalam tidak akan oleh juga ke adalah telah"
    " kepada sebagai dia mereka kami bahwa karena bisa antara tersebut kata para harus",
    "ms": "yang dan di untuk dengan dari ini pada itu dalam tidak akan oleh juga ke adalah telah"
    " kepada sebagai beliau mereka kami bahawa kerana boleh antara tersebut kata para perlu",
    "vi": "và của là có các được cho trong không với một những đã người này tại về để từ khi đến"
    " ông cũng như năm nhiều ra bộ sẽ trên theo vào quan",
    "ca": "el la els les de que i en del amb per una un és al dels no ha més com aquest aquesta"
    " però seva seu han entre també sobre són des fins segons després va",
    "lt": "ir kad su yra iš į bei tai ne po buvo dėl už jis taip ar kaip savo nuo bet jų pagal"
    " jau prie iki apie tarp taip pat būti",
    "lv": "un ir ka ar uz par no tika kas bija arī gan pēc vai bet lai tas šo savu līdz starp"
    " ministrs tiek pie būs ja kā jau tās",
    "et": "ja on ei et ka see oli kui mis ning oma või aga kes tema selle ta pärast nende välja"
    " kuid vahel juba mida vastu sel üle eest saab",
    "sq": "dhe në të e për me një që është nga nuk se u ka në më si këtë por do kanë tha pas"
    " midis edhe së i ai kjo janë",
    "sw": "ya na wa kwa ni katika la za kuwa hiyo hii cha huo yake kwamba huyo pia baada wake vya"
    " lakini alisema nchi kati mkutano waziri wao hivyo au",
    "ru": "и в на что не с по о как из за от к его для это он был также а до но было были она"
    " они после между который которые при со во года о быть же россии",
    "uk": "і в у на що не з та до про за від як для його це він був також а але було були вона"
    " вони після між який які при зі із року щодо під є й україни",
    "be": "і ў у на што не з да пра за ад як для яго гэта ён быў таксама а але было былі яна яны"
    " пасля паміж які якія пры са года беларусі гэтым",
    "mk": "и во на за се од да дека со е по не како до ќе ова што кои тој беше го која има ја ги"
    " меѓу исто така или но според",
    "bg": "и на в за се от да че с е по не са при като до ще това които след му той между бе"
    " който която със във има както също или а но",
    "el": "και το η της του την τον οι τα να με για από που στην στον στο των είναι ότι σε δεν ο"
    " θα μεταξύ τις τους αλλά μετά έχει ως κατά",
    "ar": "في من على إلى أن عن مع هذا هذه التي الذي بين ما لا قد كان بعد وقال كما أو قال لم ذلك"
    " خلال كانت إن حول وفي أنه بن غير",
    "fa": "و در به از که این را با است برای آن شد خود یک تا بر هم می های کرد نیز شده کشور اما"
    " بود گفت وی ایران دو پس باید",
    "ps": "د په او چې له دا دی کې ته هم سره یو ده دي نه به شوي وروسته خو هغه کړې",
    "ur": "کے کی میں ہے اور سے کا کو نے پر یہ کہ ہیں اس نہیں بھی تھا ان ایک کر لیے گیا ہو تھی"
    " جو وہ کہا کیا بعد تک",
    "hi": "के में की है और से का को ने पर यह कि हैं इस नहीं भी था एक कर लिए गया हो थी जो वह कहा"
    " किया बाद साथ तक",
    "mr": "आणि आहे या व आहेत ते होते हे की त्या केली केला एक असे यांनी यांच्या नाही त्यांनी करण्यात"
    " होती तर मात्र म्हणून आला होता",
    "ne": "र को मा छ का ले पनि छन् यो हो गर्ने भने एक नेपाल गरेको थियो भएको लागि तथा गरे हुने"
    " उनले गरी बीच बताए",
}
"""About thirty of each language that shares its script with others."""

SCRIPTS = {
    "ko": "\uac00-\ud7a3",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "km": "\u1780-\u17ff",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
    "he": "\u0590-\u05ff",
    "el": "\u0370-\u03ff",
    "bn": "\u0980-\u09ff",
    "gu": "\u0a80-\u0aff",
    "pa": "\u0a00-\u0a7f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "my": "\u1000-\u109f",
    "si": "\u0d80-\u0dff",
    "or": "\u0b00-\u0b7f",
}
"""Scripts in which news writes one language, or next to all of it."""

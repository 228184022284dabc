"""The words and parts of which the patterns of personal data are made, and what tells otherwise.

All are regular expressions that Python and JavaScript read alike; letters are those of a reading.
"""

import re

from app.domain.personal_data.reading import LETTERS

MOBILE = r"(?:50|6[36-8]|7[357]|89|9[1-9])"
CALL = (
    "(?:тел|моб|номер|дзвон|дзвін|звон|набер|телефон|вайбер|viber|whatsapp|вотсап|ватсап|call"
    "|phone|пишіть|контакт|зв'яз)"
)
SIX = r"\d(?:[ -]?\d){5}"
AT_SIGN = (
    r"(?: ?\((?:at|а|a|ет|эт|собака|равлик)\) ?| ?\[(?:at|а|a|ет|собака|равлик)\] ?| ?\{at\} ?)"
)
AT = r"(?: ?(?:@|\((?:at|а|a|ет|эт|собака|равлик)\)|\[(?:at|а|a|ет|собака|равлик)\]|\{at\}) ?)"
AT_WORD = r" (?:собака|собачка|равлик|at|ет|эт) "
DOT = r"(?: ?(?:\.|\(dot\)|\[dot\]|\(крапка\)|\[крапка\]) ?| (?:крапка|точка|dot) )"
NAME = r"[a-zа-яіє0-9_.+-]{1,64}"
HOST = r"(?:[a-z0-9-]{1,40}|дж[иіе]?ме[иі]л|гме[иі]л|гмаил|гмаіл|жмаил|укр|юкр|мета|аутлук|яху)"
ZONE = r"(?:com|net|org|ua|info|me|edu|gov|biz|eu|укр|ком|нет|юа|орг|ua)"
NETWORKS = (
    "(?:телеграм|telegram|телеґрам|тг|tg|інстаграм|инстаграм|інста|инста|instagram|insta"
    "|фе[иі]сбу|facebook|fb|фб|вайбер|viber|тікток|тик-?ток|tiktok|скаип|skype|signal|твіттер"
    "|twitter|нік|нікнеим|ник|логін|дискорд|discord|лінкедин|linkedin|threads|тредс)"
)
PLATE = "[авекмнорстухіabekmhopctyxi]"
CARS = (
    "(?:номерн|держномер|держ|д/н|авто|машин|реєстрац|номерах|номером|номер|мікроавтобус|бус|фур"
    "|мотоцикл|скутер|причіп|причеп|бляха|бляхи|знак)"
)
FLAT_NUMBER = r"(?:№|n|номер(?:ом)?)? ?\d{1,4}(?:-?[абвгa-c]›)?(?:[-/]\d{1,3})?"
BARE_ADDRESSES = (
    r"(?:t\.me|telegram\.me|wa\.me|m\.me|viber\.click|instagram\.com|instagr\.am|facebook\.com"
    r"|fb\.com|fb\.me|tiktok\.com|twitter\.com|x\.com|linkedin\.com/in|vk\.com|ok\.ru|threads\.net)"
)
BEFORE_NAME = (
    "(?:нік|ник|мій|я|під ніком|там|як|логін|акаунт|сторінка|id|за ніком|шукайте|у|в|мене|-)"
)
DOCUMENT = (
    "(?:паспорт|посвідчен|посвідк|серія|серії|серію|серией|документ|свідоцтв|закордон|загран"
    "|права|військов)"
)
TAX = "(?:іпн|інн|инн|рнокпп|ідентифікаційн|идентификацион|індивідуальн|податков|налогов|ідент)"
MAILBOX = "(?:gmail|ukr|i|meta|outlook|yahoo|hotmail|icloud|proton|protonmail)"
SUFFIX = "(?:ї|й|ій|а|ої|та|я|шої|тої|мої)"
GAP = rf"[^0-9{LETTERS}]"
STREET = "(?:вул|просп|пр|бульв|бул|пров|пл|шосе|ул|мкр|мікрорайон)"
MORE_FLATS = r"(?:(?:, ?| і | та | и )\d{1,3}(?! ?[-(]?\d)){0,6}"

# Whoever tells a town's number after one of these says whose it is; unless it is their own.
SERVICE = re.compile(
    "гаряч|диспетчер|авар[иі]|приимальн|черг|центр|довідк|рятувальн|поліці|реєстратур"
    "|абонентськ|водоканал|облгаз|облен|енерго|жек|осбб|міськрад|сільрад|виконком|лікарн"
    "|поліклін|школ|садок|служб|гор[яі]ч|управлін|інспекц"
)
OWN = re.compile("м[оі][иєіяю]|мене|мені|мобільн|особист|власн")
# Mobile operators' codes in the nine digits without the zero; towns have the others.
MOBILE_CODE = re.compile("50|63|66|67|68|73|75|77|89|9[1-9]")
CARD_WORDS = re.compile("карт|приват|моно|visa|віза|mastercard|рахун|перека|скин|донат")
# Letters before six digits that are no series of a passport: pylons, standards, prepositions.
NO_SERIES = re.compile(
    "тп|рп|кп|пс|ту|кт|тз|дк|ен|зу|фз|ст|но|на|до|за|по|із|як|не|чи|та|бо|гр|уб|кв|зп|вл|tp|kp|no|nr"
)
NO_PLATE = re.compile("та|на|не|ні|се|то|от|ва|ми|ви|ти|мм|см|км")
NO_FOREIGN_PLATE = re.compile("bmw|gaz|vaz|zaz|maz|uaz|audi|kia|vw|din|iso|ral|usb|led|lpg|km|kg")
NO_HANDLE = re.compile(
    "telegram|viber|whatsapp|facebook|instagram|youtube|tiktok|messenger|google|signal|skype"
    "|groups?|pages|share|watch|events|channel|online|video|photo|story|stories|bot"
)
GENERAL_MAILBOX = re.compile(
    "info|office|mail|post|press|zvernennya|admin|kanc|kancelaria|contact|rada"
)

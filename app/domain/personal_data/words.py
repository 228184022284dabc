"""The words and parts of which the patterns of personal data are made, and what tells otherwise.

All are regular expressions that Python and JavaScript read alike; letters are those of a reading.
"""

import re

from app.domain.personal_data.reading import FOLDED_LETTERS, LETTERS

_FOLDED = str.maketrans(FOLDED_LETTERS)


def _read(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.translate(_FOLDED))


MOBILE = r"(?:50|6[36-8]|7[357]|89|9[1-9])"
CALL = (
    "(?:тел|моб|дзвон|дзвін|звон|набер|набир|вайбер|viber|whatsapp|вотсап|ватсап|call"
    "|phone|пишіть|контакт|зв'яз)"
)
SIX = r"\d(?:[ -]?\d){5}"
_AT = "(?:@|at|а|a|ет|эт|соба[кч]§{1,4}|равлик|песик|мавп§{1,6}|гав)"
AT_SIGN = rf" ?(?:\( ?{_AT} ?\)|\[ ?{_AT} ?\]|\{{ ?{_AT} ?\}}|< ?{_AT} ?>) ?"
AT = rf"(?: ?@ ?|{AT_SIGN})"
AT_WORD = " (?:соба[кч]§{1,4}|равлик|at|ет|эт) "
_DOT = "(?:крапк§|крапочк§|точк§|точечк§|тчк|dot)"
DOT = rf"(?: ?(?:[.,]|\({_DOT}\)|\[{_DOT}\]) ?| {_DOT} )"
_PART = "[a-zа-яіє0-9_.+-]{1,64}"
NAME = rf"{_PART}(?: (?:{_DOT}|нижнє підкреслення|підкреслення|дефіс|тире) {_PART}){{0,2}}"
HOST = r"(?:[a-z0-9-]{1,40}|дж[иіе]?ме[иі]л|гме[иі]л|гмаил|гмаіл|жмаил|укр|юкр|мета|аутлук|яху)"
ZONE = r"(?:com|net|org|ua|info|me|edu|gov|biz|eu|укр|ком|нет|юа|орг|ua)"
NETWORKS = (
    "(?:телег|telegram|тєлєг|тг|tg|інст|инст|insta"
    "|фе[иі]сб|фейсік|facebook|fb|фб|вайб|viber|тікток|тик-?ток|tiktok|скаип|skype|signal|твіттер"
    "|twitter|нік|нікнеим|ник|логін|дискорд|discord|лінкедин|linkedin|threads|тредс)"
)
PLATE = "[авекмнорстухіabekmhopctyxi]"
CARS = (
    "(?:номер|держ|д/н|авто|машин|реєстрац|мікроавтобус|бус|фур|мотоцикл|мопед|скутер|причіп"
    "|причеп|прицеп|бляха|бляхи|знак|такс|водій|водія|жигул|ланос|таврі|запорож|москвич|газел"
    "|опел|бмв|ауді|шкод|форд|рено|тойот|мерс|фольксв|хюнд|мазд|джип|вантажів|легков|камаз)"
)
FLAT_NUMBER = (
    r"(?:№{1,2}|n|номер(?:ом)?|під номером)? ?\d{1,3}(?!\d)(?:-?[абвгa-c]›)?(?:[-/]\d{1,3})?"
)
BARE_ADDRESSES = (
    r"(?:t\.me|telegram\.me|wa\.me|m\.me|viber\.click|instagram\.com|instagr\.am|facebook\.com"
    r"|fb\.com|fb\.me|tiktok\.com|twitter\.com|x\.com|linkedin\.com/in|vk\.com|ok\.ru|threads\.net)"
)
BEFORE_NAME = (
    "(?:нік|ник|мій|я|під ніком|там|як|логін|акаунт|сторінка|id|за ніком|шукайте|у|в|мене|-)"
)
DOCUMENT = (
    "(?:паспорт|посвідчен|посвідк|серія|серії|серію|серией|док|свідоцтв|закордон|загран"
    "|права|військов|книжечк)"
)
TAX = (
    "(?:іпн|інн|инн|рнокпп|ідентиф|идентиф|індивід|податков|налогов|ідент|облікової|платник|код"
    "|ід код|ідкод)"
)
MAILBOX = "(?:gmail|ukr|i|meta|outlook|yahoo|hotmail|icloud|proton|protonmail)"
SUFFIX = "(?:ї|й|ій|а|ої|та|я|шої|тої|мої)"
GAP = rf"[^0-9{LETTERS}]"
STREET = "(?:вул|просп|пр|бульв|бул|пров|пл|шосе|ул|мкр|мікрорайон)"
FLAT = (
    r"(?:кв|kv|kvart§{0,4}|кв-р§{1,2}|квартир§{0,3}|квартирка|apt|flat|apartment|апартамент§{0,3}"
    "|помешкання|пом)"
)
TENS = "(?:двадцять|тридцять|сорок|п'ятдесят|шістдесят|сімдесят|вісімдесят|дев'яносто|сто)"
ORDINAL = (
    "(?:перш|друг|трет|четверт|п'ят|шост|сьом|восьм|дев'ят|десят|одинадцят|дванадцят|тринадцят"
    "|чотирнадцят|п'ятнадцят|шістнадцят|сімнадцят|вісімнадцят|дев'ятнадцят|двадцят|тридцят"
    "|сороков|п'ятдесят|шістдесят)"
)
LIVES = "(?:живу|живе|живем|живуть|прожива|мешка|прописан|зареєстрован|домашн|моя адреса)"
MORE_FLATS = r"(?:(?:, ?| і | та | и )\d{1,3}(?! ?[-(]?\d)){0,6}"

# Whoever tells a town's number after one of these says whose it is; unless it is their own.
SERVICE = _read(
    "гаряч|диспетчер|авар[иі]|приимальн|черг|центр|довідк|рятувальн|поліці|реєстратур"
    "|абонентськ|водоканал|облгаз|облен|енерго|жек|осбб|міськрад|сільрад|виконком|лікарн"
    "|поліклін|школ|садок|служб|гор[яі]ч|управлін|інспекц|рег[иі]страт|бібліот|саит|цнап"
    "|рад[аи]|пошт|каса|вокзал|аптек"
)
OWN = _read("[^a-zа-яіє']м[оі][иєіяю][^a-zа-яіє']|мене|мені|мобільн|особист|власн")
# Mobile operators' codes in the nine digits without the zero; towns have the others.
MOBILE_CODE = _read("50|63|66|67|68|73|75|77|89|9[1-9]")
CARD_WORDS = _read("карт|приват|моно|visa|віза|mastercard|рахун|перека|скин|донат")
# Letters before six digits that are no series of a passport: pylons, standards, prepositions.
NO_SERIES = _read(
    "тп|рп|кп|пс|ту|кт|тз|дк|ен|зу|фз|ст|но|на|до|за|по|із|як|не|чи|та|бо|гр|уб|кв|зп|вл|tp|kp|no|nr"
)
# Seals, meters and stores have series and numbers, too.
OF_THINGS = _read(
    "інв|пломб|лічильн|серіин|заводс|модел|артикул|насос|опор|щит|трансформ|ключ|талон|квит"
)
OF_PERSON = _read("дан[іи]|паспорт|документ|особ|вна|вич|іпн|рнокпп|ідент|прізвищ")
PATRONYMIC = _read("(?:ович|івна|іівна|євич|ічна)[ ,;:/(-]{1,5}$")
HOSTEL = _read("гурт|живу|живе|прожива|мешка|сусід|сусіди|комун|вул|буд")
NO_PLATE = _read("та|на|не|ні|мм|см|км")
VEHICLE = _read(CARS.replace("номер|", "номер.{0,4} авт|"))
NO_FOREIGN_PLATE = _read("bmw|gaz|vaz|zaz|maz|uaz|audi|kia|vw|din|iso|ral|usb|led|lpg|km|kg")
NO_HANDLE = _read(
    "telegram|viber|whatsapp|facebook|instagram|youtube|tiktok|messenger|google|signal|skype"
    "|groups?|pages|share|watch|events|channel|online|video|photo|story|stories|bot"
)
# Pages that are public by what they are called.
PUBLIC_PAGE = _read("офіц|канал|пабл|спільнот")
OFFICIAL_DOMAIN = _read(r"\.gov\.ua$|rada|hromada|gromada|otg")
GENERAL_MAILBOX = _read(
    "info|office|mail|post|press|zvernennya|admin|kanc|kancelaria|contact|rada|zhkh|dsp|cnap|kp|dozvil"
)

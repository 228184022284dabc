"""What personal data look like in a reading: the one table for the server and the browser.

Patterns are in the part of the regular expressions that Python and JavaScript share: no named
groups, no looking behind, no flags. A pattern's first group is the passage, and is what it ends
with. All repetitions are bounded, and their parts cannot be read in two ways, so a search takes
time in proportion to the text. shorthand.py says what ~ § ¬ ‹ › are short for.
"""

import re

from app.domain.personal_data.kinds import PersonalKind
from app.domain.personal_data.numerals import NUMERAL
from app.domain.personal_data.reading import LETTERS
from app.domain.personal_data.shorthand import PersonalPattern, personal
from app.domain.personal_data.words import (
    AT,
    AT_SIGN,
    AT_WORD,
    BARE_ADDRESSES,
    BEFORE_NAME,
    CALL,
    CARS,
    DOCUMENT,
    DOT,
    FLAT,
    FLAT_NUMBER,
    GAP,
    HOST,
    LIVES,
    MAILBOX,
    MOBILE,
    MORE_FLATS,
    NAME,
    NETWORKS,
    ORDINAL,
    PLATE,
    SIX,
    STREET,
    SUFFIX,
    TAX,
    TENS,
    ZONE,
)

K = PersonalKind
# The first that finds a place has it.
PATTERNS: tuple[PersonalPattern, ...] = (
    personal(K.ACCOUNT, r"‹([uу][aа]~\d(?:~\d){26})(?!\d)"),
    personal(K.ACCOUNT, r"‹([a-z]{2}\d\d(?: ?[0-9a-z]{4}){2,7}(?: ?[0-9a-z]{1,3})?)›", "account"),
    personal(K.CARD, r"(?:^|[^0-9.])([2-6]~\d(?:~\d){14})(?!~\d)", "card", numbers=True),
    personal(
        K.ID_CARD, r"¬((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?- ?\d{5})(?!\d)"
    ),
    personal(
        K.ID_CARD,
        r"‹(?:унзр|запис|реєстр|демограф)§{0,14}[^0-9\n]{0,40}?"
        r"((?:19|20)\d{6}[ -]{0,3}\d{5})(?!\d)",
    ),
    personal(
        K.ID_CARD,
        r"‹(?:паспорт|айді|ай ді|id|ід|посвідк|посвідчен|док|карт)§{0,12}[^0-9\n]{0,40}?"
        r"(\d{3}[ -]?\d{3}[ -]?\d{3})(?![ -]?\d)",
        numbers=True,
    ),
    # Identity cards are numbered one after the other, and there are fewer than ten million.
    personal(K.ID_CARD, r"¬(00\d[ -]?\d{3}[ -]?\d{3})(?![ -]?\d)", "document"),
    personal(
        K.PASSPORT,
        rf"‹{DOCUMENT}§{{0,12}}(?:[^0-9\n]{{0,40}}{GAP}|{GAP})?"
        rf"([a-zа-яіє]{{2,3}}[ ,:№n_.-]{{0,4}}(?:номер|ном|no)?[ :№.-]{{0,3}}{SIX})(?!\d)",
    ),
    personal(K.PASSPORT, rf"‹([a-zа-яіє]{{2}} ?№? ?{SIX})(?![0-9-]| \d{{4}} \d)›", "series"),
    personal(K.PASSPORT, rf"‹(?:паспорт|посвідчен)§{{0,12}}[^0-9\n]{{0,30}}?({SIX})(?![ -]?\d)"),
    personal(
        K.TAX_NUMBER,
        rf"‹{TAX}§{{0,12}}[^0-9]{{0,40}}?(\d~(?:\d~){{8}}\d)(?!\d)",
        numbers=True,
    ),
    personal(
        K.EMAIL,
        r"(?:^|[ \n,;:<>()])([^ \n@,;:<>()]{1,64}@[^ \n@,;<>()]{1,64}\.[a-zа-яіє]{2,24})",
        "email",
    ),
    personal(
        K.EMAIL,
        rf"(?:^|[^a-zа-яіє0-9_.+-])({NAME}{AT_SIGN}"
        rf"[a-zа-яіє0-9-]{{1,40}}(?:{DOT}[a-zа-яіє0-9-]{{1,40}}){{1,3}})",
        "email",
    ),
    personal(
        K.EMAIL,
        rf"(?:^|[^a-zа-яіє0-9_.+-])({NAME}(?:{AT}|{AT_WORD}){HOST}"
        rf"(?:{DOT}{ZONE}| {ZONE}){{1,2}})›",
        "email",
    ),
    personal(
        K.EMAIL,
        r"‹(?:пошт|мейл|мыл|мил|email|e-mail|mail|скринь)§{0,8}[^a-z0-9\n]{0,25}?"
        rf"([a-z0-9_.+-]{{2,40}}[ .]{MAILBOX}[ .](?:com|net|ua|me))›",
    ),
    personal(K.EMAIL, rf"(?:^|[^a-zа-яіє0-9_.+-])([a-z0-9_.+-]{{2,64}} ?@ ?{MAILBOX})›"),
    personal(
        K.HANDLE,
        rf"(?:^|[^a-zа-яіє0-9_./-])((?:https?://)?(?:www\.|m\.)?{BARE_ADDRESSES}"
        r"/@?[a-z0-9_+@.%?=&-]{3,60})",
        "handle",
    ),
    personal(K.HANDLE, r"‹((?:viber|tg|whatsapp)://[^ \n]{3,100})"),
    personal(K.HANDLE, r"(?:^|[^a-zа-яіє0-9_@.])(@ ?[a-z][a-z0-9_.]{3,31})", "handle"),
    personal(K.HANDLE, r"(?:^|[^a-zа-яіє0-9_@.])(@[а-яіє][а-яіє0-9_]{3,31})"),
    personal(
        K.HANDLE,
        r"(?:^|[^a-zа-яіє0-9_@./-])([a-z][a-z0-9]{1,30}_[a-z0-9_]{2,31})(?![a-zа-яіє0-9@./-])",
        "handle",
    ),
    personal(
        K.HANDLE,
        rf"‹{NETWORKS}§{{0,8}}(?:[ :,.«\"(-]{{1,4}}{BEFORE_NAME}){{0,3}}"
        r"[ :«\"(-]{1,4}([a-z][a-z0-9.]{0,30}[_.0-9][a-z0-9_.]{0,30})›",
        "handle",
    ),
    personal(K.HANDLE, rf"‹{NETWORKS}§{{0,8}} ([a-z]{{5,31}})›", "small handle"),
    personal(
        K.HANDLE,
        rf"‹{NETWORKS}§{{0,8}} ?(?:: ?|- ?|«|\")([a-z][a-z0-9_.]{{3,31}})›",
        "handle",
    ),
    personal(
        K.PHONE,
        r"¬(\(?(?:(?:\+|00)?~3~8~|8~)?\(?[0оo]~(?:[3-7]~\d|8~9|9~[1-9])(?:~\d){7})(?!\d)",
        "phone",
        numbers=True,
    ),
    personal(
        K.PHONE,
        r"¬(\(?(?:38)?0(?:[3-7]\d|89|9[1-9])\)?[ ,:;.-]{0,3}"
        r"(?:(?:а |і )?(?:номер|далі|потім|тоді|дальше|тел\.?))?[ ,:;.-]{1,4}"
        r"\d{3}[ ,-]{0,3}\d\d[ ,-]{0,3}\d\d)(?!\d)",
        "phone",
        numbers=True,
    ),
    personal(K.PHONE, r"(\+~[1-9](?:~\d){8,14})(?!\d)", "phone", numbers=True),
    personal(
        K.PHONE,
        rf"(?:^|[^0-9.,-])(\(?{MOBILE}\)?[ -]\d{{3}}[ -]\d\d[ -]\d\d)(?![ -]?\d)",
        "phone",
        numbers=True,
    ),
    personal(
        K.PHONE,
        rf"‹(?:{CALL}|номер)[^0-9\n]{{0,25}}?({MOBILE}(?:~\d){{7}})(?!\d)",
        "phone",
        numbers=True,
    ),
    personal(
        K.PHONE,
        rf"‹{CALL}§{{0,12}}[^0-9{LETTERS}№\n]{{0,6}}([1-9](?:~\d){{4,6}})(?!~\d)",
        "phone",
        numbers=True,
    ),
    personal(
        K.PHONE,
        rf"‹{CALL}§{{0,12}}(?:[ ,.:«-]{{1,3}}§{{1,14}}){{0,3}}[ ,.:-]{{1,4}}"
        r"(\d{1,3}[- ]\d\d[- ]\d\d)(?![- ]?\d)",
        "phone",
        numbers=True,
    ),
    personal(K.TAX_NUMBER, r"(?:^|[^0-9:.,-])(\d{10})(?![0-9:])", "tax"),
    personal(
        K.PLATE,
        rf"‹({PLATE}[ .]?{PLATE}[ .-]{{0,3}}\d(?:[ .-]?\d){{3}}[ .-]{{0,3}}{PLATE}[ .]?{PLATE})›",
        "plate",
    ),
    personal(K.PLATE, r"‹([a-zа-яіє]{2} ?\d{4} ?[a-zа-яіє]{2})›", "vehicle"),
    personal(K.PLATE, r"‹((?:\d\d-\d{3}|\d{3}-\d\d) ?[a-zа-яіє]{2})›", "capital"),
    personal(K.PLATE, r"‹([а-яіє] ?\d{4} ?[а-яіє]{2}|\d{4} ?[a-zа-яіє]{3})›", "vehicle"),
    personal(
        K.PLATE,
        rf"‹{CARS}§{{0,10}}[^0-9\n]{{0,25}}?{GAP}"
        r"(\d{3}[ -]?\d\d ?§{2}|[a-zа-яіє]{2} ?\d{4} ?[a-zа-яіє]{0,2})›",
        "capital",
    ),
    personal(
        K.PLATE,
        rf"‹{CARS}§{{0,10}}[^0-9\n]{{0,40}}?{GAP}"
        r"([a-z]{2,3}[ -]?\d{4,5}[a-z]{0,2}|[a-z]{1,3}[ -][a-z]{1,2} ?\d{1,4}"
        r"|[a-z]{2,3} ?\d{1,3}[a-z]{1,3})›",
        "foreign",
    ),
    personal(
        K.FLAT,
        rf"‹({FLAT}\.? ?{FLAT_NUMBER}{MORE_FLATS})(?! ?(?:м›|м2|метр|кв|км|%|грн))›",
        numbers=True,
    ),
    personal(K.FLAT, rf"‹((?:{TENS} ){{0,2}}{ORDINAL}§{{1,4}} (?:квартир(?:а|и|і|у|ою)|кв))›"),
    personal(K.FLAT, r"‹((?:кімнат§|кімн|кім)\.? ?№?\d{1,4})›", "room"),
    personal(
        K.FLAT,
        rf"‹{LIVES}§{{0,10}}[^0-9\n]{{0,40}}?{GAP}"
        r"(§{3,25},? ?(?:буд\.? ?)?\d{1,3}[а-г]?(?: ?[-/] ?|, ?)\d{1,3})(?! ?[-(]?\d)›",
        "street",
    ),
    personal(K.FLAT, rf"‹(\d{{1,3}}-?(?:{SUFFIX}|у|ю|ою)? ?(?:квартирі|квартиру|квартирою))›"),
    personal(K.FLAT, rf"‹(\d{{1,3}}-?{SUFFIX} ?(?:квартир§{{1,3}}|кв\.?))›"),
    personal(K.FLAT, r"‹(\d{0,2}(?:[05-9]|1\d) ?(?:квартира|квартири))›"),
    personal(K.FLAT, r"(?:‹(?:у|в|з|із|зі|до) |\(|, )(\d{1,3} ?кв)(?!\.? ?(?:м|к))›"),
)
# What stands before a flat in its address is as personal: the street's name and the house.
ADDRESS = personal(
    K.FLAT,
    rf"‹((?:{STREET}§{{0,10}}\.? ?)?(?:§{{1,20}}[ .])?§{{3,25}},? ?"
    r"(?:(?:буд|б|д|дом|будин)§{0,4}\.? ?)?"
    r"№?\d{1,3}(?:-?[а-яі])?(?:[/-]\d{1,3}[а-яі]?)?[ ,\n]{0,3})$",
).pattern
# Numbers that are nobody's, though they have as many digits.
# Without one of these there is nothing to search for: digits, a Latin word, numbers in words.
WORTH = re.compile(rf"[0-9@]|[a-z]{{3}}|собак|{NUMERAL.pattern}")
HARMLESS = re.compile(
    "|".join(
        (
            r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)",  # a date
            r"(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-]\d{1,2}(?!\d)",
            r"(?:19|20)\d\d[./-]\d{1,2}(?![\d./-])",
            r"\d{1,2}:\d\d(?::\d\d)?(?!\d)",  # a time
            r"[2-5]\d[.,]\d{3,}(?![.]\d)",  # degrees
            r"\d{10}:\d\d:\d{3}:\d{4}",  # a cadastral number
            r"ua\d{17}(?!\d)",  # a KATOTTG code
        )
    )
)

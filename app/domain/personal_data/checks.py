"""Sums and circumstances that tell a personal number from one that only looks like it.

Every check is given the passage as it is read, up to BEFORE signs that stand before it in the
reading, and the passage as it was typed. static/js/personal-data.js has the same checks.
"""

import re
from collections.abc import Callable

from app.domain.personal_data import words

BEFORE = 60
Check = Callable[[str, str, str], bool]

# The first day that a tax number can count, and the last of a person of 14: days since 1899-12-31.
FIRST_BORN, LAST_BORN = 5_500, 41_000
TAX_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
# A number without its town's code has fewer digits.
NATIONAL = 9


def digits_of(text: str) -> str:
    """Return only the digits of a text that is read."""
    return "".join(sign for sign in text if "0" <= sign <= "9")


def is_any(_core: str, _before: str, _typed: str) -> bool:
    """Return True: what has this form is personal."""
    return True


def is_persons_phone(core: str, before: str, _typed: str) -> bool:
    """Return False for a free number, and for a town's that is named as a service's."""
    national = digits_of(core)[-NATIONAL:]
    if len(national) == NATIONAL and national.startswith("800"):
        return False
    mobile = len(national) == NATIONAL and words.MOBILE_CODE.match(national)
    return bool(mobile or not words.SERVICE.search(before) or words.OWN.search(before))


def is_card(core: str, before: str, _typed: str) -> bool:
    """Return whether the digits sum up (ISO/IEC 7812), or words say that it is a card."""
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(digits_of(core)))
    total = sum(number // 10 + number % 10 for number in doubled)
    return total % 10 == 0 or bool(words.CARD_WORDS.search(before))


def is_account(core: str, _before: str, _typed: str) -> bool:
    """Return whether an account of any country has the check digits of ISO 13616."""
    signs = core.replace(" ", "")
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def is_tax_number(core: str, before: str, _typed: str) -> bool:
    """Return whether ten digits have the check digit of a person's number, and a day of birth."""
    control = sum(w * int(d) for w, d in zip(TAX_WEIGHTS, core, strict=False)) % 11 % 10
    born = FIRST_BORN <= int(core[:5]) < LAST_BORN
    named = control == int(core[9]) or words.PATRONYMIC.search(before)
    return bool(named) and born and not before.rstrip().endswith("№")


def is_series(core: str, before: str, typed: str) -> bool:
    """Return whether letters before six digits are a document's, not those of pylons or seals."""
    if words.NO_SERIES.fullmatch(core[:2]) or words.OF_THINGS.search(before):
        return False
    return is_capital(core, "", typed) or bool(words.OF_PERSON.search(before))


def is_document(_core: str, before: str, _typed: str) -> bool:
    """Return whether it is not the number of a seal or a meter."""
    return not words.OF_THINGS.search(before)


def is_plate(core: str, before: str, typed: str) -> bool:
    """Return whether it is written together, or apart in capitals or beside a word for a car."""
    if len(core) == len("aa1234aa"):
        return True
    ends = (words.NO_PLATE.fullmatch(part) for part in (core[:2], core[-2:]))
    spoken = is_capital(core, "", typed) or words.VEHICLE.search(before)
    return bool(spoken) and not any(ends)


def is_vehicle(core: str, before: str, typed: str) -> bool:
    """Return whether rarer letters and digits stand in capitals beside a word for a car."""
    large = is_capital(core, "", typed[1:])
    return large and bool(words.VEHICLE.search(before)) and not words.NO_PLATE.search(core[-2:])


def is_street(_core: str, _before: str, typed: str) -> bool:
    """Return whether the word before a house and a flat has a capital, as a street's name has."""
    return typed[0].isupper()


def is_room(_core: str, before: str, _typed: str) -> bool:
    """Return whether the room is one where people live."""
    return bool(words.HOSTEL.search(before))


def is_foreign_plate(core: str, _before: str, typed: str) -> bool:
    """Return whether it is another country's plate, in capitals, not a make or a standard."""
    makes = map(words.NO_FOREIGN_PLATE.fullmatch, re.findall("[a-z]+", core))
    return is_capital(core, "", typed) and not any(makes)


def is_capital(_core: str, _before: str, typed: str) -> bool:
    """Return whether the letters are capital."""
    return typed == typed.upper()


def is_own_handle(core: str, before: str, _typed: str) -> bool:
    """Return whether it is somebody's name in a network, not a network's or an official page's."""
    name = core.rstrip(".").rsplit("/", 1)[-1]
    return not words.NO_HANDLE.fullmatch(name) and not words.PUBLIC_PAGE.search(before)


def is_small_handle(core: str, before: str, typed: str) -> bool:
    """Return whether a plain word is written as a handle, not as a title."""
    return typed == typed.lower() and is_own_handle(core, before, typed)


def is_persons_email(core: str, _before: str, _typed: str) -> bool:
    """Return False for the general address of a public body."""
    name, _at, domain = core.partition("@")
    official = words.OFFICIAL_DOMAIN.search(domain)
    return not (official and words.GENERAL_MAILBOX.fullmatch(name))


CHECKS: dict[str, Check] = {
    "any": is_any,
    "phone": is_persons_phone,
    "card": is_card,
    "account": is_account,
    "tax": is_tax_number,
    "series": is_series,
    "plate": is_plate,
    "document": is_document,
    "street": is_street,
    "vehicle": is_vehicle,
    "room": is_room,
    "small handle": is_small_handle,
    "foreign": is_foreign_plate,
    "capital": is_capital,
    "handle": is_own_handle,
    "email": is_persons_email,
}

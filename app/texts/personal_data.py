"""What each kind of personal data is called in a sentence."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _

from app.domain.personal_data.kinds import PersonalKind

KIND_WORDS: Mapping[PersonalKind, object] = {
    PersonalKind.PHONE: _("telephone"),
    PersonalKind.EMAIL: _("e-mail address"),
    PersonalKind.HANDLE: _("page or name in a network"),
    PersonalKind.TAX_NUMBER: _("tax number"),
    PersonalKind.PASSPORT: _("number of a document"),
    PersonalKind.ID_CARD: _("number of an identity card"),
    PersonalKind.ACCOUNT: _("bank account"),
    PersonalKind.CARD: _("bank card"),
    PersonalKind.PLATE: _("number plate"),
    PersonalKind.FLAT: _("flat number"),
}


def kinds_in_words(kinds: Iterable[PersonalKind]) -> str:
    """Return the different kinds, parted by commas."""
    return ", ".join(str(KIND_WORDS[kind]) for kind in dict.fromkeys(kinds))

"""What a change of a notice touched, in words: for its page and for letters."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

SIDE_WORDS: Mapping[str, object] = {
    "words": _("the words"),
    "beginning": _("the beginning"),
    "end": _("the end"),
    "kinds": _("which reports it explains"),
    "area": _("the area"),
}

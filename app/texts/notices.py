"""Labels of what a change of a notice touched: for its page and for letters."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

SIDE_LABELS: Mapping[str, object] = {
    "words": _("the words"),
    "beginning": _("the beginning"),
    "end": _("the end"),
    "kinds": _("which reports it explains"),
    "area": _("the area"),
}

"""Texts of why a drawn polygon is refused: its faults and how to repair them."""

from collections.abc import Mapping

from app.operations.importing.files.outcome import ImportRefused
from app.texts.translate import ADVICE, Advice, gettext, translated
from gis.files.messages import FileMessage, msg

_OF_FORM: Advice = {
    **ADVICE,
    "body": msg("check the code in “Bodies”"),
    "category": msg("check the code in “Categories”"),
}
# Labels that the drawing form has for the columns of a file.
_OF_DRAWING: Mapping[str, FileMessage] = {
    "name_uk": msg("What it is called"),
    "body": msg("Body"),
    "categories": msg("Categories"),
    "priority": msg("Priority"),
    "decision": msg("Decision"),
}


def drawing_refusal(refused: ImportRefused) -> str:
    """Return why a drawn polygon, the one feature of its file, is refused, a reason per line."""
    reasons = [fault.reason for fault in refused.faults] or [refused.reason]
    lines = [translated(reason, advice=_OF_FORM, names=_OF_DRAWING) for reason in reasons]
    return "\n".join([gettext("It cannot be taken:"), *lines])

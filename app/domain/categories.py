"""The flags of a category and the limits of its terms."""

from collections.abc import Mapping

# By our column, the column in files and in seeds/categories.csv; in the order of the form.
FLAGS: Mapping[str, str] = {
    "wants_photo": "photo",
    "hide_on_map": "hide_on_map",
    "personal": "personal_data",
    "health": "health",
    "hazard": "hazard",
    "seasonal": "seasonal",
    "wartime": "wartime",
    "proposal": "proposal",
}
EMERGENCY_LEVELS = (0, 1, 2)
MOST_HOURS = 100_000
MOST_DAYS = 3_650


def endangers_life(emergency: int, *, hazard: bool, hotline: str) -> bool:
    """Return whether a report of this kind stands first in every queue.

    A threat to life does, and what is dangerous to people and has a telephone of help. Urgent
    alone (a broken signal, a noise) does not. The database has it as ``category_endangers``.
    """
    return emergency == max(EMERGENCY_LEVELS) or (hazard and hotline != "")

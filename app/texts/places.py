"""How hromadas are named in full."""

from flask_babel import gettext


def full_name(name: str, kind: str) -> str:
    """Return the name with the word "hromada".

    The directory's name is the adjective alone; a city of a special status has a name of its own.
    """
    said = name.lower()
    if "громада" in said or "hromada" in said or kind == "city_special":
        return name
    return str(gettext("%(name)s hromada", name=name))

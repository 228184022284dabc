"""Which sign stands beside a group of kinds: by a stem of its Ukrainian name."""

OTHER = "other"
# In this order: the first whose stem is in the name. static/img/groups.svg draws them.
_STEMS = (
    ("access", ("безбар",)),
    ("transport", ("транспорт", "парку", "маршрут", "зупин")),
    ("roads", ("дорог", "доріг", "тротуар", "вулиц")),
    ("light", ("світл",)),
    ("waste", ("відход", "сміт", "чистот", "прибир")),
    ("water", ("вод", "каналіз", "сток", "злив")),
    ("heat", ("тепл", "газ", "опален", "електр")),
    ("house", ("будин", "двор", "двір", "житл", "дім")),
    ("green", ("зелен", "дерев", "парк", "сквер")),
    ("animals", ("тварин", "собак")),
    ("build", ("забудов", "будівн", "земл")),
    ("improve", ("благоустр", "реклам", "майданч")),
    ("environment", ("довкіл", "еколог", "природ", "повітр")),
    ("civil", ("цивільн", "укрит", "воєн", "війн")),
    ("safety", ("безпек", "поряд", "правопоряд")),
    ("social", ("освіт", "здоров", "соціальн", "культур")),
    ("services", ("адмін", "послуг", "документ")),
)


def group_icon(name_uk: str) -> str:
    """Return the id of the sign for a group of this name, OTHER where no stem fits."""
    name = name_uk.casefold()
    return next((icon for icon, stems in _STEMS if any(stem in name for stem in stems)), OTHER)

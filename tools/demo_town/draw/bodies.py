"""The executive bodies of the small town, and which of them answers for which category."""

import csv
from dataclasses import dataclass

from tools.demo_town.files import SEEDS

CATEGORIES = SEEDS / "categories.csv"
MAIL = "pokrov.example"
# Left to the moderators' queue on purpose: nobody here is competent by default.
WITHOUT_DEFAULT = frozenset({"build.site", "improve.monument", "light.new_light", "safety.camera"})


@dataclass(frozen=True, slots=True)
class Body:
    """An executive body; ``aliases`` are codes of the category list whose work it does here."""

    code: str
    name_uk: str
    name_en: str
    kind: str
    aliases: tuple[str, ...] = ()
    head: str = "head"


BODIES: tuple[Body, ...] = (
    Body("zhkg", "Відділ житлово-комунального господарства та благоустрою",
         "Housing, Utilities and Public Realm Department", "department", ("insp",)),
    Body("udg", "КП «Покровські шляхи»", "Pokrov Roads", "utility"),
    Body("misko", "КП «Добробут»", "Dobrobut (cleaning, greenery, cemetery)", "utility",
         ("zelen", "ritu")),
    Body("voda", "КП «Міськводоканал»", "Pokrov Water and Sewerage", "utility"),
    Body("teplo", "КП «Покровтеплоенерго»", "Pokrov Heat", "utility"),
    Body("svitlo", "КП «Міськсвітло»", "Pokrov Street Lighting", "utility"),
    Body("vidh", "КП «Чисте місто»", "Clean Town (waste)", "utility"),
    Body("upr", "КП «Житлосервіс»", "Zhytloservis (housing manager)", "utility", ("lift",)),
    Body("tvar", "КП «Центр поводження з тваринами «Турбота»", "Turbota Animal Centre", "utility"),
    Body("oble", "Покровська дільниця електричних мереж", "Power Grid, Pokrov Section", "service",
         ("net",)),
    Body("gas", "Покровська дільниця газових мереж", "Gas Grid, Pokrov Section", "service"),
    Body("trans", "Відділ економіки та транспорту", "Economy and Transport Department",
         "department", ("etrans",)),
    Body("arch", "Відділ містобудування, архітектури та земельних відносин",
         "Planning, Architecture and Land Department", "department", ("dabk", "zem")),
    Body("soc", "Управління соціального захисту населення", "Social Protection", "department"),
    Body("osv", "Відділ освіти, культури та молоді", "Education, Culture and Youth Department",
         "department", ("kult",)),
    Body("zdor", "Центр первинної медико-санітарної допомоги", "Primary Health Care Centre",
         "service"),
    Body("cnap", "Центр надання адміністративних послуг", "Administrative Services Centre",
         "department"),
    Body("star", "Відділ старост", "Office of Village Heads", "department"),
    Body("cz", "Сектор цивільного захисту", "Civil Protection Section", "department"),
    Body("dsns", "Покровська пожежно-рятувальна частина", "Pokrov Fire and Rescue", "state"),
    Body("npu", "Покровське відділення поліції", "Pokrov Police", "state", ("patr", "park")),
    Body("eko", "Сектор державного екологічного нагляду", "State Environmental Inspection Section",
         "state", ("dpss", "vet")),
    Body("vid", "Служба відновлення (дороги державного значення)", "State Roads Agency", "state"),
)  # fmt: skip


def body_rows() -> list[dict[str, str]]:
    """Return the rows of bodies.csv; addresses and telephones are made up."""
    return [
        {
            "code": body.code,
            "name_uk": body.name_uk,
            "name_en": body.name_en,
            "kind": body.kind,
            "email": f"{body.code}@{MAIL}",
            "phone": f"+380 00 500 {index // 10}{index % 10} {(index * 37) % 90 + 10}",
            "head_email": f"{body.code}.{body.head}@{MAIL}",
            "aliases": "|".join(body.aliases),
        }
        for index, body in enumerate(BODIES, start=1)
    ]


def default_rows() -> list[dict[str, str]]:
    """Return the rows of category_defaults.csv, following the list's own body or its alias."""
    owner = {alias: body.code for body in BODIES for alias in (body.code, *body.aliases)}
    with CATEGORIES.open(encoding="utf-8", newline="") as lines:
        return [
            {"category": row["code"], "body": owner[row["body"]]}
            for row in csv.DictReader(lines)
            if row["code"] not in WITHOUT_DEFAULT
        ]

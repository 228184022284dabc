"""Histories of reports that come, move, change and go."""

import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.domain.statuses import PUBLIC
from gis.geometry import Bbox
from gis.map.clusters import Bands
from gis.map.stored_counts import merge
from tests.builders import a_body, a_category, a_district, a_hromada, square

STATUSES = [status.value for status in PUBLIC]
BOX = Bbox(33.9, 47.5, 34.3, 47.8)
CELLS_ONLY = Bands(districts_upto=-1)
SEASON = {
    "since": datetime(2026, 2, 9, 22, tzinfo=UTC),
    "until": datetime(2026, 5, 19, 21, tzinfo=UTC),
}

INSERT = text("""
INSERT INTO report (hromada_id, status, category_id, point, description, public_text, district_id,
    body_id, sensitive, submitted_at, updated_at)
VALUES (:hromada, :status, :category, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 'x', :words,
    :district, :body, :sensitive, :at, :at)
""")


class History:
    """Reports that come, move, change and go, in a transaction that nobody else sees."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        hromada = a_hromada(session)
        self.hromada = hromada.id
        places = [("west", 34.0), ("east", 34.1)]
        self.districts = [None] + [
            a_district(
                session,
                hromada,
                code,
                boundary=square(west),
                label_point=f"SRID=4326;POINT({west + 0.05} 47.65)",
            ).id
            for code, west in places
        ]
        self.bodies = [None, a_body(session, hromada, "udg").id, a_body(session, hromada, "vk").id]
        codes = ("roads.pothole", "roads.sign", "water.leak")
        self.categories = [a_category(session, hromada, code).id for code in codes]

    @property
    def conn(self) -> Connection:
        return self.session.connection()

    def live_through(self, deeds: int) -> None:
        for _ in range(deeds):
            self.dice.choice(
                [
                    *(self.come, self.come, self.come, self.step, self.step, self.move, self.hide),
                    *(self.redistrict, self.recategorise, self.go, self.merge_some),
                ]
            )()

    def come(self) -> None:
        near = self.dice.random() < 0.5
        self.session.execute(
            INSERT,
            {
                "hromada": self.hromada,
                "status": self.status(),
                "category": self.dice.choice(self.categories),
                "lon": 34.05 + self.dice.gauss(0, 0.0005 if near else 0.05),
                "lat": 47.65 + self.dice.gauss(0, 0.0005 if near else 0.03),
                "words": self.dice.choice(["Яма", "Калюжа"]),
                "district": self.dice.choice(self.districts),
                "body": self.dice.choice(self.bodies),
                "sensitive": self.dice.random() < 0.1,
                "at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.dice.random() * 4000),
            },
        )

    def status(self) -> str:
        return self.dice.choice([*STATUSES, "submitted", "rejected"])

    def step(self) -> None:
        self.change("status = :new", self.status())

    def move(self) -> None:
        self.change("point = ST_Translate(point, :new, 0)", self.dice.gauss(0, 0.01))

    def hide(self) -> None:
        self.change("hidden_at = :new", self.dice.choice([None, datetime(2026, 6, 1, tzinfo=UTC)]))

    def redistrict(self) -> None:
        self.change("district_id = :new", self.dice.choice(self.districts))

    def recategorise(self) -> None:
        self.change("category_id = :new", self.dice.choice(self.categories))

    def change(self, what: str, new: object) -> None:
        self.session.execute(
            text(f"UPDATE report SET {what} WHERE id = :id"), {"id": self.any_report(), "new": new}
        )

    def go(self) -> None:
        """Only the schema's owner may: nobody's report is deleted by the program."""
        self.session.execute(text("SET LOCAL ROLE NONE"))
        self.session.execute(text("DELETE FROM report WHERE id = :id"), {"id": self.any_report()})

    def any_report(self) -> int | None:
        ids = self.session.scalars(text("SELECT id FROM report ORDER BY id")).all()
        return self.dice.choice(ids) if ids else None

    def merge_some(self) -> None:
        merge(self.conn, self.dice.choice([1, 7, 1000]))

    def live_numbers(self, **kept: str) -> dict[tuple[str, str], int]:
        """Public reports by district and colour, counted from the reports alone."""
        where = "".join(f" AND {words}" for words in kept.values())
        rows = self.session.execute(
            text(f"""
                SELECT coalesce(d.code, ''), r.colour, count(*) FROM report AS r
                LEFT JOIN district AS d ON d.id = r.district_id
                JOIN category AS c ON c.id = r.category_id
                LEFT JOIN category AS g ON g.id = c.parent_id
                LEFT JOIN body AS b ON b.id = r.body_id
                WHERE r.public{where} GROUP BY 1, 2
            """)
        )
        return {(district, colour): number for district, colour, number in rows}


def a_history(session: Session, seed: int, deeds: int = 120) -> History:
    history = History(session, seed)
    history.live_through(deeds)
    return history

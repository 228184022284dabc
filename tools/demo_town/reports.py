"""Puts the demo's reports into the database: two years of a town's life, up to today."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from app.domain.statuses import Status
from app.models.places import Body
from app.models.reports import Report, ReportPhoto
from app.models.subscriptions import Subscription
from app.operations.reports.loading import load_reports
from tools.demo_town.draw.clock import sent_at
from tools.demo_town.files import document
from tools.demo_town.histories import Demo, Life, lived

BATCH = 100
# Pixels, width and height, of a drawn photo.
DRAWN = (1200, 900)

_SUPPORTERS = text("""
INSERT INTO supporter (hromada_id, report_id, person_key, created_at, kind)
SELECT :hromada_id, r.id, sha256(convert_to('demo:' || r.id || ':' || n, 'UTF8')), r.at,
    -- As histories.py counts them.
    CASE WHEN n <= r.voices * 2 / 5 THEN 'account' ELSE 'device' END
FROM unnest(CAST(:ids AS bigint[]), CAST(:counts AS int[]), CAST(:times AS timestamptz[]))
    AS r (id, voices, at)
CROSS JOIN LATERAL generate_series(1, r.voices) AS n
""")


def add_reports(demo: Demo, *, advance: Callable[[int], None]) -> int:
    """Add every report with its timeline; ``advance`` hears how many more are done."""
    given = sorted(document("reports.json.gz"), key=lambda story: sent_at(story, demo.now))
    made: dict[str, int] = {}
    for start in range(0, len(given), BATCH):
        lives = [lived(demo, story) for story in given[start : start + BATCH]]
        ids = load_reports(demo.session, [(life.facts, life.history) for life in lives])
        _add_company(demo, lives, ids)
        made |= {str(life.story["id"]): id_ for life, id_ in zip(lives, ids, strict=True)}
        advance(len(lives))
    _tie_duplicates(demo, given, made)
    return len(made)


def _add_company(demo: Demo, lives: Sequence[Life], ids: Sequence[int]) -> None:
    """Add supporters, the reporters' addresses and photos."""
    addresses, photos = [], []
    for life, report_id in zip(lives, ids, strict=True):
        row = {
            "hromada_id": demo.hromada_id,
            "report_id": report_id,
            "created_at": life.facts["submitted_at"],
        }
        if life.story.get("has_email"):
            email = f"resident{report_id}@pokrov.example"
            known = {"email": email, "kind": "reporter", "confirmed_at": life.facts["submitted_at"]}
            addresses.append(row | known)
        photos += [
            # Drawn by us, in both sizes: a resident's first photo need not queue behind these.
            row
            | {
                "storage_key": demo.keep_photo(photo["kind"], int(photo["seed"])),
                "state": "ready",
                "width": DRAWN[0],
                "height": DRAWN[1],
                "position": position,
            }
            for position, photo in enumerate(life.story.get("photos", []))
        ]
    voices = {
        "hromada_id": demo.hromada_id,
        "ids": list(ids),
        "counts": [life.facts["supporters"] for life in lives],
        "times": [life.facts["submitted_at"] for life in lives],
    }
    demo.session.execute(_SUPPORTERS, voices)
    for table, rows in ((Subscription, addresses), (ReportPhoto, photos)):
        if rows:
            demo.session.execute(insert(table), rows)


def _tie_duplicates(
    demo: Demo, given: Sequence[Mapping[str, Any]], made: Mapping[str, int]
) -> None:
    """Point each duplicate at its original: the one named, else the nearest of its category."""
    for story in given:
        own = made[str(story["id"])]
        report = demo.session.get_one(Report, own)
        if report.status != Status.DUPLICATE:
            continue
        named = made.get(str(story.get("duplicate_of")))
        original = named or demo.session.scalar(
            select(Report.id)
            .where(Report.category_id == report.category_id, Report.public, Report.id != own)
            .order_by(func.ST_Distance(Report.point, report.point), Report.id)
            .limit(1)
        )
        demo.session.execute(
            update(Report).where(Report.id == own).values(duplicate_of_id=original)
        )


def body_ids(session: Session) -> dict[str, int]:
    """Return the entered hromada's bodies, code to id."""
    return {row.code: row.id for row in session.execute(select(Body.code, Body.id))}

"""Announces the demo's notices: one that is over, some that run, one to come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import shapely
from sqlalchemy import update

from app.models.notices import Notice
from app.operations.notices.announcing import NewNotice, announce
from gis.circles import circle_m
from gis.geometry import Point
from tools.demo_town.files import document
from tools.demo_town.histories import Demo
from tools.demo_town.reports import body_ids


def add_notices(demo: Demo) -> None:
    """Announce every notice at its time; what is over by now ended when it was said to."""
    bodies = body_ids(demo.session)
    for given in document("notices.json"):
        body_id = bodies[given["body"]]
        notice_id = announce(
            demo.session,
            _notice(demo, given, body_id),
            now=_moment(demo, given["announced_days"]),
        )
        ends_at = _moment(demo, given["ends_days"])
        if ends_at < demo.now:
            # Not by end_notice: nobody waits for a letter about it.
            rows = update(Notice).where(Notice.id == notice_id)
            demo.session.execute(rows.values(ended_at=ends_at))


def _notice(demo: Demo, given: Mapping[str, Any], body_id: int) -> NewNotice:
    circle = circle_m(Point(given["lon"], given["lat"]), given["radius_m"])
    return NewNotice(
        title=(given["title_uk"], given["title_en"]),
        words=(given["words_uk"], given["words_en"]),
        area=f"SRID=4326;{shapely.MultiPolygon([circle]).wkt}",
        starts_at=_moment(demo, given["starts_days"]),
        ends_at=_moment(demo, given["ends_days"]),
        decision=given["decision"],
        body_id=body_id,
        categories=tuple(given["categories"]),
        account_id=demo.cast.officers[body_id],
    )


def _moment(demo: Demo, days: float) -> datetime:
    """Return the full hour so many days from now, as people announce it."""
    moment = demo.now + timedelta(days=days)
    return moment.replace(minute=0, second=0, microsecond=0)

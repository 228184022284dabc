"""Dates the demo's reports: snow stays in winter whenever the demo is loaded."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
WEEKEND = 5


def sent_at(story: Mapping[str, Any], now: datetime) -> datetime:
    """Return when a report was sent, always before ``now``.

    ``season`` is [day of the year, full years back]; a story without one keeps its ``days_ago``.
    ``minutes`` is the minute of the day in Kyiv. ``workday`` stories do not fall on a weekend.
    """
    today = now.astimezone(KYIV).date()
    day = _seasonal(story["season"], today) if story.get("season") else _plain(story, today)
    if story.get("workday") and day.weekday() >= WEEKEND:
        day -= timedelta(days=day.weekday() - WEEKEND + 1)
    at = datetime.combine(day, time(0), KYIV) + timedelta(minutes=int(story["minutes"]))
    return at if at < now else now - timedelta(minutes=3 + int(story["minutes"]) % 50)


def _plain(story: Mapping[str, Any], today: date) -> date:
    return today - timedelta(days=int(float(story["days_ago"])))


def _seasonal(season: tuple[int, int], today: date) -> date:
    """Return the last such day of a year before today, so many years further back."""
    day_of_year, back = season
    latest = date(today.year, 1, 1) + timedelta(days=int(day_of_year) - 1)
    if latest > today:
        latest = date(today.year - 1, 1, 1) + timedelta(days=int(day_of_year) - 1)
    return latest - timedelta(days=365 * int(back))

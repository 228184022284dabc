"""Tells how many reports left the public map, and came back, with the marks of their kinds.

The database moves them, whoever changes a mark: see migrations/versions/0012_category_marks.py.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.reports import Report
from app.operations.importing.files.changes import Facts

# By category: how many of its reports are off the public map.
OffTheMap = Mapping[int, int]


def toggled_flags(updates: Sequence[Facts]) -> list[int]:
    """Return the ids of known categories whose mark the file turns."""
    return [facts["id"] for facts in updates if "hide_on_map" in facts]


def reports_off_map(session: Session, category_ids: Sequence[int]) -> OffTheMap:
    """Return how many reports of the categories are off the public map."""
    if not category_ids:
        return {}
    rows = session.execute(
        select(Report.category_id, func.count())
        .where(Report.category_id.in_(category_ids), Report.sensitive)
        .group_by(Report.category_id)
    )
    return dict.fromkeys(category_ids, 0) | dict(rows.all())


def flag_notes(before: OffTheMap, after: OffTheMap) -> list[str]:
    """Return what became of the reports in words; nothing where no mark was turned."""
    changes = [count - before[category_id] for category_id, count in after.items()]
    hidden = sum(change for change in changes if change > 0)
    shown = -sum(change for change in changes if change < 0)
    return [f"reports: {hidden} taken off the public map, {shown} shown again"] if after else []

"""Counts the reports that categories' flags take off the public map or put back.

A trigger moves them when a flag changes: see migrations/versions/0012_category_marks.py.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.reports import Report
from app.operations.importing.files.changes import Facts
from gis.files.messages import msg

# Reports off the public map, by category id.
OffTheMap = Mapping[int, int]


def toggled_flags(updates: Sequence[Facts]) -> list[int]:
    """Return the ids of known categories whose ``hide_on_map`` the file changes."""
    return [facts["id"] for facts in updates if "hide_on_map" in facts]


def reports_off_map(session: Session, category_ids: Sequence[int]) -> OffTheMap:
    """Return how many reports of each category are off the public map."""
    if not category_ids:
        return {}
    rows = session.execute(
        select(Report.category_id, func.count())
        .where(Report.category_id.in_(category_ids), Report.sensitive)
        .group_by(Report.category_id)
    )
    return dict.fromkeys(category_ids, 0) | dict(rows.all())


def flag_notes(before: OffTheMap, after: OffTheMap) -> list[str]:
    """Return a note on the reports hidden and shown; none if no flag has changed."""
    changes = [count - before[category_id] for category_id, count in after.items()]
    hidden = sum(change for change in changes if change > 0)
    shown = -sum(change for change in changes if change < 0)
    if not after:
        return []
    return [
        msg(
            "reports: %(hidden)s taken off the public map, %(shown)s shown again",
            hidden=hidden,
            shown=shown,
        )
    ]

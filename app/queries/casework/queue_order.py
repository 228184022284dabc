"""What orders the queues of staff: what endangers life, then the term that runs."""

from typing import Any

from sqlalchemy import ColumnElement, case, func

from app.domain.statuses import WITH_BODY, Status
from app.models.places import Category
from app.models.reports import Report

_DUE_ON = {
    Status.SUBMITTED: Report.moderation_due_at,
    Status.NEEDS_INFO: Report.reply_due_at,
    Status.PUBLISHED: Report.answer_due_at,
    Status.ROUTED: Report.accept_due_at,
}


def late_after() -> ColumnElement[Any]:
    """Return when an answer is late: of a planned report not before its day is over."""
    return func.answer_late_after(Report.status, Report.answer_due_at, Report.planned_for)


def current_term() -> ColumnElement[Any]:
    """Return the end of the term that runs, by status; null where none does."""
    return case(
        *((Report.status == status, column) for status, column in _DUE_ON.items()),
        (Report.status.in_(WITH_BODY), late_after()),
        else_=None,
    )


def endangers() -> ColumnElement[Any]:
    """Return whether the report's kind endangers life, as app/domain/categories.py says."""
    return func.category_endangers(Category.emergency, Category.hazard, Category.hotline)

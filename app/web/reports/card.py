"""A report as JSON, and the public URLs of pages."""

from dataclasses import asdict
from typing import Any

from flask import url_for

from app.domain.names import Name
from app.queries.reports.page import ReportCard
from app.services import services


def report_card(slug: str, report: ReportCard) -> dict[str, Any]:
    """Return a report as it stands in JSON."""
    return {
        "id": str(report.public_id),
        "number": report.number,
        "status": report.status,
        "colour": report.colour,
        "url": page_url(slug, report.number),
        "category": report.category,
        "category_name": asdict(report.name),
        "description": report.public_text,
        "lon": report.lon,
        "lat": report.lat,
        "address": report.address,
        "body": _named(report.body, report.body_name),
        "district": _named(report.district, report.district_name),
        "duplicate_of": report.duplicate_of,
        "supporters": report.supporters,
        "confirmed_supporters": report.confirmed_supporters,
        "submitted_at": report.submitted_at.isoformat(),
        "updated_at": report.updated_at.isoformat(),
        "answer_due_at": report.answer_due_at.isoformat() if report.answer_due_at else None,
        "planned_for": report.planned_for.isoformat() if report.planned_for else None,
    }


def page_url(slug: str, number: int) -> str:
    """Return the absolute URL of the report's page."""
    return absolute_url(url_for("report_page.page", slug=slug, number=number))


def absolute_url(path: str) -> str:
    """Return the public URL of a path."""
    return f"{services().settings.public_url}{path}"


def _named(code: str | None, name: Name) -> dict[str, str] | None:
    return {"code": code, "name": name.uk, "name_en": name.en} if code is not None else None

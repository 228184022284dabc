"""A case on a desk: the report, its log, photos, bodies, reports that it may duplicate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.queries.casework.case import BodyChoice, Case, body_choices, case_of
from app.queries.casework.queues import QueueEntry
from app.queries.reports.nearby import NearbyReport, photo_hashes, reports_like
from app.queries.reports.page import (
    PagePhoto,
    ReportPage,
    TimelineStep,
    photos_of,
    report_page,
    timeline,
)
from app.security.request_context import HromadaContext, now
from app.texts.languages import in_language
from app.texts.translate import gettext
from app.web.reports.texts import STEP_LABELS, TimelineLine, line_of, with_present_sign
from gis.geometry import Point
from gis.nearby import Problem


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All that staff need to decide about a case."""

    report: ReportPage
    case: Case
    steps: tuple[TimelineStep, ...]
    lines: list[TimelineLine]
    photos: tuple[PagePhoto, ...]
    bodies: tuple[BodyChoice, ...]


def case_file(context: HromadaContext, number: int) -> CaseFile:
    """Return the case in full; raise NotFound if the hromada has none of this number."""
    session = context.session
    report = report_page(session, number)
    bodies = body_choices(session)
    steps = timeline(session, report.id)
    return CaseFile(
        report=report,
        case=case_of(session, number),
        steps=steps,
        lines=log_lines(steps, bodies),
        photos=photos_of(session, report.id),
        bodies=bodies,
    )


def similar_reports(context: HromadaContext, file: CaseFile) -> tuple[NearbyReport, ...]:
    """Return public open reports that this one may duplicate, the likeliest first."""
    session, report = context.session, file.report
    problem = Problem(
        Point(report.lon, report.lat),
        report.category,
        text=report.public_text,
        photo_hashes=photo_hashes(session, report.id),
        exclude_id=report.id,
    )
    return reports_like(session, problem, now=now())


def log_lines(steps: Sequence[TimelineStep], bodies: Iterable[BodyChoice]) -> list[TimelineLine]:
    """Return the whole log, with what is not public marked so."""
    names = {body.id: in_language(body) for body in bodies}
    lines = []
    for step in steps:
        if step.action in STEP_LABELS:
            line = line_of(step, own=True)
            who = line.who if step.public else f"{line.who} · {gettext('not public')}"
            note = "\n".join(filter(None, (_bodies(step, names), _details(step), line.note)))
            lines.append(replace(line, who=who, note=note))
    return with_present_sign(lines, steps)


def _bodies(step: TimelineStep, names: Mapping[int, str]) -> str:
    to = step.details.get("to")
    return f"→ {names.get(to, '?')}" if to else ""


def _details(step: TimelineStep) -> str:
    if original := step.details.get("original"):
        return gettext("Repeats № %(number)s.", number=original)
    if "passages" in step.details:
        return gettext("Blacked out: %(count)s.", count=len(step.details["passages"]))
    return ""


def neighbours(entries: tuple[QueueEntry, ...], number: int) -> tuple[int | None, int | None]:
    """Return the numbers before and after this one in the list; None at its ends."""
    numbers = [entry.number for entry in entries]
    if number not in numbers:
        return None, numbers[0] if numbers else None
    at = numbers.index(number)
    before = numbers[at - 1] if at else None
    after = numbers[at + 1] if at + 1 < len(numbers) else None
    return before, after

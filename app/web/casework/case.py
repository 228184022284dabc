"""A case on a desk: the report, its log, photos, bodies, reports that it may duplicate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.domain.personal_data.decisions import MarkedPart, marked_parts, plain
from app.domain.personal_data.detector import personal_data_in
from app.queries.casework.case import BodyChoice, Case, body_choices, case_of
from app.queries.casework.phones import published_phones
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
from app.texts.personal_data import kinds_in_words
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
    personal: "PersonalFindings"


@dataclass(frozen=True, slots=True)
class PersonalFindings:
    """Personal data in a report: the resident's words in parts, and what people still see of them.

    ``found`` are the passages that are not blacked out, ``kinds`` what they are, in words.
    """

    parts: tuple[MarkedPart, ...]
    found: tuple[str, ...]
    kinds: str


def case_file(context: HromadaContext, number: int) -> CaseFile:
    """Return the case in full; raise NotFound if the hromada has none of this number."""
    session = context.session
    report, case = report_page(session, number), case_of(session, number)
    bodies = body_choices(session)
    steps = timeline(session, report.id)
    return CaseFile(
        report=report,
        case=case,
        steps=steps,
        lines=log_lines(steps, bodies),
        photos=photos_of(session, report.id),
        bodies=bodies,
        personal=_personal_findings(session, report, case),
    )


def _personal_findings(session: Session, report: ReportPage, case: Case) -> PersonalFindings:
    seen = f"{report.public_text}\n\n{report.address}"
    phones = published_phones(session) if personal_data_in(case.description + seen) else ()
    marks = personal_data_in(seen, published=phones)
    return PersonalFindings(
        parts=marked_parts(case.description, case.passages, published=phones),
        found=tuple(dict.fromkeys(plain(seen[mark.start : mark.end]) for mark in marks)),
        kinds=kinds_in_words(mark.kind for mark in marks),
    )


def personal_counts(context: HromadaContext, entries: Iterable[QueueEntry]) -> dict[int, int]:
    """Return how many personal data people would see in each report, by its number."""
    texts = {entry.number: f"{entry.words}\n\n{entry.address}" for entry in entries}
    marked = {number: text for number, text in texts.items() if personal_data_in(text)}
    phones = published_phones(context.session) if marked else ()
    return {
        number: len(personal_data_in(text, published=phones)) for number, text in marked.items()
    }


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

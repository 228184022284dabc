"""Nothing personal becomes public without a person's word: asks, blacks out, or lets be."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected, WrongState
from app.domain.moderation import BLACK, MOST_PASSAGES, redacted
from app.domain.personal_data.decisions import (
    PersonalDecision,
    ask_about,
    listed,
    passages_of,
    plain,
    undecided,
)
from app.models.reports import Report, ReportEvent
from app.operations.casework.redaction import redacted_passages
from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import NewStep, take_steps
from app.queries.casework.phones import published_phones

# Blacking out can bring two parts of a number together: it is read again, this often at most.
_READINGS = 4


def ask_about_words(session: Session, words: str, decision: PersonalDecision) -> None:
    """Raise Rejected if words that staff are about to publish hold undecided personal data."""
    if passages_of(words):
        ask_about(words, decision.kept, field="words", published=published_phones(session))


def cover_personal_data(session: Session, command: StaffCommand) -> None:
    """Black out all that is marked; raise WrongState if nothing is."""
    report = lock_case(session, command)
    steps = list(steps_of_decision(session, report, command, decision=PersonalDecision(cover=True)))
    if not steps:
        raise WrongState("No personal data are marked in this report.")
    take_steps(session, report, steps)


def steps_of_decision(
    session: Session, report: Report, command: StaffCommand, *, decision: PersonalDecision
) -> Iterator[NewStep]:
    """Yield the redaction of a locked report, if the decision is to cover and there is anything.

    Raises Rejected where personal data are marked and nothing is decided about them.
    """
    texts = (report.public_text, report.address)
    if not any(map(passages_of, texts)):
        return
    phones = published_phones(session)
    kept = decision.kept if decision.cover else decision.kept | _kept_before(session, report)
    open_ones = [p for text in texts for p in undecided(text, kept, published=phones)]
    if not open_ones:
        return
    if not decision.cover:
        raise Rejected.on(
            "personal",
            "Personal data are marked: %(passages)s. Black them out, or say that everybody may "
            "read them.",
            passages=listed(open_ones),
        )
    details = _cover(session, report, decision, phones)
    yield "redact", command.context(details=details)


def _cover(
    session: Session, report: Report, decision: PersonalDecision, phones: tuple[str, ...]
) -> dict[str, object]:
    known = list(redacted_passages(session, report))
    address = report.address
    for _reading in range(_READINGS):
        fresh = undecided(report.public_text, decision.kept, published=phones)
        if not fresh:
            break
        known += [passage for passage in _in_original(report, fresh) if passage not in known]
        if len(known) > MOST_PASSAGES:
            raise Rejected.on(
                "personal", "So much would be blacked out that hiding the report is better."
            )
        report.public_text = redacted(report.description, known)
    if passages := undecided(address, decision.kept, published=phones):
        report.address = redacted(address, passages)
        return {"passages": known, "address": address}
    return {"passages": known}


def _kept_before(session: Session, report: Report) -> set[str]:
    """Return the passages of which somebody has said before that everybody may read them."""
    events = session.scalars(
        select(ReportEvent.details["kept"]).where(
            ReportEvent.report_id == report.id, ReportEvent.details.has_key("kept")
        )
    )
    return {passage for kept in events for passage in kept}


def _in_original(report: Report, passages: tuple[str, ...]) -> Iterator[str]:
    """Yield the parts of the passages between what is blacked out already."""
    for passage in passages:
        parts = passage.split(BLACK)
        yield from (part for part in parts if part in report.description and plain(part))

"""Where the buttons of letters about a report lead."""

from flask_babel import gettext

from app.domain.statuses import Status
from app.jobs.letters.compose import Button, url_to
from app.operations.reports.resident import OWN_REPORT
from app.queries.letters import ReportFacts, StepFacts
from app.security.tokens import link_token

_CLAIMS = frozenset({"solve", "correct"})
_QUESTIONS = frozenset({"ask", "expire"})


def report_url(report: ReportFacts) -> str:
    """Return the report's page."""
    return url_to(f"/{report.slug}/reports/{report.number}")


def office_url(report: ReportFacts) -> str:
    """Return the page on which the body's officer answers."""
    return url_to(f"/{report.slug}/office/{report.number}")


def own_url(report: ReportFacts, answer: str = "") -> str:
    """Return the private link by which the reporter acts without an account.

    With an ``answer`` (confirm, return) it leads to the page of that answer alone.
    """
    page = f"{report_url(report)}/{answer}" if answer else report_url(report)
    return f"{page}?key={link_token(OWN_REPORT, str(report.public_id))}"


def reporter_buttons(step: StepFacts) -> tuple[Button, ...]:
    """Return the reporter's own links; a question has a page for each of its answers.

    A page asks once more, with one button: whoever follows links for the reader decides nothing.
    """
    report, private = step.report, own_url(step.report)
    if report.status == Status.SOLVED and step.action in _CLAIMS:
        return (
            Button(gettext("Yes, it is solved"), own_url(report, "confirm")),
            Button(gettext("No, it is not solved"), own_url(report, "return")),
        )
    if step.action in _QUESTIONS:
        return (Button(gettext("Answer the question"), f"{private}#answer"),)
    if step.action == "lapse":
        return (
            Button(gettext("Return to work"), own_url(report, "return")),
            Button(gettext("Open your report"), private),
        )
    if step.action == "refuse" and not report.appealed:
        return (
            Button(gettext("Open your report"), private),
            Button(gettext("I do not agree with the refusal"), f"{private}#answer"),
        )
    return (Button(gettext("Open your report"), private), *_original_button(step))


def follower_buttons(step: StepFacts) -> tuple[Button, ...]:
    """Return the public links of a step."""
    return (Button(gettext("Open the report"), report_url(step.report)), *_original_button(step))


def _original_button(step: StepFacts) -> tuple[Button, ...]:
    report = step.report
    if step.action != "duplicate" or not report.original_public:
        return ()
    path = f"/{report.slug}/reports/{report.original_number}"
    return (Button(gettext("Open the earlier report"), url_to(path)),)


def appeal_url(report: ReportFacts) -> str:
    """Return the page on which the coordinator decides about an appeal."""
    return url_to(f"/{report.slug}/coordination/appeals/{report.number}")


def moderation_url(report: ReportFacts) -> str:
    """Return the page on which a moderator decides."""
    return url_to(f"/{report.slug}/moderation/{report.number}")

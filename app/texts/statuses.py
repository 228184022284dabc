"""The public labels of a report's statuses."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.domain.statuses import Status

STATUS_LABELS: Mapping[str, object] = {
    Status.SUBMITTED: _("Being checked"),
    Status.NEEDS_INFO: _("Details needed"),
    Status.REJECTED: _("Not published"),
    Status.DUPLICATE: _("Already reported"),
    Status.PUBLISHED: _("Published"),
    Status.ROUTED: _("Sent to the body in charge"),
    Status.ACCEPTED: _("Accepted for work"),
    Status.IN_PROGRESS: _("In progress"),
    Status.PLANNED: _("Planned"),
    Status.SOLVED: _("Solved, being checked"),
    Status.NOT_SOLVED: _("Answered, not solved"),
    Status.APPEALED: _("Refusal appealed"),
    Status.CONFIRMED: _("Solved"),
    Status.LAPSED: _("Closed, nobody objected"),
}

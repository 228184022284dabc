"""Tries an uploaded file or takes it, and notes what came of it as JSON."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.operations.importing.files.outcome import (
    ImportRefused,
    Refusals,
    Summary,
    refused_by_kind,
)
from app.operations.importing.files.sources import Job
from app.operations.importing.kinds import run_import
from app.operations.territory.drafting import DraftRequest, draft_file
from app.operations.uploads.kinds import UploadKind
from gis.files.messages import message_to_json

_MOST_NOTES = 30


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import has brought, as JSON for its page, and the refused rows with their cells."""

    json: dict[str, Any]
    refusals: Refusals | None = None

    @property
    def refused(self) -> bool:
        """Return whether nothing can be taken."""
        return not self.json["taken"]


def try_file(session: Session, job: Job, kind: UploadKind) -> ImportOutcome:
    """Import the file, in a transaction that the caller rolls back."""
    try:
        return _of_summary(run_import(session, kind.source, job))
    except ImportRefused as error:
        return _of_refusal(error)


def take_file(
    session: Session, job: Job, kind: UploadKind, *, whole: bool, by: int | None
) -> ImportOutcome:
    """Import the file, or make a draft of it; the caller commits, unless the outcome is refused."""
    try:
        if draft := kind.draft_of(job.path.name):
            request = DraftRequest(draft, job.path.name, whole, by)
            return ImportOutcome({"taken": True, "draft_id": draft_file(session, job, request)})
        return _of_summary(run_import(session, kind.source, job))
    except ImportRefused as error:
        return _of_refusal(error)


def _of_summary(summary: Summary) -> ImportOutcome:
    refused = summary.refusals.faults if summary.refusals else ()
    return ImportOutcome(
        {
            "taken": True,
            "read": summary.read,
            "new": summary.tally.new,
            "changed": summary.tally.changed,
            "unchanged": summary.tally.unchanged,
            "notes": [message_to_json(note) for note in summary.notes[:_MOST_NOTES]],
            "warnings": [message_to_json(note) for note in summary.warnings[:_MOST_NOTES]],
            "repaired": len(summary.repairs),
            **_faults(refused),
        },
        summary.refusals if refused else None,
    )


def _of_refusal(error: ImportRefused) -> ImportOutcome:
    reason = {"reason": message_to_json(error.reason)} if error.reason else {}
    return ImportOutcome({"taken": False, **reason, **_faults(error.faults)}, error.refusals)


def _faults(faults: Any) -> dict[str, Any]:  # noqa: ANN401 - a sequence of faults
    groups = refused_by_kind(faults)
    for group in groups:
        for first in group["first"]:
            first["reason"] = message_to_json(first["reason"])
    return {"refused": groups, "refused_count": len({fault.number for fault in faults})}

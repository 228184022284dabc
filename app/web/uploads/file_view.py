"""What the page of a file shows: its state in words, what can be chosen, what it would bring."""

from typing import Any

from app.inputs.boundaries import ENCODINGS
from app.operations.reports.retention import FILES_DAYS
from app.operations.uploads.kinds import KINDS
from app.operations.uploads.stated import Stated
from app.operations.uploads.states import RUNNING
from app.queries.uploads import UploadedFile
from app.services import services
from app.texts.imports import REFERENCE_SYSTEMS
from app.web.uploads.outcomes import outcome_lines


def progress_of(file: UploadedFile) -> str:
    """Return what changes whenever the page of the file would show something else."""
    return f"{file.run}:{file.state}:{file.done}"


def file_view(file: UploadedFile) -> dict[str, Any]:
    """Return the variables of the page of a file."""
    uploads = services().uploads
    stated = Stated.of(file.options)
    return {
        "file": file,
        "kind": KINDS[file.kind],
        "stated": stated,
        "running": file.state in RUNNING,
        "progress": progress_of(file),
        "gone": uploads.path(file.storage_key) is None,
        "refused_rows": uploads.refused_path(file.storage_key).exists(),
        "groups": outcome_lines(file.outcome),
        "changes": _changes(file, stated),
        "days": FILES_DAYS,
        "encodings": ENCODINGS,
        "systems": [(code, str(words)) for code, words in REFERENCE_SYSTEMS],
        "layers": _layers(file),
        "pairs": lambda names: [(name, name) for name in names],
    }


def _changes(file: UploadedFile, stated: Stated) -> bool:
    """Return whether taking the file would change anything: also what it lacks may end."""
    counted = file.outcome.get("new") or file.outcome.get("changed")
    return bool(counted or stated.whole or KINDS[file.kind].is_extract)


def _layers(file: UploadedFile) -> list[tuple[str, str]]:
    """Return the layers to choose from, where the file has several."""
    reason = file.opened.get("reason")
    if not isinstance(reason, dict) or reason.get("asks") != "layer":
        return []
    return [(name, name) for name in str(reason["params"].get("layers", "")).split(", ")]

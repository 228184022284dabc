"""What the page of a file shows: its state in words, what can be chosen, what it would bring."""

from collections.abc import Iterable
from typing import Any

from app.inputs.uploads import ENCODINGS
from app.operations.reports.retention import FILES_DAYS
from app.operations.uploads.kinds import KINDS
from app.operations.uploads.stated import Stated
from app.operations.uploads.states import RUNNING
from app.queries.uploads import UploadedFile
from app.services import services
from app.texts.imports import REFERENCE_SYSTEMS, STATUS_CHOICES
from app.texts.languages import in_language
from app.texts.translate import gettext
from app.web.uploads.outcomes import outcome_lines
from gis.files.tables import is_table


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
        "placed": () if is_table(file.name) else ("lon", "lat"),
        "pairs": lambda names: [(name, name) for name in names],
    }


def _changes(file: UploadedFile, stated: Stated) -> bool:
    """Return whether taking the file would change anything: also what it lacks may end."""
    counted = file.outcome.get("new") or file.outcome.get("changed")
    return bool(counted or stated.whole or not KINDS[file.kind].columns)


def _layers(file: UploadedFile) -> list[tuple[str, str]]:
    """Return the sheets or layers to choose from, where the file has several."""
    known = file.opened.get("layers", [])
    reason = file.opened.get("reason")
    if isinstance(reason, dict) and reason.get("asks") == "layer":
        known = str(reason["params"].get("layers", "")).split(", ")
    return [(name, name) for name in known] if len(known) > 1 else []


def words_view(file: UploadedFile, stated: Stated, leaves: Iterable[Any]) -> list[Any]:
    """Return the choices of what unknown words mean: of categories and of statuses."""
    kinds = [
        ("", gettext("not known: do not take")),
        *((leaf.code, in_language(leaf)) for leaf in leaves),
    ]
    statuses = [(code, str(words)) for code, words in STATUS_CHOICES]
    meant = file.opened.get("meant", {})
    of_kinds = {**meant.get("categories", {}), **stated.categories}
    of_statuses = {**meant.get("statuses", {}), **stated.statuses}
    listed = (
        ("categories", gettext("What their kinds of problems mean"), kinds, of_kinds),
        ("statuses", gettext("What their statuses mean"), statuses, of_statuses),
    )
    return [each for each in listed if file.opened.get("words", {}).get(each[0])]

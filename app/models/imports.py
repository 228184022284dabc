"""Files of imports: uploaded, opened, checked, taken."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment


class ImportFile(Base):
    """A file that a coordinator uploads, with what was stated, guessed and done.

    The bytes lie outside the database under ``storage_key`` and are deleted after some days.
    ``run`` counts the tasks given to the worker: what an older page asks for is refused.
    """

    __tablename__ = "import_file"
    __table_args__ = (
        Index("import_file_hromada_id_idx", "hromada_id", text("id DESC")),
        CheckConstraint(
            "state IN ('opening', 'opened', 'checking', 'checked', 'taking', 'taken', 'failed', "
            "'discarded')",
            name="state_known",
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    kind: Mapped[str]
    name: Mapped[str]
    storage_key: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="opening")
    run: Mapped[int] = mapped_column(server_default="1")
    # What the coordinator states: reference system, encoding, columns.
    options: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    # What was found in the file: columns, first rows, guesses, a drawing.
    opened: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    # What the last trial or the import has brought.
    outcome: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    # Progress of the current task.
    step: Mapped[str] = mapped_column(server_default="")
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int | None]
    created_at: Mapped[Moment]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[Moment]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

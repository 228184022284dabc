"""A coordinator's decision about a refusal that was appealed."""

from sqlalchemy.orm import Session

from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import take_step


def uphold_refusal(session: Session, command: StaffCommand, words: str) -> None:
    """Leave the refusal in force; the words say why, to all. It is final."""
    take_step(session, lock_case(session, command), "uphold", command.context(words))


def overrule_refusal(session: Session, command: StaffCommand, words: str) -> None:
    """Undo the refusal: the body works on the report again, with a new term of the answer."""
    take_step(session, lock_case(session, command), "overrule", command.context(words))

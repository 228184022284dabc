"""The coordinator's queue of appeals: a refusal, why it is wrong, two equal decisions."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Conflict, Message, Rejected, WrongState
from app.domain.roles import Permission, Role
from app.inputs.casework import answer_text
from app.operations.casework.appeals import overrule_refusal, uphold_refusal
from app.operations.casework.staff_commands import StaffCommand
from app.queries.casework.appeals import appeals_of
from app.security.request_context import reading_in, requires, writing_in
from app.texts.translate import gettext
from app.web.casework.case import case_file
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, conflict_page, refused_form, staff_command
from app.web.reports.page import NUMBER, last_note

bp = Blueprint("appeals", __name__)

Decide = Callable[..., None]
DECISIONS: Mapping[str, Decide] = {"uphold": uphold_refusal, "overrule": overrule_refusal}
_DONE = {
    "uphold": Message("№ %(number)s: the refusal stays in force."),
    "overrule": Message("№ %(number)s: the refusal is undone, the body works on it again."),
}


@bp.get("/<slug>/coordination/appeals")
@requires(Permission.COORDINATE)
def queue(slug: str) -> ResponseReturnValue:
    """Show the appeals that wait, by term."""
    with reading_in(slug) as context:
        rows = appeals_of(context.session)
        return coordination_page(context, "appeals", part="appeals", rows=rows)


@bp.get(f"/<slug>/coordination/appeals/{NUMBER}")
@requires(Permission.COORDINATE)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Show one appeal with the refusal, and what happened before."""
    return _case(slug, number, CLEAN)


@bp.post(f"/<slug>/coordination/appeals/{NUMBER}/<any({', '.join(DECISIONS)}):decision>")
@requires(Permission.COORDINATE)
def decide(slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Leave the refusal in force, or undo it, with words for all."""
    try:
        words = answer_text(request.form)
        with writing_in(slug) as context:
            command: StaffCommand = staff_command(context, number, Role.COORDINATOR)
            DECISIONS[decision](context.session, command, words)
    except Rejected as error:
        return _case(slug, number, refused_form("decide", error)), 422
    except (WrongState, Conflict) as error:
        return conflict_page(slug, number, error, back="appeals")
    flash(gettext(_DONE[decision].text, number=number), "success")
    return redirect(url_for("appeals.queue", slug=slug), 303)


def _case(slug: str, number: int, slip: RefusedForm) -> str:
    with reading_in(slug) as context:
        file = case_file(context, number)
        return coordination_page(
            context,
            "appeal",
            part="appeals",
            desk=file,
            refusal=last_note(file.steps, "correct") or last_note(file.steps, "refuse"),
            appeal=last_note(file.steps, "appeal"),
            decision=last_note(file.steps, "uphold") or last_note(file.steps, "overrule"),
            slip=slip,
        )

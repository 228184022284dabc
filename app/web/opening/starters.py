"""Ready-made sets of bodies and categories: shown, then taken."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.domain.roles import Permission
from app.inputs.form import Form
from app.operations.opening.starters import Starter, starter_set, take_starter, what_is_lacking
from app.security.request_context import now, reading_in, requires
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.editing import editing_in

bp = Blueprint("starters", __name__)


@bp.get("/<slug>/coordination/starters")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show the sets, and what this hromada would take of the one looked at."""
    chosen = Form(request.args).choice("set", Starter)
    with reading_in(slug) as context:
        lacking = {one: what_is_lacking(context.session, one) for one in Starter}
        return coordination_page(
            context,
            "starters",
            part="starters",
            sets={one: starter_set(one) for one in Starter},
            lacking=lacking,
            chosen=chosen,
        )


@bp.post("/<slug>/coordination/starters")
@requires(Permission.COORDINATE)
def take(slug: str) -> ResponseReturnValue:
    """Take what the hromada lacks of a set."""
    chosen = Form(request.form).choice("set", Starter)
    if chosen is None:
        raise Rejected.on("set", "Choose a set from the list.")
    with editing_in(slug) as context:
        taken = take_starter(context.session, chosen, now=now())
        opening = not context.hromada.served
    words = gettext(
        "Taken: bodies %(bodies)s, kinds %(kinds)s.", bodies=taken.bodies, kinds=taken.categories
    )
    linked = gettext("Kinds that got a body: %(linked)s.", linked=taken.linked)
    flash(f"{words} {linked}" if taken.linked else words, "success")
    # What is missing comes next: the addresses of the bodies.
    after = "opening.page" if opening else "starters.page"
    return redirect(url_for(after, slug=slug), 303)

"""The checklist of an opening hromada, and the button that opens it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.opening import FIRST, LATER, OpeningFacts, OpeningStep, Readiness, readiness
from app.domain.roles import Permission
from app.operations.opening.opening import NotReady, open_hromada
from app.operations.opening.trial_letters import (
    TRIAL_LETTER,
    confirm_trial_letter,
    send_trial_letter,
)
from app.queries.opening.checklist import opening_facts
from app.security.rate_limits import TRIAL_LETTERS, limiter
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.editing import editing_in
from app.web.links import linked_id, unlisted
from app.web.opening.centre_pictures import first_look
from app.web.opening.remedies import remedy_url

bp = Blueprint("opening", __name__)


@bp.get("/<slug>/coordination/opening")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show what is ready, what is missing, and what residents will see."""
    with reading_in(slug) as context:
        return _page(context, opening_facts(context.session, now=now()))


@bp.post("/<slug>/coordination/opening/open")
@requires(Permission.COORDINATE)
def open_(slug: str) -> ResponseReturnValue:
    """Open the hromada; the page says what is missing, if it cannot."""
    try:
        with editing_in(slug) as context:
            new = open_hromada(context.session, now=now())
    except NotReady:
        flash(gettext("The hromada cannot open yet: see what is missing below."), "warning")
        with reading_in(slug) as context:
            return _page(context, opening_facts(context.session, now=now())), 422
    if new:
        flash(gettext("The hromada is open: residents can report problems now."), "success")
    return redirect(url_for("opening.page", slug=slug), 303)


@bp.post("/<slug>/coordination/opening/letter")
@limiter.limit(TRIAL_LETTERS)
@requires(Permission.COORDINATE)
def send_letter(slug: str) -> ResponseReturnValue:
    """Send a letter to the coordinator's own address."""
    with writing_in(slug) as context:
        email = context.user.email
        send_trial_letter(context.session, context.user.account_id or 0, now=now())
    sent = gettext("The letter is on its way to %(email)s. Press the button in it.", email=email)
    flash(sent, "success")
    return redirect(url_for("opening.page", slug=slug), 303)


@bp.get("/<slug>/coordination/opening/letter/<token:token>")
@requires(Permission.COORDINATE)
def letter(slug: str, token: str) -> ResponseReturnValue:
    """Show only a button: mail scanners follow links, but press no buttons."""
    linked_id(TRIAL_LETTER, token)
    with reading_in(slug) as context:
        variables = {"hromada": context.hromada, "user": context.user, "token": token}
        return unlisted(render_template("coordination/trial_letter.html", **variables))


@bp.post("/<slug>/coordination/opening/letter/<token:token>")
@requires(Permission.COORDINATE)
def confirm_letter(slug: str, token: str) -> ResponseReturnValue:
    """Record that the letter has arrived."""
    letter_id = linked_id(TRIAL_LETTER, token)
    with writing_in(slug) as context:
        confirm_trial_letter(context.session, letter_id, now=now())
    flash(gettext("The mail works: the letter has arrived."), "success")
    return unlisted(redirect(url_for("opening.page", slug=slug), 303))


def _page(context: HromadaContext, facts: OpeningFacts) -> str:
    standing = {step: readiness(step, facts) for step in OpeningStep}
    needed = [step for step in FIRST if standing[step] is Readiness.NEEDED]
    return coordination_page(
        context,
        "opening",
        part="opening",
        facts=facts,
        standing=standing,
        first=FIRST,
        later=LATER,
        look=first_look(context.hromada),
        look_dark=first_look(context.hromada, theme="dark"),
        needed=needed,
        counted=[step for step in FIRST if standing[step] is not Readiness.OPTIONAL],
        places=_places(context, facts),
        tried=request.method == "POST",
    )


def _places(context: HromadaContext, facts: OpeningFacts) -> dict[OpeningStep, str]:
    """Return where each step is taken; a hromada without bodies or kinds begins with a set."""
    slug = context.hromada.slug
    places = {step: remedy_url(step, slug) for step in OpeningStep}
    sets = url_for("starters.page", slug=slug)
    empty = {OpeningStep.BODIES: not facts.bodies, OpeningStep.CATEGORIES: not facts.categories}
    return places | {step: sets for step, nothing in empty.items() if nothing}

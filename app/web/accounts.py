"""Account pages: sign in by e-mail, sign out, own roles, own reports, own data."""

from dataclasses import asdict

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Rejected
from app.domain.roles import Permission
from app.errors import field_errors
from app.inputs.accounts import parse_own_details, parse_sign_in
from app.inputs.paths import own_path
from app.operations.accounts.accounts import (
    SignedIn,
    digest,
    redeem_sign_in,
    request_sign_in,
    sign_out,
    sign_out_everywhere,
    update_profile,
)
from app.queries.accounts import account_exists, own_account, own_reports, own_roles, sign_in_waits
from app.security.compression import uncompressed
from app.security.rate_limits import (
    LETTERS_TO_ONE,
    SIGNING_IN,
    letter_is_due,
    limiter,
    mailbox_is_crowded,
)
from app.security.request_context import SIGN_IN_COOKIE, current_user, database, now, requires
from app.services import services
from app.texts.languages import chosen_language
from app.web.links import unlisted

bp = Blueprint("accounts", __name__, url_prefix="/account")


@bp.get("/sign-in")
@requires(Permission.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Ask for the address to which a sign-in letter should go."""
    next_path = own_path(request.args.get("next"))
    with database().reading() as session:
        if current_user(session).signed_in:
            return redirect(next_path)
    return render_template("accounts/sign_in.html", next_path=next_path, email="", fields={})


@bp.post("/sign-in")
@limiter.limit(SIGNING_IN)
@limiter.limit_letters(LETTERS_TO_ONE)
@requires(Permission.SIGN_IN)
def ask_sign_in() -> ResponseReturnValue:
    """Queue the letter; known and unknown addresses are treated and answered alike."""
    try:
        requested = parse_sign_in(request.form)
    except Rejected as error:
        return _sign_in_again(error)
    if letter_is_due(requested.email, known=lambda: _is_known(requested.email)):
        with database().transaction() as session:
            locale = chosen_language()
            request_sign_in(
                session, requested.email, next_path=requested.next_path, locale=locale, now=now()
            )
    return render_template(
        "accounts/letter_sent.html", sign_in=requested, crowded=mailbox_is_crowded()
    )


def _is_known(email: str) -> bool:
    with database().reading() as session:
        return account_exists(session, email)


def _sign_in_again(error: Rejected) -> ResponseReturnValue:
    page = render_template(
        "accounts/sign_in.html",
        next_path=own_path(request.form.get("next")),
        email=request.form.get("email", "")[:254],
        fields=field_errors(error),
    )
    return page, 422


@bp.get("/sign-in/<token:token>")
@requires(Permission.SIGN_IN)
def offer_sign_in(token: str) -> ResponseReturnValue:
    """Show only a button: mail scanners follow links, but press no buttons."""
    with database().reading() as session:
        waiting = sign_in_waits(session, digest(token), now=now())
    if not waiting:
        return _stale_link()
    return unlisted(render_template("accounts/redeem.html", token=token))


@bp.post("/sign-in/<token:token>")
@limiter.limit(SIGNING_IN)
@requires(Permission.SIGN_IN)
def redeem(token: str) -> ResponseReturnValue:
    """Sign in, once."""
    try:
        with database().transaction() as session:
            signed_in = redeem_sign_in(session, token, now=now())
    except NotFound:
        return _stale_link()
    return _remember(unlisted(redirect(own_path(signed_in.next_path), 303)), signed_in)


def _stale_link() -> Response:
    return unlisted((render_template("accounts/stale_link.html"), 410))


def _remember(response: Response, signed_in: SignedIn) -> Response:
    response.set_cookie(
        SIGN_IN_COOKIE,
        signed_in.token,
        expires=signed_in.expires_at,
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure,
    )
    return response


def _forget(response: Response) -> Response:
    response.delete_cookie(SIGN_IN_COOKIE, httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/sign-out")
@requires(Permission.SIGN_IN)
def leave() -> ResponseReturnValue:
    """End this browser's sign-in."""
    if token := request.cookies.get(SIGN_IN_COOKIE):
        with database().transaction() as session:
            sign_out(session, token)
    return _forget(make_response(redirect("/", 303)))


@bp.post("/sign-out-everywhere")
@requires(Permission.OWN_ACCOUNT)
def leave_everywhere() -> ResponseReturnValue:
    """End the sign-in in every browser."""
    with database().transaction() as session:
        sign_out_everywhere(session, current_user(session).account_id or 0)
    return _forget(make_response(redirect(url_for("accounts.sign_in"), 303)))


@bp.get("/")
@requires(Permission.OWN_ACCOUNT)
def home() -> ResponseReturnValue:
    """Show one's own roles, reports and details."""
    return _home(fields={})


@bp.post("/details")
@requires(Permission.OWN_ACCOUNT)
def describe() -> ResponseReturnValue:
    """Save one's own name and language."""
    try:
        details = parse_own_details(request.form)
    except Rejected as error:
        return _home(fields=field_errors(error)), 422
    with database().transaction() as session:
        account_id = current_user(session).account_id or 0
        update_profile(session, account_id, name=details.name, locale=details.locale)
    return redirect(url_for("accounts.home", lang=details.locale), 303)


def _home(fields: dict[str, str]) -> str:
    uncompressed()
    with database().reading() as session:
        account_id = current_user(session).account_id or 0
        return render_template(
            "accounts/home.html",
            account=own_account(session, account_id),
            reports=own_reports(session, account_id),
            held=own_roles(session, account_id),
            fields=fields,
        )


@bp.get("/data.json")
@requires(Permission.OWN_ACCOUNT)
def own_data() -> ResponseReturnValue:
    """Return all data stored about oneself, as a file."""
    uncompressed()
    with database().reading() as session:
        account_id = current_user(session).account_id or 0
        answer = jsonify(
            account=asdict(own_account(session, account_id)),
            reports=[asdict(report) for report in own_reports(session, account_id)],
            roles=[asdict(role) for role in own_roles(session, account_id)],
        )
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer

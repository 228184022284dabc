"""Error handlers: the HTTP status of each error, and its HTML or JSON form."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from flask import (
    Flask,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.domain.errors import (
    Conflict,
    DomainError,
    Message,
    Moved,
    NeedsProof,
    NotAllowed,
    NotFound,
    NotServedYet,
    NotSignedIn,
    OnlyKnown,
    OutsideHromada,
    ProofRequired,
    Rejected,
    TooMany,
    Unavailable,
    WrongState,
)
from app.texts import translate
from app.texts.failures import MESSAGES, TOO_LONG
from app.texts.translate import gettext
from gis.geometry import InvalidGeometry

log = logging.getLogger(__name__)

LAST_PAGE = Path(__file__).parents[1] / "templates" / "errors" / "500.html"

STATUS_OF: dict[type[DomainError], int] = {
    NotFound: 404,
    NotSignedIn: 401,
    NotAllowed: 403,
    NeedsProof: 403,
    WrongState: 409,
    Conflict: 409,
    OutsideHromada: 422,
    Rejected: 422,
    TooMany: 429,
    Unavailable: 503,
}

RETRY_S = "60"


def status_of(error: DomainError) -> int:
    """Return the HTTP status of an error, by its nearest class."""
    return next((STATUS_OF[each] for each in type(error).__mro__ if each in STATUS_OF), 422)


def refused_page(page: str, error: DomainError) -> ResponseReturnValue:
    """Return a form shown again, with the status of its error and when to try again."""
    headers = {"Retry-After": RETRY_S} if isinstance(error, Unavailable) else {}
    return page, status_of(error), headers


# statement, lock and idle in transaction.
_TOO_SLOW = frozenset({"57014", "55P03", "25P03"})


def wants_json() -> bool:
    """Return whether the client sent JSON, or prefers it to HTML."""
    if request.is_json or request.path.endswith((".json", ".geojson")):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def answer(status: int, code: str, message: str, /, **fields: str) -> ResponseReturnValue:
    """Return an error response in the form that the client accepts."""
    if wants_json():
        body = jsonify(error={"code": code, "message": message, "fields": fields})
        response = make_response(body, status)
    else:
        page = render_template("errors/error.html", status=status, code=code, message=message)
        response = make_response(page, status)
    if status in (429, 503):
        response.headers.setdefault("Retry-After", RETRY_S)
    response.headers["Cache-Control"] = "no-store"
    return response


def register_errors(app: Flask) -> None:
    """Register a handler for every error of ours; anything unforeseen is a logged 500."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(Moved, _moved)
    app.register_error_handler(NotServedYet, _not_served_yet)
    app.register_error_handler(OnlyKnown, _only_known)
    app.register_error_handler(ProofRequired, _proof_required)
    app.register_error_handler(InvalidGeometry, _invalid_geometry)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(PoolTimeout, _database_down)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def error_text(error: DomainError) -> str:
    """Return the error's message in the user's language."""
    return translate.message_text(Message(error.message, error.params))


def field_errors(error: DomainError, *, otherwise: str | None = None) -> dict[str, str]:
    """Return the messages for each field of a form, in the user's language.

    An error that names no field belongs to ``otherwise``.
    """
    faults = error.by_field(translate.message_text)
    return faults if faults or otherwise is None else {otherwise: error_text(error)}


def _domain_error(error: DomainError) -> ResponseReturnValue:
    if isinstance(error, NotSignedIn) and not wants_json():
        return redirect(url_for("accounts.sign_in", next=request.path))
    faults = field_errors(error)
    return answer(status_of(error), error.code, error_text(error), **faults)


def _moved(error: Moved) -> ResponseReturnValue:
    """Redirect to the same page under the hromada's new slug; a form is sent there again."""
    return redirect(f"/{error.slug}/{request.full_path.removesuffix('?').split('/', 2)[2]}", 308)


def _not_served_yet(error: NotServedYet) -> ResponseReturnValue:
    if wants_json():
        return answer(404, error.code, error_text(error))
    return render_template("errors/not_served_yet.html", hromada=error.hromada), 404


def _only_known(error: OnlyKnown) -> ResponseReturnValue:
    """Lead every page of it to the one where it can be asked for; programs are told that."""
    if wants_json() or request.method != "GET":
        return answer(404, error.code, error_text(error))
    return redirect(url_for("asking.page", slug=error.slug), 302)


def _proof_required(error: ProofRequired) -> ResponseReturnValue:
    """Return the challenge: with the form itself, whose script solves it and sends it again."""
    message = error_text(error)
    if wants_json():
        body = {"code": error.code, "message": message, "challenge": error.challenge}
        response = make_response(jsonify(error=body), 429)
    else:
        # The page tells whole minutes: rather a little later than too early.
        page = render_template(
            "errors/proof_of_work.html",
            message=message,
            challenge=error.challenge,
            again_at=datetime.now(UTC) + timedelta(seconds=error.retry_after + 59),
        )
        response = make_response(page, 429)
    response.headers["Retry-After"] = str(error.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def _invalid_geometry(error: InvalidGeometry) -> ResponseReturnValue:
    message = gettext("These coordinates cannot be used: %(why)s.", why=str(error))
    return answer(422, "invalid-geometry", message)


def _forged(_error: CSRFError) -> ResponseReturnValue:
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        message = gettext("This form is out of date. Go back, reload the page and send it again.")
    else:
        message = gettext(
            "Your browser sent no cookie, and without it we cannot tell that the form is yours. "
            "Allow cookies for this site, go back, reload the page and send the form again."
        )
    return answer(400, "form-expired", message)


def _database_down(error: Exception) -> ResponseReturnValue:
    log.error("database unavailable", exc_info=error)
    return answer(503, "unavailable", gettext(MESSAGES[503]))


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    message = gettext(
        "What you sent is too large: at most %(count)s kB are taken here. Go back and shorten the "
        "text, or send fewer or smaller files.",
        count=(_limit_passed() or 0) // 1024,
    )
    return answer(413, "too-large", message)


def _limit_passed() -> int | None:
    """Return the limit of the whole body or, where that was kept, of one field of it."""
    whole, field = request.max_content_length, request.max_form_memory_size
    sent = request.content_length
    return field if whole is not None and sent is not None and sent <= whole else whole


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    """Return 503 for what may go well later: no connection, a time or a lock that ran out."""
    state = getattr(error.orig, "sqlstate", None)
    if state in _TOO_SLOW:
        log.error("stopped by its timeout: %s, endpoint %s", state, request.endpoint)
        return answer(503, "too-slow", gettext(TOO_LONG))
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return _database_down(error)
    return _unforeseen(error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # redirects pass through
        return error
    code = {404: "not-found", 429: "too-many"}.get(status, f"http-{status}")
    message = MESSAGES.get(status, MESSAGES[400] if status < 500 else MESSAGES[500])
    return answer(status, code, gettext(message))


def _unforeseen(error: Exception) -> ResponseReturnValue:
    reference = uuid4().hex[:8]
    log.error("unforeseen error %s", reference, exc_info=error)
    try:
        return answer(500, f"internal-{reference}", gettext(MESSAGES[500]))
    except Exception:
        # Templates themselves may be broken: this page needs nothing.
        log.exception("no error page for %s", reference)
        return make_response(LAST_PAGE.read_text(encoding="utf-8"), 500)

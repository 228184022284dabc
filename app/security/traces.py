"""Pages of staff with what may name a resident or an official: each reading leaves a trace."""

from typing import cast

from flask import Flask, Response, g, request

from app.operations.accounts.traces import trace_reading
from app.queries.accounts import CurrentUser
from app.queries.territory.hromadas import HromadaCard
from app.security.request_context import database, now

# A resident's own words, before anything in them is blacked out, and the addresses of staff.
READINGS = frozenset(
    {
        "bodies.one",
        "bodies.page",
        "coordination.part",
        "moderation.case",
        "moderation.decide",
        "office.case",
        "people.page",
    }
)
_WITH_ADDRESSES = frozenset({"people", "traces", "zones"})


def register_traces(app: Flask) -> None:
    """Record who reads such a page; what cannot be recorded is not shown."""

    @app.after_request
    def trace(response: Response) -> Response:
        shown = response.mimetype == "text/html" and response.status_code in (200, 409, 422)
        if shown and _has_personal_data():
            user, hromada = g.get("user"), g.get("hromada")
            whose = cast("HromadaCard", hromada).id, cast("CurrentUser", user).account_id or 0
            number = (request.view_args or {}).get("number")
            with database().transaction() as session:
                trace_reading(session, *whose, page=str(request.endpoint), number=number, now=now())
        return response


def _has_personal_data() -> bool:
    """Return whether who is signed in was shown such a page in a hromada."""
    user = cast("CurrentUser | None", g.get("user"))
    if request.endpoint not in READINGS or user is None or not user.signed_in or "hromada" not in g:
        return False
    part = (request.view_args or {}).get("part")
    return part is None or part in _WITH_ADDRESSES

"""How people with a role come in."""

from datetime import UTC, datetime

from flask.testing import FlaskClient

from app.db import Database, enter_hromada
from app.operations.accounts.accounts import (
    Grant,
    expect_sign_in,
    grant_role,
    issue_sign_in_token,
    redeem_sign_in,
)
from app.security.request_context import SIGN_IN_COOKIE
from tests.values import present


def signed_in(client: FlaskClient, database: Database, grant: Grant) -> FlaskClient:
    """Give the role and let its owner sign in with this browser."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        enter_hromada(session, grant.hromada_id)
        grant_role(session, grant, now=now)
        request_id = expect_sign_in(session, grant.email, next_path="/", now=now)
        token = present(issue_sign_in_token(session, request_id, now))
        cookie = redeem_sign_in(session, token, now=now).token
    client.set_cookie(SIGN_IN_COOKIE, cookie)
    return client

"""For those who run the program: alive, able to serve, numbers."""

from flask import Blueprint, Response, current_app, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.domain.roles import Action
from app.migrate import is_current
from app.security.askers import database, requires
from app.security.limits import limiter

bp = Blueprint("service", __name__)
limiter.exempt(bp)


@bp.get("/healthz")
@requires(Action.MONITOR)
def healthz() -> ResponseReturnValue:
    """Say that the process is alive."""
    return jsonify(status="alive")


@bp.get("/readyz")
@requires(Action.MONITOR)
def readyz() -> ResponseReturnValue:
    """Say whether pages can be served: the database answers and is migrated.

    Without Redis we serve on: letters wait, limits are counted by each process.
    """
    try:
        with database().reading() as session:
            ready = is_current(session.connection())
    except SQLAlchemyError:
        return jsonify(status="unavailable", database="down"), 503
    if not ready:
        return jsonify(status="unavailable", database="not migrated"), 503
    return jsonify(status="ready", database="ready", redis="ready" if _redis_answers() else "down")


@bp.get("/metrics")
@requires(Action.MONITOR)
def metrics() -> Response:
    """Return this process's numbers for Prometheus."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _redis_answers() -> bool:
    url = current_app.extensions["settings"].redis_url
    try:
        client = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        return bool(client.ping())
    except RedisError:
        return False

"""For operators: liveness, readiness, metrics."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.domain.roles import Permission
from app.migrate import is_current
from app.operations.outbox import MAIL, PHOTOS
from app.queries.outbox import pending_counts
from app.security.request_context import database, requires
from app.services import services

bp = Blueprint("service", __name__)

PENDING = Gauge("outbox_pending", "Obligations not settled yet", ["queue"])
DEAD = Gauge("outbox_dead", "Obligations given up: see “flask outbox list --dead”", ["queue"])


@bp.get("/healthz")
@requires(Permission.MONITOR)
def healthz() -> ResponseReturnValue:
    """Return 200 while the process is alive."""
    return jsonify(status="alive")


@bp.get("/readyz")
@requires(Permission.MONITOR)
def readyz() -> ResponseReturnValue:
    """Return 200 if pages can be served: the database answers and is migrated, else 503.

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
@requires(Permission.MONITOR)
def metrics() -> Response:
    """Return this process's metrics for Prometheus, and the size of the outbox."""
    _count_pending()
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _count_pending() -> None:
    """Count at the time of the request; while the database is down the gauges are absent."""
    try:
        with services().outbox.reading() as session:
            counts = pending_counts(session)
    except SQLAlchemyError:
        PENDING.clear()
        DEAD.clear()
        return
    for queue in (MAIL, PHOTOS):
        pending, dead = counts.get(queue, (0, 0))
        PENDING.labels(queue).set(pending)
        DEAD.labels(queue).set(dead)


def _redis_answers() -> bool:
    url = services().settings.redis_url
    try:
        client = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        return bool(client.ping())
    except RedisError:
        return False

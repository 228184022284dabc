"""For operators: liveness, readiness, metrics."""

from hmac import compare_digest

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import NotAllowed
from app.domain.roles import Permission
from app.migrate import is_current
from app.operations.outbox import IMPORTS, MAIL, MAIL_FIRST, PHOTOS
from app.queries.failures import failures_by_job
from app.queries.outbox import pending_counts
from app.security.devices import parse_address
from app.security.request_context import database, requires
from app.services import services

# Set by launcher/front.conf alone.

bp = Blueprint("service", __name__)

PENDING = Gauge("outbox_pending", "Obligations not settled yet", ["queue"])
FAILING = Gauge("job_failures", "What a job fails with: see “flask failures”", ["job"])
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
    """Return this process's metrics for Prometheus, and the size of the outbox.

    With METRICS_TOKEN whoever sends it as a bearer token reads them, else this machine alone.
    """
    if not _may_read_metrics():
        raise NotAllowed(
            "Metrics are for this machine, or for who sends METRICS_TOKEN as a bearer token."
        )
    _count_pending()
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics() -> bool:
    settings = services().settings
    if token := settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), token.encode())
    return not _behind_unknown_proxy() and _is_this_machine(request.remote_addr or "")


def _behind_unknown_proxy() -> bool:
    """Return whether a proxy that is not counted as ours makes every client seem this machine.

    The front, which replaces what proxies say, tells it by a header of its own.
    """
    told: tuple[str, ...] = ("X-Uncounted-Proxy",)
    if services().settings.trusted_proxies == "0":
        told += ("X-Forwarded-For", "X-Real-IP", "Forwarded")
    return any(name in request.headers for name in told)


def _is_this_machine(address: str) -> bool:
    known = parse_address(address)
    return known is not None and known.is_loopback


def _count_pending() -> None:
    """Count at the time of the request; while the database is down the gauges are absent."""
    try:
        with services().outbox.reading() as session:
            counts = pending_counts(session)
            failing = failures_by_job(session)
    except SQLAlchemyError:
        PENDING.clear()
        DEAD.clear()
        FAILING.clear()
        return
    FAILING.clear()
    for job, count in failing.items():
        FAILING.labels(job).set(count)
    for queue in (MAIL_FIRST, MAIL, PHOTOS, IMPORTS):
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

"""The current user, hromada and permissions: every route names its own with ``@requires``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeVar, cast

from flask import current_app, g, has_request_context, request
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.errors import NotAllowed, NotServedYet, NotSignedIn, OnlyKnown
from app.domain.roles import RIGHTS, STAFF, Permission, Role, may
from app.queries.accounts import ANONYMOUS_USER, CurrentUser, signed_in_user
from app.queries.territory.asking import being_prepared
from app.queries.territory.hromadas import CUSTOM_PLANS, HromadaCard, enter_by_name
from app.security.compression import uncompressed
from app.services import services

SIGN_IN_COOKIE = "vm_account"
# Pages of officials, whose numbers and boundaries are of a whole hromada.
_PATIENT = frozenset({Permission.COORDINATE, Permission.SEE_STATISTICS, Permission.ANNOUNCE})

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class HromadaContext:
    """An open transaction inside one hromada."""

    session: Session
    hromada: HromadaCard

    @property
    def user(self) -> CurrentUser:
        """Return the current user; runs a statement only for a sign-in cookie."""
        return current_user(self.session)


def database() -> Database:
    """Return this app's database."""
    return services().database


def now() -> datetime:
    """Return the time of this request or command, the same for all it does."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast("datetime", g.now)


@contextmanager
def reading_in(slug: str, *, plans: str = CUSTOM_PLANS) -> Iterator[HromadaContext]:
    """Open a read-only transaction in the hromada; rows of others are invisible.

    ``plans``: see ``enter_by_name``.
    """
    with database().reading() as session:
        yield HromadaContext(session, _enter(session, slug, plans=plans))


@contextmanager
def writing_in(slug: str, *, plans: str = CUSTOM_PLANS) -> Iterator[HromadaContext]:
    """Open a transaction in the hromada, committed if the block succeeds."""
    with database().transaction() as session:
        yield HromadaContext(session, _enter(session, slug, plans=plans))


def _enter(
    session: Session, slug: str, *, plans: str = CUSTOM_PLANS, closed: bool = False
) -> HromadaCard:
    """Enter the hromada; one that is not served only for its own staff, or where ``closed``."""
    known = cast("HromadaCard | None", g.get("hromada"))
    if known is not None and known.slug == slug:
        enter_hromada(session, known.id, patiently=_sums_up())
        return known
    card = enter_by_name(session, slug, unserved=True, plans=plans)
    if not (card.served or closed or current_user(session).roles & STAFF):
        raise NotServedYet(card) if being_prepared(session) else OnlyKnown(card.slug)
    g.hromada = card
    return card


def _sums_up() -> bool:
    """Return whether the page adds up a whole hromada, or reads a file with its boundaries."""
    view = current_app.view_functions.get(request.endpoint or "") if has_request_context() else None
    return getattr(view, "permission", None) in _PATIENT


def current_user(session: Session) -> CurrentUser:
    """Return the current user, looked up once a request."""
    if "user" not in g:
        token = request.cookies.get(SIGN_IN_COOKIE)
        g.user = (
            signed_in_user(session, token_digest(token), now=now()) if token else ANONYMOUS_USER
        )
    return cast("CurrentUser", g.user)


def token_digest(token: str) -> bytes:
    """Return the hash by which a random token is stored."""
    return sha256(token.encode()).digest()


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Require ``permission`` in the route's hromada; raise NotSignedIn or NotAllowed."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if Role.ANONYMOUS not in RIGHTS[permission]:
                _admit(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the guardrail test
        return guarded

    return decorate


def _admit(permission: Permission) -> None:
    slug = (request.view_args or {}).get("slug")
    with database().reading() as session:
        if slug is not None:
            # Whoever has no role here is asked to sign in, or refused, below.
            _enter(session, slug, closed=True)
        user = current_user(session)
    if may(user.roles, permission):
        return
    if not user.signed_in:
        # The address of the page, which may hold a secret, is in the answer.
        uncompressed()
        raise NotSignedIn("Sign in to see this page.")
    raise NotAllowed("This page is for people with another role in this hromada.")

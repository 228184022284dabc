"""Supports reports: each person once, by account, confirmed address or device."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, or_, select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NeedsProof, WrongState
from app.domain.statuses import Colour
from app.domain.supports import (
    BURST_TIME,
    SupportCount,
    SupporterIdentity,
    SupportKind,
    SupportState,
    is_burst,
    needs_more_proof,
)
from app.models.reports import Report
from app.models.subscriptions import Subscription, Supporter
from app.operations.reports.support_rows import (
    SupportChange,
    add_support,
    change_counts,
    delete_supports,
    merge_supports,
    public_report,
    suspect_supports,
)
from app.sql import run

_WITHDRAW_FROM_DUPLICATES = text("""
WITH withdrawn AS (
    DELETE FROM supporter AS s USING report AS r
    WHERE r.hromada_id = :hromada_id AND r.duplicate_of_id = :report_id
      AND s.hromada_id = r.hromada_id AND s.report_id = r.id AND s.person_key = ANY(:keys)
    RETURNING s.report_id, (s.state = 'counted')::int AS one, (s.kind <> 'device')::int AS confirmed
)
UPDATE report SET supporters = supporters - w.one,
    confirmed_supporters = confirmed_supporters - w.one * w.confirmed
FROM withdrawn AS w WHERE hromada_id = :hromada_id AND id = w.report_id
""")

CROWDED = (
    "Many phones share your network's address today, so one more step is needed: "
    "let your device solve a small task, give an e-mail or sign in."
)
NO_DEVICE = (
    "Your browser has not kept our cookie yet: we know it by that, to count it only once. "
    "Press again, or give an e-mail."
)


@dataclass(frozen=True, slots=True)
class Supported:
    """The report's numbers after a support, and the state of this one."""

    count: SupportCount
    state: SupportState


def support_report(
    session: Session, number: int, *, identity: SupporterIdentity, now: datetime
) -> Supported:
    """Add the person to the supporters, once; return how many there are.

    Raises NotFound unless the report is public, WrongState if it is closed, NeedsProof if too
    many devices of the person's network support today.
    """
    report_id, colour = public_report(session, number)
    if colour == Colour.CLOSED:
        raise WrongState("This report is closed. If the problem is back, report it anew.")
    return _support(session, report_id, identity, now=now)


def support_by_address(
    session: Session, subscription_id: int, *, network_key: bytes | None, now: datetime
) -> Supported | None:
    """Give or confirm the support that the confirmed subscription asks for; None if none.

    A closed report or one that is not public takes none; the address is confirmed all the same.
    """
    wish = session.execute(_wish(session, subscription_id)).one_or_none()
    if wish is None or wish.colour == Colour.CLOSED or not (wish.supports or wish.given):
        return None
    report_id, _ = public_report(session, wish.number)
    keys = tuple(key for key in (wish.person_key, wish.device_key) if key)
    identity = SupporterIdentity(SupportKind.EMAIL, keys, wish.device_key, network_key)
    return _support(session, report_id, identity, now=now)


def asks_for_support(session: Session, subscription_id: int) -> bool:
    """Return whether confirming the subscription also gives or confirms a support."""
    wish = session.execute(_wish(session, subscription_id)).one_or_none()
    return wish is not None and wish.colour != Colour.CLOSED and bool(wish.supports or wish.given)


def withdraw_support(session: Session, number: int, *, identity: SupporterIdentity) -> SupportCount:
    """Remove the person from the supporters; return how many are left.

    They are removed from the report's duplicates too, which are about the same problem. Raises
    WrongState for a browser whose support was given with an account that has signed out.
    """
    report_id, _ = public_report(session, number)
    by_device = Supporter.device_key.in_(identity.device_keys)
    theirs = or_(
        Supporter.person_key.in_(identity.keys),
        and_(by_device, Supporter.kind != SupportKind.ACCOUNT),
    )
    by_account = select(Supporter.report_id).where(
        Supporter.hromada_id == hromada_of(session),
        Supporter.report_id == report_id,
        by_device,
        Supporter.kind == SupportKind.ACCOUNT,
    )
    if identity.device_keys and session.scalar(by_account.limit(1)):
        raise WrongState("You supported this with your account: sign in to take it back.")
    keys = {"report_id": report_id, "keys": list(identity.keys)}
    session.execute(_WITHDRAW_FROM_DUPLICATES, {"hromada_id": hromada_of(session)} | keys)
    gone = delete_supports(session, report_id, theirs)
    return change_counts(session, report_id, SupportCount() - gone)


def _support(
    session: Session, report_id: int, identity: SupporterIdentity, *, now: datetime
) -> Supported:
    facts = _facts(session, report_id, identity, now=now)
    if facts.follower_key and identity.kind is SupportKind.DEVICE:
        # Letters about the report reach whoever uses this browser: their address is confirmed.
        keys = (facts.follower_key, *identity.keys)
        identity = replace(identity, kind=SupportKind.EMAIL, keys=keys)
    if facts.own_keys:
        change = merge_supports(session, report_id, facts.own_keys, identity)
    else:
        change = _new_support(session, report_id, identity, facts, now=now)
    return Supported(change_counts(session, report_id, change.count), change.state)


def _new_support(
    session: Session,
    report_id: int,
    identity: SupporterIdentity,
    facts: Row[Any],
    *,
    now: datetime,
) -> SupportChange:
    if needs_more_proof(identity, on_report=facts.on_report, in_hromada=facts.in_hromada):
        raise NeedsProof(NO_DEVICE if not identity.keys else CROWDED)
    if not is_burst(from_here=facts.from_here + 1, from_another=facts.from_another):
        return add_support(session, report_id, identity, state=SupportState.COUNTED, now=now)
    networks = [key for key in (identity.network_key, facts.another_key) if key]
    aside = suspect_supports(session, report_id, networks, now=now)
    change = add_support(session, report_id, identity, state=SupportState.SUSPECTED, now=now)
    return replace(change, count=change.count - aside)


def _wish(session: Session, subscription_id: int) -> Select[*tuple[Any, ...]]:
    """Select what the subscription has to say; ``given``: its browser or address supports."""
    keys = (Subscription.person_key, Subscription.device_key)
    given = exists().where(
        Supporter.hromada_id == Subscription.hromada_id,
        Supporter.report_id == Subscription.report_id,
        Supporter.person_key.in_(keys),
    )
    return (
        select(
            Subscription.person_key,
            Subscription.device_key,
            Subscription.supports,
            Report.number,
            Report.colour,
            given.correlate(Subscription).label("given"),
        )
        .join(Report, Report.id == Subscription.report_id)
        .where(
            Subscription.hromada_id == hromada_of(session),
            Subscription.id == subscription_id,
            Subscription.person_key.is_not(None),
            Report.public,
        )
    )


def _facts(
    session: Session, report_id: int, identity: SupporterIdentity, *, now: datetime
) -> Row[Any]:
    return run(
        session,
        "reports/support_facts",
        hromada_id=hromada_of(session),
        report_id=report_id,
        keys=list(identity.keys),
        device_keys=list(identity.device_keys),
        network_key=identity.network_key,
        since=now - BURST_TIME,
    ).one()

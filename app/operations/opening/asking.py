"""People who ask for a hromada that is not served, and the one letter when it opens."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.models.places import Hromada
from app.models.subscriptions import HromadaRequest
from app.operations.confirmations import (
    RemovedAddress,
    TypedAddress,
    Unsent,
    count_confirmed,
    count_letter,
    reason_not_to_ask,
)
from app.operations.outbox import MAIL, OutboxEntry, enqueue

# The purpose of the link tokens in letters: to confirm or refuse one request.
HROMADA_REQUEST = "hromada-request"


class HromadaAsker(NamedTuple):
    """Who asks: HMACs of the browser and, with an address, of that."""

    device_key: bytes | None
    address_key: bytes | None = None


def ask_for_hromada(
    session: Session, asker: HromadaAsker, typed: TypedAddress | None, *, now: datetime
) -> Unsent | None:
    """Count the browser, and queue the letter that asks the address to confirm.

    Asking twice changes nothing. Returns why no letter may be queued now.
    """
    unsent = reason_not_to_ask(session, typed, now=now) if typed else None
    if asker.device_key:
        _take(session, {"person_key": asker.device_key, "by_address": False}, now=now)
    if typed is None or unsent or asker.address_key is None:
        return unsent
    given = {
        "person_key": asker.address_key,
        "by_address": True,
        "device_key": asker.device_key,
        "email": typed.email,
        "locale": typed.locale,
        "network_key": None if typed.confirmed else typed.network_key,
        "confirmed_at": now if typed.confirmed else None,
    }
    request_id = _take(session, given, now=now)
    if request_id is not None and not typed.confirmed:
        _ask_to_confirm(session, request_id, typed, now=now)
    return None


def _take(session: Session, given: dict[str, object], *, now: datetime) -> int | None:
    """Write the request; return its id, or None if there is nothing left to confirm."""
    statement = insert(HromadaRequest).values(
        hromada_id=hromada_of(session), created_at=now, **given
    )
    renewed = {name: given[name] for name in ("email", "network_key", "locale") if name in given}
    if renewed:
        again = statement.on_conflict_do_update(
            index_elements=["hromada_id", "person_key"],
            set_=renewed,
            where=HromadaRequest.confirmed_at.is_(None),
        )
        return session.scalar(again.returning(HromadaRequest.id))
    session.execute(statement.on_conflict_do_nothing())
    return None


def _ask_to_confirm(
    session: Session, request_id: int, typed: TypedAddress, *, now: datetime
) -> None:
    key = f"hromada-request:{request_id}:confirm:{now:%Y%m%d%H%M%S}"
    payload = {"hromada_request_id": request_id}
    enqueue(session, [OutboxEntry(key, MAIL, "hromada-request-confirm", payload)], now=now)
    count_letter(session, typed, now=now)


def confirm_request(session: Session, request_id: int, *, now: datetime) -> None:
    """Count the address, whose owner has pressed the button; raise NotFound if it is gone."""
    this = _this(session, request_id)
    found = session.execute(
        select(HromadaRequest.network_key).where(*this).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("This request is no more: the hromada has opened, or a week has passed.")
    count_confirmed(session, found.network_key)
    session.execute(
        update(HromadaRequest)
        .where(*this, HromadaRequest.confirmed_at.is_(None))
        .values(confirmed_at=now, network_key=None)
    )


def remove_request(session: Session, request_id: int) -> RemovedAddress | None:
    """Delete a request that its address did not make; None if it is gone."""
    removed = session.execute(
        delete(HromadaRequest)
        .where(*_this(session, request_id))
        .returning(HromadaRequest.email, HromadaRequest.network_key)
    ).one_or_none()
    return RemovedAddress(*removed) if removed else None


def tell_those_who_asked(session: Session, *, now: datetime) -> int:
    """Queue the letter that the hromada is open, to each confirmed address; return how many.

    Nobody is told of a hromada that is not served, or served for trial. What else was asked is
    deleted; a row goes when its letter is sent.
    """
    hromada_id = hromada_of(session)
    is_open = select(Hromada.served & ~Hromada.unready).where(Hromada.id == hromada_id)
    if not session.scalar(is_open):
        return 0
    of_hromada = HromadaRequest.hromada_id == hromada_id
    session.execute(delete(HromadaRequest).where(of_hromada, HromadaRequest.confirmed_at.is_(None)))
    told = session.scalars(
        update(HromadaRequest)
        .where(of_hromada, HromadaRequest.told_at.is_(None))
        .values(told_at=now)
        .returning(HromadaRequest.id)
    ).all()
    entries = [
        OutboxEntry(
            f"hromada-request:{one}:open", MAIL, "hromada-open", {"hromada_request_id": one}
        )
        for one in told
    ]
    return enqueue(session, entries, now=now)


def _this(session: Session, request_id: int) -> tuple[ColumnElement[bool], ...]:
    return HromadaRequest.hromada_id == hromada_of(session), HromadaRequest.id == request_id

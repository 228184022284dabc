"""Letters to those who asked for a hromada: one that asks to confirm, one when it is open."""

from typing import Any

from flask_babel import gettext
from sqlalchemy import Row, delete, text
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.jobs.letters.accounts_and_reminders import confirmation_buttons, no_more_letters
from app.jobs.letters.compose import Button, Content, Envelope, in_language_of, seal, url_to
from app.models.outbox import Outbox
from app.models.subscriptions import HromadaRequest
from app.operations.opening.asking import HROMADA_REQUEST
from app.security.tokens import link_token
from app.texts.languages import in_language

_REQUEST = text("""
SELECT r.id, r.email, r.locale, r.confirmed_at, h.slug, h.served,
       h.name_uk, h.name_en, h.oblast_uk, h.oblast_en
FROM hromada_request AS r JOIN hromada AS h ON h.id = r.hromada_id
WHERE r.id = :id AND r.by_address
""")


def confirm_request_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the letter whose link confirms; None if there is nothing to confirm."""
    asked = _request(session, row)
    if asked is None or asked.confirmed_at is not None or asked.served:
        return None
    envelope = Envelope(row.key, asked.email, asked.locale)
    with in_language_of(envelope):
        content = Content(
            subject=gettext("%(name)s: is this your address?", name=_name(asked)),
            opening=gettext(
                "Somebody asked for this hromada to open here, and gave this address. If it was "
                "you, press the first button: you get one letter when the hromada opens."
            ),
            facts=_facts(asked),
            buttons=confirmation_buttons(_link(asked, "confirm"), _link(asked, "refuse")),
            why=no_more_letters(),
        )
        return seal(envelope, content)


def hromada_open_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the one letter that the hromada is open, and delete the address with it."""
    asked = _request(session, row)
    if asked is None or asked.confirmed_at is None or not asked.served:
        return None
    session.execute(delete(HromadaRequest).where(HromadaRequest.id == asked.id))
    envelope = Envelope(row.key, asked.email, asked.locale)
    with in_language_of(envelope):
        content = Content(
            subject=gettext("%(name)s is here now", name=_name(asked)),
            opening=gettext(
                "You asked for this hromada. It has opened: you can show a problem on its map, and "
                "everybody sees what comes of it."
            ),
            facts=_facts(asked),
            buttons=(Button(gettext("Open the map"), url_to(f"/{asked.slug}/")),),
            why=gettext(
                "You get this one letter because you asked for it. Your address is deleted now."
            ),
        )
        return seal(envelope, content)


def _request(session: Session, row: Outbox) -> Row[Any] | None:
    found = {"id": row.payload["hromada_request_id"]}
    return session.execute(_REQUEST, found).one_or_none()


def _name(asked: Row[Any]) -> str:
    name = in_language(asked)
    known = "громада" in name.lower() or "hromada" in name.lower()
    return name if known else str(gettext("%(name)s hromada", name=name))


def _facts(asked: Row[Any]) -> tuple[tuple[str, str], ...]:
    facts = ((gettext("Hromada"), _name(asked)), (gettext("Oblast"), in_language(asked, "oblast")))
    return tuple((label, value) for label, value in facts if value)


def _link(asked: Row[Any], action: str) -> str:
    token = link_token(HROMADA_REQUEST, str(asked.id))
    return url_to(f"/ask/{asked.slug}/{token}/{action}")

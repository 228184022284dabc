"""Letters to staff: a role that somebody was given, and the trial of the mail."""

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.domain.names import Name, from_row
from app.domain.roles import Role
from app.jobs.letters.compose import Button, Content, Envelope, in_language_of, seal, url_to
from app.models.outbox import Outbox
from app.operations.opening.trial_letters import TRIAL_LETTER
from app.queries.letters import LetterPlace, letter_place
from app.security.tokens import link_token
from app.texts.languages import in_language
from app.texts.places import full_name

_ROLES = {
    Role.MODERATOR: _("moderator"),
    Role.OFFICER: _("responsible officer"),
    Role.COORDINATOR: _("coordinator"),
    Role.READER: _("working group"),
}
_TASKS = {
    Role.MODERATOR: _("You read what residents send, and publish it or reject it with a reason."),
    Role.OFFICER: _("You accept the reports sent to your body, and answer them in time."),
    Role.COORDINATOR: _("You set up the hromada: its bodies, areas, terms and people."),
    Role.READER: _("You see the statistics of the hromada."),
}
_FIRST_PAGES = {
    Role.MODERATOR: "moderation",
    Role.OFFICER: "office",
    Role.COORDINATOR: "coordination/opening",
    Role.READER: "statistics",
}

_GRANT = text("""
SELECT g.role, a.email, a.locale, h.slug,
       coalesce(b.name_uk, '') AS body_uk, coalesce(b.name_en, '') AS body_en,
       coalesce(nullif(by.name, ''), by.email, '') AS given_by
FROM role_grant AS g
JOIN account AS a ON a.id = g.account_id AND a.disabled_at IS NULL
JOIN hromada AS h ON h.id = g.hromada_id
LEFT JOIN body AS b ON b.hromada_id = g.hromada_id AND b.id = g.body_id
LEFT JOIN account AS by ON by.id = :by
WHERE g.id = :id
""")
_TRIAL = text("""
SELECT a.email, a.locale, h.slug
FROM trial_letter AS l
JOIN account AS a ON a.id = l.account_id JOIN hromada AS h ON h.id = l.hromada_id
WHERE l.id = :id AND l.arrived_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class _Granted:
    role: str
    email: str
    locale: str
    slug: str
    body_name: Name
    given_by: str


def role_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the letter that tells of a role; None if it was taken again.

    The link signs nobody in: who opens it asks for a letter of their own.
    """
    values = {"id": row.payload["grant_id"], "by": row.payload.get("by")}
    found = session.execute(_GRANT, values).one_or_none()
    if found is None or found.role not in _TASKS:
        return None
    grant = from_row(_Granted, found._mapping)
    role = Role(grant.role)
    place = letter_place(session)
    envelope = Envelope(row.key, grant.email, grant.locale, place=place)
    with in_language_of(envelope):
        where = _named(place)
        content = Content(
            subject=gettext("You have a role: %(role)s, %(where)s", role=_ROLES[role], where=where),
            opening=_opening(role, again=row.kind == "role-reminder"),
            facts=_filled(
                (gettext("Hromada"), where),
                (gettext("Role"), str(_ROLES[role])),
                (gettext("Body"), in_language(grant, "body")),
                (gettext("Given by"), grant.given_by),
                (gettext("Your address"), grant.email),
            ),
            buttons=(
                Button(
                    gettext("Sign in"),
                    url_to(f"/account/sign-in?next=/{grant.slug}/{_FIRST_PAGES[role]}"),
                ),
            ),
            why=gettext(
                "No password is needed: on the page type this address, and a letter with a link "
                "signs you in. If this is a mistake, tell whoever gave you the role."
            ),
        )
        return seal(envelope, content)


def trial_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the letter that tries the mail; None if one has arrived already."""
    letter_id = row.payload["id"]
    found = session.execute(_TRIAL, {"id": letter_id}).one_or_none()
    if found is None:
        return None
    place = letter_place(session)
    envelope = Envelope(row.key, found.email, found.locale, place=place)
    token = link_token(TRIAL_LETTER, str(letter_id))
    with in_language_of(envelope):
        content = Content(
            subject=gettext("Trying the mail: %(where)s", where=_named(place)),
            opening=gettext(
                "You sent this letter to try the mail. Press the button, and the line “Mail” of "
                "the checklist becomes ready."
            ),
            buttons=(
                Button(
                    gettext("It has arrived"),
                    url_to(f"/{found.slug}/coordination/opening/letter/{token}"),
                ),
            ),
        )
        return seal(envelope, content)


def _opening(role: Role, *, again: bool) -> str:
    task = str(_TASKS[role])
    if not again:
        return task
    return str(gettext("You have not signed in yet, and your colleagues wait for you. ")) + task


def _named(place: LetterPlace) -> str:
    return full_name(in_language(place), place.kind)


def _filled(*facts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in facts if value)

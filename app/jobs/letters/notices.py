"""Letters about notices: subscription confirmation, change, end."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.domain.names import Name
from app.jobs.letters.accounts_and_reminders import confirmation_buttons, no_more_letters
from app.jobs.letters.compose import (
    Button,
    Content,
    Envelope,
    in_language_of,
    moment_in_words,
    seal,
    url_to,
)
from app.jobs.letters.step_buttons import own_url
from app.jobs.letters.steps import subscription_url
from app.models.notices import NoticeVersion
from app.models.outbox import Outbox
from app.operations.notices.subscribing import NOTICE_SUBSCRIPTION
from app.queries.letters import letter_place, recipient_of, report_facts
from app.queries.notices.notices import NoticeCard, notice_card
from app.security.tokens import link_token
from app.texts.notices import SIDE_LABELS

_SUBSCRIBED = text("""
SELECT s.notice_id, s.email, s.locale, s.confirmed_at, h.slug, h.id AS hromada_id
FROM notice_subscription AS s JOIN hromada AS h ON h.id = s.hromada_id
WHERE s.id = :id AND s.ended_at IS NULL
""")


class _Update(NamedTuple):
    """The content of a follower's letter; ``quote`` is shown in their language."""

    subject: str
    opening: str
    quote: Name
    facts: tuple[tuple[str, str], ...] = ()


def confirm_notice_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the letter whose link confirms; None if there is nothing to confirm."""
    subscription_id = row.payload["notice_subscription_id"]
    to = session.execute(_SUBSCRIBED, {"id": subscription_id}).one_or_none()
    if to is None or to.confirmed_at is not None:
        return None
    notice = notice_card(session, to.notice_id)
    envelope = Envelope(row.key, to.email, to.locale, f"notice:{notice.id}", letter_place(session))
    with in_language_of(envelope):
        content = Content(
            subject=gettext("Notice No. %(number)s: is this your address?", number=notice.id),
            opening=gettext(
                "Somebody wants a letter when the notice below changes or is over, and gave this "
                "address. If it was you, press the first button."
            ),
            facts=_facts(notice),
            buttons=confirmation_buttons(
                _link(to.slug, subscription_id, "confirm"),
                _link(to.slug, subscription_id, "refuse"),
            ),
            why=no_more_letters(),
        )
        return seal(envelope, content)


def notice_changed_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the letter to a follower of the notice about what changed."""
    version = session.get(NoticeVersion, row.payload["notice_version_id"])
    if version is None:
        return None

    def compose(notice: NoticeCard, title: str) -> _Update:
        sides = ", ".join(str(SIDE_LABELS[side]) for side in version.sides)
        before = moment_in_words(version.ends_at) or gettext("the end is not known yet")
        details = ((gettext("Until, before the change"), before),) if "end" in version.sides else ()
        return _Update(
            gettext("Changed: %(title)s", title=title),
            gettext("The notice that you follow was changed: %(sides)s.", sides=sides),
            notice.words,
            details,
        )

    return _to_follower(session, row, compose)


def notice_over_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the letter to a follower of the notice that it is over."""

    def compose(notice: NoticeCard, title: str) -> _Update:
        subject = (
            gettext("Cancelled: %(title)s", title=title)
            if notice.cancelled
            else gettext("Over: %(title)s", title=title)
        )
        return _Update(subject, _over_text(notice), notice.closing)

    return _to_follower(session, row, compose)


def notice_over_report_letter(session: Session, row: Outbox) -> Letter | None:
    """Return the letter that the notice is over, to the reporter of an open report in it."""
    to = recipient_of(session, row.payload["subscription_id"])
    if to is None or to.confirmed_at is None or row.hromada_id is None:
        return None
    report = report_facts(session, to.report_id)
    notice = notice_card(session, row.payload["notice_id"])
    envelope = Envelope(row.key, to.email, to.locale, f"report:{report.public_id}", report.place)
    with in_language_of(envelope):
        content = Content(
            subject=gettext(
                "Report No. %(number)s: what explained it is over", number=report.number
            ),
            opening=_over_text(notice),
            quote=notice.closing.text(to.locale),
            facts=_facts(notice),
            buttons=(Button(gettext("Open your report"), own_url(report)),),
            why=gettext("You get this letter because you reported this problem."),
            unsubscribe_url=subscription_url(report, to.id, "end"),
        )
        return seal(envelope, content)


def _to_follower(
    session: Session, row: Outbox, compose: Callable[[NoticeCard, str], _Update]
) -> Letter | None:
    """Return the letter to a follower of the notice, None if they no longer follow it.

    ``compose`` is called in the reader's language, with the title in it.
    """
    subscription_id = row.payload["notice_subscription_id"]
    to = session.execute(_SUBSCRIBED, {"id": subscription_id}).one_or_none()
    if to is None or to.confirmed_at is None:
        return None
    notice = notice_card(session, to.notice_id)
    envelope = Envelope(row.key, to.email, to.locale, f"notice:{notice.id}", letter_place(session))
    with in_language_of(envelope):
        update = compose(notice, _title(notice, to))
        content = Content(
            subject=update.subject,
            opening=update.opening,
            quote=update.quote.text(to.locale),
            facts=_facts(notice) + update.facts,
            buttons=(
                Button(gettext("Open the notice"), url_to(f"/{to.slug}/notices/{notice.id}")),
            ),
            why=gettext("You get this letter because you follow this notice."),
            unsubscribe_url=_link(to.slug, subscription_id, "end"),
        )
        return seal(envelope, content)


def _over_text(notice: NoticeCard) -> str:
    if notice.cancelled:
        return str(gettext("What the notice below announced was cancelled before it began."))
    return str(
        gettext(
            "The notice below is over. If the problem is still there, please say so: by a report, "
            "or on the page of the one you made."
        )
    )


def _title(notice: NoticeCard, to: object) -> str:
    return notice.title.text(getattr(to, "locale", "uk"))


def _facts(notice: NoticeCard) -> tuple[tuple[str, str], ...]:
    facts = (
        (gettext("Notice"), notice.title.uk),
        (gettext("From"), moment_in_words(notice.starts_at)),
        (gettext("Until"), moment_in_words(notice.until)),
        (gettext("Cancelled"), moment_in_words(notice.ended_at) if notice.cancelled else ""),
    )
    return tuple((label, value) for label, value in facts if value)


def _link(slug: str, subscription_id: int, action: str) -> str:
    token = link_token(NOTICE_SUBSCRIPTION, str(subscription_id))
    return url_to(f"/{slug}/notices/subscriptions/{token}/{action}")

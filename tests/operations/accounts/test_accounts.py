from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.errors import NotAllowed, NotFound
from app.domain.roles import Role
from app.models.accounts import Account, AccountSession
from app.models.outbox import Outbox
from app.operations.accounts.accounts import (
    Grant,
    SignedIn,
    digest,
    grant_role,
    issue_sign_in_token,
    redeem_sign_in,
    request_sign_in,
    revoke_role,
    sign_out,
    sign_out_everywhere,
)
from app.queries.accounts import own_reports, own_roles, role_holders, signed_in_user
from tests.builders import (
    NOON,
    a_body,
    a_hromada,
    a_report,
    a_working_hromada,
    an_account,
)
from tests.values import present

MINUTE = timedelta(minutes=1)


def _letter(
    session: Session, email: str = "olena@example.org", **given: Any
) -> tuple[int, str | None]:
    """A letter just sent: its request and its secret."""
    request_id = request_sign_in(
        session,
        email,
        **(dict[str, Any]({"next_path": "/account/", "locale": "uk", "now": NOON}) | given),
    )
    return request_id, issue_sign_in_token(session, request_id, NOON)


def _signed_in(session: Session, email: str = "olena@example.org") -> SignedIn:
    return redeem_sign_in(session, present(_letter(session, email)[1]), now=NOON)


def test_known_and_unknown_addresses_are_owed_the_same_letter(session: Session) -> None:
    an_account(session, "known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        request_sign_in(session, email, next_path="/account/", locale="uk", now=NOON)
    owed = session.execute(select(Outbox.kind, Outbox.queue, Outbox.hromada_id)).all()
    assert owed == [("sign-in", "mail-first", None)] * 2


def test_the_first_sign_in_makes_the_account(session: Session) -> None:
    signed_in = _signed_in(session, "new@example.org")
    assert session.get_one(Account, signed_in.account_id).email == "new@example.org"
    assert _signed_in(session, "new@example.org").account_id == signed_in.account_id


def test_the_secret_itself_is_nowhere_in_the_database(session: Session) -> None:
    signed_in = _signed_in(session)
    hashes = session.scalars(select(AccountSession.token_hash)).all()
    assert hashes == [digest(signed_in.token)]
    assert signed_in.token.encode() not in hashes


def test_a_link_signs_in_once(session: Session) -> None:
    token = present(_letter(session)[1])
    redeem_sign_in(session, token, now=NOON)
    with pytest.raises(NotFound, match="used or has expired"):
        redeem_sign_in(session, token, now=NOON)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False)])
def test_a_link_works_for_ten_minutes_from_its_sending(
    session: Session, minutes: int, works: bool
) -> None:
    token = present(_letter(session)[1])
    if works:
        assert redeem_sign_in(session, token, now=NOON + minutes * MINUTE)
    else:
        with pytest.raises(NotFound):
            redeem_sign_in(session, token, now=NOON + minutes * MINUTE)


def test_a_letter_sent_again_ends_the_former_link(session: Session) -> None:
    request_id, former = _letter(session)
    latter = present(issue_sign_in_token(session, request_id, NOON + MINUTE))
    with pytest.raises(NotFound):
        redeem_sign_in(session, present(former), now=NOON + MINUTE)
    assert redeem_sign_in(session, latter, now=NOON + MINUTE)


def test_no_letter_after_the_link_was_used_or_a_day_has_passed(session: Session) -> None:
    request_id, token = _letter(session)
    assert issue_sign_in_token(session, request_id, NOON + timedelta(days=1)) is None
    redeem_sign_in(session, present(token), now=NOON)
    assert issue_sign_in_token(session, request_id, NOON) is None
    assert issue_sign_in_token(session, request_id + 1000, NOON) is None


def test_a_closed_account_cannot_sign_in(session: Session) -> None:
    an_account(session, "closed@example.org", disabled_at=NOON)
    with pytest.raises(NotAllowed):
        _signed_in(session, "closed@example.org")


def test_residents_stay_thirty_days_and_staff_twelve_hours(session: Session) -> None:
    hromada = a_hromada(session)
    assert _signed_in(session).expires_at == NOON + timedelta(days=30)
    grant_role(session, Grant(hromada.id, "olena@example.org", Role.MODERATOR), now=NOON)
    enter_hromada(session, a_hromada(session, "other").id)
    assert _signed_in(session).expires_at == NOON + timedelta(hours=12)


def test_a_grant_shortens_the_long_sign_in_of_a_resident(session: Session) -> None:
    hromada = a_hromada(session)
    signed_in = _signed_in(session)
    grant_role(session, Grant(hromada.id, "olena@example.org", Role.MODERATOR), now=NOON)
    at = NOON + timedelta(hours=12)
    assert not signed_in_user(session, digest(signed_in.token), now=at).signed_in


def test_signing_out_ends_one_browser_and_everywhere_ends_all(session: Session) -> None:
    one, two, three = (_signed_in(session) for _ in range(3))
    sign_out(session, one.token)
    known = [
        signed_in_user(session, digest(s.token), now=NOON).signed_in for s in (one, two, three)
    ]
    assert known == [False, True, True]
    sign_out_everywhere(session, two.account_id)
    assert session.scalar(select(func.count()).select_from(AccountSession)) == 0


def test_a_role_counts_only_in_its_own_hromada(session: Session) -> None:
    pokrov, other = a_hromada(session), a_hromada(session, "other")
    enter_hromada(session, pokrov.id)
    grant_role(session, Grant(pokrov.id, "olena@example.org", Role.MODERATOR), now=NOON)
    token = digest(_signed_in(session).token)
    assert Role.MODERATOR in signed_in_user(session, token, now=NOON).roles
    enter_hromada(session, other.id)
    assert Role.MODERATOR not in signed_in_user(session, token, now=NOON).roles


def test_the_same_grant_twice_is_one_grant(session: Session) -> None:
    hromada = a_hromada(session)
    grant = Grant(hromada.id, "olena@example.org", Role.MODERATOR)
    assert grant_role(session, grant, now=NOON)
    assert not grant_role(session, grant, now=NOON)
    assert [h.email for h in role_holders(session)] == ["olena@example.org"]


def test_only_a_held_role_is_revoked(session: Session) -> None:
    hromada = a_hromada(session)
    body = a_body(session, hromada)
    officer = Grant(hromada.id, "olena@example.org", Role.OFFICER, body.id)
    grant_role(session, officer, now=NOON)
    with pytest.raises(NotFound):
        revoke_role(session, Grant(hromada.id, "olena@example.org", Role.MODERATOR))
    revoke_role(session, officer)
    assert role_holders(session) == []


def test_own_roles_and_reports_are_seen_from_outside_their_hromada(session: Session) -> None:
    pokrov = a_working_hromada(session)
    body = a_body(session, pokrov, "water", name_uk="Водоканал")
    grant_role(session, Grant(pokrov.id, "olena@example.org", Role.OFFICER, body.id), now=NOON)
    account_id = _signed_in(session).account_id
    mine = a_report(session, pokrov, account_id=account_id)
    a_report(session, pokrov, account_id=an_account(session, "else@example.org").id)
    enter_hromada(session, a_hromada(session, "other").id)
    assert [r.number for r in own_reports(session, account_id)] == [mine.number]
    assert [(r.slug, r.role, r.body_uk) for r in own_roles(session, account_id)] == [
        ("pokrov", Role.OFFICER, "Водоканал")
    ]

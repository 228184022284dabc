"""Each person counts once; what can be invented is bounded, kept apart, and checked in a burst."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import NeedsProof, NotAllowed, NotFound, WrongState
from app.domain.roles import Role
from app.domain.supports import (
    BURST_SUPPORTS,
    DEVICES_FOR_HROMADA,
    DEVICES_FOR_REPORT,
    SupporterIdentity,
    SupportState,
)
from app.models.places import Body, Hromada
from app.models.reports import Report
from app.models.subscriptions import Subscription, Supporter
from app.operations.casework.moderation import mark_duplicate
from app.operations.casework.staff_commands import StaffCommand
from app.operations.casework.supports import accept_supports, refuse_supports
from app.operations.reports.events import SYSTEM, Actor
from app.operations.reports.retention import purge_hromada
from app.operations.reports.subscribing import (
    SupportWish,
    asked_again,
    confirm_subscription,
    follow_report,
    refuse_subscription,
)
from app.operations.reports.supporting import (
    Supported,
    support_by_address,
    support_report,
    withdraw_support,
)
from tests.builders import (
    NOON,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
    events_of,
    typed,
)
from tests.supporters import a_device, an_account

OPERATOR = Actor(Role.OPERATOR)
ACCEPTED = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR)]
CLAIMED = [*ACCEPTED, ("solve", OPERATOR)]


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def report(session: Session, hromada: Hromada) -> Report:
    return a_public_report(session, hromada)


@pytest.fixture
def moderator(session: Session, hromada: Hromada) -> Actor:
    return a_grant(session, hromada, Role.MODERATOR)


def support(
    session: Session, report: Report, who: SupporterIdentity, now: datetime = NOON
) -> Supported:
    return support_report(session, report.number, identity=who, now=now)


def numbers(session: Session, report: Report) -> tuple[int, int]:
    """The report's numbers, which its rows must agree with."""
    session.expire_all()
    rows = session.query(Supporter).filter_by(report_id=report.id, state="counted").all()
    told = (report.supporters, report.confirmed_supporters)
    assert told == (len(rows), sum(row.kind != "device" for row in rows))
    return told


def test_everybody_counts_once(session: Session, report: Report) -> None:
    for _ in range(2):
        support(session, report, a_device("mine"))
        support(session, report, an_account("ivanna", "hers"))
    assert numbers(session, report) == (2, 1)


def test_support_can_be_taken_back_once(session: Session, report: Report) -> None:
    support(session, report, a_device("mine"))
    support(session, report, an_account("ivanna", "hers"))
    for _ in range(2):
        left = withdraw_support(session, report.number, identity=a_device("mine"))
        assert (left.supporters, left.confirmed) == (1, 1)
    withdraw_support(session, report.number, identity=an_account("ivanna", "another"))
    assert numbers(session, report) == (0, 0)


@pytest.fixture(params=["lapse", "confirm", "refuse"])
def closed(request: pytest.FixtureRequest, session: Session, hromada: Hromada) -> Report:
    """A report to whose answer nobody objected, or the resident agreed, or which was refused."""
    if request.param == "refuse":
        officer = a_grant(session, hromada, Role.OFFICER, session.query(Body).one())
        return a_report(session, hromada, steps=[*ACCEPTED, ("refuse", officer)])
    by = {"lapse": SYSTEM, "confirm": Actor(Role.RESIDENT)}[request.param]
    return a_report(session, hromada, steps=[*CLAIMED, (request.param, by)])


def test_a_closed_report_needs_no_support(session: Session, closed: Report) -> None:
    with pytest.raises(WrongState):
        support(session, closed, a_device())
    assert numbers(session, closed) == (0, 0)


def test_what_only_the_body_calls_solved_is_still_supported(
    session: Session, hromada: Hromada
) -> None:
    report = a_report(session, hromada, steps=CLAIMED)
    support(session, report, a_device())
    assert numbers(session, report) == (1, 0)


def test_only_what_is_public_here_is_supported(
    session: Session, hromada: Hromada, report: Report
) -> None:
    with pytest.raises(NotFound):
        support(session, a_report(session, hromada), a_device())
    a_working_hromada(session, "bucha")
    with pytest.raises(NotFound):
        support(session, report, a_device())


# --- One person in several guises ---


def test_signing_in_makes_one_of_the_browsers_support_and_the_accounts(
    session: Session, report: Report
) -> None:
    support(session, report, a_device("phone"))
    assert numbers(session, report) == (1, 0)
    support(session, report, an_account("ivanna", "phone"))
    assert numbers(session, report) == (1, 1)
    # Signed out again, and elsewhere: still the same person.
    support(session, report, a_device("phone"))
    support(session, report, an_account("ivanna", "laptop"))
    assert numbers(session, report) == (1, 1)


def test_two_devices_of_an_account_become_one(session: Session, report: Report) -> None:
    support(session, report, a_device("phone"))
    support(session, report, an_account("ivanna", "laptop"))
    assert numbers(session, report) == (2, 1)
    support(session, report, an_account("ivanna", "phone"))
    assert numbers(session, report) == (1, 1)


def test_two_accounts_on_one_browser_are_two_people(session: Session, report: Report) -> None:
    support(session, report, an_account("ivanna", "library"))
    support(session, report, an_account("petro", "library"))
    assert numbers(session, report) == (2, 2)


def test_a_browser_does_not_take_back_what_an_account_gave(
    session: Session, report: Report
) -> None:
    support(session, report, an_account("ivanna", "library"))
    with pytest.raises(WrongState, match="sign in"):
        withdraw_support(session, report.number, identity=a_device("library"))
    assert numbers(session, report) == (1, 1)


@pytest.mark.parametrize("who", [an_account(), a_device("phone")])
def test_keys_of_an_earlier_release_go_on_counting_once(
    session: Session, report: Report, who: SupporterIdentity
) -> None:
    earlier = replace(a_device("old ivanna"), device_key=None, network_key=None)
    support(session, report, earlier)
    support(session, report, replace(who, keys=(*who.keys, b"old ivanna")))
    assert numbers(session, report) == (1, int(who.kind != "device"))
    support(session, report, who)
    assert numbers(session, report) == (1, int(who.kind != "device"))


# --- By address ---


def follow(
    session: Session, report: Report, device: str, *, supports: bool = False
) -> Subscription:
    wish = SupportWish(b"a@", device.encode(), b"home", supports)
    follow_report(session, report.number, typed=typed("a@example.org"), wish=wish, now=NOON)
    session.expire_all()
    return session.query(Subscription).filter_by(report_id=report.id).one()


def press(session: Session, wish: Subscription) -> Supported | None:
    """Press the button of the letter's link, from another network."""
    confirm_subscription(session, wish.id, now=NOON)
    return support_by_address(session, wish.id, network_key=b"mail", now=NOON)


def test_a_support_by_address_counts_when_it_is_confirmed(session: Session, report: Report) -> None:
    wish = follow(session, report, "phone", supports=True)
    assert numbers(session, report) == (0, 0)
    for _ in range(2):
        press(session, wish)
    assert numbers(session, report) == (1, 1)
    # The browser that asked is that person's.
    support(session, report, a_device("phone"))
    assert numbers(session, report) == (1, 1)


def test_following_confirms_a_support_and_gives_none(session: Session, report: Report) -> None:
    wish = follow(session, report, "phone")
    assert press(session, wish) is None
    assert numbers(session, report) == (0, 0)
    support(session, report, a_device("phone"))
    assert numbers(session, report) == (1, 1)


def test_a_follower_who_supported_before_becomes_confirmed(
    session: Session, report: Report
) -> None:
    support(session, report, a_device("phone"))
    press(session, follow(session, report, "phone"))
    assert numbers(session, report) == (1, 1)


def test_a_stranger_does_not_borrow_a_confirmed_address(session: Session, report: Report) -> None:
    press(session, follow(session, report, "hers"))
    follow(session, report, "strangers", supports=True)
    support(session, report, a_device("strangers"))
    assert numbers(session, report) == (1, 0)


def test_an_address_that_was_confirmed_is_asked_for_its_support(
    session: Session, report: Report
) -> None:
    wish = follow(session, report, "hers")
    press(session, wish)
    assert follow(session, report, "another", supports=True).confirmed_at == NOON
    assert asked_again(session, wish.id)
    press(session, wish)
    assert numbers(session, report) == (1, 1)
    assert not asked_again(session, wish.id)


def test_refusing_a_support_ends_no_letters_that_were_wanted(
    session: Session, report: Report
) -> None:
    wish = follow(session, report, "hers")
    press(session, wish)
    follow(session, report, "strangers", supports=True)
    refused = refuse_subscription(session, wish.id)
    assert refused == ("a@example.org", typed("a@example.org").network_key)
    session.expire_all()
    kept = session.query(Subscription).one()
    assert (kept.confirmed_at, kept.supports, kept.network_key) == (NOON, False, None)
    assert press(session, wish) is None
    assert numbers(session, report) == (0, 0)


def test_a_wish_that_is_not_confirmed_is_forgotten(session: Session, report: Report) -> None:
    press(session, follow(session, report, "hers"))
    follow(session, report, "hers", supports=True)
    purge_hromada(session, now=NOON + timedelta(days=8))
    session.expire_all()
    kept = session.query(Subscription).one()
    assert (kept.confirmed_at, kept.supports, kept.network_key) == (NOON, False, None)


def test_whoever_is_signed_in_with_the_address_confirms_at_once(
    session: Session, report: Report
) -> None:
    support(session, report, a_device("phone"))
    wish = SupportWish(b"a@", b"phone", b"home")
    mine = typed("a@example.org", confirmed=True)
    follow_report(session, report.number, typed=mine, wish=wish, now=NOON)
    assert numbers(session, report) == (1, 1)


def test_an_address_may_confirm_though_the_report_is_closed(
    session: Session, closed: Report
) -> None:
    assert press(session, follow(session, closed, "phone", supports=True)) is None
    assert numbers(session, closed) == (0, 0)


# --- Networks ---


def test_invented_devices_of_one_network_are_few(session: Session, report: Report) -> None:
    given = 0
    for n in range(45):
        try:
            support(session, report, a_device(f"bot {n}"))
        except NeedsProof:
            continue
        given += 1
    assert given == DEVICES_FOR_REPORT == 5
    assert numbers(session, report) == (5, 0)
    # Whoever has supported already is not asked; another network is not either.
    support(session, report, a_device("bot 0"))
    support(session, report, a_device("elsewhere", "another"))
    assert numbers(session, report) == (6, 0)


def test_a_network_supports_so_many_reports_a_day(session: Session, hromada: Hromada) -> None:
    reports = [a_public_report(session, hromada) for _ in range(9)]
    for n in range(DEVICES_FOR_HROMADA):
        support(session, reports[n // 5], a_device(f"bot {n}"))
    with pytest.raises(NeedsProof):
        support(session, reports[8], a_device("one more"))
    support(session, reports[8], a_device("one more", "home tomorrow"))
    assert numbers(session, reports[8]) == (1, 0)


def test_account_address_and_proof_of_work_pass_a_crowded_network(
    session: Session, report: Report
) -> None:
    for n in range(DEVICES_FOR_REPORT):
        support(session, report, a_device(f"bot {n}"))
    support(session, report, an_account("ivanna", "tablet"))
    press(session, follow(session, report, "desktop", supports=True))
    support(session, report, a_device("worker", proved=True))
    assert numbers(session, report) == (8, 2)


def test_who_has_no_cookie_is_asked_for_more(session: Session, report: Report) -> None:
    with pytest.raises(NeedsProof, match="cookie"):
        support(session, report, SupporterIdentity(network_key=b"home"))


# --- Bursts ---


@pytest.fixture
def burst(session: Session, report: Report) -> None:
    """Seven supports from one network, four from another, and one of before from elsewhere."""
    support(session, report, a_device("honest", "elsewhere"), NOON - timedelta(minutes=20))
    for n in range(7):
        support(session, report, a_device(f"bot {n}", proved=True))
    for n in range(3):
        support(session, report, an_account(f"cat {n}", f"cat {n}", "another"))
    assert numbers(session, report) == (11, 3)
    last = support(session, report, a_device("last", "another"))
    assert last.state is SupportState.SUSPECTED


@pytest.mark.usefixtures("burst")
def test_a_burst_waits_for_a_moderator(session: Session, report: Report) -> None:
    assert numbers(session, report) == (1, 0)
    assert session.query(Supporter).filter_by(state="suspected").count() == BURST_SUPPORTS + 1
    again = support(session, report, a_device("bot 1"))
    assert again.state is SupportState.SUSPECTED
    support(session, report, a_device("neighbour", "a third"))
    assert numbers(session, report) == (2, 0)


def test_the_same_in_more_time_is_no_burst(session: Session, report: Report) -> None:
    for n in range(BURST_SUPPORTS + 5):
        when = NOON + n * timedelta(minutes=1, seconds=1)
        support(session, report, an_account(f"cat {n}", f"cat {n}"), when)
    assert numbers(session, report) == (15, 15)


def test_the_same_from_more_networks_is_no_burst(session: Session, report: Report) -> None:
    for n in range(BURST_SUPPORTS + 5):
        support(session, report, a_device(f"phone {n}", f"network {n % 5}"))
    assert numbers(session, report) == (15, 0)


def settle(session: Session, report: Report, who: Actor, deed: Callable[..., None]) -> None:
    session.expire_all()
    deed(session, StaffCommand(report.number, who, NOON + timedelta(minutes=5)))


@pytest.mark.usefixtures("burst")
def test_a_moderator_counts_them_after_all(
    session: Session, report: Report, moderator: Actor
) -> None:
    settle(session, report, moderator, accept_supports)
    assert numbers(session, report) == (12, 3)
    assert events_of(session, report)[-1] == "vouch"
    # The next one does not put them in doubt again.
    support(session, report, a_device("late", "another"))
    assert numbers(session, report) == (13, 3)
    with pytest.raises(WrongState):
        settle(session, report, moderator, accept_supports)


@pytest.mark.usefixtures("burst")
def test_a_moderator_leaves_them_uncounted(
    session: Session, report: Report, moderator: Actor
) -> None:
    settle(session, report, moderator, refuse_supports)
    assert numbers(session, report) == (1, 0)
    assert events_of(session, report)[-1] == "discount"
    assert support(session, report, a_device("bot 1")).state is SupportState.REFUSED
    # A device that turns out to be a person is looked at once more.
    person = an_account("ivanna", "bot 2")
    assert support(session, report, person).state is SupportState.SUSPECTED
    assert numbers(session, report) == (1, 0)


@pytest.mark.usefixtures("burst")
@pytest.mark.parametrize("deed", [accept_supports, refuse_supports])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.READER])
def test_only_a_moderator_decides(
    session: Session, hromada: Hromada, report: Report, role: Role, deed: Callable[..., None]
) -> None:
    body = session.get_one(Body, report.body_id) if role is Role.OFFICER else None
    actor = a_grant(session, hromada, role, body)
    with pytest.raises(NotAllowed):
        settle(session, report, actor, deed)


@pytest.mark.usefixtures("burst")
def test_what_is_taken_back_waits_no_more(session: Session, report: Report) -> None:
    withdraw_support(session, report.number, identity=a_device("bot 1"))
    assert session.query(Supporter).filter_by(state="suspected").count() == BURST_SUPPORTS
    assert numbers(session, report) == (1, 0)


@pytest.mark.usefixtures("burst")
def test_only_counted_supports_are_borrowed_until_they_are_accepted(
    session: Session, hromada: Hromada, report: Report, moderator: Actor
) -> None:
    original = a_public_report(session, hromada)
    command = StaffCommand(report.number, moderator, NOON)
    mark_duplicate(session, command, original.number)
    assert numbers(session, original) == (1, 0)
    settle(session, report, moderator, accept_supports)
    assert numbers(session, original) == (12, 3)


# --- How long ---


def test_networks_are_forgotten_within_a_day(session: Session, report: Report) -> None:
    support(session, report, a_device())
    purge_hromada(session, now=NOON + timedelta(hours=22))
    assert session.query(Supporter.network_key).scalar() == b"home"
    purge_hromada(session, now=NOON + timedelta(hours=23))
    assert session.query(Supporter.network_key).scalar() is None
    assert numbers(session, report) == (1, 0)


def test_keys_are_deleted_after_the_close_and_the_numbers_stay(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report, duplicate = (a_public_report(session, hromada) for _ in range(2))
    support(session, report, an_account())
    support(session, duplicate, a_device("another"))
    command = StaffCommand(duplicate.number, moderator, NOON)
    mark_duplicate(session, command, report.number)
    session.flush()
    purge_hromada(session, now=NOON + timedelta(days=400))
    assert session.query(Supporter).count() == 3
    report.closed_at = NOON
    session.flush()
    purge_hromada(session, now=NOON + timedelta(days=91))
    assert session.query(Supporter).count() == 0
    session.expire_all()
    assert (report.supporters, report.confirmed_supporters) == (2, 1)

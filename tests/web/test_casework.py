import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import event, select

from app.db import enter_hromada
from app.domain.deadlines import KYIV
from app.domain.moderation import HideReason, RejectReason, UnsolvedReason
from app.domain.roles import Role
from app.models.accounts import RoleGrant
from app.models.outbox import Outbox
from app.models.reports import Report, ReportEvent, ReportPhoto
from app.operations.accounts import (
    Grant,
    ensure_account,
    expect_sign_in,
    grant_role,
    issue_sign_in_token,
    redeem_sign_in,
)
from app.operations.events import Actor, Deed, take_step
from app.operations.office import OfficeTurn, accept_report
from app.queries.accounts import role_holders
from app.security.askers import SIGN_IN_COOKIE
from app.web.casework_words import HIDE_WORDS, REJECT_WORDS, UNSOLVED_WORDS
from tests.builders import (
    a_body,
    a_category,
    a_public_report,
    a_report,
    a_working_hromada,
    events_of,
)

NOW = datetime.now(UTC)


@pytest.fixture
def town(database):
    """A working hromada with a second body and a category that no area covers."""
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_body(session, hromada, "water", name_uk="Водоканал")
        a_category(session, hromada, "trees.fallen", name_uk="Повалене дерево")
    return hromada


@pytest.fixture
def enter(app, database, town):
    """Return a browser signed in with a role in the town; an officer's is for body ``udg``."""

    def sign_in(role, body_id=None, email=""):
        email = email or f"{role}{body_id or ''}@pokrov.example"
        with database.transaction() as session:
            enter_hromada(session, town.id)
            grant_role(session, Grant(town.id, email, role, body_id), now=NOW)
            request_id = expect_sign_in(session, email, next_path="/", now=NOW)
            token = issue_sign_in_token(session, request_id, NOW)
            signed_in = redeem_sign_in(session, token, now=NOW)
        client = app.test_client()
        client.set_cookie(SIGN_IN_COOKIE, signed_in.token)
        return client

    return sign_in


@pytest.fixture
def moderator(enter):
    return enter(Role.MODERATOR)


def _made(database, town, builder=a_report, **given):
    """The number of a committed report."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        return builder(session, town, **({"now": NOW} | given)).number


def _form(client, path, action):
    """What the form with this action holds when the page is opened, its token among it."""
    page = client.get(path).text
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"no form for {action} on {path}"
    fields = re.findall(r'name="(csrf_token|seen|tab|next)" value="([^"]*)"', form[0])
    return dict(fields)


def _decide(client, place, number, decision, **given):
    """Open the page and send one of its forms, as a browser without JavaScript does."""
    path = f"/pokrov/{place}/{number}"
    fields = _form(client, path, f"{path}/{decision}")
    return client.post(f"{path}/{decision}", data=fields | given)


def _state(database, town, number):
    with database.transaction() as session:
        enter_hromada(session, town.id)
        report = session.scalars(select(Report).filter_by(number=number)).one()
        return report.status, events_of(session, report), report


def test_strangers_and_other_roles_do_not_enter(app, enter, town):
    stranger, reader = app.test_client(), enter(Role.READER)
    for place in ("moderation", "office", "coordination"):
        answer = stranger.get(f"/pokrov/{place}")
        assert answer.location == f"/account/sign-in?next=/pokrov/{place}"
        assert reader.get(f"/pokrov/{place}").status_code == 403


def test_a_role_in_one_hromada_opens_nothing_in_another(database, moderator):
    with database.transaction() as session:
        a_working_hromada(session, "other")
    assert moderator.get("/pokrov/moderation").status_code == 200
    assert moderator.get("/other/moderation").status_code == 403


def test_the_queue_shows_the_longest_waiting_first(database, town, moderator):
    late = _made(database, town, now=NOW - timedelta(days=1))
    early = _made(database, town, now=NOW - timedelta(days=9))
    page = moderator.get("/pokrov/moderation").text
    assert page.index(f"№ {early}<") < page.index(f"№ {late}<")
    assert "прострочено" in page


def test_a_year_and_a_half_late_is_not_two_years(database, town, moderator):
    _made(database, town, now=NOW - timedelta(days=550))
    page = moderator.get("/pokrov/moderation").text
    assert re.search(r"прострочено: 18.місяців", page)
    assert "2 роки" not in page


def test_an_empty_queue_is_a_sensible_page(moderator):
    for tab in ("waiting", "hidden", "published", "nonsense"):
        assert "Тут нічого не чекає" in moderator.get(f"/pokrov/moderation?tab={tab}").text


def test_publishing_goes_on_to_the_next_report(database, town, moderator):
    first = _made(database, town, now=NOW - timedelta(days=2))
    second = _made(database, town, now=NOW - timedelta(days=1))
    answer = _decide(moderator, "moderation", first, "publish")
    assert answer.location == f"/pokrov/moderation/{second}?tab=waiting"
    assert _state(database, town, first)[:2] == ("routed", ["submit", "publish", "route"])


def test_a_report_without_a_body_asks_for_one(database, town, moderator):
    number = _made(database, town, category="trees.fallen")
    answer = _decide(moderator, "moderation", number, "publish")
    assert answer.location == f"/pokrov/moderation/{number}"
    assert _state(database, town, number)[0] == "published"
    refused = _decide(moderator, "moderation", number, "route", body="")
    assert refused.status_code == 422
    page = moderator.get(f"/pokrov/moderation/{number}").text
    body = re.search(r'<option value="(\d+)"[^>]*>Водоканал', page)[1]
    assert _decide(moderator, "moderation", number, "route", body=body).status_code == 303
    assert _state(database, town, number)[0] == "routed"


def test_the_second_of_two_moderators_is_told_what_happened(database, town, enter):
    one, two = (
        enter(Role.MODERATOR, email="one@x.example"),
        enter(Role.MODERATOR, email="two@x.example"),
    )
    number = _made(database, town)
    path = f"/pokrov/moderation/{number}"
    stale = _form(two, path, f"{path}/reject")
    assert _decide(one, "moderation", number, "publish").status_code == 303
    words = "Не видно, де <саме>."
    answer = two.post(f"{path}/reject", data=stale | {"reason": "unclear", "words": words})
    assert answer.status_code == 409
    assert "Не видно, де &lt;саме&gt;.</textarea>" in answer.text
    assert "випередив" in answer.text
    assert "Ваше рішення не записано" in answer.text
    assert _state(database, town, number)[:2] == ("routed", ["submit", "publish", "route"])


def test_the_same_press_twice_is_one_decision(database, town, moderator):
    number = _made(database, town)
    path = f"/pokrov/moderation/{number}"
    form = _form(moderator, path, f"{path}/publish")
    answers = [moderator.post(f"{path}/publish", data=form).status_code for _ in range(2)]
    assert answers == [303, 409]
    assert _state(database, town, number)[1].count("publish") == 1


@pytest.mark.parametrize(
    ("decision", "given", "field"),
    [
        ("reject", {}, "reject-reason"),
        ("reject", {"reason": "because"}, "reject-reason"),
        ("reject", {"reason": "unclear", "words": "я" * 4001}, "reject-words"),
        ("ask", {"words": "  \u202e де? "}, "ask-words"),
        ("duplicate", {"original": ""}, "duplicate-original"),
        ("duplicate", {"original": "№ 99999"}, "duplicate-original"),
        ("duplicate", {"original": "9" * 40}, "duplicate-original"),
        ("redact", {"passage": ""}, "redact-passage"),
        ("redact", {"passage": "такого тут немає"}, "redact-passage"),
        ("publish", {"body": "999999"}, "publish-body"),
    ],
)
def test_a_faulty_decision_is_explained_beside_its_field(
    database, town, moderator, decision, given, field
):
    number = _made(database, town)
    answer = _decide(moderator, "moderation", number, decision, **given)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert _state(database, town, number)[1] == ["submit"]


def test_what_was_typed_is_kept_when_refused(database, town, moderator):
    number = _made(database, town)
    answer = _decide(moderator, "moderation", number, "reject", words="Ось <b>чому</b> ні")
    assert "Ось &lt;b&gt;чому&lt;/b&gt; ні</textarea>" in answer.text


def test_a_rejection_is_logged_with_its_reason_in_words(database, town, moderator):
    number = _made(database, town)
    given = {"reason": "unclear", "words": "Додайте адресу."}
    assert _decide(moderator, "moderation", number, "reject", **given).status_code == 303
    with database.transaction() as session:
        enter_hromada(session, town.id)
        last = session.scalars(select(ReportEvent).order_by(ReportEvent.id.desc()).limit(1)).one()
    assert last.details == {"reason": "unclear"}
    assert last.note == "Незрозуміло, у чому проблема або де вона. Додайте адресу."
    assert _decide(moderator, "moderation", number, "reconsider").status_code == 303
    assert _state(database, town, number)[0] == "submitted"


def test_a_nearby_report_is_offered_as_the_original(database, town, moderator):
    original = _made(database, town, a_public_report)
    number = _made(database, town)
    page = moderator.get(f"/pokrov/moderation/{number}").text
    assert f'name="original" value="{original}"' in page
    assert (
        _decide(moderator, "moderation", number, "duplicate", original=f"№ {original}").status_code
        == 303
    )
    assert _state(database, town, number)[0] == "duplicate"


def test_a_merge_is_undone_from_the_desk(app, database, town, moderator):
    original, number = (_made(database, town, a_public_report) for _ in range(2))
    _decide(moderator, "moderation", number, "duplicate", original=original)
    desk = moderator.get(f"/pokrov/moderation/{number}").text
    assert "Скасувати приєднання" in desk
    assert "Повернути в чергу" not in desk
    assert _decide(moderator, "moderation", number, "unmerge", words="Інша.").status_code == 303
    assert _state(database, town, number)[0] == "routed"
    assert "Інша." in moderator.get(f"/pokrov/moderation/{number}").text
    public = app.test_client().get(f"/pokrov/reports/{number}").text
    assert "все ж окрема проблема" in public
    assert "Інша." not in public


def test_a_moderator_is_told_whose_pages_would_lead_nowhere(app, database, town, moderator):
    original, alone = _made(database, town, a_public_report), _made(database, town, a_public_report)
    numbers = [_made(database, town) for _ in range(2)]
    for number in numbers:
        _decide(moderator, "moderation", number, "duplicate", original=original)
    told = f"Його повторюють № {numbers[0]}, № {numbers[1]}:"
    assert told in moderator.get(f"/pokrov/moderation/{original}").text
    assert "Його повторюють" not in moderator.get(f"/pokrov/moderation/{alone}").text
    stranger = app.test_client()
    assert stranger.get(f"/pokrov/reports/{numbers[0]}").status_code == 200
    _decide(moderator, "moderation", original, "hide", reason="untrue")
    assert stranger.get(f"/pokrov/reports/{numbers[0]}").status_code == 404


def test_blacked_out_words_are_gone_from_the_public_page(app, database, town, moderator):
    number = _made(database, town, a_public_report, description="Сусід Петренко розбив паркан.")
    assert _decide(moderator, "moderation", number, "redact", passage="Петренко").status_code == 303
    public = app.test_client().get(f"/pokrov/reports/{number}.json").text
    assert "Петренко" not in public
    assert "Петренко" in moderator.get(f"/pokrov/moderation/{number}").text
    assert (
        _decide(moderator, "moderation", number, "uncover", passage="Петренко").status_code == 303
    )
    assert "Петренко" in app.test_client().get(f"/pokrov/reports/{number}.json").text


def test_a_hidden_report_is_gone_until_it_is_shown_again(app, database, town, moderator):
    number = _made(database, town, a_public_report)
    refused = _decide(moderator, "moderation", number, "hide", reason="")
    assert 'id="hide-reason-error"' in refused.text
    _decide(moderator, "moderation", number, "hide", reason="security")
    assert app.test_client().get(f"/pokrov/reports/{number}").status_code == 404
    assert f"№ {number}<" in moderator.get("/pokrov/moderation?tab=hidden").text
    _decide(moderator, "moderation", number, "unhide")
    assert app.test_client().get(f"/pokrov/reports/{number}").status_code == 200


def test_the_reporters_address_is_shown_to_no_staff(database, town, enter):
    number = _made(database, town, a_public_report, email="secret@example.org")
    body_id = _state(database, town, number)[2].body_id
    for role, place, body in (
        (Role.MODERATOR, f"moderation/{number}", None),
        (Role.OFFICER, f"office/{number}", body_id),
        (Role.COORDINATOR, "coordination/people", None),
    ):
        answer = enter(role, body).get(f"/pokrov/{place}")
        assert answer.status_code == 200
        assert "secret@example.org" not in answer.text


def test_another_hromadas_report_is_the_same_404_as_none(database, town, moderator):
    with database.transaction() as session:
        elsewhere = a_report(session, a_working_hromada(session, "other")).number
    there = moderator.get(f"/pokrov/moderation/{elsewhere}")
    none = moderator.get("/pokrov/moderation/999999")
    strip = re.compile(r'nonce="[^"]*"|value="[^"]*"|/pokrov/moderation/\d+')
    assert there.status_code == none.status_code == 404
    assert strip.sub("", there.text) == strip.sub("", none.text)


@pytest.fixture
def public_report(database, town):
    return _made(database, town, a_public_report, email="olena@example.org")


@pytest.fixture
def officer(database, town, public_report, enter):
    return enter(Role.OFFICER, _state(database, town, public_report)[2].body_id)


def _photo(name="after.jpg", content=None):
    if content is None:
        file = BytesIO()
        Image.new("RGB", (64, 48), "green").save(file, "JPEG")
        content = file.getvalue()
    return (BytesIO(content), name)


def test_an_officer_accepts_starts_and_answers_with_a_photo(
    app, database, town, officer, public_report
):
    number = public_report
    assert _decide(officer, "office", number, "accept").location == f"/pokrov/office/{number}"
    assert _decide(officer, "office", number, "start").status_code == 303
    given = {"words": "Яму залатано асфальтом.", "photos": [_photo()]}
    assert _decide(officer, "office", number, "solve", **given).status_code == 303
    status, events, _ = _state(database, town, number)
    assert (status, events[-3:]) == ("solved", ["accept", "start", "solve"])
    with database.transaction() as session:
        enter_hromada(session, town.id)
        photo = session.scalars(select(ReportPhoto)).one()
        letters = session.scalars(select(Outbox.kind).where(Outbox.kind == "step")).all()
    assert photo.kind == "answer"
    assert app.extensions["photos"].incoming(photo.storage_key)
    assert letters


def test_a_bad_photo_stops_the_answer_and_is_not_kept(app, database, town, officer, public_report):
    _decide(officer, "office", public_report, "accept")
    given = {"words": "Яму залатано асфальтом.", "photos": [_photo(content=b"not a photo")]}
    answer = _decide(officer, "office", public_report, "solve", **given)
    assert answer.status_code == 422
    assert 'id="solve-photos-error"' in answer.text
    assert _state(database, town, public_report)[0] == "accepted"


def test_photos_of_a_refused_answer_are_forgotten(app, database, town, officer, public_report):
    before = set(app.extensions["photos"].incoming_before(NOW + timedelta(days=1)))
    _decide(officer, "office", public_report, "accept")
    answer = _decide(officer, "office", public_report, "solve", words="ні", photos=[_photo()])
    assert answer.status_code == 422
    assert set(app.extensions["photos"].incoming_before(NOW + timedelta(days=1))) == before


@pytest.mark.parametrize(
    ("decision", "given", "field"),
    [
        ("solve", {"words": "зробили"}, "solve-words"),
        ("refuse", {"words": "Немає грошей у бюджеті."}, "refuse-reason"),
        ("refuse", {"reason": "no-money", "words": ""}, "refuse-words"),
        ("plan", {"words": "Весною залатаємо.", "planned_for": ""}, "plan-day"),
        ("plan", {"words": "Весною залатаємо.", "planned_for": "2020-01-01"}, "plan-day"),
        ("plan", {"words": "Весною залатаємо.", "planned_for": "31.05.2030"}, "plan-day"),
        ("forward", {"body": ""}, "forward-body"),
        ("note", {"words": "ок"}, "note-words"),
    ],
)
def test_a_faulty_answer_is_explained_beside_its_field(
    database, town, officer, public_report, decision, given, field
):
    _decide(officer, "office", public_report, "accept")
    answer = _decide(officer, "office", public_report, decision, **given)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert _state(database, town, public_report)[0] == "accepted"


def test_forwarding_needs_a_reason_and_moves_the_report(
    database, town, officer, enter, public_report
):
    with database.transaction() as session:
        enter_hromada(session, town.id)
        water = a_body(session, town, "drains").id
    no_reason = _decide(officer, "office", public_report, "forward", body=water)
    assert no_reason.status_code == 422
    given = {"body": water, "words": "Це колодязь водоканалу."}
    assert _decide(officer, "office", public_report, "forward", **given).status_code == 303
    assert officer.get(f"/pokrov/office/{public_report}").status_code == 404
    page = enter(Role.OFFICER, water).get(f"/pokrov/office/{public_report}").text
    assert "Це колодязь водоканалу." in page


def test_an_officer_of_another_body_finds_nothing(database, town, enter, public_report):
    with database.transaction() as session:
        enter_hromada(session, town.id)
        drains = a_body(session, town, "drains").id
    stranger = enter(Role.OFFICER, drains)
    assert stranger.get(f"/pokrov/office/{public_report}").status_code == 404
    assert f"№ {public_report}<" not in stranger.get("/pokrov/office").text
    page = stranger.get("/account/").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = stranger.post(f"/pokrov/office/{public_report}/accept", data={"csrf_token": token})
    assert answer.status_code == 404
    assert _state(database, town, public_report)[0] == "routed"


def test_the_nearest_deadline_stands_first_and_the_overdue_are_marked(
    database, town, officer, public_report
):
    old = _made(database, town, a_public_report, now=NOW - timedelta(days=30))
    page = officer.get("/pokrov/office").text
    assert page.index(f"№ {old}<") < page.index(f"№ {public_report}<")
    overdue = officer.get("/pokrov/office?tab=overdue").text
    assert f"№ {old}<" in overdue
    assert f"№ {public_report}<" not in overdue
    assert "прострочено" in overdue


@pytest.mark.parametrize(("day", "late"), [(-1, True), (0, False), (1, False)])
def test_a_planned_report_is_late_only_once_its_day_is_over(
    app, database, town, officer, public_report, day, late
):
    number = _made(database, town, a_public_report, now=NOW - timedelta(days=60))
    with database.transaction(town.id) as session:
        report = session.scalars(select(Report).filter_by(number=number)).one()
        take_step(session, report, "accept", Deed(Actor(Role.OPERATOR), NOW))
        account_id = session.scalar(select(RoleGrant.account_id).filter_by(role="officer"))
        report.planned_for = (NOW.astimezone(KYIV) + timedelta(days=day)).date()
        take_step(session, report, "plan", Deed(Actor(Role.OFFICER, account_id), NOW))
    overdue = officer.get("/pokrov/office?tab=overdue").text
    assert (f"№ {number}<" in overdue) is late
    assert ("прострочено" in officer.get(f"/pokrov/office/{number}?tab=planned").text) is late
    public = app.test_client().get(f"/pokrov/reports/{number}").text
    assert ("Прострочено" in public) is late


def test_the_second_of_two_officers_is_told(database, town, officer, public_report):
    path = f"/pokrov/office/{public_report}"
    form = _form(officer, path, f"{path}/accept")
    answers = [officer.post(f"{path}/accept", data=form).status_code for _ in range(2)]
    assert answers == [303, 409]
    assert _state(database, town, public_report)[1].count("accept") == 1


def test_an_answer_that_came_second_is_shown_back_and_photos_are_asked_again(
    officer, public_report
):
    assert _decide(officer, "office", public_report, "accept").status_code == 303
    path = f"/pokrov/office/{public_report}"
    stale = _form(officer, path, f"{path}/solve")
    assert _decide(officer, "office", public_report, "start").status_code == 303
    said = stale | {"words": "Яму залито асфальтом.\nПеревірено."}
    answer = officer.post(f"{path}/solve", data=said | {"photos": [_photo()]})
    assert answer.status_code == 409
    assert "Яму залито асфальтом.\nПеревірено.</textarea>" in answer.text
    assert "фото не збережено" in answer.text
    assert "фото не збережено" not in officer.post(f"{path}/solve", data=said).text


@pytest.fixture
def coordinator(enter):
    return enter(Role.COORDINATOR)


@pytest.mark.parametrize(
    "part", ["reports", "people", "bodies", "areas", "categories", "districts", "zones"]
)
def test_every_part_of_coordination_opens(coordinator, part):
    assert coordinator.get(f"/pokrov/coordination/{part}").status_code == 200


def _send(client, page, action, **given):
    return client.post(action, data=_form(client, page, action) | given)


def test_a_coordinator_gives_a_report_its_body(database, town, moderator, coordinator):
    number = _made(database, town, category="trees.fallen")
    _decide(moderator, "moderation", number, "publish")
    page, action = "/pokrov/coordination", f"/pokrov/coordination/reports/{number}/assign"
    assert _send(coordinator, page, action, body="").status_code == 422
    body = re.search(r'<option value="(\d+)">Водоканал', coordinator.get(page).text)[1]
    assert _send(coordinator, page, action, body=body).status_code == 303
    assert _state(database, town, number)[0] == "routed"


def test_a_coordinator_gives_and_takes_roles_of_this_hromada(database, town, coordinator):
    page = "/pokrov/coordination/people"
    give, take = f"{page}/grant", f"{page}/revoke"
    given = {"email": "Petro@example.org", "role": "moderator"}
    assert _send(coordinator, page, give, **given).status_code == 303
    assert "petro@example.org" in coordinator.get(page).text
    assert _send(coordinator, page, take, **given).status_code == 303
    with database.transaction() as session:
        enter_hromada(session, town.id)
        assert [h.email for h in role_holders(session, town.id)] == ["coordinator@pokrov.example"]


@pytest.mark.parametrize(
    "given",
    [
        {"email": "petro", "role": "moderator"},
        {"email": "petro@example.org", "role": "operator"},
        {"email": "petro@example.org", "role": "king"},
        {"email": "petro@example.org", "role": "officer"},
        {"email": "petro@example.org", "role": "officer", "body": "999999"},
    ],
)
def test_no_other_role_is_given(database, town, coordinator, given):
    page = "/pokrov/coordination/people"
    assert _send(coordinator, page, f"{page}/grant", **given).status_code == 422
    with database.transaction() as session:
        enter_hromada(session, town.id)
        assert len(role_holders(session, town.id)) == 1


def test_a_coordinator_does_not_lock_everybody_out(database, town, coordinator, enter):
    page = "/pokrov/coordination/people"
    enter(Role.COORDINATOR, email="second@pokrov.example")
    mine = {"email": "coordinator@pokrov.example", "role": "coordinator"}
    assert _send(coordinator, page, f"{page}/revoke", **mine).status_code == 422


@pytest.mark.parametrize(
    ("role", "path"), [(Role.MODERATOR, "moderation"), (Role.OFFICER, "office")]
)
def test_a_list_of_fifty_takes_few_statements(database, town, enter, role, path):
    builder = a_public_report if role is Role.OFFICER else a_report
    with database.transaction() as session:
        enter_hromada(session, town.id)
        last = [builder(session, town, now=NOW) for _ in range(51)][-1]
    number, body_id = last.number, last.body_id if role is Role.OFFICER else None
    client = enter(role, body_id)
    counted = []
    engine = client.application.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    page = client.get(f"/pokrov/{path}").text
    assert page.count('class="desk-entry"') == 50
    assert len(counted) <= 6, counted
    counted.clear()
    client.get(f"/pokrov/{path}/{number}")
    # One of them asks for the notices that explain the report.
    assert len(counted) <= 12, counted


def test_every_listed_reason_has_its_words():
    assert set(REJECT_WORDS) == set(RejectReason)
    assert set(HIDE_WORDS) == set(HideReason)
    assert set(UNSOLVED_WORDS) == set(UnsolvedReason)


def _run(app, *arguments):
    return app.test_cli_runner().invoke(args=["reports", *map(str, arguments)])


def test_the_operator_publishes_solves_and_hides(app, database, town):
    number = _made(database, town)
    assert _run(app, "solve", "pokrov", number).exit_code == 1
    assert _run(app, "publish", "pokrov", number, "--json").output == (
        f'{{"hromada": "pokrov", "number": {number}, "status": "routed", "hidden": false}}\n'
    )
    assert _run(app, "publish", "pokrov", number).exit_code == 1
    assert _run(app, "solve", "pokrov", number).exit_code == 0
    status, events, _ = _state(database, town, number)
    assert (status, events[-3:]) == ("solved", ["accept", "start", "solve"])
    assert _run(app, "hide", "pokrov", number).exit_code == 0
    assert _run(app, "hide", "pokrov", number).exit_code == 1


@pytest.mark.parametrize("arguments", [("pokrov", 999), ("nowhere", 1)])
def test_the_operator_is_told_what_is_not_there(app, town, arguments):
    answer = _run(app, "publish", *arguments)
    assert answer.exit_code == 1
    assert "There is no such" in answer.output


def test_the_operator_solves_from_every_open_state(app, database, town):
    for steps in ([], ["accept"]):
        number = _made(database, town, a_public_report)
        with database.transaction() as session:
            enter_hromada(session, town.id)
            report = session.scalars(select(Report).filter_by(number=number)).one()
            account_id = ensure_account(session, "officer@pokrov.example", now=NOW)
            body = report.body_id
            grant_role(
                session, Grant(town.id, "officer@pokrov.example", Role.OFFICER, body), now=NOW
            )
            if steps:
                actor = Actor(Role.OFFICER, account_id)
                accept_report(session, OfficeTurn(number, actor, NOW, body_ids=frozenset({body})))
        assert _run(app, "solve", "pokrov", number).exit_code == 0
        assert _state(database, town, number)[0] == "solved"

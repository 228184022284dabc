"""Changing a notice that is not over: the form as it stands, and what came of it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain.deadlines import KYIV
from app.domain.errors import Rejected, WrongState
from app.domain.roles import Permission
from app.errors import faults_said
from app.inputs.notices import parse_notice
from app.operations.notices.announcing import lock_notice
from app.operations.notices.changing import NoticeChange, change_notice
from app.queries.notices.notices import NoticeCard, codes_explained
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.translate import gettext
from app.web.casework.desk import tell
from app.web.notices.staff import area_meant, check_managed, notice_form, sent_area_file
from app.web.urls import numbered

bp = Blueprint("notice_changes", __name__)


@bp.get(f"/<slug>/notices/{numbered('number')}/edit")
@requires(Permission.ANNOUNCE)
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Offer what the notice says now, to be changed."""
    with reading_in(slug) as context:
        notice = check_managed(context, number)
        if notice.state(now()) not in {"ahead", "running"}:
            raise WrongState("This notice is over already.")
        return notice_form(context, {}, filled=_filled(context, notice), changing=notice)


@bp.post(f"/<slug>/notices/{numbered('number')}/edit")
@requires(Permission.ANNOUNCE)
def change(slug: str, number: int) -> ResponseReturnValue:
    """Change it; the form comes back with what is wrong."""
    try:
        with writing_in(slug) as context:
            card = check_managed(context, number)
            notice = lock_notice(context.session, number)
            sides = change_notice(context.session, notice, _change(context, card), now=now())
    except Rejected as refusal:
        faults = faults_said(refusal, otherwise="area")
        with reading_in(slug) as context:
            card = check_managed(context, number)
            return notice_form(context, faults, changing=card), 422
    tell(gettext("The notice is changed.") if sides else gettext("Nothing was different."))
    return redirect(url_for("notices.page", slug=slug, number=number), 303)


def _change(context: HromadaContext, card: NoticeCard) -> NoticeChange:
    wish = parse_notice(request.form, sent_area_file(), now=now(), begins=card.starts_at)
    return NoticeChange(
        title=(wish.title_uk, wish.title_en),
        words=(wish.words_uk, wish.words_en),
        decision=wish.decision,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        categories=wish.categories,
        area=area_meant(context, wish.area) if wish.area else None,
        account_id=context.user.account_id,
        notify=bool(request.form.get("tell")),
    )


def _filled(context: HromadaContext, notice: NoticeCard) -> MultiDict[str, str]:
    """Put the notice into the form's fields; the area stays out: left empty, it stays as it is."""
    form: MultiDict[str, str] = MultiDict(
        {
            "title_uk": notice.title.uk,
            "title_en": notice.title.en,
            "words_uk": notice.words.uk,
            "words_en": notice.words.en,
            "decision": notice.decision,
            "starts_at": f"{notice.starts_at.astimezone(KYIV):%Y-%m-%dT%H:%M}",
            "everything": "1" if notice.everything else "",
            "tell": "1",
        }
    )
    if notice.ends_at is not None:
        form["ends_at"] = f"{notice.ends_at.astimezone(KYIV):%Y-%m-%dT%H:%M}"
    form.setlist("categories", codes_explained(context.session, notice.id))
    return form

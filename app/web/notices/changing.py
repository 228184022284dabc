"""Changing a notice that is not over."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain.deadlines import KYIV
from app.domain.errors import Rejected, Unavailable, WrongState
from app.domain.roles import Permission
from app.errors import field_errors, refused_page
from app.inputs.notices import NoticeInput, parse_notice
from app.operations.notices.announcing import lock_notice
from app.operations.notices.changing import NoticeChange, change_notice
from app.queries.notices.notices import NoticeCard, codes_explained
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.translate import gettext
from app.web.notices.staff import (
    area_of_addresses,
    area_of_content,
    check_managed,
    notice_form,
    sent_area_file,
)
from app.web.urls import numbered

bp = Blueprint("notice_changes", __name__)


@bp.get(f"/<slug>/notices/{numbered('number')}/edit")
@requires(Permission.ANNOUNCE)
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Show the form with the notice as it is now."""
    with reading_in(slug) as context:
        notice = check_managed(context, number)
        if notice.state(now()) not in {"ahead", "running"}:
            raise WrongState("This notice is over already.")
        return notice_form(context, {}, filled=_filled(context, notice), changing=notice)


@bp.post(f"/<slug>/notices/{numbered('number')}/edit")
@requires(Permission.ANNOUNCE)
def change(slug: str, number: int) -> ResponseReturnValue:
    """Change the notice, or return the form with its errors."""
    try:
        with reading_in(slug) as context:
            begins = check_managed(context, number).starts_at
        sent = parse_notice(request.form, sent_area_file(), now=now(), begins=begins)
        drawn = area_of_content(sent.area)
        with writing_in(slug) as context:
            check_managed(context, number)
            notice = lock_notice(context.session, number)
            changed = _change(context, sent, drawn)
            sides = change_notice(context.session, notice, changed, now=now())
    except (Rejected, Unavailable) as refusal:
        faults = field_errors(refusal, otherwise="area")
        with reading_in(slug) as context:
            card = check_managed(context, number)
            return refused_page(notice_form(context, faults, changing=card), refusal)
    flash(
        gettext("The notice is changed.") if sides else gettext("Nothing was different."), "success"
    )
    return redirect(url_for("notices.page", slug=slug, number=number), 303)


def _change(context: HromadaContext, sent: NoticeInput, drawn: str | None) -> NoticeChange:
    around = area_of_addresses(context, sent.area) if sent.area and not drawn else None
    return NoticeChange(
        title=(sent.title_uk, sent.title_en),
        words=(sent.words_uk, sent.words_en),
        decision=sent.decision,
        starts_at=sent.starts_at,
        ends_at=sent.ends_at,
        categories=sent.categories,
        area=drawn or around,
        account_id=context.user.account_id,
        notify=bool(request.form.get("tell")),
    )


def _filled(context: HromadaContext, notice: NoticeCard) -> MultiDict[str, str]:
    """Return the notice as form fields; the area is left out: empty, it stays as it is."""
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

"""The report form: place and category first, then the body, what is known, the description."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe

from flask import Blueprint, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.deadlines import Term, answer_due
from app.domain.errors import OutsideHromada, Rejected
from app.domain.roles import Permission
from app.errors import error_text, field_errors
from app.inputs.form import fault_of_point
from app.inputs.map_view import MapView, Whereabouts, parse_whereabouts
from app.inputs.reports import LONGEST_PRIVATE_NOTE, LONGEST_WORDS, SHORTEST_WORDS
from app.operations.placing import ProblemLocation, check_inside, place
from app.queries.notices.notices import notices_explaining
from app.queries.reports.form import body_card, categories_by_group
from app.queries.reports.nearby import reports_like
from app.queries.territory.addresses import AddressMatch, address_at
from app.security.devices import remember_device
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.texts import translate
from app.texts.languages import in_language
from app.web.reports.address_box import found_by_address, places_meant
from app.web.reports.residents import own_address
from app.web.reports.texts import note_of, reasons_of
from gis.geometry import Point
from gis.nearby import Problem

bp = Blueprint("report_form", __name__)


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What the resident has typed so far, to fill the form again."""

    lon: str = ""
    lat: str = ""
    category: str = ""
    description: str = ""
    private_note: str = ""
    email: str = ""
    idempotency_key: str = field(default_factory=lambda: token_urlsafe(18))


@bp.get("/<slug>/reports/new")
@requires(Permission.REPORT)
def new(slug: str) -> ResponseReturnValue:
    """Ask for place and category; then show what follows and ask for a description."""
    with reading_in(slug) as context:
        known = parse_whereabouts(request.args, _opening(context))
        choices: tuple[AddressMatch, ...] = ()
        if known.to_be_found:
            known, choices = found_by_address(context, known)
        if known.point and known.category and known.ready:
            page = _second_step(context, known.point, known.category)
        else:
            page = _first_step(context, known, choices)
    # Beside the form stand reports that can be supported.
    return remember_device(make_response(page))


@bp.get("/<slug>/reports/preview")
@requires(Permission.REPORT)
def preview(slug: str) -> ResponseReturnValue:
    """Return, as a fragment, what follows from a place and a category."""
    with reading_in(slug) as context:
        known = parse_whereabouts(request.args, _opening(context))
        if known.point is None or not known.category:
            raise Rejected("Show the place and choose what the problem is.")
        try:
            consequences = _consequences(context, known.point, known.category)
            return render_template("reports/_foreseen.html", **_frame(context), **consequences)
        except Rejected as refusal:
            return _refusal(context, refusal), 422


@bp.get("/<slug>/addresses")
@requires(Permission.REPORT)
def addresses(slug: str) -> ResponseReturnValue:
    """Suggest addresses for a text; or return the one at a point, or what is wrong with it."""
    with reading_in(slug) as context:
        known = parse_whereabouts(request.args, _opening(context))
        if known.point is not None:
            return jsonify(_address_at(context, known.point))
        if known.fault:
            return jsonify(address="", fault=translate.message_text(fault_of_point(known.fault)))
        found = places_meant(context, request.args.get("q", ""))
    return jsonify(
        addresses=[
            {
                "label": address.label,
                "district": in_language(address, "district"),
                "former": address.former,
                "note": note_of(address),
                "lon": address.lon,
                "lat": address.lat,
            }
            for address in found
        ]
    )


def refused_form(slug: str, refusal: Rejected) -> ResponseReturnValue:
    """Return the form with its errors and values; photos must be chosen again."""
    form = request.form
    draft = ReportDraft(**{name: form.get(name, "")[:20_000] for name in ReportDraft.__slots__})
    with reading_in(slug) as context:
        page = render_template(
            "reports/words_page.html",
            **_frame(context),
            draft=draft,
            errors=field_errors(refusal, otherwise="description"),
            elsewhere=_elsewhere(refusal),
            groups=categories_by_group(context.session),
        )
    return page, 422


def _first_step(
    context: HromadaContext, known: Whereabouts, choices: tuple[AddressMatch, ...]
) -> ResponseReturnValue:
    errors = {}
    if known.fault:
        errors["place"] = translate.message_text(fault_of_point(known.fault))
    if known.address and known.point is None and not choices:
        errors["address"] = gettext("We do not know this address. Try without the house number.")
    if "next" in request.args:
        if known.point is None and not errors:
            errors["place"] = gettext("Show the place: on the map, by address or by coordinates.")
        if not known.category:
            errors["category"] = gettext("Choose what the problem is.")
    return render_template(
        "reports/new.html",
        **_frame(context),
        known=known,
        choices=choices,
        errors=errors,
        draft=ReportDraft(email=own_address(context.user)),
        groups=categories_by_group(context.session),
    )


def _second_step(context: HromadaContext, point: Point, category: str) -> ResponseReturnValue:
    try:
        consequences = _consequences(context, point, category)
    except Rejected as refusal:
        opening = _opening(context)
        known = replace(parse_whereabouts(request.args, opening), point=None, view=opening)
        page = render_template(
            "reports/new.html",
            **_frame(context),
            known=known,
            choices=(),
            errors=field_errors(refusal),
            elsewhere=_elsewhere(refusal),
            refusal=error_text(refusal),
            draft=ReportDraft(email=own_address(context.user)),
            groups=categories_by_group(context.session),
        )
        return page, 422
    email = own_address(context.user)
    return render_template(
        "reports/words_page.html",
        **_frame(context),
        draft=ReportDraft(f"{point.lon:.6f}", f"{point.lat:.6f}", category, email=email),
        errors={},
        **consequences,
    )


def _consequences(context: HromadaContext, point: Point, category: str) -> dict[str, object]:
    """Return what follows: hotline, body and why, deadline, similar reports."""
    session = context.session
    placement = place(session, ProblemLocation(point, category), now=now())
    kind = placement.category
    return {
        "foreseen": True,
        "kind": kind,
        "address": placement.address,
        "body": body_card(session, placement.decision.body_id),
        "reasons": reasons_of(placement.decision.reasons()),
        # By the category alone: the form must not reveal where a masked zone lies.
        "sensitive": kind["hide_on_map"],
        "due": answer_due(now(), Term(kind["target_hours"], kind["legal_days"])),
        "notices": notices_explaining(session, point, category=category, now=now()),
        "nearby": reports_like(session, Problem(point, category), now=now()),
    }


def _refusal(context: HromadaContext, refusal: Rejected) -> str:
    return render_template(
        "reports/_refusal.html",
        **_frame(context),
        words=error_text(refusal),
        elsewhere=_elsewhere(refusal),
    )


def _address_at(context: HromadaContext, point: Point) -> dict[str, str]:
    """Return the point's address; with none near, a fault if it is outside of the hromada."""
    address = address_at(context.session, point)
    if address:
        return {"address": address}
    try:
        check_inside(context.session, point, now=now())
    except OutsideHromada as refusal:
        return {"address": "", "fault": error_text(refusal)}
    return {"address": ""}


def _opening(context: HromadaContext) -> MapView:
    hromada = context.hromada
    return MapView(hromada.lon, hromada.lat, min(hromada.zoom, 14.0))


def _elsewhere(refusal: Rejected) -> Mapping[str, str]:
    """Return the hromada that contains the point, when it is served here: name and slug."""
    if isinstance(refusal, OutsideHromada) and "slug" in refusal.params:
        return {key: str(refusal.params[key]) for key in ("name", "slug")}
    return {}


def _frame(context: HromadaContext) -> dict[str, object]:
    return {
        "hromada": context.hromada,
        "user": context.user,
        "here": "report",
        "shortest": SHORTEST_WORDS,
        "longest": LONGEST_WORDS,
        "longest_private": LONGEST_PRIVATE_NOTE,
    }

"""The first page: the one hromada that is served, or many of them, and the search for any."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.deadlines import KYIV
from app.domain.roles import Permission
from app.inputs.directory import HromadaSearch, parse_search
from app.queries.snapshots import latest_snapshot
from app.queries.territory.directory import (
    Directory,
    HromadaMatch,
    PlaceMatch,
    hromadas_at,
    places_anywhere,
    places_in,
)
from app.queries.territory.first_page import HromadaOnMap, hromadas_on_map, largest, nearest
from app.queries.territory.hromadas import enter_by_name
from app.security.request_context import current_user, database, now, requires
from app.web.territory.home_map import picture_of
from gis.pictures.country import country_frame

bp = Blueprint("home", __name__)

MOST_HROMADAS = 60
MOST_OTHERS = 12
MOST_ADDRESSES = 8
MOST_NEAR = 3
_BEGINNING = 4


class Found(NamedTuple):
    """Results of a search: hromadas served here, other known ones, addresses."""

    served: Sequence[HromadaMatch]
    others: Sequence[HromadaMatch]
    addresses: Sequence[PlaceMatch]

    def only(self, search: HromadaSearch) -> HromadaMatch | None:
        """Return the hromada not served that alone is found, and surely is the one meant."""
        if len(self.others) != 1 or self.served or self.addresses:
            return None
        one = self.others[0]
        meant = search.position or _begins_alike(search.text, one.name_uk, one.name_en)
        return one if meant or search.text.upper() == one.katottg else None


@bp.get("/")
@requires(Permission.SEE)
def page() -> ResponseReturnValue:
    """Show the hromadas served here, or those found by name, code, position or address."""
    search = parse_search(request.args.get("q", ""))
    with database().reading() as session:
        user = current_user(session)
        found = _found(session, search) if search.text else None
        if found and (only := found.only(search)):
            words = None if search.position else search.text
            return redirect(url_for("asking.page", slug=only.slug, q=words), 302)
        served = hromadas_on_map(session)
        variables: dict[str, Any] = {"user": user, "here": "home", "words": search.text}
        if found is None and len(served) == 1:
            variables |= _one(session, served[0])
            return render_template("places/home_one.html", **variables)
        variables |= _many(session, served, search, found)
    return render_template("places/home.html", found=found, **variables)


def _one(session: Session, only: HromadaOnMap) -> dict[str, Any]:
    """Return what the page of the only hromada shows: it has that hromada's navigation."""
    hromada = enter_by_name(session, only.slug)
    snapshot = latest_snapshot(session)
    month = now().astimezone(KYIV).date().replace(day=1)
    return {
        "hromada": hromada,
        "picture": picture_of(session, hromada),
        "month": month,
        "confirmed": snapshot.confirmed_in(month) if snapshot else 0,
        "unresolved": only.unresolved,
    }


def _many(
    session: Session, served: Sequence[HromadaOnMap], search: HromadaSearch, found: Found | None
) -> dict[str, Any]:
    shown = {one.slug for one in found.served} if found else set()
    others = [one for one in served if one.slug not in shown]
    near = (
        nearest(others, search.point, most=MOST_NEAR)
        if search.point
        else largest(others, most=MOST_NEAR)
    )
    return {
        "served": served,
        "near": near,
        "position": search.position,
        "outside": search.position and search.point is None,
        "frame": country_frame(session.connection()),
    }


def _found(session: Session, search: HromadaSearch) -> Found:
    if search.position:
        return _split(hromadas_at(session, search.point) if search.point else (), ())
    directory = Directory(session)
    named = directory.named(search.text, most=MOST_HROMADAS)
    at_place = directory.named(search.place, most=MOST_OTHERS) if search.address else ()
    addresses = places_in(session, at_place, search.address, most=MOST_ADDRESSES)
    if not addresses:
        addresses = places_anywhere(session, search.text, most=MOST_ADDRESSES)
    return _split(named or at_place[:1], addresses)


def _begins_alike(words: str, *names: str) -> bool:
    """Return whether the words are a name, or the town's of which it is made."""
    return any(words[:_BEGINNING].casefold() == name[:_BEGINNING].casefold() for name in names)


def _split(named: Sequence[HromadaMatch], addresses: Sequence[PlaceMatch]) -> Found:
    served = [one for one in named if one.served]
    others = [one for one in named if not one.served]
    return Found(served, others[:MOST_OTHERS], addresses)

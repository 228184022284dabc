"""The first page: the one hromada that is served, or many of them, and the search for any."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.deadlines import KYIV
from app.domain.roles import Permission
from app.inputs.directory import HromadaSearch, parse_search
from app.inputs.text import clean_line
from app.queries.snapshots import latest_snapshot
from app.queries.territory.directory import (
    Directory,
    HromadaMatch,
    PlaceMatch,
    hromadas_at,
    places_anywhere,
    places_in,
)
from app.queries.territory.first_page import (
    OblastServed,
    ServedHromada,
    largest,
    nearest,
    served_by_oblast,
    served_hromadas,
    served_in_oblast,
    served_outlines,
)
from app.queries.territory.hromadas import enter_by_name
from app.security.request_context import current_user, database, now, requires
from app.web.territory.home_map import picture_of
from gis.pictures.country import country_frame

bp = Blueprint("home", __name__)

MOST_HROMADAS = 60
MOST_OTHERS = 12
MOST_ADDRESSES = 8
MOST_NEAR = 3
# So many have their names and their outlines on the page itself; of more, each oblast has a list.
MOST_NAMED = 24
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
        oblasts = served_by_oblast(session)
        variables: dict[str, Any] = {"user": user, "here": "home", "words": search.text}
        if found is None and sum(one.hromadas for one in oblasts) == 1:
            variables |= _one(session, served_hromadas(session, most=1)[0])
            return render_template("places/home_one.html", **variables)
        variables |= _many(session, oblasts, search, found)
        if found is None:
            variables |= _oblast(session, oblasts, clean_line(request.args.get("oblast", "")))
    return render_template("places/home.html", found=found, **variables)


def _one(session: Session, only: ServedHromada) -> dict[str, Any]:
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
    session: Session,
    oblasts: Sequence[OblastServed],
    search: HromadaSearch,
    found: Found | None,
) -> dict[str, Any]:
    served = sum(one.hromadas for one in oblasts)
    named = served <= MOST_NAMED
    shown = [one.slug for one in found.served] if found else []
    near = (
        nearest(session, search.point, most=MOST_NEAR, without=shown)
        if search.point
        else largest(session, most=MOST_NEAR, without=shown)
    )
    return {
        "served": served,
        "near": near,
        "oblasts": oblasts,
        "all": served_hromadas(session, most=MOST_NAMED) if named else (),
        "outlines": served_outlines(session) if named else (),
        "position": search.position,
        "outside": search.position and search.point is None,
        "frame": country_frame(session.connection()),
    }


def _oblast(session: Session, oblasts: Sequence[OblastServed], name: str) -> dict[str, Any]:
    """Return the oblast that the address names, with its hromadas; nothing for an unknown one."""
    chosen = next((one for one in oblasts if one.name.uk == name), None) if name else None
    return {"chosen": chosen, "of_chosen": served_in_oblast(session, name)} if chosen else {}


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

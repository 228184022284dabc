"""Pictures that messengers show beside a link: a drawn map, a place's name, a kind of problem.

Nothing of a report is on them but what is public: no words, no photos, no address. Of a report
that is not public, or does not exist, there is the hromada's card.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.adapters.cards import CardFolder, drawn_card
from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.domain.statuses import SIGN_OF, Status
from app.queries.reports.page import ReportPage, report_page
from app.queries.territory.hromadas import HromadaCard
from app.security.rate_limits import limiter
from app.security.rate_rules import Allowance
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.services import services
from app.texts.languages import chosen_language, in_language
from app.texts.places import full_name
from app.texts.translate import gettext
from app.web.territory.map_views import opening_view
from app.web.urls import numbered
from gis.pictures.svg_map import MapStyle, PictureFrame, Size, draw_map

bp = Blueprint("cards", __name__)

MAP = Size(1200, 440)
CACHED = "public, max-age=86400"
# Of cards that are not kept yet: programs of messengers ask for many, each once.
DRAWING = Allowance(
    person="30 per minute; 300 per hour",
    newcomers="60 per minute; 1000 per hour",
    network="120 per minute; 2000 per hour",
)
_AROUND_DEGREES = 0.008


@dataclass(frozen=True, slots=True)
class Card:
    """What is on a card; the same card is the same file."""

    hromada_id: int
    language: str
    title: str
    line: str
    brand: str
    mark: str
    # Whom the ground is by, where its source asks to be named.
    credit: str
    box: tuple[float, float, float, float]
    # The ground may change with an import: a card is drawn anew each week.
    week: str


class CardSheet(NamedTuple):
    """A card as it is kept, or the map to draw it around."""

    card: Card
    kept: bytes | None
    map: str


@bp.get("/<slug>/card.png")
@requires(Permission.SEE)
def hromada(slug: str) -> ResponseReturnValue:
    """Return the hromada's card."""
    with reading_in(slug) as context:
        sheet = _sheet(context, _of_hromada(context.hromada))
    return _answer(sheet)


@bp.get(f"/<slug>/reports/{numbered('number')}/card.png")
@requires(Permission.SEE)
def report(slug: str, number: int) -> ResponseReturnValue:
    """Return the card of a public report, else the hromada's."""
    with reading_in(slug) as context:
        found = _public(context, number)
        card = _of_report(context.hromada, found) if found else _of_hromada(context.hromada)
        sheet = _sheet(context, card)
    return _answer(sheet)


def _public(context: HromadaContext, number: int) -> ReportPage | None:
    try:
        found = report_page(context.session, number)
    except NotFound:
        return None
    return found if found.public and not found.sensitive else None


def _of_hromada(place: HromadaCard) -> Card:
    name = full_name(in_language(place), place.kind)
    return _card(place, name, gettext("map of problems"), "", opening_view(place, None))


def _of_report(place: HromadaCard, found: ReportPage) -> Card:
    west, east = found.lon - _AROUND_DEGREES, found.lon + _AROUND_DEGREES
    south, north = found.lat - _AROUND_DEGREES / 4, found.lat + _AROUND_DEGREES / 4
    title = f"{in_language(found)} · № {found.number}"
    line = full_name(in_language(place), place.kind)
    return _card(place, title, line, SIGN_OF[Status(found.status)], (west, south, east, north))


def _card(
    place: HromadaCard,
    title: str,
    line: str,
    mark: str,
    box: tuple[float, float, float, float],
) -> Card:
    week, brand = f"{now():%G-%V}", gettext("Open City")
    return Card(place.id, chosen_language(), title, line, brand, mark, place.attribution, box, week)


def _sheet(context: HromadaContext, card: Card) -> CardSheet:
    """Return the card from disk, else the map that it is drawn around."""
    kept = _folder().read(card)
    return CardSheet(card, kept, "" if kept else _map_of(context, card))


@limiter.limit(DRAWING)
def _map_of(context: HromadaContext, card: Card) -> str:
    return draw_map(
        context.session.connection(),
        card.hromada_id,
        PictureFrame.of(card.box, MAP),
        style=MapStyle(language=card.language),
        reports=None,
    )


def _answer(sheet: CardSheet) -> Response:
    """Draw what is not kept, now that no transaction waits; 304 for a client that has it."""
    card, content = sheet.card, sheet.kept
    if content is None:
        words = {
            "title": card.title, "line": card.line, "brand": card.brand, "credit": card.credit,
        }  # fmt: skip
        content = drawn_card(services().fence, sheet.map, words=words, mark=card.mark)
        _folder().keep(content, card)
    response = Response(content, mimetype="image/png")
    response.headers["Cache-Control"] = CACHED
    # Messengers show it on pages of their own.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(sha256(content).hexdigest()[:24])
    response.make_conditional(request)
    return response


def _folder() -> CardFolder:
    return CardFolder(services().settings.var / "cards")

"""What search engines read: robots.txt and maps of the site, in parts by number of report."""

from collections.abc import Iterable
from hashlib import sha256
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.queries.discovery import highest_number, listed_hromadas, listed_reports
from app.security.request_context import HromadaContext, database, reading_in, requires
from app.services import services
from app.texts.public_pages import OF_INSTALLATION, PAGE_TITLES

bp = Blueprint("discovery", __name__)

# A part is read by a range of an index: as cheap for millions of reports as for thousands.
REPORTS_A_PART = 10_000
CACHED = "public, max-age=3600"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Desks, forms, private links; answers for programs.
DISALLOWED = (
    "/account/",
    "/base/",
    "/tiles/",
    *(
        f"/*/{path}"
        for path in (
            "base/",
            "changes",
            "clusters.json",
            "coordination",
            "embed",
            "map.svg",
            "moderation",
            "notices/subscriptions/",
            "office",
            "reports/new",
            "subscriptions/",
            "tiles/",
        )
    ),
    "/*?*bbox=",
)


@bp.get("/robots.txt")
@requires(Permission.SEE)
def robots() -> ResponseReturnValue:
    """Return what robots may read, and where the maps of the site are."""
    with database().reading() as session:
        slugs = listed_hromadas(session)
    maps = [_url("discovery.sitemap"), *(_url("discovery.hromada_sitemap", slug=s) for s in slugs)]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in DISALLOWED),
        *(f"Sitemap: {url}" for url in maps),
    ]
    return _kept("\n".join(lines) + "\n", "text/plain")


@bp.get("/sitemap.xml")
@requires(Permission.SEE)
def sitemap() -> ResponseReturnValue:
    """Return the map of what belongs to no hromada, and the first page of each."""
    with database().reading() as session:
        slugs = listed_hromadas(session)
    urls = [
        _url("home.page"),
        *(_url("hromada_pages.installation", name=n) for n in OF_INSTALLATION),
    ]
    return _urlset((url, "") for url in (*urls, *(_url("places.city", slug=s) for s in slugs)))


@bp.get("/<slug>/sitemap.xml")
@requires(Permission.SEE)
def hromada_sitemap(slug: str) -> ResponseReturnValue:
    """Return the list of the hromada's maps."""
    with reading_in(slug) as context:
        place = _listed(context)
        parts = -(-highest_number(context.session) // REPORTS_A_PART)
    urls = [_url("discovery.hromada_pages", slug=place)]
    urls += [_url("discovery.hromada_reports", slug=place, number=n + 1) for n in range(parts)]
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in urls)
    return _xml(f'<sitemapindex xmlns="{_NAMESPACE}">\n{entries}</sitemapindex>\n')


@bp.get("/<slug>/sitemap-pages.xml")
@requires(Permission.SEE)
def hromada_pages(slug: str) -> ResponseReturnValue:
    """Return the map of the hromada's own pages."""
    with reading_in(slug) as context:
        place = _listed(context)
    endpoints = ("places.city", "places.listing", "notices.listing")
    urls = [_url(endpoint, slug=place) for endpoint in endpoints]
    urls += [_url("hromada_pages.page", slug=place, name=name) for name in PAGE_TITLES]
    return _urlset((url, "") for url in urls)


@bp.get("/<slug>/sitemap-<int(max=1000000):number>.xml")
@requires(Permission.SEE)
def hromada_reports(slug: str, number: int) -> ResponseReturnValue:
    """Return a part of the map of the hromada's public reports."""
    upto = number * REPORTS_A_PART
    with reading_in(slug) as context:
        root = _url("places.city", slug=_listed(context))
        rows = listed_reports(context.session, after=upto - REPORTS_A_PART, upto=upto)
    return _urlset(
        (f"{root}reports/{row.number}", f"{row.updated_at:%Y-%m-%dT%H:%M:%SZ}") for row in rows
    )


def _listed(context: HromadaContext) -> str:
    """Return the hromada's slug; raise NotFound where search engines must not list it."""
    if not context.hromada.indexable:
        raise NotFound("There is no such hromada here.")
    return context.hromada.slug


def _url(endpoint: str, **values: object) -> str:
    return services().settings.public_url + url_for(endpoint, **values)  # type: ignore[arg-type]  # parts of an address


def _urlset(pages: Iterable[tuple[str, str]]) -> Response:
    """Return a map of pages, each with when it changed last, if that is known."""
    entries = "".join(
        f"<url><loc>{escape(url)}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</url>\n"
        for url, at in pages
    )
    return _xml(f'<urlset xmlns="{_NAMESPACE}">\n{entries}</urlset>\n')


def _xml(content: str) -> Response:
    return _kept(f'<?xml version="1.0" encoding="UTF-8"?>\n{content}', "text/xml")


def _kept(content: str, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = CACHED
    response.set_etag(sha256(content.encode()).hexdigest()[:24])
    response.make_conditional(request)
    return response

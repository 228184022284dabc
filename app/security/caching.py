"""What browsers and proxies may keep: a policy for every page, in one table.

What is not listed is never kept: secrets, what only those who are signed in see, answers to forms,
errors. What everybody sees alike says itself how long it is good for.
"""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, request, session

from app.security.request_context import SIGN_IN_COOKIE

NEVER = "no-store"
# A page has its nonce and its reader's token: this browser alone keeps it, and asks each time.
OWN = "private, no-cache"
SHARED = "shared"

POLICIES: Mapping[str, str] = {
    "announcing.new": NEVER,
    "appeals.case": NEVER,
    "appeals.queue": NEVER,
    "areas.new": NEVER,
    "areas.one": NEVER,
    "areas.page": NEVER,
    "areas.shapes": NEVER,
    "bodies.ask_close": NEVER,
    "bodies.one": NEVER,
    "bodies.page": NEVER,
    "asking.offer": NEVER,
    "asking.page": OWN,
    "boundaries.draw": NEVER,
    "boundaries.page": NEVER,
    "boundaries.shapes": NEVER,
    "boundary_drafts.difference": NEVER,
    "boundary_drafts.shapes": NEVER,
    "cards.hromada": SHARED,
    "cards.report": SHARED,
    "coordination.case": NEVER,
    "coordination.part": NEVER,
    "coordination.queue": NEVER,
    "coverage.page": NEVER,
    "coverage.shapes": NEVER,
    "districts.one": NEVER,
    "districts.page": NEVER,
    "accounts.home": NEVER,
    "accounts.offer_sign_in": NEVER,
    "accounts.own_data": NEVER,
    "accounts.sign_in": NEVER,
    "face.page": NEVER,
    "discovery.hromada_pages": SHARED,
    "discovery.hromada_reports": SHARED,
    "discovery.hromada_sitemap": SHARED,
    "discovery.robots": SHARED,
    "discovery.sitemap": SHARED,
    "embedding.frame": OWN,
    "following.offer": NEVER,
    "kinds.one": NEVER,
    "kinds.page": NEVER,
    "hromada_pages.installation": OWN,
    "hromada_pages.page": OWN,
    "logo.show": SHARED,
    "home.page": OWN,
    "moderation.case": NEVER,
    "moderation.queue": NEVER,
    "notice_changes.edit": NEVER,
    "notices.listing": OWN,
    "notices.offer": NEVER,
    "notices.page": OWN,
    "notices.shapes": SHARED,
    "office.case": NEVER,
    "offline.installation_manifest": SHARED,
    "offline.manifest": SHARED,
    "offline.nothing_kept": OWN,
    "offline.saved": OWN,
    "offline.worker": OWN,
    "opening.letter": NEVER,
    "opening.page": NEVER,
    "office.queue": NEVER,
    "people.ask_revoke": NEVER,
    "people.page": NEVER,
    "own_reports.ask": NEVER,
    "performance.as_csv": OWN,
    "performance.body": OWN,
    "performance.page": OWN,
    "photos.photo": SHARED,
    "places.city": OWN,
    "places.favicon": OWN,
    "places.listing": OWN,
    "public_pages.edit": NEVER,
    "public_pages.listing": NEVER,
    "public_pages.version": NEVER,
    "report_form.addresses": OWN,
    "report_form.new": OWN,
    "report_form.preview": OWN,
    "report_page.as_geojson": OWN,
    "report_page.as_json": OWN,
    "report_page.page": OWN,
    "reports.sent": NEVER,
    "service.healthz": NEVER,
    "service.metrics": NEVER,
    "service.readyz": NEVER,
    "starters.page": NEVER,
    "static": SHARED,
    "statistics.statistics": NEVER,
    "statistics.statistics_csv": NEVER,
    "statistics.statistics_map": NEVER,
    "terms.page": NEVER,
    "tiles.base": SHARED,
    "tiles.changes": SHARED,
    "tiles.clusters": SHARED,
    "tiles.country": SHARED,
    "tiles.country_base": SHARED,
    "tiles.country_links": SHARED,
    "tiles.country_picture": SHARED,
    "tiles.picture": SHARED,
    "tiles.reports": SHARED,
    "uploads.file": NEVER,
    "uploads.begin": NEVER,
    "uploads.own": NEVER,
    "uploads.page": NEVER,
    "uploads.refused": NEVER,
    "uploads.sample": NEVER,
    "uploads.state": NEVER,
}
# Their words are in the language of a cookie or of the browser.
BY_LANGUAGE = frozenset(
    {
        *("tiles.country_links", "tiles.picture"),
        *("offline.installation_manifest", "offline.manifest"),
    }
)
# What has this header is kept by the browser, and shown as it was seen where there is no network.
KEEP = "X-Keep"
_KEPT = frozenset(
    {"offline.nothing_kept", "offline.saved", "places.city", "places.listing", "report_form.new"}
)
_SAFE = frozenset({"GET", "HEAD"})


def register_caching(app: Flask) -> None:
    """Set Cache-Control of every response; its hook runs after those registered later."""

    @app.after_request
    def keep(response: Response) -> Response:
        response.headers["Cache-Control"] = _policy(response)
        if request.endpoint in _KEPT and not request.args:
            response.headers[KEEP] = "everybody"
        if request.cookies.get(SIGN_IN_COOKIE) or response.status_code != HTTPStatus.OK:
            response.headers.pop(KEEP, None)
        if request.endpoint in BY_LANGUAGE:
            response.vary.update(("Cookie", "Accept-Language"))
        return response


def _policy(response: Response) -> str:
    """Return the response's policy; a view may only be stricter than the table."""
    policy = POLICIES.get(request.endpoint or "", NEVER)
    said = response.headers.get("Cache-Control", "")
    secret = request.method not in _SAFE or response.status_code >= 400
    if secret or request.cookies.get(SIGN_IN_COOKIE) or policy == NEVER or NEVER in said:
        return NEVER
    if policy == OWN or session.modified or "Set-Cookie" in response.headers:
        return OWN
    return said or NEVER

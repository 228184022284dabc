"""Where each step of the checklist is taken: one table of endpoints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for

from app.domain.opening import OpeningStep


@dataclass(frozen=True, slots=True)
class RemedyPage:
    """An endpoint with its values, which this program may lack."""

    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""


# The first that exists is taken.
PLACES: Mapping[OpeningStep, tuple[RemedyPage, ...]] = {
    OpeningStep.OUTLINE: (
        RemedyPage("uploads.begin", {"kind": "outline"}),
        RemedyPage("boundaries.page"),
    ),
    OpeningStep.BASEMAP: (
        RemedyPage("uploads.begin", {"kind": "basemap"}),
        RemedyPage("places.city"),
    ),
    OpeningStep.DISTRICTS: (RemedyPage("districts.page"), RemedyPage("boundaries.page")),
    OpeningStep.BODIES: (RemedyPage("bodies.page"), RemedyPage("starters.page")),
    OpeningStep.CATEGORIES: (RemedyPage("kinds.page"), RemedyPage("starters.page")),
    OpeningStep.AREAS: (RemedyPage("coverage.page"),),
    OpeningStep.MODERATOR: (RemedyPage("people.page", anchor="grant-title"),),
    OpeningStep.TERMS: (RemedyPage("terms.page"),),
    OpeningStep.MAIL: (RemedyPage("opening.page", anchor="mail"),),
    OpeningStep.INTRODUCTION: (RemedyPage("face.page", anchor="introduction_uk"),),
    OpeningStep.LOGO: (RemedyPage("face.page", anchor="logo"),),
    OpeningStep.ABOUT: (RemedyPage("public_pages.edit", {"name": "about"}),),
}


def has_about_page() -> bool:
    """Return whether this program lets a hromada write a page about itself."""
    return "public_pages.edit" in current_app.view_functions


def place_of(step: OpeningStep, slug: str) -> str:
    """Return the URL of the page on which the step is taken."""
    known = (place for place in PLACES[step] if place.endpoint in current_app.view_functions)
    place = next(known, RemedyPage("opening.page"))
    values: dict[str, Any] = {"slug": slug, **place.values}
    return url_for(place.endpoint, _anchor=place.anchor or None, **values)

"""Where each step of the checklist is taken: one table of endpoints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from app.domain.opening import OpeningStep


@dataclass(frozen=True, slots=True)
class RemedyPage:
    """The page of a step: an endpoint with its values."""

    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""


PLACES: Mapping[OpeningStep, RemedyPage] = {
    OpeningStep.OUTLINE: RemedyPage("uploads.begin", {"kind": "outline"}),
    OpeningStep.BASEMAP: RemedyPage("uploads.begin", {"kind": "basemap"}),
    OpeningStep.DISTRICTS: RemedyPage("districts.page"),
    OpeningStep.BODIES: RemedyPage("bodies.page"),
    OpeningStep.CATEGORIES: RemedyPage("kinds.page"),
    OpeningStep.AREAS: RemedyPage("coverage.page"),
    OpeningStep.MODERATOR: RemedyPage("people.page", anchor="grant-title"),
    OpeningStep.TERMS: RemedyPage("terms.page"),
    OpeningStep.MAIL: RemedyPage("opening.page", anchor="mail"),
    OpeningStep.INTRODUCTION: RemedyPage("face.page", anchor="introduction_uk"),
    OpeningStep.LOGO: RemedyPage("face.page", anchor="logo"),
    OpeningStep.ABOUT: RemedyPage("public_pages.edit", {"name": "about"}),
}


def place_of(step: OpeningStep, slug: str) -> str:
    """Return the URL of the page on which the step is taken."""
    place = PLACES[step]
    values: dict[str, Any] = {"slug": slug, **place.values}
    return url_for(place.endpoint, _anchor=place.anchor or None, **values)

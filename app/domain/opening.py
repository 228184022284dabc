"""What must be there before a hromada opens to its residents."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OpeningStep(StrEnum):
    """A line of the checklist, in its order; those of LATER may follow the opening."""

    OUTLINE = "outline"
    BASEMAP = "basemap"
    DISTRICTS = "districts"
    BODIES = "bodies"
    CATEGORIES = "categories"
    AREAS = "areas"
    MODERATOR = "moderator"
    TERMS = "terms"
    MAIL = "mail"
    INTRODUCTION = "introduction"
    LOGO = "logo"
    ABOUT = "about"


LATER = (OpeningStep.INTRODUCTION, OpeningStep.LOGO, OpeningStep.ABOUT)
FIRST = tuple(step for step in OpeningStep if step not in LATER)


class Readiness(StrEnum):
    """How a step stands; what is optional stops nobody."""

    READY = "ready"
    NEEDED = "needed"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class GroundSource:
    """A source of the basemap: whom the map names for it, '' for nobody; the day of its data."""

    name: str
    data_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """The numbers that the checklist shows and judges.

    ``uncovered_km2`` is the largest gap of a category without a default body; ``uncovered`` is
    the number of such categories. ``overlaps`` are those of districts. ``ground`` are the
    basemap's sources, ``lacking`` what it has none of: street, water, building, address.
    """

    outline_parts: int
    outline_m2: float
    drawn: bool
    ground: tuple[GroundSource, ...]
    lacking: tuple[str, ...]
    addresses: int
    districts: int
    overlaps: int
    bodies: int
    bodies_without_email: int
    categories: int
    groups: int
    without_body: int
    areas: int
    uncovered: int
    uncovered_km2: float
    moderators: int
    moderators_seen: int
    terms: int
    terms_decided: int
    decision: str
    decided_from: datetime | None
    letter_sent_at: datetime | None
    letter_arrived_at: datetime | None
    introduction: bool
    contacts: bool
    logo: bool
    about: bool


def readiness(step: OpeningStep, facts: OpeningFacts) -> Readiness:
    """Return how the step stands."""
    if _done(step, facts):
        return Readiness.READY
    # Small hromadas have no districts, which is lawful: reports are then counted as a whole.
    if step in LATER or (step is OpeningStep.DISTRICTS and not facts.districts):
        return Readiness.OPTIONAL
    return Readiness.NEEDED


def missing_steps(facts: OpeningFacts) -> tuple[OpeningStep, ...]:
    """Return the steps without which the hromada must not open."""
    return tuple(step for step in FIRST if readiness(step, facts) is Readiness.NEEDED)


def _done(step: OpeningStep, facts: OpeningFacts) -> bool:
    done = {
        OpeningStep.OUTLINE: facts.outline_parts > 0,
        OpeningStep.BASEMAP: facts.drawn,
        OpeningStep.DISTRICTS: facts.districts > 0 and not facts.overlaps,
        # A report of a body without an address waits until somebody signs in.
        OpeningStep.BODIES: facts.bodies > 0 and not facts.bodies_without_email,
        OpeningStep.CATEGORIES: facts.categories > 0 and not facts.without_body,
        OpeningStep.AREAS: facts.categories > 0 and not facts.uncovered,
        # A role that nobody has come to take up reads no report.
        OpeningStep.MODERATOR: facts.moderators_seen > 0,
        OpeningStep.TERMS: facts.terms_decided == facts.terms,
        OpeningStep.MAIL: facts.letter_arrived_at is not None,
        OpeningStep.INTRODUCTION: facts.introduction and facts.contacts,
        OpeningStep.LOGO: facts.logo,
        OpeningStep.ABOUT: facts.about,
    }
    return done[step]

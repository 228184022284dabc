"""The menu of the coordinator's pages: one table of tabs, each with its pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from app.domain.errors import Message
from app.texts.translate import message_text


@dataclass(frozen=True, slots=True)
class MenuPage:
    """A page of the menu. ``part`` is what its view passes to ``coordination_page``."""

    part: str
    label: Message
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MenuTab:
    """A tab: its label and its pages, listed under it where there are several."""

    label: Message
    pages: tuple[MenuPage, ...]


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A link of the menu, ready to be drawn; ``count`` is shown after the label."""

    part: str
    label: str
    href: str
    current: bool
    count: int = 0


def _part(part: str, label: Message) -> MenuPage:
    return MenuPage(part, label, "coordination.part", {"part": part})


MENU = (
    MenuTab(
        Message("Opening the hromada"),
        (
            MenuPage("opening", Message("What is ready"), "opening.page"),
            MenuPage("face", Message("Name and contacts"), "face.page"),
            MenuPage("public-pages", Message("Pages for residents"), "public_pages.listing"),
            MenuPage("starters", Message("Ready-made sets"), "starters.page"),
            MenuPage("uploads", Message("Files"), "uploads.page"),
        ),
    ),
    MenuTab(
        Message("Bodies"),
        (MenuPage("bodies", Message("Bodies"), "bodies.page"),),
    ),
    MenuTab(
        Message("Kinds of problems"),
        (MenuPage("categories", Message("Kinds of problems"), "kinds.page"),),
    ),
    MenuTab(
        Message("Districts and areas"),
        (
            MenuPage("districts", Message("Districts"), "districts.page"),
            MenuPage("areas", Message("Areas of responsibility"), "areas.page"),
            _part("zones", Message("Masked zones")),
        ),
    ),
    MenuTab(Message("Terms"), (MenuPage("terms", Message("Terms"), "terms.page"),)),
    MenuTab(
        Message("People"),
        (
            MenuPage("people", Message("People and roles"), "people.page"),
            _part("traces", Message("Traces")),
        ),
    ),
    MenuTab(Message("Coverage"), (MenuPage("coverage", Message("Coverage"), "coverage.page"),)),
    MenuTab(
        Message("Boundaries"),
        (MenuPage("boundaries", Message("Boundaries"), "boundaries.page"),),
    ),
    MenuTab(Message("Appeals"), (MenuPage("appeals", Message("Appeals"), "appeals.queue"),)),
    MenuTab(Message("Without a body"), (_part("reports", Message("Reports without a body")),)),
)


def menu_tabs(slug: str, part: str, *, counts: Mapping[str, int]) -> list[MenuLink]:
    """Return the tabs; a tab leads to the first of its pages, and has the count of its part."""
    return [
        MenuLink(
            tab.pages[0].part,
            message_text(tab.label),
            _href(tab.pages[0], slug),
            any(page.part == part for page in tab.pages),
            counts.get(tab.pages[0].part, 0),
        )
        for tab in MENU
    ]


def menu_pages(slug: str, part: str) -> list[MenuLink]:
    """Return the pages of the tab that has ``part``; none where it is the only one."""
    pages = next((tab.pages for tab in MENU if part in {page.part for page in tab.pages}), ())
    links = [
        MenuLink(page.part, message_text(page.label), _href(page, slug), page.part == part)
        for page in pages
    ]
    return links if len(links) > 1 else []


def menu_label(part: str) -> str:
    """Return the label of the page, for its title."""
    labels = (page.label for tab in MENU for page in tab.pages if page.part == part)
    return message_text(next(labels, Message("Coordination")))


def menu_href(part: str, slug: str) -> str:
    """Return the address of the page."""
    pages = (page for tab in MENU for page in tab.pages if page.part == part)
    return _href(next(pages), slug)


def _href(page: MenuPage, slug: str) -> str:
    values: dict[str, Any] = {"slug": slug, **page.values}
    return url_for(page.endpoint, **values)

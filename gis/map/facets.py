"""What a filter asks for, and which counts answer it."""

from gis.map.report_filter import Wanted

# The statuses of a public report that each colour is; the database reckons report.colour alike.
COLOURS = {
    "open": frozenset({"published", "routed"}),
    "progress": frozenset({"accepted", "in_progress", "planned"}),
    "closed": frozenset({"solved", "not_solved", "confirmed"}),
}
# The facet that answers what is asked; without one, reports are counted by index.
FACET_OF = {
    frozenset({"period"}): 1,
    frozenset({"category"}): 2,
    frozenset({"category", "period"}): 3,
    frozenset({"body"}): 4,
    frozenset({"status"}): 5,
    frozenset({"category", "body"}): 6,
}


def whole_colours(wanted: Wanted) -> list[str] | None:
    """Return the colours that are all that is asked for; None if anything else is."""
    if asked(wanted) or wanted.districts is not None:
        return None
    return list(COLOURS) if wanted.statuses is None else colours_of(wanted.statuses)


def asked(wanted: Wanted) -> frozenset[str]:
    """Return what is asked for beside district and colour."""
    sides = {
        "category": wanted.categories is not None,
        "period": wanted.since is not None or wanted.until is not None,
        "body": wanted.bodies is not None,
        "words": wanted.words is not None,
        "status": wanted.statuses is not None and colours_of(wanted.statuses) is None,
    }
    return frozenset(side for side, there in sides.items() if there)


def facet_of(wanted: Wanted) -> int | None:
    """Return the facet that answers, None if there is none."""
    return FACET_OF.get(asked(wanted))


def colours_with(statuses: tuple[str, ...] | None) -> list[str]:
    """Return the colours in which reports of any of these statuses are found; None: of all."""
    return [c for c, own in COLOURS.items() if statuses is None or own & set(statuses)]


def colours_of(statuses: tuple[str, ...] | None) -> list[str] | None:
    """Return the colours that are these statuses, None if they are no whole colours."""
    if statuses is None:
        return None
    chosen = colours_with(statuses)
    whole = frozenset().union(*(COLOURS[colour] for colour in chosen))
    return chosen if whole == set(statuses) else None

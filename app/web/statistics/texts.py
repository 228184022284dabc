"""Labels and number formats of the statistics."""

from enum import StrEnum

from flask_babel import format_decimal, format_percent, gettext, ngettext
from flask_babel import lazy_gettext as _

from app.inputs.statistics import Measure, Period

NO_NUMBER = "–"

MEASURES = {
    Measure.RECEIVED: _("Received"),
    Measure.OPEN: _("Open"),
    Measure.OVERDUE: _("Overdue share"),
    Measure.DAYS: _("Days to the answer"),
    Measure.PER_THOUSAND: _("Per 1,000 residents"),
    Measure.HEAT: _("Heat"),
}
EXPLAINED = {
    Measure.RECEIVED: _("Reports received in the period, by district"),
    Measure.OPEN: _("Reports that no body has taken up yet, by district"),
    Measure.OVERDUE: _("Share of reports that wait past their deadline, by district"),
    Measure.DAYS: _("Median days from a report to its answer, by district"),
    Measure.PER_THOUSAND: _("Reports per 1,000 residents, by district"),
    Measure.HEAT: _("Where reports lie densest"),
}
# Why a district may have no number for a measure.
MISSING = {
    Measure.OVERDUE: _("no reports"),
    Measure.DAYS: _("nothing answered yet"),
    Measure.PER_THOUSAND: _("population unknown"),
}
PERIODS = {
    Period.MONTH: _("30 days"),
    Period.QUARTER: _("90 days"),
    Period.YEAR: _("A year"),
    Period.ALL: _("All time"),
}


class Unit(StrEnum):
    """What a number counts."""

    REPORTS = "reports"
    PEOPLE = "people"
    SHARE = "share"
    DAYS = "days"
    RATE = "rate"


# Decimal places, for text and for classes of colour alike.
_DIGITS = {Unit.REPORTS: 0, Unit.PEOPLE: 0, Unit.SHARE: 2, Unit.DAYS: 1, Unit.RATE: 1}
UNIT_OF = {
    Measure.RECEIVED: Unit.REPORTS,
    Measure.OPEN: Unit.REPORTS,
    Measure.OVERDUE: Unit.SHARE,
    Measure.DAYS: Unit.DAYS,
    Measure.PER_THOUSAND: Unit.RATE,
}


def rounded(value: float, unit: Unit) -> float:
    """Return the value rounded as it is shown."""
    return round(value, _DIGITS[unit])


def format_value(value: float | None, unit: Unit) -> str:
    """Return the number for a table, in the user's language."""
    if value is None:
        return NO_NUMBER
    if unit is Unit.SHARE:
        return str(format_percent(value, "#,##0 %"))
    return str(format_decimal(rounded(value, unit), "#,##0.#"))


def describe_value(value: float, measure: Measure) -> str:
    """Return the number with its unit, to follow a district's name."""
    number = format_value(value, UNIT_OF[measure])
    if measure is Measure.RECEIVED:
        return str(ngettext("%(number)s report", "%(number)s reports", int(value), number=number))
    if measure is Measure.OPEN:
        text = ngettext(
            "%(number)s open report", "%(number)s open reports", int(value), number=number
        )
        return str(text)
    if measure is Measure.OVERDUE:
        return str(gettext("%(share)s overdue", share=number))
    if measure is Measure.DAYS:
        return str(gettext("%(number)s days to the answer (median)", number=number))
    return str(gettext("%(number)s per 1,000 residents", number=number))

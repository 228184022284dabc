"""Texts of the reminders of a term."""

from flask_babel import lazy_gettext as _

from app.jobs.letters.letter_text import LetterText

# By clock and stage.
REMINDER: dict[tuple[str, str], LetterText] = {
    ("acceptance", "before"): LetterText(
        _("Report No. %(number)s: to be accepted soon"),
        _("This report still waits to be accepted or forwarded; the term ends soon."),
    ),
    ("acceptance", "due"): LetterText(
        _("Report No. %(number)s: should have been accepted"),
        _("This report waits to be accepted or forwarded; the term has ended."),
    ),
    ("acceptance", "head"): LetterText(
        _("Report No. %(number)s: not accepted in time"),
        _("Your officers have neither accepted nor forwarded this report in time."),
    ),
    ("acceptance", "coordinator"): LetterText(
        _("Report No. %(number)s: not accepted in time"),
        _("The body responsible (%(body)s) has neither accepted nor forwarded this report."),
    ),
    ("answer", "before"): LetterText(
        _("Report No. %(number)s: to be answered soon"),
        _("This report has no answer yet; the term ends soon."),
    ),
    ("answer", "due"): LetterText(
        _("Report No. %(number)s: should have been answered"),
        _("This report has no answer yet; the term has ended."),
    ),
    ("answer", "head"): LetterText(
        _("Report No. %(number)s: not answered in time"),
        _("Your officers have not answered this report in time."),
    ),
    ("answer", "coordinator"): LetterText(
        _("Report No. %(number)s: not answered in time"),
        _("The body responsible (%(body)s) has not answered this report in time."),
    ),
    ("plan", "before"): LetterText(
        _("Report No. %(number)s: its planned day comes"),
        _("The work on this report is planned, and its day comes. Please answer when it is done."),
    ),
    ("plan", "due"): LetterText(
        _("Report No. %(number)s: its planned day has passed"),
        _("The planned day has passed without an answer that the work is done."),
    ),
    ("plan", "head"): LetterText(
        _("Report No. %(number)s: not done as planned"),
        _("Your officers have not answered that the planned work is done; its day has passed."),
    ),
    ("plan", "coordinator"): LetterText(
        _("Report No. %(number)s: not done as planned"),
        _("The body responsible (%(body)s) has not answered that the planned work is done."),
    ),
    ("appeal", "before"): LetterText(
        _("Report No. %(number)s: the appeal is to be decided soon"),
        _("A resident waits for your decision about a refusal; the term ends soon."),
    ),
    ("appeal", "due"): LetterText(
        _("Report No. %(number)s: the appeal should have been decided"),
        _("A resident waits for your decision about a refusal; the term has ended."),
    ),
    ("appeal", "late"): LetterText(
        _("Report No. %(number)s: the appeal is late"),
        _(
            "A resident still waits for your decision about a refusal; the term ended a day ago. "
            "Everybody sees on the report's page that it is late."
        ),
    ),
    # To the reporter.
    ("reply", "before"): LetterText(
        _("Report No. %(number)s: the question still waits for you"),
        _(
            "The moderator asked you about your report and has no answer yet. Without it the "
            "report will not be published."
        ),
    ),
}

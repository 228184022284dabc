"""Texts of the letters about what became of an answer: corrected, closed in silence, appealed."""

from flask_babel import lazy_gettext as _

from app.jobs.letters.letter_text import LetterText

_CORRECTED = LetterText(
    _("Report No. %(number)s: the answer is corrected"),
    _(
        "The body responsible has corrected its answer (%(body)s). What it said first stays on "
        "the report's page."
    ),
)

REPORTER: dict[str, LetterText] = {
    "correct": _CORRECTED,
    "lapse": LetterText(
        _("Report No. %(number)s: closed, nobody objected"),
        _(
            "We had no word from you, so the report is closed. Nobody says in your name that the "
            "problem is solved. If it is still there, return the report to work."
        ),
    ),
    "expire": LetterText(
        _("Report No. %(number)s: the question has had no answer"),
        _(
            "The moderator asked you about your report, and the time for the answer is over. The "
            "report is not published. Nothing that you sent is lost: answer the question, and the "
            "moderator reads it again."
        ),
    ),
    "uphold": LetterText(
        _("Report No. %(number)s: the refusal stays in force"),
        _(
            "The coordinator of the hromada has looked at your appeal. The refusal stays in "
            "force, and the report is closed."
        ),
    ),
    "overrule": LetterText(
        _("Report No. %(number)s: the refusal is undone"),
        _(
            "The coordinator of the hromada has looked at your appeal and undone the refusal. "
            "The body responsible works on the report again: %(body)s."
        ),
    ),
}

FOLLOWER: dict[str, LetterText] = {
    "correct": _CORRECTED,
    "lapse": LetterText(
        _("Report No. %(number)s: closed, nobody objected"),
        _(
            "The body responsible says that the problem is solved (%(body)s), and nobody objected "
            "in time. The report that you follow is closed without a resident's word."
        ),
    ),
    "appeal": LetterText(
        _("Report No. %(number)s: the refusal is appealed"),
        _(
            "The one who reported the problem does not agree with the refusal. The coordinator of "
            "the hromada decides."
        ),
    ),
    "uphold": LetterText(
        _("Report No. %(number)s: the refusal stays in force"),
        _(
            "The coordinator of the hromada has looked at the appeal: the refusal stays in force, "
            "and the report that you follow is closed."
        ),
    ),
    "overrule": LetterText(
        _("Report No. %(number)s: the refusal is undone"),
        _(
            "The coordinator of the hromada has undone the refusal. The body responsible works on "
            "the report again: %(body)s."
        ),
    ),
}

BODY: dict[str, LetterText] = {
    "lapse": LetterText(
        _("Report No. %(number)s: closed, nobody objected"),
        _(
            "The resident did not object in time, so the report is closed without the resident's "
            "word. It can be returned to you within 30 days."
        ),
    ),
    "appeal": LetterText(
        _("Report No. %(number)s: your refusal is appealed"),
        _(
            "The resident does not agree with your refusal. The coordinator of the hromada "
            "decides; you need do nothing until then."
        ),
    ),
    "uphold": LetterText(
        _("Report No. %(number)s: the refusal stays in force"),
        _("The coordinator of the hromada has looked at the appeal: your refusal stays in force."),
    ),
    "overrule": LetterText(
        _("Report No. %(number)s: your refusal is undone"),
        _(
            "The coordinator of the hromada has undone your refusal. The report is in work again, "
            "with a new term of the answer."
        ),
    ),
}

# To accounts: of coordinators, and of the moderator who asked.
STAFF: dict[str, LetterText] = {
    "appeal": LetterText(
        _("Report No. %(number)s: a refusal is appealed"),
        _(
            "A resident does not agree with the refusal of the body responsible (%(body)s). You "
            "decide: the refusal stays in force, or it is undone."
        ),
    ),
    "supply": LetterText(
        _("Report No. %(number)s: the resident has answered"),
        _("The resident has answered your question. The report waits for your decision."),
    ),
}

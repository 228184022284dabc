"""Texts of the letters about each step, by audience. ``_`` marks messages for translation.

Every subject has the report's %(number)s; an opening may have the %(body)s.
"""

from flask_babel import lazy_gettext as _

from app.jobs.letters import outcome_texts
from app.jobs.letters.letter_text import LetterText

REPORTER: dict[str, LetterText] = {
    **outcome_texts.REPORTER,
    "submit": LetterText(
        _("Report No. %(number)s: received"),
        _("Thank you. A moderator will now read your report. We will write to you at every step."),
    ),
    # No moderator has ever been here: for trial, or since the last one has left.
    "submit-unread": LetterText(
        _("Report No. %(number)s: received"),
        _(
            "Thank you. The hromada has no moderator yet: we do not know when your report will be "
            "read. It is kept, and we will write to you at every step."
        ),
    ),
    "publish": LetterText(
        _("Report No. %(number)s: published"),
        _("A moderator has published your report: it is on the map now."),
    ),
    "publish-quietly": LetterText(
        _("Report No. %(number)s: passed on"),
        _(
            "A moderator has checked your report and passed it on. "
            "It is not shown on the public map."
        ),
    ),
    "reject": LetterText(
        _("Report No. %(number)s: not published"),
        _("A moderator has decided not to publish your report."),
    ),
    "ask": LetterText(
        _("Report No. %(number)s: a question from the moderator"),
        _("The moderator needs to know more before your report can be published."),
    ),
    "duplicate": LetterText(
        _("Report No. %(number)s: this problem is already known"),
        _(
            "The same problem was reported before, and your report has been joined to that one. "
            "You will hear of it from now on."
        ),
    ),
    "duplicate-quietly": LetterText(
        _("Report No. %(number)s: this problem is already known"),
        _(
            "The same problem was reported before, and your report has been joined to that one, "
            "which is not public now."
        ),
    ),
    "unmerge": LetterText(
        _("Report No. %(number)s: handled by itself again"),
        _("Your report is no longer joined to an earlier one: it is handled by itself again."),
    ),
    "accept": LetterText(
        _("Report No. %(number)s: accepted for work"),
        _("Your report has been accepted by the body responsible: %(body)s."),
    ),
    "forward": LetterText(
        _("Report No. %(number)s: forwarded"),
        _("Your report has been forwarded. The body responsible now: %(body)s."),
    ),
    "start": LetterText(
        _("Report No. %(number)s: work has begun"),
        _("Work on the problem has begun. The body responsible: %(body)s."),
    ),
    "plan": LetterText(
        _("Report No. %(number)s: work is planned"),
        _("Work on the problem has been planned. The body responsible: %(body)s."),
    ),
    "solve": LetterText(
        _("Report No. %(number)s: is it solved?"),
        _(
            "The body responsible answers that the problem is solved (%(body)s). "
            "Only you can say whether it really is: please look, and answer."
        ),
    ),
    "refuse": LetterText(
        _("Report No. %(number)s: will not be solved"),
        _("The body responsible answers that the problem will not be solved (%(body)s)."),
    ),
    "hide": LetterText(
        _("Report No. %(number)s: hidden from the map"),
        _("Your report has been hidden from the public map."),
    ),
    "note": LetterText(
        _("Report No. %(number)s: news"),
        _("There is news about your report."),
    ),
}

FOLLOWER: dict[str, LetterText] = {
    **outcome_texts.FOLLOWER,
    "duplicate": LetterText(
        _("Report No. %(number)s: this problem is already known"),
        _(
            "The report that you follow has been joined to an earlier one about the same problem. "
            "From now on we write to you about that one."
        ),
    ),
    "duplicate-quietly": LetterText(
        _("Report No. %(number)s: this problem is already known"),
        _(
            "The report that you follow has been joined to an earlier one about the same problem, "
            "which is not public now."
        ),
    ),
    "unmerge": LetterText(
        _("Report No. %(number)s: handled by itself again"),
        _(
            "The report that you follow is no longer joined to an earlier one: "
            "it is handled by itself again, and we write to you about it."
        ),
    ),
    "accept": LetterText(
        _("Report No. %(number)s: accepted for work"),
        _("The report that you follow has been accepted by the body responsible: %(body)s."),
    ),
    "forward": LetterText(
        _("Report No. %(number)s: forwarded"),
        _("The report that you follow has been forwarded. The body responsible now: %(body)s."),
    ),
    "start": REPORTER["start"],
    "plan": REPORTER["plan"],
    "solve": LetterText(
        _("Report No. %(number)s: answered as solved"),
        _(
            "The body responsible answers that the problem is solved (%(body)s). "
            "The one who reported it will say whether it really is."
        ),
    ),
    "refuse": REPORTER["refuse"],
    "confirm": LetterText(
        _("Report No. %(number)s: solved"),
        _("The one who reported the problem confirms that it is solved."),
    ),
    "return": LetterText(
        _("Report No. %(number)s: not solved yet"),
        _("The one who reported the problem says that it is not solved; work goes on."),
    ),
    "note": LetterText(
        _("Report No. %(number)s: news"),
        _("There is news about the report that you follow."),
    ),
}

BODY: dict[str, LetterText] = {
    **outcome_texts.BODY,
    "route": LetterText(
        _("Report No. %(number)s: a new report for you"),
        _("A report has come in for which you are responsible. Please accept or forward it."),
    ),
    "forward": LetterText(
        _("Report No. %(number)s: forwarded to you"),
        _("A report has been forwarded to you. Please accept it, or forward it in turn."),
    ),
    "confirm": LetterText(
        _("Report No. %(number)s: solved"),
        _("The resident confirms that the problem is solved. Thank you."),
    ),
    "return": LetterText(
        _("Report No. %(number)s: returned by the resident"),
        _("The resident says that the problem is not solved. The report is in work again."),
    ),
}

STAFF = outcome_texts.STAFF

# To addresses that a stranger may have typed: nothing of theirs is in these.
CONFIRM_REPORTER = LetterText(
    _("Report No. %(number)s: is this your address?"),
    _(
        "Somebody reported problem No. %(number)s and gave this address. If it was you, press the "
        "first button: you get the private link of your report and hear of every step."
    ),
)
CONFIRM_FOLLOWER = LetterText(
    _("Report No. %(number)s: is this your address?"),
    _(
        "Somebody wants to follow report No. %(number)s by letter and gave this address. "
        "If it was you, press the first button."
    ),
)
CONFIRM_SUPPORT = LetterText(
    _("Report No. %(number)s: is this your address?"),
    _(
        "Somebody wants to support report No. %(number)s and gave this address. If it was you, "
        "press the first button: the support is counted as confirmed, and you hear of every step."
    ),
)
SIGN_IN = LetterText(
    _("Signing in to the Open City"),
    _(
        "Press the button within ten minutes to sign in. It works once. "
        "If you did not ask for this, do nothing: nobody gets in without this letter."
    ),
)

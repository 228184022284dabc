"""What letters say at each step: one table for each reader. ``_`` marks words for translation.

Every text may use %(number)s, %(body)s and %(original)s.
"""

from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Words(NamedTuple):
    """A subject, said after the report's number, and how the letter opens."""

    subject: LazyString
    opening: LazyString


REPORTER: dict[str, Words] = {
    "submit": Words(
        _("received"),
        _("Thank you. A moderator will now read your report. We will write to you at every step."),
    ),
    "publish": Words(
        _("published"),
        _("A moderator has published your report: it is on the map now."),
    ),
    "reject": Words(
        _("not published"),
        _("A moderator has decided not to publish your report."),
    ),
    "ask": Words(
        _("a question from the moderator"),
        _("The moderator needs to know more before your report can be published."),
    ),
    "duplicate": Words(
        _("this problem is already known"),
        _("The same problem was reported before, and your report has been joined to that one."),
    ),
    "accept": Words(
        _("accepted for work"),
        _("Your report has been accepted by the body responsible: %(body)s."),
    ),
    "forward": Words(
        _("forwarded"),
        _("Your report has been forwarded. The body responsible now: %(body)s."),
    ),
    "start": Words(
        _("work has begun"),
        _("Work on the problem has begun. The body responsible: %(body)s."),
    ),
    "plan": Words(
        _("work is planned"),
        _("Work on the problem has been planned. The body responsible: %(body)s."),
    ),
    "solve": Words(
        _("is it solved?"),
        _(
            "The body responsible answers that the problem is solved (%(body)s). "
            "Only you can say whether it really is: please look, and answer."
        ),
    ),
    "refuse": Words(
        _("will not be solved"),
        _("The body responsible answers that the problem will not be solved (%(body)s)."),
    ),
    "lapse": Words(
        _("closed as solved"),
        _(
            "We had no answer from you, so the report has been closed as solved. "
            "If the problem is still there, please report it again."
        ),
    ),
    "hide": Words(
        _("hidden from the map"),
        _("Your report has been hidden from the public map."),
    ),
    "note": Words(
        _("news"),
        _("There is news about your report."),
    ),
}

FOLLOWER: dict[str, Words] = {
    "duplicate": Words(
        _("this problem is already known"),
        _("The report that you follow has been joined to an earlier one about the same problem."),
    ),
    "accept": Words(
        _("accepted for work"),
        _("The report that you follow has been accepted by the body responsible: %(body)s."),
    ),
    "forward": Words(
        _("forwarded"),
        _("The report that you follow has been forwarded. The body responsible now: %(body)s."),
    ),
    "start": REPORTER["start"],
    "plan": REPORTER["plan"],
    "solve": Words(
        _("answered as solved"),
        _(
            "The body responsible answers that the problem is solved (%(body)s). "
            "The one who reported it will say whether it really is."
        ),
    ),
    "refuse": REPORTER["refuse"],
    "confirm": Words(
        _("solved"),
        _("The one who reported the problem confirms that it is solved."),
    ),
    "return": Words(
        _("not solved yet"),
        _("The one who reported the problem says that it is not solved; work goes on."),
    ),
    "lapse": Words(
        _("closed as solved"),
        _("The report that you follow has been closed as solved: nobody said otherwise in time."),
    ),
    "note": Words(
        _("news"),
        _("There is news about the report that you follow."),
    ),
}

BODY: dict[str, Words] = {
    "route": Words(
        _("a new report for you"),
        _("A report has come in for which you are responsible. Please accept or forward it."),
    ),
    "forward": Words(
        _("forwarded to you"),
        _("A report has been forwarded to you. Please accept it, or forward it in turn."),
    ),
    "confirm": Words(
        _("solved"),
        _("The resident confirms that the problem is solved. Thank you."),
    ),
    "return": Words(
        _("returned by the resident"),
        _("The resident says that the problem is not solved. The report is in work again."),
    ),
    "lapse": Words(
        _("closed as solved"),
        _("The resident did not object in time, so the report is closed as solved."),
    ),
}

# By what is due and by how late it is.
REMINDER: dict[tuple[str, str], Words] = {
    ("acceptance", "before"): Words(
        _("to be accepted soon"),
        _("This report still waits to be accepted or forwarded; the term ends soon."),
    ),
    ("acceptance", "due"): Words(
        _("should have been accepted"),
        _("This report waits to be accepted or forwarded; the term has ended."),
    ),
    ("acceptance", "head"): Words(
        _("not accepted in time"),
        _("Your officers have neither accepted nor forwarded this report in time."),
    ),
    ("acceptance", "coordinator"): Words(
        _("not accepted in time"),
        _("The body responsible (%(body)s) has neither accepted nor forwarded this report."),
    ),
    ("answer", "before"): Words(
        _("to be answered soon"),
        _("This report has no answer yet; the term ends soon."),
    ),
    ("answer", "due"): Words(
        _("should have been answered"),
        _("This report has no answer yet; the term has ended."),
    ),
    ("answer", "head"): Words(
        _("not answered in time"),
        _("Your officers have not answered this report in time."),
    ),
    ("answer", "coordinator"): Words(
        _("not answered in time"),
        _("The body responsible (%(body)s) has not answered this report in time."),
    ),
}

CONFIRM_SUBSCRIPTION = Words(
    _("confirm that you want news"),
    _(
        "Somebody, probably you, asked us to write to this address about a report. "
        "If it was you, press the button. If not, do nothing: no more letters will come."
    ),
)
SIGN_IN = Words(
    _("Signing in to the Open City"),
    _(
        "Press the button within ten minutes to sign in. It works once. "
        "If you did not ask for this, do nothing: nobody gets in without this letter."
    ),
)

"""The statuses of a report, named groups of them, and the public colour of each.

The database has functions named after the groups: ``report_is_open(status)`` for ``OPEN``.
"""

from enum import StrEnum


class Status(StrEnum):
    """The status of a report."""

    SUBMITTED = "submitted"
    NEEDS_INFO = "needs_info"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    PUBLISHED = "published"
    ROUTED = "routed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    APPEALED = "appealed"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"


class Colour(StrEnum):
    """The public three-colour view."""

    OPEN = "open"
    PROGRESS = "progress"
    CLOSED = "closed"


class Sign(StrEnum):
    """The shape and colour that shows a status: what is answered has one for each outcome.

    ``WORD``, the only green one, is a resident's "solved"; ``ASIDE`` is on no map.
    """

    OPEN = "open"
    PROGRESS = "progress"
    CLAIMED = "claimed"
    WORD = "word"
    SILENT = "silent"
    REFUSED = "refused"
    ASIDE = "aside"


# A moderator has not decided yet.
AWAITING_MODERATION = frozenset({Status.SUBMITTED, Status.NEEDS_INFO})
# Published, and no body has taken it up.
AWAITING_ACCEPTANCE = frozenset({Status.PUBLISHED, Status.ROUTED})
# A body works on it, with no day set.
IN_WORK = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})
# A body has said that it will deal with it: now, or on the planned day.
TAKEN_UP = IN_WORK | {Status.PLANNED}
# A body has it, taken up or not: the desk of that body can answer it.
WITH_BODY = TAKEN_UP | {Status.ROUTED}
# The term of the answer runs; a planned report has its day instead.
AWAITING_ANSWER = IN_WORK | {Status.ROUTED}
# The body has said that the problem is gone: nobody has spoken since, the resident agreed, or
# nobody objected. That last is not the resident's word and is never counted as such.
RESOLVED = frozenset({Status.SOLVED, Status.CONFIRMED, Status.LAPSED})
# The body has refused: the resident may still appeal, once.
REFUSED = frozenset({Status.NOT_SOLVED, Status.APPEALED})
# The body has answered: solved or not.
ANSWERED = RESOLVED | REFUSED
# The body has answered, and somebody else has the last word: the resident, or the coordinator.
AWAITING_LAST_WORD = frozenset({Status.SOLVED, Status.APPEALED})
# A moderator has decided that it goes no further by itself.
SET_ASIDE = frozenset({Status.REJECTED, Status.DUPLICATE})
# On the public map, unless hidden or sensitive.
PUBLIC = AWAITING_ACCEPTANCE | TAKEN_UP | ANSWERED
# Something is still to be done, public or not: more than the colour of that name.
OPEN = AWAITING_MODERATION | AWAITING_ACCEPTANCE | TAKEN_UP
# Nothing more is to be done, unless the resident objects or a moderator reconsiders.
CLOSED = ANSWERED - AWAITING_LAST_WORD | SET_ASIDE

COLOUR_OF: dict[Status, Colour] = {
    **dict.fromkeys(AWAITING_MODERATION | AWAITING_ACCEPTANCE, Colour.OPEN),
    **dict.fromkeys(TAKEN_UP | AWAITING_LAST_WORD, Colour.PROGRESS),
    **dict.fromkeys(CLOSED, Colour.CLOSED),
}
SIGN_OF: dict[Status, Sign] = {
    **dict.fromkeys(AWAITING_MODERATION | AWAITING_ACCEPTANCE, Sign.OPEN),
    **dict.fromkeys(TAKEN_UP | {Status.APPEALED}, Sign.PROGRESS),
    Status.SOLVED: Sign.CLAIMED,
    Status.CONFIRMED: Sign.WORD,
    Status.LAPSED: Sign.SILENT,
    Status.NOT_SOLVED: Sign.REFUSED,
    **dict.fromkeys(SET_ASIDE, Sign.ASIDE),
}
# The outcomes by which maps and lists are filtered, within the colour that counts them.
OUTCOMES_OF: dict[Colour, tuple[Status, ...]] = {
    Colour.PROGRESS: (Status.SOLVED,),
    Colour.CLOSED: (Status.CONFIRMED, Status.LAPSED, Status.NOT_SOLVED),
}

"""The lifecycle of a report: the rules of each step from one status to another.

The database keeps the same transitions (``report_transition``) and refuses what this refuses.
The texts of letters and pages about a step are in jobs/letters/texts.py and texts/.
"""

from app.domain.deadlines import Clock
from app.domain.errors import NotAllowed, WrongState
from app.domain.roles import Role
from app.domain.statuses import OPEN, TAKEN_UP, Status
from app.domain.steps import Audience, Step


def _at(*statuses: Status, by: frozenset[Role]) -> dict[Status | None, frozenset[Role]]:
    return dict.fromkeys(statuses, by)


_RESIDENT = frozenset({Role.RESIDENT, Role.VERIFIED})
_MODERATOR = frozenset({Role.MODERATOR})
_OFFICER = frozenset({Role.OFFICER})
# The operator's command line may publish and solve, for drills and for bodies not yet on board.
_OPERATOR_TOO = frozenset({Role.OFFICER, Role.OPERATOR})
_HIDERS = frozenset({Role.MODERATOR, Role.COORDINATOR, Role.OPERATOR})
_COORDINATING = frozenset({Role.OFFICER, Role.COORDINATOR, Role.SYSTEM})
_COORDINATOR = frozenset({Role.COORDINATOR})
_SYSTEM = frozenset({Role.SYSTEM})
# A report may be solved without a separate "start".
_AT_WORK = tuple(sorted(TAKEN_UP))
# The body says that it is done; the reporter may still agree or object.
_CLAIMED = (Status.SOLVED, Status.LAPSED)
# An answer that can be corrected: it stands, and nobody has judged it.
_CORRECTED = (Status.SOLVED, Status.PLANNED, Status.NOT_SOLVED)
# What repeats another report may be marked until it is answered.
_REPEATS = tuple(sorted(OPEN))

_REPORTER = frozenset({Audience.REPORTER})
_INTERESTED = frozenset({Audience.REPORTER, Audience.FOLLOWERS})
_ALL = _INTERESTED | {Audience.BODY}

# A report's first event: nothing came before it.
SUBMIT = "submit"
_SUBMITTERS = _RESIDENT | {Role.ANONYMOUS, Role.OPERATOR, Role.COORDINATOR}

STEPS: dict[str, Step] = {
    SUBMIT: Step(
        {None: _SUBMITTERS}, Status.SUBMITTED, _REPORTER, starts=(Clock.MODERATION, Clock.ANSWER)
    ),
    "publish": Step(
        {Status.SUBMITTED: _MODERATOR | {Role.OPERATOR}, Status.NEEDS_INFO: _MODERATOR},
        Status.PUBLISHED,
        _REPORTER,
        stamps=("published_at",),
        starts=(Clock.ANSWER,),
    ),
    "reject": Step(
        _at(Status.SUBMITTED, Status.NEEDS_INFO, by=_MODERATOR),
        Status.REJECTED,
        _REPORTER,
        stamps=("closed_at",),
        public=False,
    ),
    "ask": Step(
        _at(Status.SUBMITTED, by=_MODERATOR),
        Status.NEEDS_INFO,
        _REPORTER,
        starts=(Clock.REPLY,),
        public=False,
    ),
    # A question that is not answered in time: the report is not published, and its sender is told.
    "expire": Step(
        _at(Status.NEEDS_INFO, by=_SYSTEM),
        Status.REJECTED,
        _REPORTER,
        stamps=("closed_at",),
        clears=("reply_due_at",),
        public=False,
    ),
    # Late as well: see objections.py for until when.
    "supply": Step(
        _at(Status.NEEDS_INFO, Status.REJECTED, by=_RESIDENT),
        Status.SUBMITTED,
        frozenset({Audience.MODERATORS}),
        clears=("reply_due_at", "closed_at"),
        starts=(Clock.MODERATION,),
        public=False,
    ),
    "reconsider": Step(
        _at(Status.REJECTED, by=_MODERATOR),
        Status.SUBMITTED,
        clears=("closed_at",),
        starts=(Clock.MODERATION,),
        public=False,
    ),
    "duplicate": Step(
        _at(*_REPEATS, by=_MODERATOR),
        Status.DUPLICATE,
        _INTERESTED,
        stamps=("closed_at",),
    ),
    # Undoing a merge restores the report: no new decision, publication or term.
    "unmerge": Step(
        _at(Status.DUPLICATE, by=_MODERATOR), None, _INTERESTED, "duplicate", clears=("closed_at",)
    ),
    "route": Step(
        _at(Status.PUBLISHED, by=_MODERATOR | _SYSTEM | {Role.COORDINATOR}),
        Status.ROUTED,
        _ALL - _INTERESTED,
        stamps=("routed_at",),
        starts=(Clock.ACCEPTANCE,),
    ),
    # The system forwards where the coordinator chose that reports follow new boundaries.
    "forward": Step(
        {Status.ROUTED: _COORDINATING | _MODERATOR, **_at(*_AT_WORK, by=_COORDINATING)},
        Status.ROUTED,
        _ALL,
        stamps=("routed_at",),
        clears=("accepted_at", "planned_for"),
        starts=(Clock.ACCEPTANCE,),
    ),
    "accept": Step(
        _at(Status.ROUTED, by=_OPERATOR_TOO), Status.ACCEPTED, _INTERESTED, stamps=("accepted_at",)
    ),
    "start": Step(
        _at(Status.ACCEPTED, Status.PLANNED, by=_OPERATOR_TOO), Status.IN_PROGRESS, _INTERESTED
    ),
    "plan": Step(
        _at(Status.ACCEPTED, Status.IN_PROGRESS, by=_OFFICER), Status.PLANNED, _INTERESTED
    ),
    "solve": Step(
        _at(*_AT_WORK, by=_OPERATOR_TOO), Status.SOLVED, _INTERESTED, stamps=("answered_at",)
    ),
    "refuse": Step(
        _at(*_AT_WORK, by=_OFFICER),
        Status.NOT_SOLVED,
        _INTERESTED,
        stamps=("answered_at", "closed_at"),
    ),
    # What an officer said is corrected by saying it anew: the first words stay in the timeline.
    "correct": Step(_at(*_CORRECTED, by=_OFFICER), audiences=_INTERESTED),
    # Only the reporter can confirm that the problem is solved, or return the report ...
    "confirm": Step(
        _at(*_CLAIMED, by=_RESIDENT), Status.CONFIRMED, _ALL - _REPORTER, stamps=("closed_at",)
    ),
    "return": Step(
        _at(*_CLAIMED, by=_RESIDENT),
        Status.IN_PROGRESS,
        _ALL - _REPORTER,
        clears=("answered_at", "closed_at", "planned_for"),
        starts=(Clock.ANSWER,),
    ),
    # ... or their silence closes it after the confirmation days.
    "lapse": Step(_at(Status.SOLVED, by=_SYSTEM), Status.LAPSED, _ALL, stamps=("closed_at",)),
    # A refusal is answered by the reporter once, with words; the coordinator decides.
    "appeal": Step(
        _at(Status.NOT_SOLVED, by=_RESIDENT),
        Status.APPEALED,
        _ALL - _REPORTER | {Audience.COORDINATORS},
        clears=("closed_at",),
        starts=(Clock.APPEAL,),
    ),
    "uphold": Step(
        _at(Status.APPEALED, by=_COORDINATOR),
        Status.NOT_SOLVED,
        _ALL,
        stamps=("closed_at",),
        clears=("appeal_due_at",),
    ),
    "overrule": Step(
        _at(Status.APPEALED, by=_COORDINATOR),
        Status.IN_PROGRESS,
        _ALL,
        clears=("answered_at", "planned_for", "appeal_due_at"),
        starts=(Clock.ANSWER,),
    ),
    "hide": Step(
        _at(*Status, by=_HIDERS), audiences=_REPORTER, stamps=("hidden_at",), public=False
    ),
    "unhide": Step(_at(*Status, by=_HIDERS), clears=("hidden_at",), public=False),
    "redact": Step(_at(*Status, by=_MODERATOR), public=False),
    # Supports that came in a burst are counted after all, or not.
    "vouch": Step(_at(*Status, by=_MODERATOR), public=False, updates=False),
    "discount": Step(_at(*Status, by=_MODERATOR), public=False, updates=False),
    "note": Step(_at(*Status, by=_OFFICER | _MODERATOR), audiences=_INTERESTED),
    "photo": Step(_at(*Status, by=_OFFICER | _SYSTEM)),
    "remind": Step(_at(*Status, by=_SYSTEM), public=False, updates=False),
    # Closed in silence before that was a status of its own: said once, of old reports.
    "restate": Step(_at(Status.CONFIRMED, by=_SYSTEM), Status.LAPSED, public=False, updates=False),
    # Boundaries changed before the report was published: another body is proposed.
    "reroute": Step(_at(*Status, by=_SYSTEM | {Role.COORDINATOR}), public=False),
}
# Never on public pages, even when the report is public.
PRIVATE = frozenset(action for action, step in STEPS.items() if not step.public)


def advance(
    status: Status | None, action: str, role: Role, *, back_to: Status | None = None
) -> Status:
    """Return the status after ``action``; raise WrongState or NotAllowed.

    A step that undoes another leads to ``back_to``, the status from before that one.
    """
    step = STEPS.get(action)
    if step is None or status not in step.roles:
        raise WrongState(
            "This report is already “%(status)s”: that can no longer be done. Reload the page.",
            status=status,
            action=action,
        )
    if role not in step.roles[status]:
        raise NotAllowed("Your role does not allow this step.", role=role, action=action)
    return Status((back_to if step.undoes else step.to) or status or "")


def open_actions(status: Status, roles: frozenset[Role]) -> frozenset[str]:
    """Return the steps to another status that any of the roles may take from this one."""
    return frozenset(
        action
        for action, step in STEPS.items()
        if (step.to or step.undoes) and roles & step.roles.get(status, frozenset())
    )

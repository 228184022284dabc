"""What the coordinator's editors share: the writer's name in the journal, and ways to imports."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import url_for

from app.domain.roles import Role
from app.operations.acting import act_as
from app.operations.reports.events import Actor
from app.security.request_context import HromadaContext, writing_in


@contextmanager
def editing_in(slug: str) -> Iterator[HromadaContext]:
    """Open a transaction whose changes the journal enters under the user's name."""
    with writing_in(slug) as context:
        act_as(context.session, context.user.account_id)
        yield context


def coordinator(context: HromadaContext) -> Actor:
    """Return the user as the coordinator that they are."""
    return Actor(Role.COORDINATOR, context.user.account_id)


def upload_url(slug: str, kind: str) -> str:
    """Return the page on which a file of this kind is sent."""
    return url_for("uploads.begin", slug=slug, kind=kind)

"""What a coordinator does with a file to import: send it, have it checked, take it, discard it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import SEEK_END
from typing import cast

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.domain.errors import Conflict, Rejected, WrongState
from app.domain.roles import Permission
from app.errors import error_text, field_errors
from app.inputs.form import Form
from app.inputs.uploads import parse_sent_file, parse_stated, refuse_ending_by_table
from app.operations.uploads.kinds import KINDS
from app.operations.uploads.stated import Stated
from app.operations.uploads.states import (
    Act,
    ImportState,
    ReceivedFile,
    ask,
    put_aside,
    receive,
    refuse_too_many,
)
from app.queries.uploads import uploaded_file
from app.security.request_context import HromadaContext, now, requires, writing_in
from app.services import services
from app.web.uploads.pages import OF_FILE, OF_KIND, bp, kind_named, kind_page

__all__ = ["bp"]


@bp.post(f"{OF_KIND}/file")
@requires(Permission.COORDINATE)
def send(slug: str, kind: str) -> ResponseReturnValue:
    """Keep an uploaded file, have it opened and redirect to its page."""
    chosen, sent = kind_named(kind), request.files.get("file")
    try:
        known = parse_sent_file(chosen, sent.filename or "" if sent else "", _size(sent))
        whole = request.form.get("whole") == "1"
        refuse_ending_by_table(chosen, known, whole=whole)
        with _unless_it_fails() as kept, writing_in(slug) as context:
            refuse_too_many(context.session)
            key = services().uploads.keep(known.name, cast("FileStorage", sent).save)
            kept.append(key)
            received = ReceivedFile(kind, known.name, key, known.size)
            stated = Stated(whole=whole)
            import_id = receive(context.session, received, stated, _act(context))
    except Rejected as error:
        return kind_page(slug, chosen, field_errors(error, otherwise="file")), 422
    return redirect(url_for("uploads.file", slug=slug, import_id=import_id), 303)


@bp.post(f"{OF_FILE}/check")
@requires(Permission.COORDINATE)
def check(slug: str, import_id: int) -> ResponseReturnValue:
    """Keep what is stated about a file, and have it read or checked."""

    def act(context: HromadaContext) -> None:
        known = uploaded_file(context.session, import_id)
        words = known.opened.get("words", {})
        stated = parse_stated(request.form, KINDS[known.kind], Stated.of(known.options), words)
        state = ImportState.OPENING if request.form.get("again") else ImportState.CHECKING
        ask(context.session, import_id, state, _act(context), options=stated.as_dict())

    return _done(slug, import_id, act)


@bp.post(f"{OF_FILE}/take")
@requires(Permission.COORDINATE)
def take(slug: str, import_id: int) -> ResponseReturnValue:
    """Have a checked file taken."""

    def act(context: HromadaContext) -> None:
        ask(context.session, import_id, ImportState.TAKING, _act(context))

    return _done(slug, import_id, act)


@bp.post(f"{OF_FILE}/discard")
@requires(Permission.COORDINATE)
def discard(slug: str, import_id: int) -> ResponseReturnValue:
    """Put a file aside and delete it; nothing of it is taken."""
    dropped: list[str] = []
    answer = _done(
        slug,
        import_id,
        lambda context: dropped.append(put_aside(context.session, import_id, _act(context))),
    )
    for key in dropped:
        services().uploads.discard(key)
    return answer


def _done(
    slug: str, import_id: int, act: Callable[[HromadaContext], object]
) -> ResponseReturnValue:
    """Act in a transaction, say why it was refused, and redirect to the file's page."""
    try:
        with writing_in(slug) as context:
            act(context)
    except (Conflict, WrongState) as error:
        flash(error_text(error), "warning")
    return redirect(url_for("uploads.file", slug=slug, import_id=import_id), 303)


@contextmanager
def _unless_it_fails() -> Iterator[list[str]]:
    """Keep the files of these keys if their rows are committed, else delete them."""
    kept: list[str] = []
    try:
        yield kept
    except BaseException:
        for key in kept:
            services().uploads.discard(key)
        raise


def _act(context: HromadaContext) -> Act:
    return Act(context.user.account_id, now(), Form(request.form).number("run") or 0)


def _size(sent: FileStorage | None) -> int:
    if sent is None:
        return 0
    size = sent.stream.seek(0, SEEK_END)
    sent.stream.seek(0)
    return size

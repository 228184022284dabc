"""The coordinator's editor of the hromada's pages: text, preview, history, our text again."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Conflict, DomainError, NotFound, Rejected
from app.domain.roles import Permission
from app.errors import error_text, field_errors, status_of
from app.inputs.public_pages import LONGEST_TEXT, parse_page, typed_page
from app.operations.public_pages import PageText, save_page
from app.queries.public_pages import (
    PageVersion,
    newest_versions,
    page_version,
    page_versions,
)
from app.security.compression import uncompressed
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.markdown import render_markdown
from app.texts.public_pages import PAGE_TITLES, our_text
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.public_pages.page import text_of
from app.web.urls import numbered

bp = Blueprint("public_pages", __name__)

ONE = f"/<slug>/coordination/pages/<any({', '.join(PAGE_TITLES)}):name>"


@bp.get("/<slug>/coordination/pages")
@requires(Permission.COORDINATE)
def listing(slug: str) -> ResponseReturnValue:
    """List the pages with who changed each last."""
    uncompressed()  # it shows people's addresses
    with reading_in(slug) as context:
        return _page(context, "pages", titles=PAGE_TITLES, newest=newest_versions(context.session))


@bp.get(ONE)
@requires(Permission.COORDINATE)
def edit(slug: str, name: str) -> ResponseReturnValue:
    """Offer the newest text to be changed."""
    with reading_in(slug) as context:
        return _editor(context, name, _draft(name, page_version(context.session, name)))


@bp.post(ONE)
@requires(Permission.COORDINATE)
def save(slug: str, name: str) -> ResponseReturnValue:
    """Save the text as the newest version."""
    return _saved(slug, name, gettext("The text is on its page now."))


@bp.post(f"{ONE}/preview")
@requires(Permission.COORDINATE)
def preview(slug: str, name: str) -> ResponseReturnValue:
    """Show how the text will look, without saving it."""
    typed = typed_page(request.form, name)
    shown = {"uk": render_markdown(typed.text_uk), "en": render_markdown(typed.text_en)}
    with reading_in(slug) as context:
        return _editor(context, name, typed, shown=shown)


@bp.post(f"{ONE}/ours")
@requires(Permission.COORDINATE)
def restore(slug: str, name: str) -> ResponseReturnValue:
    """Return to our text; the hromada's own stays in the history."""
    return _saved(slug, name, gettext("Our text is on the page again."), ours=True)


@bp.get(f"{ONE}/versions/{numbered('number')}")
@requires(Permission.COORDINATE)
def version(slug: str, name: str, number: int) -> ResponseReturnValue:
    """Show an earlier version, and offer it to be taken up again."""
    with reading_in(slug) as context:
        chosen = page_version(context.session, name, number)
        if chosen.version != number:
            raise NotFound("There is no such version of this text.")
        draft = _draft(name, chosen, seen=page_version(context.session, name).version)
        shown = {language: text_of(name, chosen, language) for language in ("uk", "en")}
        return _editor(context, name, draft, shown=shown, chosen=chosen)


def _saved(slug: str, name: str, done: str, *, ours: bool = False) -> ResponseReturnValue:
    typed = typed_page(request.form, name)
    try:
        text = PageText(name, typed.seen, ours=True) if ours else parse_page(request.form, name)
        with writing_in(slug) as context:
            save_page(context.session, text, by=_account(context), now=now())
    except (Rejected, Conflict) as refusal:
        return _refused(slug, name, typed, refusal)
    flash(done, "success")
    return redirect(url_for("public_pages.edit", slug=slug, name=name), 303)


def _refused(slug: str, name: str, typed: PageText, refusal: DomainError) -> ResponseReturnValue:
    """Return the editor with what was typed; after a conflict saving again is deliberate."""
    flash(error_text(refusal), "warning")
    with reading_in(slug) as context:
        errors, theirs = field_errors(refusal), None
        if isinstance(refusal, Conflict):
            theirs = _draft(name, page_version(context.session, name))
            typed = PageText(name, theirs.seen, typed.text_uk, typed.text_en)
        return _editor(context, name, typed, errors=errors, theirs=theirs), status_of(refusal)


def _draft(name: str, version: PageVersion, *, seen: int | None = None) -> PageText:
    """Return what the form begins with: the version's own text, else ours."""
    uk, en = (
        (our_text(name, "uk"), our_text(name, "en"))
        if version.ours
        else (version.text_uk, version.text_en)
    )
    return PageText(name, version.version if seen is None else seen, uk, en)


def _editor(context: HromadaContext, name: str, draft: PageText, **more: Any) -> str:  # noqa: ANN401 - as templates take them
    uncompressed()  # it shows people's addresses
    versions = page_versions(context.session, name)
    variables = {"errors": {}, "shown": None, "chosen": None, "theirs": None} | more
    return _page(
        context,
        "page_text",
        name=name,
        titles=PAGE_TITLES,
        draft=asdict(draft),
        longest=LONGEST_TEXT,
        versions=versions,
        changed=bool(versions) and not versions[0].ours,
        **variables,
    )


def _page(context: HromadaContext, template: str, **variables: Any) -> str:  # noqa: ANN401 - the same
    return coordination_page(context, template, part="public-pages", **variables)


def _account(context: HromadaContext) -> int:
    return int(context.user.account_id or 0)

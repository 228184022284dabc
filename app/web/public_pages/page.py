"""Shows the pages: a text that the hromada may change, and facts that it cannot make untrue."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.domain.roles import Permission
from app.operations.terms import terms_of
from app.queries.public_pages import (
    PageVersion,
    answer_terms,
    body_phones,
    contacts_of,
    page_version,
)
from app.security.request_context import current_user, database, now, reading_in, requires
from app.services import services
from app.texts.languages import chosen_language
from app.texts.markdown import render_markdown
from app.texts.public_pages import (
    OF_INSTALLATION,
    PAGE_TITLES,
    STATEMENT_DAY,
    dialled,
    hours_in_words,
    our_text,
)
from app.web.public_pages.retention import kept_by_hromada, kept_by_installation

bp = Blueprint("hromada_pages", __name__)

Facts = dict[str, Any]


def _terms(session: Session) -> Facts:
    return {"terms": terms_of(session, now=now()), "answers": answer_terms(session)}


def _bodies(session: Session) -> Facts:
    return {"bodies": body_phones(session)}


def _nothing(_session: Session) -> Facts:
    return {}


# What each page tells beside its text.
FACTS: Mapping[str, Callable[[Session], Facts]] = {
    "about": _nothing,
    "privacy": lambda _session: {"kept": kept_by_hromada()},
    "accessibility": _nothing,
    "help": _terms,
    "contacts": _bodies,
}


@bp.get(f"/<slug>/<any({', '.join(PAGE_TITLES)}):name>")
@requires(Permission.SEE)
def page(slug: str, name: str) -> ResponseReturnValue:
    """Show one of the hromada's pages."""
    with reading_in(slug) as context:
        version = page_version(context.session, name)
        return render_template(
            "public/page.html",
            hromada=context.hromada,
            user=context.user,
            contacts=contacts_of(context.session),
            version=version,
            **_shown(name, version),
            **FACTS[name](context.session),
        )


@requires(Permission.SEE)
def installation(name: str) -> ResponseReturnValue:
    """Show one of the pages where no hromada is chosen."""
    with database().reading() as session:
        user = current_user(session)
    return render_template(
        "public/page.html",
        user=user,
        contact=services().settings.contact_email,
        kept=kept_by_installation(),
        **_shown(name, PageVersion()),
    )


# Each with a rule of its own: a hromada's slug would be taken first.
for each in OF_INSTALLATION:
    bp.add_url_rule(f"/{each}", "installation", installation, defaults={"name": each})


def _shown(name: str, version: PageVersion) -> Facts:
    language = chosen_language()
    return {
        "name": name,
        "titles": PAGE_TITLES,
        "statement_day": STATEMENT_DAY,
        "dialled": dialled,
        "hours_in_words": hours_in_words,
        "text": text_of(name, version, language),
        # Only Ukrainian readers have a text for sure.
        "text_language": "uk" if not version.ours and not version.text_en else language,
    }


def text_of(name: str, version: PageVersion, language: str) -> Markup:
    """Return the text of a version, ours where the hromada has none, as HTML."""
    return render_markdown(our_text(name, language) if version.ours else version.text(language))

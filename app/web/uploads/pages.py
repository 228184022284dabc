"""Imports in the browser: what can be imported, a page for each kind, one for each file."""

from collections.abc import Mapping

from flask import Blueprint, jsonify, send_file
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.operations.uploads.kinds import BODIES, CATEGORIES, KINDS, MB, UploadKind, most_bytes
from app.operations.uploads.own_tables import KINDS_WITH_TABLE, own_table
from app.operations.uploads.samples import NO_SAMPLE, SAMPLES, Sample, sample_file
from app.operations.uploads.table_files import CSV, XLSX, table_file
from app.queries.territory.areas_in_force import leaf_categories
from app.queries.territory.drafts import AREAS, DISTRICTS
from app.queries.uploads import past_imports, uploaded_file
from app.security.compression import uncompressed
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.services import services
from app.texts.imports import KIND_WORDS, STATE_WORDS, column_text, stored_text
from app.web.casework.coordination import coordination_page
from app.web.casework.coordination_menu import menu_href, menu_label
from app.web.uploads.file_view import file_view, progress_of, words_view
from app.web.urls import numbered

bp = Blueprint("uploads", __name__)

BASE = "/<slug>/coordination/imports"
OF_KIND = f"{BASE}/<kind>"
OF_FILE = f"{BASE}/{numbered('import_id')}"
_CLEAN: dict[str, str] = {}
# Where a kind has an editor, its files belong to the editor's tab; others to the page of files.
TABS: Mapping[str, str] = {
    BODIES: "bodies",
    CATEGORIES: "categories",
    DISTRICTS: "districts",
    AREAS: "areas",
}
_DOWNLOAD = "text/csv; charset=utf-8"


@bp.get(BASE)
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show what can be imported, and every import so far."""
    with reading_in(slug) as context:
        return _rendered(context, "page", "", kinds=KINDS.values(), past=_past(context))


@bp.get(OF_KIND)
@requires(Permission.COORDINATE)
def begin(slug: str, kind: str) -> ResponseReturnValue:
    """Show what a file of this kind holds, and the form that takes one."""
    return kind_page(slug, kind_named(kind))


@bp.get(f"{OF_KIND}/sample.<any(csv, xlsx, geojson):suffix>")
@requires(Permission.COORDINATE)
def sample(slug: str, kind: str, suffix: str) -> ResponseReturnValue:
    """Return a small file of this kind to fill in."""
    if suffix not in _sample_of(kind).suffixes:
        raise NotFound("There is no such file.")
    with reading_in(slug) as context:
        hromada = context.hromada
    content = sample_file(_sample_of(kind), suffix, centre=(hromada.lon, hromada.lat))
    return send_file(content, as_attachment=True, download_name=f"{kind}.{suffix}")


@bp.get(f"{OF_KIND}/own.<any(csv, xlsx):suffix>")
@requires(Permission.COORDINATE)
def own(slug: str, kind: str, suffix: str) -> ResponseReturnValue:
    """Return what the hromada has of a kind as a table, to be corrected and sent back."""
    if kind not in KINDS_WITH_TABLE:
        raise NotFound("There is no such file.")
    with reading_in(slug) as context:
        uncompressed()  # it has mail addresses of people
        table = own_table(context.session, kind, now=now())
    content = table_file(suffix, table.headings, table.rows)
    return send_file(content, as_attachment=True, download_name=f"{slug}-{kind}.{suffix}")


@bp.get(OF_FILE)
@requires(Permission.COORDINATE)
def file(slug: str, import_id: int) -> ResponseReturnValue:
    """Show what was found in a file, what it would change or has changed."""
    return file_page(slug, import_id)


@bp.get(f"{OF_FILE}/state.json")
@requires(Permission.COORDINATE)
def state(slug: str, import_id: int) -> ResponseReturnValue:
    """Return the state of a file, by which its page knows that it has changed."""
    with reading_in(slug) as context:
        known = uploaded_file(context.session, import_id)
    return jsonify(state=progress_of(known))


@bp.get(f"{OF_FILE}/refused.csv")
@requires(Permission.COORDINATE)
def refused(slug: str, import_id: int) -> ResponseReturnValue:
    """Return the refused rows of a file with their reasons, to be corrected and sent again."""
    with reading_in(slug) as context:
        known = uploaded_file(context.session, import_id)
    path = services().uploads.refused_path(known.storage_key)
    if not path.exists():
        raise NotFound("These rows are deleted: files are kept for some days. Send the file again.")
    name = f"{known.name.split('.')[0]}.refused.csv"
    return send_file(path, mimetype=_DOWNLOAD, as_attachment=True, download_name=name)


def kind_named(name: str) -> UploadKind:
    """Return the kind of this name; raise NotFound if there is none."""
    if name not in KINDS:
        raise NotFound("There is no such page. Check the address, or begin from the map.")
    return KINDS[name]


def kind_page(slug: str, kind: UploadKind, faults: dict[str, str] = _CLEAN) -> str:
    """Return the page of a kind, with the faults of its form."""
    with reading_in(slug) as context:
        return _rendered(
            context,
            "kind",
            kind.name,
            kind=kind,
            faults=faults,
            past=_past(context, kind.name),
            own=(XLSX, CSV) if kind.name in KINDS_WITH_TABLE else (),
            samples=_sample_of(kind.name).suffixes,
            most_mb=max(map(most_bytes, kind.suffixes)) // MB,
        )


def file_page(slug: str, import_id: int) -> str:
    """Return the page of a file."""
    with reading_in(slug) as context:
        known = uploaded_file(context.session, import_id)
        view = file_view(known)
        leaves = leaf_categories(context.session) if known.opened.get("words") else ()
        view["words"] = words_view(known, view["stated"], leaves)
        return _rendered(context, "file", known.kind, **view)


def _sample_of(kind: str) -> Sample:
    return SAMPLES.get(kind, NO_SAMPLE)


def _past(context: HromadaContext, kind: str | None = None) -> object:
    uncompressed()  # it shows people's addresses
    return past_imports(context.session, kind)


def _rendered(context: HromadaContext, template: str, of_kind: str, **variables: object) -> str:
    return coordination_page(
        context,
        f"imports/{template}",
        part=TABS.get(of_kind, "uploads"),
        back=_way_back(context.hromada.slug, of_kind),
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
        said=stored_text,
        said_column=column_text,
        **variables,
    )


def _way_back(slug: str, of_kind: str) -> tuple[str, str]:
    """Return the label and the address of the page that leads to files of this kind."""
    part = TABS.get(of_kind, "uploads")
    return menu_label(part), menu_href(part, slug)

"""Composition root: settings, database, adapters and pages meet only here."""

import logging
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.errors import register_errors
from app.inputs.requests import ShallowJSON, StrictRequest
from app.security.body_limits import register_body_limits
from app.security.caching import register_caching
from app.security.compression import register_compression
from app.security.csrf import MaskedCSRFProtect
from app.security.headers import csp_nonce, register_headers
from app.security.origins import register_origins
from app.security.queueing import QueueLimit
from app.security.rate_limits import register_limits
from app.security.request_context import current_user
from app.security.traces import register_traces
from app.static_files import serve_static
from app.static_releases import version_of
from app.texts.languages import register_languages
from app.web.converters import register_converters
from app.web.redirects import register_redirects
from app.web.urls import page_address, page_path
from app.wiring import connect_services, register_commands, register_pages

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "static"
NO_COMMANDS: Mapping[str, str] = {}


def create_app(settings: Settings, *, commands: Mapping[str, str] = NO_COMMANDS) -> Flask:
    """Return the app, ready to serve; connections are made when they are needed.

    ``commands`` are further CLI commands, each with its module.
    """
    _configure_logs(settings)
    app = Flask(
        "vidkryte_misto",
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=str(STATIC),
        static_url_path=f"/static/{version_of(STATIC)}",
    )
    app.request_class = StrictRequest
    register_converters(app)
    _configure(app, settings)
    app.extensions["services"] = connect_services(settings)
    register_compression(app)
    register_caching(app)
    register_languages(app)
    register_errors(app)
    register_origins(app, settings)
    register_body_limits(app)
    register_traces(app)
    register_headers(app, settings)
    register_redirects(app)
    register_limits(app, settings)
    _register_csrf(app)
    _register_template_variables(app, settings)
    register_pages(app)
    register_commands(app, commands)
    _wrap(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        IDENTITY_KEY=settings.identity_key,
        SESSION_COOKIE_NAME="__Host-vm" if settings.secure else "vm",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
    )
    app.json = ShallowJSON(app)


def _configure_logs(settings: Settings) -> None:
    level = logging.getLevelName(settings.log_level.upper())
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for verbose in ("alembic", "fontTools", "PIL"):
        logging.getLogger(verbose).setLevel(logging.WARNING)


def _register_csrf(app: Flask) -> None:
    """Require a CSRF token of every form; a JSON body already proves that no form sent it."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False)
    csrf = MaskedCSRFProtect(app)

    @app.before_request
    def require_token() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "needs_no_token", False):
            return
        if request.method in app.config["WTF_CSRF_METHODS"] and not request.is_json:
            csrf.protect()


def _register_template_variables(app: Flask, settings: Settings) -> None:
    @app.context_processor
    def variables() -> dict[str, object]:
        return {
            "settings": settings,
            "csp_nonce": csp_nonce,
            "current_user": current_user,
            "page_address": page_address,
            "page_path": page_path,
        }


def _wrap(app: Flask, settings: Settings) -> None:
    version = str(app.static_url_path).rpartition("/")[2]
    serve_static(app, STATIC, version, settings.published_static)
    if proxies := int(settings.trusted_proxies):
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # how middleware is put in place
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    app.wsgi_app = QueueLimit(app.wsgi_app)  # type: ignore[method-assign]  # the same

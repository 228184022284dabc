"""Which pages, programs' interfaces, commands and adapters the program is made of."""

from importlib import import_module

from flask import Flask

from app.adapters.mail import LetterFolder, SmtpPost
from app.adapters.storage import PhotoFolder
from app.adapters.wakeups import Wakeup
from app.cli.on_demand import CommandsOnDemand
from app.config import Settings
from app.db import RELAY_ROLE, Database

PAGES = (
    "app.api.tiles",
    "app.web.accounts",
    "app.web.announcing",
    "app.web.boundaries",
    "app.web.boundary_drafts",
    "app.web.coordination",
    "app.web.coverage",
    "app.web.following",
    "app.web.moderation",
    "app.web.notice_changes",
    "app.web.notices",
    "app.web.office",
    "app.web.own_reports",
    "app.web.photos",
    "app.web.places",
    "app.web.report_form",
    "app.web.report_page",
    "app.web.reports",
    "app.web.service",
    "app.web.statistics",
    "app.web.zones",
)
# Command: the module whose COMMANDS has it. Imported when asked for: web starts without them.
COMMANDS = {
    "accounts": "app.cli.accounts",
    "clock": "app.cli.service",
    "counts": "app.cli.counts",
    "coverage": "app.cli.coverage",
    "import": "app.cli.imports",
    "migrate": "app.cli.release",
    "outbox": "app.cli.service",
    "relay": "app.cli.service",
    "release": "app.cli.release",
    "reports": "app.cli.reports",
    "route": "app.cli.routing",
    "seed": "app.cli.release",
    "serve": "app.cli.serving",
    "worker": "app.cli.service",
}


def register_pages(app: Flask) -> None:
    """Mount every module's blueprint."""
    for name in PAGES:
        app.register_blueprint(import_module(name).bp)


def register_commands(app: Flask) -> None:
    """Let the command line find every module's commands."""
    app.cli = CommandsOnDemand(app.name, COMMANDS)


def register_adapters(app: Flask, settings: Settings) -> None:
    """Set the outside in place."""
    app.extensions["photos"] = PhotoFolder(settings.var / "photos")
    app.extensions["mail"] = (
        SmtpPost(settings.smtp_url, sender=settings.mail_from)
        if settings.smtp_url
        else LetterFolder(settings.var / "mail", sender=settings.mail_from)
    )
    app.extensions["database"].after_commit = Wakeup(settings.redis_url)
    # Sees what is owed in every hromada, and nothing else of them.
    app.extensions["obligations"] = Database(settings.database_url, role=RELAY_ROLE)

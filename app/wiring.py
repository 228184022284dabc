"""Which pages, programs' interfaces, commands and adapters the program is made of."""

from importlib import import_module

from flask import Flask

from app.adapters.mail import LetterFolder, SmtpPost
from app.adapters.storage import PhotoFolder
from app.adapters.wakeups import Wakeup
from app.config import Settings
from app.db import RELAY_ROLE, Database

PAGES = (
    "app.api.tiles",
    "app.web.accounts",
    "app.web.coordination",
    "app.web.following",
    "app.web.moderation",
    "app.web.office",
    "app.web.own_reports",
    "app.web.photos",
    "app.web.places",
    "app.web.report_form",
    "app.web.report_page",
    "app.web.reports",
    "app.web.service",
    "app.web.statistics",
)
COMMANDS = (
    "app.cli.accounts",
    "app.cli.imports",
    "app.cli.release",
    "app.cli.reports",
    "app.cli.routing",
    "app.cli.service",
)


def register_pages(app: Flask) -> None:
    """Mount every module's blueprint."""
    for name in PAGES:
        app.register_blueprint(import_module(name).bp)


def register_commands(app: Flask) -> None:
    """Add every module's commands to the command line."""
    for name in COMMANDS:
        for command in import_module(name).COMMANDS:
            app.cli.add_command(command)


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

"""Which pages, APIs, commands and adapters the program is made of."""

from collections.abc import Mapping
from importlib import import_module

from flask import Flask

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.adapters.mail import LetterFolder
from app.adapters.smtp import SmtpMailer
from app.adapters.storage import PhotoFolder
from app.adapters.uploads import UploadFolder
from app.adapters.wakeups import Wakeup
from app.cli.on_demand import CommandsOnDemand
from app.config import Settings
from app.db import RELAY_ROLE, Database
from app.services import Services

PAGES = (
    "app.api.tiles",
    "app.web.accounts",
    "app.web.notices.staff",
    "app.web.territory.areas",
    "app.web.territory.bodies",
    "app.web.territory.boundaries",
    "app.web.territory.districts",
    "app.web.territory.kinds",
    "app.web.territory.drafts",
    "app.web.casework.appeals",
    "app.web.casework.coordination",
    "app.web.territory.coverage",
    "app.web.discovery",
    "app.web.offline.pages",
    "app.web.reports.following",
    "app.web.casework.moderation",
    "app.web.notices.changing",
    "app.web.notices.public",
    "app.web.casework.office",
    "app.web.opening.face",
    "app.web.opening.logo",
    "app.web.opening.page",
    "app.web.opening.people",
    "app.web.opening.starters",
    "app.web.opening.terms",
    "app.web.reports.own",
    "app.web.reports.photos",
    "app.web.public_pages.editing",
    "app.web.public_pages.page",
    "app.web.territory.cards",
    "app.web.territory.embedding",
    "app.web.territory.asking",
    "app.web.territory.home",
    "app.web.territory.map",
    "app.web.reports.form",
    "app.web.reports.page",
    "app.web.reports.submit",
    "app.web.reports.supporting",
    "app.web.health",
    "app.web.statistics.page",
    "app.web.statistics.public",
    "app.web.territory.zones",
    "app.web.uploads.changes",
)
# Command: the module whose COMMANDS has it, imported when used: web starts without them.
COMMANDS = {
    "accounts": "app.cli.accounts",
    "asked": "app.cli.asked",
    "clock": "app.cli.processes",
    "counts": "app.cli.counts",
    "coverage": "app.cli.coverage",
    "failures": "app.cli.processes",
    "import": "app.cli.imports",
    "migrate": "app.cli.release",
    "outbox": "app.cli.processes",
    "publish-static": "app.cli.release",
    "relay": "app.cli.processes",
    "release": "app.cli.release",
    "reports": "app.cli.reports",
    "route": "app.cli.routing",
    "serve": "app.cli.serving",
    "worker": "app.cli.processes",
}


def register_pages(app: Flask) -> None:
    """Register the blueprint of every module."""
    for name in PAGES:
        app.register_blueprint(import_module(name).bp)


def register_commands(app: Flask, more: Mapping[str, str]) -> None:
    """Register the commands of every module, and ``more`` of tools around the app."""
    app.cli = CommandsOnDemand(app.name, COMMANDS | dict(more))


def connect_services(settings: Settings) -> Services:
    """Return the databases and adapters that the settings name."""
    database = Database(settings.database_url, read_url=settings.database_read_url)
    database.after_commit = Wakeup(settings.redis_url)
    fence = Fence(settings.var / "run" / "fence.sock")
    return Services(
        settings=settings,
        database=database,
        outbox=Database(settings.database_url, role=RELAY_ROLE),
        photos=PhotoFolder(settings.var / "photos"),
        mail=SmtpMailer(settings.smtp_url, sender=settings.mail_from)
        if settings.smtp_url
        else LetterFolder(settings.var / "mail", sender=settings.mail_from),
        fence=fence,
        files=FencedFiles(fence),
        uploads=UploadFolder(settings.var / "imports"),
    )

"""Databases and adapters, one of each: pages, commands and jobs get them here."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.adapters.mail import Mailer
from app.adapters.storage import PhotoStore
from app.adapters.uploads import UploadFolder
from app.config import Settings
from app.db import Database


@dataclass(slots=True)
class Services:
    """Settings, databases and adapters of one app; tests replace them."""

    settings: Settings
    database: Database
    # Sees the outbox of every hromada, and nothing else of them.
    outbox: Database
    photos: PhotoStore
    mail: Mailer
    fence: Fence
    files: FencedFiles
    uploads: UploadFolder


def services_of(app: Flask) -> Services:
    """Return the app's services."""
    return cast("Services", app.extensions["services"])


def services() -> Services:
    """Return the services of the current app."""
    return services_of(current_app)

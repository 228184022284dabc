"""What the program is connected to, one of each: pages, commands and jobs ask for it here."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from app.adapters.mail import Mailer
from app.adapters.storage import PhotoStore
from app.config import Settings
from app.db import Database


@dataclass(slots=True)
class Services:
    """Settings, databases and adapters of one app; tests put others in their place."""

    settings: Settings
    database: Database
    # Sees what is owed in every hromada, and nothing else of them.
    obligations: Database
    photos: PhotoStore
    mail: Mailer


def services_of(app: Flask) -> Services:
    """Return the app's services."""
    return cast("Services", app.extensions["services"])


def services() -> Services:
    """Return the services of the app that is at work."""
    return services_of(current_app)

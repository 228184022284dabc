"""Loads and runs the app's SQL files in this package, as gis.sql does its own."""

from functools import partial
from typing import Any

from sqlalchemy import Result
from sqlalchemy.orm import Session

import gis.sql

load = partial(gis.sql.load, package=__name__)


def run(session: Session, name: str, **params: object) -> Result[*tuple[Any, ...]]:
    """Execute ``<name>.sql`` with bound parameters."""
    return session.execute(load(name), params)

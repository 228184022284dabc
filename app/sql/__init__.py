"""Runs the app's longer statements, kept beside this file as those of gis/sql are beside theirs."""

from functools import partial
from typing import Any

from sqlalchemy import Result
from sqlalchemy.orm import Session

import gis.sql

load = partial(gis.sql.load, package=__name__)


def run(session: Session, name: str, **params: object) -> Result[*tuple[Any, ...]]:
    """Execute ``<name>.sql``; values travel as parameters, never inside the text."""
    return session.execute(load(name), params)

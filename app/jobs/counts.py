"""Merges the log of map changes into the counts; see docs/decisions/0005.

Readers add what is not merged yet. The process keeps the log short, and counts hromadas by facet
once they have grown large.
"""

import time
from threading import Event

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.operations.failures import error_code, is_lost
from app.queries.counts import hromadas_outgrown
from gis.map.stored_counts import FACETED_FROM, MOST_AT_ONCE, merge, rebuild

PAUSE_S = 0.7
LONGEST_PAUSE_S = 60.0
GROWTH_S = 600.0

log = structlog.get_logger()


class Merger:
    """Merges at intervals; any number may run, one works at a time.

    ``relay`` can read the log of every hromada and no report; ``app`` enters one hromada at a time.
    """

    def __init__(self, relay: Database, app: Database, most: int = MOST_AT_ONCE) -> None:
        self._relay = relay
        self._app = app
        self._most = most
        self._faceted_at: float | None = None

    def sweep(self) -> int:
        """Merge up to one batch; return how many rows it had."""
        with self._relay.engine.begin() as conn:
            return merge(conn, self._most)

    def facet_grown(self, faceted_from: int = FACETED_FROM) -> None:
        """Count by facet the hromadas that have grown large enough for it."""
        with self._app.reading() as session:
            grown = hromadas_outgrown(session, faceted_from=faceted_from)
        for hromada_id in grown:
            try:
                rebuild(self._app.engine, hromada_id, faceted_from=faceted_from)
            except SQLAlchemyError as error:
                if is_lost(error):
                    raise
                log.warning("counts fail", hromada_id=hromada_id, error=error_code(error))

    def run(self, stop: Event) -> None:
        """Merge until ``stop`` is set; a full batch is followed by the next at once."""
        trouble, failures = "", 0
        while not stop.is_set():
            full = False
            try:
                full = self.sweep() == self._most
                self._facet_grown_at_intervals(time.monotonic())
                now_trouble, failures = "", 0
            except SQLAlchemyError as error:
                now_trouble, failures = error_code(error), failures + 1
            if now_trouble != trouble:
                log.warning("counts wait" if now_trouble else "counts go on", error=now_trouble)
                trouble = now_trouble
            if not full:
                stop.wait(min(PAUSE_S * 2 ** min(failures, 16), LONGEST_PAUSE_S))

    def close(self) -> None:
        """Close the relay's connections; the app's belong to the caller."""
        self._relay.close()

    def _facet_grown_at_intervals(self, moment: float) -> None:
        if self._faceted_at is not None and moment - self._faceted_at < GROWTH_S:
            return
        self._faceted_at = moment
        self.facet_grown()

"""Logs of the background processes: JSON, a line an event, ids only."""

import logging

import structlog


def log_as_json(level: str) -> None:
    """Configure structlog to write JSON from ``level`` (debug, info, warning, error) on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
    )

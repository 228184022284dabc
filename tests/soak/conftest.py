"""The running city of the journeys is attacked as well."""

from tests.journeys.conftest import city

__all__ = ["city"]

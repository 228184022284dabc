"""Imports as a coordinator makes them in a browser; the worker's tasks are done at once."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import Database
from app.jobs.delivery.consumer import process_entry
from app.jobs.delivery.queues import LeasedEntry
from app.jobs.imports import run_import
from app.models.outbox import Outbox
from app.operations.outbox import IMPORTS

BASE = "/pokrov/coordination/imports"


@dataclass(frozen=True, slots=True)
class Importer:
    """A coordinator's browser, and the worker."""

    app: Flask
    client: FlaskClient
    database: Database
    hromada_id: int

    def send(self, kind: str, name: str, content: bytes, **given: str) -> TestResponse:
        """Upload a file from the page of its kind."""
        page = self.client.get(f"{BASE}/{kind}").text
        data = {"csrf_token": _token(page), "file": (BytesIO(content), name), **given}
        return self.client.post(
            f"{BASE}/{kind}/file", data=data, content_type="multipart/form-data"
        )

    def sent(self, kind: str, name: str, content: bytes, **given: str) -> str:
        """Upload a file, have it opened, and return its path."""
        answer = self.send(kind, name, content, **given)
        assert answer.status_code == 303, answer.text
        self.work()
        return answer.location

    def drafted(self, kind: str, name: str, content: bytes, **given: str) -> str:
        """Upload a file of boundaries and have it taken; return the path of its draft."""
        path = self.sent(kind, name, content, **given)
        checked = self.pressed(path, "check")
        assert f"{path}/take" in checked, checked
        page = self.pressed(path, "take")
        found = re.search(r'href="(/[a-z]+/coordination/boundaries/[0-9]+)"', page)
        assert found, page
        return found[1]

    def press(self, path: str, step: str, **given: str) -> TestResponse:
        """Send a form of the file's page: ``step`` is check, take or discard."""
        fields = self.fields(path, step) | given
        return self.client.post(f"{path}/{step}", data=fields)

    def pressed(self, path: str, step: str, **given: str) -> str:
        """Send a form, let the worker do what it asks for, and return the page."""
        assert self.press(path, step, **given).status_code == 303
        self.work()
        return self.page(path)

    def page(self, path: str) -> str:
        """Return the page of a file."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def fields(self, path: str, step: str) -> dict[str, str]:
        """Return what the form of a step holds when the page is opened."""
        page = self.page(path)
        form = re.search(rf'<form[^>]*action="{re.escape(path)}/{step}".*?</form>', page, re.DOTALL)
        assert form, f"no form for {step} on {path}"
        fields = dict(re.findall(r'name="(csrf_token|run)" value="([^"]*)"', form[0]))
        for name, options in re.findall(
            r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[0], re.DOTALL
        ):
            chosen = re.search(r'value="([^"]*)" selected', options)
            fields[name] = chosen[1] if chosen else ""
        return fields

    def work(self) -> int:
        """Do every waiting task, as the worker does; return how many."""
        waiting = select(Outbox.id, Outbox.hromada_id, Outbox.attempts).where(
            Outbox.queue == IMPORTS, Outbox.done_at.is_(None), Outbox.next_at <= datetime.now(UTC)
        )
        with self.database.reading(self.hromada_id) as session:
            leases = [LeasedEntry(*row) for row in session.execute(waiting.order_by(Outbox.id))]
        with self.app.app_context():
            for lease in leases:
                process_entry(self.database, run_import, lease)
        return len(leases)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert found
    return found[1]

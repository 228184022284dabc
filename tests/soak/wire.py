"""Sends attacks to the app inside this process, and measures the answer."""

import faulthandler
import time
import traceback
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import Headers

from tests.soak.attacks import TOKEN, Attack
from tests.soak.markup import Page
from tests.soak.town import Town

# A request that never returns ends the run; the file says which one it was.
NEVER_S = 150.0


class Answer(NamedTuple):
    """An answer; ``seconds`` are of the wall, ``cpu`` of this process."""

    status: int
    headers: Headers
    body: bytes
    seconds: float
    cpu: float
    raised: str = ""

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def send(town: Town, attack: Attack, note: Path) -> Answer:
    """Send the attack from its person's browser; an exception of the app is an answer as well."""
    browser = town.browser(attack.person)
    path, _, query = attack.path.partition("?")
    headers = [("X-CSRFToken", browser.token), *attack.headers]
    note.write_text(repr(attack)[:200_000], errors="backslashreplace")
    faulthandler.dump_traceback_later(NEVER_S, exit=True)
    began, cpu = time.monotonic(), time.process_time()
    try:
        response = browser.client.open(
            method=attack.method,
            headers=headers,
            data=attack.body.replace(TOKEN.encode(), browser.token.encode()),
            content_type=attack.content_type or None,
            environ_overrides={
                "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
                "QUERY_STRING": query,
                "REQUEST_URI": attack.path,
                "RAW_URI": attack.path,
            },
        )
        found = (response.status_code, response.headers, response.get_data())
        response.close()
        raised = ""
    except Exception:
        found, raised = (500, Headers(), b""), traceback.format_exc()
    finally:
        faulthandler.cancel_dump_traceback_later()
    answer = Answer(*found, time.monotonic() - began, time.process_time() - cpu, raised)
    _remember_token(town, attack, answer)
    return answer


def _remember_token(town: Town, attack: Attack, answer: Answer) -> None:
    """Let in again whom the answer signed out."""
    for cookie in answer.headers.getlist("Set-Cookie"):
        if cookie.startswith("vm_account=;") and attack.method != "GET":
            town.browsers.pop(attack.person, None)


def page_of(answer: Answer) -> Page | None:
    """Return the answer as a page, None if it is none."""
    return Page(answer.text) if answer.kind == "text/html" else None

"""What holds for every answer, whatever was sent."""

import csv
import io
import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

from app.adapters.letters import Letter
from app.adapters.mail import message_of
from tests.soak.attacks import Attack
from tests.soak.markup import MARKER, Page, is_ours
from tests.soak.wire import Answer

SECONDS, UPLOAD_SECONDS = 2.0, 6.0
ROOT = Path(__file__).parents[2]
_TRACES = re.compile(
    rf"Traceback|psycopg|sqlalchemy|SQLSTATE|site-packages|/usr/lib/|{re.escape(str(ROOT))}|/tmp/"
    r"|\bline \d+|\bcolumn \d+|object at 0x|syntax error at|current transaction|werkzeug\.|jinja2"
    r"|\bGDAL\b|\bGEOS\b|IllegalArgument|TopologyException|root:x:0:",
    re.IGNORECASE,
)
_LETTER = {
    "From", "To", "Subject", "Date", "Message-ID", "References", "Auto-Submitted", "Content-Type",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Language", "MIME-Version",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TEMPLATE = re.compile(rf"8827{MARKER.pattern}|{MARKER.pattern}8827")


def faults(attack: Attack, answer: Answer, *, timed: bool) -> Iterator[str]:
    """Yield every rule that the answer breaks."""
    if answer.status >= 500:
        yield f"status {answer.status}"
    limit = UPLOAD_SECONDS if attack.upload else SECONDS
    if timed and answer.seconds > limit:
        yield f"{answer.seconds:.1f} s ({answer.cpu:.1f} s of CPU), more than {limit:.0f} s"
    if not answer.headers and answer.raised:
        yield answer.raised.strip().splitlines()[-1][:300]
        return
    yield from _headers(answer)
    if attack.method != "HEAD":
        yield from _content(answer)


def _headers(answer: Answer) -> Iterator[str]:
    for name, value in answer.headers:
        plain = value
        if name.lower() in {"location", "content-location"}:
            if not is_ours(value):
                yield f"{name} leads to {value[:100]!r}"
            plain = "" if value.isascii() and value.isprintable() else value
        if name.lower() in {"x-evil", "bcc"} or MARKER.search(plain):
            yield f"the header {name}: {value[:100]!r}"
    if answer.headers.get("X-Content-Type-Options") != "nosniff" and answer.status < 500:
        yield "no X-Content-Type-Options"


def _content(answer: Answer) -> Iterator[str]:
    text = answer.text
    if answer.kind.startswith(("text/", "application/json", "application/geo+json", "image/svg")):
        if trace := _TRACES.search(text):
            yield f"a trace: {text[max(0, trace.start() - 60) : trace.end() + 60]!r}"
        if found := _TEMPLATE.search(text):
            yield f"a template was evaluated: {found[0]}"
    if answer.kind == "text/html":
        yield from Page(text).faults
    elif answer.kind.endswith("json"):
        yield from _json(text)
    elif answer.kind == "text/csv":
        yield from _csv(text)
    elif answer.kind == "image/svg+xml":
        yield from _svg(text)


def _json(text: str) -> Iterator[str]:
    def no_number(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        json.loads(text, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        yield f"broken JSON: {error}"


def _csv(text: str) -> Iterator[str]:
    for row in csv.reader(
        io.StringIO(text.lstrip("\ufeff")), delimiter=";" if ";" in text else ","
    ):
        for cell in row:
            if MARKER.search(cell) and cell.startswith(_FORMULA):
                yield f"a formula in a table: {cell[:60]!r}"


def _svg(text: str) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - the app's own drawing
    except ElementTree.ParseError as error:
        yield f"broken SVG: {error}"
        return
    for element in root.iter():
        names = {str(element.tag), *element.attrib}
        if any(MARKER.search(name) or name.startswith("on") for name in names):
            yield f"a sender's markup in SVG: {sorted(names)}"
        if str(element.tag).endswith(("script", "foreignObject")):
            yield f"<{element.tag}> in SVG"


def faults_of_letter(letter: Letter) -> Iterator[str]:
    """Yield what a hostile sender reached in a letter: its headers, or the markup of its HTML."""
    raw = message_of(letter, "Місто <misto@localhost>").as_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    if strange := set(message.keys()) - _LETTER:
        yield f"headers of a letter: {sorted(strange)}"
    if len(message.get_all("To", [])) != 1 or len(message["To"].addresses) != 1:
        yield f"a letter to several: {message['To']!r}"
    yield from Page(letter.html).faults
    if trace := _TRACES.search(letter.text):
        yield f"a trace in a letter: {trace[0]}"

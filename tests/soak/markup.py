"""Reads a page as a browser does: its forms and links, and where markup of a sender came alive."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

# One in every hostile value; tells which one it was.
MARKER = re.compile(r"zq[0-9a-f]{6}z")
_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
    "srcset",
    "ping",
}
_OWN_HOSTS = {"", "localhost", "localhost:8000"}
_NO_DATA = {"style", "srcdoc"}
_NO_CLOSING = {"input", "button"}


def is_ours(address: str) -> bool:
    """Return whether a browser that follows the address stays on this site."""
    plain = re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(33))))
    slashes = re.match(r"(?:https?:)?([/\\]*)", plain, re.IGNORECASE)
    if slashes and len(slashes[1]) > 2:
        return False
    parts = urlsplit(plain.replace("\\", "/"))
    # "https:evil.test" leads away although no host is to be seen in it.
    whole = parts.scheme in {"http", "https"} and parts.netloc != ""
    return (whole or not parts.scheme) and parts.netloc in _OWN_HOSTS


@dataclass
class FormField:
    """A field of a form as a page shows it."""

    name: str
    kind: str
    value: str = ""
    accept: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form as a page shows it."""

    action: str
    method: str
    multipart: bool
    fields: list[FormField] = field(default_factory=list)

    def token(self) -> str:
        return next((one.value for one in self.fields if one.name == "csrf_token"), "")


class Page(HTMLParser):
    """A parsed page. ``faults`` names every place where a marker is more than words."""

    def __init__(self, words: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self._by_id: dict[str, PageForm] = {}
        self._form: PageForm | None = None
        self._select: FormField | None = None
        self._inside = ""
        self._is_json = False
        self.feed(words)
        self.close()

    def token(self) -> str:
        """Return the page's CSRF token, "" if it has no form."""
        return next(filter(None, (form.token() for form in self.forms)), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._judge(tag, given)
        if tag in {"script", "style"}:
            self._inside, self._is_json = tag, given.get("type") == "application/json"
        elif tag == "form":
            self._open(given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self._add(tag, given)
        self.links += [
            value
            for name, value in given.items()
            if value.startswith("/") and (name in _ADDRESSES or name.startswith("data-"))
        ]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._inside = ""
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if not self._inside:
            return
        if self._inside == "script" and self._is_json:
            try:
                json.loads(data)
            except ValueError:
                self.faults.append("JSON of a script is broken")
        else:
            self._blame(data, f"words inside <{self._inside}>")

    def handle_comment(self, data: str) -> None:
        self._blame(data, "words inside a comment")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def _open(self, given: dict[str, str]) -> None:
        multipart = given.get("enctype") == "multipart/form-data"
        self._form = PageForm(
            given.get("action", ""), given.get("method", "get").upper(), multipart
        )
        self.forms.append(self._form)
        if "id" in given:
            self._by_id[given["id"]] = self._form

    def _add(self, tag: str, given: dict[str, str]) -> None:
        form = self._by_id.get(given.get("form", "")) or self._form
        if form is None:
            return
        kind = given.get("type", "text").lower() if tag in _NO_CLOSING else tag
        new = FormField(given["name"], kind, given.get("value", ""), given.get("accept", ""))
        if tag == "select":
            self._select = new
        form.fields.append(new)

    def _judge(self, tag: str, given: dict[str, str]) -> None:
        self._blame(tag, f"a sender's tag <{tag[:40]}>")
        raw = self.get_starttag_text() or ""
        for name, value in given.items():
            self._blame(name, f"a sender's attribute {name[:40]} of <{tag}>")
            if MARKER.search(value):
                self._judge_value(f"{name} of <{tag}>", name, value)
                unquoted = rf"\s{re.escape(name)}\s*=\s*(?![\s\"'])[^\s>]*{MARKER.pattern}"
                if re.search(unquoted, raw, re.IGNORECASE):
                    self._blame(value, f"{name} of <{tag}> is not quoted")

    def _judge_value(self, where: str, name: str, value: str) -> None:
        if name.startswith("on") or name in _NO_DATA:
            self._blame(value, f"words in {where}")
        if name in _ADDRESSES and not is_ours(value):
            self._blame(value, f"{where} leads to {value[:60]!r}")

    def _blame(self, words: str, fault: str) -> None:
        if found := MARKER.search(words):
            self.faults.append(f"{fault} [{found[0]}]")

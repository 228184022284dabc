"""What the front says when it refuses: a page, or JSON in the shape of the app's errors."""

import hashlib
import json
from base64 import b64encode
from pathlib import Path
from string import Template
from typing import NamedTuple

RETRY_S = 5


class Refusal(NamedTuple):
    """A refusal in both languages; ``code`` is for programs."""

    code: str
    title_uk: str
    text_uk: str
    title_en: str
    text_en: str


REFUSALS = {
    400: Refusal(
        "http-400",
        "Ми не зрозуміли цей запит",
        "Поверніться, оновіть сторінку й спробуйте ще раз.",
        "We could not understand this request",
        "Go back, reload the page and try again.",
    ),
    413: Refusal(
        "http-413",
        "Це завелике",
        "Надішліть менше фото або легші файли.",
        "That is too large",
        "Send fewer or smaller photos or files.",
    ),
    429: Refusal(
        "too-many",
        "Забагато запитів",
        "З вашої мережі надійшло забагато запитів за короткий час. Зачекайте хвилину.",
        "Too many requests",
        "Too many came from your network in a short time. Wait a minute.",
    ),
    503: Refusal(
        "unavailable",
        "Зараз забагато запитів",
        "Спробуйте ще раз за кілька секунд. Повідомлення, надіслане двічі, рахуємо один раз.",
        "Too busy at this moment",
        "Try again in a few seconds. A report that is sent twice is counted once.",
    ),
}

STYLE = """
:root { color-scheme: light dark;
  --paper: #f5f4ef; --ink: #18222d; --muted: #52606d; --blue: #1f4f8f; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #10161d; --ink: #e9edf1; --muted: #a6b2be; --blue: #8ebaf3; }
}
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 "Commissioner", "Segoe UI", system-ui, Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 3rem 1.25rem; }
.number { color: var(--muted); font-size: 3rem; font-weight: 700; }
h1 { margin: 0 0 .75rem; font-size: 1.75rem; line-height: 1.2; }
[lang=en] { color: var(--muted); }
a { display: inline-block; margin-top: 1rem; padding: .6rem 1.25rem; border: 2px solid var(--blue);
  border-radius: .5rem; color: var(--blue); font-weight: 600; line-height: 1.5;
  text-decoration: none; }
"""

PAGE = Template("""<!doctype html>
<html lang="uk">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title_uk · Відкрите Місто</title>
<style>$style</style>
</head>
<body>
<main>
<div class="number" aria-hidden="true">$status</div>
<h1>$title_uk</h1>
<p>$text_uk</p>
<p lang="en"><strong>$title_en.</strong> $text_en</p>
<a href="/">На головну</a>
</main>
</body>
</html>
""")


def write_refusals(folder: Path) -> None:
    """Write both forms of every refusal into ``folder``."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    for status, refusal in REFUSALS.items():
        (folder / f"{status}.html").write_text(page(status, refusal), encoding="utf-8")
        (folder / f"{status}.json").write_text(as_json(refusal), encoding="utf-8")


def page(status: int, refusal: Refusal) -> str:
    """Return the page, which needs nothing else."""
    return PAGE.substitute(refusal._asdict(), status=status, style=STYLE)


def as_json(refusal: Refusal) -> str:
    """Return the app's shape of an error."""
    message = f"{refusal.text_uk} / {refusal.text_en}"
    messages = {"uk": refusal.text_uk, "en": refusal.text_en}
    error = {"code": refusal.code, "message": message, "messages": messages, "fields": {}}
    return json.dumps({"error": error}, ensure_ascii=False) + "\n"


def style_hash() -> str:
    """Return the hash by which the pages' policy admits their style."""
    return "sha256-" + b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

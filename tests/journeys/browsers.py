"""Pages in real browsers; each must stay on this machine and break no rule."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A WebGL of the processor's own: there is no graphics card.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]

OpenPage = Callable[..., Page]


@contextmanager
def opening(browser: Browser, url: str) -> Iterator[OpenPage]:
    """Yield a function that opens pages of one's own cookies; they are closed at the end."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(**options: Any) -> Page:
        # What a worker answers, a test cannot: journeys of their own are with one.
        options = {"service_workers": "block", **options}
        context = browser.new_context(base_url=url, locale="uk-UA", **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        watch(context, faults)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def watch(context: BrowserContext, faults: list[str]) -> None:
    """Note every request beyond this machine, script error and broken content policy."""

    def stay_here(route: Route) -> None:
        host = urlsplit(route.request.url).hostname
        if host in {"127.0.0.1", "localhost"}:
            route.continue_()
        else:
            faults.append(f"asked {route.request.url}")
            route.abort()

    context.route(re.compile(r"^https?:"), stay_here)
    context.on("weberror", lambda fault: faults.append(f"script error: {fault.error}"))
    context.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )

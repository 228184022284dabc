"""Redirects never leave this site, whatever they were made of."""

import re

from flask import Flask, Response, request

from app.inputs.paths import own_path

_PLACE_ON_A_PAGE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def register_redirects(app: Flask) -> None:
    """Judge the Location of every response; one that leads elsewhere leads to the account page.

    Werkzeug's own redirects (a slash that lacks, two that were one) name the host that the
    request named, which anybody may choose: only their path is kept.
    """

    @app.after_request
    def stay(response: Response) -> Response:
        if location := response.headers.get("Location"):
            response.headers["Location"] = _here(location.removeprefix(request.host_url[:-1]))
        return response


def _here(location: str) -> str:
    page, mark, place = location.partition("#")
    kept = mark + place if _PLACE_ON_A_PAGE.fullmatch(place) else ""
    return own_path(page) + kept

"""Serves static files with WhiteNoise, under a URL that includes their version.

Scripts import each other by relative URLs, so a page and all its files are of one version; an
upgrade changes the URL, so browsers may cache the files forever. What was published for a release
is sent compressed, and the last release's files are served as well.
"""

import re
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from app.security.headers import static_headers
from app.static_releases import VERSION, releases_in

# Caching of URLs without the version, in seconds.
SHORT_S = 300
IMMUTABLE = re.compile(rf"/static/{VERSION.pattern}/")


def serve_static(app: Flask, root: Path, version: str, published: Path) -> None:
    """Serve ``/static/VERSION/…`` as immutable, ``/static/…`` with a short max-age.

    The releases in ``published`` are preferred to ``root``, which has nothing compressed.
    """

    def is_immutable(_path: str, url: str) -> bool:
        return IMMUTABLE.match(url) is not None

    served = WhiteNoise(
        app.wsgi_app,
        root=str(root),
        prefix="static/",
        max_age=SHORT_S,
        immutable_file_test=is_immutable,
        add_headers_function=static_headers,
    )
    served.add_files(str(root), prefix=f"static/{version}/")
    for release in releases_in(published):
        served.add_files(str(release), prefix=f"static/{release.name}/")
    # The publisher's own records.
    for url in [url for url in served.files if "/." in url]:
        del served.files[url]
    app.wsgi_app = served  # type: ignore[method-assign]  # how WSGI middleware is put in place

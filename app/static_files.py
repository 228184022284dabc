"""Serves static files with WhiteNoise, under a URL that includes their version.

Scripts import each other by relative URLs, so a page and all its files are of one version; an
upgrade changes the URL, so browsers may cache the files forever.
"""

from hashlib import sha256
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from app.security.headers import static_headers

# Caching of URLs without the version, in seconds.
SHORT_S = 300


def version_of(root: Path) -> str:
    """Return a hash of the names, sizes and times of all files below ``root``."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    stats = [(str(p.relative_to(root)), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
    return sha256(repr(stats).encode()).hexdigest()[:10]


def serve_static(app: Flask, root: Path, version: str) -> None:
    """Serve ``/static/<version>/…`` as immutable, ``/static/…`` with a short max-age."""
    immutable = f"/static/{version}/"

    def is_immutable(_path: str, url: str) -> bool:
        return url.startswith(immutable)

    served = WhiteNoise(
        app.wsgi_app,
        root=str(root),
        prefix="static/",
        max_age=SHORT_S,
        immutable_file_test=is_immutable,
        add_headers_function=static_headers,
    )
    served.add_files(str(root), prefix=immutable.strip("/") + "/")
    app.wsgi_app = served  # type: ignore[method-assign]  # how WSGI middleware is put in place

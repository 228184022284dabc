"""Serves style sheets, scripts and pictures past the app; their address names their version.

Scripts import each other by relative addresses, so a page and all that it pulls in are of one
version; an upgrade changes the address, and browsers may keep the files for good.
"""

from hashlib import sha256
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from app.security.headers import static_headers

# For whoever asks without the version.
SHORT_S = 300


def version_of(root: Path) -> str:
    """Return a word that changes whenever a file below ``root`` does."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    facts = [(str(p.relative_to(root)), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
    return sha256(repr(facts).encode()).hexdigest()[:10]


def serve_static(app: Flask, root: Path, version: str) -> None:
    """Put the files before the app: ``/static/<version>/…`` for good, ``/static/…`` briefly."""
    kept = f"/static/{version}/"

    def unchanging(_path: str, url: str) -> bool:
        return url.startswith(kept)

    served = WhiteNoise(
        app.wsgi_app,
        root=str(root),
        prefix="static/",
        max_age=SHORT_S,
        immutable_file_test=unchanging,
        add_headers_function=static_headers,
    )
    served.add_files(str(root), prefix=kept.strip("/") + "/")
    app.wsgi_app = served  # type: ignore[method-assign]  # how WSGI middleware is put in place

"""The front: nginx before the app, its configuration and its pages written at every start."""

import os
import resource
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template

from launcher.places import CHECKOUT, OsUser, Place, home_for, own_directory, server_user
from launcher.postgres import short_socket_directory
from launcher.refusals import RETRY_S, style_hash, write_refusals
from launcher.terminal import TroubleError

CONF = Path(__file__).with_name("front.conf")
MODULES = Path("/usr/lib/nginx/modules")
PROGRAMS = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
SOCKET_NAME = "web.sock"
ACCESS_LOG = "access.log"
LOG_MODE = 0o640
MOST_CONNECTIONS = 4096  # of each of its two processes

# Routes that take files or geometry; tests compare them with those of the app.
LARGE = (
    "reports$",
    r"reports/\d+/(?:return|supply)$",
    r"office/\d+/[a-z]+$",
    "notices$",
    r"notices/\d+/edit$",
    "coordination/boundaries/drawn$",
    "coordination/zones/draw$",
)
# Tables and extracts to import; the app's limits are narrower.
LARGEST = ("coordination/imports/[a-z]+/file$",)
# Tiles come packed by the app.
COMPRESSED = (
    "application/json application/geo+json application/atom+xml application/manifest+json"
    " image/svg+xml text/css text/csv text/javascript text/plain text/xml"
)
# nginx inherits none of them where a location has limits of its own.
STATIC_LIMITS = "limit_conn requests_of 1024;"
DRAWING_LIMITS = (
    f"{STATIC_LIMITS} limit_conn drawings_of 128; limit_req zone=drawing burst=1000 nodelay;"
)
# A file that trickles in may hold 64 MB of the disk.
# A class that opens a page at the same moment fits, and does not fill the queue of two seconds.
LIMITS = (
    f"{STATIC_LIMITS} limit_conn pages_of 32; limit_conn forms_of 512; limit_conn forms 2048;"
    " limit_conn files_of 64; limit_conn files 512;"
)


@dataclass(frozen=True, slots=True)
class Front:
    """The files of the front: its folder, the app's socket, the account of its workers."""

    directory: Path
    socket: Path
    user: OsUser | None


class ConfTemplate(Template):
    """A template whose own names are ``%{name}``: nginx has dollars of its own."""

    delimiter = "%"


def nginx_program() -> Path | None:
    """Return nginx, which is often outside the PATH of ordinary users; None if not installed."""
    found = shutil.which("nginx", path=PROGRAMS)
    return Path(found) if found else None


def front_in(place: Place) -> Front:
    """Return the front of ``place``."""
    user = server_user("www-data")
    directory = own_directory(home_for(user, place) / "front", user)
    sockets = short_socket_directory(directory, SOCKET_NAME, user)
    return Front(directory, sockets / SOCKET_NAME, user)


def write_front(front: Front, settings: Mapping[str, str], place: Place) -> None:
    """Write the configuration and the pages of refusals; raise TroubleError if nginx refuses it."""
    write_refusals(front.directory / "refusals")
    log = place.logs / ACCESS_LOG
    log.touch(mode=LOG_MODE)
    complaint = ""
    for brotli in dict.fromkeys((_has_brotli(), False)):
        text = configuration(front, settings, place, brotli=brotli)
        (front.directory / "nginx.conf").write_text(text)
        complaint = _complaint(front)
        if not complaint:
            return
    raise TroubleError(f"nginx refuses its configuration:\n{complaint}")


def remove(front: Front) -> None:
    """Remove all that was written for this run: bodies of requests among it."""
    shutil.rmtree(front.directory, ignore_errors=True)
    with suppress(OSError):  # others' files are there
        front.directory.parent.rmdir()


def configuration(front: Front, settings: Mapping[str, str], place: Place, *, brotli: bool) -> str:
    """Return the configuration for these settings."""
    limited = settings.get("RATE_LIMITS") != "off"
    files = _open_files()
    values = {
        "modules": _modules() if brotli else "",
        "user": f"user {front.user.name};" if front.user else "",
        "files": str(files),
        "connections": str(min(MOST_CONNECTIONS, files // 2)),
        "access_log": _quoted(place.logs / ACCESS_LOG),
        "var": _quoted(place.var),
        "socket": _quoted(Path(f"unix:{front.socket}")),
        "listen": _listen(settings["HOST"], settings["PORT"]),
        "large": "|".join(LARGE),
        "largest": "|".join(LARGEST),
        "compressed": COMPRESSED,
        "brotli": _brotli() if brotli else "",
        "brotli_static": "brotli_static on;" if brotli else "",
        "limits": LIMITS if limited else "",
        "drawing_limits": DRAWING_LIMITS if limited else "",
        "static_limits": STATIC_LIMITS if limited else "",
        "retry_s": str(RETRY_S),
        "style_hash": style_hash(),
    }
    proxies = int(settings.get("TRUSTED_PROXIES") or 0)
    values["uncounted"] = '""' if proxies else "yes"
    for name in ("for", "proto", "host"):
        values[f"forwarded_{name}"] = _said_by_proxies(f"said_{name}", proxies)
    return ConfTemplate(CONF.read_text()).substitute(values)


def _said_by_proxies(name: str, proxies: int) -> str:
    """Return the line of a map: what the farthest of our proxies has said, from the right."""
    if not proxies:
        return ""
    return rf'"~(?:^|,)\s*(?<{name}>[^,\s]+)\s*(?:,[^,]*){{{proxies - 1}}}$" ${name};'


def _listen(host: str, port: str) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _quoted(path: Path) -> str:
    text = str(path)
    if any(sign in text for sign in "\"\\$'\n"):
        raise TroubleError(f"nginx cannot be given the path {text!r}.", "Check out elsewhere.")
    return f'"{text}"'


def _has_brotli() -> bool:
    return all((MODULES / name).exists() for name in _MODULE_FILES)


_MODULE_FILES = ("ngx_http_brotli_filter_module.so", "ngx_http_brotli_static_module.so")


def _modules() -> str:
    return "\n".join(f"load_module {MODULES / name};" for name in _MODULE_FILES)


def _brotli() -> str:
    return f"brotli on; brotli_comp_level 4; brotli_min_length 700; brotli_types {COMPRESSED};"


def _open_files() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 16_384 if hard == resource.RLIM_INFINITY else min(hard, 16_384)


def _complaint(front: Front) -> str:
    command = [str(nginx_program()), "-q", "-t", "-p", str(front.directory), "-c", "nginx.conf"]
    answer = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=CHECKOUT, env=dict(os.environ)
    )
    return answer.stderr.strip() if answer.returncode else ""
